"""Whatever happens to an edit or a toast, the message shows the stored state in the end."""

import pytest

from playground.faults import Fault
from tests.bot.stage import BOB, CHARLIE, STAFF, Stage
from tests.bot.waiting import ends, now_s, until

FAULTS = {
    "lost after delivery": {"kind": "lose_reply"},
    "connection closed": {"kind": "close"},
    "server error": {"kind": "error", "status": 500},
    "a gateway's page": {"kind": "error", "status": 502, "html": True},
    "told to wait": {"kind": "flood", "retry_after": 1},
}


def stale(stage: Stage) -> int:
    """How many messages do not show what they ought to."""
    return len(stage.rows("SELECT 1 FROM deliveries WHERE shown < revision"))


def press(stage: Stage, ending: str, *, user: int = BOB) -> None:
    """Press a score without waiting for what follows."""
    data = stage.button(user, ending, kind="a:")
    number = stage.question(user)["message_id"]
    stage.telegram.tap(user, number, data, chat_id=user, now=now_s())


@pytest.mark.parametrize("method", ["editMessageText", "answerCallbackQuery"])
@pytest.mark.parametrize("name", FAULTS)
async def test_a_fault_harms_nothing(stage: Stage, name: str, method: str) -> None:
    await stage.starts()
    await stage.ended()
    stage.telegram.faults.add(Fault(method=method, **FAULTS[name]))  # type: ignore[arg-type]
    press(stage, ":5")
    await until(lambda: "You chose" in stage.question()["text"])
    await stage.settle()
    assert stale(stage) == 0
    assert [row["score"] for row in stage.rows("SELECT score FROM answers")] == [5]
    answered = [call for call in stage.telegram.calls if call.method == "answerCallbackQuery"]
    assert len(answered) <= 1, "a toast is tried once"


async def test_an_edit_is_repeated_after_a_restart(stage: Stage) -> None:
    await stage.starts()
    await stage.starts(CHARLIE, name="Charlie")
    await stage.ended()
    await stage.ended(customer={"telegram_id": CHARLIE})
    stage.telegram.faults.add(Fault("error", "editMessageText", times=100_000))
    press(stage, ":5")
    press(stage, ":4", user=CHARLIE)
    await until(lambda: stale(stage) == 2)
    await stage.stop()
    stage.telegram.faults.clear()
    assert "You chose" not in stage.question()["text"]
    await stage.start()
    await stage.settle()
    assert "You chose 😀 5" in stage.question()["text"]
    assert "You chose 🙂 4" in stage.question(CHARLIE)["text"]
    assert stale(stage) == 0


async def test_an_edit_that_can_never_be_made_is_given_up(stage: Stage) -> None:
    await stage.starts()
    await stage.ended()
    press(stage, ":5")
    chat = stage.telegram.chats[BOB]
    del chat.messages[stage.question()["message_id"]]
    await stage.settle()
    assert stale(stage) == 0
    assert len(stage.rows("SELECT 1 FROM answers")) == 1


async def test_alerts_follow_a_group_that_became_a_supergroup(stage: Stage) -> None:
    """Telegram's own word of it may come later than the next alert."""
    await stage.starts()
    await stage.ended()
    stage.telegram.chats[STAFF].kind = "group"
    new = stage.telegram.migrate(STAFF, now=now_s())
    stage.telegram.updates.clear()
    await stage.score(1)
    assert ["after-chat: 1 of 5" in text for text in stage.texts(new.id)] == [True]
    assert (await stage.health())["due"]["total"] == 0
    stage.telegram.say(900, "/id", chat_id=new.id, now=now_s())
    await stage.settle()
    assert len(stage.texts(new.id)) == 2


async def test_a_group_that_must_wait_holds_up_nobody_else(stage: Stage) -> None:
    """More alerts wait for their group than may be on their way at once."""
    people = range(500, 530)
    for person in people:
        stage.join(person)
        stage.telegram.say(person, "/start", now=now_s())
        await ends(stage, customer=person)
    await stage.starts()
    stage.telegram.faults.add(Fault("flood", "sendMessage", retry_after=3))
    for person in people:
        press(stage, ":1", user=person)
    await until(lambda: len(stage.rows("SELECT 1 FROM deliveries WHERE kind = 'alert'")) == 30)
    await ends(stage)
    await until(lambda: len(stage.questions()) == 1, within=1.5)
    assert stage.from_bot(STAFF) == []
    await until(lambda: len(stage.from_bot(STAFF)) == 30)
