"""What somebody of a side will do, by when, and whether it helped; wherever it was named."""
