"""How two organisations come together: proposed by one side, confirmed by the other."""
