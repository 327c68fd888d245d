"""Somebody sends what cannot be kept: a place, a contact, a dice, a poll."""

from dataclasses import replace

from bot.answering import comment
from bot.effects import Reply, Scene, told
from bot.wire.incoming import Said


async def on_not_kept(scene: Scene, said: Said) -> Reply | None:
    """Keep the words of it, and say what can be sent; a place that moves is told of once."""
    if said.chat_type != "private" or said.edited:
        return await comment.on_message(scene, said)
    kept = await comment.on_message(scene, said) if said.text else None
    line = told(scene.services, said, "guide.can_be_sent").say
    return replace(kept or Reply(), say=line)
