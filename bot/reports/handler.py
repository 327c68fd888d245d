"""Staff ask for figures: every command of the map that answers with a page."""

from functools import partial

from bot.effects import Reply, Scene
from bot.reports.pages import page_behind
from bot.services import Services
from bot.wire.incoming import Said
from bot.words.voice import Voice


async def on_report(scene: Scene, said: Said) -> Reply:
    """Answer with the page that the command table names, drawn where it has a picture."""
    text = said.text or ""
    return Reply(later=partial(_read, scene.services, text, scene.voice(said)))


async def _read(services: Services, text: str, voice: Voice) -> Reply:
    return Reply(say=await page_behind(services, text, voice))
