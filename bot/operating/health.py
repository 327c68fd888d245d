"""Staff ask whether everything runs: /health, and /health details."""

from functools import partial

from bot.effects import Reply, Scene
from bot.operating.condition import health
from bot.operating.health_words import details_page, health_page
from bot.pictures.page import Page
from bot.services import Services
from bot.wire.incoming import Said, Tap
from bot.words.voice import Voice


async def on_health(scene: Scene, said: Said) -> Reply:
    """Tell in three lines how the bot is; with a word more, the figures of the health page."""
    return Reply(later=partial(_read, scene.services, scene.voice(said), bool(said.words)))


async def turn_health(scene: Scene, tap: Tap, body: str) -> Reply:
    """Turn the message whose button was pressed to the details, or back."""
    return Reply(later=partial(_turn, scene.services, scene.voice(tap), " " in body))


async def _read(services: Services, voice: Voice, details: bool) -> Reply:  # noqa: FBT001
    return Reply(say=await _page(services, voice, details=details))


async def _turn(services: Services, voice: Voice, details: bool) -> Reply:  # noqa: FBT001
    return Reply(show=await _page(services, voice, details=details))


async def _page(services: Services, voice: Voice, *, details: bool) -> Page:
    document = await health(services, services.clock())
    return details_page(voice, document) if details else health_page(voice, document)
