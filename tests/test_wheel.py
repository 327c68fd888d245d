"""What is built holds everything that runs: tried in a folder away from the checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.wheel import PACKAGES, build_wheel

ROOT = Path(__file__).parents[1]
TRY = """
import asyncio
from bot.pictures.glyphs import characters
from bot.pictures.drawer import Pictures
from bot.words.catalogues import Words
async def main():
    pictures = Pictures()
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>周</text></svg>'
    png = await pictures.png(svg)
    await pictures.close()
    import bot
    print(bot.__file__, Words.load().languages, len(characters()), png[1:4])
asyncio.run(main())
"""


def shipped(path: Path) -> bool:
    return path.is_file() and "__pycache__" not in path.parts


@pytest.fixture(scope="module", name="built")
def unpacked_wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    zipfile.ZipFile(build_wheel(folder)).extractall(folder / "unpacked")
    return folder / "unpacked"


def test_every_file_of_the_packages_is_in_the_wheel(built: Path) -> None:
    for name in PACKAGES:
        wanted = {path.relative_to(ROOT) for path in (ROOT / name).rglob("*") if shipped(path)}
        assert {path for path in wanted if not (built / path).is_file()} == set()


def test_the_wheel_draws_speaks_and_starts_in_another_folder(built: Path, tmp_path: Path) -> None:
    environ = {**os.environ, "PYTHONPATH": str(built)}
    run = [sys.executable, "-P"]
    tried = subprocess.run(
        [*run, "-c", TRY], cwd=tmp_path, env=environ, capture_output=True, text=True, check=True
    )
    assert tried.stdout.startswith(str(built))
    assert "'zh_Hans'" in tried.stdout
    assert "b'PNG'" in tried.stdout
    shown = subprocess.run(
        [*run, "-m", "bot", "--help"], cwd=tmp_path, env=environ, capture_output=True, check=True
    )
    assert b"Ask customers one short question" in shown.stdout


def test_every_kind_of_data_is_named_in_the_settings_of_the_build() -> None:
    import tomllib

    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    patterns = settings["tool"]["setuptools"]["package-data"]
    for name in PACKAGES:
        folder = ROOT / name
        data = [path for path in folder.rglob("*") if shipped(path) and path.suffix != ".py"]
        named = {path for pattern in patterns.get(name, []) for path in folder.glob(pattern)}
        assert set(data) - named == set()
