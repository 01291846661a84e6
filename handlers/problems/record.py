"""Everything on record about a problem, in a modal of as many pages as it needs. Pure."""

import json
from collections.abc import Iterable, Iterator

from bot.problems.rules import Stage
from handlers import blocks, words
from handlers.blocks import Block, View
from handlers.problems import ids, stages, views
from storage.problems import Dossier, Entry

# Slack takes 100 blocks and 250 KB a view; some room is left for the page buttons and the frame.
PAGE_BLOCKS = 90
PAGE_BYTES = 200_000

# Blocks that belong together and are not parted by the end of a page.
Group = list[Block]


def record(dossier: Dossier, user_id: str, page: int = 0) -> View:
    """One page of the record, as this person sees it: their own entries can be taken back.

    A page beyond the last is the last.
    """
    pages = list(_paginate(_groups(dossier, user_id)))
    page = min(page, len(pages) - 1)
    shown = pages[page]
    turns = _page_buttons(page, len(pages))
    if turns:
        shown.append(blocks.actions("problem_pages", turns))
    return blocks.modal(
        ids.RECORD,
        f"Problem #{dossier.problem.number}",
        shown,
        close="Close",
        metadata={"problem": dossier.problem.id, "page": str(page)},
    )


def _groups(dossier: Dossier, user_id: str) -> Iterator[Group]:
    problem, stage = dossier.problem, Stage(dossier.problem.stage)
    yield [blocks.header(problem.title), blocks.context(stages.bar(stage))]
    yield views.description(problem)
    yield [blocks.context(views.owners(problem, dossier.relationship))]
    for at in Stage:
        for number, entry in enumerate(e for e in dossier.entries if e.stage == at):
            head = [blocks.divider(), blocks.header(stages.name(at))] if number == 0 else []
            yield [*head, *_entry(dossier, entry, user_id)]
    for lesson in dossier.lessons:
        when = f"{words.person(lesson.author)} · {words.moment(lesson.created_at)}"
        yield [
            blocks.divider(),
            blocks.section(f"*Lesson* · {when}"),
            *blocks.quotation(lesson.text),
        ]
    if dossier.moves:
        yield [blocks.divider(), blocks.section("*How it went*"), *_moves(dossier)]


def _entry(dossier: Dossier, entry: Entry, user_id: str) -> Group:
    who = views.author(entry, dossier.relationship)
    if entry.withdrawn_at is not None:
        return [blocks.context(f"{who} took back {stages.one(Stage(entry.stage))}.")]
    own = entry.author == user_id and dossier.problem.stage != Stage.CLOSED
    line = f"{who} · {words.moment(entry.created_at)}"
    return [
        blocks.section(line, _withdraw_button(entry) if own else None),
        *blocks.quotation(entry.text),
    ]


def _withdraw_button(entry: Entry) -> Block:
    ask = blocks.confirm(
        "Take it back?", "Others will see that you took it back, but not the text.", "Take it back"
    )
    return blocks.button("Take back", f"{ids.WITHDRAW}:{entry.id}", entry.id, confirm=ask)


def _moves(dossier: Dossier) -> list[Block]:
    lines = [
        f"{words.moment(move.at)}: {words.person(move.by)}, {move.from_stage} → {move.to_stage}"
        for move in dossier.moves
    ]
    return blocks.sections("\n".join(lines))


def _paginate(groups: Iterable[Group]) -> Iterator[list[Block]]:
    page: list[Block] = []
    size = 0
    for group in groups:
        weight = len(json.dumps(group))
        if page and (len(page) + len(group) > PAGE_BLOCKS or size + weight > PAGE_BYTES):
            yield page
            page, size = [], 0
        page, size = page + group, size + weight
    yield page


def _page_buttons(page: int, pages: int) -> list[Block]:
    turns = [("Earlier", page - 1), ("Later", page + 1)]
    return [
        blocks.button(text, f"{ids.PAGE}:{to}", str(to)) for text, to in turns if 0 <= to < pages
    ]
