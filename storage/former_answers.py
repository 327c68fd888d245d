"""Anonymous answers of before there were portions: made into some at the next start.

What was shown of them then were runs of whole days; portions are the same runs, so that a figure of
then and one of now differ by nobody, or by five people and more.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from storage import anonymous, portions
from storage.dimensions import local_day
from storage.pools import Pool
from storage.portions import FEWEST, FEWEST_WORDS, Portion
from storage.transaction import Transaction

_LONGEST_WAIT = 25  # answers after which a run was whole, even if it had small groups
_ANSWERS = """
SELECT former_answers.survey, version_id, number AS version, day, touchpoint, channel, score
FROM former_answers JOIN versions ON versions.id = version_id
ORDER BY version_id, day, former_answers.id
"""
_WORDS = "SELECT survey, day, body FROM former_comments ORDER BY survey, day, id"
_SURVEYS = "SELECT survey, max(id) AS version_id FROM versions GROUP BY survey"
_CLEAR_ANSWERS = "DELETE FROM former_answers"
_CLEAR_WORDS = "DELETE FROM former_comments"

_Groups = Counter[tuple[str | None, str | None]]  # people by touchpoint and channel


async def settle(tx: Transaction, *, at: datetime, zone: ZoneInfo) -> None:
    """Count what can be counted, and seal the rest: up to four scores of a version."""
    answers = await tx.rows(_ANSWERS)
    words = await tx.rows(_WORDS)
    answered: dict[str, Counter[str]] = {}
    for row in answers:
        answered.setdefault(row["survey"], Counter())[row["day"]] += 1
    today = local_day(at, zone)
    for version_id in sorted({row["version_id"] for row in answers}):
        own = [row for row in answers if row["version_id"] == version_id]
        await _settle_version(tx, own, version_id, today)
    for survey in sorted({row["survey"] for row in words}):
        said = [(row["day"], row["body"]) for row in words if row["survey"] == survey]
        await _settle_words(tx, survey, said, answered.get(survey, Counter()), today)
    if answers:
        await tx.run(_CLEAR_ANSWERS)
    if words:
        await tx.run(_CLEAR_WORDS)


async def _settle_version(
    tx: Transaction, rows: Sequence[Mapping[str, object]], version_id: int, today: str
) -> None:
    days: dict[str, _Groups] = {}
    scores: dict[str, list[int]] = {}
    for row in rows:
        day = str(row["day"])
        days.setdefault(day, Counter())[row["touchpoint"], row["channel"]] += 1  # type: ignore[index]
        scores.setdefault(day, []).append(int(str(row["score"])))

    def is_whole(run: Sequence[str]) -> bool:
        groups: _Groups = Counter()
        for day in run:
            groups.update(days[day])
        return min(groups.values()) >= FEWEST or groups.total() >= _LONGEST_WAIT

    found, waiting = runs(days, is_whole)
    survey, version = str(rows[0]["survey"]), int(str(rows[0]["version"]))
    pool = Pool("scores", version_id)
    for run in [*found, waiting]:
        given = [score for day in run for score in scores[day]]
        if len(given) >= FEWEST:
            whole = Portion(survey, version, run[-1], portions.tally(given))
            await portions.add(tx, whole, version_id=version_id)
        elif given:
            bodies = [bytes([score]) for score in given]
            await anonymous.add_scores(tx, pool, survey, bodies, day=today)


async def _settle_words(
    tx: Transaction,
    survey: str,
    said: Sequence[tuple[str, str]],
    answered: Counter[str],
    today: str,
) -> None:
    """Show what was shown: words of days on which ten had answered, and of the days up to next."""
    found, _ = runs(answered, lambda run: sum(answered[day] for day in run) >= FEWEST_WORDS)
    ends = {day: run[-1] for run in found for day in run}
    shown: dict[str, list[str]] = {}
    rest: list[str] = []
    for day, body in said:
        owner = max((each for each in answered if each <= day), default="")
        if owner in ends:
            shown.setdefault(ends[owner], []).append(body)
        else:
            rest.append(body)
    for day, bodies in shown.items():
        await anonymous.show(tx, survey, bodies, day=day)
    versions = {row["survey"]: row["version_id"] for row in await tx.rows(_SURVEYS)}
    if rest and survey in versions:
        await anonymous.add_words(tx, Pool("words", versions[survey]), survey, rest, day=today)


def runs(
    days: Iterable[str], is_whole: Callable[[Sequence[str]], bool]
) -> tuple[list[list[str]], list[str]]:
    """Take days together until they are whole, those that are so alone left out of it.

    Also gives the newest days, which are not whole yet.
    """
    found: list[list[str]] = []
    waiting: list[str] = []
    for day in sorted(days):
        if is_whole([day]):
            found.append([day])
            continue
        waiting = [*waiting, day]
        if is_whole(waiting):
            found.append(waiting)
            waiting = []
    return found, waiting
