"""A problem between two organisations, worked on by both, step by step, until it left a lesson."""
