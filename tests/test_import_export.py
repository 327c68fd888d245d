"""Answers in from a CSV file and out again: nothing lost, twice, or changed in silence."""

import asyncio
import csv
import io
import sqlite3
import stat
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cli import cli
from bot.commands.answers.export_answers import export_answers
from storage.database import Database
from storage.lines import name_of, person_of
from tests.office import ANSWER, HEADER, Office, answer


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_every_column_arrives_and_counts(office: Office) -> None:
    result = office.takes(office.file(ANSWER, "recommend,10,2024-11-02T01:00:00+03:00,42,,,,,,"))
    assert result.output == "2 rows added, 0 already there, 0 rejected\n"
    [low, high] = office.rows("SELECT * FROM answers ORDER BY answered_at")
    named = {name: low[name] for name in ("score", "reason", "touchpoint", "agent", "channel")}
    assert named == {
        "score": 2, "reason": "speed", "touchpoint": "support", "agent": "anna", "channel": "chat",
    }  # fmt: skip
    assert low["language"] == "zh_Hans"
    assert (low["source"], low["visit"], high["answered_at"]) == (
        "import", None, 1_730_498_400_000_000,
    )  # fmt: skip
    assert office.rows("SELECT body FROM comments") == [{"body": 'slow, "very"\nslow'}]
    assert office.rows("SELECT source, ref FROM customer_refs") == [
        {"source": "import", "ref": "C-9"}
    ]
    ids = office.rows("SELECT telegram_id FROM customers ORDER BY telegram_id")
    assert [row["telegram_id"] for row in ids] == [None, 42]
    cells = office.rows("SELECT dimension, value, day, s2, comments FROM tally_scores WHERE s2 = 1")
    assert {(row["dimension"], row["value"]) for row in cells} == {
        ("total", ""), ("touchpoint", "support"), ("agent", "anna"), ("language", "zh_Hans"),
        ("channel", "chat"), ("reason", "speed"),
    }  # fmt: skip
    assert {(row["day"], row["comments"]) for row in cells} == {("2024-11-01", 1)}
    assert not office.differences()


def test_nobody_was_asked_by_an_import(office: Office) -> None:
    office.takes(office.file(*map(answer, range(40))))
    assert office.rows("SELECT * FROM tally_asks") == []
    assert office.rows("SELECT * FROM deliveries") == []
    assert office.rows("SELECT DISTINCT state, asked_at FROM invitations") == [
        {"state": "answered", "asked_at": None}
    ]


def test_a_repeated_row_adds_nothing_also_from_another_file(office: Office) -> None:
    office.takes(office.file(ANSWER))
    again = office.takes(office.file(ANSWER, ANSWER, ANSWER.replace("anna", "ben")))
    assert again.output == "1 rows added, 2 already there, 0 rejected\n"
    table = list(csv.reader(io.StringIO(ANSWER)))
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows([HEADER.split(","), *table])
    other = office.raw(b"\xef\xbb\xbf" + text.getvalue().encode(), name="b.csv")
    assert office.takes(other).output == "0 rows added, 1 already there, 0 rejected\n"
    assert not office.differences()


def test_an_export_can_be_cut_down_and_goes_to_a_private_file(office: Office) -> None:
    rows = ["support,1,2024-11-01,,,,,,,", "support,2,2024-11-02,,,,,,,"]
    office.takes(office.file(*rows, "recommend,9,2024-11-03,,,,,,,", "team,1,2024-10-31,,,,,,,"))
    out = office.folder / "out.csv"
    assert office.hands_out("--out", str(out), "--since", "2024-11-02") == b""
    assert out.read_bytes().count(b"\r\n") == 3
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert office.hands_out("--survey", "support").count(b"\r\n") == 3
    assert b"team" not in office.hands_out("--since", "2024-11-01")
    assert {path.name for path in office.folder.glob("*.partial")} == set()


def test_an_export_that_cannot_be_put_in_its_place_says_so(office: Office) -> None:
    office.takes(office.file(ANSWER))
    out = office.folder / "out"
    out.mkdir()
    typed = ("export", "answers", "--config", str(office.settings), "--out", str(out))
    refused = CliRunner().invoke(cli, typed)
    assert refused.exit_code != 0
    assert f"cannot write {out}: " in refused.output
    assert list(office.folder.glob("*.partial")) == []


def test_an_export_names_the_survey_that_was_meant(office: Office) -> None:
    office.takes(office.file(ANSWER))
    typed = ("export", "answers", "--config", str(office.settings), "--survey", "suport")
    assert 'did you mean "support"?' in CliRunner().invoke(cli, typed).output


