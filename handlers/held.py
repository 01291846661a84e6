"""Questions about a command before it is carried out: which relationship, and the same again?

The command waits in the database, because a button cannot carry 3,000 characters.
"""

import json

from handlers import blocks, words
from handlers.request import Candidate, Request
from storage import held

CHOOSE = "held_choose"
AGAIN = "held_again"


async def ask_which(request: Request, candidates: list[Candidate]) -> None:
    """Ask which relationship a command is for, by one button for each."""
    held_id = await _hold(request)
    buttons = [
        blocks.button(
            found.name,
            f"{CHOOSE}:{found.id}",
            json.dumps({"held": held_id, "relationship": found.id}),
        )
        for found in candidates
    ]
    homes = words.join_words([words.channel(found.channel_id) for found in candidates])
    question = f"Which relationship is this about? (Their channels: {homes})"
    await request.tell(
        blocks.message(question, [*blocks.sections(question), blocks.actions("held", buttons)])
    )


async def ask_again(request: Request, sentence: str) -> None:
    """Ask whether a command that was just given is really meant a second time."""
    held_id = await _hold(request)
    await request.tell(
        blocks.message(
            sentence,
            [
                blocks.section(sentence),
                blocks.actions("held", [blocks.button("Yes, once more", AGAIN, held_id)]),
            ],
        )
    )


async def _hold(request: Request) -> str:
    async with request.desk.database.write() as session:
        return await held.hold(
            session,
            user_id=request.user_id,
            channel_id=request.channel_id,
            relationship_id=request.relationship_id,
            command=request.command,
            text=request.text,
            now=request.now,
        )
