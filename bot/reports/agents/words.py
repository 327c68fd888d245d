"""How /agents reads: who lies outside what chance allows, and everybody in alphabetical order."""

import html
from collections.abc import Sequence
from datetime import date
from functools import partial

from bot.pictures.page import Page, Picture
from bot.reports.agents.chart import MOST_CREWS, agents_chart
from bot.reports.agents.results import MOST_MIXED, Crew, Crews
from bot.reports.captions import message
from bot.reports.paging import moves, survey_rows
from bot.reports.segments import cut_table, question
from bot.text.query import Query
from bot.words import dates, figures, tables
from bot.words.answered_by import people_notes
from bot.words.few_answers import few_notes
from bot.words.voice import Voice
from metrics.funnel import FEWEST_DRAWN_IN, Member, Team
from metrics.small_numbers import SCORED, level


def agents_page(voice: Voice, found: Crews, today: date) -> Page:
    """Write the reply to /agents and the buttons below it."""
    query, crews = found.query, found.crews
    notes = _people(voice, found)
    blocks = [_block(voice, crew, query, [] if at else notes) for at, crew in enumerate(crews)]
    text = message(voice, blocks)
    rows = [moves(voice, query, today=today), *survey_rows(voice, query, found.surveys)]
    if query.plain:
        return Page(text, rows)
    said = [headline(voice, crew) for crew in crews]
    fair = "\n".join([voice.say("staff.by.fair"), *notes])
    caption = "\n\n".join(_caption(voice, crew) for crew in crews[:MOST_CREWS])
    when = dates.dated(voice, query.period)
    draw = partial(agents_chart, voice, query, crews, [_plain(lines) for lines in said])
    return Page(text, rows, Picture(draw, f"{caption}\n{fair}\n{when}"))


def _plain(lines: Sequence[str]) -> list[str]:
    """Take the markup out of lines that are drawn."""
    return [html.unescape(line.replace("<b>", "").replace("</b>", "")) for line in lines]


def _people(voice: Voice, found: Crews) -> list[str]:
    """Say what holds of the people behind all answers: of crews nobody is anonymous."""
    named = any(crew.people for crew in found.crews)
    beyond = any(crew.beyond for crew in found.crews)
    return people_notes(voice, found.query.period, named=named, beyond=beyond)


def _block(voice: Voice, crew: Crew, query: Query, notes: Sequence[str]) -> str:
    lines = [*headline(voice, crew), *_table(voice, crew), *notes]
    foot = f"{dates.dated(voice, query.period)} - {question(voice, crew.versions)}"
    return "\n".join([*lines, foot])


def headline(voice: Voice, crew: Crew) -> list[str]:
    """Say how many agents and answers there are, and what is more than chance."""
    title = figures.title(voice, crew.metric)
    heading = voice.say("staff.agents.heading", survey=crew.survey, title=title)
    team = crew.team
    if team is None:
        return [heading, voice.say("staff.agents.none")]
    answers = voice.count("staff.agents.answers", team.people)
    of = voice.count("staff.agents.agents", len(team.members))
    said = [voice.say("staff.agents.whole", agents=of, answers=answers)]
    if level(team.people).score:
        value = figures.in_unit(voice, crew.metric, team.whole)
        said.append(voice.say("staff.agents.score", score=value))
    return [heading, voice.joined(said, clauses=True), _verdict(voice, team)]


def _caption(voice: Voice, crew: Crew) -> str:
    """Say the whole, and who is beyond chance, in one sentence; then whose agents they are."""
    heading, *said = headline(voice, crew)
    if crew.team is None:
        return "\n".join([heading, *said])
    parts = _parts(voice, crew, crew.team)
    whole = voice.plain(
        "staff.agents.of_survey",
        said=voice.joined(parts, clauses=True),
        survey=html.escape(voice.named("survey", crew.survey), quote=False),
    )
    return "\n".join([whole, said[-1]])


def _parts(voice: Voice, crew: Crew, team: Team) -> list[str]:
    """Give the score of all together first, then how many they are."""
    counts = [
        voice.count("staff.agents.agents", len(team.members)),
        voice.count("staff.agents.answers", team.people),
    ]
    title = figures.title(voice, crew.metric)
    if not level(team.people).score:
        return [title, *counts]
    return [f"{title} {figures.in_unit(voice, crew.metric, team.whole)}", *counts]


def _verdict(voice: Voice, team: Team) -> str:
    sides: list[str] = []
    for side in ("above", "below"):
        names = [tables.shorten(each.key, 40) for each in team.members if each.outside == side]
        if names:
            sides.append(voice.say(f"staff.agents.{side}", names=", ".join(names[:8])))
    if sides:
        found = voice.plain("staff.agents.sides").join(sides)
        return voice.plain("staff.agents.outside", found=found)
    measured = [member for member in team.members if level(member.people).score]
    if len(measured) < 2:
        return voice.say("staff.agents.too_few", floor=SCORED)
    if team.spread:
        return voice.say("staff.agents.inside")
    return voice.say("staff.agents.alike_in_mix" if team.is_mixed else "staff.agents.alike")


def _table(voice: Voice, crew: Crew) -> list[str]:
    if crew.team is None:
        return []
    shown = crew.team.members[: tables.MOST_ROWS]
    heads = [voice.plain("staff.by.people"), figures.title(voice, crew.metric)]
    mixed, drawn_in = crew.team.is_mixed, any(each.shrunk is not None for each in shown)
    heads += [voice.plain("staff.agents.expected")] if mixed else []
    heads += [voice.plain("staff.agents.drawn_in")] if drawn_in else []
    rows = [_row(voice, crew, crew.team, member)[: len(heads) + 1] for member in shown]
    lines = cut_table(voice, "agent", heads, rows, left=len(crew.team.members) - len(shown))
    lines += [voice.say("staff.agents.mix")] if mixed else []
    lines += (
        [voice.say("staff.agents.unmixed", most=voice.number(MOST_MIXED))] if crew.unmixed else []
    )
    if drawn_in:
        lines.append(voice.say("staff.agents.drawn_in_means"))
    elif crew.team.spread and not crew.team.is_drawn_in:
        lines.append(voice.say("staff.agents.few_agents", floor=FEWEST_DRAWN_IN))
    notes = few_notes(voice, [member.people for member in shown])
    return [*lines, *notes, voice.say("staff.by.fair")]


def _row(voice: Voice, crew: Crew, team: Team, member: Member) -> list[str]:
    cells, mixed = [member.key, voice.number(member.people)], [""] if team.is_mixed else []
    if not level(member.people).score:
        return [*cells, "", *mixed, ""]
    whole, value, expected = (
        figures.in_unit(voice, crew.metric, each)
        for each in (team.whole, member.value, member.expected)
    )
    drawn = "" if member.shrunk is None else figures.in_unit(voice, crew.metric, member.shrunk)
    return [*cells, value, *(["" if expected == whole else expected] if mixed else []), drawn]
