"""Giving kudos by command, form, shortcut and button; the card; what was given lately."""
