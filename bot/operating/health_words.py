"""How the bot is, for people: is it well, what waits, what to do; and every figure behind that."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from bot.operating.condition import POLLING_IS_DEAD_S
from bot.pictures.page import Choice, Page
from bot.words.voice import Voice

_WAITING = ("asks", "alerts", "edits")  # what is worth a word; the rest is under way
_ADVISED = 2  # things to do in one line


def health_page(voice: Voice, document: Mapping[str, Any]) -> Page:
    """Say in three lines how the bot is; the rest is behind a button."""
    causes = list(_causes(document))
    lines = [_well(voice, document, causes), _waits(voice, document), _do(voice, causes)]
    return Page("\n".join(lines), [[Choice(voice.plain("health.details"), "/health details")]])


def details_page(voice: Voice, document: Mapping[str, Any]) -> Page:
    """Write the figures one to a line, the status first."""
    status = voice.plain(f"staff.health.status_{document['status']}")
    lines = [voice.say("staff.health.title", status=status)]
    lines += [
        voice.say("staff.health.line", name=name, value=value)
        for name, value in _flat(voice, document)
    ]
    return Page("\n".join(lines), [[Choice(voice.plain("staff.button.back"), "/health")]])


def _causes(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Name what is not in order, the worst first, with the words that were given about it."""
    database, clock = document["database"], document.get("clock", {})
    if not database["writable"]:
        yield "database", str(database.get("problem", ""))
    if (document.get("last_poll_age_s") or 0) > POLLING_IS_DEAD_S:
        yield "silent", ""
    if not clock.get("believed", True):
        yield "clock", ""
    yield from document.get("waits", {}).items()
    if document.get("failed_updates"):
        yield "failed_updates", str(document["failed_updates"])


def _well(voice: Voice, document: Mapping[str, Any], causes: Sequence[tuple[str, str]]) -> str:
    if not causes:
        starting = "ok" if document["status"] == "ok" else "starting"
        return voice.say(f"health.well.{starting}")
    named = voice.joined(voice.plain(f"health.cause.{name}") for name, _ in causes)
    status = "degraded" if document["status"] == "ok" else document["status"]
    return voice.say(f"health.well.{status}", causes=named)


def _waits(voice: Voice, document: Mapping[str, Any]) -> str:
    due = document.get("due", {})
    parts = [voice.count(f"health.waiting.{each}", due[each]) for each in _WAITING if due.get(each)]
    key = "health.waits.some" if parts else "health.waits.none"
    line = voice.plain(key, parts=voice.joined(parts))
    later = document.get("scheduled")
    return f"{line} {voice.count('health.later', later)}" if later else line


def _do(voice: Voice, causes: Sequence[tuple[str, str]]) -> str:
    if not causes:
        return voice.say("health.do.nothing")
    advice = (voice.say(f"health.do.{name}", said=said) for name, said in causes[:_ADVISED])
    return " ".join(dict.fromkeys(advice))


def _flat(voice: Voice, document: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for key, value in document.items():
        if key == "status":
            continue
        name = voice.plain(f"staff.health.name_{key}")
        if isinstance(value, Mapping):
            for inner, each in _flat(voice, value):
                yield voice.plain("staff.health.inside", outer=name, name=inner), each
        elif key == "why":
            yield name, voice.plain(f"staff.health.why_{value}")
        else:
            yield name, _word(voice, value)


def _word(voice: Voice, value: object) -> str:
    if value is None:
        return voice.plain("staff.health.nothing")
    if isinstance(value, bool):
        return voice.plain("staff.value.yes" if value else "staff.value.no")
    return voice.number(Decimal(str(value))) if isinstance(value, (int, float)) else str(value)
