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
    token = stage.button(BOB, ":5", kind="a:").split(":")[1]
    for score in (5, 2):
        seen.clear()
        await stage.taps(BOB, f"a:{token}:{score}")
        assert sorted({kind for kind, _ in seen}) == ["edit", "toast"]
        assert all(rows == [(score,)] for _, rows in seen)
    reader.close()
