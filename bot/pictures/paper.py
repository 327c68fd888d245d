"""The marks that pictures are made of, at places worked out beforehand; values travel with them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from bot.pictures.frame import INK, SMALL, WIDTH, Part

Mark = Mapping[str, str | float | int]  # x, y in units from the top left; what it stands for, too
Layer = Mapping[str, Any]
Align = Literal["left", "center", "right"]


def sheet(height: float, layers: Iterable[Layer | None]) -> Part:
    """Lay marks over one another on a part of the picture's full width."""
    shown = [layer for layer in layers if layer is not None]
    return {"width": WIDTH, "height": round(height, 2), "layer": shown or [_nothing()]}


def words(
    marks: Sequence[Mark],
    *,
    size: int = SMALL,
    color: str = INK,
    align: Align = "left",
) -> Layer | None:
    """Write each mark's `text` with its line resting on `y`; a `color` of its own goes first."""
    look = {"type": "text", "fontSize": size, "align": align, "baseline": "alphabetic"}
    rows = [{"color": color, **mark} for mark in marks]
    return _layer(rows, look, {**_at("x", "y"), "text": {"field": "text"}, **_COLOR})


def halos(marks: Sequence[Mark], *, size: int = SMALL, align: Align = "left") -> Layer | None:
    """Clear the paper around words that are written over it, so that no line crosses them."""
    look = {"type": "text", "fontSize": size, "align": align, "baseline": "alphabetic"}
    white = {"color": "#ffffff", "stroke": "#ffffff", "strokeWidth": 4, "strokeJoin": "round"}
    return _layer(marks, {**look, **white}, {**_at("x", "y"), "text": {"field": "text"}})


def bars(marks: Sequence[Mark], *, opacity: float = 1.0, round_ends: int = 0) -> Layer | None:
    """Fill each rectangle from x, y to x2, y2 with its `color`."""
    look = {"type": "rect", "opacity": opacity, "cornerRadius": round_ends}
    return _layer(marks, look, {**_at("x", "y", "x2", "y2"), **_COLOR})


def frames(marks: Sequence[Mark]) -> Layer | None:
    """Draw the outline of each rectangle in its `color`, with nothing inside."""
    look = {"type": "rect", "fill": "#ffffff", "strokeWidth": 1.5}
    return _layer(marks, look, {**_at("x", "y", "x2", "y2"), "stroke": _COLOR["color"]})


def rules(marks: Sequence[Mark], *, thick: float = 1.0, dash: Sequence[int] = ()) -> Layer | None:
    """Draw each straight line from x, y to x2, y2 in its `color`."""
    look = {"type": "rule", "strokeWidth": thick, **({"strokeDash": [*dash]} if dash else {})}
    return _layer(marks, look, {**_at("x", "y", "x2", "y2"), **_COLOR})


def dots(marks: Sequence[Mark], *, size: float = 110) -> Layer | None:
    """Draw each round mark: filled with its `fill`, its rim in its `color`."""
    look = {"type": "point", "shape": "circle", "size": size, "strokeWidth": 2.5, "opacity": 1}
    fill = {"fill": {"field": "fill", "type": "nominal", "scale": None, "legend": None}}
    stroke = {"stroke": _COLOR["color"]}
    return _layer(marks, look, {**_at("x", "y"), **fill, **stroke})


def lines(marks: Sequence[Mark], *, color: str, thick: float = 3) -> Layer | None:
    """Join the marks of each `run` by a line, from left to right."""
    look = {"type": "line", "color": color, "strokeWidth": thick, "strokeJoin": "round"}
    return _layer(marks, look, {**_at("x", "y"), **_RUN})


def areas(marks: Sequence[Mark], *, color: str, opacity: float = 0.45) -> Layer | None:
    """Fill what lies between y and y2 along the marks of each `run`."""
    look = {"type": "area", "color": color, "opacity": opacity}
    return _layer(marks, look, {**_at("x", "y", "y2"), **_RUN})


_COLOR = {"color": {"field": "color", "type": "nominal", "scale": None, "legend": None}}
_RUN = {"detail": {"field": "run", "type": "nominal"}}


def _at(*channels: str) -> dict[str, Any]:
    """Take places as they are: in units, from the top left."""
    place = {"type": "quantitative", "scale": None, "axis": None}
    return {
        name: {"field": name} if name.endswith("2") else {"field": name, **place}
        for name in channels
    }


def _layer(
    marks: Sequence[Mark], look: Mapping[str, Any], encoding: Mapping[str, Any]
) -> Layer | None:
    if not marks:
        return None
    rows = [{name: _short(value) for name, value in mark.items()} for mark in marks]
    return {"data": {"values": rows}, "mark": look, "encoding": encoding}


def _short(value: str | float) -> str | float:
    return round(value, 4) if isinstance(value, float) else value


def _nothing() -> Layer:
    return {"data": {"values": []}, "mark": "point"}
