"""/themes and /comments theme=: the operator's words in every form, and what is new."""

import random
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from time import process_time

import pytest
from pydantic import ValidationError

from bot.errors import Refusal
from bot.pictures.page import Page
from bot.reports.themes.talking import Heard, talk_of
from bot.reports.themes.theming import EXAMPLE, Themes, themes_of
from bot.settings.theme import Theme
from bot.words.voice import Voice
from storage import anonymous
from storage.comments import Remark
from storage.transaction import Transaction
from tests.bot.town import NOW, VOICE, ZONE, Town, open_town

DELIVERY = Theme.model_validate(
    {
        "name": "delivery",
        "words": {
            "en": ["deliver*", "courier", "too late"],
            "ru": ["достав*", "курьер", "опоздать"],
            "zh-Hans": ["快递", "送货"],
        },
    }
)
MANNER = Theme.model_validate({"name": "the manner", "words": {"en": ["rude"], "ru": ["грубый"]}})
THEMES = themes_of([DELIVERY, MANNER])
PLANTED = {
    "en": ("our app is crashing", "the app crashes", "app crashed"),
    "ru": (
        "приложение не открывается",
        "приложения не открываются",
        "моё приложение не открывается",
    ),
    "zh_Hans": ("更新后系统崩溃了", "系统崩溃", "又系统崩溃，打不开"),
}
USUAL = {
    "en": [
        "good",
        "bad",
        "slow",
        "quick",
        "price",
        "staff",
        "shop",
        "help",
        "call",
        "wait",
        "form",
        "page",
        "clear",
        "kind",
        "order",
    ],
    "ru": [
        "хорошо",
        "плохо",
        "медленно",
        "быстро",
        "цена",
        "магазин",
        "помощь",
        "звонок",
        "ожидание",
        "форма",
        "заказ",
    ],
    "zh_Hans": [
        "好",
        "差",
        "慢",
        "快",
        "价",
        "店",
        "助",
        "电话",
        "等待",
        "表",
        "页",
        "清楚",
        "友善",
        "订单",
    ],
}


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with open_town(tmp_path) as opened:
        await themed(opened, DELIVERY, MANNER)
        yield opened


async def themed(town: Town, *themes: Theme) -> None:
    town.services.config = town.services.config.model_copy(update={"themes": themes})


def chatter(chance: random.Random, language: str) -> str:
    joint = "" if language == "zh_Hans" else " "
    return joint.join(chance.choices(USUAL[language], k=chance.randint(3, 9)))


