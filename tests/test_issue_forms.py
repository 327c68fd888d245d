"""The forms for issues are what GitHub takes, and lead to pages that are there."""

import re
from pathlib import Path
from typing import Any

import pytest

yaml = pytest.importorskip("yaml", reason="NOT TRIED: the issue forms. There is no PyYAML here.")

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / ".github" / "ISSUE_TEMPLATE"
FORMS = sorted(path for path in FOLDER.glob("*.yml") if path.name != "config.yml")
KINDS = {  # what GitHub's syntax for issue forms lets each kind of field say
    "markdown": {"value"},
    "input": {"label", "description", "placeholder", "value"},
    "textarea": {"label", "description", "placeholder", "value", "render"},
    "dropdown": {"label", "description", "multiple", "options", "default"},
    "checkboxes": {"label", "description", "options"},
}
each_form = pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)


def read(path: Path) -> dict[str, Any]:
    found = yaml.safe_load(path.read_text("utf-8"))
    assert isinstance(found, dict)
    return found


def test_there_is_a_form_for_each_reason() -> None:
    names = [path.stem for path in FORMS]
    assert names == ["fault", "figures", "translation", "wish"]
    titles = [read(path)["name"] for path in FORMS]
    assert len(set(titles)) == len(titles)


@each_form
def test_it_is_a_form(path: Path) -> None:
    form = read(path)
    assert form.keys() == {"name", "description", "body"}
    assert len(form["name"]) > 3
    assert 3 < len(form["description"]) < 200
    fields = [each for each in form["body"] if each["type"] != "markdown"]
    ids = [each["id"] for each in fields]
    assert len(set(ids)) == len(ids) > 0
    assert any(each.get("validations", {}).get("required") for each in fields)


@each_form
def test_every_field_is_one_that_github_knows(path: Path) -> None:
    for field in read(path)["body"]:
        assert field.keys() <= {"type", "id", "attributes", "validations"}
        said = field["attributes"]
        assert said.keys() <= KINDS[field["type"]], field
        assert said["value" if field["type"] == "markdown" else "label"]
        assert re.fullmatch(r"[\w-]+", field.get("id", "x"))
        assert field.get("validations", {}).keys() <= {"required"}
        if field["type"] == "dropdown":
            assert len(set(said["options"])) == len(said["options"]) > 1
            assert all(isinstance(each, str) for each in said["options"])
        if field["type"] == "checkboxes":
            assert all(each.keys() <= {"label", "required"} for each in said["options"])


@each_form
def test_the_pages_that_it_names_are_there(path: Path) -> None:
    for name in re.findall(r"\b(?:docs/)?[\w-]+\.md\b", path.read_text("utf-8")):
        assert (ROOT / name).is_file(), name


def test_who_found_a_weakness_is_sent_to_the_private_way() -> None:
    config = read(FOLDER / "config.yml")
    assert config.keys() == {"blank_issues_enabled", "contact_links"}
    assert config["blank_issues_enabled"] is False
    [link] = config["contact_links"]
    assert link.keys() == {"name", "url", "about"}
    assert link["url"].startswith("https://")
    assert "SECURITY.md" in link["about"]
    assert "private advisory" in (ROOT / "SECURITY.md").read_text("utf-8")
