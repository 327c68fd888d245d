"""One figure in large with what is said beside it and its change below; and now beside then."""

from collections.abc import Mapping, Sequence

from bot.pictures.axis import Axis
from bot.pictures.frame import BODY, EARLIER, HEADLINE, INK, LINE, SMALL, SOFT, WIDTH
from bot.pictures.lettering import width, wrapped
from bot.pictures.paper import Facts, Part, Text, stacked
from bot.pictures.rows import Heads, Row, rows_chart
from bot.pictures.verdict import SaidChange, verdict_lines

_REST = 58  # the figure rests there
_STEP = LINE + 3


def figure_part(
    value: str, beside: Sequence[str], said: SaidChange | None, *, few: bool, about: Facts
) -> Part:
    """Draw a figure, how sure it is and what stands behind it, and what changed."""
    x = round(width(value, HEADLINE) + 18, 2)
    first, *others = beside
    sure = wrapped(first, BODY, WIDTH - x)
    rest = [line for text in others for line in wrapped(text, SMALL, WIDTH - x)]
    y = _REST - 6 - _STEP * (len(sure) + len(rest) - 1)
    drop = max(0.0, 18 - y)  # many lines go on below the figure
    below, height = ([], 0.0) if said is None else verdict_lines(said, top=_REST + drop + 12)
    return Part(
        _REST + drop + 14 + height,
        [
            Text(0, _REST, value, EARLIER if few else INK, HEADLINE, bold=True, about=about),
            *stacked(sure, x=x, y=y + drop, step=_STEP, size=BODY),
            *stacked(rest, x=x, y=y + drop + _STEP * len(sure), step=_STEP, color=SOFT),
            *below,
        ],
    )


def now_and_then(rows: Sequence[Row], *, axis: Axis, ticks: Mapping[float, str], unit: str) -> Part:
    """Draw two periods below each other on one axis, so that a change that is claimed is seen."""
    return rows_chart(rows, Heads("", "", unit=unit), axis=axis, ticks=ticks)
