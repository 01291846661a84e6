"""THE EARS AND THE WORDING: what Slack says, and how Rapport answers."""
