"""Refuses Block Kit the way Slack does, so that a message that works here works there.

Two entrances, both pure and safe on any decoded JSON:

- `validate_blocks(blocks, surface)` for a message's blocks (pointers start at `/blocks`).
- `validate_view(view)` for a modal or a Home tab (pointers start at `/view`).

An empty list means that Slack would take it. As in Slack, the shape is judged first; rules
that span the payload (unique ids, totals) are judged only once every shape is right.
"""

from sandbox.blockkit.payload import Surface, validate_blocks, validate_view
from sandbox.blockkit.shapes import Problem

__all__ = ["Problem", "Surface", "validate_blocks", "validate_view"]
