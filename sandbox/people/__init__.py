"""What people do in Slack, with the checks of Slack's own clients: the one way in."""
