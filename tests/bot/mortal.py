"""The bot as an operator starts it; it dies as soon as something that was written is committed."""

import os
import signal
from collections.abc import Sequence

from bot.cli import main
from bot.running.intake import Intake
from bot.wire.raw import Raw
from bot.wire.reply_pool import Errand

_process = Intake.process


async def _process_and_die(self: Intake, batch: Sequence[Raw]) -> list[Errand]:
    replies = await _process(self, batch)
    if replies:  # none follow from what came before, so that the next start lives on
        os.kill(os.getpid(), signal.SIGKILL)
    return replies


if __name__ == "__main__":
    Intake.process = _process_and_die  # type: ignore[method-assign]  # dies after the commit
    main()
