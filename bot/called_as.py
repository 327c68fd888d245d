"""Commands as this operator types them: whoever types `./run start` reads no `afterword run`."""

import os
import re

VARIABLE = "AFTERWORD_CALLED_AS"  # in the environment, set by `./run`
COMMANDS = (
    *("audit", "backup", "check", "demo", "doctor", "export", "film", "forget", "gallery"),
    *("import", "init", "key", "rehearse", "restore", "rotate-links", "run", "tallies", "unbind"),
    "why",
)
_MENTION = re.compile(rf"(?<![\w/.-])afterword ({'|'.join(COMMANDS)})(?![\w-])( --config\b)?")


def called() -> str | None:
    """Tell what stands before a command here, if it is not `afterword`."""
    return os.environ.get(VARIABLE)


def as_typed(text: str) -> str:
    """Write every command in a text as it is typed here."""
    before = called()
    if before is None:
        return text

    def written(found: re.Match[str]) -> str:
        return f"{before} {typed(found[1])}{_options(found[1], found[2])}"

    return _MENTION.sub(written, text)


def typed(command: str) -> str:
    """Give the word for a command that `./run` takes."""
    return "start" if command == "run" else command


def _options(command: str, given: str | None) -> str:
    """Write what has to follow: without words after it `./run check` is something else."""
    return given or (" --config config.toml" if command == "check" else "")
