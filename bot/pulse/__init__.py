"""Pulses: the same question to both sides, every week, answered with a number and a comment."""
