"""Opening rounds for many people: Rapport's jobs beside `executemany` of the rows they write."""
