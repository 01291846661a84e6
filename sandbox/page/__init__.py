"""The page on which people try the sandbox in a browser: what is served, and how."""
