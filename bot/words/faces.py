"""How each score looks on a button: a number, a face with its number, a row of stars."""

FACES = {
    5: ("😞", "🙁", "😐", "🙂", "😀"),
    3: ("😞", "😐", "😀"),
}
THUMBS = {1: "👎", 2: "👍"}


def label(metric: str, points: int, score: int) -> str:
    """Label a score; faces never stand for a recommendation."""
    if metric == "thumbs":
        return THUMBS.get(score, str(score))
    if metric == "stars":
        return f"{'★' * score} {score}"
    if metric in {"mood", "csat"} and points in FACES:
        return f"{FACES[points][score - 1]} {score}"
    return str(score)