async def refusal(town: Town, text: str) -> str:
    with pytest.raises(Refusal) as caught:
        await town.read(text)
    return VOICE.say(caught.value.key, **caught.value.values)


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("Доставили вовремя", "ru", {"delivery"}),
        ("проблемы с ДОСТАВКОЙ", "ru", {"delivery"}),
        ("звонила курьерам, грубо ответили", "ru", {"delivery", "the manner"}),
        ("о курьере ничего не знаю", "ru", {"delivery"}),
        ("курьёзный случай", "ru", set()),
        ("достаточно хорошо", "ru", set()),
        ("грубых сотрудников много", None, {"the manner"}),
        ("Undelivered", "en", set()),
        ("DELIVERIES: fine", "en", {"delivery"}),
        ("couriers were rude!", "en", {"delivery", "the manner"}),
        ("late, too", "en", set()),
        ("it came too late", "en", {"delivery"}),
        ("你们的快递很慢", "zh_Hans", {"delivery"}),
        ("送貨", "zh_Hans", set()),
        ("хорошая delivery, спасибо", "ru", {"delivery"}),
        ("delivery 太慢", "zh_Hans", {"delivery"}),
        ("Die Lieferung war rude", "de", set()),
        ("<b>👍</b> 5!", "en", set()),
    ],
)
def test_words_are_found_in_every_form_and_in_their_own_language(
    text: str, language: str | None, found: set[str]
) -> None:
    assert THEMES.in_text(text, language) == found


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": "", "words": {"en": ["a"]}}, "the name of a theme has at most 32 letters"),
        ({"name": 'a"b', "words": {"en": ["a"]}}, "the name of a theme has at most 32 letters"),
        ({"name": "a", "words": {}}, "at least 1 item"),
        ({"name": "a", "words": {"en": []}}, "at least 1 item"),
        ({"name": "a", "words": {"en": ["*"]}}, "a star stands at the end of one word"),
        ({"name": "a", "words": {"en": ["de*er"]}}, "a star stands at the end of one word"),
        ({"name": "a", "words": {"xx-nope-nope": ["a"]}}, "a language is written"),
    ],
)
def test_a_theme_that_cannot_be_is_refused(given: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Theme.model_validate(given)


@pytest.mark.parametrize("language", ["en", "ru", "zh_Hans"])
async def test_what_is_new_is_found_in_each_language(town: Town, language: str) -> None:
    chance = random.Random(4)
    for _ in range(60):
        await town.answer("care", 4, comment=chatter(chance, language), language=language)
        comment = chatter(chance, language)
        await town.answer("care", 4, comment=comment, language=language, days_ago=9)
    for _ in range(14):
        planted = chance.choice(PLANTED[language])
        await town.answer("care", 1, comment=planted, language=language)
    text = await town.text("/themes survey=care")
    new = text.split("<b>New</b>")[1]
    name = {"en": "crash", "ru": "не открыва", "zh_Hans": "系统崩溃"}[language]
    assert name in new.split("\n\n")[1]
    assert "</b> - 14 of 74 (19 %; 11 % to 30 %), before 0, without these answers CSAT" in new
    assert new.count("<blockquote>") == 1


async def test_themes_have_their_share_its_change_the_rest_and_a_typical_comment(
    town: Town,
) -> None:
    await town.answer("care", *[5] * 40, comment="courier was quick", days_ago=9)
    await town.answer("care", *[1] * 30, comment="the courier came far too late for us")
    await town.answer("care", *[5] * 5, comment="courier")
    await town.answer("care", 3, 3, comment="so rude")
    await town.answer("care", 5, comment="nothing to add")
    page = await town.read("/themes survey=care")
    blocks = page.text.split("\n\n")
    assert blocks[0] == "<b>Themes</b>: CSAT, care\n38 comments, before 40"
    delivery = blocks[1].splitlines()
    assert delivery[0] == (
        "<b>delivery</b> - 35 of 38 (92 %; 79 % to 98 %),"
        " no clear change (-39 to +21 points; before 100 %)"
    )  # who wrote nothing of it are too few for a figure
    assert delivery[1] == "<blockquote>the courier came far too late for us</blockquote>"
    manner = blocks[2].splitlines()
    assert manner[0].startswith("<b>the manner</b> - 2 of 38 (5 %; 1 % to ")
    assert manner[0].endswith("without these answers CSAT would be 17 %")  # 6 of 36
    assert manner[1] == "<blockquote>so rude</blockquote>"
    assert blocks[3] == "1 comment without a theme"
    shown = [choice.label for choice in page.rows[0]]
    assert shown == ["delivery (35)", "the manner (2)"]
    comments = await town.read(page.rows[0][1].body)
    assert comments.text.count("so rude") == 2
    assert comments.text.splitlines()[2] == "Theme: the manner"
    assert page.picture is not None
    assert len(page.picture.caption) <= 1024


async def test_a_theme_is_paged_over_comments_that_do_not_fit_it(town: Town) -> None:
    for number in range(7):
        await town.answer("care", 2, comment=f"courier {number}", days_ago=5)
        await town.answer("care", 4, comment=f"fine {number}", days_ago=2)
    first = await town.read("/comments theme=Delivery")
    assert [line for line in first.text.splitlines() if "courier" in line] == [
        f"<blockquote>courier {number}</blockquote>" for number in (6, 5, 4, 3, 2)
    ]
    older = next(c for row in first.rows for c in row if c.label == "older")
    second = await town.text(older.body)
    assert "courier 1" in second
    assert "courier 0" in second
    assert second.count("<blockquote>") == 2


async def test_a_theme_that_is_not_there_gets_one_that_is(town: Town) -> None:
    assert await refusal(town, "/comments week theme=delivry") == (
        'There is no theme "delivry". There are: delivery, the manner. For example: '
        "/comments 2026-11-16..2026-11-22 theme=delivery"
    )
    await themed(town)
    said = await refusal(town, "/comments week theme=delivery")
    assert said.endswith(EXAMPLE)
    assert "[[themes]]" in await town.text("/themes")
    assert "anonymous" in await refusal(town, "/comments survey=team theme=delivery")


async def test_anonymous_words_are_counted_by_tens_and_have_no_score(
    town: Town,
) -> None:
    async def write(tx: Transaction, times: int) -> None:
        for _ in range(times):
            await anonymous.add_comment(
                tx, survey="team", body="rude again", at=NOW - timedelta(days=1), zone=ZONE
            )

    await town.services.database.write(partial(write, times=9))
    hidden = await town.read("/themes survey=team")
    assert "Anonymous comments are shown ten at a time." in hidden.text
    assert "rude" not in hidden.text
    await town.services.database.write(partial(write, times=1))
    page = await town.read("/themes survey=team")
    assert "<b>the manner</b> - 10 of 10 (100 %, anywhere from 69 % to 100 %)\n" in page.text
    assert all(not choice.body.startswith("/comments") for row in page.rows for choice in row)
    assert "anonymous" in await refusal(town, "/themes survey=team touchpoint=office")


async def test_every_language_says_it_and_draws_it(town: Town) -> None:
    await town.answer("care", *[2] * 6, comment="courier & <b>", days_ago=1)
    await town.answer("care", *[2] * 6, comment="courier", days_ago=9)
    for language in ("en", "ru", "zh_Hans"):
        voice = Voice(VOICE.words, language)
        page: Page = await town.read("/themes survey=care", voice)
        assert "courier &amp; &lt;b&gt;" in page.text
        assert page.picture is not None
        drawn = str(page.picture.drawing)
        assert "delivery" in drawn
        assert "'value': 6" in drawn


def test_five_thousand_comments_are_counted_quickly(town: Town) -> None:
    chance = random.Random(1)
    remarks = [
        Remark(chatter(chance, language), language, chance.randint(1, 5), 1, number)
        for number in range(5000)
        for language in [chance.choice(["en", "ru", "zh_Hans"])]
    ]
    from bot.surveys.lineage import Shown
    from metrics.periods import parse_period

    period = parse_period("week", today=NOW.date(), zone=ZONE)
    heard = Heard("care", Shown("csat", 5, False, (1,)), period, remarks[:2500], remarks[2500:])
    talk_of(heard, Themes(()))
    began = process_time()
    talk = talk_of(heard, THEMES)
    assert process_time() - began < 0.6  # some 0.15 s on an idle machine
    assert talk.phrases == ()
