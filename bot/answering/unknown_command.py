"""Somebody types a command that there is none of."""

from collections.abc import Sequence
from difflib import get_close_matches

from bot.access import Role
from bot.effects import Reply, Scene, told
from bot.guard import held_by
from bot.wire.incoming import Said


async def on_unknown(scene: Scene, said: Said, customers_own: Sequence[str]) -> Reply | None:
    """Say what there is, staff the nearest of theirs; in groups what is not near is not for us."""
    services, typed, role = scene.services, f"/{said.command}", held_by(scene.services, said)
    in_private = said.chat_type == "private"
    if role is Role.ANYONE:
        offered = [f"/{name}" for name in customers_own]
        key = "help.unknown_command"
        return told(services, said, key, command=typed, offered=offered) if in_private else None
    allowed = [each.name for each in services.commands if each.role <= role]
    nearest = _nearest(said.command or "", allowed)
    if nearest is not None:
        return told(services, said, "staff.nearest_command", command=typed, nearest=f"/{nearest}")
    return told(services, said, "staff.unknown_command", command=typed) if in_private else None


def _nearest(word: str, names: Sequence[str]) -> str | None:
    """Find the command that was mistyped: what is much longer or shorter is another bot's."""
    alike = [name for name in names if abs(len(name) - len(word)) <= 1]
    return next(iter(get_close_matches(word, alike, n=1)), None)
