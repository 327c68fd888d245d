"""How a page of comments reads: the words, and beside them the score they belong to."""

from dataclasses import replace
from datetime import date

from bot.pictures.page import Choice, Page, in_rows
from bot.reports.comments.results import Comments
from bot.reports.paging import button, moves, survey_rows
from bot.text.query import Query
from bot.words import dates, figures, tables
from bot.words.comment_parts import parts_text
from bot.words.reasons import reason_label
from bot.words.voice import Voice
from metrics.catalogue import scale_of
from storage.comments import CommentRow

_LONGEST = 500  # UTF-16 units of one comment: five of them fit into a message


def comments_page(voice: Voice, comments: Comments, today: date) -> Page:
    """Write one page of comments and the buttons to the next."""
    query = comments.query
    title = voice.say("staff.comments.low_title" if query.low else "staff.comments.title")
    heading = f"{title}\n{dates.dated(voice, query.period)}"
    if query.theme is not None:
        heading += "\n" + voice.say("comments.theme", theme=query.theme)
    parts = [heading, *(_comment(voice, row, query) for row in comments.rows)]
    parts += [voice.say("staff.comments.body", body=_short(body)) for body in comments.anonymous]
    if comments.hidden:
        parts.append(voice.say("staff.comments.hidden"))
    elif len(parts) == 1:
        parts.append(voice.say("staff.comments.none"))
    text, _ = tables.fitting(parts)
    return Page(text, _rows(voice, comments, today=today))


def _comment(voice: Voice, row: CommentRow, query: Query) -> str:
    facts = [_scored(voice, row)]
    facts += [voice.named("survey", row.survey)] if query.survey is None else []
    reason = reason_label(voice, row.reason) if row.reason else None
    place = voice.named("touchpoint", row.touchpoint) if row.touchpoint else None
    facts += [fact for fact in (row.agent, place, reason, row.customer) if fact]
    facts.append(dates.moment(voice, row.at, query.period.zone))
    about = voice.say("staff.comments.about", facts=tables.shorten(" - ".join(facts), 200))
    body = parts_text(voice, row.parts)
    return f"{about}\n{voice.say('staff.comments.body', body=_short(body))}"


def _scored(voice: Voice, row: CommentRow) -> str:
    title, high = figures.title(voice, row.metric), scale_of(row.metric, row.points).high
    if row.score is None:
        return voice.plain("comments.no_score", metric=title)
    return f"{title} {row.score}/{high}"


def _short(body: str) -> str:
    return tables.shorten(body.strip(), _LONGEST)


def _rows(voice: Voice, comments: Comments, *, today: date) -> list[list[Choice]]:
    query = comments.query
    numbers = [row.case_number for row in comments.rows if row.case_number is not None]
    cases = [Choice(voice.plain("case.button.number", number=n), f"/case {n}") for n in numbers]
    pages = []
    if query.after is not None:
        pages.append(button(voice, "staff.button.newest", replace(query, after=None)))
    if comments.next_page is not None:
        older = replace(query, after=comments.next_page)
        pages.append(button(voice, "staff.button.older", older))
    if not (comments.hidden or comments.of_nobody):
        key = "comments.button.all" if query.low else "comments.button.low"
        pages.append(button(voice, key, replace(query, low=not query.low, after=None)))
    if query.theme is not None:
        every = replace(query, theme=None, after=None)
        pages.append(button(voice, "comments.button.themes", every))
    rows = [
        *in_rows(cases),
        pages,
        moves(voice, query, today=today),
        *survey_rows(voice, query, comments.surveys),
    ]
    return [row for row in rows if row]
