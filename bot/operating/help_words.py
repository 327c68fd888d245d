"""How help reads: a first page of eight lines, a page for each topic, a page for each command."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from bot.access import Role
from bot.operating.teaching import Here, examples
from bot.pictures.page import Choice, Page, in_rows
from bot.services import Command, Group
from bot.text.query import quoted
from bot.words import tables
from bot.words.catalogues import FALLBACK
from bot.words.voice import Voice
from metrics.catalogue import METRICS

_TOPICS: tuple[Group, ...] = get_args(Group)
_EXAMPLES = 6  # of the eight lines
_FIRST: Mapping[Role, Sequence[str]] = {  # what each role reads first: a line and its command
    Role.VIEWER: ("metric", "by", "comments", "board", "digest", "health"),
    Role.AGENT: ("me", "metric", "comments", "case", "why", "board", "digest"),
    Role.ANALYST: ("metric", "by", "comments", "case", "board", "digest"),
    Role.ADMIN: ("metric", "comments", "case", "digest", "health", "reload"),
}


@dataclass(frozen=True)
class Taught:
    """Who is taught what: `at` is the bot's name where it has to be said."""

    role: Role
    at: str
    commands: Sequence[Command]  # that the role allows and that have something to tell
    here: Here
    values: Mapping[str, object]  # what fills the words about commands


def first_page(voice: Voice, known: Taught) -> Page:
    """Write the eight lines that come first, and a button for each topic."""
    role = voice.plain(f"staff.role.{known.role.name.lower()}")
    lines = [voice.say("help.title", role=role)]
    for name in _FIRST[known.role]:
        typed = _first_example(known, name)
        if typed and len(lines) <= _EXAMPLES:
            does = voice.say(f"help.first.{name}", metric=_metric(voice, known))
            lines.append(_line(voice, known, typed, does))
    lines.append(voice.say("help.more", example=_typed(voice, known, "/help compare")))
    return Page("\n".join(lines), in_rows(_topics(voice, known), width=2))


def topic_page(voice: Voice, known: Taught, topic: Group) -> Page:
    """Write the commands of a topic; for figures also how they are asked for."""
    named = [each.name for each in known.commands if each.group == topic]
    lines = [voice.say(f"staff.help.group_{topic}")]
    lines += [_line(voice, known, f"/{name}", _does(voice, known, name)) for name in named]
    parts = ["\n".join(lines)]
    measured = next((name for name in named if name in METRICS), None)
    if topic == "questions" and measured is not None:
        parts.append(voice.say("staff.help.grammar", **_filters(voice, known.here)))
        typed = "\n".join(_shown(voice, known, each) for each in examples(known.here, measured))
        parts.append(voice.plain("staff.help.examples", examples=typed))
        parts.append(voice.say("staff.help.reading"))
    others = [each for each in _topics(voice, known) if each.body != _body(voice, topic)]
    rows = in_rows(others, width=2)
    return Page("\n\n".join(parts), [*rows, [_back(voice)]])


def command_page(voice: Voice, known: Taught, command: Command) -> Page:
    """Explain one command, with examples that work here."""
    name = command.name
    lines = [f"<b>/{name}</b> – {_does(voice, known, name)}", "", _explained(voice, name)]
    if command.role > Role.VIEWER:
        role = voice.plain(f"staff.role.{command.role.name.lower()}")
        lines.append(voice.say("help.needs", role=role))
    allowed = any(each.name == name for each in known.commands)
    typed = examples(known.here, name) if allowed else []
    if typed:
        shown = "\n".join(_shown(voice, known, each) for each in typed)
        lines += ["", voice.plain("staff.help.examples", examples=shown)]
    topic = Choice(voice.plain(f"help.button.{command.group}"), _body(voice, command.group))
    return Page("\n".join(lines), [[*_try(voice, command, typed), topic, _back(voice)]])


def unknown_page(voice: Voice, known: Taught, wanted: str, nearest: str | None) -> Page:
    """Say that there is no such thing, name the nearest, and write the first page."""
    word = tables.shorten(wanted, 60)
    page = first_page(voice, known)
    key = "help.unknown" if nearest is None else "help.nearest"
    example = _typed(voice, known, f"/help {nearest}")
    return Page(f"{voice.say(key, word=word, example=example)}\n\n{page.text}", page.rows)


def _first_example(known: Taught, name: str) -> str | None:
    here = known.here
    command = here.metric if name in {"metric", "by"} else name
    if not any(each.name == command for each in known.commands):
        return None
    typed = examples(here, command or "")
    at = 1 if name == "by" else 0
    return typed[at] if len(typed) > at else None


def _explained(voice: Voice, name: str) -> str:
    if name in METRICS:
        metric = voice.plain(f"staff.metric_name.{name}")
        return voice.say("help.explain.metric", metric=metric)
    return voice.say(f"help.explain.{name}")


def _does(voice: Voice, known: Taught, name: str) -> str:
    return voice.say(f"staff.help.{name}", **known.values)


def _metric(voice: Voice, known: Taught) -> str:
    return voice.plain(f"staff.metric_name.{known.here.metric}") if known.here.metric else ""


def _line(voice: Voice, known: Taught, typed: str, does: str) -> str:
    return voice.plain("staff.help.line", command=_shown(voice, known, typed), does=does)


def _shown(voice: Voice, known: Taught, typed: str) -> str:
    """Write an example as HTML."""
    return voice.say("help.typed", command=_typed(voice, known, typed))


def _typed(voice: Voice, known: Taught, english: str) -> str:
    """Write a command in the words of the language, in the form that works in the chat."""
    head, *rest = voice.typed(english).split(" ", 1)
    return " ".join([f"{head}{known.at}", *rest])


def _filters(voice: Voice, here: Here) -> Mapping[str, str]:
    """Fill the filters that help names with values that there are."""
    return {
        "touchpoint": quoted(here.touchpoint or "support"),
        "agent": quoted(here.agent or "anna"),
        "survey": here.surveys[0],
        "lang": voice.language.partition("_")[0],
    }


def _topics(voice: Voice, known: Taught) -> list[Choice]:
    there = {each.group for each in known.commands}
    return [
        Choice(voice.plain(f"help.button.{topic}"), _body(voice, topic))
        for topic in _TOPICS
        if topic in there
    ]


def _body(voice: Voice, topic: Group) -> str:
    """Write the command behind a topic's button: with the first of its English words."""
    return f"/help {voice.words.plain(FALLBACK, f'help.words.{topic}').partition(',')[0]}"


def _try(voice: Voice, command: Command, typed: Sequence[str]) -> list[Choice]:
    """Offer to give the first example, where it is a report."""
    reports = {"questions", "comments"}
    runs = typed and command.group in reports and command.name != "case"
    return [Choice(voice.plain("help.button.try"), typed[0], anew=True)] if runs else []


def _back(voice: Voice) -> Choice:
    return Choice(voice.plain("staff.button.back"), "/help")
