"""What staff type through the whole bot: dates fed back, mistyped and edited lines, order."""

import re
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from itertools import cycle

import pytest
import pytest_asyncio

from tests.bot.people import WALL
from tests.bot.stage import ADMIN, STAFF, Stage, stage_of
from tests.forms import FORMS

LANGUAGES = {"en": "en", "ru": "ru", "zh_Hans": "zh-hans"}
IN_ONE = pytest.mark.asyncio(loop_scope="module")  # as the office that they ask
_EXAMPLE = re.compile(r"(?:[Ff]or example|with|again): (/.*)$")
_DATED = re.compile(r"^(.*[,，] ?Europe/Berlin)", re.MULTILINE)


@pytest.fixture
async def office(stage: Stage) -> Stage:
    """A stage on which three people have answered."""
    await answered(stage)
    return stage


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def asked_office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """Such a stage for all tests that only ask: nothing they type changes it."""
    async with stage_of(tmp_path_factory.mktemp("office")) as stage:
        await answered(stage)
        yield stage


async def answered(stage: Stage) -> None:
    for number, score in enumerate((5, 1, 4)):
        user = 1000 + number
        await stage.starts(user, name=f"Customer {number}")
        agent = ("anna", "Zoë K", "anna")[number]
        channel = ("chat", "phone", "chat")[number]
        await stage.ended(
            customer={"telegram_id": user, "language": "ru"}, agent=agent, channel=channel
        )
        await stage.score(score, user=user)


async def said(stage: Stage, text: str, *, user: int = ADMIN, chat: int = STAFF) -> str:
    """Type something in the group; gives the newest reply, "" if there is none."""
    before = len(stage.texts(chat))
    await stage.says(user, text, chat_id=chat)
    return (stage.texts(chat)[before:] or [""])[-1]


async def all_said(stage: Stage, lines: Sequence[str], *, user: int = ADMIN) -> list[str]:
    """Type lines in the group one after the other; gives the reply to each, "" if there is none."""
    say = stage.telegram.say
    numbers = [say(user, line, chat_id=STAFF, now=WALL())["message_id"] for line in lines]
    await stage.settle()
    replies = [each for each in stage.from_bot(STAFF) if "reply_to_message" in each]
    texts = {each["reply_to_message"]["message_id"]: each["text"] for each in replies}
    return [texts.get(number, "") for number in numbers]


@IN_ONE
@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_dates_of_every_reply_can_be_typed(asked_office: Stage, language: str) -> None:
    reader = 77 + list(LANGUAGES).index(language)
    asked_office.join(reader, name="Reader", language=LANGUAGES[language])
    asked_office.telegram.chats[STAFF].members[reader] = "member"
    periods = ("month", "last month", "this quarter")
    names = [name for name, form in FORMS.items() if not form.around for _ in periods]
    lines = [f"/{name} {period}" for name, period in zip(names, cycle(periods), strict=False)]
    shown = map(_DATED.search, await all_said(asked_office, lines, user=reader))
    dates = [  # of what is measured here
        (name, found[1].split(": ")[-1].split("：")[-1])
        for name, found in zip(names, shown, strict=True)
        if found is not None
    ]
    again = await all_said(asked_office, [f"/{name} {dated}" for name, dated in dates], user=reader)
    for (name, dated), reply in zip(dates, again, strict=True):
        found = _DATED.search(reply)
        assert found is not None, (name, dated)
        assert found[1].split(": ")[-1].split("：")[-1] == dated, name
    assert len(dates) > 15


@IN_ONE
@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("/csat ANNA", "CSAT"),
        ("/csat zoë k", "CSAT"),
        ("/csat agent: Zoë K", "CSAT"),
        ("/csat Support chat", "CSAT"),
        ("/csat на русском", "CSAT"),
        ("/frt Chat", ""),
        ("/csat last week vs this week", "CSAT"),
    ],
)
async def test_what_has_been_seen_can_be_named(asked_office: Stage, typed: str, first: str) -> None:
    reply = await said(asked_office, typed)
    assert reply.startswith(first), reply
    assert "example" not in reply


async def test_a_new_agent_is_known_at_once(office: Stage) -> None:
    assert "example" in await said(office, "/csat dora")
    await office.starts(1005, name="Customer 5")
    await office.ended(customer={"telegram_id": 1005}, agent="dora")
    assert "example" not in await said(office, "/csat dora")


async def test_a_name_of_two_things_is_asked_about(office: Stage) -> None:
    await office.ended(customer={"telegram_id": 1001}, agent="support")
    reply = await said(office, "/csat support")
    assert reply == (
        '"support" can mean touchpoint=support, agent=support.'
        " For example: /csat week touchpoint=support"
    )


