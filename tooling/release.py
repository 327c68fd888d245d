"""`./run release VERSION [--dry-run]`: look whether it may go out, build it, and tag it here."""

import re
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

from tooling import sbom, wheel

ROOT = Path(__file__).resolve().parent.parent
_VERSION = re.compile(r"\d+\.\d+\.\d+")


class NotYet(Exception):  # noqa: N818  # it is no error: the release waits
    """What stands in the way of a release, in one sentence that says what to do."""


def main(words: Sequence[str], root: Path = ROOT) -> int:
    """Make the release that is named; with --dry-run all of it but the tag."""
    named = [each for each in words if each != "--dry-run"]
    if len(named) != 1 or named[0].startswith("-"):
        print(__doc__)
        return 0 if {"-h", "--help"} & set(words) else 2
    try:
        notes = look(root, named[0])
        prove(root)
        made = make(root)
        if "--dry-run" not in words:
            git(root, "tag", "-a", f"v{named[0]}", "-F", "-", "--cleanup=verbatim", told=notes)
    except NotYet as why:
        print(f"release: {why}")
        return 1
    print(f"release: {', '.join(each.name for each in made)} are in {made[0].parent}")
    if "--dry-run" in words:
        print(f"release: all is well; without --dry-run v{named[0]} would be tagged now")
    else:
        print(f"release: tagged here only; to publish it: git push origin v{named[0]}")
    return 0


def look(root: Path, version: str) -> str:
    """Read what can be read at once, and give the notes of the release; raises NotYet."""
    if not _VERSION.fullmatch(version):
        raise NotYet(f"{version} is no version: write three numbers, such as 0.1.0")
    if git(root, "status", "--porcelain"):
        raise NotYet("there are changes that are not committed: commit them, or take them back")
    if git(root, "tag", "--list", f"v{version}"):
        raise NotYet(f"v{version} is tagged already: a release is never made twice, take the next")
    built = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    if built != version:
        raise NotYet(f"pyproject.toml says version {built}: set it to {version}, and commit")
    return notes_of(root / "CHANGELOG.md", version)


def notes_of(changelog: Path, version: str) -> str:
    """Give a release's section of the changelog as a message; raises NotYet without one."""
    sections = re.split(r"^## ", changelog.read_text("utf-8"), flags=re.MULTILINE)
    heads = {each.partition("\n")[0]: each.partition("\n")[2].strip() for each in sections[1:]}
    if heads.get("[Unreleased]"):
        raise NotYet(f"CHANGELOG.md has lines under [Unreleased]: move them below [{version}]")
    for head, body in heads.items():
        if re.fullmatch(rf"\[{re.escape(version)}\] - \d{{4}}-\d\d-\d\d", head) and body:
            return f"Afterword {version}\n\n{body}\n"
    raise NotYet(f"CHANGELOG.md has no section `## [{version}] - DAY` with words in it: write it")


def prove(root: Path) -> None:
    """Run the checks and the tests; raises NotYet at the first that fails."""
    for word in ("check", "test"):
        print(f"release: ./run {word}", flush=True)
        if subprocess.run([sys.executable, root / "run", word], check=False).returncode != 0:
            raise NotYet(f"./run {word} failed, see above: mend it first")


def make(root: Path) -> list[Path]:
    """Build wheel, bill and sums of what is committed into dist/; raises NotYet."""
    folder = root / "dist"
    moment = git(root, "log", "-1", "--format=%ct")
    try:
        built = wheel.build_twice(root, folder, moment)
        sbom.write(folder, root, moment)
    except (ValueError, LookupError) as why:
        raise NotYet(str(why)) from why
    made = [built, folder / sbom.BILL, folder / sbom.LICENCES]
    sums = folder / "SHA256SUMS"
    sums.write_text("".join(f"{wheel.digest(each)}  {each.name}\n" for each in made), "utf-8")
    return [*made, sums]


def git(root: Path, *words: str, told: str | None = None) -> str:
    """Give what git says; raises NotYet where it cannot."""
    try:
        done = subprocess.run(
            ["git", "-C", root, *words], input=told, capture_output=True, text=True, check=True
        )
    except FileNotFoundError:
        raise NotYet("there is no git here: install it") from None
    except subprocess.CalledProcessError as failed:
        raise NotYet(f"git {words[0]} says: {failed.stderr.strip()}") from failed
    return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
