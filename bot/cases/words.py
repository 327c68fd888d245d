"""How a case reads: who has it, what was answered, what was done about it, and the open ones."""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.cases.talk_words import talk_line
from bot.words import dates, tables
from bot.words.seen import seen
from bot.words.spans import about
from bot.words.voice import Voice
from storage.case_words import Words
from storage.cases import Case, Step
from storage.comments import Enclosure, Medium
from storage.customers import Customer
from storage.invitations import Invitation

PREFIX = "c:"
LONGEST_NOTE = 500
_SHOWN_STEPS = 12
_BUTTONS = {
    "open": (("take", "close"), ("answer", "dismiss", "history")),
    "taken": (("close",), ("answer", "dismiss", "history")),
    "closed": (("reopen", "history"),),
}
_A_ROW = 4
_HEARD: frozenset[Medium] = frozenset({"voice", "audio"})

Sense = Literal["hear", "see"]
SENSES: tuple[Sense, ...] = get_args(Sense)


@dataclass(frozen=True)
class CaseStanding:
    """How a case stands: who has it or closed it, since when, and the newest note."""

    case: Case  # its score is the one that opened it
    since: datetime
    name: str
    note: Step | None = None
    senses: Sequence[Sense] = ()  # what came with the words is for
    dismissed: bool = False  # it was closed as no case
    said: Words | None = None  # last, between staff and the customer


@dataclass(frozen=True)
class File:
    """All that is known about one case; `score` is the one that counts now."""

    standing: CaseStanding
    steps: Sequence[Step]
    talk: Sequence[Words]
    invitation: Invitation
    customer: Customer | None
    score: int | None
    highest: int
    reason: str | None
    comment: str


@dataclass(frozen=True)
class CaseLine:
    """One open case of the list."""

    standing: CaseStanding
    survey: str
    highest: int
    age: timedelta


def standing_lines(voice: Voice, standing: CaseStanding, zone: ZoneInfo) -> list[str]:
    """Say who has the case, and the newest note."""
    case, when = standing.case, dates.moment(voice, standing.since, zone)
    key = f"case.state.{'dismissed' if standing.dismissed else case.state}"
    lines = [voice.say(key, number=case.id, name=standing.name, when=when)]
    if standing.note is not None:
        lines.append(voice.say("case.note", **_noted(voice, standing.note)))
    if standing.said is not None:
        lines.append(talk_line(voice, standing.said))
    return lines


def case_keyboard(voice: Voice, standing: CaseStanding) -> InlineKeyboardMarkup:
    """Offer what may be done next."""
    case = standing.case
    rows = [[case_button(voice, case, verb) for verb in row] for row in _BUTTONS[case.state]]
    if standing.senses:
        rows.append([case_button(voice, case, sense) for sense in standing.senses])
    return InlineKeyboardMarkup(rows)


def case_button(
    voice: Voice, case: Case, verb: str, *, value: str | None = None
) -> InlineKeyboardButton:
    """Make a button that does something about a case."""
    data = ":".join(part for part in (f"{PREFIX}{case.token}", verb, value) if part is not None)
    return InlineKeyboardButton(voice.plain(f"case.button.{verb}"), callback_data=data)


def sense_of(file: Enclosure) -> Sense:
    """Tell whether a file is heard or seen."""
    return "hear" if file.media in _HEARD else "see"


def senses_of(files: Sequence[Enclosure]) -> list[Sense]:
    """Tell what of the files there is to hear or to see."""
    there = {sense_of(each) for each in files}
    return [sense for sense in SENSES if sense in there]


def case_text(voice: Voice, file: File, zone: ZoneInfo) -> str:
    """Tell all about a case; the customer's name leads to a chat with them."""
    invitation = file.invitation
    lines = [
        voice.say("case.heading", number=file.standing.case.id, survey=invitation.survey),
        _scored(voice, file),
        *standing_lines(voice, file.standing, zone)[:1],
        "",
    ]
    if file.customer and (customer := _customer(file.customer)) is not None:
        lines.append(voice.plain("case.customer", customer=customer))
    agent, touchpoint = invitation.agent, invitation.touchpoint
    lines += fact_lines(voice, agent=agent, touchpoint=touchpoint, reason=file.reason)
    if file.comment:
        lines.append(voice.say("staff.comments.body", body=tables.shorten(file.comment, 1500)))
    return "\n".join([*lines, "", *_history(voice, file, zone)])


