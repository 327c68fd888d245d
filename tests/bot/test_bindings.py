"""A link is not an identity: what it takes until another system's name is a person's, and back."""

import asyncio
import json
from datetime import timedelta

import pytest
from click.testing import CliRunner

from bot.cli import cli
from tests.bot.stage import ADMIN, BOB, CHARLIE, STAFF, Stage
from tests.bot.test_inviting import invited, opens

WEEK = timedelta(days=8)  # long enough for every clock, for who answers
QUARTER = timedelta(days=100)  # and for who does not


async def decision(stage: Stage, **customer: object) -> str:
    """Let an interaction end; gives what was decided."""
    reply = await stage.ended(customer=customer or {"id": "C-7"})
    [found] = reply["decisions"]
    return str(found["decision"])


async def typed(*words: str, env: dict[str, str]) -> str:
    """Type a command of the program."""
    return (await asyncio.to_thread(CliRunner().invoke, cli, words, env=env)).output


async def why(stage: Stage, who: object = BOB) -> str:
    await stage.says(ADMIN, f"/why {who}", chat_id=STAFF)
    return str(stage.from_bot(STAFF)[-1]["text"])


async def test_who_opened_a_link_is_not_who_it_was_made_for(stage: Stage) -> None:
    """Passed on: the question is Charlie's to answer, and the next one is not brought to him."""
    stage.join(CHARLIE, name="Charlie")
    await opens(stage, await invited(stage), CHARLIE)
    await stage.pass_time(WEEK)
    assert await decision(stage) == "invite"
    assert len(stage.questions(CHARLIE)) == 1
    assert "helpdesk:C-7" not in await why(stage, CHARLIE)


async def test_two_links_of_one_name_opened_by_one_person_bind_it(stage: Stage) -> None:
    stage.join(BOB)
    await opens(stage, await invited(stage))
    await stage.score(4)
    await stage.pass_time(WEEK)
    await opens(stage, await invited(stage))
    assert "helpdesk:C-7: since 24 Nov 11:00, " in await why(stage)
    assert "two of its links were opened" in await why(stage)
    assert len(stage.rows("SELECT id FROM customers")) == 1
    assert stage.rows("SELECT * FROM link_openings") == []
    await stage.pass_time(WEEK)
    assert await decision(stage) == "ask"
    assert len(stage.questions()) == 3
    assert [row["visit"] for row in stage.rows("SELECT visit FROM interactions")] == [1, 2, 3]


async def test_a_link_passed_on_once_keeps_nobody_from_being_known(stage: Stage) -> None:
    stage.join(BOB)
    stage.join(CHARLIE, name="Charlie")
    await opens(stage, await invited(stage), CHARLIE)
    for _ in range(2):
        await stage.pass_time(QUARTER)
        await opens(stage, await invited(stage))
    await stage.pass_time(QUARTER)
    assert await decision(stage) == "ask"


async def test_two_links_of_two_names_bind_neither(stage: Stage) -> None:
    stage.join(BOB)
    await opens(stage, await invited(stage, "C-7"))
    await stage.pass_time(WEEK)
    await opens(stage, await invited(stage, "C-8"))
    await stage.pass_time(WEEK)
    assert await decision(stage, id="C-7") == "invite"
    assert await decision(stage, id="C-8") == "invite"


async def test_an_interaction_that_names_both_binds_them(stage: Stage) -> None:
    await stage.starts()
    await stage.ended(customer={"telegram_id": BOB, "id": "C-7"})
    assert "helpdesk:C-7: since 16 Nov 11:00, " in await why(stage)
    assert "an interaction named both" in await why(stage)
    await stage.pass_time(WEEK)
    assert await decision(stage) == "ask"


async def test_until_it_is_known_the_rules_look_at_both(stage: Stage) -> None:
    """Bob was asked through C-7's link just now: neither C-7 nor Bob is asked again at once."""
    stage.join(BOB)
    await opens(stage, await invited(stage))
    reply = await stage.ended(customer={"id": "C-7"})
    assert reply["decisions"][0]["gate"] == "floor"
    reply = await stage.ended(customer={"telegram_id": BOB})
    assert reply["decisions"][0]["gate"] == "floor"


async def test_who_stopped_behind_a_link_ends_the_links_of_that_name(stage: Stage) -> None:
    """As far as anybody knows Bob is C-7."""
    stage.join(BOB)
    await opens(stage, await invited(stage))
    await stage.says(BOB, "/stop")
    await stage.pass_time(QUARTER)
    reply = await stage.ended(customer={"id": "C-7"})
    assert reply["decisions"][0]["gate"] == "opted_out"
    assert await decision(stage, id="C-8") == "invite"
    await stage.says(BOB, "/start")
    await stage.pass_time(QUARTER)
    assert await decision(stage, id="C-7") == "invite"


async def test_at_the_link_the_rules_look_at_what_others_opened_of_that_name(stage: Stage) -> None:
    """The customer was asked through the other link, as far as anybody knows."""
    stage.join(BOB)
    stage.join(CHARLIE, name="Charlie")
    first, second = await invited(stage), await invited(stage)
    await opens(stage, first, CHARLIE)
    assert "asked recently" in await opens(stage, second)


