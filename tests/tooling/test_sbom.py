"""The bill of materials names what the lock file pins, and every licence is known."""

import json
from pathlib import Path

import pytest

pytest.importorskip("cyclonedx", reason="NOT TRIED: the bill. cyclonedx is not installed here.")

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from tooling import sbom
from tooling.licences import licensed
from tooling.lock import read_pins

ROOT = Path(__file__).parents[2]
LOCK = """\
h11==0.16.0 ; sys_platform == 'linux' \\
    --hash=sha256:00
    # via
    #   -r requirements.in
    #   httpcore
httpcore==1.0.9 \\
    --hash=sha256:00
    # via httpx
"""


@pytest.fixture(scope="module", name="written")
def folder_with_both(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bill")
    assert sbom.main([str(folder)]) == 0
    return folder


def test_a_lock_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.lock").write_text(LOCK, "utf-8")
    first, second = read_pins(tmp_path / "a.lock")
    assert (first.name, first.version, first.marker) == ("h11", "0.16.0", "sys_platform == 'linux'")
    assert (first.needed_by, first.by_us) == (frozenset({"httpcore"}), True)
    assert (second.marker, second.needed_by, second.by_us) == ("", frozenset({"httpx"}), False)


def test_it_is_a_bill_by_the_standard(written: Path) -> None:
    text = (written / sbom.BILL).read_text("utf-8")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None


def test_it_names_what_is_locked_and_who_needs_it(written: Path) -> None:
    made = json.loads((written / sbom.BILL).read_text("utf-8"))
    pins = read_pins(ROOT / "requirements.lock")
    named = {each["name"]: each for each in made["components"]}
    assert named.keys() == {pin.name for pin in pins} | {"NotoSans", "NotoSansSC"}
    assert all(named[pin.name]["version"] == pin.version for pin in pins)
    assert all(each["licenses"] for each in made["components"])
    [whole] = [each for each in made["dependencies"] if each["ref"].startswith("afterword==")]
    wanted = {"aiohttp", "python-telegram-bot", "resvg-py"}
    assert wanted <= {each.partition("==")[0] for each in whole["dependsOn"]}


def test_it_is_the_same_at_any_time(tmp_path: Path) -> None:
    for name in ("one", "other"):
        sbom.write(tmp_path / name, moment="1780000000")
    one, other = ((tmp_path / name / sbom.BILL).read_bytes() for name in ("one", "other"))
    assert one == other
    assert b"2026-05-28T20:26:40+00:00" in one


def test_every_licence_comes_with_its_words(written: Path) -> None:
    text = (written / sbom.LICENCES).read_text("utf-8")
    for pin in read_pins(ROOT / "requirements.lock"):
        assert f"\n{pin.name} {pin.version}: " in text
        assert licensed(pin.name).texts, pin.name
    assert "SIL OPEN FONT LICENSE" in text


def test_a_package_without_a_known_licence_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    about = tmp_path / "odd-1.dist-info" / "METADATA"
    about.parent.mkdir()
    about.write_text("Metadata-Version: 2.4\nName: odd\nVersion: 1\nLicense: ask us\n", "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(LookupError, match="odd says no licence that is known"):
        licensed("odd")
    with pytest.raises(LookupError, match="not-there is not installed"):
        licensed("not-there")


def test_another_version_than_the_locked_one_is_told(tmp_path: Path) -> None:
    (tmp_path / "requirements.lock").write_text(LOCK.replace("0.16.0", "0.1"), "utf-8")
    with pytest.raises(LookupError, match=r"h11 \S+ is installed, not 0\.1"):
        sbom.write(tmp_path / "dist", tmp_path)
    assert not (tmp_path / "dist").exists()
