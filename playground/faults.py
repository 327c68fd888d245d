"""Misbehaviour on request: which call goes wrong next, and how."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, get_args

from playground.errors import PlayError

Kind = Literal["delay", "error", "flood", "lose_reply", "close", "duplicate", "reorder"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Fault:
    """One rule. `error` may say `words`; with `html` it answers with a gateway's page, no JSON.

    delay: answer after `seconds`. error: answer `status`, do nothing. flood: 429 with
    `retry_after`, do nothing. lose_reply: do it, then cut the connection. close: cut the
    connection, do nothing. duplicate, reorder: the next batches of updates arrive twice over, or
    backwards.
    """

    kind: Kind
    method: str = "*"
    times: int = 1
    seconds: float = 0.0
    status: int = 500
    retry_after: int = 1
    html: bool = False
    words: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            message = f"unknown fault {self.kind!r}: one of {', '.join(KINDS)}"
            raise PlayError(message)


class Faults:
    """The rules in force, oldest first."""

    def __init__(self) -> None:
        self._rules: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Put a rule in force."""
        self._rules.append(fault)

    def clear(self) -> None:
        """Behave from now on."""
        self._rules.clear()

    def expects(self, method: str, *kinds: Kind) -> bool:
        """Return whether the next call of `method` meets one of `kinds`."""
        return self._find(method, kinds) is not None

    def take(self, method: str, *kinds: Kind) -> Fault | None:
        """Use up one turn of the first rule that fits."""
        found = self._find(method, kinds)
        if found is None:
            return None
        fault = self._rules[found]
        if fault.times > 1:
            self._rules[found] = replace(fault, times=fault.times - 1)
        else:
            del self._rules[found]
        return fault

    def _find(self, method: str, kinds: tuple[Kind, ...]) -> int | None:
        for place, fault in enumerate(self._rules):
            named = fault.method in ("*", method) or fault.method.lower() == method.lower()
            if named and fault.kind in kinds:
                return place
        return None
