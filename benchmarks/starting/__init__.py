"""What it takes to be there: import, the way to "connected", and memory while nothing happens."""
