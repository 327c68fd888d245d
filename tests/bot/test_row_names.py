"""No table prints one name twice, however long and alike the names are."""

import html
import re
import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from bot.words.row_names import told_apart
from bot.words.tables import COLUMNS, cells, table

HEADS = {
    "en": ["touchpoint", "n", "CSAT", "range"],
    "ru": ["точка контакта", "доставлено", "отвечено", "доля ответивших"],
    "zh": ["接触点", "已送达", "已回答", "回答率"],
}
STEMS = (
    "from the help desk in Berlin, second floor, team ",
    "с 16 ноября по 22 ноября, отдел сопровождения клиентов ",
    "柏林客户服务中心第二层团队",
    "Anna-Maria_Bergmann.von.der.Heide",
)
NAMES = st.builds(
    lambda stem, cut, tail: stem[: len(stem) - cut] + tail,
    st.sampled_from(STEMS),
    st.integers(0, 12),
    st.text("ab 一нё-", max_size=12),
)
ROWS = st.lists(NAMES, min_size=1, max_size=14)


def keys_of(shown: str, names: int) -> list[str]:
    """Read the names of rows back: a line with figures begins one, the others go on with it."""
    lines = html.unescape(shown.removeprefix("<pre>").removesuffix("</pre>")).split("\n")
    found: list[str] = []
    for line in lines:
        row = re.fullmatch(r"(.*?)[ \u3000]+#\d+[ \u3000]+#[ \u3000]*#.*", line)
        if row:
            found.append(row[1].rstrip())
        elif found:
            found[-1] += f"\n{line}"
    assert len(found) == names
    return found


@given(names=ROWS, language=st.sampled_from(sorted(HEADS)))
@example(["с 16 ноября"] * 9, "ru")
def test_no_table_prints_one_key_twice(names: list[str], language: str) -> None:
    rows = [[name, f"#{at}", "#", "#100%"] for at, name in enumerate(names)]
    found = keys_of(table([HEADS[language], *rows]), len(names))
    assert len({key.casefold() for key in found}) == len(names)


@given(names=ROWS, language=st.sampled_from(sorted(HEADS)))
@example(["柏林客户服务中"], "zh")
def test_no_line_is_wider_than_a_telephone(names: list[str], language: str) -> None:
    rows = [[name, "12", "3", "100%"] for name in names]
    shown = html.unescape(table([HEADS[language], *rows])).removeprefix("<pre>")
    assert all(cells(line) <= COLUMNS for line in shown.removesuffix("</pre>").split("\n"))


@given(names=ROWS, room=st.integers(4, 30))
def test_nothing_of_names_alike_is_lost(names: list[str], room: int) -> None:
    found = told_apart(names, room, cells)
    assert all(cells(line) <= room for lines in found for line in lines)
    assert all(lines for lines in found)
    letters = [_letters("".join(lines)) for lines in found]
    for name, lines, said in zip(names, found, letters, strict=True):
        if "…" not in lines[-1]:
            assert said.startswith(_letters(name))


def _letters(text: str) -> str:
    return "".join(each for each in text if unicodedata.category(each)[0] != "Z")


def test_heads_shrink_before_names_do() -> None:
    shown = table(
        [["touchpoint", "delivered", "answered", "rate"], ["after a call to us", "9", "3", "33 %"]]
    )
    assert shown == (
        "<pre>touchpoint         de… answe… rate\nafter a call to us   9      3 33 %</pre>"
    )


def test_a_name_goes_on_in_a_second_line() -> None:
    shown = table(
        [["agent", "n", "CSAT", "range"], ["an agent with a long name", "8", "100%", "1..2"]]
    )
    assert shown == (
        "<pre>agent                n CSAT ran…\nan agent with a long 8 100% 1..2\nname</pre>"
    )
