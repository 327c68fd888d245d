"""Cuts, agents, trends, the index, comparisons, effort, moods and reasons: a second reckoning.

One import of real ratings is asked in three languages. What each reply shows is set beside what
`figures_again` and its neighbours make of the single answers.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from itertools import pairwise
from operator import attrgetter
from pathlib import Path

import pytest

from tests.bot.stage import USUAL, VIEWER, stage_of
from tests.figures_again import Figure, Given, within
from tests.figures_again_beside import beside
from tests.figures_again_held import (
    agents_agree,
    compare_agrees,
    cut_agrees,
    named_agree,
    overall_agrees,
    reasons_agree,
    score_agrees,
    trend_agrees,
)
from tests.figures_again_ratings import MORE, SURVEYS, given
from tests.test_real_answers import reply

LANGUAGES = ("en", "ru", "zh-hans")
SINCE, UNTIL, DAYS = date(2024, 4, 1), date(2024, 7, 1), 91
YEAR = (date(2024, 1, 2), date(2025, 1, 1))
WEEKS = [SINCE + timedelta(days=7 * at) for at in range(14)]
MONTHS = [date(2024, month, 1) for month in range(2, 12)]
CHANGED = date(2024, 6, 1)

Agrees = Callable[[Sequence[str]], int]


def of(metric: str, answers: Sequence[Given], since: date = SINCE, until: date = UNTIL) -> Figure:
    """A figure of some days, the last not included."""
    return Figure(metric, within(answers, since, until))


def span(since: date, until: date) -> str:
    """Some days as staff type them, the last not included."""
    last = until - timedelta(days=1)
    return f"{since}..{last}" if last > since else f"{since}"


def grouped(figure: Figure, key: Callable[[Given], str]) -> dict[str, Figure]:
    """The figures of the parts of some answers, by name."""
    keys = sorted({key(each) for each in figure.given})
    return {k: Figure(figure.metric, [e for e in figure.given if key(e) == k]) for k in keys}


def asked(answers: Mapping[str, Sequence[Given]]) -> Iterator[tuple[str, Agrees]]:
    """What staff type, and what the reply is held against."""
    for metric, rows in answers.items():
        yield from cuts(metric, rows)
        yield from trends(metric, rows)
    spans = {"csat": 14, "nps": 90, "stars": 60, "ces": 30, "mood": 14, "score": 60, "thumbs": 30}
    for metric, days in spans.items():
        ends = [CHANGED + timedelta(days=days * at) for at in (-1, 0, 1)]
        before, after = (of(metric, answers[metric], *each) for each in pairwise(ends))
        around = f"before {CHANGED} after each={days}d settling=0d"
        typed = f"/compare survey={SURVEYS[metric]} {around} text"
        yield typed, partial(compare_agrees, before, after)
    for since, days in ((SINCE, DAYS), (date(2024, 6, 3), 7), (date(2024, 6, 4), 1)):
        until = since + timedelta(days=days)
        three = {each: of(each, answers[each], since, until) for each in ("nps", "csat", "ces")}
        yield f"/overall {span(since, until)} text", partial(overall_agrees, three)
        for metric in ("ces", "mood") if days > 1 else ():
            earlier, figure = before_and_now(metric, answers[metric], since, until)
            typed = f"/{metric} {span(since, until)} text"
            yield typed, partial(score_agrees, figure, earlier, days)
    earlier, figure = before_and_now("csat", answers["csat"], SINCE, UNTIL)
    spelt = f"/csat {span(SINCE, UNTIL)}"
    yield f"{spelt} by reason text", partial(reasons_agree, figure, earlier, DAYS)
    parts = grouped(figure, attrgetter("agent"))
    yield f"{spelt} reason=speed by agent text", partial(named_agree, parts, "speed")


def cuts(metric: str, rows: Sequence[Given]) -> Iterator[tuple[str, Agrees]]:
    """Breakdowns, and agents beside one another."""
    figure, named = of(metric, rows), f"survey={SURVEYS[metric]}"
    told_of = ("touchpoint",) if rows[0].touchpoint else ()
    for by in ("agent", "channel", "language", *told_of):
        parts = grouped(figure, attrgetter(by))
        typed = f"/{metric} {span(SINCE, UNTIL)} {named} by {by} text"
        yield typed, partial(cut_agrees, figure, by, parts)
    for since, until in (YEAR, (SINCE, UNTIL)):
        crew = of(metric, rows, since, until)
        typed = f"/agents {metric} {span(since, until)} {named} text"
        yield typed, partial(agents_agree, crew, *beside(metric, crew.given))


def trends(metric: str, rows: Sequence[Given]) -> Iterator[tuple[str, Agrees]]:
    """Weeks of a quarter, and months of most of a year."""
    for by, starts in (("week", WEEKS), ("month", MONTHS)):
        parts = [of(metric, rows, *ends) for ends in pairwise(starts)]
        earlier = of(metric, rows, starts[0], starts[-2])
        asked_of = f"{span(starts[0], starts[-1])} survey={SURVEYS[metric]}"
        days = (starts[-1] - starts[-2]).days
        typed = f"/trend {metric} {asked_of} by {by} text"
        yield typed, partial(trend_agrees, parts, earlier, days)


def before_and_now(
    metric: str, rows: Sequence[Given], since: date, until: date
) -> tuple[Figure, Figure]:
    """The answers of some days, and of as many days before."""
    return of(metric, rows, since - (until - since), since), of(metric, rows, since, until)


@pytest.mark.slow
async def test_every_cut_and_comparison_is_the_one_of_the_second_reckoning(tmp_path: Path) -> None:
    seen: Counter[str] = Counter()
    async with stage_of(tmp_path, USUAL + MORE) as stage:
        await stage.stop()
        answers = await given(stage, tmp_path)
        await stage.start()
        for command, agrees in asked(answers):
            for language in LANGUAGES:
                stage.telegram.users[VIEWER].language_code = language
                told = (await reply(stage, command)).splitlines()
                seen[command.split()[0]] += agrees(told)
    assert min(seen.values()) > 100, seen
    assert seen.total() > 5_000, seen
