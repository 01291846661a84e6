"""Names that Slack sends back to us."""

FORM = "kudos_form"
OPEN = "kudos_open"
TAKE_BACK = "kudos_take_back"
SHORTCUT = "give_kudos"
