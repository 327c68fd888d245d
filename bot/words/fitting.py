"""Replies and captions that fit: whole lines only, so that no tag is ever cut in two."""

from collections.abc import Sequence

from bot.words.tables import MOST_UNITS, units

MOST_CAPTION = 1000  # a caption holds 1024 UTF-16 units


def fitted(lines: Sequence[str], *, foot: Sequence[str] = (), most: int = MOST_UNITS) -> str:
    """Join the lines that are not empty; what does not fit goes, tables first, the foot never."""
    body = [line for line in lines if line]
    last = [line for line in foot if line]
    while body and units("\n".join([*body, *last])) > most:
        tables = [at for at, line in enumerate(body) if line.startswith("<pre>")]
        del body[tables[-1] if tables else -1]
    return "\n".join([*body, *last])
