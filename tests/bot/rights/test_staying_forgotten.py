"""What was forgotten stays so: over kills, restored copies, a lost file, and whatever is posted."""

import asyncio
import json
import re
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
from click.testing import CliRunner

from bot import cli as cli_module
from bot.cases.casework import Verb
from bot.cli import cli
from bot.words.catalogues import Words
from storage.backups import make_backup
from storage.errors import StorageError
from storage.place import Place
from tests.bot.rights.test_forgetting import TRACES, ZOE, forget, office, traces
from tests.bot.stage import ADMIN, CHARLIE, STAFF, Stage
from tests.bot.test_cases import ANN, press

__all__ = ["office"]
DAY = timedelta(days=1)


async def typed(stage: Stage, *words: str) -> tuple[int, str]:
    """Type a command of the program, beside or without the bot."""
    env = {"AFTERWORD_STORAGE__URL": f"sqlite:///{stage.config.database_path}"}
    words = (*words, "--config", str(stage.config_file))
    done = await asyncio.to_thread(CliRunner().invoke, cli, words, env=env)
    return done.exit_code, done.output


def forgotten_file(stage: Stage) -> Path:
    return Place.at(stage.config.database_path).forgotten


async def backed_up(stage: Stage, tmp_path: Path) -> Path:
    folder = tmp_path / "elsewhere"
    made = await make_backup(folder, stage.config.database_path, now=stage.clock())
    return made.path


async def test_a_restored_older_copy_forgets_again(office: Stage, tmp_path: Path) -> None:
    copy = await backed_up(office, tmp_path)
    await forget(office)
    await office.stop()
    code, said = await typed(office, "restore", str(copy))
    assert (code, "Forgotten again in it: 1." in said) == (0, True), said
    shutil.rmtree(copy.parent)
    aside = office.config.database_path.with_name("afterword.db.aside-1")
    assert traces(office).keys() <= {aside.name}
    await office.start()
    reply = await office.ended(customer={"telegram_id": ZOE})
    assert {each["gate"] for each in reply["decisions"]} == {"opted_out"}


async def test_a_copy_without_the_file_is_refused_with_a_way_on(
    office: Stage, tmp_path: Path
) -> None:
    copy = await backed_up(office, tmp_path)
    await forget(office)
    later = await backed_up(office, tmp_path / "later")
    await office.stop()
    kept = forgotten_file(office).rename(tmp_path / "away")
    for each in (copy, later):
        code, said = await typed(office, "restore", str(each))
        assert (code, "--forgotten-unknown" in said) == (2, True), said
    with pytest.raises(StorageError, match="is not there: it says who asked to be forgotten"):
        await office.start()
    shutil.copy(kept, later.with_name(forgotten_file(office).name))
    code, said = await typed(office, "restore", str(later))  # beside the copy will do
    assert code == 0, said
    assert forgotten_file(office).read_bytes() == kept.read_bytes()
    forgotten_file(office).unlink()
    later.with_name(forgotten_file(office).name).unlink()
    code, said = await typed(office, "restore", str(later), "--forgotten-unknown")
    assert code == 0, said
    await office.start()


async def test_a_kill_between_the_file_and_the_database_is_made_good(office: Stage) -> None:
    before = forgotten_file(office).read_bytes()
    await office.stop()
    path, spare = office.config.database_path, office.config.database_path.with_suffix(".spare")
    shutil.copy(path, spare)
    await office.start()
    await forget(office)
    await office.stop()
    said = forgotten_file(office).read_bytes()
    assert said.startswith(before)
    for file in ("", ".id", "-wal", "-shm"):
        path.with_name(path.name + file).unlink(missing_ok=True)
    spare.rename(path)  # as if the commit had never been
    forgotten_file(office).write_bytes(said + b'{"event": "torn')
    await office.start()
    assert traces(office) == {}
    assert len(office.rows("SELECT DISTINCT event FROM forgotten")) == 1
    await office.starts(CHARLIE, name="Charlie")
    await forget(office, CHARLIE)
    lines = forgotten_file(office).read_text("utf-8").splitlines()
    assert len([json.loads(line) for line in lines]) == 3  # the torn line is cut off


async def test_what_the_file_does_not_know_is_written_there(office: Stage) -> None:
    before = forgotten_file(office).read_bytes()
    await forget(office)
    after = forgotten_file(office).read_bytes()
    await office.stop()
    forgotten_file(office).write_bytes(before)
    await office.start()
    [first, second] = (json.loads(each.splitlines()[1]) for each in (
        after, forgotten_file(office).read_bytes()))  # fmt: skip
    assert (first["event"], sorted(first["who"])) == (second["event"], sorted(second["who"]))


async def test_the_hashes_lead_to_nobody_without_the_salt(office: Stage) -> None:
    await forget(office)
    salt = json.loads(forgotten_file(office).read_text("utf-8").splitlines()[0])["salt"]
    await office.stop()
    for path in office.config.database_path.parent.glob("afterword.db*"):
        if path != forgotten_file(office):
            assert salt.encode() not in path.read_bytes()
            assert bytes.fromhex(salt) not in path.read_bytes()
    assert forgotten_file(office).stat().st_mode & 0o777 == 0o600
    await office.start()


async def test_an_admin_forgets_for_who_asks_by_letter(office: Stage) -> None:
    await office.says(ADMIN, "/forget CRM-55501", chat_id=STAFF)
    asked = office.from_bot(STAFF)[-1]
    label = "Delete everything about this customer"
    assert await press(office, ANN, label, asked) is not None  # who may not is refused
    assert traces(office) != {}
    await press(office, ADMIN, label, asked)
    await office.until(lambda: office.texts(STAFF)[-1].startswith("Deleted."))
    await office.settle()
    [line] = office.rows("SELECT actor, detail FROM audit WHERE action = 'forget'")
    assert line["actor"] == f"telegram:{ADMIN}"
    await office.stop()
    assert traces(office) == {}
    await office.start()
    await press(office, ADMIN, label, asked)  # again: nobody is harmed
    await office.settle()


