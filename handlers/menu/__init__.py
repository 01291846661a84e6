"""Help, and the same menu as buttons: for a mention, a direct message and the Home tab."""
