"""A release is refused in one sentence, or built, summed up and tagged, in its own repository."""

import hashlib
import shutil
import subprocess
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import pytest

pytest.importorskip("cyclonedx", reason="NOT TRIED: a release. cyclonedx is not installed here.")

from tooling import release

builds = pytest.mark.skipif(  # looked for, not imported: it would put itself before distutils
    find_spec("setuptools") is None, reason="NOT TRIED: a release. setuptools is missing here."
)
RUN = """\
import pathlib, sys
sys.exit((pathlib.Path(__file__).parent / f"bad-{sys.argv[1]}").exists())
"""
PROJECT = """\
[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"
[project]
name = "afterword"
version = "0.1.0"
license = "MIT"
[tool.setuptools]
py-modules = ["small"]
"""
CHANGES = """\
# Changelog

## [Unreleased]

## [0.1.0] - 2026-12-01

### Asking

- The first one.
"""
ODD = "import uuid, pathlib; pathlib.Path('small.py').write_text(f'# {uuid.uuid4()}')\n"


def git(root: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=root, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def commit(root: Path, **files: str) -> None:
    for name, text in files.items():
        (root / name.replace("__", ".")).write_text(text, "utf-8")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "Change it")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("whole")
    git(root, "init", "-q")
    for name, value in (("user.name", "Anybody"), ("user.email", "anybody@example.invalid")):
        git(root, "config", name, value)
    commit(
        root,
        run=RUN,
        small__py="",
        pyproject__toml=PROJECT,
        CHANGELOG__md=CHANGES,
        __gitignore="bad-*\ndist/\n",
        requirements__lock=f"click=={version('click')} \\\n    # via -r requirements.in\n",
    )
    return root


@pytest.fixture
def root(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "root"))


def refusal(root: Path, capfd: pytest.CaptureFixture[str], *words: str) -> str:
    capfd.readouterr()
    assert release.main(list(words), root) == 1
    assert git(root, "tag") in {"", "v0.1.0"}
    return capfd.readouterr().out.splitlines()[-1]


def test_each_thing_in_the_way_is_one_sentence(
    root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert "write three numbers" in refusal(root, capfd, "0.1")
    (root / "bad-check").touch()
    assert "./run check failed" in refusal(root, capfd, "0.1.0")
    (root / "bad-check").rename(root / "bad-test")
    assert "./run test failed" in refusal(root, capfd, "0.1.0", "--dry-run")
    assert "pyproject.toml says version 0.1.0: set it to 0.2.0" in refusal(root, capfd, "0.2.0")
    (root / "new").touch()
    assert "not committed" in refusal(root, capfd, "0.1.0")
    commit(root, CHANGELOG__md=CHANGES.replace("## [0.1.0]", "- More.\n\n## [0.1.0]"))
    assert "lines under [Unreleased]" in refusal(root, capfd, "0.1.0")
    for text in (CHANGES.replace(" - 2026-12-01", ""), CHANGES.partition("### ")[0]):
        commit(root, CHANGELOG__md=text)
        assert "no section `## [0.1.0] - DAY`" in refusal(root, capfd, "0.1.0")
    git(root, "tag", "v0.1.0")
    assert "tagged already" in refusal(root, capfd, "0.1.0")


def test_outside_a_repository_it_says_what_git_says(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert release.main(["0.1.0"], tmp_path) == 1
    assert "release: git status says: " in capfd.readouterr().out


@pytest.mark.parametrize("words", [[], ["--dry-run"], ["0.1.0", "0.2.0"], ["--now"]])
def test_what_it_does_not_understand_is_told(
    root: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert release.main(words, root) == 2
    assert "./run release VERSION [--dry-run]" in capsys.readouterr().out


@builds
def test_it_is_built_summed_up_and_tagged(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert release.main(["0.1.0", "--dry-run"], root) == 0
    assert git(root, "tag") == ""
    first = (root / "dist" / "SHA256SUMS").read_text("utf-8")
    for line in first.splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((root / "dist" / name).read_bytes()).hexdigest() == digest
    names = [line.split("  ")[1] for line in first.splitlines()]
    assert names == ["afterword-0.1.0-py3-none-any.whl", "sbom.cdx.json", "licences.txt"]
    assert release.main(["0.1.0"], root) == 0
    assert (root / "dist" / "SHA256SUMS").read_text("utf-8") == first
    assert git(root, "cat-file", "-t", "v0.1.0") == "tag"
    assert "### Asking\n\n- The first one." in git(root, "tag", "-l", "--format=%(contents)")
    assert "git push origin v0.1.0" in capsys.readouterr().out


@builds
def test_a_wheel_that_comes_out_otherwise_each_time_is_refused(
    root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    commit(root, setup__py="import setuptools\n" + ODD + "setuptools.setup()\n")
    assert "two builds of the wheel differ" in refusal(root, capfd, "0.1.0")
    commit(root, setup__py="no python\n")
    assert "the wheel cannot be built: " in refusal(root, capfd, "0.1.0")
