"""THE MEMORY: records, queries and migrations. The only place where SQL is written."""
