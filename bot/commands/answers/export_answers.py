"""`afterword export answers`: every answer in the shape that `import answers` reads."""

import csv
import io
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import nullcontext
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.commands.using import using
from bot.commands.whole_file import whole_file
from bot.errors import CannotRunError
from bot.settings.config import Config
from bot.settings.mistakes import nearest
from storage import exporting, versions
from storage.database import Database
from storage.exporting import BEGINNING
from storage.lines import COLUMNS, Line

PAGE = 2_000


async def export_answers(
    config: Config, *, out: Path | None, since: date | None, survey: str | None
) -> int:
    """Write the answers to a file, or to standard output; gives their number."""
    count = 0
    async with using(Database.open_read_only(config.database_path)) as database:
        surveys = await _surveys(database, survey)
        with whole_file(out) if out else nullcontext(sys.stdout.buffer) as file:
            file.write(_csv([COLUMNS]))
            for name in surveys:
                async for page in _pages(database, name, since=since, zone=config.business.zone):
                    file.write(_csv([_columns(line) for line in page]))
                    count += len(page)
            file.flush()
    return count


async def _surveys(database: Database, survey: str | None) -> list[str]:
    known = sorted(await database.read(versions.latest))
    if survey is None:
        return known
    if survey not in known:
        near = nearest(survey, known) or f"; there are {', '.join(known)}"
        raise CannotRunError(f'no survey is called "{survey}"{near}')
    return [survey]


async def _pages(
    database: Database, survey: str, *, since: date | None, zone: ZoneInfo
) -> AsyncIterator[Sequence[Line]]:
    """Read in many short looks: a long one would keep the bot's log from being cleared."""
    last = await database.read(exporting.last_id)
    begins = datetime.combine(since, time(), zone) if since else BEGINNING[0]
    place = BEGINNING
    while True:
        look = partial(
            exporting.page, survey=survey, since=begins, after=place, last=last, limit=PAGE
        )
        lines, place = await database.read(look)
        if not lines:
            break
        yield lines
    day = (since - timedelta(days=1)).isoformat() if since else ""
    while found := await database.read(
        partial(exporting.anonymous_day, survey=survey, after=day, zone=zone)
    ):
        lines, day = found
        yield lines


def _columns(line: Line) -> list[object]:
    at = line.answered_at.isoformat().replace("+00:00", "Z")
    return [at if name == "answered_at" else getattr(line, name) for name in COLUMNS]


def _csv(rows: Sequence[Sequence[object]]) -> bytes:
    """Write rows as RFC 4180 has them, exactly as they are kept."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()