REFUSED = (
    *("wek", "by agnet", "agent=", "agent=nobody", "channel=x week", "touchpoint=x", "lang=xx"),
    *("vs", "week vs month", "2027", "tomorrow", "24h", "reason=x", "survey=x", "by agent by day"),
    *("agent", "survy=x", "2 wekes", "31 nov", "until 1 nov", "1/2/2026", "week month", "lwo"),
)


@IN_ONE
@pytest.mark.parametrize("name", sorted(FORMS))
async def test_every_example_works_here_and_is_not_what_failed(
    asked_office: Stage, name: str
) -> None:
    lines = [f"/{name} {wrong}" for wrong in REFUSED]
    found = map(_EXAMPLE.search, await all_said(asked_office, lines))
    given = {line: each[1] for line, each in zip(lines, found, strict=True) if each is not None}
    replies = await all_said(asked_office, list(given.values()))
    for (line, example), again in zip(given.items(), replies, strict=True):
        assert line != example
        nothing_yet = (
            "there is nothing to compare with" in again
        )  # of the days before, however said
        assert "example: /" not in again or nothing_yet, (line, example, again)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/csta last week", "/csat last week"),
        ("/csatt ноябрь", "/csat ноябрь"),
        ("/comment low", "/comments low"),
        ("/npsweek", "/nps week"),
        ("/nps7d", "/nps 7d"),
        ("/respnses wek", "/responses"),
        ("/caze", "/case"),
        ("/csta@{bot} week", "/csat week"),
    ],
)
async def test_a_mistyped_command_keeps_the_rest(stage: Stage, typed: str, meant: str) -> None:
    reply = await said(stage, typed.format(bot=stage.telegram.bot.username))
    assert reply.endswith(f": did you mean {meant}?")


@pytest.mark.parametrize("typed", ["/weather", "/poll", "/nps@other_bot", "/csta@other_bot week"])
async def test_what_is_not_for_us_is_met_with_silence(stage: Stage, typed: str) -> None:
    assert await said(stage, typed) == ""


@pytest.mark.parametrize(
    "typed", ["/csat本周", "/csat@{bot}本周", "/CSAT\u200b本周", "/csat：本周", "／ｃｓａｔ 本周"]
)
async def test_a_command_without_a_space_is_known(stage: Stage, typed: str) -> None:
    stage.telegram.chats[ADMIN].started = True
    reply = await said(stage, typed.format(bot=stage.telegram.bot.username), chat=ADMIN)
    assert reply == await said(stage, "/csat this week", chat=ADMIN)


# -- edited ---------------------------------------------------------------------------------------


async def edited(stage: Stage, first: str, then: str, *, after: float = 60) -> list[str]:
    """Type, and change it so many seconds later; gives what was replied to the change."""
    message = stage.telegram.say(ADMIN, first, chat_id=STAFF, now=1000.0)
    await stage.settle()
    before = len(stage.texts(STAFF))
    stage.telegram.edit(ADMIN, message["message_id"], then, chat_id=STAFF, now=1000.0 + after)
    await stage.settle()
    replies = [
        each
        for each in stage.from_bot(STAFF)
        if each.get("reply_to_message", {}).get("message_id") == message["message_id"]
    ]
    texts = stage.texts(STAFF)[before:]
    assert len(replies) >= len(texts)
    return texts


async def test_an_edited_report_is_read_again_and_replies_to_it(stage: Stage) -> None:
    [reply] = await edited(stage, "/csat wek", "/csat week")
    assert reply.startswith("No answers") or "CSAT" in reply
    [reply] = await edited(stage, "/csta", "/csat week")
    assert "did you mean" not in reply
    [reply] = await edited(stage, "hello", "/csat week", after=119)
    assert "did you mean" not in reply


async def test_after_two_minutes_or_without_a_change_nothing_is_read_again(stage: Stage) -> None:
    assert await edited(stage, "/csat wek", "/csat week", after=121) == []
    assert await edited(stage, "/csat week", "/csat week") == []


async def test_what_was_done_is_not_done_twice(office: Stage) -> None:
    [reply] = await edited(office, "/case 1 take", "/case 1 close")
    assert reply.startswith("/case stays as it was first carried out")
    assert office.rows("SELECT state FROM cases WHERE id = 1") == [{"state": "taken"}]


async def test_what_was_refused_is_done_when_it_is_put_right(office: Stage) -> None:
    [reply] = await edited(office, "/digest weekly mnday 9", "/digest weekly monday 9")
    assert "mnday" not in reply
    assert len(office.rows("SELECT * FROM digests")) == 1
    [reply] = await edited(office, "/case 1", "/case 1 done")
    assert office.rows("SELECT state FROM cases WHERE id = 1") == [{"state": "closed"}]


