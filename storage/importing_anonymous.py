"""Anonymous answers from elsewhere: all alike on a day, so what is there already is told by number.

Of lines that are alike, the nth adds an answer where fewer than n are there. So a file may hold
many answers that look the same, and read again it adds nothing. They are counted like all others
in portions: of lines of one file, on the last of their days.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from hashlib import blake2b
from itertools import groupby
from typing import TypeVar
from zoneinfo import ZoneInfo

from storage import anonymous, portions
from storage.dimensions import local_day
from storage.importing import Added, Setting
from storage.lines import Line
from storage.pools import Pool
from storage.portions import FEWEST, FEWEST_WORDS, Portion
from storage.tallies import SCORES
from storage.transaction import Transaction

_COUNTED = f"""
SELECT dimension, value, {", ".join(f"sum({each}) AS {each}" for each in SCORES)} FROM portions
WHERE survey = :survey AND day = :day GROUP BY dimension, value
"""  # noqa: S608 - of constants
_WORDS_SHOWN = """
SELECT body, count(*) AS people FROM anonymous_comments
WHERE survey = :survey AND day = :day GROUP BY body
"""
_READ_BEFORE = "SELECT what, times FROM imported_nameless WHERE survey = :survey AND day = :day"
_NOTE = """
INSERT INTO imported_nameless (survey, day, what, times) VALUES (:survey, :day, :what, :times)
ON CONFLICT (survey, day, what) DO UPDATE SET times = excluded.times
"""

Score = tuple[str, str, int, str | None, str | None]  # survey, day, score, touchpoint, channel
Said = tuple[str, str, str]  # survey, day, words
Given = tuple[str, int]  # day, score
_Thing = TypeVar("_Thing")


@dataclass(frozen=True)
class Numbered:
    """What is kept of an anonymous line, and the how manieth of its kind in the file it is."""

    score: Score | None
    nth_score: int
    said: Said | None
    nth_said: int


class Numbering(AbstractContextManager["Numbering"]):
    """Counts lines that are alike, on disk, so that no file is too large."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._seen = sqlite3.connect("", isolation_level=None)  # a file that ends with us
        self._seen.execute("CREATE TABLE seen (line TEXT PRIMARY KEY, n INTEGER) WITHOUT ROWID")
        self._seen.execute("BEGIN")

    def __exit__(self, *_: object) -> None:
        """Forget all of it."""
        self._seen.close()

    def number(self, line: Line) -> Numbered:
        """Part a line into a score and words that nothing joins, and number both."""
        day = local_day(line.answered_at, self._zone)
        score = (
            (line.survey, day, line.score, line.touchpoint, line.channel)
            if line.score is not None
            else None
        )
        said = (line.survey, day, line.comment) if line.comment is not None else None
        return Numbered(score, self._nth(score), said, self._nth(said))

    def _nth(self, what: Score | Said | None) -> int:
        if what is None:
            return 0
        upsert = (
            "INSERT INTO seen VALUES (?, 1) ON CONFLICT (line) DO UPDATE SET n = n + 1 RETURNING n"
        )
        return int(self._seen.execute(upsert, (repr(what),)).fetchone()[0])


async def add(tx: Transaction, lines: Sequence[Numbered], setting: Setting) -> Added:
    """Add the answers and the words that are not there yet."""
    there = await _there(tx, lines)
    new_scores, new_words, known = list[Score](), list[Said](), 0
    noted: dict[tuple[str, str, str], int] = {}
    for line in lines:
        new = False
        if line.score is not None and there[line.score] < line.nth_score:
            there[line.score] += 1
            noted[_row_of(line.score)] = there[line.score]
            new_scores.append(line.score)
            new = True
        if line.said is not None and there[line.said] < line.nth_said:
            there[line.said] += 1
            noted[_row_of(line.said)] = there[line.said]
            new_words.append(line.said)
            new = True
        known += not new
    await _note(tx, noted)
    for survey, version in setting.versions.items():
        own = [each for each in new_scores if each[0] == survey]
        for value, given in _by_value(own, setting.portions_by.get(survey)).items():
            by = setting.portions_by.get(survey) or ""
            await _count(tx, Pool("scores", version.id, by, value), survey, given, setting)
        said = [(day, body) for name, day, body in new_words if name == survey]
        await _show(tx, Pool("words", version.id), survey, said, setting)
    return Added(len(lines) - known, known)


