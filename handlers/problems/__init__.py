"""Raising a problem, working on it together in its thread, and closing it with a lesson."""
