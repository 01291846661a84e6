"""From a signed request to its ack, with the commit: Rapport beside a bare Bolt app."""
