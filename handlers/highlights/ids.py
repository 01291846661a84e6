"""Names that Slack sends back to us."""

SWITCH = "highlights_switch"
