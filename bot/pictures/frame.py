"""What every picture shares: its size, colours, type, title and footer, and how parts are stacked.

Every text in a specification comes ready-made from the catalogue, numbers and dates included, so
that a picture says things as its caption does, whatever the language.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.pictures.lettering import cut, wrapped
from bot.words.voice import Spec

Part = Mapping[str, Any]  # one view of a specification

WIDTH = 520  # units; a telephone shows them at some two thirds, so 17 is the smallest legible type
SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
FONT = "Afterword Sans"
SMALL, BODY, LARGE, HEADLINE = 17, 19, 25, 62
LINE = 22  # from one line of small type to the next

# Told apart with every kind of colour vision, and in grey (Okabe and Ito 2008; Wong 2011).
INK, SOFT, GRID = "#1f2933", "#616e7c", "#e4e7eb"
GOOD, MIDDLE, BAD = "#0072b2", "#b8bfc7", "#d55e00"
ACCENT, BAND, EARLIER = "#0072b2", "#9ecae9", "#8a94a0"

_CONFIG: Spec = {
    "font": FONT,
    "background": "#ffffff",
    "view": {"stroke": None},
    "padding": 24,
    "concat": {"spacing": 20},
    "title": {"color": INK, "fontSize": BODY, "fontWeight": "normal", "anchor": "start"},
    "axis": {
        "labelColor": SOFT,
        "titleColor": SOFT,
        "labelFontSize": SMALL,
        "titleFontSize": SMALL,
        "titleFontWeight": "normal",
        "domain": False,
        "ticks": False,
        "gridColor": GRID,
        "labelPadding": 8,
    },
    "text": {"color": INK, "fontSize": SMALL},
    "legend": {"labelFontSize": SMALL, "labelColor": INK, "title": None, "orient": "top"},
}


def framed(
    parts: Iterable[Part], *, title: str, subtitle: Sequence[str], footer: Sequence[str]
) -> Spec:
    """Stack the parts under a title and its subtitle, with small print below them.

    What is too long for a line is broken, and the title cut, so that nothing leaves the picture.
    """
    return {
        "$schema": SCHEMA,
        "config": _CONFIG,
        "title": {
            "text": cut(title, LARGE, WIDTH),
            "subtitle": [line for text in subtitle for line in wrapped(text, BODY, WIDTH)],
            "fontSize": LARGE,
            "subtitleFontSize": BODY,
            "subtitleColor": SOFT,
            "subtitlePadding": 8,
            "offset": 18,
            "anchor": "start",
            "frame": "group",
        },
        "align": "left",
        "vconcat": [*parts, *_small_print(footer)],
    }


def _small_print(texts: Sequence[str]) -> list[Part]:
    lines = [line for text in texts for line in wrapped(text, SMALL, WIDTH)]
    if not lines:
        return []
    place = {"type": "quantitative", "scale": None, "axis": None}
    return [
        {
            "width": WIDTH,
            "height": LINE * len(lines),
            "data": {"values": [{"text": text, "y": LINE * at} for at, text in enumerate(lines)]},
            "mark": {"type": "text", "align": "left", "baseline": "top", "x": 0, "color": SOFT},
            "encoding": {"text": {"field": "text"}, "y": {"field": "y", **place}},
        }
    ]
