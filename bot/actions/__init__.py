"""You said, we do: what a side will do about what was said, by whom, and by when."""
