"""Planning milestones, their cards, saying that they are reached, and celebrating them."""
