"""Anyone asks for the numbers that a configuration needs: /id."""

from bot.access import is_anonymous_admin
from bot.effects import Reply, Scene
from bot.surveys.question import Screen
from bot.wire.incoming import Said


async def on_id(scene: Scene, said: Said) -> Reply:
    """Tell a person's own id and the chat's."""
    voice, user = scene.voice(said), said.person.telegram_id
    hidden = is_anonymous_admin(user)
    lines = [voice.say("staff.id.hidden") if hidden else voice.say("staff.id.person", id=user)]
    lines.append(voice.say("staff.id.chat", id=said.chat_id))
    if said.thread_id:
        lines.append(voice.say("staff.id.topic", id=said.thread_id))
    return Reply(say=Screen("\n".join(lines)))
