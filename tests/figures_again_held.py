"""Replies in any language held against the second reckoning: each gives how many figures it saw."""

import re
from collections.abc import Mapping, Sequence

from tests.figures_again import BANDS, DIGITS, Figure, moved, shown, sure
from tests.figures_again_beside import Beside
from tests.figures_again_more import (
    NAMED,
    detectable,
    higher,
    index,
    moods,
    naming,
    on_hundred,
    reasons,
    together,
)
from tests.figures_again_ratings import REASONS, SURVEYS
from tests.figures_again_replies import numbers, row_of
from tests.test_figures_again import score

VERDICTS = {
    "up": "clearly up|явный рост|明显上升",
    "down": "clearly down|явное снижение|明显下降",
    "unclear": "no clear change|явных изменений нет|无明显变化",
}
OFFERED = (1, 2)  # the scores that are asked for reasons


def rows_of(lines: Sequence[str]) -> list[list[str]]:
    """The last numbers of every line, as many as a row with a score has."""
    return [numbers(line.replace("\u3000", " "))[-4:] for line in lines]


def told(figure: Figure) -> list[str]:
    """The cells of a row: answers, and with five people score and range."""
    n = [str(len(figure.given))]
    return n if figure.people < 5 else n + score(figure)


def changed(metric: str, low: float, high: float) -> list[str]:
    """How the ends of a change are written, without their signs."""
    sizes, digits = [abs(low), abs(high)], DIGITS[metric]
    if not low <= 0 <= high:
        sizes.sort()
        digits += float(shown(sizes[0], digits)) == 0
    return [shown(each, digits) for each in sizes]


def is_said(low: float, high: float, line: str) -> bool:
    """Tell whether a line gives the verdict of a change, in any of the languages."""
    verdict = "up" if low > 0 else "down" if high < 0 else "unclear"
    said = [key for key, words in VERDICTS.items() if re.search(words, line, re.IGNORECASE)]
    return said == [verdict]


def cut_agrees(figure: Figure, by: str, parts: Mapping[str, Figure], lines: Sequence[str]) -> int:
    """Hold each row of a breakdown against its own answers; gives how many figures were shown."""
    assert numbers(lines[0])[:3] == score(figure), lines
    seen = 3
    for key, part in parts.items():
        if by == "language":  # named in the language of the reply
            assert told(part) in rows_of(lines), (key, lines)
        else:
            assert row_of(lines, key) == told(part), (key, lines)
        seen += len(told(part))
    return seen


def agents_agree(
    figure: Figure, whole: float, members: Mapping[str, Beside], lines: Sequence[str]
) -> int:
    """Hold a funnel against what lots say, and each agent's row; gives how many figures."""
    digits = DIGITS[figure.metric]
    assert numbers(lines[1]) == [*map(str, (len(members), len(figure.given))), shown(whole, digits)]
    sides = {agent: each.side for agent, each in members.items()}
    names = re.findall("|".join(sorted(members, key=len, reverse=True)), lines[2])
    judged = [agent for agent in names if sides[agent] != "near"]
    assert list(sides.values()).count("near") <= 3, sides
    assert judged == [a for side in ("above", "below") for a in sides if sides[a] == side], lines
    seen = 3 + len(members)
    for agent, each in members.items():
        right = [str(each.answers)]
        if each.answers >= 5:
            right.append(shown(each.value, digits))
            if shown(each.expected, digits) != shown(whole, digits):
                right.append(shown(each.expected, digits))
            right += [] if each.likely is None else [shown(each.likely, digits)]
        assert row_of(lines, agent) == right, (agent, lines)
        seen += len(right)
    return seen


def trend_agrees(parts: Sequence[Figure], earlier: Figure, days: int, lines: Sequence[str]) -> int:
    """Hold each piece, and the sentence about the last, against their answers."""
    rows, metric = rows_of(lines), earlier.metric
    for part in parts:
        assert told(part) in rows, (part.told, lines)
    ends = moved(earlier, parts[-1], sure(days))
    right = [shown(each.told[0], DIGITS[metric]) for each in (parts[-1], earlier)]
    right += changed(metric, *ends)
    found = [line for line in lines if numbers(line)[-4:] == right]
    assert any(is_said(*ends, line) for line in found), (right, lines)
    return 4 * len(parts) + 4


