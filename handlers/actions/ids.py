"""Names that Slack sends back to us."""

FORM = "action_form"
DATE_FORM = "action_date_form"
HELPED_FORM = "action_helped_form"

NAME = "action_name"
NOTHING = "action_nothing"

DONE = "action_done"
MOVE = "action_move"
DROP = "action_drop"
REOPEN = "action_reopen"
NOT_YET = "action_not_yet"
HELPED = "action_helped"
FILTER = "action_filter"