async def test_after_a_restart_only_what_shows_something_is_read_again(office: Stage) -> None:
    say = office.telegram.say
    first = say(ADMIN, "/case 1 take", chat_id=STAFF, now=1000.0)["message_id"]
    second = say(ADMIN, "/csat wek", chat_id=STAFF, now=1000.0)["message_id"]
    await office.settle()
    await office.restart()
    before = len(office.texts(STAFF))
    office.telegram.edit(ADMIN, first, "/case 1 close", chat_id=STAFF, now=1010.0)
    office.telegram.edit(ADMIN, second, "/csat week", chat_id=STAFF, now=1010.0)
    await office.settle()
    stays, report = office.texts(STAFF)[before:]
    assert stays.startswith("/case stays")
    assert "example" not in report
    assert office.rows("SELECT state FROM cases WHERE id = 1") == [{"state": "taken"}]


async def test_a_customers_edited_command_still_does_nothing(office: Stage) -> None:
    message = office.telegram.say(1000, "hello there", now=1000.0)["message_id"]
    await office.settle()
    office.telegram.edit(1000, message, "/stop", chat_id=1000, now=1010.0)
    await office.settle()
    assert office.rows("SELECT 1 FROM customers WHERE opted_out_at IS NOT NULL") == []


# -- cases, order ---------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["done", "готово", "完成", "Done.", "закрыто"])
async def test_a_case_is_closed_by_the_words_for_done(office: Stage, typed: str) -> None:
    await said(office, f"/case 1 {typed} called back")
    assert office.rows("SELECT state FROM cases WHERE id = 1") == [{"state": "closed"}]
    assert {"note": "called back"} in office.rows("SELECT note FROM case_steps")


async def test_a_case_may_be_named_last(office: Stage) -> None:
    await said(office, "/case done #1")
    assert office.rows("SELECT state FROM cases WHERE id = 1") == [{"state": "closed"}]


@pytest.mark.parametrize(
    ("typed", "state", "note"),
    [
        ("1号 我来处理", "taken", None),
        ("#1: take it", "taken", None),
        ("№1 беру в работу", "taken", None),
        ("1 closed - refunded", "closed", "refunded"),
        ("1 готово: перезвонили", "closed", "перезвонили"),
        ("1 done -5 % offered", "closed", "-5 % offered"),
        ("1 please", "open", None),
    ],
)
async def test_what_is_done_about_a_case_is_read_apart_from_the_note(
    office: Stage, typed: str, state: str, note: str | None
) -> None:
    assert "#1" in await said(office, f"/case {typed}")
    assert office.rows("SELECT state FROM cases WHERE id = 1") == [{"state": state}]
    notes = office.rows("SELECT note FROM case_steps WHERE note IS NOT NULL")
    assert notes == ([] if note is None else [{"note": note}])


@IN_ONE
@pytest.mark.parametrize("typed", ["/why 1001 плиз", "/why 1001, please 🙏", "/skip 1001 谢谢"])
async def test_thanks_are_no_part_of_a_customers_name(asked_office: Stage, typed: str) -> None:
    assert "Customer 1" in await said(asked_office, typed)


async def test_eight_commands_within_two_seconds_get_eight_replies_in_order(office: Stage) -> None:
    lines = ("/csat week", "/csta", "/id", "/nps wek", "/frt", "/case", "/csat ANNA", "/surveys")
    said_at = [(each, 1000.0 + at / 4) for at, each in enumerate(lines)]
    say = office.telegram.say
    numbers = [say(ADMIN, each, chat_id=STAFF, now=at)["message_id"] for each, at in said_at]
    await office.settle()
    replied = [
        each["reply_to_message"]["message_id"]
        for each in office.from_bot(STAFF)
        if "reply_to_message" in each
    ]
    assert replied == numbers


# -- examples with customers, two periods ---------------------------------------------------------


@IN_ONE
@pytest.mark.parametrize("command", ["/why", "/skip"])
@pytest.mark.parametrize("named", ["", " nobody"])
async def test_an_example_names_a_customer_that_there_is(
    asked_office: Stage, command: str, named: str
) -> None:
    reply = await said(asked_office, command + named)
    found = re.search(rf"{command} \d+$", reply)
    assert found is not None, reply
    assert "For example" not in await said(asked_office, found[0])


async def test_two_periods_always_show_both_scores(office: Stage) -> None:
    """However few there are, and whichever is typed first."""
    for number in range(5, 12):
        await office.starts(1000 + number, name="Customer")
        await office.ended(customer={"telegram_id": 1000 + number})
        await office.score(4 + number % 2, user=1000 + number)
    await office.pass_time(timedelta(days=7))
    forward = await said(office, "/csat last week vs this week")
    assert forward == await said(office, "/csat this week vs last week")
    assert "no answers yet" in forward
    assert "16-22 Nov 2026 90 %: 10 answers, too few to compare" in forward
    await office.starts(1100, name="Newest")
    await office.ended(customer={"telegram_id": 1100})
    await office.score(5, user=1100)
    assert "1 answer" in await said(office, "/csat this week vs last week")
    assert "16-22 Nov 2026 90 %" in await said(office, "/csat this week vs last week")
