"""The forms for issues have what GitHub asks of a form."""

from pathlib import Path

import pytest

FORMS = sorted((Path(__file__).parents[1] / ".github/ISSUE_TEMPLATE").glob("*.yml"))


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_a_form_has_a_name_a_description_and_labelled_fields(form: Path) -> None:
    yaml = pytest.importorskip("yaml")
    read = yaml.safe_load(form.read_text(encoding="utf-8"))
    assert read["name"] and read["description"]
    asked = [part for part in read["body"] if part["type"] != "markdown"]
    assert asked and all(part["attributes"]["label"] for part in asked)
    assert len({part["id"] for part in asked}) == len(asked)
