"""`./run docs [FOLDER]`: make the docs into a site, without a network; a broken link fails."""

import logging
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = "mkdocs.yml"
BESIDE = ("config.example.toml", "deploy/README.md", "LICENSE")  # what pages lead to outside docs/


def main(words: Sequence[str]) -> int:
    """Build the site into a folder, and say where it begins."""
    if len(words) > 1 or any(each.startswith("-") for each in words):
        print(__doc__)
        return 0 if {"-h", "--help"} & set(words) else 2
    logging.basicConfig(level=logging.WARNING, format="docs: %(message)s")
    folder = Path(words[0] if words else ROOT / "build" / "site")
    try:
        build_site(folder)
    except Abort as broken:
        print(f"docs: {broken}")
        return 1
    print(f"{folder / 'index.html'}: {len(pages())} pages")
    return 0


def build_site(folder: Path, root: Path = ROOT) -> None:
    """Build it; Abort where a link leads nowhere or a page is missing in the list of pages."""
    with TemporaryDirectory() as made:
        source = Path(made)
        gather(source, root)
        settings = load_config(
            str(root / SETTINGS), docs_dir=str(source), site_dir=str(folder.resolve()), strict=True
        )
        settings["mdx_configs"]["toc"] = {"slugify": as_github}
        build(settings)


def gather(source: Path, root: Path) -> None:
    """Copy what the site is made of, each file where it lies, so that links lead as on GitHub."""
    for page in (*pages(root), *BESIDE):
        (source / page).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / page, source / page)
    shutil.copytree(root / "docs" / "images", source / "docs" / "images")


def pages(root: Path = ROOT) -> list[str]:
    """Every page of ours: those beside the README, and all of docs/."""
    found = [*root.glob("*.md"), *(root / "docs").rglob("*.md")]
    return sorted(path.relative_to(root).as_posix() for path in found)


def listed() -> list[str]:
    """Every page that the settings list, in the order of its menu."""
    return list(_leaves(yaml.safe_load((ROOT / SETTINGS).read_text("utf-8"))["nav"]))


def _leaves(entry: object) -> list[str]:
    if isinstance(entry, dict):
        entry = list(entry.values())
    if isinstance(entry, list):
        return [leaf for each in entry for leaf in _leaves(each)]
    return [str(entry)]


def as_github(title: str, separator: str) -> str:
    """Name a title in an address as GitHub does, so that a link works in both places."""
    kept = (each for each in title.lower() if each.isalnum() or each in "_- ")
    return "".join(kept).replace(" ", separator)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
