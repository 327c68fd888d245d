"""A server as deploy/README.md makes it: the program is root's, the data another user's."""

import ensurepip
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Mapping, Sequence
from importlib.metadata import distribution
from pathlib import Path

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
USER, NOBODY = "nobody", 65_534  # stands for the user that the service has of its own
PYTHON = Path("/usr/bin/python3")
PATH = "/usr/sbin:/usr/bin:/sbin:/bin"


def cannot_be_tried() -> str | None:
    """Say why this machine has no such server, if it has none."""
    if os.geteuid() != 0:
        return "this is not root, and only root can be somebody else"
    if shutil.which("runuser") is None:
        return "there is no runuser"
    if not PYTHON.exists() or PYTHON.resolve().name != f"python3.{sys.version_info.minor}":
        return f"{PYTHON} is not the Python that the packages here are made for"
    words = (str(PYTHON), "-c", "import aiosqlite, resvg_py")
    path = {"PYTHONPATH": sysconfig.get_path("purelib"), "PYTHONDONTWRITEBYTECODE": "1"}
    seen = subprocess.run(words, env=path, user=NOBODY, cwd="/", check=False, capture_output=True)
    return None if seen.returncode == 0 else "another user cannot read the packages here"


def library_of(folder: Path) -> Path:
    """Link what the program needs to where root can keep it compiled, as `pip install` does."""
    installed, library = Path(sysconfig.get_path("purelib")), folder / "library"
    library.mkdir()
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    needed = re.findall(r"^([\w.-]+)==(?!.*; .*win32)", lock, re.MULTILINE)
    files = (file for name in needed for file in distribution(name).files or ())
    for name in {file.parts[0] for file in files} - {"..", "__pycache__"}:
        _link(installed / name, library / name)
    [pip] = (Path(ensurepip.__file__).parent / "_bundled").glob("pip-*.whl")
    shutil.unpack_archive(pip, folder / "pip", "zip")
    return library


def _link(source: Path, place: Path) -> None:
    """Make a folder of its own of each in which there is something to compile."""
    if not source.is_dir() or not any(source.glob("*.py")):
        place.symlink_to(source)
        return
    place.mkdir()
    for each in source.iterdir():
        _link(each, place / each.name)


def install(place: Path, wheel: Path, library: Path) -> None:
    """Install a wheel in a place as root; what it needs is taken from where the tests run."""
    if not place.exists():
        subprocess.run((str(PYTHON), "-m", "venv", "--without-pip", place), check=True)
        [packages] = place.glob("lib/python3*/site-packages")
        (packages / "needed.pth").write_text(str(library))
    pip = library.parent / "pip" / "pip"
    words = (sys.executable, pip, "--python", place / "bin" / "python", "install")
    options = ("--quiet", "--no-deps", "--no-index", "--root-user-action=ignore")
    subprocess.run((*words, *options, wheel), check=True, capture_output=True)


class Server:
    """Its folders, and what an operator types on it."""

    def __init__(self, folder: Path, program: Path) -> None:
        self.opt, self.etc, self.state = program, folder / "etc", folder / "state"
        self.command = folder / "afterword"
        self.key, self.port = "", 0
        self._handed = folder / "credentials"

    @property
    def program(self) -> Path:
        """What an operator calls."""
        return self.opt / "bin" / "afterword"

    def here(self, text: str) -> str:
        """Say the words of deploy/ for this folder and this user."""
        for place, here in (
            ("/opt/afterword", self.opt),
            ("/etc/afterword", self.etc),
            ("/var/lib/afterword", self.state),
            ("/usr/local/bin/afterword", self.command),
        ):
            text = text.replace(place, str(here))
        return text

    def install(self, wheel: Path, library: Path) -> None:
        """Install a wheel as root, or another one in its place."""
        install(self.opt, wheel, library)
        self.write_command()

    def make_folders(self) -> None:
        """Do what the unit's StateDirectory and the installed command are."""
        self.state.mkdir(mode=0o700)
        os.chown(self.state, NOBODY, NOBODY)
        self.write_command()

    def write_command(self) -> None:
        """Make the command that is typed lead to the program."""
        text = self.here((DEPLOY / "afterword").read_text()).replace(
            "user=afterword", "user=" + USER
        )
        self.command.write_text(text)
        self.command.chmod(0o755)

    def typed(self, *words: str, **environ: str) -> "subprocess.CompletedProcess[str]":
        """Type `sudo afterword ...`."""
        return subprocess.run(
            (str(self.command), *words),
            cwd="/root" if Path("/root").is_dir() else "/",
            env={"PATH": PATH, **environ},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=180,
        )

    def does(self, *words: str, **environ: str) -> str:
        """Type a command that works."""
        done = self.typed(*words, **environ)
        assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
        assert "Traceback" not in done.stderr
        return done.stdout + done.stderr

    def refuses(self, *words: str) -> str:
        """Type a command that says in one line why it cannot be done."""
        done = self.typed(*words)
        assert done.returncode != 0
        assert done.stdout == ""
        [line] = done.stderr.splitlines()
        return line

    def starts(self, *more: str, **environ: str) -> "subprocess.Popen[str]":
        """Start the service as its unit says, with its credentials and folders, as systemd does."""
        unit = Unit(self.here((DEPLOY / "afterword.service").read_text()))
        shutil.rmtree(self._handed, ignore_errors=True)
        self._handed.mkdir()
        for name, source in unit.credentials().items():
            (self._handed / name).write_bytes(Path(source).read_bytes())
            (self._handed / name).chmod(0o400)
            os.chown(self._handed / name, NOBODY, NOBODY)
        given = {"CREDENTIALS_DIRECTORY": str(self._handed), "STATE_DIRECTORY": str(self.state)}
        return subprocess.Popen(
            (*unit.start(given), *more),
            cwd=unit.of("WorkingDirectory"),
            user=NOBODY,
            group=NOBODY,
            extra_groups=[],
            umask=int(unit.of("UMask"), 8),
            env={"PATH": PATH, **given, **unit.environment(), **environ},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


class Unit:
    """What a unit of systemd says of its service."""

    def __init__(self, text: str) -> None:
        self._said = re.findall(r"^(\w+)=(.*)$", text, re.MULTILINE)

    def every(self, key: str) -> list[str]:
        return [value for name, value in self._said if name == key]

    def of(self, key: str) -> str:
        [value] = self.every(key)
        return value

    def credentials(self) -> dict[str, str]:
        pairs = (each.partition(":") for each in self.every("LoadCredential"))
        return {name: source for name, _, source in pairs}

    def environment(self) -> dict[str, str]:
        pairs = (each.partition("=") for each in self.every("Environment"))
        return {name: value for name, _, value in pairs}

    def start(self, given: Mapping[str, str]) -> Sequence[str]:
        named = re.compile(r"\$\{(\w+)\}")
        words = self.of("ExecStart").split()
        return [named.sub(lambda found: given[found[1]], word) for word in words]


def stopped(process: "subprocess.Popen[str]") -> tuple[str, str]:
    """Stop the service as systemd does, and give what it wrote."""
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 0, err
    assert "ready" in out
    return out, err
