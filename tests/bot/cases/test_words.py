"""Words that the operator named open a case, whatever the score."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.stage import BOB, STAFF, Stage, stage_of
from tests.bot.test_cases import AGENTS, labels

NAMED = """
[[cases.words]]
language = "en"
words = ["refund", "lawyer*"]
[[cases.words]]
language = "zh_Hans"
words = ["退款"]
"""


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Stage]:
    """Bob was asked."""
    async with stage_of(tmp_path, base=AGENTS + NAMED) as stage:
        await stage.starts()
        await stage.ended(customer={"telegram_id": BOB})
        yield stage


@pytest.mark.parametrize(
    "words", ["fine, but I want my refunds", "my lawyers will write", "要退款"]
)
async def test_words_beside_a_high_score_open_a_case_at_once(office: Stage, words: str) -> None:
    await office.score(5)
    await office.says(BOB, "all is well")
    assert office.from_bot(STAFF) == []
    await office.says(BOB, words, reply_to=office.question()["message_id"])
    (alert,) = office.from_bot(STAFF)
    assert alert["text"].startswith(
        "🔎 after-chat: 5 of 5, with words that open a case\n⚪ Case #1"
    )
    assert words in alert["text"]
    assert labels(alert)[0] == "Take"


async def test_before_the_score_too_and_there_is_one_alert(office: Stage) -> None:
    await office.says(BOB, "refund please", reply_to=office.question()["message_id"])
    assert len(office.from_bot(STAFF)) == 1
    await office.score(1)
    (alert,) = office.from_bot(STAFF)
    assert alert["text"].startswith("🔴 after-chat: 1 of 5\n⚪ Case #1")
