"""The other replies to staff: responses, comments, lists, and the buttons' own memory."""

from datetime import date
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Refusal
from bot.operating.health_words import details_page
from bot.operating.listings import SurveyLine, surveys_text
from bot.reports.pages import command_behind
from bot.settings.config import Survey
from bot.words import tables
from bot.words.catalogues import Words
from bot.words.tables import COLUMNS, fitting, shorten, table, units
from storage import anonymous, shortcuts
from storage.transaction import Transaction
from tests.bot.town import NOW, VOICE, ZONE, Town

WORDS = Words.load()

WEEK = "16-22 Nov 2026, Europe/Berlin"


async def test_responses_tell_what_became_of_every_ask(town: Town) -> None:
    await town.answer("care", *[5] * 20, agent="anna")
    await town.ask("care", 5)
    await town.ask("care", 4, state="expired", agent="ben")
    await town.ask("care", 1, state="withdrawn")
    await town.skip("care", 3, gate="gap")
    await town.skip("care", 4, gate="floor")
    assert await town.text("/responses survey=care") == (
        "67 % of 30 asks delivered these days are answered so far (47 % to 83 %) - <b>care</b>\n"
        "<pre>Asked                  30\n"
        "Delivered              30\n"
        "· answered             20 67 %\n"
        "· still open            5\n"
        "· expired               4\n"
        "· withdrawn             1\n"
        "Unreachable             0\n"
        "Unknown                 0\n"
        "Not asked               7\n"
        "· asked very recently   4\n"
        "(floor)\n"
        "· another survey asked  3\n"
        "not long ago (gap)</pre>\n"
        "How many answer within three days cannot be told yet: these asks are younger\n"
        "Annoyed within a day of an ask: nobody of 30, 0 % to 12 %\n\n"
        f"{WEEK}"
    )


async def test_responses_by_agent(town: Town) -> None:
    await town.answer("care", *[5] * 6, agent="anna", days_ago=4)
    await town.ask("care", 4, agent="anna", days_ago=4)
    await town.ask("care", 6, agent="anna")
    await town.ask("care", 2, agent="ben")
    assert await town.text("/responses survey=care by agent") == (
        "33 % of 18 asks delivered these days are answered so far (13 % to 59 %) - <b>care</b>\n"
        "<pre>agent asks answered rate\n"
        "anna    16        6 38 %\n"
        "ben      2        0</pre>\n"
        "Rate: answered within three days of being asked; younger asks have none yet\n"
        "Fewer than 5: counts only, no score\n"
        "Fewer than 30: anywhere in the range, not compared or ranked\n\n"
        "Staff skipped no ask: coverage 100 %.\n"
        f"{WEEK}"
    )


async def test_whole_coverage_is_said_once_for_all_surveys(town: Town) -> None:
    await town.ask("care", 4, agent="anna")
    await town.ask("recommend", 4, agent="anna")
    page = await town.read("/responses week by agent")
    assert page.picture is not None
    for words in (page.text, page.picture.caption):
        assert words.count("Staff skipped no ask: coverage 100 %.") == 1


async def test_responses_without_asks(town: Town) -> None:
    assert await town.text("/responses survey=care") == (
        f"<b>care</b>\nNo asks were due these days\n\n{WEEK}"
    )


async def test_responses_of_two_filters_know_nothing_of_gates(town: Town) -> None:
    await town.ask("care", 3, agent="anna", touchpoint="support")
    await town.skip("care", 3, gate="gap")
    text = await town.text("/responses survey=care agent=anna touchpoint=support")
    assert "Asked        3" in text
    assert "Not asked" not in text


async def test_comments_come_five_to_a_page_newest_first(town: Town) -> None:
    for number in range(7):
        await town.answer(
            "care", 2, agent="anna", reason="speed", comment=f"slow & <{number}>", days_ago=1
        )
    first = await town.read("/comments")
    blocks = first.text.split("\n\n")
    assert blocks[0] == f"<b>Comments</b>\n{WEEK}"
    assert blocks[1].startswith("CSAT 2/5 - care - anna - Speed - Person ")
    assert blocks[1].endswith(" - 21 Nov 19:00\n<blockquote>slow &amp; &lt;6&gt;</blockquote>")
    assert len(blocks) == 6
    older = await town.read(first.rows[0][0].body)
    assert [block[-16:] for block in older.text.split("\n\n")[1:]] == [
        ";1&gt;</blockquote>"[-16:],
        ";0&gt;</blockquote>"[-16:],
    ]
    assert older.rows[0][0].label == "newest"
    assert await town.text(older.rows[0][0].body) == first.text


