"""In which language a person is asked, and whose words are used."""

from pathlib import Path

from tests.bot.stage import ADMIN, BOB, STAFF, USUAL, VIEWER, Stage, stage_of

SETTINGS = """\
[cadence]
floor = "0s"
gap = "0s"
quiet_hours = { from = "00:00", to = "00:00" }
[surveys.after-chat]
metric = "csat"
touchpoints = ["support"]
delay = "0s"
repeat = { after_answer = "0s", after_silence = "0s" }
[surveys.after-chat.text.en]
question = "How was {business}?"
thanks = "Thanks from {business}, {{truly}}!"
comment = "Tell {business} more."
[surveys.after-chat.text.fr]
question = "Comment était {business} ?"
low = "mauvais"
high = "excellent"
thanks = "Merci !"
[[surveys.after-chat.follow_up]]
scores = [1, 2]
reasons = ["speed", { id = "noise", en = "noise" }]
prompt.fr = "Qu'est-ce que {business} pourrait mieux faire ?"
"""
FRENCH = "Comment était Acme ?\n\n1 – mauvais, 5 – excellent"
ENGLISH = "How was Acme?\n\n1 – very dissatisfied, 5 – very satisfied"


async def asked(folder: Path, *, telegram: str, interaction: str | None) -> str:
    """Ask somebody whose Telegram speaks one language about a talk in another."""
    async with stage_of(folder, SETTINGS) as stage:
        await stage.starts(language=telegram)
        more = {"language": interaction} if interaction else {}
        await stage.ended(customer={"telegram_id": BOB, **more})
        return str(stage.question()["text"])


async def test_the_language_of_the_interaction_comes_first(tmp_path: Path) -> None:
    """Before Telegram's, and written in any of the usual ways."""
    assert await asked(tmp_path, telegram="en", interaction="fr-CA") == FRENCH


async def test_then_the_language_that_telegram_tells(tmp_path: Path) -> None:
    """The person's own application."""
    assert await asked(tmp_path, telegram="fr", interaction=None) == FRENCH


async def test_then_the_default(tmp_path: Path) -> None:
    """A language that nobody has words for is answered in the default one."""
    assert await asked(tmp_path, telegram="tlh", interaction=None) == ENGLISH


async def test_the_operators_words_are_used_throughout(tmp_path: Path) -> None:
    """Question, ends of the scale, thanks and prompt; built-in words fill what is left out."""
    async with stage_of(tmp_path, SETTINGS) as stage:
        await stage.starts(language="fr")
        await stage.ended()
        await stage.score(1)
        text = stage.question()["text"]
        assert text.startswith("Comment était Acme ?\n\nYou chose 😞 1. Merci !\n\n")
        assert "\n\nQu'est-ce que Acme pourrait mieux faire ?\n✍️ " in text
        chips = [b["text"] for b in stage.question()["reply_markup"]["inline_keyboard"][0]]
        assert chips == ["Speed", "noise"]


async def test_braces_and_the_name_of_the_business(tmp_path: Path) -> None:
    """The only placeholder is filled everywhere, and braces written twice are braces."""
    async with stage_of(tmp_path, SETTINGS) as stage:
        await stage.starts()
        await stage.ended()
        await stage.score(5)
        assert (
            "\n\nYou chose 😀 5. Thanks from Acme, {truly}!\n\nTell Acme more.\n✍️ "
            in stage.question()["text"]
        )


async def test_the_language_of_a_question_does_not_change_under_it(stage: Stage) -> None:
    """Frozen on the invitation; toasts follow the person."""
    await stage.starts(language="en")
    await stage.ended()
    stage.telegram.users[BOB].language_code = "fr"
    assert await stage.score(5) == "Kept: 😀 5"
    assert "You chose" in stage.question()["text"]


async def test_words_of_an_operator_are_shown_as_written(tmp_path: Path) -> None:
    """Angle brackets and ampersands are letters, not markup."""
    settings = SETTINGS.replace("How was {business}?", "Fast & <easy>?")
    async with stage_of(tmp_path, settings) as stage:
        await stage.starts()
        await stage.ended()
        assert stage.question()["text"].startswith("Fast & <easy>?")


async def replied(stage: Stage, who: int, text: str) -> str:
    """Let staff write in their group; gives the reply."""
    await stage.says(who, text, chat_id=STAFF)
    return str(stage.from_bot(STAFF)[-1]["text"])


