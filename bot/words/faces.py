"""How each score looks on a button: a number, a face with its number, stars, words of its own."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

FACES = {
    5: ("😞", "🙁", "😐", "🙂", "😀"),
    3: ("😞", "😐", "😀"),
}
THUMBS = {1: "👎", 2: "👍"}
THUMBED = frozenset({"thumbs", "recovery"})  # the metrics with two thumbs for buttons


def label(
    metric: str, points: int, score: int, own: Mapping[int, str] = MappingProxyType({})
) -> str:
    """Label a score; faces never stand for a recommendation, nor beside the operator's own words.

    The number comes before the words; only stars stand before it, and a thumb stands for it.
    """
    words = own.get(score, "")
    if metric in THUMBED:
        return f"{THUMBS.get(score, score)} {words}".strip()
    if metric == "stars":
        return f"{'★' * score} {_with(score, words)}"
    shown = faces(metric, points, own)
    if shown:
        return f"{shown[score - 1]} {score}"
    return _with(score, words)


def faces(metric: str, points: int, own: Mapping[int, str] = MappingProxyType({})) -> Sequence[str]:
    """Give the faces that stand beside the scores, the lowest first; none where none do."""
    return FACES.get(points, ()) if metric in {"mood", "csat"} and not own else ()


def _with(score: int, words: str) -> str:
    return f"{score} · {words}" if words else str(score)
