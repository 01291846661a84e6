"""What people look at, with few rows in the database and with many."""
