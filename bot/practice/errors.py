"""Why the practice room cannot be opened."""


class CannotOpen(Exception):
    """The practice room cannot be opened; the message says why, and what to do."""
