"""Staff ask for figures: every command of the map that answers with a page."""

from functools import partial

from bot.effects import Reply, Scene
from bot.reports.measured import measured, not_measured
from bot.reports.pages import page_behind
from bot.reports.understanding import query_of, surveys_of
from bot.services import Services
from bot.text.query import command_of
from bot.wire.incoming import Asker, Said
from bot.words.voice import Voice
from metrics.catalogue import METRICS
from storage import audit, tallies

_QUOTING = frozenset({"comments", "themes"})  # the reports with words of people


async def on_report(scene: Scene, said: Said) -> Reply:
    """Answer with the page that the command table names; refused where nothing is measured so."""
    text, services = said.text or "", scene.services
    metric = command_of(text)
    if metric in METRICS and metric not in measured(services.config):
        past = surveys_of(services, metric)  # those that are asked no more may have answers
        if not await tallies.have_scores(scene.tx, past):
            raise not_measured(services.config, metric, query_of(services, text))
    await note_look(scene, said, text)
    return Reply(later=partial(_read, services, text, scene.voice(said)))


async def note_look(scene: Scene, asker: Asker, text: str) -> None:
    """Note who reads what people wrote; figures name nobody."""
    if command_of(text) in _QUOTING:
        by, asked = asker.person.telegram_id, {"command": text}
        await audit.looked(scene.tx, at=scene.now, by=by, at_what="comments", detail=asked)


async def _read(services: Services, text: str, voice: Voice) -> Reply:
    return Reply(say=await page_behind(services, text, voice))