async def test_everyone_of_a_group_is_answered_in_their_own_language(stage: Stage) -> None:
    """Whoever asks decides, and words of any language are understood by all."""
    stage.telegram.users[ADMIN].language_code = "ru"
    stage.telegram.users[VIEWER].language_code = "zh-hans"
    assert (await replied(stage, ADMIN, "/nps неделя")).splitlines() == [
        "NPS: ответов пока нет",
        "В эти дни вопросов не доставлено",
        "10–16 нояб. 2026, Europe/Berlin – вопрос v1",
    ]
    assert (await replied(stage, VIEWER, "/nps неделя")).splitlines() == [
        "NPS：还没有回答",
        "这些天没有送达任何询问",
        "2026年11月10日至16日，Europe/Berlin – 问题 v1",
    ]
    assert await replied(stage, VIEWER, "/nps 上个星其") == (
        "不认识“上个星其”：是不是“上周”？例如：/nps 上周"
    )
    buttons = stage.from_bot(STAFF)[-2]["reply_markup"]["inline_keyboard"]
    assert "细分…" in [button["text"] for button in buttons[0]]


async def test_a_button_answers_in_the_language_of_whoever_presses(stage: Stage) -> None:
    """The same message is turned into another language by another person's press."""
    stage.telegram.users[VIEWER].language_code = "ru"
    assert (await replied(stage, ADMIN, "/nps today")).startswith("NPS: no answers yet")
    asked = stage.from_bot(STAFF)[-1]
    data = asked["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await stage.taps(VIEWER, data, message=asked["message_id"], chat=STAFF)
    assert str(stage.from_bot(STAFF)[-1]["text"]).startswith("NPS: ответов пока нет")


async def test_alerts_speak_the_language_of_the_business(tmp_path: Path) -> None:
    """They are for everybody in the chat, whatever the customer speaks."""
    async with stage_of(tmp_path, USUAL) as stage:
        words = stage.config_file.read_text("utf-8")
        words = words.replace("[business]\n", '[business]\ndefault_language = "ru"\n')
        words = words.replace("[staff]\n", f"[staff]\nalerts = {STAFF}\n")
        stage.config_file.write_text(words, "utf-8")
        await stage.restart()
        await stage.starts(language="zh-hans")
        await stage.ended()
        await stage.score(1)
        await stage.until(lambda: stage.from_bot(STAFF))
        text = str(stage.from_bot(STAFF)[-1]["text"])
        assert text.splitlines()[0] == "🔴 after-chat: 1 из 5"
        assert "Агент: anna" in text


CODES = (None, "en", "ru", "zh")


def _is_of(scope: object, chat: int) -> bool:
    return isinstance(scope, dict) and scope.get("chat_id") == chat


def menus_of(stage: Stage, chat: int = STAFF) -> dict[str | None, list[dict[str, str]]]:
    """The menus of a chat, by the code of their language."""
    return {
        call.parameters.get("language_code"): call.parameters["commands"]
        for call in stage.telegram.calls
        if call.method == "setMyCommands" and _is_of(call.parameters.get("scope"), chat)
    }


async def test_every_chat_of_staff_has_a_menu_in_each_language(stage: Stage) -> None:
    """Telegram takes codes of two letters, and none for everybody else."""
    await stage.until(lambda: len(menus_of(stage)) == len(CODES))
    words = {code: found[0]["description"] for code, found in menus_of(stage).items()}
    assert words[None] == words["en"] == "Net Promoter Score: /nps week"
    assert words["ru"] == "Готовность рекомендовать: /nps неделя"
    assert words["zh"] == "净推荐值：/nps 周"


async def test_each_menu_is_for_the_role_there_and_for_what_is_measured(stage: Stage) -> None:
    """The group's menu is that of agents where there are any; an admin's own has all."""
    await stage.until(lambda: len(menus_of(stage)) == len(CODES))
    await stage.until(lambda: len(menus_of(stage, ADMIN)) == len(CODES))
    in_group = {each["command"] for each in menus_of(stage)["en"]}
    in_private = {each["command"] for each in menus_of(stage, ADMIN)["en"]}
    assert {"nps", "csat", "case", "overall"} <= in_group
    assert in_private - in_group == {
        *("audit", "doctor", "forget", "reload", "staff", "test", "unbind"),
    }
    (board,) = [each for each in menus_of(stage)["ru"] if each["command"] == "board"]
    assert board["description"].endswith("/board nps неделя")
