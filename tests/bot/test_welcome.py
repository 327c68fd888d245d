"""The first words in a group: its id where it is not listed, what works there where it is."""

import sqlite3
from functools import partial

from tests.bot.people import WALL
from tests.bot.stage import ADMIN, STAFF, VIEWER, Stage

OTHER = -100901


def is_opened(stage: Stage, *, bot: str = "member") -> None:
    """Vera opens a group of her own."""
    members = (VIEWER, ADMIN)
    stage.telegram.create_group("Other", chat_id=OTHER, members=members, bot_status=bot, now=WALL())


def list_groups(stage: Stage, *chats: int) -> None:
    text = stage.config_file.read_text("utf-8")
    before = text.partition("chats = ")[2].partition("\n")[0]
    stage.config_file.write_text(text.replace(f"chats = {before}", f"chats = {list(chats)}"))


async def reloads(stage: Stage) -> None:
    await stage.says(ADMIN, "/reload", chat_id=STAFF)
    await stage.settle()


def greetings(stage: Stage, chat: int = OTHER) -> list[str]:
    return [each for each in stage.texts(chat) if each.startswith("👋 Hello.")]


async def test_where_it_is_not_listed_the_bot_says_its_id_once_and_then_nothing(
    stage: Stage,
) -> None:
    is_opened(stage)
    for restarts in (False, True):
        if restarts:
            await stage.restart()
        for typed in ("/csat", "/nps week", "/reload", "/nps wek", "/me", "/start", "/case 1"):
            await stage.says(ADMIN, typed, chat_id=OTHER)
        stage.telegram.say(ADMIN, "/csat", chat_id=OTHER, anonymous=True, now=WALL())
        await stage.settle()
        [said] = stage.texts(OTHER)
        assert said.startswith("This group is not in my settings")
        assert str(OTHER) in said
    await stage.says(VIEWER, "/id", chat_id=OTHER)
    assert f"This chat's id: {OTHER}" in stage.texts(OTHER)[1]


async def test_a_group_that_knew_the_bot_before_is_told_at_its_first_command(stage: Stage) -> None:
    is_opened(stage)
    stage.telegram.updates.clear()  # nobody told the bot that it was added
    await stage.says(VIEWER, "/csat", chat_id=OTHER)
    await stage.settle()
    assert [each[:17] for each in stage.texts(OTHER)] == ["This group is not"]


async def test_a_group_that_is_listed_later_is_greeted_once(stage: Stage) -> None:
    is_opened(stage)
    list_groups(stage, STAFF, OTHER)
    await reloads(stage)
    await stage.until(lambda: greetings(stage))
    list_groups(stage, STAFF)
    await reloads(stage)
    list_groups(stage, STAFF, OTHER)
    await reloads(stage)
    await stage.restart()
    await stage.settle()
    assert len(greetings(stage)) == 1
    assert greetings(stage, STAFF) == []  # it was listed from the first start on


async def test_one_that_was_listed_while_the_bot_was_stopped_is_greeted_too(stage: Stage) -> None:
    is_opened(stage)
    await stage.until(lambda: stage.rows("SELECT 1 FROM meta WHERE key = 'listed'"))
    await stage.stop()
    list_groups(stage, STAFF, OTHER)
    await stage.start()
    await stage.until(lambda: greetings(stage))
    assert greetings(stage, STAFF) == []


async def test_an_update_from_a_version_that_noted_nothing_greets_nobody(stage: Stage) -> None:
    is_opened(stage)
    noted = "SELECT value FROM meta WHERE key = 'listed'"
    await stage.until(lambda: stage.rows(noted))
    await stage.stop()
    with sqlite3.connect(stage.config.database_path) as database:
        database.execute("DELETE FROM meta WHERE key = 'listed'")
    database.close()
    list_groups(stage, STAFF, OTHER)
    await stage.start()
    await stage.until(lambda: stage.rows(noted))
    await stage.settle()
    assert stage.rows(noted) == [{"value": f"[{OTHER}, {STAFF}]"}]
    assert greetings(stage) == greetings(stage, STAFF) == []


async def test_one_that_the_bot_is_not_in_yet_is_greeted_when_it_comes(stage: Stage) -> None:
    is_opened(stage, bot="left")
    list_groups(stage, STAFF, OTHER)
    await reloads(stage)
    failed = "SELECT 1 FROM deliveries WHERE dedupe LIKE 'greeting:%' AND state = 'failed'"
    await stage.until(lambda: stage.rows(failed))
    stage.telegram.set_member(OTHER, stage.telegram.bot.id, "member", by=VIEWER, now=WALL())
    await stage.until(lambda: greetings(stage))
    assert greetings(stage, STAFF) == []
    assert not any("cannot write" in each for each in stage.texts(ADMIN))


async def test_the_greeting_says_what_works_in_this_group(stage: Stage) -> None:
    for status, privacy, typed, said in (
        ("member", True, f"/nps@{stage.telegram.bot.username} week", "only what is meant for me"),
        ("member", False, "/nps week", "all that is written here"),
        ("administrator", True, "/nps week", "all that is written here"),
    ):
        stage.telegram.privacy = privacy
        chat = OTHER - len(stage.telegram.chats)
        members = (VIEWER,)
        stage.telegram.create_group(
            "Other", chat_id=chat, members=members, bot_status=status, now=WALL()
        )
        list_groups(stage, STAFF, chat)
        await reloads(stage)
        await stage.until(partial(greetings, stage, chat))
        [greeting] = greetings(stage, chat)
        assert f"type {typed} for" in greeting
        assert said in greeting