async def test_the_name_that_was_told_is_shown_to_nobody_who_opens(stage: Stage) -> None:
    stage.join(CHARLIE, name="Charlie")
    customer = {"id": "C-7", "name": "Wilhelmina Secretova"}
    reply = await stage.ended(customer=customer)
    payload = reply["decisions"][0]["link"].partition("?start=")[2]
    await opens(stage, payload, CHARLIE)
    assert all("Wilhelmina" not in text for text in stage.texts(CHARLIE))


async def test_a_binding_is_undone_and_noted(stage: Stage) -> None:
    await stage.starts()
    await stage.ended(customer={"telegram_id": BOB, "id": "C-7"})
    await stage.score(4)
    await stage.says(ADMIN, "/unbind C-7", chat_id=STAFF)
    assert stage.texts(STAFF)[-1].startswith("No longer bound: helpdesk:C-7.")
    [line] = stage.rows("SELECT actor, detail FROM audit WHERE action = 'unbind'")
    assert line["actor"] == f"telegram:{ADMIN}"
    assert json.loads(line["detail"])["ref"] == "C-7"
    await stage.pass_time(WEEK)
    assert await decision(stage) == "invite"
    assert len(stage.rows("SELECT * FROM answers WHERE score = 4")) == 1
    await stage.says(ADMIN, "/unbind C-7", chat_id=STAFF)
    assert "nothing to undo" in stage.texts(STAFF)[-1]
    await stage.ended(customer={"telegram_id": BOB, "id": "C-7"})
    assert "an interaction named both" in await why(stage)  # and it is bound again


@pytest.mark.parametrize("named", ["helpdesk C-7", "helpdesk:C-7", "helpdesk  C-7", "C-7"])
async def test_a_name_is_understood_with_its_source_before_it(stage: Stage, named: str) -> None:
    await stage.starts()
    await stage.ended(customer={"telegram_id": BOB, "id": "C-7"})
    await stage.ended(customer={"telegram_id": BOB, "id": "C-8"})
    assert "since 16 Nov" in await why(stage, named)
    await stage.says(ADMIN, f"/unbind {named}", chat_id=STAFF)
    assert stage.texts(STAFF)[-1].startswith("No longer bound: helpdesk:C-7.")


async def test_a_name_of_one_person_told_with_the_id_of_another_is_warned_of(stage: Stage) -> None:
    await stage.starts()
    stage.join(CHARLIE, name="Charlie")
    assert "warnings" not in await stage.ended(customer={"telegram_id": BOB, "id": "C-7"})
    reply = await stage.ended(customer={"telegram_id": CHARLIE, "id": "C-7"})
    assert "/unbind helpdesk:C-7" in reply["warnings"][0]
    assert "helpdesk:C-7" not in await why(stage, CHARLIE)
    assert "helpdesk:C-7" in await why(stage, BOB)


async def test_only_admins_undo_it(stage: Stage) -> None:
    await stage.starts()
    await stage.ended(customer={"telegram_id": BOB, "id": "C-7"})
    await stage.says(BOB, "/unbind C-7")
    assert stage.rows("SELECT * FROM audit WHERE action = 'unbind'") == []


async def test_the_operator_undoes_it_and_changes_what_signs(stage: Stage) -> None:
    """Links of the key before lead on; those of the key before that do not."""
    stage.join(BOB)
    await stage.ended(customer={"telegram_id": BOB, "id": "C-1"})
    payload = await invited(stage)
    await stage.stop()
    words = ["--config", str(stage.config_file)]
    url = {"AFTERWORD_STORAGE__URL": f"sqlite:///{stage.config.database_path}"}
    assert "helpdesk:C-1: no longer bound" in await typed("unbind", "C-1", *words, env=url)
    assert "new key" in await typed("rotate-links", *words, env=url)
    await stage.start()
    assert "Here comes your question" in await opens(stage, payload)
    await stage.pass_time(WEEK)
    fresh = await invited(stage, "C-9")
    await stage.stop()
    assert "new key" in await typed("rotate-links", *words, env=url)
    await stage.start()
    assert "not valid" in await opens(stage, payload)
    assert "Here comes your question" in await opens(stage, fresh)
    assert len(stage.rows("SELECT * FROM audit WHERE action = 'rotate_links'")) == 2


async def test_a_press_counts_in_the_chat_it_was_asked_in(stage: Stage) -> None:
    await stage.says(ADMIN, "/start")
    await stage.ended(customer={"telegram_id": ADMIN})
    [(data, *_), *_] = [[each["callback_data"] for each in row] for row in buttons(stage, ADMIN)]
    await stage.says(ADMIN, "/health", chat_id=STAFF)
    elsewhere = stage.from_bot(STAFF)[-1]["message_id"]
    assert await stage.taps(ADMIN, data, message=elsewhere, chat=STAFF)  # told that it is not here
    assert stage.rows("SELECT * FROM answers") == []
    await stage.taps(ADMIN, data)
    assert len(stage.rows("SELECT * FROM answers")) == 1


def buttons(stage: Stage, user: int) -> list[list[dict[str, str]]]:
    found: list[list[dict[str, str]]] = stage.question(user)["reply_markup"]["inline_keyboard"]
    return found
