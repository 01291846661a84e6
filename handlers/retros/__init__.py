"""Retros in Slack: their cards, boards, forms and lists, and the themes that come back."""
