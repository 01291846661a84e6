"""What one person asked to see of the closed rounds of a pulse. Pure."""

from collections.abc import Sequence

from bot.pulse.trends import Past
from handlers import blocks, words
from handlers.blocks import escape
from handlers.pulse import export_views, trend_views
from handlers.pulse.digest_views import figure_blocks, title
from storage.outbox import Message
from storage.pulse import Pulse
from storage.relationships import Relationship


def results(relationship: Relationship, pulse: Pulse, rounds: Sequence[Past]) -> Message:
    """The figures of the last of these rounds, and the numbers of all of them."""
    heading = blocks.section(f":bar_chart: *{title(pulse)}* · {escape(relationship.both)}")
    if not rounds:
        sentence = "No round of this pulse is closed yet. Results are of closed rounds only."
        return blocks.message(sentence, [heading, blocks.section(sentence)])
    closed = f"The last round was closed {words.moment(rounds[-1].closed_at)}."
    shown = [heading, blocks.context(closed), *figure_blocks(relationship, rounds)]
    numbers = trend_views.numbers(relationship, rounds)
    if numbers is not None:
        shown += [blocks.divider(), *numbers["blocks"]]
    export = export_views.button(relationship.id, pulse.number)
    shown.append(blocks.actions("pulse_results", [export]))
    return blocks.message(f"Results of pulse {pulse.number}", shown)
