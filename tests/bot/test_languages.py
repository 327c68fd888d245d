"""In which language a person is asked, and whose words are used."""

from pathlib import Path

from tests.bot.stage import BOB, Stage, stage_of

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
reasons = ["speed", "noise"]
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
        assert text.endswith("Qu'est-ce que Acme pourrait mieux faire ?")
        chips = [b["text"] for b in stage.question()["reply_markup"]["inline_keyboard"][0]]
        assert chips == ["Speed", "noise"]


async def test_braces_and_the_name_of_the_business(tmp_path: Path) -> None:
    """The only placeholder is filled everywhere, and braces written twice are braces."""
    async with stage_of(tmp_path, SETTINGS) as stage:
        await stage.starts()
        await stage.ended()
        await stage.score(5)
        assert stage.question()["text"].endswith(
            "You chose 😀 5. Thanks from Acme, {truly}!\n\nTell Acme more."
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
