"""Every answer as a line of a file, page by page: people's by time, anonymous ones by day."""

import json
from collections.abc import Collection
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from storage.lines import Line, name_of
from storage.moments import from_micros, to_micros
from storage.rows import read_row, read_value
from storage.tallies import SCORES
from storage.transaction import Row, Transaction

SELECT = """
SELECT answers.id, answers.survey, answers.score, answers.answered_at, answers.reason,
    answers.touchpoint, answers.agent, answers.language, answers.channel, customers.telegram_id,
    (SELECT json_array(source, ref) FROM customer_refs
        WHERE customer_refs.customer_id = answers.customer_id
        ORDER BY source <> 'import', source, ref LIMIT 1) AS called,
    (SELECT json_group_array(coalesce(body, '[' || media || ']')) FROM
        (SELECT body, media FROM comments
            WHERE comments.invitation_id = answers.invitation_id
                AND (body IS NOT NULL OR media IS NOT NULL) ORDER BY message_id)) AS parts
"""
_LAST = "SELECT max(id) FROM answers"
_PAGE = f"""{SELECT}
FROM answers LEFT JOIN customers ON customers.id = answers.customer_id
WHERE answers.survey = :survey AND answers.test = 0 AND answers.id <= :last
    AND answers.answered_at >= :since AND (answers.answered_at, answers.id) > (:at, :id)
ORDER BY answers.answered_at, answers.id LIMIT :limit
"""
_AT_MOMENTS = f"""{SELECT}
FROM json_each(:moments) AS moment
CROSS JOIN answers ON answers.survey = json_extract(moment.value, '$[0]')
    AND answers.answered_at = json_extract(moment.value, '$[1]')
LEFT JOIN customers ON customers.id = answers.customer_id
WHERE answers.test = 0 AND answers.source IS NULL
"""
_NEXT_DAY = """
SELECT min(day) FROM (
    SELECT min(day) AS day FROM portions WHERE survey = :survey AND day > :day
    UNION ALL SELECT min(day) FROM anonymous_comments WHERE survey = :survey AND day > :day)
"""
_DAY = f"""
SELECT dimension, value, {", ".join(f"sum({each}) AS {each}" for each in SCORES)} FROM portions
WHERE survey = :survey AND day = :day
GROUP BY dimension, value ORDER BY dimension, value
"""  # noqa: S608 - of constants
_WORDS_OF_DAY = """
SELECT body, count(*) AS people FROM anonymous_comments
WHERE survey = :survey AND day = :day GROUP BY body ORDER BY body
"""
Place = tuple[datetime, int]  # when the last line was answered, and its id
BEGINNING: Place = (datetime.min.replace(tzinfo=UTC), 0)


async def last_id(tx: Transaction) -> int:
    """Tell where an export ends, so that what is answered meanwhile does not prolong it."""
    return await read_value(tx, int, _LAST) or 0


async def page(
    tx: Transaction, survey: str, *, since: datetime, after: Place, last: int, limit: int
) -> tuple[list[Line], Place]:
    """Read the next answers of people, and where they end; an empty page is the end."""
    at, known = after
    values = {"survey": survey, "since": to_micros(since), "at": to_micros(at), "id": known}
    rows = await tx.rows(_PAGE, {**values, "last": last, "limit": limit})
    end = (from_micros(rows[-1]["answered_at"]), rows[-1]["id"]) if rows else after
    return [_line(row) for row in rows], end


async def given_here(tx: Transaction, moments: Collection[tuple[str, datetime]]) -> list[Line]:
    """Read the answers that people gave to the bot at these moments of a survey."""
    found = [(survey, to_micros(at)) for survey, at in sorted(moments)]
    rows = await tx.rows(_AT_MOMENTS, {"moments": json.dumps(found)})
    return [_line(row) for row in rows]


async def anonymous_day(
    tx: Transaction, survey: str, *, after: str, zone: ZoneInfo
) -> tuple[list[Line], str] | None:
    """Read the next day of which anonymous portions are, in an order that tells nothing.

    Words stand on lines of their own: nothing joins them to a score.
    """
    next_day = await read_value(tx, str, _NEXT_DAY, {"survey": survey, "day": after})
    if next_day is None:
        return None
    day = {"survey": survey, "day": next_day}
    noon = noon_of(date.fromisoformat(next_day), zone)
    lines = [
        Line(survey, score, noon, **_place(row))
        for row in await tx.rows(_DAY, day)
        for score, name in enumerate(SCORES)
        for _ in range(row[name])
    ]
    for row in await tx.rows(_WORDS_OF_DAY, day):
        lines += [Line(survey, None, noon, comment=row["body"])] * row["people"]
    return lines, next_day


def _place(row: Row) -> dict[str, str]:
    return {row["dimension"]: row["value"]} if row["value"] else {}


def noon_of(day: date, zone: ZoneInfo) -> datetime:
    """Give the moment that stands for a day of which nothing closer is known."""
    return datetime.combine(day, time(12), zone).astimezone(UTC)


def _line(row: Row) -> Line:
    source, ref = json.loads(row["called"]) if row["called"] else (None, None)
    written = {
        "customer": name_of(row["telegram_id"], source=source, ref=_trimmed(ref)),
        "comment": _said("\n".join(json.loads(row["parts"]))),
        "agent": _trimmed(row["agent"]),
        "channel": _trimmed(row["channel"]),
    }
    return read_row(Line, {**row, **written})


def _said(words: str) -> str | None:
    """Take words of spaces alone for none, as an import does."""
    return words if words.strip() else None


def _trimmed(label: str | None) -> str | None:
    """Leave out spaces around a label, as an import does."""
    return label.strip() or None if label is not None else None
