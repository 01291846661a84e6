"""What a relationship learnt: held by both sides, and offered again when it is needed."""
