"""Staff ask for figures: every command of the map that answers with a page."""

from functools import partial

from bot.effects import Reply, Scene
from bot.reports.pages import page_behind
from bot.reports.query import command_of
from bot.services import Command, Services
from bot.wire.incoming import Said
from bot.words.voice import Voice


async def on_report(scene: Scene, said: Said) -> Reply:
    """Answer with the page that the command table names, drawn where it has a picture."""
    text = said.text or ""
    command = next(each for each in scene.services.commands if each.name == command_of(text))
    return Reply(later=partial(_read, scene.services, command, text, scene.voice(said)))


async def _read(services: Services, command: Command, text: str, voice: Voice) -> Reply:
    return Reply(say=await page_behind(services, command, text, voice))
