"""Three hundred lines of staff, written by somebody who had not seen the reader.

The first run, before anything was mended for them: 258 of 300 as expected (English 87, Russian 88,
Chinese 83). Of the other 42 the replies refused 35 that mean something (10, 10, 15), misread 3 (the
note of a case twice, a range once), did not say why 3 were refused (days that there are not), and
showed 1 that its writer took for refused though docs/commands.md says what it means: that row alone
was put right. None was met with silence.
"""

import re
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio

from bot.text.query import Query
from tests import refusals
from tests.bot.examined import ADMINS, LINES, Examined, examined_in

ONLY_SURVEY = {"recommend": "nps", "after-chat": "csat", "effort": "ces", "team": "enps"}
ACTS = {"take": "taken", "close": "closed", "reopen": "open"}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
REASONS = {
    "future": {"staff.future_period", "staff.compare.future"},
    "impossible": {"staff.no_such_day", "digest.wrong_time"},
    "reversed": {"staff.reversed_period"},
    "overlap": {"staff.overlapping_periods"},
    "twice": {"staff.filter_twice"},
    "short": {"staff.retention.short"},
}
Line = Mapping[str, Any]


def _id(at: int, line: Line) -> str:
    return f"{line['lang']}-{at % 100 + 1:02}-{line['kind']}: {line['text']!r}".replace("\\", "/")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def examined(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Examined]:
    async with examined_in(tmp_path_factory.mktemp("examined")) as found:
        yield found


def test_there_are_a_hundred_lines_in_each_language() -> None:
    assert {
        language: sum(line["lang"] == language for line in LINES) for language in ADMINS
    } == dict.fromkeys(ADMINS, 100)
    meant = ("reads", "refused", "silent")
    assert all(sum(key in line for key in meant) == 1 for line in LINES)
    assert sum("refused" in line for line in LINES) <= len(LINES) / 10
    assert all(line["silent"] for line in LINES if "silent" in line)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("line", [pytest.param(e, id=_id(at, e)) for at, e in enumerate(LINES)])
async def test_a_line_is_read_as_a_colleague_would(examined: Examined, line: Line) -> None:
    asked, reply = await examined.reads(line)
    if "silent" in line:
        assert reply is None
        return
    assert reply is not None, "silence"
    if "refused" in line:
        assert refusals.refused(reply), f"not refused: {reply}"
        assert [each for each in line["refused"] if not _gives(reply, each)] == [], (
            f"unclear: {reply}"
        )
        return
    assert not refusals.refused(reply), f"refused: {reply}"
    told = list(_differences(examined, line["reads"], asked, reply))
    assert told == [], f"misread: {reply}"


def _gives(reply: str, wanted: str) -> bool:
    if wanted in REASONS:
        return refusals.refused_as(reply, REASONS[wanted])
    return any(word.casefold() in reply.casefold() for word in wanted.split("|"))


def _differences(
    examined: Examined, meant: Mapping[str, Any], asked: list[Query], reply: str
) -> Iterator[str]:
    """Tell in what the reading differs from what was meant."""
    command = meant["command"]
    if command == "case":
        yield from _case(examined, meant, reply)
    elif command == "digest":
        yield from _digest(examined, meant)
    elif command == "why":
        if not re.search(rf"\b{meant['customer']}\b", reply):
            yield "another customer"
    elif command != "surveys":
        wanted = meant["report"] if command == "board" else command
        found = [each for each in asked if each.command == wanted]
        if command == "board" and len(examined.stage.rows("SELECT 1 FROM boards")) != 1:
            yield "no board"
        yield from _query(meant, found[-1]) if found else ["nothing was asked"]


def _query(meant: Mapping[str, Any], query: Query) -> Iterator[str]:
    metric = meant.get("metric", query.command)
    if "survey" not in meant and query.survey is not None and ONLY_SURVEY[query.survey] == metric:
        query = replace(query, survey=None, metric=meant.get("metric"))  # it means as much
    for name, found in _said(query).items():
        wanted = meant.get(name)
        if wanted != found and not (name == "until" and found == meant.get("or_until")):
            yield f"{name}: {found} and not {wanted}"


def _said(query: Query) -> dict[str, Any]:
    """Write a query as the lines do; a day around which is compared is no period."""
    filters = dict(query.filters)
    if filters.get("language") is not None:
        filters["language"] = filters["language"].replace("_", "-").lower()
    dated = query.around is None
    return {
        "since": query.period.since if dated else None,
        "until": query.period.last if dated else None,
        "against_since": query.against and query.against.since,
        "against_until": query.against and query.against.last,
        "survey": query.survey,
        **dict.fromkeys(("agent", "touchpoint", "channel", "language", "reason", "visit")),
        **filters,
        "metric": query.metric,
        "by": "?" if query.choosing else query.by,
        "low": query.low or None,
        "change": query.around,
        "version": query.version,
        "theme": query.theme,
        "settling": query.settling,
        "each": query.each,
        "text": query.plain or None,
    }


def _case(examined: Examined, meant: Mapping[str, Any], reply: str) -> Iterator[str]:
    number, act = meant["case"], meant.get("act")
    if str(number) not in reply:
        yield "another case"
    rows = examined.stage.rows("SELECT id, state FROM cases WHERE id IN (12, 17, 28) ORDER BY id")
    wanted = {12: "closed", 17: "open", 28: "open"} | ({number: ACTS[act]} if act in ACTS else {})
    found = {row["id"]: row["state"] for row in rows}
    if found != wanted:
        yield f"{found} and not {wanted}"
    steps = examined.stage.rows("SELECT case_id, note FROM case_steps WHERE note IS NOT NULL")
    notes = [(number, meant["note"])] if "note" in meant else []
    if notes != [(step["case_id"], step["note"]) for step in steps]:
        yield f"notes: {steps}"


def _digest(examined: Examined, meant: Mapping[str, Any]) -> Iterator[str]:
    found = examined.stage.rows("SELECT every, day, at, command FROM digests")
    day = WEEKDAYS.index(meant["on"]) if meant.get("on") in WEEKDAYS else meant.get("on")
    report = meant.get("report", "overall")
    rows = [(e["every"], e["day"], e["at"][:5], e["command"].split()[0]) for e in found]
    if rows != [(meant["every"], day, meant["at"], f"/{report}")]:
        yield f"{rows}"
