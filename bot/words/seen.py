"""What others wrote, without what cannot be seen: the border before anything is shown."""

import re

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls but for tabs and line ends
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f"
    "\u2028-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb]"
)
_JOINERS = re.compile("(?<![^\x00-\u024f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\u024f])")
_TAGS = re.compile("(\U0001f3f4[\U000e0020-\U000e007f]+)|[\U000e0000-\U000e007f]")


def seen(text: str) -> str:
    """Leave out turns of direction and characters without a shape.

    Joiners stay where a script or a joined emoji needs them, tags where they make a flag.
    """
    if text.isascii() and text.isprintable():
        return text
    text = _TAGS.sub(lambda found: found[1] or "", _UNSEEN.sub("", text))
    return _JOINERS.sub("", text)
