"""Staff commands and buttons through the whole bot, as they look in the group."""

from tests.bot.stage import BOB, CHARLIE, STAFF, START, VIEWER, Stage
from tests.bot.waiting import now_s


async def answers_of(stage: Stage, *scores: int) -> None:
    for number, score in enumerate(scores):
        user = 1000 + number
        await stage.starts(user, name=f"Customer {number}")
        await stage.ended(customer={"telegram_id": user}, agent=["anna", "ben"][number % 2])
        await stage.score(score, user=user)


def newest(stage: Stage, chat: int = STAFF) -> dict[str, object]:
    return stage.from_bot(chat)[-1]


def data_of(stage: Stage, label: str) -> str:
    keyboard = stage.from_bot(STAFF)[-1]["reply_markup"]["inline_keyboard"]
    return next(str(b["callback_data"]) for row in keyboard for b in row if b["text"] == label)


async def test_a_summary_replies_to_the_command_and_is_paged_in_place(stage: Stage) -> None:
    await answers_of(stage, 5, 4, 1, 5, 5, 2)
    asked = await stage.says(VIEWER, "/csat week", chat_id=STAFF)
    shown = stage.from_bot(STAFF)[-1]
    assert shown["reply_to_message"]["message_id"] == asked["message_id"]
    assert shown["text"].startswith("CSAT 67 %, anywhere from 22 % to 96 %\n6 answers: ")
    before = len(stage.messages(STAFF))
    for label in ("by ...", "agent", "<", ">", "total", "comments"):
        message = shown["message_id"]
        assert (
            await stage.taps(VIEWER, data_of(stage, label), message=message, chat=STAFF) is None
        ), label
    assert len(stage.messages(STAFF)) == before
    assert str(newest(stage)["text"]).startswith("Comments\n10-16 Nov 2026, Europe/Berlin")


async def test_a_stranger_gets_no_figures(stage: Stage) -> None:
    await answers_of(stage, 5, 4)
    stage.join(CHARLIE, name="Charlie")
    for command in ("/csat", "/nps week", "/responses", "/comments", "/surveys", "/health"):
        await stage.says(CHARLIE, command)
        assert str(newest(stage, CHARLIE)["text"]).startswith("Sorry, this is for staff")


async def test_a_report_about_a_metric_is_for_who_may_ask_the_metric(stage: Stage) -> None:
    await stage.says(VIEWER, "/trend enps", chat_id=STAFF)
    assert str(newest(stage)["text"]).startswith('This needs the role "analyst"')
    await stage.says(VIEWER, "/trend csat", chat_id=STAFF)
    assert not str(newest(stage)["text"]).startswith("This needs")


async def test_a_group_that_is_not_listed_gets_no_figures(stage: Stage) -> None:
    stage.telegram.create_group("Others", chat_id=-100901, members=(VIEWER,), now=START.timestamp())
    await stage.says(VIEWER, "/csat", chat_id=-100901)
    stage.telegram.set_member(-100901, stage.telegram.bot.id, "left", now=now_s())
    stage.telegram.set_member(-100901, stage.telegram.bot.id, "member", now=now_s())
    await stage.settle()
    [said] = stage.texts(-100901)  # it is told its id once
    assert said.startswith("This group is not in my settings")


async def test_the_command_of_another_bot_is_not_ours(stage: Stage) -> None:
    before = len(stage.from_bot(STAFF))
    await stage.says(VIEWER, "/csat@other_bot", chat_id=STAFF)
    assert len(stage.from_bot(STAFF)) == before


async def test_a_wrong_word_gets_the_right_one(stage: Stage) -> None:
    await stage.says(VIEWER, "/nps wek", chat_id=STAFF)
    assert newest(stage)["text"] == (
        'I do not know "wek": did you mean "week"? For example: /nps week'
    )


async def test_an_invented_button_is_told_so(stage: Stage) -> None:
    await stage.says(VIEWER, "/csat", chat_id=STAFF)
    message = stage.from_bot(STAFF)[-1]["message_id"]
    toast = await stage.taps(VIEWER, "s:invented", message=message, chat=STAFF)
    assert toast == "This button is too old. Please type the command again."


async def test_anyone_reads_their_own_id(stage: Stage) -> None:
    await stage.starts()
    await stage.says(BOB, "/id")
    assert newest(stage, BOB)["text"] == (f"Your id: {BOB}\nThis chat's id: {BOB}")
