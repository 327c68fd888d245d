"""Admins read who changed what and who looked at whom: /audit."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.effects import Reply, Scene
from bot.surveys.question import Screen
from bot.wire.incoming import Said
from bot.words import dates
from bot.words.catalogues import FALLBACK
from bot.words.clipping import MESSAGE, clipped
from bot.words.voice import Voice
from storage import audit, colleagues
from storage.audit import AuditLine

SHOWN = 20
_BY_PERSON = "telegram:"


async def on_audit(scene: Scene, said: Said) -> Reply:
    """/audit - the newest lines; all of them are in `afterword audit`."""
    voice = scene.voice(said)
    lines = await audit.newest(scene.tx, limit=SHOWN)
    who = {_person(each) for each in lines} - {None}
    names = await colleagues.names(scene.tx, [each for each in who if each is not None])
    if not lines:
        return Reply(say=Screen(voice.say("audit.none")))
    told = "\n".join(_told(voice, each, names, scene.zone) for each in lines)
    return Reply(say=Screen(clipped(f"{voice.say('audit.title')}\n{told}", MESSAGE)))


def as_rows(lines: Iterable[AuditLine]) -> Iterable[str]:
    """Write lines for a terminal: moment in UTC, actor, action and details, between tabs."""
    for each in lines:
        yield "\t".join((_utc(each.at), each.actor, each.action, _details(each.detail)))


def _told(voice: Voice, line: AuditLine, names: Mapping[int, str], zone: ZoneInfo) -> str:
    number = _person(line)
    if number is None:
        actor = voice.plain(f"audit.actor.{line.actor.partition(':')[0]}")
    else:
        actor = names.get(number, str(number))
    return voice.say(
        "audit.line",
        at=dates.moment(voice, line.at, zone),
        actor=actor,
        action=_action(voice, line.action),
        detail=_details(line.detail),
    )


def _action(voice: Voice, action: str) -> str:
    """Say what was done; by its own name where an earlier program had one without words."""
    key = f"audit.action.{action.replace(' ', '_')}"
    return voice.plain(key) if voice.words.has(FALLBACK, key) else action


def _person(line: AuditLine) -> int | None:
    number = line.actor.removeprefix(_BY_PERSON)
    return int(number) if line.actor.startswith(_BY_PERSON) and number.isdecimal() else None


def _details(detail: Mapping[str, object]) -> str:
    """Write what else is known of a line, each detail by its name."""
    return ", ".join(f"{name}={value}" for name, value in detail.items())


def _utc(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}Z"
