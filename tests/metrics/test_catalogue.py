"""The catalogue of metrics is whole, and the documentation follows it."""

import re
from pathlib import Path

import pytest

from metrics.catalogue import METRICS, Metric, Scale, ScoreOffScaleError

PAGE = Path(__file__).parents[2] / "docs" / "metrics.md"
METRIC = pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS.keys())
FIGURES = {  # what stands beside the scores: its title, and which end is good
    "overall": ("Satisfaction index", "High"),
    "responses": ("Response rate", "High"),
    "frt": ("First response time", "Low"),
    "retention": ("Retention", "High"),
    "contacts": ("Contact ratio", "Low"),
}
SCALES = [
    pytest.param(scale, id=f"{metric.name}-{points}")
    for metric in METRICS.values()
    for points, scale in metric.scales.items()
]


def sections() -> dict[str, str]:
    """What the page says under the heading of each command."""
    parts = re.split(r"^## .*\(`/(\w+)`\)$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {
        name: text.split("\n## ")[0] for name, text in zip(parts[1::2], parts[2::2], strict=True)
    }


def test_the_order_is_that_of_the_help() -> None:
    assert list(METRICS) == [
        "nps",
        "csat",
        "ces",
        "stars",
        "mood",
        "score",
        "thumbs",
        "recovery",
        "enps",
    ]
    assert all(name == metric.name for name, metric in METRICS.items())


@METRIC
def test_a_metric_has_its_default_scale(metric: Metric) -> None:
    assert metric.default_points in metric.scales
    assert all(points == scale.points for points, scale in metric.scales.items())


@METRIC
def test_the_same_bands_bear_the_same_names_on_every_scale(metric: Metric) -> None:
    names = {band.name for band in metric.scales[metric.default_points].bands}
    assert all({band.name for band in s.bands} <= names for s in metric.scales.values())


@pytest.mark.parametrize("scale", SCALES)
def test_every_score_falls_in_one_band(scale: Scale) -> None:
    assert [score for band in scale.bands for score in band.scores] == list(scale.scores)
    assert all(score in scale.band(score) for score in scale.scores)
    assert scale.good == frozenset(scale.bands[-1].scores)
    for outside in (scale.low - 1, scale.high + 1):
        assert outside not in scale
        with pytest.raises(ScoreOffScaleError):
            scale.band(outside)


@METRIC
def test_the_page_describes_the_metric(metric: Metric) -> None:
    text = sections()[metric.name]
    for part in ("Formula", "Interval", "Few answers", "When not to use it", "Source"):
        assert f"**{part}.**" in text
    assert all(band.name in text for band in metric.scales[metric.default_points].bands)


@pytest.mark.parametrize("name", FIGURES)
def test_the_page_describes_what_stands_beside_the_scores(name: str) -> None:
    page = PAGE.read_text(encoding="utf-8")
    title, good = FIGURES[name]
    assert f"## {title} (`/{name}`)" in page
    for part in ("Formula", "Interval", "Few answers", "When not to use it", "Source"):
        assert f"**{part}.**" in sections()[name]
    assert f"{good} is good." in sections()[name]


def test_the_page_describes_nothing_else() -> None:
    assert list(sections()) == [*METRICS, *FIGURES]


def test_the_page_names_the_owners_of_the_trade_marks() -> None:
    text = " ".join(PAGE.read_text(encoding="utf-8").split())
    assert "trademarks of Bain & Company, Inc., NICE Systems, Inc. and Fred Reichheld" in text
