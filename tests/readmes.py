"""The three front pages, cut into what people are told to type, to read and to look at."""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[1]
NOT_STAFFS = {"/stop", "/newbot"}  # a customer's, and BotFather's
_CODE = re.compile(r"`(/[^`]+)`")
_SHELL = re.compile(r"^ *```sh\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
_TARGET = re.compile(r'(?:\]\(|src=")([^)"]+)')


@dataclass(frozen=True)
class Readme:
    """One front page and the language of those who read it."""

    path: Path
    language: str

    @cached_property
    def text(self) -> str:
        """All of it."""
        return self.path.read_text("utf-8")

    @cached_property
    def chapters(self) -> list[str]:
        """What is below each title, what comes before the first one included."""
        return re.split(r"^## ", self.text, flags=re.MULTILINE)

    @cached_property
    def commands(self) -> list[str]:
        """What staff may type anywhere, in order, but for the fresh installation's survey."""
        before, _, asked, *_ = self.chapters
        found = [each for each in _CODE.findall(before + asked) if each not in NOT_STAFFS]
        return list(dict.fromkeys(found))

    @cached_property
    def first_steps(self) -> list[str]:
        """What is typed to a bot that has just been installed."""
        return [each for each in _CODE.findall(self.chapters[3]) if each not in NOT_STAFFS]

    @cached_property
    def asked(self) -> list[str]:
        """The commands of the table of questions."""
        table = [line for line in self.chapters[2].splitlines() if line.startswith("|")]
        return _CODE.findall("\n".join(table))

    @cached_property
    def shell(self) -> list[str]:
        """The lines for a terminal, without what is said beside them."""
        lines = [line for block in _SHELL.findall(self.text) for line in block.splitlines()]
        return [re.sub(r"\s+#.*", "", line) for line in lines]

    @cached_property
    def targets(self) -> list[str]:
        """Where its links lead, and which pictures it shows, in any order."""
        return sorted(_TARGET.findall(self.text))


READMES = [
    Readme(ROOT / "README.md", "en"),
    Readme(ROOT / "README.ru.md", "ru"),
    Readme(ROOT / "README.zh-CN.md", "zh-hans"),
]
