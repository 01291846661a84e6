"""A story of a client and a vendor, played with the real bot and shown in the terminal."""
