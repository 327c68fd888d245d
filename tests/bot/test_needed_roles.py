"""Staff who may not do something read which role it needs and who has it; strangers do not."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.stage import ADMIN, BOB, STAFF, VIEWER, Stage, stage_of
from tests.bot.test_cases import AGENTS, ANN, alert, data_of, staffed, unhappy


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Stage]:
    """Bob is unhappy; Ann, who took a case once, and Ben are agents."""
    async with stage_of(tmp_path, base=AGENTS) as stage:
        await staffed(stage)
        await unhappy(stage)
        await stage.says(ANN, "/case 1 take", chat_id=STAFF)
        yield stage


async def said(stage: Stage, who: int, text: str, chat: int = STAFF) -> str:
    await stage.says(who, text, chat_id=chat)
    return stage.texts(chat)[-1]


async def test_a_viewer_reads_who_can_and_whom_to_ask(office: Stage) -> None:
    assert await said(office, VIEWER, "/case 1") == (
        'This needs the role "agent"; yours here is "viewer". Who can do it: Ann, 903. '
        "For the role itself ask an admin: 900."
    )
    assert await said(office, VIEWER, "/why 42") == await said(office, VIEWER, "/skip 42")
    assert await said(office, ANN, "/reload") == (
        'This needs the role "admin"; yours here is "agent". Ask an admin: 900.'
    )
    await said(office, ADMIN, "/board csat week")
    assert (await said(office, ANN, "/enps week")).endswith("Ask an admin: Alice.")
    pressed = await office.taps(
        VIEWER, data_of(alert(office), "Close"), message=alert(office)["message_id"], chat=STAFF
    )
    assert (pressed or "").startswith('This needs the role "agent"')


@pytest.mark.parametrize(
    ("language", "begins"),
    [
        ("ru", "Для этого нужна роль «агент», а у вас"),
        ("zh-hans", "这需要“客服”角色，而您"),
    ],
)
async def test_it_is_said_in_their_language(office: Stage, language: str, begins: str) -> None:
    office.telegram.users[VIEWER].language_code = language
    assert (await said(office, VIEWER, "/case")).startswith(begins)


async def test_strangers_read_no_names(office: Stage) -> None:
    text = await said(office, BOB, "/case", chat=BOB)
    assert text.startswith('Sorry, this is for staff (role "agent")')
    assert not any(name in text for name in ("Ann", "Alice", "900", "902"))


async def test_nobody_is_an_admin(tmp_path: Path) -> None:
    async with stage_of(tmp_path, base=AGENTS.replace("admins = [{admin}]\n", "")) as stage:
        assert (await said(stage, VIEWER, "/reload")).endswith(
            "Nobody is an admin yet: whoever runs the bot names one in its configuration, [staff]."
        )
