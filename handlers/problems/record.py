"""Everything on record about a problem, in a modal of as many pages as it needs. Pure."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping

from bot.problems.rules import Kind, Stage
from handlers import blocks, words
from handlers.blocks import Block, View, escape
from handlers.problems import card, ids, score_views, stages, timeline
from handlers.problems.naming import author, person, side_name
from storage.actions import Status
from storage.problems import Entry
from storage.problems_reading import Dossier

# Slack takes 100 blocks and 250 KB a view; some room is left for the page buttons and the frame.
PAGE_BLOCKS = 90
PAGE_BYTES = 200_000

# Blocks that belong together and are not parted by the end of a page.
Group = list[Block]

# The addresses of messages that entries come from, by the id of the entry.
Links = Mapping[str, str]


def record(dossier: Dossier, user_id: str, links: Links, page: int = 0) -> View:
    """One page of the record, as this person sees it: their own entries can be changed.

    A page beyond the last is the last.
    """
    pages = list(_paginate(_groups(dossier, user_id, links)))
    page = min(page, len(pages) - 1)
    shown = pages[page]
    turns = _page_buttons(page, len(pages))
    turns.append(blocks.button("Export as a file", ids.EXPORT, dossier.problem.id))
    shown.append(blocks.actions("problem_pages", turns))
    return blocks.modal(
        ids.RECORD,
        f"Problem #{dossier.problem.number}",
        shown,
        close="Close",
        metadata={"problem": dossier.problem.id, "page": str(page)},
    )


def _groups(dossier: Dossier, user_id: str, links: Links) -> Iterator[Group]:
    yield from _head(dossier)
    for heading, kinds in stages.CHAPTERS:
        for number, (depth, entry) in enumerate(arrange(dossier.entries, kinds)):
            head = [blocks.divider(), blocks.header(heading)] if number == 0 else []
            yield [*head, *_entry(dossier, entry, depth, user_id, links)]
    yield from score_views.groups(dossier)
    yield from _agreed(dossier)
    yield from _done(dossier)
    lines = timeline.lines(dossier)
    for number in range(0, len(lines), timeline.GROUP):
        head = [blocks.divider(), blocks.header("How it went")] if number == 0 else []
        yield [*head, *blocks.sections("\n".join(lines[number : number + timeline.GROUP]))]


def _head(dossier: Dossier) -> Iterator[Group]:
    problem, relationship = dossier.problem, dossier.relationship
    yield [
        blocks.header(problem.title),
        blocks.context(card.about(problem)),
        blocks.context(stages.bar(Stage(problem.stage))),
    ]
    if problem.sentence:
        yield [blocks.section(f"*Agreed*: {escape(problem.sentence)}")]
    yield blocks.sections(escape(problem.what))
    yield card.whom(problem, relationship, blocks.INPUT_TEXT)
    yield [blocks.context(card.who(problem, dossier.sides))]


def arrange(entries: Iterable[Entry], kinds: Collection[Kind]) -> list[tuple[int, Entry]]:
    """Those entries, each with how deep it lies: a cause stands below what it explains."""
    wanted = [entry for entry in entries if entry.kind in kinds]
    known = {entry.id for entry in wanted}
    children: dict[str, list[Entry]] = {}
    for entry in wanted:
        parent = entry.parent_id if entry.parent_id in known else None
        children.setdefault(parent or "", []).append(entry)
    return _walk(children)


def _walk(children: Mapping[str, list[Entry]]) -> list[tuple[int, Entry]]:
    """Depth first, without a function that calls itself: a chain may be as long as people are."""
    arranged: list[tuple[int, Entry]] = []
    waiting = [(0, entry) for entry in reversed(children.get("", []))]
    while waiting:
        depth, entry = waiting.pop()
        arranged.append((depth, entry))
        waiting += [(depth + 1, child) for child in reversed(children.get(entry.id, []))]
    return arranged


def _entry(dossier: Dossier, entry: Entry, depth: int, user_id: str, links: Links) -> Group:
    who = author(entry, dossier.relationship)
    if entry.withdrawn_at is not None:
        return [blocks.context(f"{who} took back {stages.one(Kind(entry.kind))}.")]
    line = "↳ " * min(depth, 5) + f"{who} · {words.moment(entry.created_at)}"
    line += "".join(_remarks(dossier, entry, links))
    own = entry.author == user_id and dossier.problem.stage != Stage.CLOSED
    change = blocks.button("Change", f"{ids.CHANGE}:{entry.id}", entry.id) if own else None
    return [blocks.section(line, change), *blocks.quotation(entry.text)]


def _remarks(dossier: Dossier, entry: Entry, links: Links) -> Iterator[str]:
    if entry.kind in stages.REMARKS:
        yield f" · {stages.REMARKS[Kind(entry.kind)]}"
    if entry.hidden:
        yield " · _hidden: only you see it_"
    if entry.edited_at is not None:
        yield " · changed since"
    if entry.merged_into is not None:
        into = next((one for one in dossier.entries if one.id == entry.merged_into), None)
        yield f" · joined with “{escape(blocks.cut(into.text, 80))}”" if into else " · joined"
    if entry.id in links:
        yield f" · <{links[entry.id]}|the message>"


def _agreed(dossier: Dossier) -> Iterator[Group]:
    """Decisions, who saw them otherwise, and what each side said of the trial."""
    for decision in dossier.decisions:
        yield [
            blocks.divider(),
            blocks.header(f"Decision of round {decision.round}"),
            *blocks.quotation(decision.text),
            blocks.section("*Why*"),
            *blocks.quotation(decision.reasons),
        ]
    for dissent in dossier.dissents:
        who = person(dossier.relationship, dissent.user_id, dissent.side)
        then = "goes along" if dissent.commits else "cannot go along"
        yield [
            blocks.section(f"*Round {dissent.round}*: {who} sees it otherwise, and {then}"),
            *blocks.quotation(dissent.words),
        ]
    for verdict in dossier.verdicts:
        name = side_name(dossier.relationship, verdict.side)
        worked = "it worked" if verdict.worked else "it did not work yet"
        yield [
            blocks.section(f"*Review of round {verdict.round}*, {name}: {worked}"),
            *blocks.quotation(verdict.words),
        ]


def _done(dossier: Dossier) -> Iterator[Group]:
    """Actions, and what was learnt."""
    marks = {Status.DONE: ":white_check_mark:", Status.DROPPED: ":no_entry_sign:"}
    for number, action in enumerate(dossier.actions):
        head = [blocks.divider(), blocks.header("Actions")] if number == 0 else []
        mark = marks.get(Status(action.status), ":hourglass_flowing_sand:")
        who = person(dossier.relationship, action.owner, action.side)
        text = f"{mark} {escape(action.text)}\n{who}, by {words.day(action.due)}"
        yield [*head, *blocks.sections(text)]
    for lesson in dossier.lessons:
        when = words.moment(lesson.created_at)
        yield [
            blocks.divider(),
            blocks.section(f"*Lesson* · {words.person(lesson.author)} · {when}"),
            *blocks.quotation(lesson.learnt),
        ]


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
