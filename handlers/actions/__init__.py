"""Asking for actions, naming them, their cards, and asking whether they are done."""
