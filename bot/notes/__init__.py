"""A note that somebody leaves without their name, and the conversation that comes of it."""
