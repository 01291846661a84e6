"""Giving kudos by every way in; the card and what can be done with it; lists, rules, the week."""
