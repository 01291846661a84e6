"""What both sides may be glad of: said in the channel, and switched by contacts."""
