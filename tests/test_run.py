"""What `./run` does before anything is installed."""

import ast
import os
import re
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-tools.lock")
PYTEST = ["pytest", "-n", str((os.cpu_count() or 1) + 2), "--dist", "worksteal"]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Load `run` with a folder of its own to set up."""
    for name in LOCKS:
        (tmp_path / name).write_text("a==1\n", "utf-8")
    (tmp_path / "run").write_text((ROOT / "run").read_text("utf-8"), "utf-8")
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    loader = SourceFileLoader("run", str(tmp_path / "run"))
    spec = spec_from_loader("run", loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


@pytest.fixture
def installed(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Count what is installed; the Python in .venv is this one."""
    names: list[str] = []

    def install(lock: Path) -> bool:
        names.append(lock.name)
        run.PYTHON.parent.mkdir(parents=True, exist_ok=True)
        run.PYTHON.unlink(missing_ok=True)
        run.PYTHON.write_text(f"#!/bin/sh\necho '{run.VENV}'\n", "utf-8")
        run.PYTHON.chmod(0o755)
        return True

    monkeypatch.setattr(run, "install", install)
    return names


def test_it_needs_nothing_but_python() -> None:
    tree = ast.parse((ROOT / "run").read_text("utf-8"))
    imported = {each.names[0].name for each in ast.walk(tree) if isinstance(each, ast.Import)}
    assert imported <= sys.stdlib_module_names
    assert len((ROOT / "run").read_text("utf-8").splitlines()) < 115


def test_it_sets_up_once(run: ModuleType, installed: list[str], tmp_path: Path) -> None:
    run.set_up("runtime")
    run.set_up("runtime")
    assert installed == ["requirements.lock"]
    assert (run.VENV / "afterword.pth").read_text("utf-8") == f"{tmp_path}\n"


def test_it_sets_up_again_when_the_lock_changes(run: ModuleType, installed: list[str]) -> None:
    run.set_up("runtime")
    run.LOCKS["runtime"].write_text("a==2\n", "utf-8")
    run.set_up("runtime")
    assert installed == ["requirements.lock"] * 2


def test_what_tests_need_is_enough_to_run(run: ModuleType, installed: list[str]) -> None:
    run.set_up("runtime")
    run.set_up("dev")
    run.set_up("runtime")
    assert installed == ["requirements.lock", "requirements-dev.lock"]


def test_a_failed_set_up_is_told_in_a_line_and_tried_again(
    run: ModuleType, installed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(run, "install", lambda lock: False)
        with pytest.raises(SystemExit, match=r"^run: \.venv could not be set up"):
            run.set_up("runtime")
    run.set_up("runtime")
    assert installed == ["requirements.lock"]


def test_an_old_python_is_told_in_a_line(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "hexversion", 0x030A0000)
    monkeypatch.setattr(run.shutil, "which", lambda name: None)
    with pytest.raises(SystemExit, match=r"^run: Python 3\.11 or newer is needed"):
        run.find_python()


def test_an_old_python_hands_over_to_a_newer_one(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    became: list[str] = []
    monkeypatch.setattr(sys, "hexversion", 0x030A0000)
    monkeypatch.setattr(run.shutil, "which", lambda name: f"/bin/{name}")
    monkeypatch.setattr(run.subprocess, "call", lambda words, stderr: int("3.12" not in words[0]))
    monkeypatch.setattr(run.os, "execv", lambda path, words: became.append(path))
    with pytest.raises(SystemExit):
        run.find_python()
    assert became == ["/bin/python3.12"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["demo", "--once"], ["bot", "demo", "--once"]),
        (["start", "--config", "x"], ["bot", "run", "--config", "x"]),
        (["test", "-q"], [*PYTEST, "-q"]),
        (["check", "--config", "x"], ["bot", "check", "--config", "x"]),
        (["bench", "--json"], ["benchmarks", "--json"]),
        (["simulate", "--seeds", "3"], ["simulation", "--seeds", "3"]),
        (["sbom"], ["tooling.sbom"]),
        (["docs", "x"], ["tooling.docs", "x"]),
        (["release", "0.1.0", "--dry-run"], ["tooling.release", "0.1.0", "--dry-run"]),
        (["import", "answers", "x"], ["bot", "import", "answers", "x"]),
        ([], ["bot", "--help"]),
    ],
)
def test_each_word_becomes_one_process(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, words: list[str], expected: list[str]
) -> None:
    became: list[list[str]] = []
    monkeypatch.setattr(run, "set_up", lambda kind: None)
    monkeypatch.setattr(run.os, "execve", lambda path, words, _: became.append(words))
    monkeypatch.chdir(run.ROOT)
    run.main(*words)
    assert became == [[str(run.PYTHON), "-P", "-m", *expected]]


def test_check_runs_every_check_and_fails_if_one_does(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []

    def fail_at_first(tool: Path, *words: str) -> bool:
        tried.append(" ".join([tool.name, *words]))
        return len(tried) > 1

    monkeypatch.setattr(run, "set_up", lambda kind: None)
    monkeypatch.setattr(run, "tried", fail_at_first)
    monkeypatch.chdir(run.ROOT)
    with pytest.raises(SystemExit) as stopped:
        run.main("check")
    assert stopped.value.code == 1
    assert tried == ["ruff format --check .", "ruff check .", "mypy", "lint-imports"]


def pins(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text("utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", text, re.MULTILINE))


def test_tests_run_with_what_the_bot_runs_with() -> None:
    runtime, dev = pins("requirements.lock"), pins("requirements-dev.lock")
    assert runtime.items() <= dev.items()


@pytest.mark.parametrize("name", LOCKS)
def test_locks_carry_hashes_and_name_no_host(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    wanted = re.findall(
        r"^[a-z][a-z0-9-]*$", (ROOT / name).with_suffix(".in").read_text("utf-8"), re.MULTILINE
    )
    assert set(wanted) <= set(pins(name))
    assert "://" not in text
    assert "index" not in text.replace("--no-emit-index-url", "")
    assert text.count("--hash=sha256:") >= len(pins(name))
