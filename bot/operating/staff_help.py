"""Staff ask what they can ask: /help."""

from typing import get_args

from bot.effects import Reply, Scene
from bot.guard import held_by
from bot.operating.listings import help_text
from bot.services import Group
from bot.surveys.question import Screen
from bot.wire.incoming import Said


async def on_help(scene: Scene, said: Said) -> Reply:
    """List the commands that the person's role allows, in the form that works in this chat."""
    services, voice, role = scene.services, scene.voice(said), held_by(scene.services, said)
    offered = [each for each in services.commands if each.menu and each.role <= role]
    groups = {
        group: [each.name for each in offered if each.group == group] for group in get_args(Group)
    }
    at = "" if said.chat_type == "private" else f"@{services.me.username}"
    return Reply(say=Screen(help_text(voice, groups, at=at)))
