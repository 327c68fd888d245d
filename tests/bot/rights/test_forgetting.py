"""Somebody who used everything gets a copy, and is forgotten: no trace is left, no count lost."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import cli
from bot.words.catalogues import Words
from storage.backups import make_backup
from storage.forgetting.holdings import HOLDINGS, MENTIONS, NOBODYS
from storage.schema import migrate, migrations
from tests.bot.stage import ADMIN, STAFF, Stage, stage_of
from tests.bot.test_cases import AGENTS, ANN, alert, press, staffed

ZOE = 777_000_111
REF = "CRM-55501"
NAME, USERNAME = "Zoe Quillfeather", "zoequill9"
WORDS = "the courier threw my vase over the hedge"
MORE = "and nobody rang the bell on Thistledown Lane"
NOTE = "promised her a new vase by Quartermain"
TOLD = "we will send Quincewort to fetch the shards"
BACK = "he may come through the Larkspur gate"
TAG = "loyalty-tier-obsidian"
TICKET = "TICKET-908172"
TRACES = (str(ZOE), REF, NAME, USERNAME, WORDS, MORE, NOTE, TOLD, BACK, TAG, TICKET)
DAY = timedelta(days=1)


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Stage]:
    """Ann is an agent; Zoe has used everything that leaves a trace."""
    async with stage_of(tmp_path, base=AGENTS) as stage:
        await staffed(stage)
        await leave_traces(stage)
        yield stage


async def leave_traces(stage: Stage) -> None:
    if ZOE not in stage.telegram.users:
        stage.telegram.create_user(NAME, user_id=ZOE, username=USERNAME)
    await stage.says(ZOE, "/start")
    customer = {"telegram_id": ZOE, "id": REF, "name": NAME}
    body = stage.interaction(TICKET, customer=customer, tags={TAG: "yes"}, agent="anna")
    status, _ = await stage.post("/v1/interactions", body, once="a-key-of-the-desk")
    assert status == 202
    await stage.settle()
    await stage.score(1, user=ZOE)
    await stage.says(ZOE, WORDS)
    question = stage.question(ZOE)["message_id"]
    await stage.says(ZOE, "", attachment="voice", reply_to=question)
    await stage.says(ZOE, MORE, reply_to=question)
    await press(stage, ANN, "Take", alert(stage))
    await stage.says(ANN, NOTE, chat_id=STAFF, reply_to=alert(stage)["message_id"])
    await stage.says(ANN, f"/case 1 answer {TOLD}", chat_id=STAFF)
    await stage.says(ZOE, BACK)
    await stage.says(ADMIN, f"/why {REF}", chat_id=STAFF)
    await stage.says(ADMIN, f"/unbind {REF}", chat_id=STAFF)
    body = stage.interaction(customer=customer)
    assert (await stage.post("/v1/interactions", body))[0] == 202
    reply = await stage.ended(customer={"id": "CRM-55502"}, touchpoint="delivery")
    del reply
    await stage.settle()


async def forget(stage: Stage, who: int = ZOE) -> None:
    await stage.says(who, "/forget")
    await press(stage, who, "Delete everything about me", stage.from_bot(who)[-1], chat=who)
    await stage.until(lambda: stage.texts(who)[-1].startswith("Everything about you is deleted"))
    await stage.settle()


def places(stage: Stage) -> dict[str, bytes]:
    """Every file that the bot has written, but for the settings."""
    folder = stage.config.database_path.parent
    found = [each for each in folder.rglob("*") if each.is_file() and each != stage.config_file]
    return {each.name: each.read_bytes() for each in found}


def traces(stage: Stage) -> dict[str, list[str]]:
    """What of her stands where."""
    found = {
        name: [each for each in TRACES if each.encode() in content or _as_number(each) in content]
        for name, content in places(stage).items()
    }
    return {name: each for name, each in found.items() if each}


def _as_number(trace: str) -> bytes:
    """The Telegram id as SQLite stores it, in four bytes; else what is nowhere."""
    return int(trace).to_bytes(4, "big") if trace.isdigit() else trace.encode()


def tables(connection: sqlite3.Connection) -> set[str]:
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    return {name for (name,) in found if not name.startswith("sqlite_")}


def test_every_table_says_what_of_it_is_a_persons(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrate(connection, path=path, steps=migrations())
        personal = {each.table for each in HOLDINGS} | {each.table for each in MENTIONS}
        assert personal | set(NOBODYS) == tables(connection)
        assert not personal & set(NOBODYS)


@pytest.mark.parametrize("language", ["en", "ru", "zh_Hans"])
def test_every_table_of_a_persons_has_a_title_in_the_copy(language: str) -> None:
    words = Words.load()
    for holding in (*HOLDINGS, *MENTIONS):
        assert words.plain(language, f"mydata.table.{holding.table}")


async def test_the_copy_has_all_of_it(office: Stage) -> None:
    await office.says(ZOE, "/mydata")
    await office.until(lambda: len(files(office)) == 2)
    page, machine = contents(office)
    document = json.loads(machine)
    for trace in TRACES:
        assert trace in machine.decode(), trace
        assert trace in page.decode(), trace
    held = {row["name"] for row in office.rows("SELECT name FROM sqlite_master")}
    assert held >= document.keys() - {"made_at"}
    assert document["answers"][0]["score"] == 1
    assert document["comments"][0]["body"] == WORDS
    assert "file_id" in document["comments"][1]
    for staff in (str(ADMIN), str(ANN), str(STAFF)):  # who of them it was is theirs
        assert f'"{staff}"' not in machine.decode()
        assert f": {staff}" not in machine.decode()
        assert f"telegram:{staff}" not in machine.decode()
    assert {step["actor"] for step in document["case_steps"]} == {None, "staff"}


def files(stage: Stage) -> list[str]:
    return [each["document"]["file_id"] for each in stage.from_bot(ZOE) if "document" in each]


def contents(stage: Stage) -> list[bytes]:
    found = [stage.telegram.files.get(each) for each in files(stage)]
    return [each.content for each in found if each is not None]


async def test_nothing_is_left_in_any_byte(office: Stage) -> None:
    assert set().union(*traces(office).values()) == set(TRACES)
    await forget(office)
    path = office.config.database_path
    copy = await make_backup(path.parent / "backups", path, now=office.clock())
    assert copy.path.name in places(office)
    await office.stop()
    assert traces(office) == {}
    await office.start()


async def test_scores_and_days_stay_and_counts_are_equal_to_rows(office: Stage) -> None:
    before = office.rows("SELECT score, answered_at FROM answers")
    counts = office.rows("SELECT * FROM tally_scores ORDER BY 1, 2, 3, 4, 5")
    await forget(office)
    assert office.rows("SELECT score, answered_at FROM answers") == before
    assert office.rows("SELECT * FROM tally_scores ORDER BY 1, 2, 3, 4, 5") == counts
    assert await office.differences() == []


async def test_what_staff_were_shown_is_blanked(office: Stage) -> None:
    assert NAME in alert(office)["text"]
    await forget(office)
    assert NAME not in alert(office)["text"]
    assert WORDS not in alert(office)["text"]
    assert not [each for each in office.texts(STAFF) if BACK in each or TOLD in each]
    await office.says(ANN, "/comments week", chat_id=STAFF)
    assert WORDS not in office.texts(STAFF)[-1]
    assert office.rows("SELECT state FROM cases") == [{"state": "closed"}]


async def test_everything_goes_on_without_what_was_forgotten(office: Stage) -> None:
    await forget(office)
    for command in (
        "/comments week",
        "/themes month",
        "/case 1",
        "/why CRM-55501",
        "/csat week by agent",
    ):
        await office.says(ADMIN, f"{command} text", chat_id=STAFF)
        said = office.texts(STAFF)[-1]
        assert "did not work" not in said, said
        assert not [trace for trace in (NAME, USERNAME, WORDS, MORE, NOTE, TAG) if trace in said]
    path, config = office.config.database_path, str(office.config_file)
    env = {"AFTERWORD_STORAGE__URL": f"sqlite:///{path}"}
    typed = partial(CliRunner().invoke, cli, env=env)
    done = await asyncio.to_thread(typed, ["export", "answers", "--config", config])
    assert (done.exit_code, "1 rows written" in done.output) == (0, True), done.output
    assert not [trace for trace in TRACES if trace in done.output]


async def test_nobody_writes_to_who_is_forgotten(office: Stage) -> None:
    await forget(office)
    seen = len(office.from_bot(ZOE))
    for weeks in range(1, 53):
        customer = {"telegram_id": ZOE, "id": REF} if weeks % 2 else {"id": REF}
        reply = await office.ended(customer=customer)
        assert {each["gate"] for each in reply["decisions"]} == {"opted_out"}
        await office.pass_time(7 * DAY)
    assert len(office.from_bot(ZOE)) == seen
    assert not [each for each in TRACES[:4] if each in json.dumps(office.rows(ALL_PEOPLE))]


ALL_PEOPLE = """
SELECT customers.*, customer_refs.ref FROM customers
LEFT JOIN customer_refs ON customer_refs.customer_id = customers.id
"""


async def test_who_presses_start_begins_anew(office: Stage) -> None:
    await forget(office)
    await office.says(ZOE, "/start")
    reply = await office.ended(customer={"telegram_id": ZOE})
    assert [each["decision"] for each in reply["decisions"]] == ["ask"]
    [row] = office.rows("SELECT agreed_to FROM customers WHERE telegram_id = ?", ZOE)
    assert row["agreed_to"]


async def test_who_is_back_is_back_under_their_other_name_too(office: Stage) -> None:
    await forget(office)
    await office.says(ZOE, "/start")
    reply = await office.ended(customer={"id": REF})  # nobody has said yet that it is the same one
    assert {each["gate"] for each in reply["decisions"]} == {"opted_out"}
    await office.ended(customer={"telegram_id": ZOE, "id": REF})
    await office.pass_time(100 * DAY)
    reply = await office.ended(customer={"id": REF})
    assert [each["decision"] for each in reply["decisions"]] == ["ask"]


async def test_an_old_button_leads_nowhere(office: Stage) -> None:
    old = office.question(ZOE)
    data = "a:" + old["reply_markup"]["inline_keyboard"][0][0]["callback_data"].split(":", 1)[1]
    await forget(office)
    await office.taps(ZOE, data, message=old["message_id"])
    assert len(office.rows("SELECT * FROM answers")) == 1
