"""Replies and captions hold whole lines, so that no tag is ever cut."""

from hypothesis import given
from hypothesis import strategies as st

from bot.words.fitting import fitted
from bot.words.tables import units

LINES = st.lists(
    st.text("ab😀 ", max_size=30).map(lambda text: f"<b>{text}</b>")
    | st.text("ab\n", min_size=1, max_size=60).map(lambda text: f"<pre>{text}</pre>")
    | st.just(""),
    max_size=12,
)


@given(lines=LINES, most=st.integers(20, 400))
def test_what_is_kept_is_whole_and_fits(lines: list[str], most: int) -> None:
    text = fitted(lines, foot=["the end"], most=most)
    assert units(text) <= most
    assert text.endswith("the end")
    assert text.count("<b>") == text.count("</b>")
    assert text.count("<pre>") == text.count("</pre>")


def test_a_table_goes_before_a_sentence() -> None:
    table = f"<pre>{'x' * 50}</pre>"
    assert fitted(["one", table, "two"], foot=["end"], most=40) == "one\ntwo\nend"
    assert fitted(["one", "", table], foot=["end"], most=400) == f"one\n{table}\nend"
