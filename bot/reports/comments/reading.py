"""One page of what customers wrote, newest first; anonymous words only from ten answers on."""

from collections.abc import Mapping
from dataclasses import replace

from bot.errors import Refusal
from bot.reports import privacy
from bot.reports import reading as reports_reading
from bot.reports.comments.results import Comments
from bot.reports.themes.results import MOST_READ
from bot.reports.themes.theming import Themes, theme_meant, themes_of
from bot.reports.understanding import surveys_of
from bot.services import Services
from bot.surveys.questionnaire import lowest_band_end, survey_of
from bot.text.query import Query, quoted
from storage import comments
from storage.comments import CommentRow
from storage.transaction import Transaction

A_PAGE = 5
_A_LOOK = 200  # comments read at once where a theme chooses among them
_MOST_LOOKS = 50


async def quote(services: Services, query: Query) -> Comments:
    """Answer /comments: one survey, or all that are not anonymous."""
    known = services.versions
    offered = surveys_of(services)
    if query.survey is not None and known[query.survey].anonymous:
        return await _anonymous(services, query, query.survey, offered)
    themes = themes_of(services.config.themes)
    query = replace(query, theme=theme_meant(query, themes))
    named = [query.survey] if query.survey is not None else offered
    chosen = [name for name in named if not known[name].anonymous]
    lowest = {name: lowest_band_end(survey_of(services.config, known[name])) for name in chosen}

    async def read(tx: Transaction) -> list[CommentRow]:
        found = await _fitting(tx, query, themes, lowest)
        if query.filters and not found:
            await reports_reading.refuse_unknown_values(tx, query, chosen)
        return found

    rows = await services.database.study(read)
    if query.low or query.filters or query.theme is not None:
        offered = [name for name in offered if not known[name].anonymous]
    page = rows[:A_PAGE]
    following = page[-1].invitation_id if len(rows) > A_PAGE else None
    return Comments(query, page, next_page=following, surveys=offered)


async def _fitting(
    tx: Transaction, query: Query, themes: Themes, lowest: Mapping[str, int]
) -> list[CommentRow]:
    """Read one comment more than a page holds; a theme is looked for a stretch at a time."""
    if query.theme is None:
        return await _stretch(tx, query, lowest, before=query.after, limit=A_PAGE + 1)
    found: list[CommentRow] = []
    before = query.after
    for _ in range(_MOST_LOOKS):
        rows = await _stretch(tx, query, lowest, before=before, limit=_A_LOOK)
        found += [row for row in rows if query.theme in themes.in_text(row.body, row.language)]
        if len(found) > A_PAGE or len(rows) < _A_LOOK:
            break
        before = rows[-1].invitation_id
    return found[: A_PAGE + 1]


async def _stretch(
    tx: Transaction, query: Query, lowest: Mapping[str, int], *, before: int | None, limit: int
) -> list[CommentRow]:
    found: list[CommentRow] = []
    for survey, highest in lowest.items():
        found += await comments.page(
            tx,
            survey=survey,
            since=query.period.since,
            until=query.period.until,
            zone=query.period.zone,
            filters=query.filters,
            highest=highest if query.low else None,
            before=before,
            limit=limit,
        )
    newest = sorted(found, key=comments.by_moment, reverse=True)
    return newest[:limit]


async def _anonymous(services: Services, query: Query, survey: str, offered: list[str]) -> Comments:
    if query.filters or query.low or query.theme is not None:
        example = f"/comments {query.period.code} survey={quoted(survey)}"
        raise Refusal("staff.anonymous_comments", survey=survey, example=example)

    async def read(tx: Transaction) -> list[str] | None:
        return await privacy.comments(tx, survey, period=query.period, limit=MOST_READ)

    words = await services.database.study(read)
    if words is None:
        return Comments(query, hidden=True, of_nobody=True, surveys=offered)
    first = query.after or 0
    page, more = words[first : first + A_PAGE], len(words) > first + A_PAGE
    following = first + A_PAGE if more else None
    return Comments(query, anonymous=page, of_nobody=True, next_page=following, surveys=offered)
