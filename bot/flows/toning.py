"""How comments sound, by counting: those on low scores, and those with a word of complaint."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from bot.config import Config
from bot.config_themes import Theme
from bot.context import Services
from bot.flows.surveys import lowest_band_end, survey_of
from bot.flows.theming import Themes, themes_of
from bot.flows.watching import Seen
from metrics.measure import change, measure
from metrics.tally import merged
from metrics.tone import Divergence, Tone, divergence, tone_of
from storage import comments, tallies
from storage.comments import Remark
from storage.database import Transaction

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


def complaint_words(config: Config) -> Mapping[str, tuple[str, ...]]:
    """Give the words of complaint by language: the operator's own stand for the built-in ones."""
    return {**_BUILT_IN, **config.watch.complaint_words}


@lru_cache(maxsize=4)
def _reader(words: tuple[tuple[str, tuple[str, ...]], ...]) -> Themes:
    return themes_of((Theme(name="complaint", words=dict(words)),))


def tone(config: Config, remarks: Iterable[Remark], *, highest: int) -> Tone:
    """Count comments; "not slow" counts as "slow" does: nothing is understood, words are counted.

    `highest` is the highest score that is low.
    """
    reader = _reader(tuple(sorted(complaint_words(config).items())))
    return tone_of(
        (
            remark.score is not None and remark.score <= highest,
            bool(reader.in_text(remark.body, remark.language)),
        )
        for remark in remarks
    )


async def tones(
    tx: Transaction,
    config: Config,
    survey: str,
    *,
    until: date,
    highest: int,
    versions: Iterable[int],
    window: timedelta = WINDOW,
) -> tuple[Tone, Tone]:
    """Count the comments of a window that ends before a day, and of the one before: (then, now)."""
    numbers, zone = set(versions), config.business.zone
    found = []
    for end in (until - window, until):
        said = await comments.remarks(
            tx, survey=survey, since=end - window, until=end, zone=zone, limit=MOST_COMMENTS
        )
        fitting = (remark for remark in said if remark.version in numbers)
        found.append(tone(config, fitting, highest=highest))
    return found[0], found[1]


async def soured(
    services: Services, tx: Transaction, seen: Seen, *, until: date, since: date
) -> Divergence | None:
    """Tell whether comments got worse while the score did not fall: now against just before."""
    window, shown = until - since, seen.shown
    sides = []
    for end in (since, until):
        rows = await tallies.scores(
            tx, survey=seen.survey, dimension="total", since=end - window, until=end
        )
        fitting = (row.scores for row in rows if row.version in shown.numbers)
        sides.append(measure(shown.metric, shown.points, merged(*fitting)))
    before, after = sides
    if before is None or after is None or after.value < before.value:
        return None
    low = lowest_of(services, seen.survey)
    then, now = await tones(
        tx, services.config, seen.survey,
        until=until, highest=low, versions=shown.numbers, window=window,
    )  # fmt: skip
    return divergence(then, now, change(before, after))


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
