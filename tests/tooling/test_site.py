"""The site of the docs holds every page, leads nowhere wrong and loads nothing from elsewhere."""

import re
import shutil
from pathlib import Path

import pytest

pytest.importorskip("mkdocs", reason="NOT TRIED: the site. mkdocs is not installed here.")

from mkdocs.exceptions import Abort

from tooling import docs

ROOT = Path(__file__).parents[2]
_LOADED = re.compile(r'<(?:script|img|iframe|source)[^>]* src="([^"]+)|<link[^>]* href="([^"]+)')
SMALL = """\
site_name: Small
theme: {name: mkdocs, highlightjs: false}
validation: {links: {anchors: warn}}
not_in_nav: /deploy/README.md
nav: [README.md, docs/more.md]
"""


def test_the_menu_holds_every_page_once() -> None:
    assert sorted(docs.listed()) == docs.pages()


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("When the database is lost", "when-the-database-is-lost"),
        ("409: another program", "409-another-program"),
        ("`/why`, and `/skip`", "why-and-skip"),
        ("Что дальше", "что-дальше"),
        ("五分钟安装", "五分钟安装"),
        ("What it is — and is not", "what-it-is--and-is-not"),
    ],
)
def test_titles_have_the_addresses_that_github_gives_them(title: str, expected: str) -> None:
    assert docs.as_github(title, "-") == expected


def test_it_is_built_whole_and_loads_nothing_from_elsewhere(tmp_path: Path) -> None:
    docs.build_site(tmp_path)
    for page in docs.pages():
        name = "index.html" if page == "README.md" else f"{page[:-3]}.html"
        assert (tmp_path / name.replace("README.html", "index.html")).is_file(), name
    loaded = {
        "".join(each)
        for path in tmp_path.rglob("*.html")
        for each in _LOADED.findall(path.read_text("utf-8"))
    }
    assert any(each.endswith(".css") for each in loaded)
    assert [each for each in loaded if "//" in each] == []


@pytest.mark.parametrize("link", ["docs/none.md", "docs/more.md#none", "docs/none.png"])
def test_a_link_that_leads_nowhere_fails(tmp_path: Path, link: str) -> None:
    (tmp_path / "docs" / "images").mkdir(parents=True)
    (tmp_path / "deploy").mkdir()
    for name in docs.BESIDE:
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "deploy" / "README.md").write_text("# Deploy\n", "utf-8")
    (tmp_path / "mkdocs.yml").write_text(SMALL, "utf-8")
    (tmp_path / "README.md").write_text("# Small\n\n[more](docs/more.md#more)\n", "utf-8")
    (tmp_path / "docs" / "more.md").write_text("# More\n", "utf-8")
    docs.build_site(tmp_path / "built", tmp_path)
    (tmp_path / "README.md").write_text(f"# Small\n\n[wrong]({link})\n", "utf-8")
    with pytest.raises(Abort):
        docs.build_site(tmp_path / "built", tmp_path)
