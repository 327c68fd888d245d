"""The documentation names what is there: files, commands, gates, settings, and where links lead."""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from benchmarks.__main__ import BENCHMARKS
from bot.app import CUSTOMER_COMMANDS, JOBS, STAFF_COMMANDS
from bot.cli import cli
from bot.gates.decide import GATES
from metrics.catalogue import METRICS
from tests.forms import FORMS, parse_query

ROOT = Path(__file__).parents[1]
DOCS = sorted((ROOT / "docs").rglob("*.md"))
PAGES = [*sorted(ROOT.glob("*.md")), *DOCS]
OWN = {"bench", "simulate", "sbom", "docs", "release"}  # words of `run`, not of the program
NOT_OURS = {
    *(".git", ".venv", ".tools", "__pycache__", "build", "dist"),
    *(".hypothesis", ".import_linter_cache", ".mypy_cache", ".pytest_cache", ".ruff_cache"),
}
LARGEST_PICTURE, LARGEST_FILM = 300_000, 1_500_000
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_TITLE = re.compile(r"^#+ (.+)$", re.MULTILINE)
_CODE = re.compile(r"`(/[^`]+)`")
_TYPED = re.compile(r"^(/\w+(?: .*?)?)(?: {2,}.*)?$", re.MULTILINE)
_TOML = re.compile(r"^ *```toml\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def page(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def names(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_every_place_in_the_readme_is_there() -> None:
    table = page("README.md").split("## Where things are")[1].split("\n## ")[0]
    places = re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)
    assert len(places) > 15
    for place in places:
        found = ROOT / place
        assert found.is_dir() if place.endswith("/") else found.is_file(), place


def test_every_room_is_in_the_readme() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert {name for name in packages if f"`{name}/" not in page("README.md")} == set()


@pytest.mark.parametrize("path", PAGES, ids=names)
def test_every_place_that_a_page_names_is_there(path: Path) -> None:
    named = re.findall(
        r"`((?:bot|storage|metrics|playground|tests|benchmarks)/[\w./]+)`", path.read_text("utf-8")
    )
    gone = [
        place for place in named if not (ROOT / place).exists() and not re.search("[A-Z]{3}", place)
    ]
    assert gone == []


@pytest.mark.parametrize("path", PAGES, ids=names)
def test_every_link_leads_somewhere(path: Path) -> None:
    for link in _LINK.findall(_FENCE.sub("", path.read_text("utf-8"))):
        if link.startswith(("https://", "mailto:")):
            continue
        target, _, title = link.partition("#")
        found = (path.parent / target).resolve() if target else path
        assert found.exists(), link
        if title:
            assert title in _anchors(found), link


def _anchors(path: Path) -> set[str]:
    titles = _TITLE.findall(_FENCE.sub("", path.read_text("utf-8")))
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def test_every_staff_command_is_described_with_its_role_and_an_example() -> None:
    table = page("docs/commands.md").split("\n## Staff")[1]
    for command in STAFF_COMMANDS:
        row = re.search(rf"^\| `/{command.name}` \| `/{command.name}\b.*$", table, re.MULTILINE)
        assert row is not None, command.name
        assert row[0].endswith(f"| {command.role.name.lower()} |"), command.name


def test_every_customer_command_is_described() -> None:
    table = page("docs/commands.md").split("\n## Customers")[1].split("\n## ")[0]
    for command in CUSTOMER_COMMANDS:
        assert f"| `/{command}` |" in table


def test_every_metric_has_its_chapter() -> None:
    for name in METRICS:
        assert f"`/{name}`" in page("docs/metrics.md")


