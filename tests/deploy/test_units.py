"""The files of deploy/, each looked at by the tool that reads it, where that can be had."""

import json
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
MOST_EXPOSED = 2.5
IMAGE = (DEPLOY / "Dockerfile").read_text("utf-8")


def tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"NOT CHECKED: what {name} says of the files in deploy/; it is not installed")
    return found


def test_the_service_is_well_shut() -> None:
    words = (tool("systemd-analyze"), "security", "--offline=true", DEPLOY / "afterword.service")
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    found = re.search(r"Overall exposure level for afterword.service: ([\d.]+)", done.stdout)
    if found is None:
        pytest.skip(f"NOT CHECKED: this systemd-analyze looks at no file: {done.stderr.strip()}")
    assert float(found[1]) < MOST_EXPOSED


def test_the_service_is_understood() -> None:
    words = (tool("systemd-analyze"), "verify", DEPLOY / "afterword.service")
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    told = [line for line in done.stderr.splitlines() if "afterword.service" in line]
    assert [line for line in told if "is not executable" not in line] == []


def test_the_service_starts_the_program_and_no_installer() -> None:
    unit = (DEPLOY / "afterword.service").read_text()
    [start] = re.findall(r"^ExecStart=(\S+) (.*)$", unit, re.MULTILINE)
    assert start[0] == "/opt/afterword/bin/afterword"
    assert start[1].startswith("run ")
    assert "pip" not in unit
    assert "ExecStartPre" not in unit


def test_the_service_can_name_the_run_of_the_machine() -> None:
    """By /proc/sys, which `ProcSubset=pid` would hide: a restart would not know a wrong clock."""
    assert "\nProcSubset" not in (DEPLOY / "afterword.service").read_text()


def test_secrets_beside_the_container_are_never_committed() -> None:
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    assert {"/deploy/config.toml", "/deploy/token.txt"} <= set(ignored)


def test_caddy_takes_its_file() -> None:
    words = (tool("caddy"), "validate", "--adapter", "caddyfile", "--config", DEPLOY / "Caddyfile")
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_caddy_likes_how_it_is_written() -> None:
    words = (tool("caddy"), "fmt", DEPLOY / "Caddyfile")
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.stdout == (DEPLOY / "Caddyfile").read_text()


def test_the_linter_of_images_finds_nothing() -> None:
    words = (tool("hadolint"), "--failure-threshold", "info", DEPLOY / "Dockerfile")
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_linter_of_shell_scripts_finds_nothing() -> None:
    words = (tool("shellcheck"), DEPLOY / "afterword")
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_compose_takes_its_file_and_shuts_the_container(tmp_path: Path) -> None:
    composes = (shutil.which("docker-compose"),) if shutil.which("docker-compose") else ()
    words = composes or (tool("docker"), "compose")
    for name in ("compose.yaml", "Dockerfile"):
        shutil.copy(DEPLOY / name, tmp_path)
    for name in ("config.toml", "token.txt"):
        (tmp_path / name).touch()
    done = subprocess.run(
        (*words, "-f", tmp_path / "compose.yaml", "config", "--format", "json"),
        capture_output=True,
        text=True,
        check=False,
    )
    if "unknown" in done.stderr:
        pytest.skip("NOT CHECKED: what docker compose says of its file; it is not installed")
    assert done.returncode == 0, done.stderr
    service = json.loads(done.stdout)["services"]["afterword"]
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["secrets"][0]["source"] == "token"
    assert service["ports"][0]["host_ip"] == "127.0.0.1"
    [image] = re.findall(r"^HEALTHCHECK .*\\\n +CMD (.*)$", IMAGE, re.MULTILINE)
    assert service["healthcheck"]["test"] == ["CMD", *json.loads(image)]


def test_the_image_runs_as_nobody_special_and_takes_what_there_is() -> None:
    """No engine builds it here: what it copies exists, and what it runs is not the installer."""
    lines = IMAGE.replace("\\\n", " ").splitlines()
    for line in (each for each in lines if each.startswith("COPY ") and "--from" not in each):
        *sources, _ = line.split()[1:]
        assert all((ROOT / each).exists() for each in sources), line
    last = [index for index, line in enumerate(lines) if line.startswith("FROM ")][-1]
    stage = lines[last:]
    assert "USER 10001" in stage
    assert 'ENTRYPOINT ["afterword"]' in stage
    assert not [line for line in stage if "pip install" in line or "apt" in line]
    assert "RUN python -m pip uninstall --yes pip " in " ".join(stage)
    copied = {line.split()[1] for line in lines if line.startswith("COPY ")}
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text())
    needed = packages["tool"]["setuptools"]["packages"]["find"]["include"]
    assert {each.rstrip("*") for each in needed} <= copied
    sent = (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines()
    parts = {each for line in lines for each in line.split()[1:-1] if line.startswith("COPY ")}
    assert {each[1:] for each in sent if each.startswith("!")} == {
        each for each in parts if not each.startswith(("--", "/"))
    }
