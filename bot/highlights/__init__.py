"""Highlights: streaks and firsts of a relationship, and memories."""
