"""Names that Slack sends back to us."""

SETUP_FORM = "setup_form"
LOADING = "loading"
CONFIRM = "proposal_confirm"
DECLINE = "proposal_decline"
