"""The files of deploy/, each looked at by the tool that reads it, where that can be had."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
MOST_EXPOSED = 2.5


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


def test_nginx_takes_its_file(tmp_path: Path) -> None:
    nginx = tool("nginx")
    site = re.sub(r"ssl_certificate\w*[^;]*;", "", (DEPLOY / "nginx.conf").read_text())
    site = site.replace("listen 443 ssl;", "listen 127.0.0.1:8443;")
    whole = tmp_path / "nginx.conf"
    whole.write_text(f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{\naccess_log off;\n{site}\n}}\n")
    words = (nginx, "-t", "-e", str(tmp_path / "log"), "-c", str(whole))
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_caddy_takes_its_file() -> None:
    words = (tool("caddy"), "validate", "--adapter", "caddyfile", "--config", DEPLOY / "Caddyfile")
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_image_runs_as_nobody_special_and_takes_what_there_is() -> None:
    """No engine builds it here: what it copies exists, and what it runs is not the installer."""
    lines = (DEPLOY / "Dockerfile").read_text().replace("\\\n", " ").splitlines()
    for line in (each for each in lines if each.startswith("COPY ") and "--from" not in each):
        *sources, _ = line.split()[1:]
        assert all((ROOT / each).exists() for each in sources), line
    last = [index for index, line in enumerate(lines) if line.startswith("FROM ")][-1]
    stage = lines[last:]
    assert "USER 10001" in stage
    assert 'ENTRYPOINT ["afterword"]' in stage
    assert not [line for line in stage if "pip" in line or "apt" in line]
    copied = {line.split()[1] for line in lines if line.startswith("COPY ")}
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text())
    needed = packages["tool"]["setuptools"]["packages"]["find"]["include"]
    assert {each.rstrip("*") for each in needed} <= copied
