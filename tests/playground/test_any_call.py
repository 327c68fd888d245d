"""Whatever a bot sends, it gets an answer in Telegram's form."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from playground.core import METHODS, Telegram
from playground.limits import Limits

Json = dict[str, Any]
NAMES = (
    "chat_id message_id text caption parse_mode entities reply_markup reply_parameters media photo "
    "document scope commands language_code allowed_updates offset limit url user_id action "
    "callback_query_id message_thread_id secret_token file_id reaction voice video_note sticker"
)
LOOSE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=5,
)
LIKELY = st.sampled_from(
    [
        *(42, "42", 2, "HTML", "MarkdownV2", "<b>x</b>", "*x*", "[]", "{", [[{"type": 1}]]),
        {"inline_keyboard": [[{}]]},
        {"type": "photo", "media": 1},
        {"message_id": "1"},
        {"type": "chat"},
        [{"type": "emoji", "emoji": "👍"}],
    ]
)
CALLS = st.dictionaries(st.sampled_from(NAMES.split()), LIKELY | LOOSE, max_size=6)


@settings(deadline=None)
@given(method=st.sampled_from(sorted(METHODS)), parameters=CALLS)
def test_any_parameters_are_answered(method: str, parameters: Json) -> None:
    town = Telegram(limits=Limits(chat_interval_s=0))
    town.create_user("Bo", user_id=42)
    town.say(42, "/start", now=0)
    town.call("sendMessage", {"chat_id": 42, "text": "How?"}, now=0)
    reply = town.call(method, {"chat_id": 42} | parameters, now=1)
    assert reply.body["ok"] is (reply.status == 200)
    assert ("result" in reply.body) is reply.body["ok"]
    assert reply.body["ok"] or reply.body["error_code"] == reply.status
