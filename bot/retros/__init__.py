"""Retros: both sides look back together, and what they mean to change is followed."""
