"""What `./run` says where it may not install, typed by another user in such places."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest

ROOT = Path(__file__).parents[2]
NOBODY = 65_534
PYTHON = Path("/usr/bin/python3")
AS_NOBODY = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
# A Python of Debian's without python3-pip and python3-venv: its own, less what these bring.
LESS_PIP = """
set -e
mount -t tmpfs none /mnt
mkdir /mnt/over /mnt/work /mnt/none
library=$(/usr/bin/python3 -c "import sysconfig; print(sysconfig.get_path('stdlib'))")
mknod /mnt/over/ensurepip c 0 0
mount -t overlay none -o "lowerdir=$library,upperdir=/mnt/over,workdir=/mnt/work" "$library"
mount --bind /mnt/none /usr/lib/python3/dist-packages
exec "$@"
"""


def in_namespaces(*words: str) -> tuple[str, ...]:
    """Give the words that begin such a namespace, or skip where this machine has none."""
    begun = ("unshare", *words)
    if subprocess.run((*begun, "true"), capture_output=True, check=False).returncode:
        pytest.skip(f"NOT CHECKED: what ./run says; {' '.join(begun)} is not possible here")
    return begun


@pytest.fixture
def checkout() -> Iterator[Path]:
    """A checkout that another user owns, with as much of it as `run` needs."""
    if os.geteuid() != 0 or shutil.which("setpriv") is None or not PYTHON.exists():
        pytest.skip("NOT CHECKED: what ./run says to another user; this is not root on a Linux")
    made = Path(mkdtemp(prefix="afterword-checkout-"))
    made.chmod(0o755)
    for each in (ROOT / "run", *ROOT.glob("requirements*.lock")):
        shutil.copy(each, made)
    for each in (made, *made.iterdir()):
        os.chown(each, NOBODY, NOBODY)
    yield made
    shutil.rmtree(made)


def types(checkout: Path, *before: str) -> list[str]:
    """Type `./run demo --once` as another user, who can do nothing but read it in the end."""
    done = subprocess.run(
        (*before, *AS_NOBODY, str(checkout / "run"), "demo", "--once"),
        cwd="/",
        env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "PIP_RETRIES": "0"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 1, done.stdout
    assert "Traceback" not in done.stderr
    return [line for line in done.stderr.splitlines() if line.startswith("run: ")]


def test_a_checkout_of_somebody_else(checkout: Path) -> None:
    for each in (checkout, *checkout.iterdir()):
        os.chown(each, 0, 0)
    [said] = types(checkout)
    assert said == (
        f"run: {checkout} may not be written: let its owner type this, or install the wheel by pip"
    )


def test_an_environment_of_somebody_else_whose_python_cannot_even_be_looked_at(
    checkout: Path,
) -> None:
    """As where root has typed ./run first, with a Python in its own home."""
    (checkout / ".venv" / "bin").mkdir(parents=True)
    home = checkout / "home-of-root"
    home.mkdir(mode=0o700)
    (home / "python3").touch(mode=0o755)
    (checkout / ".venv" / "bin" / "python").symlink_to(home / "python3")
    (checkout / ".venv" / "stamp").write_text("runtime x")
    [said] = types(checkout)
    assert said.startswith(f"run: {checkout}/.venv may not be written: let its owner type this")


def test_a_file_system_that_is_read_only(checkout: Path) -> None:
    begun = in_namespaces("--mount")
    mounted = f'mount --bind {checkout} {checkout} && mount -o remount,ro,bind {checkout} && "$@"'
    [said] = types(checkout, *begun, "sh", "-c", mounted, "sh")
    assert said.startswith(f"run: {checkout} may not be written: ")


def test_a_python_without_pip_and_venv(checkout: Path) -> None:
    begun = in_namespaces("--mount")
    if subprocess.run((*begun, "sh", "-c", LESS_PIP, "sh", "true"), check=False).returncode:
        pytest.skip("NOT CHECKED: what ./run says without pip; overlays are not possible here")
    [said] = types(checkout, *begun, "sh", "-c", LESS_PIP, "sh")
    assert said == (
        "run: this Python has no pip and no venv: install python3-venv, as Debian calls it, or uv"
    )


def test_a_machine_without_a_network(checkout: Path) -> None:
    said = types(checkout, *in_namespaces("--net"))
    assert said == [
        "run: setting up .venv (runtime)",
        "run: .venv could not be set up, see above: no network, or no room on the disk?",
    ]
