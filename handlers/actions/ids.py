"""Names that Slack sends back to us."""

FORM = "action_form"
DATE_FORM = "action_date_form"

NAME = "action_name"
NOTHING = "action_nothing"

DONE = "action_done"
MOVE = "action_move"
DROP = "action_drop"
REOPEN = "action_reopen"
NOT_YET = "action_not_yet"
