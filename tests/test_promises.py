"""Every test that a page names is there, and every command that it tells people to type is one."""

import ast
import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest

from bot.app import CUSTOMER_COMMANDS, STAFF_COMMANDS
from bot.cli import cli

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "deploy/README.md"])
EXPLAINED = ("- **Trusted**", "- **Not trusted**", "- **Staff**")  # what is no promise
PROMISING = ("docs/security.md", "docs/reliability.md")
BOTFATHERS = {  # https://core.telegram.org/bots/features#botfather
    *("newbot", "token", "revoke", "deletebot", "setname", "setdescription", "setabouttext"),
    *("setuserpic", "setcommands", "setinline", "setdomain", "setjoingroups", "setprivacy"),
}
PLACES = {"health", "metrics", "data"}  # of the HTTP server, and a container's folder
NOT_BUILT = {"ask", "export"}  # said to be missing
MISTYPED = {"csta"}  # to show what is said of it
_PROMISE = re.compile(r"^- \*\*.+?(?=^- |^$|\Z)", re.MULTILINE | re.DOTALL)
_NODE = re.compile(r"\b(tests/[\w/]+\.py)::(\w+)")
_FENCE = re.compile(r"^ *```(?:sh)?\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_PROGRAM = re.compile(r"^(?:sudo )?(?:\S*/)?afterword ([a-z-].*)$|^\./run ([a-z-]+.*)$")


def names(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def functions_of(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text("utf-8"))
    made = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(node.name for node in tree.body if isinstance(node, made))


def missing(text: str) -> list[str]:
    """Give the tests that are named in a text and are not there."""
    found = []
    for file, test in _NODE.findall(text):
        path = ROOT / file
        if not path.is_file() or test not in functions_of(path):
            found.append(f"{file}::{test}")
    return found


@pytest.mark.parametrize("path", PAGES, ids=names)
def test_every_test_that_a_page_names_is_there(path: Path) -> None:
    assert missing(path.read_text("utf-8")) == []


def test_a_test_that_is_gone_would_be_noticed() -> None:
    this = names(Path(__file__))
    here = f"`{this}::test_a_test_that_is_gone_would_be_noticed`"
    gone = [f"{this}::test_gone", "tests/gone.py::test_x"]
    assert missing(f"{here} `{gone[0]}` {gone[1]}") == gone


@pytest.mark.parametrize("page", PROMISING)
def test_every_promise_names_what_keeps_it(page: str) -> None:
    promises = _PROMISE.findall(read(page).partition("\n## Last measured\n")[0])
    assert len(promises) > 15
    without = [each for each in promises if "Kept by `tests/" not in " ".join(each.split())]
    assert [each for each in without if not each.startswith(EXPLAINED)] == []


def test_every_figure_names_what_measures_it_again() -> None:
    _, _, rest = read("docs/reliability.md").partition("\n## Last measured\n")
    figures = _PROMISE.findall(rest.partition("\n## ")[0])
    assert len(figures) > 3
    for each in figures:
        named = re.search(r"\./run (?:simulate|test .*(tests/\S+\.py))", each)
        assert named is not None, each
        assert named[1] is None or (ROOT / named[1]).is_file(), each
        for variable in re.findall(r"\b(AFTERWORD_\w+)=", each):
            assert variable in read(named[1]), each


def read(page: str) -> str:
    return (ROOT / page).read_text("utf-8")


def typed(text: str) -> Iterator[str]:
    """Give what a page tells to type: in lines for a terminal, and between words."""
    yield from (line.strip() for block in _FENCE.findall(text) for line in block.splitlines())
    yield from _SPAN.findall(_FENCE.sub("", text))


def programs(text: str) -> Iterator[list[str]]:
    for line in typed(text):
        found = _PROGRAM.match(line.split("  #")[0].split(" && ")[0])
        if found is not None:
            yield shlex.split((found[1] or found[2]).replace("...", ""), comments=True)


def understood(words: list[str]) -> bool:
    """Say whether the program knows a command and its options; files need not be there."""
    command: click.Command = cli
    while isinstance(command, click.Group) and words:
        if words[0].startswith("-"):
            break
        known = command.commands.get(words[0])
        if known is None:
            return False
        command, words = known, words[1:]
    with click.Context(command) as context:
        try:
            _, left, _ = command.make_parser(context).parse_args(list(words))
        except click.UsageError as error:
            return "argument" in str(error)  # an option without its value: `--out` alone is named
        return not left


OF_RUN = {"test", "check", "start", "bench", "simulate", "sbom", "docs", "release"}


@pytest.mark.parametrize("path", PAGES, ids=names)
def test_every_command_that_a_page_types_is_understood(path: Path) -> None:
    for words in programs(path.read_text("utf-8")):
        if words and words[0] not in OF_RUN:
            assert understood(words), f"{names(path)}: afterword {shlex.join(words)}"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("doctor --bundle FILE.zip", True),
        ("import orders FILE.csv --source shop", True),
        ("--version", True),
        ("docter", False),
        ("doctor --bundel FILE.zip", False),
        ("import sheets FILE.csv", False),
    ],
)
def test_what_the_program_does_not_know_would_be_noticed(line: str, expected: bool) -> None:
    assert understood(line.split()) is expected


@pytest.mark.parametrize("path", PAGES, ids=names)
def test_every_command_of_a_chat_is_one(path: Path) -> None:
    known = {command.name for command in STAFF_COMMANDS} | set(CUSTOMER_COMMANDS)
    known |= BOTFATHERS | PLACES | NOT_BUILT | MISTYPED
    for line in typed(path.read_text("utf-8")):
        found = re.match(r"/([a-z_]+)(?:@\w+)?(?= |$)", line)
        if found is not None:
            assert found[1] in known, f"{names(path)}: {line}"
