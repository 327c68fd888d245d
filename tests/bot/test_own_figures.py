"""/me: agents see their own figures in private, nobody else's, and nowhere else."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.bot.board_acts import tap
from tests.bot.stage import ADMIN, BASE, BOB, STAFF, VIEWER, Stage, stage_of
from tests.bot.test_cases import ANN, BEN, data_of
from tests.settings import read

NINA = 904  # in no list: her own figures are all that she may see
IDS = f"agent_ids = {{{{ anna = {ANN}, 'ben ' = {BEN}, nina = {NINA} }}}}"
OFFICE = BASE.replace("chats =", f"agents = [{ANN}]\n{IDS}\nchats =")


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Stage]:
    """Anna's customers gave seven answers, Ben's one, Nina's none."""
    async with stage_of(tmp_path, base=OFFICE) as stage:
        for user, name in ((ANN, "Ann"), (BEN, "Ben"), (NINA, "Nina")):
            stage.join(user, name=name)
            stage.telegram.chats[user].started = True
            stage.telegram.chats[STAFF].members[user] = "member"
        given = list(enumerate([("anna", 5)] * 6 + [("anna", 2), ("ben", 1)], 1000))
        for user, (agent, _) in given:
            stage.join(user, name=f"Customer {user}")
            stage.telegram.chats[user].started = True
            opened = (stage.clock() - timedelta(minutes=30)).isoformat()
            told = stage.interaction(customer={"telegram_id": user}, agent=agent, opened_at=opened)
            assert (await stage.post("/v1/interactions", told))[0] == 202
        await stage.settle()
        for user, (_, score) in given:
            tap(stage, user, score)
        await stage.settle()
        yield stage


async def said(stage: Stage, who: int, text: str = "/me", chat: int | None = None) -> str:
    await stage.says(who, text, chat_id=chat or who)
    return stage.texts(chat or who)[-1]


async def test_an_agent_reads_their_own_figures_and_nobody_elses(office: Stage) -> None:
    text = await said(office, ANN)
    assert text.startswith("Your own figures (anna)\n")
    assert "7 answers: 6 satisfied" in text
    assert "ben" not in text.lower()
    assert "Only you read this here." in text
    reply = office.from_bot(ANN)[-1]
    await office.taps(ANN, data_of(reply, "<"), message=reply["message_id"])
    assert "Nothing was answered or asked about your interactions" in office.texts(ANN)[-1]
    assert "16 Nov 2026" in await said(office, ANN, "/me today")
    assert "16 Nov 2026" in await said(office, ANN, "/me сегодня touchpoint=support")


async def test_few_answers_are_counted_and_not_scored(office: Stage) -> None:
    text = await said(office, BEN)
    assert text.startswith("Your own figures (ben)\n")
    assert "CSAT: too few answers for a score" in text
    assert "NPS" not in text
    assert "anna" not in text


async def test_who_has_no_role_sees_their_own_and_nothing_more(office: Stage) -> None:
    text = await said(office, NINA)
    assert "anna" not in text
    assert "7 answers" not in text
    assert (await said(office, NINA, "/csat week")).startswith("Sorry, this is for staff")


@pytest.mark.parametrize("who", [ANN, NINA, ADMIN, VIEWER])
async def test_in_a_group_it_says_where(office: Stage, who: int) -> None:
    assert await said(office, who, chat=STAFF) == (
        "Your own figures are for you alone: write /me to @afterword_demo_bot in private."
    )


async def test_who_is_no_agent_is_told_how_to_become_one(office: Stage) -> None:
    assert "[staff] agent_ids, your agent name = 900." in await said(office, ADMIN)
    office.join(BOB)
    assert (await said(office, BOB)).startswith("Sorry, this is for staff")


async def test_a_button_shows_the_figures_of_whoever_presses(office: Stage) -> None:
    """A button's data that leaks to somebody else gives them their own."""
    await said(office, ANN)
    data = data_of(office.from_bot(ANN)[-1], "<")
    await said(office, BEN)
    message = office.from_bot(BEN)[-1]["message_id"]
    await office.taps(BEN, data, message=message)
    assert office.texts(BEN)[-1].startswith("Your own figures (ben)")
    posted = await said(office, ADMIN, "/csat week", chat=STAFF)
    assert posted
    message = office.from_bot(STAFF)[-1]["message_id"]
    toast = await office.taps(ANN, data, message=message, chat=STAFF)
    assert (toast or "").startswith("Your own figures are for you alone")


async def test_it_cannot_be_a_board_or_a_digest(office: Stage) -> None:
    for text in ("/board me week", "/digest daily 09:00 me"):
        assert '"me" is not a report' in await said(office, ANN, text)


async def test_the_menu_and_help_of_an_agent_have_it(office: Stage) -> None:
    assert "/me – " in (await said(office, ANN, "/help")).replace(" - ", " – ")
    assert "/me" not in await said(office, ANN, "/help", chat=STAFF)


@pytest.mark.parametrize("written", ["anna = -5", "anna = 'x'", "anna = 902.5"])
def test_a_wrong_person_is_a_mistake(tmp_path: Path, written: str) -> None:
    from bot.settings.config import ConfigError

    with pytest.raises(ConfigError):
        read(tmp_path, f'[staff]\nagent_ids = {{ {written} }}\n[surveys.a]\nmetric = "csat"\n')
