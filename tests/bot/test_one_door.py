"""Every command and button is an effect: in its update's transaction, and it may be run again."""

import inspect
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import app
from bot.access import Role
from bot.effects import Reply, Scene
from bot.running.intake import Map
from bot.services import Command
from bot.wire.incoming import Said
from storage import engine, store
from storage.engine import Ledger, Outcome, Work
from storage.transaction import Transaction
from tests.bot.people import WALL
from tests.bot.staff_acts import ACTS, DORA, content, write_past
from tests.bot.stage import ADMIN, BOB, CHARLIE, STAFF, USUAL, Stage, stage_of

OTHERS = -100_905
HOURS = USUAL.replace('["delivery"]\ndelay = "0s"', '["delivery"]\ndelay = "2h"')


def effects(routes: Map) -> list[Callable[..., Any]]:
    return [
        *(each.answer for each in app.STAFF_COMMANDS),
        *(each.answer for each in routes.staff_buttons.values()),
        *routes.taps.values(),
        *routes.verbs.values(),
        *routes.commands.values(),
        *(routes.stop_word, routes.not_kept),
    ]


@pytest.mark.parametrize("effect", effects(app.PLAN.routes))
def test_an_effect_is_given_a_scene_and_answers_with_a_value(effect: Callable[..., Any]) -> None:
    assert inspect.iscoroutinefunction(effect)
    known = inspect.get_annotations(effect, eval_str=True)
    assert next(iter(known.values())) is Scene
    assert known["return"] in {Reply, Reply | None}


async def test_whatever_is_done_may_be_done_again_when_a_shared_commit_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "once").mkdir()
    (tmp_path / "again").mkdir()
    once = await played(tmp_path / "once")
    runs = []

    def failing_together(
        connection: sqlite3.Connection, units: Sequence[Work], *, ledger: Ledger
    ) -> list[Outcome]:
        async def fault(_: Transaction) -> None:
            runs.append(len(units))
            raise RuntimeError

        return engine.commit_together(connection, [*units, fault], ledger=ledger)[: len(units)]

    monkeypatch.setattr(store, "commit_together", failing_together)
    again = await played(tmp_path / "again")
    for what, kept in once.items():
        assert again[what] == kept, what
    assert runs


async def played(folder: Path) -> dict[str, list[str] | int]:
    """Let everybody do everything; gives what is kept, and how much was written in each chat."""
    async with prepared(folder) as stage:
        await customers_act(stage)
        for act in ACTS:
            act.do(stage)
            await stage.settle()
            await stage.until(
                lambda: not stage.rows("SELECT 1 FROM boards WHERE message_id = 0 LIMIT 1")
            )
        assert stage.rows("SELECT error FROM updates WHERE error IS NOT NULL") == []
        chats = (BOB, CHARLIE, DORA, ADMIN, STAFF)
        return {**content(stage), **{f"{chat}": len(stage.from_bot(chat)) for chat in chats}}


@asynccontextmanager
async def prepared(folder: Path) -> AsyncIterator[Stage]:
    """A bot that has told of a change, and with it everything that staff can press."""
    async with stage_of(folder, HOURS) as stage:
        await stage.stop()
        await write_past(stage, stage.clock())
        stage.clock.advance(timedelta(minutes=20))
        await stage.start()
        await stage.until(lambda: stage.from_bot(STAFF))
        stage.telegram.chats[ADMIN].started = True
        await stage.says(ADMIN, "/csat week", chat_id=STAFF)
        yield stage


async def customers_act(stage: Stage) -> None:
    await stage.starts()
    await stage.ended()
    await stage.score(1)
    await stage.taps(BOB, stage.button(BOB, ":speed", kind="r:"))
    for verb in ("change", "keep", "comment"):
        await stage.does(verb)
    said = await stage.says(BOB, "slow")
    await stage.edits(BOB, said["message_id"], "very slow")
    await stage.says(BOB, "/help")
    await stage.says(BOB, "/stop")
    await stage.taps(BOB, "u:resume:", message=stage.from_bot()[-1]["message_id"])
    await stage.blocks()
    await stage.unblocks()
    await stage.starts(CHARLIE, name="Charlie")
    await stage.ended(customer={"telegram_id": CHARLIE})
    for verb in ("never", "undo", "later"):
        await stage.does(verb, user=CHARLIE)
    await stage.starts(DORA, name="Dora")
    await stage.ended(touchpoint="delivery", customer={"telegram_id": DORA})
    invited = await stage.ended(customer={"id": "erin"})
    await stage.says(DORA, f"/start {invited['decisions'][0]['link'].partition('=')[2]}")
    group = stage.telegram.create_group("Others", chat_id=OTHERS, members=(ADMIN,), now=WALL())
    group.kind = "group"
    stage.telegram.migrate(OTHERS, now=WALL())
    await stage.settle()


async def test_an_effect_that_uses_the_database_by_itself_is_recorded_and_apologised_for(
    tmp_path: Path,
) -> None:
    async def selfish(scene: Scene, _: Said) -> Reply:
        await scene.services.database.write(lambda tx: tx.run("DELETE FROM cases"))
        return Reply()

    ours = [Command("health", Role.VIEWER, selfish)]
    plan = replace(app.PLAN, commands=[*ours, *app.STAFF_COMMANDS])
    async with stage_of(tmp_path, plan=plan) as stage:
        said = await stage.says(ADMIN, "/health", chat_id=STAFF)
        (reply,) = stage.from_bot(STAFF)
        assert reply["reply_to_message"]["message_id"] == said["message_id"]
        assert "did not work" in reply["text"]
        assert (await stage.health())["failed_updates"] == 1
