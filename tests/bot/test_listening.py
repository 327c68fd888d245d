"""Every kind of message meets every screen: what comes of it is written down here by hand."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.answering.listening import READERS
from tests.bot.customers import SETTINGS
from tests.bot.stage import ADMIN, STAFF, Stage, stage_of

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
KINDS = (
    "text", "number", "label", "emoji", "voice", "photo", "location", "command", "edit", "reply",
    "nothing",
)  # fmt: skip
# What may come of it. Where nothing is said there is a reason:
DOOR = "nothing kept"  # there is nothing in it that could be: the door says what can be sent
KNOWN = "newer words"  # they take the place of the older, and what was said of those stands
NOTHING_TO_EDIT = "nothing to edit"  # the first words were never kept as anything
SAID = "said"  # a command was answered
COMMENT, SCORE, REASON, WHICH, GUIDE = "comment", "score", "reason", "which", "guide"
LATER, CLOSED, NAMELESS, REFUSED = "kept for later", "kept, closed", "without a name", "refused"
EDIT_REFUSED = "edit refused"

QUESTION = {
    "text": COMMENT,
    "number": SCORE,
    "label": COMMENT,
    "emoji": COMMENT,
    "voice": COMMENT,
    "photo": COMMENT,
    "location": DOOR,
    "command": SAID,
    "edit": SCORE,
    "reply": SCORE,
    "nothing": DOOR,
}
THANKS = {**QUESTION, "number": COMMENT, "label": REASON, "edit": KNOWN, "reply": COMMENT}
OVER = dict.fromkeys(KINDS, CLOSED) | {
    "location": DOOR, "command": SAID, "edit": KNOWN, "nothing": DOOR,
}  # fmt: skip
TABLE: Mapping[str, Mapping[str, str]] = {
    "question": QUESTION,
    "reminder": QUESTION,
    "link": QUESTION,
    "thanks": THANKS,
    "change": {**THANKS, "number": SCORE, "label": COMMENT, "reply": SCORE},
    "noted": THANKS,  # what colleagues reply in a case reaches nobody: the prompt goes on
    "anonymous": {
        **THANKS,
        **dict.fromkeys(("text", "number", "label", "emoji", "reply"), NAMELESS),
        **dict.fromkeys(("voice", "photo"), REFUSED),
        "edit": EDIT_REFUSED,
    },
    "later": {**OVER, **{kind: LATER for kind, come in OVER.items() if come == CLOSED}},
    "never": OVER,
    "expired": OVER,
    "which": {
        **dict.fromkeys(KINDS, WHICH),
        "location": DOOR,
        "command": SAID,
        "edit": KNOWN,
        "nothing": DOOR,
        "reply": SCORE,
    },
    "guide": {
        **dict.fromkeys(KINDS, GUIDE),
        "location": DOOR,
        "command": SAID,
        "edit": KNOWN,
        "nothing": DOOR,
        "reply": COMMENT,
    },
}
RECEIPTS = {
    LATER: "Kept. We will ask once more later",
    CLOSED: "This question is closed by now. What you wrote is kept",
    NAMELESS: "Kept without your name",
    REFUSED: "This was not kept: a recording or a file",
    EDIT_REFUSED: "What you wrote anonymously stays as it was",
    WHICH: "Your words are kept. Which question are they about?",
    GUIDE: "In this chat Acme asks for your opinion from time to time.",
    SAID: "Acme asks you one short question here from time to time",
}


async def _question(stage: Stage, user: int) -> None:
    await stage.ended(customer={"telegram_id": user})


async def _recalled(stage: Stage, user: int) -> None:
    await stage.ended(customer={"telegram_id": user}, touchpoint="talk")


async def _thanks(stage: Stage, user: int) -> None:
    await _question(stage, user)
    await stage.score(1, user=user)


async def _noted(stage: Stage, user: int) -> None:
    await _thanks(stage, user)
    before = stage.messages(user)
    alert = stage.from_bot(STAFF)[-1]["message_id"]
    await stage.says(ADMIN, "What did we do?", chat_id=STAFF, reply_to=alert)
    assert stage.rows("SELECT 1 FROM case_steps WHERE note = 'What did we do?'")
    assert stage.messages(user) == before


async def _change(stage: Stage, user: int) -> None:
    await _thanks(stage, user)
    await stage.does("change", user=user)


async def _anonymous(stage: Stage, user: int) -> None:
    await stage.ended(customer={"telegram_id": user}, touchpoint="team")
    await stage.score(3, user=user)


async def _later(stage: Stage, user: int) -> None:
    await _question(stage, user)
    await stage.does("later", user=user)


async def _never(stage: Stage, user: int) -> None:
    await _question(stage, user)
    await stage.does("never", user=user)


async def _link(stage: Stage, user: int) -> None:
    reply = await stage.ended(customer={"id": f"c-{user}"})
    payload = str(reply["decisions"][0]["link"]).partition("start=")[2]
    await stage.says(user, f"/start {payload}")
    await stage.says(user, f"/start {payload}")
    assert stage.texts(user)[-1].startswith("The question is above")


async def _which(stage: Stage, user: int) -> None:
    await _question(stage, user)
    await stage.ended(customer={"telegram_id": user}, touchpoint="delivery")


SCREENS: Mapping[str, tuple[Callable[[Stage, int], Awaitable[None]], timedelta]] = {
    "question": (_question, timedelta()),
    "reminder": (_recalled, 3 * DAY),
    "link": (_link, timedelta()),
    "thanks": (_thanks, timedelta()),
    "noted": (_noted, timedelta()),
    "change": (_change, timedelta()),
    "anonymous": (_anonymous, timedelta()),
    "later": (_later, timedelta()),
    "never": (_never, timedelta()),
    "expired": (_question, 14 * DAY),
    "which": (_which, timedelta()),
    "guide": (_thanks, 25 * HOUR),  # the prompt of the last question has ended
}


def test_every_kind_meets_every_screen_in_this_table() -> None:
    assert set(TABLE) == set(SCREENS) == {*READERS, "noted"}
    assert all(set(row) == set(KINDS) for row in TABLE.values())
    assert all(each[:2] == ("command", "stop word") for each in READERS.values())


@pytest.mark.parametrize("screen", TABLE)
async def test_what_comes_of_a_message(tmp_path: Path, screen: str) -> None:
    prepare, wait = SCREENS[screen]
    closed = ("/stop", "/start") if screen == "expired" else ()  # else it may still be answered
    await _check_all(tmp_path, screen, prepare, wait, closed)


async def test_for_a_day_after_its_end_a_question_listens_as_before(tmp_path: Path) -> None:
    await _check_all(tmp_path, "question", _question, 14 * DAY + HOUR)


async def _check_all(
    tmp_path: Path,
    screen: str,
    prepare: Callable[[Stage, int], Awaitable[None]],
    wait: timedelta,
    afterwards: Sequence[str] = (),
) -> None:
    async with stage_of(tmp_path, SETTINGS) as stage:
        users = dict(enumerate(KINDS, start=1_000))
        for user in users:
            await stage.starts(user, name=f"C{user}")
            await prepare(stage, user)
        if wait:
            await stage.pass_time(wait)
        for user in users:
            for words in afterwards:
                await stage.says(user, words)
        for user, kind in users.items():
            come = TABLE[screen][kind]
            await _check(stage, user, kind, come, screen)


async def _check(stage: Stage, user: int, kind: str, come: str, screen: str) -> None:
    at, first = f"{kind} at {screen}", None
    if kind == "edit":
        first = (await stage.says(user, "great"))["message_id"]
    before, texts = _kept(stage, user), stage.texts(user)
    await _send(stage, user, kind, first)
    after, said = _kept(stage, user), stage.texts(user)
    changed = {name for name in after if after[name] != before[name]}
    news = said[len(texts) :]
    if come in {DOOR, SAID, REFUSED, EDIT_REFUSED, NOTHING_TO_EDIT}:
        assert changed == set(), at
    elif come in {COMMENT, LATER, CLOSED}:
        assert changed == {"comments"}, at
    elif come == SCORE:
        assert "scores" in changed, at
    elif come == KNOWN:
        assert len(changed) == 1, at
    else:
        assert changed == {{NAMELESS: "nameless", REASON: "reasons"}.get(come, "unplaced")}, at
    if come in RECEIPTS:
        assert [each.startswith(RECEIPTS[come]) for each in news] == [True], (at, news)
    elif come in {COMMENT, SCORE, REASON}:
        assert news == [], (at, news)
        assert said != texts, f"{at}: the message of the question says so"


async def _send(stage: Stage, user: int, kind: str, first: int | None) -> None:
    texts = {"text": "slow", "number": "2", "label": "Speed", "emoji": "🤷", "command": "/help"}
    if kind == "edit":
        assert first is not None
        await stage.edits(user, first, "2, great")
    elif kind in {"voice", "photo"}:
        await stage.says(user, attachment=kind, text="")
    elif kind == "reply":
        await stage.says(user, "2", reply_to=_first_question(stage, user))
    elif kind in {"location", "nothing"}:
        place: dict[str, Any] = {"location": {"latitude": 52, "longitude": 13}}
        await stage.sends(user, **(place if kind == "location" else {}))
    else:
        await stage.says(user, texts[kind])


def _first_question(stage: Stage, user: int) -> int:
    [found] = stage.rows(
        """SELECT min(message_id) AS id FROM deliveries
        WHERE chat_id = ? AND kind <> 'alert' AND message_id IS NOT NULL""",
        user,
    )
    return int(found["id"])


def _kept(stage: Stage, user: int) -> dict[str, list[Any]]:
    """What is kept of somebody; anonymous words are counted, for nobody knows whose they are."""
    of_user = "(SELECT id FROM customers WHERE telegram_id = ?)"
    return {
        "scores": stage.rows(f"SELECT score FROM answers WHERE customer_id = {of_user}", user),
        "reasons": stage.rows(f"SELECT reason FROM answers WHERE customer_id = {of_user}", user),
        "comments": stage.rows(
            f"""SELECT body, media FROM comments JOIN invitations ON id = invitation_id
            WHERE customer_id = {of_user} ORDER BY message_id""",
            user,
        ),
        "unplaced": stage.rows(
            f"SELECT body, media FROM unplaced WHERE customer_id = {of_user}", user
        ),
        "nameless": stage.rows("SELECT id FROM sealed WHERE length(body) > 99 ORDER BY id"),
    }
