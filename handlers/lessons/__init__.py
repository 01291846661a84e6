"""Writing down what was learnt, agreeing on it, and finding it again."""
