"""A rehearsal: recorded interactions are read in pages and played against each configuration."""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from bot.errors import CannotRunError
from bot.gates.supply import LATELY, period_of
from bot.gates.timing import midnight
from bot.rehearsal.guesses import Luck, days_of, observed
from bot.rehearsal.outcome import outcome_of
from bot.rehearsal.parts import PlayedAsk
from bot.rehearsal.play import Play
from bot.rehearsal.results import Rehearsed
from bot.settings.config import Config
from storage import portions, replay, sums, versions
from storage.database import Database
from storage.replay import Recorded, Span
from storage.transaction import Transaction

PAGE = 5_000


@dataclass(frozen=True)
class Wish:
    """What is to be rehearsed: the new configuration, the one in force if known, and since when."""

    new: Config
    current: Config | None
    since: datetime
    now: datetime
    seed: int = 7

    @property
    def configs(self) -> list[Config]:
        """The configurations in the order in which they are shown."""
        return [self.new] if self.current is None else [self.current, self.new]


async def rehearse(
    database: Database,
    wish: Wish,
    *,
    progress: Callable[[float], None] = lambda _done: None,
    witness: Callable[[PlayedAsk], None] | None = None,
) -> Rehearsed:
    """Play what was recorded; `witness` is shown each ask under the new configuration.

    CannotRunError if nothing was.
    """
    plays, models = [], []
    for config in wish.configs:
        zone = config.business.zone
        model = await database.read(
            partial(observed, surveys=config.surveys, now=wish.now, zone=zone)
        )
        seen = witness if config is wish.new else None
        play = Play(config, Luck(wish.seed, model), witness=seen)
        await database.read(partial(_begin, play=play, since=wish.since))
        plays.append(play)
        models.append(model)
    span = await database.read(lambda tx: replay.span(tx, since=wish.since, until=wish.now))
    with _seldom_collected():
        await _play(database, plays, span, progress)
    if not plays[0].interactions:
        raise CannotRunError(
            f"no interaction was recorded between {_minute(wish.since)} and {_minute(wish.now)}: "
            "give a longer --since, or another --database"
        )
    outcomes = [outcome_of(play, lasting=wish.now - wish.since) for play in plays]
    return Rehearsed(
        since=wish.since,
        until=wish.now,
        zone=wish.new.business.timezone,
        interactions=plays[0].interactions,
        sent=await database.read(lambda tx: _sent(tx, span)),
        seed=wish.seed,
        model=models[-1],
        current=outcomes[0] if wish.current is not None else None,
        new=outcomes[-1],
    )


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """Keep the collector from walking, again and again, over what lives to the end anyway."""
    usual = gc.get_threshold()
    gc.set_threshold(100_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


async def _begin(tx: Transaction, *, play: Play, since: datetime) -> None:
    """Let quotas and precisions start from what came before, by whole days for the latter."""
    zone = play.config.business.zone
    day = since.astimezone(zone).date()
    for name, question in play.questions.items():
        quota, precision = question.rules.quota, question.rules.precision
        came: list[datetime] = []
        if quota is not None and quota.anonymous:
            days = await portions.newest_days(tx, name, before=day, answers=quota.answers)
            came = [midnight(each + timedelta(days=1), zone) for each in days]
        elif quota is not None:
            came = await replay.newest(tx, name, earlier=since, limit=quota.answers)
        first = day
        if precision is not None:
            first = min(day - LATELY, period_of(day, precision.per)[1] - precision.per)
        asks, scores = await days_of(tx, name, question.survey, since=first, until=day)
        undrawn = await sums.skips_by_day(tx, survey=name, gate="precision", since=first, today=day)
        question.supply.begin(came, asks, scores, undrawn)


async def _play(
    database: Database, plays: Sequence[Play], span: Span, progress: Callable[[float], None]
) -> None:
    known: set[int] = set()
    after = span.after
    while found := await _page(database, span, after):
        after = found[-1].id
        strangers = {each.customer_id for each in found} - known
        known |= strangers
        await _remember(database, plays, span, strangers)
        found.sort(key=lambda each: (each.received_at, each.id))
        for play in plays:
            for each in found:
                play.take(each)
        progress((after - span.after) / (span.last - span.after))
    for play in plays:
        play.finish()


async def _page(database: Database, span: Span, after: int) -> list[Recorded]:
    return await database.read(lambda tx: replay.page(tx, span, after=after, limit=PAGE))


async def _remember(
    database: Database, plays: Sequence[Play], span: Span, people: set[int]
) -> None:
    """Start from what people had really been asked before, so that the first days are honest."""
    oldest = span.since - max(play.remembered for play in plays)
    asks = await database.read(
        lambda tx: replay.before(tx, people, oldest=oldest, since=span.since)
    )
    for play in plays:
        play.remember(asks, now=span.since)


async def _sent(tx: Transaction, span: Span) -> int:
    return await replay.sent(tx, span, surveys=(await versions.latest(tx)).keys())


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
