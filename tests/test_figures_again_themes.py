"""Themes of comments, whose people write several: a second reckoning, in three languages."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

from bot.settings.theme import Theme
from storage import asks
from storage.transaction import Transaction
from tests.bot.town import NOW, ZONE, Town, open_town
from tests.figures_again import Figure, Given, moved, shown, sure
from tests.figures_again_replies import VOICES, numbers

WORDS = {
    "delivery": {"en": ["deliver*"], "ru": ["достав*"], "zh_Hans": ["快递"]},
    "manner": {"en": ["rude"], "ru": ["грубый"], "zh_Hans": ["粗鲁"]},
    "weather": {"en": ["rain"]},
}
SAID = {  # the themes of a comment, in the language of each
    ("en", ()): "all was well",
    ("en", ("delivery",)): "they delivered it late",
    ("en", ("manner",)): "somebody was rude",
    ("en", ("delivery", "manner")): "the delivery man was rude",
    ("ru", ()): "всё хорошо",
    ("ru", ("delivery",)): "доставка опоздала",
    ("ru", ("manner",)): "очень грубые люди",
    ("zh", ()): "很好",
    ("zh", ("delivery",)): "快递太慢",
    ("zh", ("manner",)): "态度粗鲁",
}
OFTEN, SELDOM = [2, 8, 1, 1, 2, 8, 1, 2, 8, 1], [4, 1, 1, 1, 4, 1, 1, 4, 1, 1]  # of SAID
WEEKS = (OFTEN, SELDOM, SELDOM)  # the newest first


@dataclass(frozen=True)
class Written:
    """One answer, and what was written with it: nothing, or a comment on some themes."""

    person: int
    score: int
    days_ago: int
    language: str
    themes: tuple[str, ...] | None


def written(chance: Random) -> list[Written]:
    """Answers of three weeks; one in three people writes about one thing three times."""
    found = []
    for week, weights in enumerate(WEEKS):
        for each in range(60):
            language, themes = chance.choices(list(SAID), weights)[0]
            for _ in range(3 if each % 3 == 0 else 1):
                score = chance.choice((1, 2, 3)) if themes else chance.choice((3, 4, 5, 5))
                ago = 7 * week + chance.randrange(7)
                told = themes if chance.random() < 0.8 else None
                found.append(Written(1_000 * week + each + 1, score, ago, language, told))
    return found


async def keep(town: Town, found: Sequence[Written]) -> None:
    async def unit(tx: Transaction) -> None:
        for each in sorted(found, key=lambda one: -one.days_ago):
            at = NOW - timedelta(days=each.days_ago)
            place = {"language": each.language}
            asked = await town._asked(tx, "care", at, place, each.person)
            asked = await asks.answer(tx, asked, at=at, zone=ZONE)
            comment = None if each.themes is None else SAID[each.language, each.themes]
            await town._say(tx, asked, each.score, at=at, reason=None, comment=comment)

    await town.services.database.write(unit)


def share(found: Sequence[Written], theme: str) -> Figure:
    """How many comments are on a theme, of people who may have written several."""
    day = NOW.date()
    spoken = [(each, each.themes) for each in found if each.themes is not None]
    return Figure(
        "csat",
        [Given(day, str(each.person), "", 5 if theme in said else 1) for each, said in spoken],
    )


async def test_every_theme_is_the_one_of_the_second_reckoning(tmp_path: Path) -> None:
    found = written(Random(15))
    weeks = [[each for each in found if each.days_ago // 7 == week] for week in range(3)]
    verdicts = set()
    async with open_town(tmp_path) as town:
        themes = [Theme.model_validate({"name": n, "words": w}) for n, w in WORDS.items()]
        town.services.config = town.services.config.model_copy(update={"themes": themes})
        await keep(town, found)
        for at, span in enumerate(("2026-11-16..2026-11-22", "2026-11-09..2026-11-15")):
            pages = [await town.read(f"/themes {span} survey=care text", each) for each in VOICES]
            for page in pages:
                lines = re.sub(r"</?\w+>", "", page.text).splitlines()
                for theme in ("delivery", "manner"):
                    verdicts.add(_agrees(theme, weeks[at], weeks[at + 1], lines))
    assert verdicts == {"clear", "unclear"}


def _agrees(
    theme: str, now: Sequence[Written], before: Sequence[Written], lines: Sequence[str]
) -> str:
    figure, earlier = share(now, theme), share(before, theme)
    assert figure.people < len(figure.given)
    assert figure.design > 1
    low, high = moved(earlier, figure, sure(7, 0.05 / 2))
    unclear = low <= 0 <= high
    ends = [low, high] if unclear else sorted((abs(low), abs(high)))
    day = NOW.date()
    rest = [each for each in now if theme not in (each.themes or ())]
    without = Figure("csat", [Given(day, str(each.person), "", each.score) for each in rest])
    said = [figure.counts[5], len(figure.given), *figure.told, *ends, earlier.told[0]]
    right = sorted(shown(each, 0) for each in [*said, without.told[0]])
    assert right in [sorted(numbers(line)) for line in lines], (theme, right, lines)
    return "unclear" if unclear else "clear"
