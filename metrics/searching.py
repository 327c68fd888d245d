"""Where in a range of numbers something begins to hold."""

from bisect import bisect_left
from collections.abc import Callable


def first_where(numbers: range, holds: Callable[[int], bool]) -> int:
    """Find the first number for which it holds, and then for all after it; else their end."""
    return numbers.start + bisect_left(numbers, x=True, key=holds)
