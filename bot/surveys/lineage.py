"""Which question versions a summary shows together, and which it leaves out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import Refusal
from storage.tallies import AskTally, ScoreTally
from storage.versions import Version

_NUMBER = re.compile(r"v?(\d+)", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class Shown:
    """The versions whose answers count together: the same metric on the same scale."""

    metric: str
    points: int
    anonymous: bool
    numbers: tuple[int, ...]


class History:
    """Every version of every survey."""

    def __init__(self, versions: Sequence[Version]) -> None:
        """Sort the versions by survey and number."""
        self._versions: dict[str, dict[int, Version]] = {}
        for version in versions:
            self._versions.setdefault(version.survey, {})[version.number] = version

    def points(self, survey: str, *, metric: str) -> dict[int, int]:
        """Give the points of every version of a survey that had a metric."""
        versions = self._versions[survey].values()
        return {each.number: each.points for each in versions if each.metric == metric}

    def shown(
        self, survey: str, rows: Sequence[ScoreTally | AskTally], *, wanted: int | None
    ) -> Shown:
        """Choose the version asked for, else the newest with answers and those it continues.

        A version that was never asked is refused.
        """
        known = self._versions[survey]
        if wanted is not None:
            if wanted not in known:
                numbers = ", ".join(f"v{number}" for number in sorted(known))
                raise Refusal(
                    "staff.unknown_version", survey=survey, number=wanted, versions=numbers
                )
            return _shown([known[wanted]])
        newest = max({row.version for row in rows} & known.keys(), default=max(known))
        return _shown(self._joined(known[newest]))

    def compared_with(self, version: Version) -> list[int]:
        """Tell which earlier versions' answers count together with this one's."""
        return [each.number for each in self._joined(version)[1:]]

    def _joined(self, version: Version) -> list[Version]:
        known = self._versions[version.survey]
        # Each step leads to a smaller number, so the chain ends. It breaks at the first that is not
        # alike, even if an older one is again: what lay between was another question.
        chain = [version]
        while (earlier := known.get(self._continued(chain[-1]))) and _alike(earlier, version):
            chain.append(earlier)
        return chain

    def _continued(self, version: Version) -> int:
        """Tell which version of the same survey this one goes on from; 0 for none."""
        if not version.continues:
            return 0
        named = _NUMBER.fullmatch(version.continues)
        if named is not None:
            return min(int(named[1]), version.number - 1)
        # Anything else that an operator wrote there stands for the one before, as the survey's own
        # name does; only another survey's name does not, for surveys are never pooled.
        elsewhere = version.continues != version.survey and version.continues in self._versions
        return 0 if elsewhere else version.number - 1


def _alike(one: Version, other: Version) -> bool:
    first = (one.metric, one.points, one.anonymous)
    return first == (other.metric, other.points, other.anonymous)


def _shown(versions: Sequence[Version]) -> Shown:
    newest = versions[0]
    numbers = tuple(sorted(version.number for version in versions))
    return Shown(newest.metric, newest.points, newest.anonymous, numbers)