def test_every_gate_is_described_in_order() -> None:
    table = page("docs/architecture.md").split("### Gates")[1].split("\n## ")[0]
    assert tuple(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == GATES


def test_every_job_is_described() -> None:
    words = " ".join(page("docs/architecture.md").split())
    for job in JOBS:
        assert job.name in words


def test_every_command_of_the_program_is_described() -> None:
    table = page("docs/operating.md").split("\n## Settings")[0]
    for name, command in cli.commands.items():
        row = re.search(rf"^\| `afterword {name}\b.*$", table, re.MULTILINE)
        assert row is not None, name
        for option in command.params:
            if option.name in {"once", "port", "token_file", "task"}:
                assert all(each in row[0] for each in option.opts), (name, option.name)


def test_every_dependency_has_its_reason() -> None:
    reasons = page("docs/decisions/0001-run-time-dependencies.md")
    needed = re.findall(r"^([\w-]+)$", page("requirements.in"), re.MULTILINE)
    listed = re.findall(r"^\| ([a-z-]+) \| ", reasons, re.MULTILINE)
    assert sorted(listed) == sorted(["package", *needed])


def test_every_decision_is_listed() -> None:
    listed = re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", page("docs/decisions/README.md"))
    assert listed == sorted(path.name for path in (ROOT / "docs" / "decisions").glob("[0-9]*.md"))


def test_every_field_of_the_health_page_is_described() -> None:
    table = page("docs/operating.md").split("\n## Health")[1].split("\n## ")[0]
    for name in ("asks", "alerts", "edits", "claimed", "replies", "total"):
        assert f"`due.{name}`" in table
    for name in ("status", "version", "now", "database.writable", "last_poll_age_s"):
        assert f"`{name}`" in table
    for name in ("scheduled", "unknown", "failed_updates"):
        assert f"`{name}`" in table


def test_the_commands_that_a_reader_is_told_to_type_are_there() -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "bot", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    typed = re.findall(r"\./run (\w+)", "\n".join(path.read_text("utf-8") for path in PAGES))
    for word in set(typed) - {*OWN, "test", "start", "WORD"}:
        assert re.search(rf"^  {word} ", shown, re.MULTILINE), word


def test_every_benchmark_that_shows_a_figure_is_there() -> None:
    named = re.findall(r"`\./run bench (\w+)`", "\n".join(page(names(path)) for path in PAGES))
    assert set(named) - {"NAME"} == {
        *("summaries", "filtered", "pictures", "taps", "gates", "rehearse")
    }
    assert set(named) - {"NAME"} <= set(BENCHMARKS)


def test_every_decision_is_in_the_list() -> None:
    listed = re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", page("docs/decisions/README.md"))
    assert listed == sorted(path.name for path in (ROOT / "docs/decisions").glob("0*.md"))


@pytest.mark.parametrize("path", PAGES, ids=names)
def test_every_example_of_a_report_is_understood(path: Path) -> None:
    text = path.read_text("utf-8")
    fenced = [line for block in _FENCE.findall(text) for line in _TYPED.findall(block)]
    for typed in {*_CODE.findall(_FENCE.sub("", text)), *fenced} - {"/nps wek"}:
        command = typed.removeprefix("/").split()[0].split("@")[0]
        if command in FORMS and not re.search(r"[\[|]|=\.\.\.|SURVEY|PERIOD", typed):
            parse_query(
                typed,
                today=date(2026, 11, 23),
                zone=ZoneInfo("UTC"),
                surveys=("recommend", "after-chat", "checkout", "service", "new-app"),
            )


def test_every_setting_that_is_named_exists() -> None:
    known = {f"{section}.{key}" for section, key in _settings(page("config.example.toml"))}
    assert len(known) > 50
    for path in PAGES:
        text = path.read_text("utf-8")
        for section, key in re.findall(r"`\[+(\w+)\]+ (\w+)", text):
            assert f"{section}.{key}" in known, f"{names(path)}: [{section}] {key}"
        for block in _TOML.findall(text):
            if path.name != "translating.md":
                _read_as_toml(block)
                for section, key in _settings(block):
                    assert f"{section}.{key}" in known, f"{names(path)}: [{section}] {key}"


def _read_as_toml(block: str) -> None:
    tomllib.loads("\n".join(line.strip() for line in block.splitlines()))


def _settings(text: str) -> Iterator[tuple[str, str]]:
    """Give each setting with the first name of its section, those in comments too."""
    section = ""
    for line in text.splitlines():
        words = line.strip().removeprefix("# ")
        if head := re.match(r"\[+(\w+)[\w.-]*\]+", words):
            section = head[1]
        elif found := re.match(r"(\w+)(?:\.\w+)? = ", words):
            yield section, found[1]


@pytest.mark.parametrize("path", PAGES, ids=names)
def test_every_file_that_is_named_is_there(path: Path) -> None:
    for place in re.findall(r"`((?:\w+)/[\w./-]*\w\.(?:py|sql|csv|json|txt))`", page(names(path))):
        assert (ROOT / place).is_file() or "NAME" in place, place


def test_every_table_is_described() -> None:
    table = page("docs/architecture.md").split("\n## Storage")[1].split("\n## ")[0]
    for migration in (ROOT / "storage/migrations").glob("*.sql"):
        for name in re.findall(r"^CREATE TABLE (\w+)", migration.read_text("utf-8"), re.MULTILINE):
            assert f"`{name}`" in table, name


def test_pictures_are_small() -> None:
    pictures = list((ROOT / "docs").rglob("*.png"))
    assert pictures
    for picture in pictures:
        largest = LARGEST_FILM if picture.name == "film.png" else LARGEST_PICTURE
        assert picture.stat().st_size < largest, picture


def test_no_file_speaks_of_the_machine_it_was_written_on() -> None:
    hosts = ("pypi" + ".org", "pythonhosted" + ".org", "registry.npmjs" + ".org")
    folders = tuple(f"/{name}/" for name in ("work", "Users"))
    for path in _texts(ROOT):
        text = path.read_text("utf-8", errors="replace")
        for word in (*hosts, *folders):
            assert word not in text, f"{path.relative_to(ROOT)}: {word}"


def _texts(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_dir() and path.name not in NOT_OURS and not path.name.endswith(".egg-info"):
            yield from _texts(path)
        elif path.is_file() and path.suffix not in {".png", ".db"}:
            yield path
