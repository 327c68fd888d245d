"""The buttons below a reply to staff: another period, another cut, another survey."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.pictures.page import Choice, in_rows
from bot.text.query import SAID, Query
from bot.words.voice import Voice
from metrics.periods import EARLIEST

_CUTS = ("touchpoint", "agent", "language", "channel", "day")
_MOST_SURVEYS = 24


def buttons(
    voice: Voice,
    query: Query,
    *,
    today: date,
    surveys: Sequence[str] = (),
    comments_on: str | None = None,
) -> list[list[Choice]]:
    """Offer the neighbouring periods, the cuts, the comments and the other surveys."""
    if query.choosing:
        return _cuts(voice, query)
    first = moves(voice, query, today=today)
    first.append(button(voice, "staff.button.by", replace(query, choosing=True, by=None)))
    if query.by is not None:
        first.append(button(voice, "staff.button.whole", replace(query, by=None)))
    if comments_on is not None and set(query.filters) <= set(SAID):
        comments = Query("comments", query.period, survey=comments_on, filters=query.filters)
        first.append(button(voice, "staff.button.comments", comments))
    if query.period.name != query.period.code and today < query.period.until:
        first.append(Choice(voice.plain("staff.button.live"), live(query)))
    return [*in_rows(first), *survey_rows(voice, query, surveys)]  # four are cut on a telephone


def button(voice: Voice, key: str, query: Query) -> Choice:
    """Offer a command under the words of a key."""
    return Choice(voice.plain(key), query.text())


def live(query: Query) -> str:
    """Write the command of a board that shows this, moving with the days."""
    return f"/board {query.lasting().removeprefix('/')}"


def moves(voice: Voice, query: Query, *, today: date) -> list[Choice]:
    """Offer the period before, as far back as anybody reads, and the one after if it has begun."""
    earlier, later = query.moved(-1), query.moved(1)
    choices = []
    if earlier.period.since >= EARLIEST:
        choices.append(button(voice, "staff.button.earlier", earlier))
    if later.period.since <= today:
        choices.append(button(voice, "staff.button.later", later))
    return choices


def survey_rows(voice: Voice, query: Query, surveys: Sequence[str]) -> list[list[Choice]]:
    """Offer each survey alone, and all of them together again."""
    if len(surveys) < 2:
        return []
    asked = replace(query, version=None, after=None)
    names = [name for name in surveys if name != query.survey][:_MOST_SURVEYS]
    choices = [
        Choice(voice.named("survey", name), replace(asked, survey=name).text()) for name in names
    ]
    if query.survey is not None:
        choices.append(button(voice, "staff.button.all", replace(asked, survey=None)))
    return in_rows(choices)


def _cuts(voice: Voice, query: Query) -> list[list[Choice]]:
    plain = replace(query, choosing=False)
    offered = [by for by in _CUTS if by in query.form.by]
    choices = [button(voice, f"staff.by.{by}", replace(plain, by=by)) for by in offered]
    return in_rows([*choices, button(voice, "staff.button.back", plain)])
