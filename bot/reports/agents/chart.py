"""The funnel of /agents: each agent's score over the number of answers, and what chance allows.

Spiegelhalter 2005 recommends it in the place of league tables.
"""

from collections.abc import Sequence

from bot.pictures.axis import GUTTER, Axis, axis_words, grid, limits, stretch, tick_label
from bot.pictures.frame import ACCENT, BAD, BAND, EARLIER, LINE, SMALL, SOFT, WIDTH
from bot.pictures.lettering import cut, width, wrapped
from bot.pictures.paper import (
    Area,
    Dot,
    Drawing,
    Facts,
    Halo,
    Mark,
    Part,
    Rule,
    Spot,
    Text,
    framed,
    heading,
    stacked,
)
from bot.pictures.verdict import SaidChange, verdict_part
from bot.reports.agents.results import MOST_MIXED, Crew
from bot.reports.segments import versions
from bot.text.query import Query
from bot.words import dates
from bot.words.few_answers import few_notes
from bot.words.voice import Voice
from metrics.funnel import Member, Team
from metrics.funnel import limits as chance
from metrics.intervals import Interval
from metrics.small_numbers import level

MOST_CREWS = 2
_HEIGHT = 330
_RIGHT = WIDTH - 8
_FOOT = 56
_STEPS = 48  # places at which the limits are worked out
_NAMED = 8  # so few agents are all named
_LONGEST = 150  # units of a name


def agents_chart(
    voice: Voice, query: Query, crews: Sequence[Crew], lines: Sequence[Sequence[str]]
) -> Drawing:
    """Draw a funnel for each survey; `lines` are what is said about each of them."""
    shown = crews[:MOST_CREWS]
    parts: list[Part] = []
    for crew, (title, *said) in zip(shown, lines, strict=False):
        parts += [heading(title)] if len(shown) > 1 else []
        parts.append(verdict_part(SaidChange(said[-1])))
        parts += _funnel(voice, crew, crew.team) if crew.team else []
    asked = sorted({number for crew in shown for number in crew.versions})
    return framed(
        parts,
        title=lines[0][0] if len(shown) == 1 else voice.plain("staff.agents.title"),
        subtitle=[dates.span(voice, query.period), *(lines[0][1:-1] if len(shown) == 1 else [])],
        footer=[
            voice.plain("staff.summary.question", versions=versions(voice, asked)),
            *few_notes(voice, [each.people for crew in shown for each in _members(crew)]),
            voice.plain("staff.agents.legend"),
            *_where_they_stand(voice, shown),
            voice.plain("staff.agents.fair"),
        ],
    )


def _where_they_stand(voice: Voice, crews: Sequence[Crew]) -> list[str]:
    """Say where a dot stands that is not at its score, or not at its number of answers."""
    teams = [crew.team for crew in crews if crew.team]
    mixed = any(team.is_mixed for team in teams)
    repeated = any(team.is_repeated for team in teams)
    unmixed = any(crew.unmixed for crew in crews)
    return [
        *([voice.plain("staff.agents.mix_drawn")] if mixed else []),
        *([voice.plain("staff.agents.unmixed", most=voice.number(MOST_MIXED))] if unmixed else []),
        *([voice.plain("staff.agents.told_drawn")] if repeated else []),
    ]


def _members(crew: Crew) -> Sequence[Member]:
    return crew.team.members if crew.team else ()


def _funnel(voice: Voice, crew: Crew, team: Team) -> list[Part]:
    """Draw those with answers enough, if there are any."""
    members = [member for member in team.members if level(member.people).score]
    if not members:
        return []
    most = max(member.told for member in members)
    across = Axis(0.0, most * 1.08, GUTTER, _RIGHT)
    allowed = [(people, *chance(team, people)) for people in _sizes(most)]
    shown = [inner for people, inner, _ in allowed if people >= min(10, most)]
    up = _up(crew, [member.placed for member in members], shown)
    names = _names(voice, members, across, up)
    whole = up.at(team.whole)
    marks: list[Mark] = [
        _band([(people, outer) for people, _, outer in allowed], across, up, 0.28),
        _band([(people, inner) for people, inner, _ in allowed], across, up, 0.5),
        *grid(up, {at: tick_label(voice, crew.metric, at) for at in up.ticks()}, right=_RIGHT),
        Rule(GUTTER, whole, _RIGHT, whole, SOFT, 2, (6, 5), {"value": team.whole}),
        *_feet(voice, across),
        *map(Halo, names),
        *(_dot(member, across, up) for member in members),
        *names,
    ]
    unit = wrapped(axis_words(voice, crew.metric, crew.points, up), SMALL, WIDTH)
    marks += stacked(unit, y=_HEIGHT + 16, color=SOFT)
    return [Part(_HEIGHT + LINE * len(unit), marks)]


