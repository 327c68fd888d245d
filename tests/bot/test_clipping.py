"""Captions and messages are cut to what Telegram takes, and stay well-formed."""

from hypothesis import given
from hypothesis import strategies as st

from bot.words.clipping import clipped
from bot.words.tables import units
from playground.html import parse_html

PIECES = st.recursive(
    st.sampled_from(["a", "Ж", "😀", "&amp;", "&lt;", "\n", "周", " ", "&#128512;"]),
    lambda inner: st.tuples(
        st.sampled_from(["b", "i", "code", "a href='https://example.org/?x=1'"]),
        st.lists(inner, max_size=5).map("".join),
    ).map(lambda both: f"<{both[0]}>{both[1]}</{both[0].split(maxsplit=1)[0]}>"),
    max_leaves=12,
)


def seen(markup: str) -> str:
    """Read as the playground's Telegram does, which refuses broken HTML."""
    return parse_html(markup)[0]


@given(st.lists(PIECES, max_size=20).map("".join), st.integers(1, 30))
def test_a_cut_text_is_the_longest_start_that_fits_with_its_sign(markup: str, most: int) -> None:
    whole, short = seen(markup), seen(clipped(markup, most))
    assert units(short) <= most
    if units(whole) <= most:
        assert clipped(markup, most) == markup
    else:
        start = short.removesuffix("…")
        assert short.endswith("…")
        assert whole.startswith(start)
        assert units(start + whole[len(start)]) + 1 > most


def test_faces_are_not_cut_in_two() -> None:
    assert clipped("😀😀", 3) == "😀…"
    assert clipped("<b>😀😀</b>", 2) == "<b>…</b>"


def test_a_lone_angle_counts_as_itself() -> None:
    assert clipped("1 < 2 and more", 6) == "1 < 2…"
