"""The configuration is changed while the bot runs: wholly, or not at all."""

import asyncio
import json
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.bot.people import WALL
from tests.bot.process import process_of
from tests.bot.reloads import SETTINGS, change, reply_to
from tests.bot.stage import ADMIN, STAFF, VIEWER, Stage, stage_of

NEWCOMER = 902
OTHER_GROUP = -100901


def audited(stage: Stage) -> list[dict[str, Any]]:
    return stage.rows("SELECT actor, action, detail FROM audit ORDER BY id")


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage_of(tmp_path, SETTINGS) as stage:
        yield stage


async def test_a_changed_rule_is_told_logged_and_in_force(stage: Stage) -> None:
    change(stage, 'floor = "24h"', 'floor = "12h"')
    assert await reply_to(stage, "/reload") == (
        "Reloaded. In force from now on:\nfloor: 24 hours -> 12 hours"
    )
    [line] = audited(stage)
    assert (line["actor"], line["action"]) == (f"telegram:{ADMIN}", "reload")
    assert json.loads(line["detail"]) == {
        "file": str(stage.config_file),
        "changes": ["floor: 24 hours -> 12 hours"],
    }
    assert "floor: at least 12 hours between" in await reply_to(stage, "/cadence", user=VIEWER)
    assert await reply_to(stage, "/reload") == "The configuration has not changed."
    assert len(audited(stage)) == 1


async def test_a_bad_file_changes_nothing_and_every_mistake_is_shown(stage: Stage) -> None:
    change(stage, 'floor = "24h"', 'floor = "12h"\nflor = "3d"')
    change(stage, 'delay = "10m"', 'delay = "10 minutes"')
    text = stage.config_file.read_text("utf-8").splitlines()
    flor, delay = text.index('flor = "3d"') + 1, text.index('delay = "10 minutes"') + 1
    assert await reply_to(stage, "/reload") == (
        "Nothing has changed, because the configuration has mistakes:\n"
        f'{stage.config_file}:{flor}: cadence.flor: unknown key, did you mean "floor"?\n'
        f"{stage.config_file}:{delay}: surveys.after-chat.delay: "
        'a duration is written "0s", "10m", "24h" or "7d"'
    )
    assert "floor: at least 24 hours between" in await reply_to(stage, "/cadence")
    change(stage, 'flor = "3d"\n', "")
    change(stage, "10 minutes", "10m")
    assert audited(stage) == []
    assert stage.rows("SELECT count(*) AS n FROM versions") == [{"n": 2}]


async def test_a_file_that_is_gone_changes_nothing(stage: Stage) -> None:
    stage.config_file.rename(stage.config_file.with_suffix(".away"))
    reply = await reply_to(stage, "/reload")
    stage.config_file.with_suffix(".away").rename(stage.config_file)
    assert reply.startswith("Nothing has changed, because the configuration has mistakes:\n")
    assert "no such file" in reply
    assert audited(stage) == []


async def test_what_needs_a_restart_refuses_the_whole_reload(stage: Stage) -> None:
    change(stage, 'floor = "24h"', 'floor = "12h"')
    change(stage, 'timezone = "Europe/Berlin"', 'timezone = "Europe/Paris"')
    change(stage, "port = 0", 'port = 0\nhost = "localhost"')
    change(stage, "that-only-the-playground", "of-another-bot-altogether-which-stays-secret")
    assert await reply_to(stage, "/reload") == (
        "Nothing has changed. Restart the bot for this, or take it back: "
        "business.timezone, telegram.token, http.host"
    )
    assert "floor: at least 24 hours" in await reply_to(stage, "/cadence")
    assert audited(stage) == []


async def test_only_admins_reload(stage: Stage) -> None:
    change(stage, 'floor = "24h"', 'floor = "12h"')
    assert (await reply_to(stage, "/reload", user=VIEWER)).startswith('This needs the role "admin"')
    assert "at least 24 hours" in await reply_to(stage, "/cadence", user=VIEWER)


