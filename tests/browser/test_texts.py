"""Texts as Slack shows them: mrkdwn, Markdown, and dates in the zone of who looks."""

from __future__ import annotations

from typing import Any

import pytest
import pytest_asyncio

from tests.browser.window import Window

# An evening in New York, when it is already the next day in Tokyo.
NOW = "2026-01-06T01:00:00Z"
MOMENT = 1_767_661_200  # 2026-01-06T01:00:00Z
DAY = 86_400

SHOW = """async ([module, name, args]) => {
  const users = { U1: { id: "U1", name: "Ann Berg" } };
  const channels = { C1: { id: "C1", name: "room" } };
  const emoji = { tada: "🎉", "+1": "👍" };
  const reader = {
    me: users.U1, tz: args.tz ?? "America/New_York", now: () => new Date(args.now),
    user: (id) => users[id], channel: (id) => channels[id], emoji: (each) => emoji[each],
  };
  const show = (await import(`/page/js/text/${module}.js`))[name];
  const shown = show(...args.given, reader);
  if (typeof shown === "string") return shown;
  const place = document.createElement("div");
  place.append(...shown);
  for (const node of place.querySelectorAll("*")) {
    for (const trait of ["class", "title", "target", "rel", "role", "datetime"]) {
      node.removeAttribute(trait);
    }
  }
  return place.innerHTML;
}"""


@pytest_asyncio.fixture(loop_scope="session")
async def shown(window: Window) -> Any:
    """Call a function of a module of texts, and get the markup, or the words, that it makes.

    The modules need nothing of the page, so they are tried beside it.
    """
    await window.page.goto(f"{window.url}/sandbox")

    async def show(module: str, name: str, *given: Any, tz: str | None = None) -> str:
        args = {"given": given, "now": NOW} | ({"tz": tz} if tz else {})
        result: str = await window.page.evaluate(SHOW, [module, name, args])
        return result

    return show


MRKDWN = {
    "*bold* _italic_ ~struck~": "<strong>bold</strong> <em>italic</em> <s>struck</s>",
    "*_both_*, (*x*).": "<strong><em>both</em></strong>, (<strong>x</strong>).",
    "a*b*c snake_case_name 2 * 3 * 4": "a*b*c snake_case_name 2 * 3 * 4",
    "*not\nover lines*": "*not\nover lines*",
    "`*code* &lt;b&gt;`": "<code>*code* &lt;b&gt;</code>",
    "a\n```\n*fixed*\n```\nb": "a<pre>*fixed*</pre>b",
    "a\n&gt; one\n&gt; *two*\nb": "a<blockquote>one\n<strong>two</strong></blockquote>b",
    "&gt;&gt;&gt;all\nthat follows": "<blockquote>all\nthat follows</blockquote>",
    "&amp;amp; <b>": "&amp;amp; &lt;b&gt;",
    "<https://a.example/?x=1&amp;y=2|here>": '<a href="https://a.example/?x=1&amp;y=2">here</a>',
    "https://a.example/b_c.": '<a href="https://a.example/b_c">https://a.example/b_c</a>.',
    "<mailto:a@b.example|write>": '<a href="mailto:a@b.example">write</a>',
    "<javascript:alert(1)|here>": "&lt;javascript:alert(1)|here&gt;",
    "<@U1> <@U9|zed> <@U9>": "<span>@Ann Berg</span> <span>@zed</span> <span>@U9</span>",
    "<#C1> <#C9>": '<a href="#/U1/C1">#room</a> <span>🔒 private channel</span>',
    "<!here> <!subteam^S1|@team>": "<span>@here</span> <span>@team</span>",
    "<!date^never^{date}|one day>": "<span>one day</span>",
    ":tada: :nothing: 10:30:45": '<span aria-label=":tada:">🎉</span> :nothing: 10:30:45',
    ":+1::skin-tone-3:": '<span aria-label=":+1::skin-tone-3:">👍🏼</span>',
}


async def test_mrkdwn(shown: Any) -> None:
    for text, markup in MRKDWN.items():
        assert await shown("mrkdwn", "renderMrkdwn", text) == markup, text


async def test_plain_text_knows_emoji_only(shown: Any) -> None:
    markup = await shown("mrkdwn", "renderPlain", "*a* <@U1> &amp; :tada:")
    assert markup == '*a* &lt;@U1&gt; &amp;amp; <span aria-label=":tada:">🎉</span>'


MARKDOWN = {
    "**bold** *it* _it_ ~~no~~": "<strong>bold</strong> <em>it</em> <em>it</em> <s>no</s>",
    "[here](https://a.example)": '<a href="https://a.example/">here</a>',
    "[here](javascript:alert)": "<span>here</span>",
    "<script>": "&lt;script&gt;",
}
MARKDOWN_BLOCKS = {
    "# One\ntwo": "<h3>One</h3><p>two</p>",
    "- a\n- b\n\n3. c": '<ul><li>a</li><li>b</li></ul><ol start="3"><li>c</li></ol>',
    "> a\n> b": "<blockquote>a\nb</blockquote>",
    "```\n# a\n```": "<pre># a</pre>",
}


async def test_markdown(shown: Any) -> None:
    for text, markup in MARKDOWN.items():
        assert await shown("markdown", "renderMarkdown", text) == f"<p>{markup}</p>", text
    for text, markup in MARKDOWN_BLOCKS.items():
        assert await shown("markdown", "renderMarkdown", text) == markup, text


DATES = {
    "{date_num}": "2026-01-05",
    "{date_slash}": "01/05/2026",
    "{date_short}": "Jan 5, 2026",
    "{date_long}": "Monday, January 5th, 2026",
    "{date_long_full}": "January 5, 2026",
    "{date}": "January 5th",
    "{date_short_pretty} at {time}": "Today at 8:00 PM",
    "on {date_pretty}": "on today",
    "{time_secs}": "8:00:00 PM",
    "{nothing}": "{nothing}",
}


async def test_dates_in_the_zone_of_who_looks(shown: Any) -> None:
    for form, words in DATES.items():
        assert await shown("dates", "showDate", MOMENT, form) == words, form
    there = await shown("dates", "showDate", MOMENT, "{date_num} {time}", tz="Asia/Tokyo")
    assert there == "2026-01-06 10:00 AM"


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-1, "Yesterday"),
        (1, "Tomorrow"),
        (4, "Friday, January 9th"),
        (-9, "Saturday, December 27th, 2025"),
    ],
)
async def test_days_near_and_far(shown: Any, days: int, words: str) -> None:
    assert await shown("dates", "showDay", str(MOMENT + days * DAY)) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(5, "just now"), (60, "1 minute ago"), (7200, "2 hours ago"), (-3 * DAY, "in 3 days")],
)
async def test_how_long_ago(shown: Any, seconds: int, words: str) -> None:
    assert await shown("dates", "showDate", MOMENT - seconds, "it was {ago}") == f"it was {words}"
