"""Staff press a button below a reply: the command behind it is run, in the same message."""

from functools import partial

from bot.boards.handler import post_board
from bot.cases.handler import show_case
from bot.effects import Reply, Scene
from bot.errors import Refusal
from bot.operating.health import turn_health
from bot.operating.staff_help import help_page
from bot.reports.measured import OWN
from bot.reports.own_figures import turn_own
from bot.reports.pages import ANEW, command_behind, page_behind
from bot.services import Services
from bot.text.query import command_of
from bot.wire.incoming import Tap
from bot.words.voice import Voice


async def on_shortcut(scene: Scene, tap: Tap) -> Reply:
    """Run the command behind the button and show its reply instead of the old one, or refuse to."""
    body = await command_behind(scene.tx, tap.data) or ""
    name = command_of(body)
    if name == "case":
        return await show_case(scene, tap, body)
    if name == "help":
        return Reply(show=await help_page(scene, tap, body.partition(" ")[2]))
    if name == "health":
        return await turn_health(scene, tap, body)
    if name == OWN:
        return await turn_own(scene, tap, body)
    if name == "board":
        return await post_board(scene, tap, body.split(maxsplit=1)[1])
    if name not in scene.services.reports:
        raise Refusal("staff.stale_button")
    return Reply(later=partial(_turn, scene.services, body, scene.voice(tap)))


async def _turn(services: Services, body: str, voice: Voice) -> Reply:
    page = await page_behind(services, body, voice)
    return Reply(say=page) if body.startswith(ANEW) else Reply(show=page)