@pytest.mark.parametrize("named", ["nobody-of-that-name", "424242", "@nobody_here"])
async def test_an_unknown_person_is_refused_in_a_sentence(office: Stage, named: str) -> None:
    await office.says(ADMIN, f"/forget {named}", chat_id=STAFF)
    assert f'I know nobody called "{named}"' in office.texts(STAFF)[-1]
    await office.stop()
    code, said = await typed(office, "forget", named, "--yes")
    assert (code, "I know nobody called" in said) == (2, True)
    await office.start()


async def test_the_operator_forgets_while_the_bot_is_down(office: Stage) -> None:
    code, said = await typed(office, "forget", str(ZOE), "--yes")
    assert (code, "Only one process may write" in said) == (2, True), said
    await office.stop()
    code, said = await typed(office, "forget", str(ZOE), "--yes")
    assert code == 0, said
    assert traces(office) == {}
    code, said = await typed(office, "audit")
    assert "operator\tforget" in said
    await office.start()


async def test_another_system_passes_the_wish_on(office: Stage) -> None:
    assert (await delete(office, "CRM-55501"))[0] == 403
    text = office.config_file.read_text("utf-8").replace(
        'name = "helpdesk"', 'name = "helpdesk"\nscopes = ["interactions", "customers"]'
    )
    office.config_file.write_text(text, "utf-8")
    await office.restart()
    assert await delete(office, "CRM-0") == (
        404,
        "this source has told of no customer with that id",
    )
    assert await delete(office, "CRM-55501") == (204, None)
    assert await delete(office, "CRM-55501") == (
        404,
        "this source has told of no customer with that id",
    )
    [line] = office.rows("SELECT actor FROM audit WHERE action = 'forget'")
    assert line["actor"] == "source:helpdesk"
    await office.stop()
    assert traces(office) == {}
    await office.start()


async def delete(stage: Stage, ref: str) -> tuple[int, Any]:
    status, document = await stage.request("DELETE", f"/v1/customers/{ref}")
    return status, document and document["detail"]


async def test_no_line_of_the_log_names_anybody(
    capsys: pytest.CaptureFixture[str], office: Stage
) -> None:
    await office.ended(customer={"telegram_id": ZOE, "id": "CRM-55501"})
    await forget(office)
    await office.restart()
    written = capsys.readouterr().err
    assert "INFO bot." in written
    assert [trace for trace in TRACES if trace in written] == []


async def test_who_looked_at_whom_is_noted_and_read_by_admins(office: Stage) -> None:
    await office.says(ADMIN, "/comments week", chat_id=STAFF)
    await office.says(ADMIN, "/case 1", chat_id=STAFF)
    await office.says(ADMIN, "/audit", chat_id=STAFF)
    said = office.texts(STAFF)[-1]
    for what in ("read comments", "read a case", "read why somebody was asked", "took a case"):
        assert what in said, what
    await office.says(ZOE, "/audit")
    assert office.texts(ZOE)[-1].startswith("Sorry, this is for staff")


async def test_what_is_old_goes_by_itself_and_no_count_changes(office: Stage) -> None:
    counts = office.rows("SELECT * FROM tally_scores ORDER BY 1, 2, 3, 4, 5")
    await office.pass_time(729 * DAY)
    assert office.rows("SELECT body FROM comments WHERE body IS NOT NULL")
    await office.pass_time(2 * DAY)
    await office.until(lambda: not office.rows("SELECT body FROM comments WHERE body IS NOT NULL"))
    assert office.rows("SELECT name FROM customers WHERE telegram_id = ?", ZOE)
    await office.pass_time(366 * DAY)
    gone = "SELECT name FROM customers WHERE telegram_id = ?"
    await office.until(lambda: not office.rows(gone, ZOE))
    assert office.rows("SELECT * FROM tally_scores ORDER BY 1, 2, 3, 4, 5") == counts
    reply = await office.ended(customer={"telegram_id": ZOE})  # a customer like any other
    assert {each["decision"] for each in reply["decisions"]} == {"ask"}


async def test_who_never_wants_to_be_asked_is_not_let_go_and_asked_again(office: Stage) -> None:
    await office.says(ZOE, "/stop")
    await office.pass_time(1100 * DAY)
    await office.until(lambda: not office.rows("SELECT 1 FROM comments WHERE body IS NOT NULL"))
    await office.pass_time(timedelta(hours=2))
    reply = await office.ended(customer={"telegram_id": ZOE})
    assert {each["gate"] for each in reply["decisions"]} == {"opted_out"}


def test_whatever_is_noted_has_words() -> None:
    """Every action that the sources name; those about cases are named by what is done."""
    words, named = Words.load(), set[str]()
    for path in Path(cli_module.__file__).parent.rglob("*.py"):
        text = path.read_text("utf-8")
        named |= {each.replace(" ", "_") for each in re.findall(r'action="([a-z_ ]+)"', text)}
        named |= {f"case_{each}" for each in re.findall(r'record\(scene, \w+, "([a-z]+)"', text)}
        named |= {f"look_{each}" for each in re.findall(r'at_what="([a-z]+)"', text)}
        named |= {f"look_{each}" for each in re.findall(r'looked_at_case\(.*"([a-z]+)"\)', text)}
    assert {"forget", "case_open", "case_give", "look_why", "look_files"} <= named
    named |= {f"case_{verb}" for verb in get_args(Verb)}
    assert [each for each in sorted(named) if not words.has("en", f"audit.action.{each}")] == []
