"""Names of rows made to fit: on a second line where one is too short, and never two alike."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

LINES = 2  # for a name, unless two names would read alike
_LONGEST = 200  # letters of a name that are looked at: more has no room in any row
_ELLIPSIS = "…"
_ENDS = frozenset(" -_./·")  # a name may be broken behind these


def told_apart(
    names: Sequence[str], room: float, width: Callable[[str], float], *, most: int = LINES
) -> list[list[str]]:
    """Break each name into lines of at most `room`; no two names come out equal.

    A name has `most` lines, the last one cut. Of those that would read alike the end is shown
    there, and if they still do, all of them. What is equal from the start is numbered.
    """
    numbered = _numbered([_first_of(name) for name in names])
    whole = [_broken(name, room, width) for name in numbered]
    found = [_cut(lines, room, width, most) for lines in whole]
    ends = [_ending(name, lines, room, width) for name, lines in zip(numbered, found, strict=True)]
    return _unlike(_unlike(found, ends), whole)


def _first_of(name: str) -> str:
    whole = " ".join(name.split())
    return whole if len(whole) <= _LONGEST else f"{whole[: _LONGEST - 1]}{_ELLIPSIS}"


def _unlike(names: Sequence[Sequence[str]], longer: Sequence[Sequence[str]]) -> list[list[str]]:
    """Take the longer form of those names that read alike."""
    seen = Counter("\n".join(lines).casefold() for lines in names)
    pairs = zip(names, longer, strict=True)
    return [[*(more if seen["\n".join(cut).casefold()] > 1 else cut)] for cut, more in pairs]


def _ending(
    name: str, lines: Sequence[str], room: float, width: Callable[[str], float]
) -> list[str]:
    """Show the end of a name in its last line, where what tells names apart often stands."""
    if not lines[-1].endswith(_ELLIPSIS):
        return list(lines)
    first = next(at for at in range(len(name) + 1) if width(_ELLIPSIS + name[at:]) <= room)
    return [*lines[:-1], _ELLIPSIS + name[first:].lstrip()]


def _numbered(names: Iterable[str]) -> list[str]:
    """Give the second and every later one of equal names a number."""
    found: list[str] = []
    taken: set[str] = set()
    for name in names:
        number, shown = 1, name
        while shown.casefold() in taken:
            number += 1
            shown = f"{name} ({number})"
        taken.add(shown.casefold())
        found.append(shown)
    return found


def _broken(name: str, room: float, width: Callable[[str], float]) -> list[str]:
    """Break a name between its words, and within a word where that is too long for a line."""
    lines: list[str] = []
    while width(name) > room:
        fits = bisect_right(range(len(name)), room, key=lambda end: width(name[:end])) - 1
        at = max(1, fits)
        after = [place for place in range(1, at + 1) if name[place - 1] in _ENDS]
        at = after[-1] if after and after[-1] > at / 3 else _outside_numbers(name, at)
        if at < len(name) and name[at] == " ":
            at += 1
        lines.append(name[:at].rstrip())
        name = name[at:]
    return [*lines, name] if name or not lines else lines


def _outside_numbers(name: str, at: int) -> int:
    """Move a break to where it tears no number apart, if there is such a place."""
    place = at
    while 1 < place < len(name) and name[place - 1].isdigit() and name[place].isdigit():
        place -= 1
    return place if place > 1 else at


def _cut(lines: Sequence[str], room: float, width: Callable[[str], float], most: int) -> list[str]:
    if len(lines) <= most:
        return list(lines)
    last = lines[most - 1]
    while last and width(last + _ELLIPSIS) > room:
        last = last[:-1]
    return [*lines[: most - 1], f"{last.rstrip()}{_ELLIPSIS}"]