def _up(crew: Crew, values: Sequence[float], shown: Sequence[Interval]) -> Axis:
    """Choose the stretch of the scale that holds the scores and what chance allows of them."""
    held = [*values, *(end for each in shown for end in (each.low, each.high))]
    return stretch(held, limits(crew.metric, crew.points), start=_HEIGHT - _FOOT, end=14)


def _band(allowed: Sequence[tuple[int, Interval]], across: Axis, up: Axis, opacity: float) -> Mark:
    spots = []
    for people, ends in allowed:
        low, high = up.at(ends.low), up.at(ends.high)
        about = {"people": people, "low": ends.low, "high": ends.high}
        spots.append(Spot(across.at(people), high, high, low, about))
    return Area(spots, BAND, opacity)


def _sizes(most: float) -> list[int]:
    """Choose the numbers of answers for which limits are drawn: close together where they bend."""
    last = most * 1.08
    return sorted({max(1, round(last * (step / _STEPS) ** 2)) for step in range(1, _STEPS + 1)})


def _dot(member: Member, across: Axis, up: Axis) -> Mark:
    color = {"above": ACCENT, "below": BAD, None: EARLIER}[member.outside]
    x, y = across.at(member.told), up.at(member.placed)
    about: Facts = {"key": member.key, "people": member.people, "value": member.value}
    return Dot(x, y, color, 4.9, hollow=member.outside is None, about=about)


def _feet(voice: Voice, across: Axis) -> list[Mark]:
    y = _HEIGHT - _FOOT + 22
    ticks = [
        Text(across.at(value), y, voice.number(round(value)), SOFT, align="center")
        for value in across.ticks(6)
    ]
    name = voice.plain("staff.agents.chart_x")
    return [*ticks, Text(_RIGHT, _HEIGHT - 8, name, SOFT, align="right")]


def _stacks(members: Sequence[Member]) -> list[Sequence[Member]]:
    """Put together who stands at one place: one dot hides the others."""
    found: dict[tuple[float, float], list[Member]] = {}
    for member in sorted(members, key=lambda each: (each.key.casefold(), each.key)):
        found.setdefault((member.told, member.placed), []).append(member)
    return [*found.values()]


def _names(voice: Voice, members: Sequence[Member], across: Axis, up: Axis) -> list[Text]:
    """Name who is outside, and everybody where few are; a name that has no room is left out.

    Of several in one place who are not named, the number is written.
    """
    taken: list[tuple[float, float, float]] = []
    marks: list[Text] = []
    for stack in sorted(_stacks(members), key=lambda each: each[0].outside is None):
        text = _called(voice, stack, named=len(members) <= _NAMED or bool(stack[0].outside))
        if not text:
            continue
        room = width(text, SMALL)
        x, y = across.at(stack[0].told), up.at(stack[0].placed) + 6
        left = _free(x, y, room, taken)
        if left is not None:
            taken.append((left, left + room, y))
            marks.append(Text(left, y, text, about={"key": stack[0].key}))
    return marks


def _free(
    x: float, y: float, room: float, taken: Sequence[tuple[float, float, float]]
) -> float | None:
    """Find where a name begins: right of its dot, else left of it."""
    for left in (x + 12, x - 12 - room):
        inside = left >= GUTTER and left + room <= WIDTH
        if inside and all(
            abs(y - other) >= SMALL or left + room < low or high < left
            for low, high, other in taken
        ):
            return left
    return None


def _called(voice: Voice, stack: Sequence[Member], *, named: bool) -> str:
    """Name those at one place, the first of them where all are too long; or say how many."""
    if not named:
        return f"×{len(stack)}" if len(stack) > 1 else ""
    text = voice.joined([member.key for member in stack])
    if width(text, SMALL) <= _LONGEST:
        return text
    more = f" +{len(stack) - 1}" if len(stack) > 1 else ""
    return cut(stack[0].key, SMALL, _LONGEST - width(more, SMALL)) + more
