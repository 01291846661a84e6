"""Names that Slack sends back to us."""

MENU = "menu"
