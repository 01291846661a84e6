"""Setting up a relationship, confirming it, seeing who is who, and keeping the roster true."""