async def test_low_comments_are_those_of_the_lowest_band(town: Town) -> None:
    await town.answer("care", 5, comment="good")
    await town.answer("care", 2, comment="bad")
    await town.answer("recommend", 6, comment="no")
    text = await town.text("/comments low")
    assert text.startswith("<b>Comments with a low score</b>")
    assert "good" not in text
    assert "bad" in text
    assert "NPS 6/10" in text


async def test_comments_of_nobody(town: Town) -> None:
    assert await town.text("/comments") == f"<b>Comments</b>\n{WEEK}\n\nNo comments yet"


async def test_five_long_comments_fit_into_one_message(town: Town) -> None:
    for _ in range(5):
        await town.answer("care", 1, comment="😀" * 2000)
    assert units(await town.text("/comments")) <= 4096


async def test_anonymous_comments_come_by_tens_and_stand_alone(town: Town) -> None:
    async def write(tx: Transaction, words: range) -> None:
        for number in words:
            await anonymous.add_comment(tx, survey="team", body=f"word {number}", at=NOW, zone=ZONE)

    await town.services.database.write(partial(write, words=range(9)))
    hidden = await town.text("/comments survey=team")
    assert "Anonymous comments are shown ten at a time." in hidden
    await town.services.database.write(partial(write, words=range(9, 13)))
    page = await town.read("/comments survey=team")
    assert page.text.count("<blockquote>") == 5
    assert (await town.text(page.rows[0][0].body)).count("<blockquote>") == 5
    assert "word" not in await town.text("/comments")
    with pytest.raises(Refusal):
        await town.read("/comments survey=team low")


async def test_a_shortcut_brings_its_command_back(town: Town) -> None:
    body = "/nps 2026-11-16..2026-11-22 agent=Zoë by day"

    async def keep(tx: Transaction) -> dict[str, str]:
        await shortcuts.keep(tx, [body], now=NOW)
        return await shortcuts.keep(tx, [body, body], now=NOW)

    tokens = await town.services.database.write(keep)
    assert tokens == {body: shortcuts.token_of(body)}
    for data, found in ((f"s:{tokens[body]}", body), ("s:invented", None), (tokens[body], None)):
        assert await town.services.database.read(partial(command_behind, data=data)) == found


def test_surveys_say_what_they_are_for(town: Town) -> None:
    versions = town.services.versions
    since = date(2026, 1, 2)
    shop, team = versions["checkout"], versions["team"]
    returns = Survey(metric="csat", touchpoints=("checkout",), purpose="fewer returns")
    lines = [
        SurveyLine(version=shop, survey=returns, configured=True, since=since),
        SurveyLine(version=team, survey=Survey(metric="enps"), configured=False, since=since),
    ]
    assert surveys_text(VOICE, lines) == (
        "<b>Surveys</b>\n\n"
        "<b>checkout</b>: Customer satisfaction, 1-5\n"
        "Asked about an interaction: checkout\n"
        "Question v1 since 2 Jan 2026\n"
        "Purpose: fewer returns\n"
        "Asking: <code>/csat survey=checkout</code>\n\n"
        "<b>team</b>: Employee Net Promoter Score, 0-10\n"
        "Asked about the relationship: every touchpoint\n"
        "Question v1 since 2 Jan 2026\n"
        "Anonymous\n"
        "No purpose written down: who benefits, and how will we know?\n"
        "No longer in the configuration: <code>/enps survey=team</code>"
    )


def test_health_is_one_figure_to_a_line() -> None:
    document = {"status": "ok", "database": {"writable": True}, "last_poll_age_s": None}
    assert details_page(VOICE, document).text == (
        "<b>Health</b>: ok\ndatabase: writable: yes\nlast poll age s: -"
    )


@given(
    st.lists(
        st.tuples(
            st.text(max_size=60), st.integers(0, 99999), st.sampled_from(["+100", "87%", ""])
        ),
        min_size=1,
        max_size=20,
    )
)
def test_no_table_is_wider_than_a_telephone(rows: list[tuple[str, int, str]]) -> None:
    text = table([[key, str(people), score, "-100..+100"] for key, people, score in rows])
    plain = text.removeprefix("<pre>").removesuffix("</pre>")
    lines = plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").split("\n")
    assert len(lines) >= len(rows)
    assert all(tables.cells(line) <= COLUMNS for line in lines)


@given(st.text(max_size=50), st.integers(1, 30))
def test_shortened_text_is_never_too_long(text: str, most: int) -> None:
    assert units(shorten(text, most)) <= most


def test_what_does_not_fit_is_counted() -> None:
    text, left = fitting(["a" * 3000, "b" * 900, "c" * 300, "d"])
    assert (units(text), left) == (3902, 2)
