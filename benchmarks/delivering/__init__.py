"""Saying much: how fast the outbox drains, and how close to what Slack allows."""
