"""Whoever is thanked can rely on it: the answer is on the disk by then."""

import sqlite3
from typing import Any

from tests.bot.stage import BOB, Stage


async def test_the_answer_can_be_read_by_others_before_the_customer_is_thanked(
    stage: Stage,
) -> None:
    await stage.starts()
    await stage.ended()
    reader = sqlite3.connect(f"file:{stage.config.database_path}?mode=ro", uri=True)
    seen: list[tuple[str, list[tuple[int]]]] = []

    def look(event: dict[str, Any]) -> None:
        if event["kind"] in {"toast", "edit"}:
            seen.append((event["kind"], reader.execute("SELECT score FROM answers").fetchall()))

    stage.telegram.listeners.append(look)
    for score in (5, 2):
        seen.clear()
        data = stage.button(BOB, f":{score}", kind="a:") if score == 5 else change
        await stage.taps(BOB, data)
        assert sorted({kind for kind, _ in seen}) == ["edit", "toast"]
        assert all(rows == [(score,)] for _, rows in seen)
        change = data.rpartition(":")[0] + ":2"
    reader.close()
