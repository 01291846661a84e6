"""The language of tests and of the demo: typed words over the control API.

Who acts is a `Person`, and every act returns when Slack has the app's ack or its deadline has
passed. Slack's refusals are raised as `Refused`; a button or field that is not there as
`LookupError`, naming what is.
"""

from sandbox.client.box import App, Sandbox, Workspace
from sandbox.client.people import Channel, Installation, Person
from sandbox.client.shown import File, Message, Refused, Reply, Submission, View

__all__ = [
    "App",
    "Channel",
    "File",
    "Installation",
    "Message",
    "Person",
    "Refused",
    "Reply",
    "Sandbox",
    "Submission",
    "View",
    "Workspace",
]
