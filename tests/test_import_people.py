"""Whom imported answers are about: found again, not asked again, or never known."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from bot.commands.answers.import_answers import import_answers
from bot.commands.of_people.people import forget_offline
from bot.commands.of_people.why_offline import why
from storage.database import Database
from storage.replay import Before, before
from tests.office import HEADER, NOW, Office, answer


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_who_answered_elsewhere_is_not_asked_again_at_once(office: Office) -> None:
    file = office.file("recommend,9,2026-11-13T10:00:00+01:00,42,,,,,,")
    asyncio.run(import_answers(office.config, file, skip_bad=False, now=NOW))
    told = asyncio.run(why(office.config, "42", now=NOW))
    assert "recommend: 11 Feb 2027 10:00; until then: this survey's own pause (clock)" in told
    assert "support: 23 Nov 11:10" in told

    async def rehearsed() -> Sequence[Before]:
        database = await Database.open_read_only(office.config.database_path)
        try:
            began = NOW - timedelta(days=30)
            return await database.read(lambda tx: before(tx, [1], oldest=began, since=NOW))
        finally:
            await database.close()

    [known] = asyncio.run(rehearsed())
    assert (known.survey, known.kind, known.answered_at) == ("recommend", "ask", known.counted_at)


def test_one_person_stays_one_across_batches_and_files(office: Office) -> None:
    office.takes(office.file(*map(answer, range(200))))
    office.takes(office.file(*map(answer, range(150, 300)), name="b.csv"))
    [people] = office.rows("SELECT count(*) AS n FROM customers")
    [answers] = office.rows("SELECT count(*) AS n FROM answers")
    assert (people["n"], answers["n"]) == (97, 300)


def test_anonymous_answers_keep_no_name_and_no_link_to_the_words(office: Office) -> None:
    rows = ["team,9,2024-11-01,42,well done,,,anna,en,", "team,9,2024-11-01,43,,,,,,"]
    file = office.file(*rows, "team,,2024-11-02,,only words,,,,,")
    assert office.takes(file).stdout == "3 rows added, 0 already there, 0 rejected\n"
    assert office.takes(file).stdout == "0 rows added, 3 already there, 0 rejected\n"
    for table in ("answers", "customers", "invitations"):
        assert office.rows(f"SELECT * FROM {table}") == []
    assert office.hands_out().decode().splitlines() == [HEADER], "two and two wait for others"
    more = office.file(*[f"team,{each},2024-11-0{each},,,,,,," for each in (3, 4, 5, 6, 7)])
    assert office.takes(more).stdout == "5 rows added, 0 already there, 0 rejected\n"
    assert office.hands_out().decode().splitlines() == [
        HEADER,
        *(f"team,{each},2024-11-07T11:00:00Z,,,,,,," for each in (3, 4, 5, 6, 7)),
    ]
    assert not office.differences()


def test_anonymous_answers_that_are_alike_are_all_taken_once(office: Office) -> None:
    office.takes(office.file(*["team,9,2024-11-01,,,,,,,"] * 3))
    more = office.takes(office.file(*["team,9,2024-11-01,,,,,,,"] * 5, name="b.csv"))
    assert more.stdout == "2 rows added, 3 already there, 0 rejected\n"


def test_ten_anonymous_comments_are_shown_and_handed_out_and_known_again(office: Office) -> None:
    texts = [*[f"words {each}" for each in range(9)], "words 0"]
    rows = [f"team,,2024-11-0{1 + n % 3},,{text},,,,," for n, text in enumerate(texts)]
    file = office.file(*rows)
    assert office.takes(file).stdout == "10 rows added, 0 already there, 0 rejected\n"
    shown = [f"team,,2024-11-03T11:00:00Z,,{text},,,,," for text in sorted(texts)]
    header, *out = office.hands_out().decode().splitlines()
    assert (header, sorted(out)) == (HEADER, shown)
    for again in (file, office.file(*out, name="out.csv")):
        assert office.takes(again).stdout == "0 rows added, 10 already there, 0 rejected\n"
    assert sorted(office.hands_out().decode().splitlines()[1:]) == shown


def test_rows_of_who_asked_to_be_forgotten_are_left_out_each_time(office: Office) -> None:
    rows = ["recommend,9,2024-11-01,42,,,,,,", "recommend,3,2024-11-02,desk:C-7,slow,,,,,"]
    file = office.file(*rows, "recommend,5,2024-11-03,43,,,,,,")
    assert "3 rows added" in office.takes(file).stdout
    for named in ("42", "desk:C-7"):
        asyncio.run(forget_offline(office.config, named, now=NOW))
    again = office.takes(file)
    assert again.stdout.startswith("0 rows added, 1 already there, 0 rejected")
    assert "2 rows left out: their customers asked to be forgotten." in again.output
    assert len(office.rows("SELECT * FROM answers")) == 3
    assert "C-7" not in office.hands_out().decode()
