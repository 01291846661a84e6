"""What is heard of problems: each part of it has a module of its own."""

from handlers.problems import (
    adding,
    exporting,
    listing,
    proposing,
    raising,
    scoring,
    steering,
    trying,
)

on_command = listing.on_command

ACTIONS = {
    **raising.ACTIONS,
    **adding.ACTIONS,
    **proposing.ACTIONS,
    **scoring.ACTIONS,
    **trying.ACTIONS,
    **steering.ACTIONS,
    **listing.ACTIONS,
    **exporting.ACTIONS,
}
FORMS = {
    **raising.FORMS,
    **adding.FORMS,
    **proposing.FORMS,
    **scoring.FORMS,
    **trying.FORMS,
    **steering.FORMS,
    **listing.FORMS,
}