async def _there(tx: Transaction, lines: Sequence[Numbered]) -> Counter[Score | Said]:
    """Count what is alike: in files that were read, or else in what is counted of the day."""
    found = Counter[Score | Said]()
    whole = [each for line in lines for each in (line.score, line.said) if each is not None]
    for survey, day in sorted({each[:2] for each in whole}):
        of = {"survey": survey, "day": day}
        before = {row["what"]: row["times"] for row in await tx.rows(_READ_BEFORE, of)}
        found.update(_of_portions(await tx.rows(_COUNTED, of), survey, day))
        for row in await tx.rows(_WORDS_SHOWN, of):
            found[survey, day, row["body"]] = row["people"]
        for each in {each for each in whole if each[:2] == (survey, day)}:
            found[each] = max(found[each], before.get(_row_of(each)[2], 0))
    return found


def _of_portions(
    rows: Sequence[Mapping[str, object]], survey: str, day: str
) -> dict[Score | Said, int]:
    found: dict[Score | Said, int] = {}
    for row in rows:
        place = {str(row["dimension"]): str(row["value"]) or None}
        for score, name in enumerate(SCORES):
            key = (survey, day, score, place.get("touchpoint"), place.get("channel"))
            found[key] = int(str(row[name]))
    return found


def _row_of(what: Score | Said) -> tuple[str, str, str]:
    """Name what a line held: a score with its place, or a digest of its words."""
    survey, day, *rest = what
    if len(rest) == 1:
        return survey, day, blake2b(str(rest[0]).encode(), digest_size=16).hexdigest()
    return survey, day, json.dumps(rest, ensure_ascii=False)


async def _note(tx: Transaction, noted: Mapping[tuple[str, str, str], int]) -> None:
    rows = [
        {"survey": survey, "day": day, "what": what, "times": times}
        for (survey, day, what), times in sorted(noted.items())
    ]
    await tx.run_many(_NOTE, rows)


def _by_value(own: Sequence[Score], by: str | None) -> dict[str, list[Given]]:
    found: dict[str, list[Given]] = {}
    for _, day, score, touchpoint, channel in own:
        place = {"touchpoint": touchpoint, "channel": channel}
        found.setdefault((by and place.get(by)) or "", []).append((day, score))
    return found


async def _count(
    tx: Transaction, pool: Pool, survey: str, given: Sequence[Given], setting: Setting
) -> None:
    """Count what makes portions, and seal what does not."""
    if len(given) < FEWEST:
        bodies = [bytes([score]) for _, score in given]
        day = local_day(setting.now, setting.zone)
        await anonymous.add_scores(tx, pool, survey, bodies, day=day)
        return
    number = setting.versions[survey].number
    for day, scores in _whole_days(given, fewest=FEWEST):
        tally = portions.tally(scores)
        whole = Portion(survey, number, day, tally, pool.dimension, pool.value)
        await portions.add(tx, whole, version_id=pool.version_id)


async def _show(
    tx: Transaction, pool: Pool, survey: str, said: Sequence[tuple[str, str]], setting: Setting
) -> None:
    if len(said) < FEWEST_WORDS:
        day = local_day(setting.now, setting.zone)
        if said:
            await anonymous.add_words(tx, pool, survey, [body for _, body in said], day=day)
        return
    for day, bodies in _whole_days(said, fewest=FEWEST_WORDS):
        await anonymous.show(tx, survey, bodies, day=day)


def _whole_days(
    dated: Sequence[tuple[str, _Thing]], *, fewest: int
) -> list[tuple[str, list[_Thing]]]:
    """Take whole days together until there are so many; what is left joins the last ones."""
    found: list[tuple[str, list[_Thing]]] = []
    waiting: list[_Thing] = []
    last = ""
    for day, group in groupby(sorted(dated, key=lambda each: each[0]), key=lambda each: each[0]):
        waiting += [thing for _, thing in group]
        if len(waiting) >= fewest:
            found.append((day, waiting))
            waiting = []
        last = day
    if waiting:
        _, things = found.pop()
        found.append((last, things + waiting))
    return found
