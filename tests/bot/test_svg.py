"""Drawings as SVG: every mark at its place, every text covered and escaped."""

from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from bot.pictures.glyphs import MISSING, covered
from bot.pictures.paper import (
    Area,
    Bar,
    Dot,
    Drawing,
    Halo,
    Line,
    Mark,
    Part,
    Rule,
    Spot,
    Text,
)
from bot.pictures.svg import svg

SPOTS = (Spot(0, 10, 5, 20), Spot(1 / 3, 12, 8, 15))


def read(*parts: Part) -> ET.Element:
    return ET.fromstring(svg(Drawing(parts)))  # noqa: S314 - we wrote it


def elements(*marks: Mark) -> list[tuple[str, dict[str, str]]]:
    (part,) = read(Part(40, marks))
    return [(each.tag.partition("}")[2], each.attrib) for each in part]


def test_every_mark_is_written_at_its_place() -> None:
    found = elements(
        Text(1, 2, "a", size=25, align="right", bold=True),
        Halo(Text(1, 2, "a")),
        Bar(10, 30, 5, 20, "red", round_ends=3),
        Bar(0, 0, 5, 5, "red", hollow=True),
        Rule(0, 1, 2, 3, "red", thick=1.5, dash=(5, 4)),
        Dot(3, 4, "red", hollow=True),
        Line(SPOTS, "red"),
        Area(SPOTS, "red"),
    )
    assert [kind for kind, _ in found] == [
        *("text", "text", "rect", "rect", "line", "circle", "path", "path")
    ]
    text, halo, bar, outline, rule, dot, line, area = (look for _, look in found)
    assert (text["x"], text["y"], text["font-size"]) == ("1", "2", "25")
    assert (text["text-anchor"], text["font-weight"]) == ("end", "600")
    assert (halo["fill"], halo["stroke"]) == ("#ffffff", "#ffffff")
    assert [bar[name] for name in ("x", "y", "width", "height", "rx")] == [
        "5",
        "20",
        "5",
        "10",
        "3",
    ]
    assert (outline["fill"], outline["stroke"]) == ("#ffffff", "red")
    assert (rule["x2"], rule["stroke-width"], rule["stroke-dasharray"]) == ("2", "1.5", "5 4")
    assert (dot["fill"], dot["stroke"]) == ("#ffffff", "red")
    assert line["d"] == "M0 10L0.33 12"
    assert area["d"] == "M0 5L0.33 8L0.33 15L0 20Z"


def test_parts_lie_below_one_another_and_make_the_height() -> None:
    root = read(Part(100, []), Part(50, []))
    assert (root.attrib["width"], root.attrib["height"]) == ("568", "218")
    assert [part.attrib["transform"] for part in root] == ["translate(24 24)", "translate(24 144)"]


def test_what_a_mark_stands_for_changes_nothing_in_the_picture() -> None:
    one, other = (Drawing([Part(9, [Dot(1, 2, "red", about={"value": n})])]) for n in (1, 2))
    assert svg(one) == svg(other)
    assert one != other


def test_a_text_with_what_the_font_lacks_has_boxes() -> None:
    said = read(Part(9, [Text(0, 0, "ع & \0<b>")]))
    assert "".join(said.itertext()) == f"{MISSING} & <b>"


@given(st.text())
def test_a_text_stays_a_text(text: str) -> None:
    root = read(Part(9, [Text(0, 0, text)]))
    assert "".join(root.itertext()) == covered(text)
    assert len([*root.iter()]) == 3