async def test_roles_and_chats_change_at_once(stage: Stage) -> None:
    stage.join(NEWCOMER, name="Nick")
    stage.telegram.create_group("Others", chat_id=OTHER_GROUP, members=(VIEWER,), now=WALL())
    denied = await reply_to(stage, "/cadence", user=NEWCOMER, chat=NEWCOMER)
    assert denied.startswith("Sorry, this is for staff")
    change(stage, f"chats = [{STAFF}]", f"viewers = [{NEWCOMER}]\nchats = [{OTHER_GROUP}]")
    assert f"staff.viewers: none -> {NEWCOMER}" in await reply_to(stage, "/reload")
    shown = await reply_to(stage, "/cadence", user=NEWCOMER, chat=NEWCOMER)
    assert shown.startswith("The rules in force")
    shown = await reply_to(stage, "/cadence", user=VIEWER, chat=OTHER_GROUP)
    assert shown.startswith("The rules in force")
    await stage.says(VIEWER, "/cadence", chat_id=STAFF)
    await stage.settle()
    assert stage.texts(STAFF)[-1].startswith("This group is not in my settings")
    async with asyncio.timeout(20):
        while not (has_menu(stage, NEWCOMER) and has_menu(stage, OTHER_GROUP)):
            await asyncio.sleep(0.01)
    assert not has_menu(stage, STAFF)
    assert has_menu(stage, ADMIN)


def has_menu(stage: Stage, chat: int) -> bool:
    scope = {"type": "chat", "chat_id": chat}
    return any(json.loads(key) == scope for key, _ in stage.telegram.commands)


async def test_reloads_at_once_take_turns(stage: Stage) -> None:
    change(stage, 'floor = "24h"', 'floor = "12h"')
    for _ in range(5):
        stage.telegram.say(ADMIN, "/reload", chat_id=STAFF, now=WALL())
    await stage.settle()
    assert len(audited(stage)) == 1
    assert sorted(stage.texts(STAFF)) == sorted(
        ["Reloaded. In force from now on:\nfloor: 24 hours -> 12 hours"]
        + ["The configuration has not changed."] * 4
    )


async def test_a_reload_amid_traffic_loses_nothing(stage: Stage) -> None:
    await stage.starts()
    for number in range(30):
        text = stage.config_file.read_text("utf-8")
        words = text.partition("[surveys.late]")[0]
        with_late = words + '[surveys.late]\nmetric = "ces"\ntouchpoints = ["support"]\n'
        stage.config_file.write_text(words if number % 2 else with_late, "utf-8")
        stage.telegram.say(ADMIN, "/reload", chat_id=STAFF, now=WALL())
        body = {"touchpoint": "support", "customer": {"id": f"C-{number}"}}
        closed = stage.clock().isoformat()
        posts = [
            stage.post("/v1/interactions", {"id": f"{number}-{n}", "closed_at": closed, **body})
            for n in range(5)
        ]
        assert {status for status, _ in await asyncio.gather(*posts)} == {202}
    await stage.settle()
    assert (await stage.health())["failed_updates"] == 0
    assert len(audited(stage)) >= 1


async def test_a_signal_reloads_too_and_the_log_tells(tmp_path: Path) -> None:
    async with process_of(tmp_path, SETTINGS) as process:
        await process.start()
        text = process.config_file.read_text("utf-8")
        process.config_file.write_text(text.replace('floor = "24h"', 'flor = "1h"'), "utf-8")
        process.signal(signal.SIGHUP)
        async with asyncio.timeout(20):
            while "cadence.flor: unknown key" not in process.logged:
                await asyncio.sleep(0.01)
        process.config_file.write_text(text.replace('floor = "24h"', 'floor = "1h"'), "utf-8")
        process.signal(signal.SIGHUP)
        async with asyncio.timeout(20):
            while "floor: 24 hours -> 1 hour" not in process.logged:
                await asyncio.sleep(0.01)
        [line] = process.rows("SELECT actor, detail FROM audit")
        assert line["actor"] == "SIGHUP"
        assert json.loads(line["detail"])["changes"] == ["floor: 24 hours -> 1 hour"]
        assert await process.stop() == 0
