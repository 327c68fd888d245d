"""The bot as an operator starts it, with alerts at a pace that a test need not wait for."""

from datetime import timedelta
from functools import partial

from bot.asking import deliver
from bot.cli import main
from bot.running import starting
from bot.wire.pacing import Pace, Pacer

if __name__ == "__main__":
    deliver.REPEATED_AFTER = tuple(timedelta(seconds=each) for each in (0.05, 1, 3))  # type: ignore[attr-defined]
    pace = Pace(chat_a_second=20, group_a_minute=1_200)
    starting.Pacer = partial(Pacer, pace=pace)  # type: ignore[attr-defined, assignment]
    main()
