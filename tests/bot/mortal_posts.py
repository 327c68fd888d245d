"""The bot as an operator starts it; it dies while it answers a request that has an Idempotency-Key.

`DIES` says when: with the reply written, "before" the commit, or "after" it and before the caller
hears of it.
"""

import os
import signal
from typing import Any

from bot.cli import main
from bot.http.idempotency import Once
from storage import idempotency

_keep, _once = idempotency.keep, Once._once


async def _keep_and_die(*given: Any, **named: Any) -> None:
    await _keep(*given, **named)
    os.kill(os.getpid(), signal.SIGKILL)


async def _answer_and_die(self: Once, *given: Any, **named: Any) -> None:
    await _once(self, *given, **named)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    if os.environ["DIES"] == "before":
        idempotency.keep = _keep_and_die
    else:
        Once._once = _answer_and_die  # type: ignore[assignment, method-assign]  # dies instead
    main()
