"""`afterword import orders`: orders by day from a CSV file, all of it or nothing."""

import csv
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

from bot.commands.using import changing
from bot.errors import CannotRunError
from bot.http.order_models import MOST_ORDERS, read_day
from bot.settings.config import Config
from storage import orders

COLUMNS = ("day", "orders")
EXAMPLE = "day,orders\n2026-11-22,1234"
_MOST_MISTAKES = 20


async def import_orders(config: Config, file: Path, *, source: str | None, now: datetime) -> str:
    """Keep the orders of a file as those of a source; the same day again replaces its number."""
    name = source_of(config, source)
    today = now.astimezone(config.business.zone).date()
    found = read_file(file, today=today)
    async with changing(config, now=now) as database:
        await database.write(lambda tx: orders.keep(tx, found, source=name, at=now))
    first, last = min(found), max(found)
    days = "1 day" if len(found) == 1 else f"{len(found)} days"
    return f"Orders of {days} from {first} to {last} are kept as those of {name}."


def source_of(config: Config, named: str | None) -> str:
    """Choose whose orders they are: a source that posts them too must not be counted twice.

    CannotRunError names the sources there are.
    """
    known = [each.name for each in config.sources]
    if named is not None and (named in known or not known):
        return named
    if named is None and len(known) <= 1:
        return known[0] if known else "csv"
    problem = "say whose orders these are" if named is None else f'there is no source "{named}"'
    raise CannotRunError(
        f"{problem}; the sources are {', '.join(known)}. For example:"
        f" afterword import orders FILE.csv --source {known[0]}"
    )


def read_file(file: Path, *, today: date) -> dict[date, int]:
    """Read the orders by day, or raise CannotRunError with every line that is wrong."""
    try:
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise CannotRunError(f"{file}: cannot be read: {reason}") from None
    rows = csv.reader(text.splitlines())
    header = next(rows, [])
    if tuple(name.strip().lower() for name in header) != COLUMNS:
        raise CannotRunError(f"{file}:1: the first line is not day,orders. For example:\n{EXAMPLE}")
    found: dict[date, int] = {}
    wrong = list(_read_rows(rows, found, today=today))
    if wrong:
        more = [f"... and {len(wrong) - _MOST_MISTAKES} more"] * (len(wrong) > _MOST_MISTAKES)
        lines = [f"{file}:{line}" for line in wrong[:_MOST_MISTAKES]]
        raise CannotRunError(
            "\n".join([*lines, *more, f"Nothing was kept. For example:\n{EXAMPLE}"])
        )
    if not found:
        raise CannotRunError(f"{file}: there are no days in it. For example:\n{EXAMPLE}")
    return found


def _read_rows(
    rows: Iterator[Sequence[str]], found: dict[date, int], *, today: date
) -> Iterator[str]:
    """Read the rows into what is found, and give what is wrong with the others."""
    for line, row in enumerate(rows, start=2):
        if not any(cell.strip() for cell in row):
            continue
        try:
            day, number = _read_row(row, today=today)
        except ValueError as error:
            yield f"{line}: {error}"
            continue
        if day in found:
            yield f"{line}: {day} stands there twice"
        found[day] = number


def _read_row(row: Sequence[str], *, today: date) -> tuple[date, int]:
    if len(row) != len(COLUMNS):
        raise ValueError("a line has two values, a day and its orders")
    number = row[1].strip()
    try:
        day = read_day(row[0].strip(), today=today)
    except ValueError as error:
        raise ValueError(f"day {error}") from None
    if not (number.isascii() and number.isdecimal()) or int(number[:20]) > MOST_ORDERS:
        raise ValueError("orders must be a whole number, such as 1234")
    return day, int(number)
