"""The operator's own words in every language, and a question that nobody has to answer."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.surveys.placeholders import Filling, filled
from storage import recount, replay
from storage.database import Database
from tests.bot.reloads import change, reply_to
from tests.bot.stage import BASE, BOB, STAFF, Stage, stage_of

SETTINGS = """\
[cadence]
floor = "0s"
gap = "0s"
quiet_hours = { from = "00:00", to = "00:00" }
[touchpoints.support]
name.en = "Support talk"
name.ru = "Разговор с поддержкой"
name.zh-Hans = "客服咨询"
[[themes]]
name = "delivery"
names.en = "Delivery on time"
words.en = ["courier*"]
[surveys.care]
metric = "csat"
touchpoints = ["support"]
delay = "0s"
repeat = { after_answer = "0s", after_silence = "0s" }
cannot_say = true
name.en = "Customer care"
name.ru = "Забота о клиентах"
[surveys.care.text.en]
question = "{customer}, how was your {touchpoint} {ref} with {agent}?"
thanks = "Thank you, {customer}!"
labels = { 1 = "not at all", 3 = "half", 5 = "fully" }
[surveys.care.text.ru]
question = "{customer}, вам помогли ({touchpoint}, {agent})?"
labels = { 1 = "нет", 2 = "скорее нет", 3 = "наполовину", 4 = "скорее да", 5 = "да" }
[surveys.care.text.zh-Hans]
question = "{customer}，{touchpoint}怎么样？"
labels = { 1 = "很差", 5 = "很好" }
[[surveys.care.follow_up]]
scores = [1, 2]
reasons = ["speed", { id = "billing", en = "Billing", ru = "Оплата", zh-Hans = "账单" }]
prompt.en = "What went wrong, {customer}?"
[surveys.solved]
metric = "thumbs"
touchpoints = ["shop"]
delay = "0s"
text.en.labels = { 1 = "not solved", 2 = "solved" }
"""


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage_of(tmp_path, SETTINGS) as stage:
        yield stage


def rows(message: dict[str, Any]) -> list[list[str]]:
    """The labels of the buttons below a message."""
    return [[each["text"] for each in row] for row in message["reply_markup"]["inline_keyboard"]]


def data(message: dict[str, Any]) -> list[str]:
    keyboard = message["reply_markup"]["inline_keyboard"]
    return [str(each["callback_data"]) for row in keyboard for each in row]


async def asked(stage: Stage, language: str, **fields: Any) -> dict[str, Any]:
    """Ask Bob in his language; gives the question."""
    await stage.starts(language=language)
    await stage.ended("T-1", **fields)
    return stage.question()


async def test_an_english_customer_reads_english(stage: Stage) -> None:
    question = await asked(stage, "en")
    assert question["text"] == "Bob, how was your Support talk T-1 with anna?"
    assert rows(question) == [
        ["1 · not at all", "2"],
        ["3 · half", "4"],
        ["5 · fully"],
        ["Cannot say"],
        ["Later", "Never again"],
    ]
    assert await stage.score(1) == "Kept: 1 · not at all"
    answered = stage.question()
    assert answered["text"] == (
        f"{question['text']}\n\nYou chose 1 · not at all. Thank you, Bob!\n\nWhat went wrong, Bob?"
        "\n✍️ Write your comment as a message, here in this chat."
    )
    assert rows(answered)[0] == ["Speed", "Billing"]
    assert await stage.taps(BOB, stage.button(BOB, ":billing")) == "Kept: Billing"
    assert "Reason: Billing" in stage.question()["text"]


async def test_a_russian_customer_reads_russian(stage: Stage) -> None:
    question = await asked(stage, "ru")
    assert question["text"] == "Bob, вам помогли (Разговор с поддержкой, anna)?"
    assert rows(question)[:3] == [
        ["1 · нет", "2 · скорее нет"],
        ["3 · наполовину", "4 · скорее да"],
        ["5 · да"],
    ]
    await stage.score(2)
    assert rows(stage.question())[0] == ["Скорость", "Оплата"]
    assert "What went wrong, Bob?" in stage.question()["text"]  # `afterword check` says so


async def test_a_chinese_customer_reads_chinese(stage: Stage) -> None:
    question = await asked(stage, "zh-hans")
    assert question["text"] == "Bob，客服咨询怎么样？"
    assert rows(question)[:3] == [["1 · 很差", "2", "3"], ["4", "5 · 很好"], ["说不好"]]
    await stage.score(1)
    assert rows(stage.question())[0] == ["速度", "账单"]


async def test_no_button_grows_beyond_what_telegram_takes(stage: Stage) -> None:
    question = await asked(stage, "ru")
    assert all(len(each.encode()) <= 64 for each in data(question))
    assert all(len(row) <= 3 for row in rows(question))


async def test_thumbs_say_what_they_mean(stage: Stage) -> None:
    await stage.starts()
    await stage.ended(touchpoint="shop")
    assert rows(stage.question())[0] == ["👎 not solved", "👍 solved"]
    assert await stage.score(2) == "Kept: 👍 solved"
    assert "You chose 👍 solved." in stage.question()["text"]


async def test_what_is_not_known_leaves_no_hole(stage: Stage) -> None:
    question = await asked(stage, "ru", agent=None)
    assert question["text"] == "Bob, вам помогли (Разговор с поддержкой)?"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{customer}, how was it?", "How was it?"),
        ("How was it, {customer}?", "How was it?"),
        ("Thanks! {customer}, how was it?", "Thanks! How was it?"),
        ("Thank you, {customer}!", "Thank you!"),
        ("谢谢，{customer}！", "谢谢！"),
        ("{customer}，怎么样？", "怎么样？"),
        ("About #{ref} ({agent}): fine?", "About: fine?"),
        ("Your order № {ref} has come", "Your order has come"),
        ("({touchpoint}, {agent}) How was it?", "How was it?"),
        ("How ({agent}, {business}) was it?", "How (Acme) was it?"),
        ("Comment ça va {customer} ?", "Comment ça va ?"),
        ("With {agent}, {business}", "With, Acme"),
        ("{{customer}} {business}", "{customer} Acme"),
    ],
)
def test_a_wording_closes_around_what_is_not_known(text: str, said: str) -> None:
    assert filled(text, Filling(business="Acme")) == said


def test_a_name_is_never_read_as_a_wording() -> None:
    filling = Filling(business="Acme", customer="{agent} {", agent="<b>Anna</b>")
    assert filled("{customer} {agent}", filling) == "{agent} { <b>Anna</b>"


async def test_markup_in_a_name_is_shown_as_it_is(tmp_path: Path) -> None:
    async with stage_of(tmp_path, SETTINGS) as stage:
        await stage.starts(name="<b>Bob & Co</b>")
        await stage.ended("T-1", agent="<i>anna</i>")
        assert stage.question()["text"].startswith("<b>Bob & Co</b>, how was your Support talk")
        assert stage.question()["text"].endswith("with <i>anna</i>?")


# -- "cannot say" ---------------------------------------------------------------------------------


async def test_who_cannot_say_closes_the_question_and_is_counted(stage: Stage) -> None:
    question = await asked(stage, "en")
    assert await stage.does("cannot_say") == "Kept: you cannot say"
    closed = stage.question()
    assert closed["text"] == f"{question['text']}\n\nAll right, no score then. Thank you, Bob!"
    assert rows(closed) == [["Add a comment"]]
    assert stage.rows("SELECT state, gate FROM invitations") == [
        {"state": "answered", "gate": "cannot_say"}
    ]
    assert stage.rows("SELECT id FROM answers") == []
    assert stage.rows(
        "SELECT delivered, answered, cannot_say FROM tally_asks WHERE dimension = 'total'"
    ) == [{"delivered": 1, "answered": 0, "cannot_say": 1}]
    assert "· could not say 1" in await reply_to(stage, "/responses today survey=care")
    assert "could not say" in await reply_to(stage, f"/why {BOB}")
    await counts_agree(stage)


async def test_a_late_press_changes_nothing(stage: Stage) -> None:
    question = await asked(stage, "en")
    press = stage.button(BOB, ":cannot_say")
    await stage.score(4)
    await stage.taps(BOB, press, message=question["message_id"])
    await stage.does("change")
    assert ["Cannot say"] not in rows(stage.question())
    assert stage.rows("SELECT score FROM answers") == [{"score": 4}]
    assert stage.rows("SELECT gate FROM invitations") == [{"gate": None}]


async def test_a_score_after_cannot_say_is_too_late(stage: Stage) -> None:
    question = await asked(stage, "en")
    press = stage.button(BOB, ":5", kind="a:")
    await stage.does("cannot_say")
    await stage.taps(BOB, press, message=question["message_id"])
    assert stage.rows("SELECT id FROM answers") == []
    await counts_agree(stage)


async def test_words_after_cannot_say_are_kept(stage: Stage) -> None:
    await asked(stage, "en")
    await stage.does("cannot_say")
    await stage.does("comment")
    await stage.says(BOB, "I was not at home")
    assert stage.rows("SELECT body FROM comments") == [{"body": "I was not at home"}]
    await counts_agree(stage)


async def test_who_cannot_say_was_asked_all_the_same(tmp_path: Path) -> None:
    """The ask counts for the cadence as one that was answered; no reminder follows."""
    settings = SETTINGS.replace('after_answer = "0s"', 'after_answer = "7d"').replace(
        "cannot_say = true", 'cannot_say = true\nreminder = { after = "1d" }'
    )
    async with stage_of(tmp_path, settings) as stage:
        await asked(stage, "en")
        await stage.does("cannot_say")
        await stage.pass_time(timedelta(days=3))
        assert len(stage.questions()) == 1
        [decision] = (await stage.ended("T-2"))["decisions"]
        assert (decision["decision"], decision["gate"]) == ("skip", "clock")


async def test_a_survey_that_no_longer_offers_it_says_so(stage: Stage) -> None:
    await asked(stage, "en")
    press = stage.button(BOB, ":cannot_say")
    change(stage, "cannot_say = true\n", "")
    await reply_to(stage, "/reload")
    await stage.taps(BOB, press)
    assert ["Cannot say"] not in rows(stage.question())
    assert stage.rows("SELECT state FROM invitations") == [{"state": "sent"}]


async def test_who_cannot_say_is_not_told_of_in_an_anonymous_survey(tmp_path: Path) -> None:
    settings = SETTINGS.replace("cannot_say = true", "cannot_say = true\nanonymous = true")
    async with stage_of(tmp_path, settings) as stage:
        await asked(stage, "en")
        await stage.does("cannot_say")
        assert "nobody can see that it is yours" in stage.question()["text"]
        assert "could not say" not in await reply_to(stage, f"/why {BOB}")
        await counts_agree(stage)


async def test_a_rehearsal_takes_it_for_no_score(stage: Stage) -> None:
    await asked(stage, "en")
    await stage.does("cannot_say")
    await stage.ended("T-2")
    await stage.score(5)
    now = stage.clock()
    database = await Database.open_read_only(stage.config.database_path)
    try:
        [person] = {each["customer_id"] for each in stage.rows("SELECT * FROM invitations")}
        found = await database.read(
            lambda tx: replay.before(
                tx, [person], oldest=now - timedelta(days=1), since=now + timedelta(days=1)
            )
        )
    finally:
        await database.close()
    assert sorted((each.unsaid, each.score) for each in found) == [(False, 5), (True, None)]


async def counts_agree(stage: Stage) -> None:
    database = await Database.open_read_only(stage.config.database_path)
    try:
        zone = stage.config.business.zone
        assert await database.read(lambda tx: recount.verify(tx, zone)) == []
    finally:
        await database.close()


# -- versions -------------------------------------------------------------------------------------


async def test_another_label_is_another_question_and_another_name_is_not(stage: Stage) -> None:
    change(stage, 'name.en = "Customer care"', 'name.en = "Our care"')
    assert "question v2" not in await reply_to(stage, "/reload")
    change(stage, '5 = "fully"', '5 = "yes"')
    assert "survey care: question v2 starts" in await reply_to(stage, "/reload")
    change(stage, "cannot_say = true\n", "")
    assert "survey care: question v3 starts" in await reply_to(stage, "/reload")


async def test_what_was_asked_keeps_its_labels(stage: Stage) -> None:
    await asked(stage, "en")
    change(stage, '5 = "fully"', '5 = "yes"')
    await reply_to(stage, "/reload")
    assert await stage.score(5) == "Kept: 5 · fully"
    assert "You chose 5 · fully." in stage.question()["text"]


# -- what staff read ------------------------------------------------------------------------------


async def test_staff_read_names_and_type_either(stage: Stage) -> None:
    await asked(stage, "en")
    await stage.score(1)
    await stage.taps(BOB, stage.button(BOB, ":billing"))
    await stage.says(BOB, "The courier was late", reply_to=stage.question()["message_id"])
    assert "🔴 Customer care: 1 of 5" in stage.texts(STAFF)[-1]
    assert "About: Support talk" in stage.texts(STAFF)[-1]
    assert "Billing" in stage.texts(STAFF)[-1]
    surveys = await reply_to(stage, "/surveys")
    assert "Customer care" in surveys
    assert "Support talk" in surveys
    assert "Support talk" in await reply_to(stage, "/csat today by touchpoint")
    assert "Billing" in await reply_to(stage, "/csat today by reason")
    assert "Delivery on time" in await reply_to(stage, "/themes today")
    for typed in ("care", '"Customer care"', '"Забота о клиентах"'):
        assert "Customer care" in await reply_to(stage, f"/responses today survey={typed}")
    by_id, by_name = [
        await reply_to(stage, f"/csat today touchpoint={typed}")
        for typed in ("support", '"Support talk"')
    ]
    assert by_id == by_name
    assert "courier" in await reply_to(stage, '/comments today theme="Delivery on time"')


async def test_staff_read_names_in_their_own_language(tmp_path: Path) -> None:
    """As long as somebody has given them one in it."""
    staff = "analysts = [902]\n"
    base = BASE.replace("chats = [{staff}]", "chats = [{staff}]\n" + staff)
    async with stage_of(tmp_path, SETTINGS, base=base) as stage:
        await stage.starts(902, name="Вера", language="ru")
        await stage.says(902, "/surveys")
        assert "Забота о клиентах" in stage.texts(902)[-1]
        assert "Разговор с поддержкой" in stage.texts(902)[-1]
        assert "solved" in stage.texts(902)[-1]
