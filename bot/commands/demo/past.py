"""The demonstration's past: answers from before the week, imported as from another tool."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path

from bot.commands.answers.import_answers import import_answers
from bot.settings.config import Config
from playground import earlier

SEED = 7


async def import_past(config: Config, folder: Path, *, now: datetime) -> int:
    """Write a file of answers, import it, and return how many came in; `now` is local."""
    path = folder / "answers.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(earlier.COLUMNS)
        rows.writerows(earlier.answers(seed=SEED, first_day=now.date(), zone=config.business.zone))
    imported = await import_answers(config, path, skip_bad=False, now=now)
    return imported.added.new
