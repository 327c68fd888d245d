"""The bot as an operator starts it; says on standard error who opens a file of its database."""

import os
import sys
from pathlib import Path

from bot.cli import main

NAME = "afterword.db"


def _tell(event: str, arguments: tuple[object, ...]) -> None:
    what = arguments[0] if event == "open" else None
    if isinstance(what, str | bytes | os.PathLike) and Path(os.fsdecode(what)).name == NAME:
        opener = sys._getframe(1).f_code.co_filename
        os.write(2, f"OPENED by {opener}\n".encode())


if __name__ == "__main__":
    sys.addaudithook(_tell)
    main()
