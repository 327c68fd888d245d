"""A link's payload fits Telegram's rules, and nobody but us can make one."""

import re
import string
from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from bot.asking.links import TOKEN_CHARS, new_token, payload_of, token_in

KEYS = st.binary(min_size=32, max_size=32)
TOKENS = st.binary(min_size=12, max_size=12).map(lambda _: new_token())
ALPHABET = string.ascii_letters + string.digits + "_-"


@given(TOKENS, KEYS)
def test_a_payload_fits_and_is_read_back(token: str, key: bytes) -> None:
    payload = payload_of(token, key)
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", payload)
    assert quote(payload, safe="") == payload
    assert len(token) == TOKEN_CHARS
    assert token_in(payload, [key]) == token


def test_every_flip_of_one_bit_is_refused() -> None:
    key = b"k" * 32
    payload = payload_of(new_token(), key).encode()
    for place in range(len(payload)):
        for bit in range(8):
            flipped = bytearray(payload)
            flipped[place] ^= 1 << bit
            assert token_in(flipped.decode("latin-1"), [key]) is None


def test_every_other_last_character_is_refused() -> None:
    key = b"k" * 32
    payload = payload_of(new_token(), key)
    others = [each for each in ALPHABET if each != payload[-1]]
    assert all(token_in(payload[:-1] + each, [key]) is None for each in others)


@given(TOKENS, KEYS, KEYS)
def test_another_key_signs_otherwise(token: str, key: bytes, other: bytes) -> None:
    assert token_in(payload_of(token, key), [other]) == (token if key == other else None)


@given(st.text(max_size=80), KEYS)
def test_what_people_type_is_no_link(text: str, key: bytes) -> None:
    assert token_in(text, [key]) is None


@given(TOKENS, KEYS)
def test_shortened_or_lengthened_it_is_refused(token: str, key: bytes) -> None:
    payload = payload_of(token, key)
    assert token_in(payload[:-1], [key]) is None
    assert token_in(payload + "A", [key]) is None
    assert token_in(payload + "=", [key]) is None


def test_tokens_do_not_repeat() -> None:
    assert len({new_token() for _ in range(10_000)}) == 10_000


@given(TOKENS, KEYS, KEYS)
def test_links_of_the_key_before_are_still_known(token: str, key: bytes, before: bytes) -> None:
    assert token_in(payload_of(token, before), [key, before]) == token
    assert token_in(payload_of(token, key), [key, before]) == token
