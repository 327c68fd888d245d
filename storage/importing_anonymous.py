"""Anonymous answers from elsewhere: all alike on a day, so what is there already is told by number.

Of lines that are alike, the nth adds an answer where fewer than n are there. So a file may hold
many answers that look the same, and read again it adds nothing.
"""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from storage import anonymous
from storage.anonymous import AnonymousAnswer, Said
from storage.dimensions import local_day
from storage.importing import Added, Setting
from storage.lines import Line
from storage.transaction import Transaction

_THERE = """
SELECT score, touchpoint, channel, count(*) AS people FROM anonymous_answers
WHERE survey = :survey AND day = :day GROUP BY score, touchpoint, channel
"""
_WORDS_THERE = """
SELECT body, count(*) AS people FROM anonymous_comments
WHERE survey = :survey AND day = :day GROUP BY body
"""

Score = tuple[str, str, int, str | None, str | None]  # survey, day, score, touchpoint, channel


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
    scores, words = await _there(tx, lines)
    new_scores, new_words, known = list[Score](), list[Said](), 0
    for line in lines:
        new = False
        if line.score is not None and scores[line.score] < line.nth_score:
            scores[line.score] += 1
            new_scores.append(line.score)
            new = True
        if line.said is not None and words[line.said] < line.nth_said:
            words[line.said] += 1
            new_words.append(line.said)
            new = True
        known += not new
    await anonymous.add_all(tx, [_answer(each, setting) for each in new_scores])
    await anonymous.add_comments(tx, new_words)
    return Added(len(lines) - known, known)


async def _there(
    tx: Transaction, lines: Sequence[Numbered]
) -> tuple[Counter[Score], Counter[Said]]:
    scores, words = Counter[Score](), Counter[Said]()
    for survey, day in sorted({line.score[:2] for line in lines if line.score is not None}):
        for row in await tx.rows(_THERE, {"survey": survey, "day": day}):
            key = (survey, day, row["score"], row["touchpoint"], row["channel"])
            scores[key] = row["people"]
    for survey, day in sorted({line.said[:2] for line in lines if line.said is not None}):
        for row in await tx.rows(_WORDS_THERE, {"survey": survey, "day": day}):
            words[survey, day, row["body"]] = row["people"]
    return scores, words


def _answer(score: Score, setting: Setting) -> tuple[AnonymousAnswer, int]:
    survey, day, given, touchpoint, channel = score
    version = setting.versions[survey]
    answer = AnonymousAnswer(survey, version.number, given, day, touchpoint, channel)
    return answer, version.id
