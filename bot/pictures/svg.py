"""A drawing as SVG: the one description of a picture, equal for equal drawings."""

from collections.abc import Iterable
from xml.etree import ElementTree as ET

from bot.pictures.frame import FONT, GAP, PADDING, WHITE, WIDTH
from bot.pictures.glyphs import covered
from bot.pictures.paper import Area, Bar, Dot, Drawing, Halo, Line, Mark, Rule, Text

_ANCHORS = {"left": "start", "center": "middle", "right": "end"}
_HALO = {"stroke": WHITE, "stroke-width": "4", "stroke-linejoin": "round"}


def svg(drawing: Drawing) -> str:
    """Write a drawing; its texts hold nothing that the font of the pictures lacks."""
    height = 2 * PADDING - GAP + sum(part.height + GAP for part in drawing.parts)
    size = {"width": _number(WIDTH + 2 * PADDING), "height": _number(height)}
    root = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", **size, "font-family": FONT})
    y = float(PADDING)
    for part in drawing.parts:
        group = ET.SubElement(root, "g", {"transform": f"translate({PADDING} {_number(y)})"})
        group.extend(_element(mark) for mark in part.marks)
        y += part.height + GAP
    return ET.tostring(root, encoding="unicode")


def _element(mark: Mark) -> ET.Element:
    match mark:
        case Text():
            return _text(mark)
        case Halo():
            element = _text(mark.text)
            element.attrib |= {"fill": WHITE, **_HALO}
            return element
        case Bar():
            return _rectangle(mark)
        case Rule() | Line():
            return _line(mark)
        case Dot():
            fill = WHITE if mark.hollow else mark.color
            place = _placed(cx=mark.x, cy=mark.y, r=mark.radius)
            return ET.Element("circle", {**place, "fill": fill, **_stroke(mark.color, 2.5)})
        case Area():
            return _area(mark)


def _text(mark: Text) -> ET.Element:
    look = {"font-size": str(mark.size), "fill": mark.color}
    if mark.align != "left":
        look["text-anchor"] = _ANCHORS[mark.align]
    if mark.bold:
        look["font-weight"] = "600"
    element = ET.Element("text", {**_placed(x=mark.x, y=mark.y), **look})
    element.text = covered(mark.text)
    return element


def _rectangle(mark: Bar) -> ET.Element:
    wide, high = abs(mark.x2 - mark.x), abs(mark.y2 - mark.y)
    place = _placed(x=min(mark.x, mark.x2), y=min(mark.y, mark.y2), width=wide, height=high)
    if mark.hollow:
        return ET.Element("rect", {**place, "fill": WHITE, **_stroke(mark.color, 1.5)})
    ends = _placed(rx=mark.round_ends) if mark.round_ends else {}
    return ET.Element("rect", {**place, **ends, "fill": mark.color})


def _line(mark: Rule | Line) -> ET.Element:
    if isinstance(mark, Rule):
        ends = _placed(x1=mark.x, y1=mark.y, x2=mark.x2, y2=mark.y2)
        dash = {"stroke-dasharray": " ".join(map(str, mark.dash))} if mark.dash else {}
        return ET.Element("line", {**ends, **_stroke(mark.color, mark.thick), **dash})
    way = _way((spot.x, spot.y) for spot in mark.spots)
    look = {"fill": "none", "stroke-linejoin": "round", **_stroke(mark.color, mark.thick)}
    return ET.Element("path", {"d": f"M{way}", **look})


def _area(mark: Area) -> ET.Element:
    there = _way((spot.x, spot.top) for spot in mark.spots)
    back = _way((spot.x, spot.foot) for spot in reversed(mark.spots))
    look = {"fill": mark.color, "fill-opacity": _number(mark.opacity)}
    return ET.Element("path", {"d": f"M{there}L{back}Z", **look})


def _stroke(color: str, thick: float) -> dict[str, str]:
    return {"stroke": color, "stroke-width": _number(thick)}


def _placed(**numbers: float) -> dict[str, str]:
    return {name: _number(value) for name, value in numbers.items()}


def _way(places: Iterable[tuple[float, float]]) -> str:
    return "L".join(f"{_number(x)} {_number(y)}" for x, y in places)


def _number(value: float) -> str:
    """Write a number with at most two decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
