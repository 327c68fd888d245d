"""The mean of scores."""

from metrics.tally import Tally, people


def mean(tally: Tally) -> float | None:
    """Give the average score, or None of nobody."""
    whole = people(tally)
    if whole == 0:
        return None
    return sum(score * count for score, count in tally.items()) / whole
