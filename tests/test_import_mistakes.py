"""What is wrong in a file of answers is told with its place, and nothing of it is lost."""

import asyncio
import stat
from datetime import datetime
from pathlib import Path

import pytest

from bot.commands.answers.import_answers import import_answers
from storage.database import Database
from tests.office import ANSWER, HEADER, NOW, Office, answer


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-11-01T10:00:00Z", "2026-11-01T10:00:00+00:00"),
        ("2026-11-01T10:00:00.25+05:30", "2026-11-01T04:30:00.250000+00:00"),
        ("2026-07-01 10:00", "2026-07-01T08:00:00+00:00"),
        ("2026-11-01T10:00:00", "2026-11-01T09:00:00+00:00"),
        ("2026-11-01", "2026-11-01T11:00:00+00:00"),
        ("2026-07-01", "2026-07-01T10:00:00+00:00"),
        ("2026-11-23", "2026-11-23T11:00:00+00:00"),  # today: noon is still to come
    ],
)
def test_a_time_is_read_in_its_zone_or_the_business_s(
    office: Office, written: str, read: str
) -> None:
    file = office.file(f"support,1,{written}", header="survey,score,answered_at")
    asyncio.run(import_answers(office.config, file, skip_bad=False, now=NOW))
    [row] = office.rows("SELECT answered_at FROM answers")
    assert row["answered_at"] == int(datetime.fromisoformat(read).timestamp() * 1_000_000)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("suport,1,2026-11-01", '2: survey: no survey is called "suport", did you mean "support"?'),
        ("support,6,2026-11-01", "2: score: 6 is not on the scale of support, which goes from 1"),
        ("recommend,-1,2026-11-01", "2: score: -1 is not on the scale of recommend"),
        ("support,4.5,2026-11-01", '2: score: "4.5" is no whole number'),
        ("support,１,2026-11-01", '2: score: "１" is no whole number'),
        ("support,,2026-11-01", "2: score: missing"),
        ("support,1,", "2: answered_at: missing; write it such as"),
        ("support,1,01.11.2026", '2: answered_at: "01.11.2026" is no time; write it such as'),
        ("support,1,2026-13-01", "2: answered_at: "),
        ("support,1,0001-01-01T00:00:00+14:00", "2: answered_at: "),
        ("support,1,2026-11-23T10:06:00Z", "is in the future"),
        ("support,1,2026-11-24", "2: answered_at: 2026-11-24 is in the future"),
        ("support,1,1926-11-01", "2: answered_at: 1926-11-01 is before 1970"),
        ("support,1", "2: fields: 2, and the first line names 3 columns"),
        ("support,1,2026-11-01,x", "2: fields: 4, and the first line names 3 columns"),
        ('support,1,"2026-11-01', "2: a quotation mark opens a field that never ends"),
        ('support,1,"2026-11-01"x', "2: a quotation mark inside a quoted field"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_column(office: Office, row: str, told: str) -> None:
    file = office.file(row, header="survey,score,answered_at")
    with pytest.raises(Exception, match="Nothing was imported") as caught:
        asyncio.run(import_answers(office.config, file, skip_bad=False, now=NOW))
    assert told in str(caught.value)
    assert str(caught.value).startswith(f"{file}:2: ")


@pytest.mark.parametrize(
    ("column", "text", "told"),
    [
        ("customer", "0", "is not the id of a Telegram user"),
        ("customer", "9" * 5_000, "is not the id of a Telegram user"),
        ("customer", "777000", "is not the id of a Telegram user"),
        ("customer", "x" * 201, "must be at most 200 characters"),
        ("agent", "a\x00b", "must not contain control characters"),
        ("touchpoint", "Shop!", "must be made of a-z, 0-9, _ and -"),
        ("language", "klingonisch", "must be a language code"),
        ("language", "qq", "is not a language code"),
    ],
)
def test_a_field_that_no_interaction_could_have_is_a_mistake(
    office: Office, column: str, text: str, told: str
) -> None:
    header = f"survey,score,answered_at,{column}"
    result = office.takes(office.file(f"support,1,2024-11-01,{text}", header=header))
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"a.csv:2: {column}: " in result.stderr
    assert told in result.stderr


@pytest.mark.parametrize(
    ("header", "told"),
    [
        (
            "survey,score,answred_at",
            'no column is called "answred_at", did you mean "answered_at"?',
        ),
        ("survey,score", ": missing column answered_at"),
        ("survey,score,answered_at,score", "score: the column is there twice"),
        ("", ": missing columns survey, score, answered_at"),
    ],
)
def test_a_wrong_header_is_told(office: Office, header: str, told: str) -> None:
    result = office.takes(office.file("support,1,2024-11-01", header=header))
    assert result.exit_code == 2
    assert told in result.stderr


def test_a_file_in_another_encoding_is_told(office: Office) -> None:
    latin = "survey;score;answered_at;comment\nsupport;1;2025-11-01;für\n".encode("latin-1")
    result = office.takes(office.raw(latin))
    assert "a.csv:2: comment: not UTF-8" in result.stderr
    result = office.takes(office.raw("survey,score\n".encode("utf-16")))
    assert ":1: UTF-16: save the file" in result.stderr


def test_one_mistake_keeps_everything_out_and_twenty_are_listed(office: Office) -> None:
    rows = [answer(each) if each % 2 else f"nowhere{answer(each)}" for each in range(50)]
    result = office.takes(office.file(*rows))
    assert result.exit_code == 2
    lines = result.stderr.splitlines()
    assert len(lines) == 22
    assert lines[20] == "... and 5 more mistakes"
    assert office.rows("SELECT * FROM answers") == []


def test_bad_rows_are_skipped_and_kept_as_they_stand(office: Office) -> None:
    good = [answer(each).encode() for each in range(3)]
    bad = [
        b'support,9,2025-11-01,C-1,"two\r\nlines",,,,,',
        b"support,1,2024-11-01,C-1,f\xfcr,,,,,",
        b'support,1,2024-11-02,C-1,"never closed,,,,,',
    ]
    header = b"\xef\xbb\xbf" + HEADER.encode()
    content = [header, good[0], bad[0], bad[1], good[1], bad[2], good[2], b""]
    file = office.raw(b"\r\n".join(content))
    result = office.takes(file, "--skip-bad")
    assert result.exit_code == 0
    assert result.stdout.startswith("3 rows added, 0 already there, 3 rejected\n")
    rejected = office.folder / "a.rejected.csv"
    assert rejected.read_bytes() == b"\r\n".join([HEADER.encode(), *bad, b""])
    assert stat.S_IMODE(rejected.stat().st_mode) == 0o600
    told = [line.removeprefix(str(file)) for line in result.stderr.splitlines()]
    assert [line.split(" ")[0] for line in told] == [":3:", ":5:", ":7:"]

    again = office.takes(file, "--skip-bad")
    assert again.exit_code == 2
    assert "is there already" in again.stderr
    mended = (
        rejected.read_bytes().replace(b"9,", b"5,").replace(b"\xfc", b"u").replace(b',"n', b",n")
    )
    rejected.write_bytes(mended)
    assert office.takes(rejected).stdout == "3 rows added, 0 already there, 0 rejected\n"
    assert not office.differences()


def test_an_import_refuses_while_the_bot_runs(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_ = getattr(Database.open, "__func__")  # noqa: B009 - the class method's own defaults
    monkeypatch.setitem(open_.__kwdefaults__, "lock_wait_s", 0.05)

    async def both() -> None:
        running = await Database.open(office.config.database_path)
        try:
            file = office.file(ANSWER)
            await import_answers(office.config, file, skip_bad=False, now=NOW)
        finally:
            await running.close()

    with pytest.raises(Exception, match="Only one process may write"):
        asyncio.run(both())
