"""Agents ask for their own figures, in private: /me [PERIOD] [FILTERS]. Nobody else's are read."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from bot.access import Role, agents_of
from bot.effects import Reply, Scene
from bot.errors import Refusal
from bot.guard import require
from bot.pictures.page import Page
from bot.reports.corrections import parse_query
from bot.reports.first_response.results import Waiting
from bot.reports.measured import NAMED_ONLY
from bot.reports.paging import moves
from bot.reports.summary.results import Summary
from bot.reports.understanding import today
from bot.services import Services
from bot.text.query import Form, Query
from bot.wire.incoming import Asker, Said, Tap
from bot.words import tables
from bot.words.voice import Voice

_FORM = Form(filters=("touchpoint", "channel"))


async def on_me(scene: Scene, said: Said) -> Reply:
    """Show whoever asks the figures of the agent that they are, or refuse to."""
    return _later(scene, said, said.text or "", shown=False)


async def turn_own(scene: Scene, tap: Tap, body: str) -> Reply:
    """Turn own figures to another period, for whoever presses; refused as the command is."""
    return _later(scene, tap, body, shown=True)


def _later(scene: Scene, asker: Asker, text: str, *, shown: bool) -> Reply:
    services, who = scene.services, asker.person.telegram_id
    agents = agents_of(services.config.staff, who)
    if not agents:
        require(services, asker, Role.VIEWER)
    if asker.chat_type != "private":
        raise Refusal("me.in_private", username=services.me.username)
    if not agents:
        raise Refusal("me.nobody", id=who)
    return Reply(later=partial(_read, services, scene.voice(asker), text, agents, shown=shown))


async def _read(
    services: Services, voice: Voice, text: str, agents: Sequence[str], *, shown: bool
) -> Reply:
    query = parse_query(text, _FORM, today=today(services), zone=services.zone, surveys=())
    blocks = [voice.say("me.title", agents=list(agents))]
    for agent in agents:
        found = [await _block(services, voice, each) for each in _asked(services, query, agent)]
        blocks += [each for each in found if each]
    if len(blocks) == 1:
        blocks.append(voice.say("me.nothing"))
    words, _ = tables.fitting([*blocks, voice.say("me.fair")])
    page = Page(words, [moves(voice, query, today=today(services))])
    return Reply(show=page) if shown else Reply(say=page)


def _asked(services: Services, query: Query, agent: str) -> Iterator[Query]:
    """Ask each survey that keeps agents apart, and how long customers waited."""
    filters = {**query.filters, "agent": agent}
    for name, survey in services.config.surveys.items():
        if name in services.versions and not survey.anonymous and survey.metric != NAMED_ONLY:
            yield replace(query, command=survey.metric, survey=name, filters=filters, plain=True)
    yield replace(query, command="frt", filters=filters, plain=True)


def _has_something(found: Summary | Waiting) -> bool:
    """Tell whether there is anything of the days: what there is not is passed over."""
    if isinstance(found, Waiting):
        return found.whole.all > found.whole.untimed
    return any(each.people or (each.asks and each.asks.delivered) for each in found.blocks)


async def _block(services: Services, voice: Voice, query: Query) -> str:
    """Write one report in words; nothing where the agent has not been seen."""
    report = services.reports.get(query.command)
    if report is None:
        return ""
    try:
        found = await report.read(services, replace(query, form=report.form))
    except Refusal as refusal:
        if refusal.key != "staff.unknown_value":
            raise
        return ""
    if not _has_something(found):
        return ""
    words = report.write(voice, found, today(services)).text
    if query.survey is None:
        return words
    return f"{voice.say('me.survey', survey=query.survey)}\n{words}"
