"""Lines that a touchpoint's score should not fall below: told once, again after it was above."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.services import Services
from bot.settings.watching import Threshold, surveys_warned_of
from bot.surveys.lineage import History
from metrics.control import SIGNAL_FLOOR
from metrics.measure import Measure, in_points, measure
from metrics.tally import Tally, merged
from storage import deliveries, tallies, versions, watches
from storage.database import Transaction
from storage.watches import Watch

DAYS = 30


@dataclass(frozen=True)
class WarningLine:
    """A line of the settings for one survey, and the score of the last 30 days."""

    threshold: Threshold
    survey: str
    metric: str
    points: int
    question: int
    tally: Tally
    found: Measure | None

    @property
    def below(self) -> bool | None:
        """Whether the score is below the line; None of fewer than ten answers."""
        if self.found is None or self.found.people < SIGNAL_FLOOR:
            return None
        return in_points(self.metric, self.found.value) < self.threshold.below


async def lines_of(
    services: Services, tx: Transaction, survey: str, *, today: date
) -> list[WarningLine]:
    """Read how the touchpoints of a survey stand to their lines."""
    config = services.config
    wanted = [each for each in config.warnings if survey in surveys_warned_of(each, config.surveys)]
    if not wanted:
        return []
    history = History(await versions.history(tx))
    return [await _line(tx, history, each, survey, today) for each in wanted]


async def _line(
    tx: Transaction, history: History, threshold: Threshold, survey: str, today: date
) -> WarningLine:
    until = today + timedelta(days=1)
    rows = await tallies.scores(
        tx,
        survey=survey,
        dimension="touchpoint",
        value=threshold.touchpoint,
        since=until - timedelta(days=DAYS),
        until=until,
    )
    shown = history.shown(survey, [row for row in rows if row.scores], wanted=None)
    tally = dict(merged(*(row.scores for row in rows if row.version in shown.numbers)))
    found = measure(shown.metric, shown.points, tally)
    question = min(shown.numbers)
    return WarningLine(threshold, survey, shown.metric, shown.points, question, tally, found)


async def keep_lines(
    services: Services,
    tx: Transaction,
    lines: Sequence[WarningLine],
    *,
    survey: str,
    now: datetime,
    today: date,
) -> int:
    """Warn of the scores that fell below their line, and note those that are above again."""
    found = await watches.of_survey(tx, survey)
    known = {each.value: each for each in found if each.kind == "warning"}
    for gone in known.keys() - {line.threshold.touchpoint for line in lines}:
        await watches.end(tx, known[gone].id, at=now)
    told = 0
    for line in lines:
        place = line.threshold.touchpoint
        if place not in known:
            await watches.begin(
                tx, survey=survey, kind="warning", value=place, question=line.question
            )
            known[place] = await _begun(tx, survey, place)
        told += await _keep(services, tx, line, known[place], now=now, today=today)
    return told


async def _begun(tx: Transaction, survey: str, place: str) -> Watch:
    found = await watches.of_survey(tx, survey)
    return next(each for each in found if (each.kind, each.value) == ("warning", place))


async def _keep(
    services: Services,
    tx: Transaction,
    line: WarningLine,
    watch: Watch,
    *,
    now: datetime,
    today: date,
) -> int:
    if line.below is None:
        return 0
    if not line.below or watch.open:
        if watch.open and not line.below:
            await watches.close(tx, watch.id)
        return 0
    chat_id = line.threshold.chat or services.config.staff.alerts
    dedupe = f"watch:{watch.id}:{today}"
    await watches.notice(
        tx,
        watch.id,
        event=today,
        direction="down",
        told_at=now if chat_id is not None else None,
        dedupe=dedupe,
    )
    if chat_id is None:
        return 0
    return await deliveries.plan(
        tx,
        kind="alert",
        dedupe=dedupe,
        survey=line.survey,
        chat_id=services.chat_moves.get(chat_id, chat_id),
        due_at=now,
        body=_body(line, today),
    )


def _body(line: WarningLine, today: date) -> dict[str, object]:
    until = today + timedelta(days=1)
    return {
        "watch": "warning",
        "survey": line.survey,
        "touchpoint": line.threshold.touchpoint,
        "metric": line.metric,
        "points": line.points,
        "below": line.threshold.below,
        "since": [(until - timedelta(days=DAYS)).isoformat(), until.isoformat()],
        "after": line.tally,
    }
