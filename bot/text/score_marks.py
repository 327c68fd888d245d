"""The marks between a score and the words after it: what each says of the score, if anything."""

import re
from dataclasses import dataclass

_GLAD = (
    "😀😁😃😄😆😉😊😋😎😍😘🥰😗😙😚☺🙂🤗🤩😇🥳😌😸😺😻👍👌👏🙌🤝💪✌🤘🤟🤙🫶🫰❤🧡💛💚💙💜🖤🤍🤎🩷🩵💕💖💗💓"
    "💞💘💝♥❣🔥💯🎉🎊🏆🥇✨💫🤌💐🌹🌷🌸🌺🍀👑🚀😏😜😝🤪☀🌈💋😽🌞🤓"
)
_SAD = "😞😟😠😡🤬😤😢😭😣😖😫😩🙁☹😕😔😒👎💔😱😰😥😨😧😦🤮🤢😾😿🙀💩🤦"
_EVEN = "😂🤣😅🙃🙏✅✔☑😐😑😶♂♀"
_MARK = re.compile(
    rf"""(?P<line>\s*\n\s*) | (?P<space>\s+)
    | (?P<face>[:;=]['\-]?(?P<sign>[)(\[\]dp]+)(?!\w) | <3(?!\d) | \^_*\^)
    | (?P<smile>\){{2,}} | \)+(?=\s*$) | \({{2,}} | \(+(?=\s*$))
    | (?P<stop>[,.;:!=|~·•]+) | (?P<plus>\++) | (?P<dash>-+>?) | (?P<star>★)
    | (?P<glad>[{_GLAD}]) | (?P<sad>[{_SAD}]) | (?P<even>[{_EVEN}])""",
    re.VERBOSE,
)
FACES = f"[{_GLAD}{_SAD}{_EVEN}]"
_SHOWN = {"line", "face", "smile", "glad", "sad", "even"}


@dataclass(frozen=True)
class Marks:
    """A run of marks after a score."""

    text: str
    end: int
    kinds: tuple[str, ...]
    glad: bool
    sad: bool

    @property
    def parts(self) -> bool:
        """Tell whether they end what the number says: what follows cannot be counted by it."""
        return self.shown or "stop" in self.kinds or self.aside

    @property
    def shown(self) -> bool:
        """Tell whether there is a new line or a face."""
        return bool(_SHOWN & set(self.kinds))

    @property
    def aside(self) -> bool:
        """Tell whether there is a dash with a space beside it."""
        return "dash" in self.kinds and "space" in self.kinds

    @property
    def stars(self) -> int:
        """How many stars there are."""
        return self.kinds.count("star")


def read_marks(text: str, start: int) -> Marks:
    """Read marks as far as they go."""
    at, kinds, glad, sad = start, list[str](), False, False
    while (found := _MARK.match(text, at)) is not None:
        kind = found.lastgroup if found.lastgroup != "sign" else "face"
        kinds.append(str(kind))
        glum = kind in {"smile", "face"} and ("(" in found[0] or "[" in found[0])
        sad, glad = sad or glum or kind == "sad", glad or kind == "glad"
        at = found.end()
    return Marks(text[start:at], at, tuple(kinds), glad=glad, sad=sad)
