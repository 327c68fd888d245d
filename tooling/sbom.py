"""`./run sbom [FOLDER]`: write what the bot is made of, as a CycloneDX bill and a licence list."""

import hashlib
import json
import sys
import tomllib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.model import Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import DisjunctiveLicense, LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.spdx import is_supported_id
from packageurl import PackageURL

from tooling.licences import Licensed, licensed
from tooling.lock import Pin, read_pins

ROOT = Path(__file__).resolve().parent.parent
BILL, LICENCES = "sbom.cdx.json", "licences.txt"
_RULE = "=" * 78


def main(words: Sequence[str]) -> int:
    """Write both files into a folder, and say where they are."""
    if len(words) > 1 or any(each.startswith("-") for each in words):
        print(__doc__)
        return 0 if {"-h", "--help"} & set(words) else 2
    folder = Path(words[0] if words else ROOT / "dist")
    try:
        counted = write(folder)
    except LookupError as missing:
        print(f"sbom: {missing}")
        return 1
    print(f"{folder / BILL} and {folder / LICENCES}: {counted} packages")
    return 0


def write(folder: Path, root: Path = ROOT, moment: str | None = None) -> int:
    """Write the bill, dated by a Unix time, and the licence list; give how many packages it names.

    Raises LookupError where a package is not installed, is another version or has no known licence.
    """
    pins = read_pins(root / "requirements.lock")
    packages = [licensed(pin.name) for pin in pins]
    for pin, package in zip(pins, packages, strict=True):
        if pin.version != package.version:
            raise LookupError(f"{pin.name} {package.version} is installed, not {pin.version}")
    folder.mkdir(parents=True, exist_ok=True)
    fonts = {each.stem.removeprefix("OFL-"): each.read_text("utf-8") for each in _fonts(root)}
    (folder / BILL).write_text(bill(root, pins, packages, list(fonts), moment), "utf-8")
    (folder / LICENCES).write_text(licence_list(packages, fonts), "utf-8")
    return len(packages)


def _fonts(root: Path) -> list[Path]:
    """Find the licences of the fonts: they come along in the wheel, and no lock file has them."""
    return sorted((root / "bot" / "pictures" / "fonts").glob("OFL-*.txt"))


def bill(
    root: Path,
    pins: Sequence[Pin],
    packages: Sequence[Licensed],
    fonts: Sequence[str],
    moment: str | None,
) -> str:
    """Word the bill of materials: the same for the same lock file and moment."""
    about = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    name, version = about["name"], about["version"]
    whole = _component(name, version, about["license"], type_=ComponentType.APPLICATION)
    locked = hashlib.sha256((root / "requirements.lock").read_bytes()).hexdigest()
    whole.properties.add(Property(name="afterword:requirements.lock:sha256", value=locked))
    made = Bom(serial_number=uuid5(NAMESPACE_URL, f"{name}-{version}-{locked}"))
    made.metadata.component = whole
    dated = moment or (root / "requirements.lock").stat().st_mtime
    made.metadata.timestamp = datetime.fromtimestamp(float(dated), UTC)
    parts = {each.name: _component(each.name, each.version, each.licence) for each in packages}
    for pin in pins:
        if pin.marker:
            parts[pin.name].properties.add(Property(name="afterword:only-if", value=pin.marker))
    made.components.update(parts.values())
    for font in fonts:
        made.components.add(_component(font, None, "OFL-1.1", type_=ComponentType.DATA))
    made.register_dependency(whole, [parts[pin.name] for pin in pins if pin.by_us])
    for name, part in parts.items():
        made.register_dependency(part, [parts[pin.name] for pin in pins if name in pin.needed_by])
    written = json.loads(JsonV1Dot6(made).output_as_string())
    return json.dumps(written, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _component(
    name: str, version: str | None, licence: str, *, type_: ComponentType = ComponentType.LIBRARY
) -> Component:
    known = is_supported_id(licence)
    under = DisjunctiveLicense(id=licence) if known else LicenseExpression(licence)
    library = type_ is ComponentType.LIBRARY
    return Component(
        type=type_,
        bom_ref=f"{name}=={version}" if version else name,
        name=name,
        version=version,
        licenses=[under],
        purl=PackageURL("pypi", name=name, version=version) if library else None,
    )


def licence_list(packages: Sequence[Licensed], fonts: Mapping[str, str]) -> str:
    """Word the list: a line for each package, then the words that its licence wants passed on."""
    lines = ["What Afterword is installed with, and the licences of it.", ""]
    lines += [f"{each.name} {each.version}: {each.licence}" for each in packages]
    lines += [f"{font} (in the wheel): OFL-1.1" for font in fonts]
    texts = [
        (f"{each.name} {each.version}: {name}", text)
        for each in packages
        for name, text in sorted(each.texts.items())
    ]
    texts += [(f"{font}: its licence", text) for font, text in fonts.items()]
    for title, text in texts:
        lines += ["", _RULE, title, _RULE, "", text.strip()]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
