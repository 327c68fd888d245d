"""What the bot thinks of a message, in one sign below it."""

from __future__ import annotations

from playground.errors import bad_request
from playground.parameters import Parameters
from playground.world import World

EMOJI = frozenset(
    "❤👍👎🔥🥰👏😁🤔🤯😱🤬😢🎉🤩🤮💩🙏👌🕊🤡🥱🥴😍🐳🌚🌭💯🤣⚡🍌🏆💔🤨😐🍓🍾💋🖕"
    "😈😴😭🤓👻👀🎃🙈😇😨🤝✍🤗🫡🎅🎄☃💅🤪🗿🆒💘🙉🦄😘💊🙊😎👾🤷😡"
) | {"❤\u200d🔥", "👨\u200d💻", "🤷\u200d♂", "🤷\u200d♀"}


def set_message_reaction(world: World, p: Parameters, _now: float) -> bool:
    """setMessageReaction: a bot has one sign for a message, or none."""
    chat = world.writable_chat(p)
    message = chat.messages.get(p.integer("message_id"))
    if message is None:
        raise bad_request("message to react not found")
    wanted = [_emoji(each) for each in p.items("reaction")]
    if len(wanted) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    message.reaction = "".join(wanted)
    world.emit("edit", chat_id=chat.id, message=message.view)
    return True


def _emoji(sign: object) -> str:
    named = sign if isinstance(sign, dict) else {}
    emoji = named.get("emoji")
    if named.get("type") != "emoji" or not isinstance(emoji, str) or emoji not in EMOJI:
        raise bad_request("REACTION_INVALID")
    return emoji