def _scored(voice: Voice, file: File) -> str:
    first = file.standing.case.score
    if first is None and file.score is None:
        return voice.say("case.words_alone")
    values = {"score": file.score if first is None else first, "highest": file.highest}
    if first is None or file.score is None or file.score == first:
        return voice.say("case.score", **values)
    return voice.say("case.score_now", **values, now=file.score)


def _customer(customer: Customer) -> str | None:
    """Write the customer so that a press leads to them, where Telegram knows them; as HTML."""
    name = customer.name or (str(customer.telegram_id) if customer.telegram_id else None)
    shown = None if name is None else html.escape(seen(name), quote=False)
    if customer.telegram_id is not None:
        shown = f'<a href="tg://user?id={customer.telegram_id}">{shown}</a>'
    if customer.username:
        at = f"@{html.escape(customer.username, quote=False)}"
        return at if shown is None else f"{shown} {at}"
    return shown


def fact_lines(voice: Voice, **facts: object) -> list[str]:
    """Say what is known about an answer, a line for each fact."""
    keys = {name: f"alert.{name}" for name in facts} | {"touchpoint": "alert.where"}
    return [voice.say(keys[name], **{name: value}) for name, value in facts.items() if value]


def _history(voice: Voice, file: File, zone: ZoneInfo) -> list[str]:
    """Tell what was done and said, in the order in which it was."""
    done = [(each.at, _step(voice, each)) for each in file.steps]
    said = [(each.said_at, talk_line(voice, each)) for each in file.talk]
    whole = sorted([*done, *said], key=lambda each: each[0])
    shown = whole[-_SHOWN_STEPS:]
    lines = [f"{dates.moment(voice, at, zone)} - {line}" for at, line in shown]
    left = len(whole) - len(shown)
    return [voice.count("case.earlier", left), *lines] if left else lines


def _step(voice: Voice, step: Step) -> str:
    said = voice.say(f"case.step.{step.step}", **_noted(voice, step))
    if (step.note or step.media) and step.step != "note":
        said += voice.say("case.with_note", note=_with_file(voice, step))
    return said


def _noted(voice: Voice, step: Step) -> dict[str, str]:
    return {"name": name_of(voice, step), "note": _with_file(voice, step)}


def _with_file(voice: Voice, step: Step) -> str:
    """Write a note, and what came with it."""
    sent = voice.plain(f"comments.media.{step.media}") if step.media else ""
    return " ".join(part for part in (sent, _short(step.note or "")) if part)


def _short(note: str) -> str:
    return tables.shorten(" ".join(note.split()), LONGEST_NOTE // 2)


def name_of(voice: Voice, step: Step) -> str:
    """Name who did something; a colleague whose name is not known by their id."""
    if step.actor is None:
        return voice.plain("case.nobody")
    return step.name or str(step.actor)


def cases_text(voice: Voice, lines: Sequence[CaseLine], *, whole: int) -> str:
    """List the open cases, oldest first."""
    if not lines:
        return voice.say("case.none_open")
    heading = voice.count("case.open_cases", whole)
    text, left = tables.fitting([heading, *(_line(voice, each) for each in lines)], joint="\n")
    left += whole - len(lines)
    parts = [text, voice.count("case.more", left)] if left else [text]
    how = voice.say("case.how", example=f"/case {lines[0].standing.case.id}")
    return "\n".join([*parts, "", how])


def _line(voice: Voice, line: CaseLine) -> str:
    case, no_score = line.standing.case, voice.plain("case.line.no_score")
    return voice.say(
        f"case.line.{case.state}",
        number=case.id,
        survey=line.survey,
        score=no_score if case.score is None else f"{case.score}/{line.highest}",
        age=_age(voice, line.age),
        name=line.standing.name,
    )


def _age(voice: Voice, age: timedelta) -> str:
    seconds = round(age.total_seconds())
    return about(voice, seconds if seconds < 60 else 60 * round(seconds / 60))


def cases_keyboard(voice: Voice, lines: Sequence[CaseLine]) -> InlineKeyboardMarkup | None:
    """Offer each open case of the list."""
    buttons = [
        InlineKeyboardButton(
            voice.plain("case.button.number", number=each.standing.case.id),
            callback_data=f"{PREFIX}{each.standing.case.token}:show",
        )
        for each in lines
    ]
    rows = [buttons[at : at + _A_ROW] for at in range(0, len(buttons), _A_ROW)]
    return InlineKeyboardMarkup(rows) if rows else None
