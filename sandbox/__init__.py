"""The practice room: a local Slack that the real bot talks to over real HTTP and WebSockets.

It imports nothing of the bot. `sandbox.slack.Slack` is the server, `sandbox.client.Sandbox` the
language in which tests and the demo build a world in it and act as its people.
"""
