"""The practice room: a local Slack that the real bot talks to over real HTTP and WebSockets.

It imports nothing of the bot. `sandbox.slack.Slack` is the server, `sandbox.client.Sandbox` the
language in which tests and the demo build a world in it and act as its people.

What an app calls is in `api`; what people do is in `people`, reached through `control`.
They change the `world` by way of `rooms` and `views`; the `herald` makes events of that, `events`
chooses for whom, and `deliveries` brings them by `socket` or `http_events` until they are acked.
`shapes` are Slack's JSON objects, `blockkit` its rules for what may be posted.

The `page` is a Slack in the browser. It asks through `control` like everybody, and is told by
`live` what to look at again; `reading` knows what is new to whom, `topics` what the wire was about.
`keeping` has the world in a file between starts.
"""
