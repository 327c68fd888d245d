"""From /themes to results: the operator's themes, and what is said more than before."""

import asyncio
from functools import partial

from bot.errors import Refusal
from bot.reports import privacy
from bot.reports import reading as reports_reading
from bot.reports.each_survey import read_each
from bot.reports.themes.results import MOST_READ, Talks
from bot.reports.themes.talking import Heard, talk_of
from bot.reports.themes.theming import EXAMPLE, themes_of
from bot.reports.understanding import surveys_of
from bot.services import Services
from bot.surveys.lineage import History
from bot.text.query import Query, quoted
from metrics.periods import Period
from storage import comments
from storage.comments import Remark
from storage.transaction import Transaction


async def themes(services: Services, query: Query) -> Talks:
    """Tell what was written about every survey asked for.

    Refused for a survey that is anonymous.
    """
    known, offered = services.versions, surveys_of(services)
    of_nobody = query.survey is not None and known[query.survey].anonymous
    if query.survey is not None and of_nobody and query.filters:
        example = f"/themes {query.period.code} survey={quoted(query.survey)}"
        raise Refusal("staff.anonymous_comments", survey=query.survey, example=example)
    open_ones = [name for name in offered if not known[name].anonymous]
    named = open_ones if query.survey is None else [query.survey]
    heard = await read_each(services, query, named, partial(_heard, query), has=lambda h: h.now)
    spoken = [each for each in heard if each.now] or heard[:1]
    matcher = themes_of(services.config.themes)
    talks = [await asyncio.to_thread(talk_of, each, matcher) for each in spoken]
    advice = None if services.config.themes else EXAMPLE
    return Talks(query, talks, open_ones if query.filters else offered, advice)


async def _heard(query: Query, tx: Transaction, history: History, survey: str) -> Heard:
    earlier = query.period.right_before()
    rows = await reports_reading.scores(tx, survey, period=query.period, filters=query.filters)
    shown = history.shown(survey, rows, wanted=query.version)
    if shown.anonymous:
        now, before = [await _nameless(tx, survey, period) for period in (query.period, earlier)]
        return Heard(survey, shown, earlier, now or [], before, hidden=now is None)
    now = await _said(tx, query, survey, query.period)
    before = await _said(tx, query, survey, earlier)
    cut = MOST_READ in (len(now), len(before))
    numbers = shown.numbers
    words = [
        [each for each in said if each.body and each.version in numbers] for said in (now, before)
    ]
    whole = None if "reason" in query.filters else reports_reading.whole(rows, numbers=numbers)
    return Heard(survey, shown, earlier, words[0], words[1], whole, cut=cut)


async def _said(tx: Transaction, query: Query, survey: str, period: Period) -> list[Remark]:
    return await comments.remarks(
        tx,
        survey=survey,
        since=period.since,
        until=period.until,
        zone=period.zone,
        filters=query.filters,
        limit=MOST_READ,
    )


async def _nameless(tx: Transaction, survey: str, period: Period) -> list[Remark] | None:
    """Read anonymous comments; None where so few answered that none may be shown."""
    words = await privacy.comments(tx, survey, period=period, limit=MOST_READ)
    return None if words is None else [Remark(body) for body in words]
