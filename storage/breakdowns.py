"""Counts straight from the rows, for what the daily counts cannot answer: two filters at once.

The same shapes as `tallies`. The database counts, one local day after another, so that no answer
is read into the program and a long period can be stopped between two days.
"""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from storage.ages import SPANS
from storage.filtering import COLUMNS, fitting, text_of
from storage.invitations import CANNOT_SAY
from storage.moments import to_micros
from storage.tallies import COUNTED, AskTally, ScoreTally
from storage.transaction import Row, Transaction

_ARRIVED = "counted.delivered_at IS NOT NULL"
_UNSAID = f"CASE WHEN counted.gate = '{CANNOT_SAY}' THEN 1 ELSE 0 END"
_BECAME = {  # as `invitations.ask_counts` tells it of one row
    "asked": "1 = 1",
    "delivered": _ARRIVED,
    "answered": f"counted.state = 'answered' AND {_UNSAID} = 0",
    "expired": f"counted.state = 'expired' AND {_ARRIVED}",
    "withdrawn": f"counted.state = 'withdrawn' AND {_ARRIVED}",
    "unreachable": "counted.state = 'unreachable'",
    "unknown": "counted.state IN ('unknown', 'expired', 'withdrawn')"
    " AND counted.delivered_at IS NULL",
    "cannot_say": f"counted.state = 'answered' AND {_UNSAID} = 1",
}


def _at_age(what: str) -> Iterator[tuple[str, str]]:
    """Tell what is counted of each span of age, as `invitations.ask_counts` tells it of one row."""
    age, after = f"counted.{what}_at - counted.delivered_at", ""
    for span, end in SPANS.items():
        micros = end // timedelta(microseconds=1)
        yield f"{what}_{span}", f"{_BECAME[what]} AND {_ARRIVED}{after} AND {age} < {micros}"
        after = f" AND {age} >= {micros}"


_COUNTING = {**_BECAME, **dict(_at_age("answered")), **dict(_at_age("withdrawn"))}
_COUNTS = ", ".join(
    f"sum(CASE WHEN {_COUNTING[name]} THEN 1 ELSE 0 END) AS {name}" for name in COUNTED
)


def _scores_sql(value: str, filters: str) -> str:
    return f"""
SELECT {value} AS value, versions.number AS version, counted.score AS score, count(*) AS people,
    sum(CASE WHEN EXISTS (
        SELECT 1 FROM comments WHERE comments.invitation_id = counted.invitation_id
    ) THEN 1 ELSE 0 END) AS comments
FROM answers AS counted JOIN versions ON versions.id = counted.version_id
WHERE counted.survey = :survey AND counted.answered_at >= :start AND counted.answered_at < :end
    AND counted.test = 0 {filters}
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""  # noqa: S608 - put together from constants alone


def _asks_sql(value: str, filters: str) -> str:
    return f"""
SELECT {value} AS value, versions.number AS version, {_COUNTS}
FROM invitations AS counted JOIN versions ON versions.id = counted.version_id
WHERE counted.survey = :survey AND counted.asked_at >= :start AND counted.asked_at < :end
    AND counted.test = 0 {filters}
GROUP BY 1, 2 ORDER BY 1, 2
"""  # noqa: S608 - put together from constants alone


def _imported_sql(filters: str) -> str:
    return f"""
SELECT versions.number AS version, count(*) AS people
FROM answers AS counted JOIN versions ON versions.id = counted.version_id
WHERE counted.survey = :survey AND counted.answered_at >= :start AND counted.answered_at < :end
    AND counted.source IS NOT NULL AND counted.test = 0 {filters}
GROUP BY 1
"""  # noqa: S608 - put together from constants alone


async def imported_where(
    tx: Transaction,
    *,
    survey: str,
    start: datetime,
    end: datetime,
    filters: Mapping[str, str],
) -> dict[int, int]:
    """Count the answers between two moments that were imported, by version of the question.

    An index of their own holds them: where none were imported this costs nothing.
    """
    condition, wanted = fitting(filters)
    span = {"start": to_micros(start), "end": to_micros(end)}
    rows = await tx.rows(_imported_sql(condition), {**wanted, "survey": survey, **span})
    return {row["version"]: row["people"] for row in rows}


async def scores_where(
    tx: Transaction,
    *,
    survey: str,
    since: date,
    until: date,
    zone: ZoneInfo,
    filters: Mapping[str, str],
    by: str | None = None,
) -> list[ScoreTally]:
    """Count the scores of answers that fit every filter; `version` may be one of them."""
    found: dict[tuple[date, str, int], tuple[dict[int, int], int]] = {}
    async for day, row in _counted(
        tx, _scores_sql, survey=survey, days=(since, until), zone=zone, filters=filters, by=by
    ):
        place = day, text_of(by, row["value"]), row["version"]
        scores, comments = found.get(place, ({}, 0))
        found[place] = {**scores, row["score"]: row["people"]}, comments + row["comments"]
    return [
        ScoreTally(value, day, version, scores, comments)
        for (day, value, version), (scores, comments) in sorted(found.items())
    ]


async def asks_where(
    tx: Transaction,
    *,
    survey: str,
    since: date,
    until: date,
    zone: ZoneInfo,
    filters: Mapping[str, str],
    by: str | None = None,
) -> list[AskTally]:
    """Count what became of the asks that fit every filter; a reason is known of answers only."""
    if "reason" in filters:
        return []
    by = None if by == "reason" else by
    found = [
        AskTally(text_of(by, row["value"]), day, row["version"], *(row[name] for name in COUNTED))
        async for day, row in _counted(
            tx, _asks_sql, survey=survey, days=(since, until), zone=zone, filters=filters, by=by
        )
    ]
    return sorted(found, key=lambda each: (each.day, each.value, each.version))


async def _counted(
    tx: Transaction,
    sql: Callable[[str, str], str],
    *,
    survey: str,
    days: tuple[date, date],
    zone: ZoneInfo,
    filters: Mapping[str, str],
    by: str | None,
) -> AsyncIterator[tuple[date, Row]]:
    condition, wanted = fitting(filters)
    counting = sql(COLUMNS[by] if by else "''", condition)
    for day, start, end in _local_days(*days, zone):
        values = {**wanted, "survey": survey, "start": start, "end": end}
        for row in await tx.rows(counting, values):
            yield day, row


def _local_days(since: date, until: date, zone: ZoneInfo) -> Sequence[tuple[date, int, int]]:
    """List local days with the moments at which they begin and end, in microseconds."""
    days = [since + timedelta(days=at) for at in range((until - since).days + 1)]
    begins = [to_micros(datetime.combine(day, time.min, zone)) for day in days]
    return list(zip(days, begins, begins[1:], strict=False))
