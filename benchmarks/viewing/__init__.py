"""The practice room's page in a browser, beside plain pages."""
