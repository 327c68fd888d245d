"""Staff change the rules while the bot runs: /reload."""

from bot.effects import Reply, Scene
from bot.messages.acting import store
from bot.operating.reload_words import reload_text
from bot.operating.reloading import reload
from bot.services import Services
from bot.surveys.question import Screen
from bot.wire.incoming import Said
from bot.words.voice import Voice
from storage.actions import Action


async def on_reload(scene: Scene, said: Said) -> Reply:
    """/reload - take the changed configuration into use, or say what is wrong with it."""
    return await store(scene, said, "reload")


async def carry_out(services: Services, action: Action) -> Reply:
    """Read the file; whoever asked before a restart hears that it was read at the start."""
    outcome = await reload(services, actor=f"telegram:{action.asked_by}")
    return Reply(say=Screen(reload_text(Voice(services.words, action.language), outcome)))