def overall_agrees(figures: dict[str, Figure], lines: Sequence[str]) -> int:
    """Hold the index, its parts, and a line for each survey against their answers."""
    parts = [on_hundred(figures[metric]) for metric in ("nps", "csat", "ces")]
    value, low, high = (shown(each, 0) for each in index(parts))
    assert sorted(numbers(lines[0])) == sorted([value, "100", low, high]), lines
    assert [shown(part[0], 0) for part in parts] == numbers(lines[1].split("100", 1)[1])[:3], lines
    for metric, figure in figures.items():
        [line] = [each for each in lines if each.endswith(SURVEYS[metric])]
        found = numbers(line[: -len(SURVEYS[metric])])
        people = [figure.people] if figure.people < len(figure.given) else []
        assert found[:3] == score(figure), (metric, line)
        assert sorted(found[3:]) == sorted(map(str, [len(figure.given), *people])), line
    return 6 + 5 * len(figures)


def compare_agrees(before: Figure, after: Figure, lines: Sequence[str]) -> int:
    """Hold both sides, the change, the table, the power and the ranks against their answers."""
    metric = after.metric
    for side, line in zip((before, after), lines[1:3], strict=True):
        people = [side.people] if side.people < len(side.given) else []
        found = numbers(line)
        assert found[:3] == score(side), line
        assert sorted(found[3:]) == sorted(map(str, [len(side.given), *people])), line
    assert {score(side)[0] for side in (before, after)} <= set(numbers(lines[0])), lines
    ends = moved(before, after, 0.95)
    assert numbers(lines[3])[-2:] == changed(metric, *ends), lines
    assert is_said(*ends, lines[3]), (ends, lines)
    scores = sorted((each for band in BANDS[metric] for each in band), reverse=True)
    shares = [together([side.counts[each] for each in scores]) for side in (before, after)]
    rows = [numbers(line.replace("\u3000", " "))[-4:] for line in lines]
    for each, first, second in zip(scores, *shares, strict=True):
        right = [before.counts[each], first, after.counts[each], second]
        assert list(map(str, right)) in rows, (each, right, lines)
    power, ranks = shown(detectable(before, after), DIGITS[metric]), shown(higher(before, after), 0)
    assert power in numbers(lines[-4]), (power, lines)
    assert ranks in numbers(lines[-3]), (ranks, lines)
    return 14 + 4 * len(scores)


def score_agrees(figure: Figure, earlier: Figure, days: int, lines: Sequence[str]) -> int:
    """Hold a summary of effort or of moods against its answers and those before."""
    assert numbers(lines[0])[:3] == score(figure), lines
    n, at = len(figure.given), 2
    bands = [sum(figure.counts[each] for each in band) for band in BANDS[figure.metric]]
    people = [figure.people] if figure.people < n else []
    assert sorted(numbers(lines[1])) == sorted(map(str, [n, *people, *bands, n, n])), lines
    if figure.metric == "mood":
        said = [shown(each, 0) for band in moods(figure) for each in band]
        assert numbers(lines[at]) == said, lines
        at += 1
    best = 100 * figure.counts[5] / n
    beside_it = [shown(best, 0), shown(figure.mean_score, 1)]
    if figure.metric == "mood":
        beside_it.append(shown(100 * (bands[0] - bands[2]) / n, 0))
    assert numbers(lines[at]) == beside_it, lines
    low, high = moved(earlier, figure, sure(days))
    if low <= 0 <= high:
        right = [shown(each, 0) for each in (earlier.told[0], low, high)]
    else:
        right = [shown(earlier.told[0], 0), *changed(figure.metric, low, high)]
    assert numbers(lines[at + 1])[-3:] == right, lines
    return 16


def reasons_agree(figure: Figure, earlier: Figure, days: int, lines: Sequence[str]) -> int:
    """Hold what each reason was named by, its change and who is left against their answers."""
    found = reasons(figure, earlier, offered=OFFERED, named=REASONS, days=days)
    rows = [sorted(numbers(line)) for line in lines]  # Chinese has another order
    for values in found.values():
        assert sorted(shown(each, 0) for each in values) in rows, (values, lines)
    return sum(map(len, found.values()))


def named_agree(parts: Mapping[str, Figure], reason: str, lines: Sequence[str]) -> int:
    """Hold how many named a reason, in each part of those who were offered it."""
    seen = 0
    for key, part in parts.items():
        could = naming(part, OFFERED, reason)
        right = [str(could.counts[NAMED]), str(len(could.given))]
        right += score(could) if len(could.given) >= 5 else []
        assert row_of(lines, key) == right, (key, lines)
        seen += len(right)
    return seen
