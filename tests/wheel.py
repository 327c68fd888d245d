"""The wheel, built as for an operator, from no more than what goes into it."""

import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("bot", "metrics", "playground", "storage")
_BUILD = "import sys; from setuptools.build_meta import build_wheel; build_wheel(sys.argv[1])"


def build_wheel(folder: Path, *, version: str | None = None) -> Path:
    """Build it in a folder, under another version if need be; skip where that is impossible."""
    if find_spec("setuptools") is None:
        pytest.skip("NOT TRIED: the built wheel. setuptools is not installed here.")
    source = folder / f"source-{version}"
    source.mkdir()
    for name in PACKAGES:
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", "requirements.in"):
        shutil.copy(ROOT / name, source)
    if version is not None:
        settings = source / "pyproject.toml"
        text = settings.read_text("utf-8")
        settings.write_text(re.sub(r"(?m)^version = .*$", f'version = "{version}"', text), "utf-8")
    words = (sys.executable, "-c", _BUILD, str(folder))
    before = set(folder.glob("*.whl"))
    subprocess.run(words, cwd=source, check=True, capture_output=True)
    [wheel] = set(folder.glob("*.whl")) - before
    return wheel
