"""How comments sound, by counting: those on low scores, and those with a word of complaint."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from bot.reports.reading import as_repeats
from bot.reports.themes.theming import Themes, themes_of
from bot.services import Services
from bot.settings.config import Config
from bot.settings.theme import Theme
from bot.surveys.lineage import Shown
from bot.surveys.questionnaire import lowest_band_end, survey_of
from metrics.looks import MISTAKEN, sureness
from metrics.measure import Change, change, measure
from metrics.repeats import NOBODY_TWICE
from metrics.tally import merged
from metrics.tone import Divergence, Tone, divergence, tone_of
from storage import comments, paired, tallies
from storage.comments import Remark
from storage.transaction import Transaction

MOST_COMMENTS = 1000  # of a period, the newest
WINDOW = timedelta(weeks=4)  # compared with as much before it

_BUILT_IN: Mapping[str, tuple[str, ...]] = {
    "en": (
        "rude*", "slow*", "terrible", "awful", "horrible", "worst", "useless", "disappoint*",
        "broken", "fail*", "unhelpful", "ignored", "waste*", "complain*", "frustrat*", "annoy*",
        "poor", "angry", "unacceptable", "not solved", "not working", "does not work",
        "doesn't work", "too long", "no answer", "no reply", "refund*",
    ),
    "ru": (
        "плох*", "ужас*", "груб*", "хам*", "долго", "медлен*", "разочаров*", "не работает",
        "не помог", "не помогли", "не помогла", "не решили", "не решена", "сломан*", "обман*",
        "жалоб*", "отврат*", "кошмар*", "бесполезн*", "безобраз*", "игнорир*", "недовол*",
        "проблем*", "вернуть деньги",
    ),
    "zh_Hans": (
        "差", "太慢", "很慢", "失望", "态度不好", "没解决", "没有解决", "不行", "垃圾", "投诉",
        "糟糕", "生气", "坏了", "不满", "太久", "没人", "敷衍", "骗", "退款", "难用", "没用",
    ),
}  # fmt: skip


@lru_cache(maxsize=4)
def _reader(words: tuple[tuple[str, tuple[str, ...]], ...]) -> Themes:
    return themes_of((Theme(name="complaint", words=dict(words)),))


def tone(config: Config, remarks: Iterable[Remark], *, highest: int) -> Tone:
    """Count comments; "not slow" counts as "slow" does: nothing is understood, words are counted.

    `highest` is the highest score that is low. The operator's own words of a language stand for the
    built-in ones.
    """
    words = {**_BUILT_IN, **config.watch.complaint_words}
    reader = _reader(tuple(sorted(words.items())))
    return tone_of(
        (
            remark.score is not None and remark.score <= highest,
            bool(reader.in_text(remark.body, remark.language)),
        )
        for remark in remarks
    )


@dataclass(frozen=True)
class HeardTone:
    """The comments of two periods between which the score did not fall, and where low begins.

    Each has so many `days`.
    """

    before: Sequence[Remark]
    now: Sequence[Remark]
    change: Change
    highest: int
    days: int


async def soured(
    services: Services, tx: Transaction, survey: str, shown: Shown, *, until: date, since: date
) -> Divergence | None:
    """Tell whether comments got worse while the score did not fall: now against just before."""
    found = await heard(services, tx, survey, shown, since=since, until=until)
    return diverged(services.config, found) if found else None


async def heard(
    services: Services, tx: Transaction, survey: str, shown: Shown, *, since: date, until: date
) -> HeardTone | None:
    """Read the comments of some days and of as many before; None where the score fell."""
    window, sides = until - since, []
    for end in (since, until):
        rows = await tallies.scores(
            tx, survey=survey, dimension="total", since=end - window, until=end
        )
        fitting = (row.scores for row in rows if row.version in shown.numbers)
        pairs = await paired.pairs(
            tx,
            survey=survey,
            dimension="total",
            since=end - window,
            until=end,
            versions=shown.numbers,
        )
        repeats = sum(map(as_repeats, pairs), NOBODY_TWICE)
        sides.append(measure(shown.metric, shown.points, merged(*fitting), repeats))
    before, after = sides
    if before is None or after is None or after.value < before.value:
        return None
    said, zone = [], services.zone
    for end in (since, until):
        rows_of = await comments.remarks(
            tx, survey=survey, since=end - window, until=end, zone=zone, limit=MOST_COMMENTS
        )
        said.append([remark for remark in rows_of if remark.version in shown.numbers])
    low = lowest_of(services, survey)
    return HeardTone(said[0], said[1], change(before, after), low, window.days)


def diverged(config: Config, found: HeardTone) -> Divergence | None:
    """Tell whether the comments got worse; it takes a while, so best in a thread."""
    before, now = (tone(config, each, highest=found.highest) for each in (found.before, found.now))
    confidence = sureness(found.days, mistaken=MISTAKEN / 2)  # for there are two signs
    return divergence(before, now, found.change, confidence=confidence)


def lowest_of(services: Services, survey: str) -> int:
    """Give the highest score of a survey that is low."""
    return lowest_band_end(survey_of(services.config, services.versions[survey]))


def tone_body(found: Divergence) -> dict[str, object]:
    """Write a divergence so that it can be kept with a message."""
    return {
        "before": vars(found.before),
        "now": vars(found.now),
        "low": found.low_is_worse,
        "complaints": found.complaints_are_worse,
    }


def divergence_of(body: Mapping[str, Any]) -> Divergence:
    """Read what `tone_body` wrote."""
    before, now = Tone(**body["before"]), Tone(**body["now"])
    return Divergence(before, now, body["low"], body["complaints"])
