"""Who would answer, and what: drawn from what each survey has seen so far, by a stated model."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from hashlib import blake2b
from itertools import accumulate
from zoneinfo import ZoneInfo

from bot.settings.config import Survey
from bot.surveys.questionnaire import scale_of
from metrics.catalogue import Scale
from metrics.tally import Tally, merged, people
from storage import tallies, versions
from storage.tallies import AskTally, ScoreTally
from storage.transaction import Transaction

USUAL_ANSWERED, USUAL_ASKED = 3, 10  # 30 %, believed as firmly as ten asks: Beta(3, 7)
SPREAD = 5  # pseudo-answers, spread evenly over the scale
ANSWERED_AFTER = timedelta(hours=1)
SEEN = timedelta(days=365)


@dataclass(frozen=True)
class Guesses:
    """How one survey is answered: the share that does, and the scores, the lowest first."""

    answered: int
    settled: int
    seen: Tally
    scale: Scale

    @cached_property
    def rate(self) -> float:
        """The share that answers: the mean of the Beta distribution after what was observed."""
        return (self.answered + USUAL_ANSWERED) / (self.settled + USUAL_ASKED)

    @cached_property
    def steps(self) -> list[float]:
        """The cumulative shares of the scores, the last one being 1."""
        spread = SPREAD / self.scale.points
        weights = [self.seen.get(score, 0) + spread for score in self.scale.scores]
        return [each / sum(weights) for each in accumulate(weights)]


@dataclass(frozen=True)
class Luck:
    """Chance that is the same for the same ask, whichever configuration makes it."""

    seed: int
    of: Mapping[str, Guesses]

    def score(self, survey: str, interaction: int) -> int | None:
        """Draw the answer to one survey about one interaction; None is silence."""
        how = self.of[survey]
        text = f"{self.seed}\0{survey}\0{interaction}".encode()
        drawn = blake2b(text, digest_size=16).digest()
        if int.from_bytes(drawn[:8], "big") / 2**64 >= how.rate:
            return None
        place = bisect_right(how.steps, int.from_bytes(drawn[8:], "big") / 2**64)
        return min(how.scale.low + place, how.scale.high)


async def observed(
    tx: Transaction, surveys: Mapping[str, Survey], *, now: datetime, zone: ZoneInfo
) -> dict[str, Guesses]:
    """Read how each survey was answered within the last year."""
    until = now.astimezone(zone).date() + timedelta(days=1)
    found = {}
    for name, survey in surveys.items():
        asks, scores = await days_of(tx, name, survey, since=until - SEEN, until=until)
        scale = scale_of(survey)
        seen = merged(*(each.scores for each in scores))
        answered = sum(each.answered for each in asks)
        found[name] = Guesses(
            answered=answered,
            settled=_settled(asks, anonymous=survey.anonymous),
            seen={score: count for score, count in seen.items() if count and score in scale},
            scale=scale,
        )
    return found


def _settled(asks: Sequence[AskTally], *, anonymous: bool) -> int:
    """Count the asks of which it is known what came of them; of anonymous ones nothing is."""
    if anonymous:
        return sum(each.delivered for each in asks)
    return sum(each.answered + each.expired for each in asks)


async def days_of(
    tx: Transaction, name: str, survey: Survey, *, since: date, until: date
) -> tuple[list[AskTally], list[ScoreTally]]:
    """Read the asks of some days, and the scores that were given on the survey's present scale.

    Which asks of an anonymous survey are answered is not told: its answers count on their own days.
    """
    asks = await tallies.asks(tx, survey=name, dimension="total", since=since, until=until)
    scores = await tallies.scores(tx, survey=name, dimension="total", since=since, until=until)
    alike = {
        each.number
        for each in await versions.history(tx)
        if (each.survey, each.metric, each.points) == (name, survey.metric, survey.points)
    }
    if survey.anonymous:
        asks += [
            AskTally("", each.day, each.version, 0, 0, people(each.scores), 0, 0, 0, 0, 0)
            for each in scores
        ]
    return asks, [each for each in scores if each.version in alike]
