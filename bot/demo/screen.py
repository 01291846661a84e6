"""The terminal: prints who does what where, week by week."""

from collections.abc import Sequence
from datetime import datetime

from rich.console import Console, Group, RenderableType
from rich.rule import Rule
from rich.text import Text

from bot.demo.layout import Barred, Row
from bot.practice.cast import CLIENT, VENDOR, Player

WIDEST = 100
BOT_STYLE = "green"
STYLES = {CLIENT: "cyan", VENDOR: "magenta"}


def open_console() -> Console:
    """Standard output, in lines that can still be read on a wide terminal."""
    console = Console(highlight=False, emoji=False, markup=False)
    console.width = min(console.width, WIDEST)
    return console


class Screen:
    """Prints; `console` decides on width and colours."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def title(self) -> None:
        both = Text.assemble((CLIENT, STYLES[CLIENT]), " and ", (VENDOR, STYLES[VENDOR]))
        both.stylize("bold")
        self._print(Rule(Text("Rapport: the story of a relationship"), style="dim"))
        self._print(
            Text.assemble(
                both,
                " have disappointed each other. This is how they begin anew, in a channel that "
                "both companies share. Slack is played on this machine; the bot is the real one, "
                f"and only {CLIENT} has installed it. Every step is checked for each of the ten "
                "people; all of them are invented.",
            )
        )

    def week(self, number: int, title: str) -> None:
        self._print(Rule(Text(f"Week {number}: {title}", "bold"), style="bold", align="left"))

    def clock(self, now: datetime, players: Sequence[Player]) -> None:
        """The day, and the local time of the people concerned."""
        here = now.astimezone(players[0].tz)
        zones = dict.fromkeys((player.city, player.tz) for player in players)
        times = [_local(city, now.astimezone(tz), here) for city, tz in zones]
        day = Text(f"◷ {here:%A} {here.day} {here:%B}", "bold blue")
        self._print(Row([day, *[Text(f"· {time}", "blue") for time in times]]))

    def narrate(self, text: str) -> None:
        self._print(Text(text, "italic"))

    def say(self, player: Player, where: str, content: Sequence[RenderableType]) -> None:
        """What a person says or fills in."""
        name = Text.assemble((player.name, f"bold {style_of(player)}"))
        name.append(f" · {player.organisation}", style_of(player)).append(f" · {where}", "dim")
        self._print(Group(name, Barred(Group(*content), "│ ", style_of(player))))

    def answer(
        self, where: str, content: Sequence[RenderableType], only: Player | None = None
    ) -> None:
        """What the bot says; `only` is the person who sees it where nobody else does."""
        name = Text.assemble(("Rapport", f"bold {BOT_STYLE}"), (f" · {where}", "dim"))
        if only is not None:
            name.append(f" · only {only.first_name} sees this", "yellow")
        self._print(Group(name, Barred(Group(*content), "┃ ", BOT_STYLE)))

    def act(self, player: Player, *words: str | Text) -> None:
        """A press, a reaction: one line."""
        who = (player.name, f"bold {style_of(player)}")
        home = (f" ({player.organisation}) ", style_of(player))
        self._print(Text.assemble("→ ", who, home, *words), gap=False)

    def note(self, player: Player, lines: Sequence[str]) -> None:
        """What a person reads in a card that was shown before."""
        for line in lines:
            read = Text(f"{player.first_name} reads: {line}", "dim")
            self._print(Barred(read, "  ", ""), gap=False)

    def end(self, text: str) -> None:
        self._print(Rule(style="dim"))
        self._print(Text(text, "bold"))

    def fail(self, sentence: str) -> None:
        self._print(Text(f"The story stopped: {sentence}", "bold red"))

    def _print(self, content: RenderableType, *, gap: bool = True) -> None:
        if gap:
            self._console.print()
        self._console.print(content)


def style_of(player: Player) -> str:
    """The colour of their organisation."""
    return STYLES[player.organisation]


def _local(city: str, there: datetime, here: datetime) -> str:
    day = "" if there.date() == here.date() else f" ({there:%a})"
    return f"{city} {there:%H:%M}{day}"
