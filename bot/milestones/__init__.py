"""Milestones: planned by both sides, reached when both say so, and celebrated together."""
