"""Leaving a note without a name, reading it, and the conversation between people who stay unseen
and people who do not."""
