"""Somebody types a command that there is none of."""

from collections.abc import Sequence

from bot.access import Role
from bot.effects import Reply, Scene, told
from bot.errors import Refusal
from bot.guard import held_by
from bot.reports.understanding import query_of
from bot.services import Services
from bot.wire.incoming import Said

_SHORTEST = 3  # letters of a word that can be a mistyped command
_SHORT = 5  # letters of a word in which one may be wrong; in longer ones two
_MOST_REPEATED = 60  # letters


async def on_unknown(scene: Scene, said: Said, customers_own: Sequence[str]) -> Reply | None:
    """Say what there is, staff the nearest of theirs; in groups what is not near is not for us."""
    services, typed, role = scene.services, f"/{said.command}", held_by(scene.services, said)
    in_private = said.chat_type == "private"
    if role is Role.ANYONE:
        offered = [f"/{name}" for name in customers_own]
        key = "help.unknown_command"
        return told(services, said, key, command=typed, offered=offered) if in_private else None
    allowed = [each.name for each in services.commands if each.role <= role]
    meant = _meant(services, said, allowed)
    if meant is not None:
        return told(services, said, "staff.nearest_command", command=typed, nearest=meant)
    return told(services, said, "staff.unknown_command", command=typed) if in_private else None


def _meant(services: Services, said: Said, allowed: Sequence[str]) -> str | None:
    """Write the line that was meant, with what followed the command where that works."""
    word = said.command or ""
    near = _nearest(word, allowed)
    if near is not None:
        return _line(services, near, said.payload) or f"/{near}"
    for name in sorted(allowed, key=len, reverse=True):
        glued = word.removeprefix(name).strip("_")
        if name in services.reports and word.startswith(name) and glued:
            return _line(services, name, f"{glued} {said.payload}".strip())
    return None


def _line(services: Services, name: str, rest: str) -> str | None:
    """Write a command with the rest of what was typed; None where that cannot be read."""
    line = f"/{name} {rest}".strip()
    if name in services.reports:
        try:
            query_of(services, line)
        except Refusal:
            return None
    return line if len(line) <= _MOST_REPEATED else None


def _nearest(word: str, names: Sequence[str]) -> str | None:
    """Find the command that was mistyped: what is further away is another bot's."""
    most = 1 if len(word) <= _SHORT else 2
    found = sorted((_distance(word, name), name) for name in names)
    near = [name for distance, name in found if distance <= most]
    return near[0] if near and len(word) >= _SHORTEST else None


def _distance(one: str, other: str) -> int:
    """Count the letters that are wrong, missing, too many, or in the place of their neighbour."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for at, letter in enumerate(one):
        row = [at + 1]
        for place, wanted in enumerate(other):
            cost = min(last[place + 1] + 1, row[place] + 1, last[place] + (letter != wanted))
            if at and place and letter == other[place - 1] and one[at - 1] == wanted:
                cost = min(cost, before[place - 1] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]
