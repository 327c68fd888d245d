"""Shares: so many of so many people."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Share:
    """So many of so many, where the whole is somebody."""

    count: int
    people: int

    def __post_init__(self) -> None:
        """Refuse what is no share."""
        if self.people < 1 or not 0 <= self.count <= self.people:
            raise ValueError(f"{self.count} of {self.people} is not a share")

    @property
    def value(self) -> float:
        """The share itself, from 0 to 1."""
        return self.count / self.people


def share_of(count: int, whole: int) -> Share | None:
    """Give the share, or None of nobody."""
    return Share(count, whole) if whole else None
