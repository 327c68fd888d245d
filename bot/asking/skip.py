"""Staff spare somebody one ask: /skip CUSTOMER."""

from bot.asking.sparing import spare
from bot.effects import Reply, Scene, told
from bot.wire.incoming import Said


async def on_skip(scene: Scene, said: Said) -> Reply:
    """Take back what is planned for a person; who did it is noted, and how often is counted."""
    named = " ".join(said.words)
    spared = await spare(scene, named, actor=said.person.telegram_id, command="/skip")
    if not spared.surveys:
        return told(scene.services, said, "staff.skip.nothing", person=spared.person, named=named)
    surveys = ", ".join(spared.surveys)
    return told(scene.services, said, "staff.skip.done", person=spared.person, surveys=surveys)