def test_an_export_works_while_the_bot_runs_and_leaves_tests_out(office: Office) -> None:
    office.takes(office.file(ANSWER, "support,1,2024-11-02,,,,,,,"))
    connection = sqlite3.connect(office.config.database_path)
    connection.execute("UPDATE answers SET test = 1 WHERE score = 1")
    connection.commit()
    connection.close()

    async def both() -> int:
        running = await Database.open(office.config.database_path)
        try:
            out = office.folder / "out.csv"
            return await export_answers(office.config, out=out, since=None, survey=None)
        finally:
            await running.close()

    assert asyncio.run(both()) == 1


def test_a_comment_of_several_messages_is_one_in_their_order(office: Office) -> None:
    office.takes(office.file(ANSWER))
    connection = sqlite3.connect(office.config.database_path)
    connection.execute("UPDATE comments SET message_id = 9, body = 'then words'")
    parts = [(1, 10, 0, "and more", None), (1, 8, 0, None, "voice")]
    connection.executemany(
        "INSERT INTO comments (invitation_id, message_id, said_at, body, media)"
        " VALUES (?, ?, ?, ?, ?)",
        parts,
    )
    connection.commit()
    connection.close()
    [row] = csv.DictReader(io.StringIO(office.hands_out().decode(), newline=""))
    assert row["comment"] == "[voice]\nthen words\nand more"


def test_answers_given_to_the_bot_itself_are_known_again(office: Office) -> None:
    """An export taken back into the same database adds nothing."""
    office.takes(office.file(ANSWER, *map(answer, range(5)), "recommend,9,2024-11-03,42,,,,,,"))
    connection = sqlite3.connect(office.config.database_path)
    connection.execute("UPDATE answers SET source = NULL")
    connection.execute("UPDATE invitations SET token = 'x' || id, asked_at = answered_at")
    connection.execute("UPDATE invitations SET asked_at = NULL WHERE id > 8")
    connection.commit()
    connection.close()
    file = office.raw(office.hands_out(), name="out.csv")
    assert office.takes(file).stdout == "0 rows added, 7 already there, 0 rejected\n"


nasty = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    [
        "=1+1",
        '"',
        "\r",
        "\n",
        "\r\n",
        "a\r\nb",
        " x ",
        ";",
        "\t",
        "'",
        "\ufeff",
        "\x00",
        ',"\n',
        "-",
    ]
)
labels = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8).filter(
    lambda text: bool(text.strip()) and not text.strip().isdigit()
)
moments = st.integers(0, 750_000_000_000_000).map(
    lambda n: (datetime(2000, 1, 1, tzinfo=UTC) + timedelta(microseconds=n)).isoformat()
)
days = st.dates(date(2024, 1, 1), date(2024, 1, 3)).map(date.isoformat)
named_rows = st.tuples(
    st.just("support"), st.integers(1, 5).map(str), moments | days,
    labels | st.integers(1, 99).map(str) | st.sampled_from(["helpdesk:12", "import:7", "a:b:c"]),
    nasty, labels, st.sampled_from(["", "shop"]), labels, st.sampled_from(["", "ru", "zh-Hans"]),
    labels,
)  # fmt: skip
secret_rows = st.tuples(
    st.just("team"), st.integers(8, 10).map(str), days, st.just(""), nasty, st.just(""),
    st.sampled_from(["", "shop"]), st.just(""), st.just(""), labels,
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(st.lists(named_rows | secret_rows, max_size=12), st.sampled_from(",;\t"))
def test_out_in_and_out_again_is_the_same(rows: Sequence[Sequence[str]], separator: str) -> None:
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        first, second = Office(Path(one)), Office(Path(other))
        text = io.StringIO(newline="")
        writer = csv.writer(text, delimiter=separator, lineterminator="\r\n")
        writer.writerows([HEADER.split(","), *rows])
        taken = first.takes(first.raw(text.getvalue().encode()))
        assert taken.exit_code == 0, taken.output
        out = first.hands_out()
        again = second.takes(second.raw(out))
        assert again.exit_code == 0, again.output
        assert second.hands_out() == out
        assert ", 0 rejected" in again.output
        comments = Counter(row[4] for row in {*rows} if row[4].strip() and row[0] == "support")
        found = csv.DictReader(io.StringIO(out.decode(), newline=""))
        kept = [row["comment"] for row in found if row["survey"] == "support" and row["comment"]]
        assert set(kept) == set(comments)


@given(
    st.text(min_size=1).filter(lambda text: not text.isdigit()), st.sampled_from(["import", "a"])
)
def test_a_name_is_read_as_it_is_written(ref: str, source: str) -> None:
    name = name_of(None, source=source, ref=ref)
    assert name is not None
    assert person_of(name) == (source, ref)
