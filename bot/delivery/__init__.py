"""Says what stands in the outbox to Slack, within Slack's limits, once."""
