"""The wheel of what is committed, built twice to see that anybody gets the same one."""

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

_BUILD = (
    "import os, sys; os.umask(0o022); from setuptools.build_meta import build_wheel;"
    "print(build_wheel(sys.argv[1]))"
)


def build_twice(root: Path, folder: Path, moment: str) -> Path:
    """Build the wheel of a checkout's newest commit into a folder, dated by a Unix time.

    Raises ValueError where it cannot be built, or two builds differ.
    """
    with TemporaryDirectory() as first, TemporaryDirectory() as second:
        wheels = [_build(root, Path(each), moment) for each in (first, second)]
        if digest(wheels[0]) != digest(wheels[1]):
            raise ValueError("two builds of the wheel differ: what of the machine is in it?")
        folder.mkdir(exist_ok=True)
        return Path(shutil.copy(wheels[0], folder))


def digest(path: Path) -> str:
    """Give the SHA-256 of a file, as `sha256sum` writes it."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _build(root: Path, folder: Path, moment: str) -> Path:
    words = ["git", "-C", str(root), "archive", "--format=tar", "HEAD"]
    packed = subprocess.run(words, check=True, capture_output=True).stdout
    source = folder / "source"
    with tarfile.open(fileobj=BytesIO(packed)) as tar:
        tar.extractall(source, filter="data")
    done = subprocess.run(
        [sys.executable, "-c", _BUILD, folder],
        cwd=source,
        env={**os.environ, "SOURCE_DATE_EPOCH": moment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise ValueError(f"the wheel cannot be built: {done.stderr.strip().splitlines()[-1]}")
    return next(folder.glob("*.whl"))
