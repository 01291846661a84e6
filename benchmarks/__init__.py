"""What performance claims are measured with. Imports everything; nothing imports it."""
