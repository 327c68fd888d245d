"""Under which licence each installed package stands, and the words that go along with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from types import MappingProxyType

from cyclonedx.spdx import fixup_id, is_expression

CLASSIFIERS = MappingProxyType(  # what packages of before PEP 639 say instead of an SPDX id
    {
        "License :: OSI Approved :: Apache Software License": "Apache-2.0",
        "License :: OSI Approved :: MIT License": "MIT",
    }
)
READ_BY_US = MappingProxyType({"resvg-py": "MIT"})  # they say it in their licence file alone
_FILES = ("LICEN", "COPYING", "NOTICE", "AUTHORS")


@dataclass(frozen=True)
class Licensed:
    """An installed package, its licence as an SPDX expression, and its licence files by name."""

    name: str
    version: str
    licence: str
    texts: Mapping[str, str]


def licensed(name: str) -> Licensed:
    """Read what a package says of itself; LookupError where it is missing or names no licence."""
    try:
        found = distribution(name)
    except PackageNotFoundError:
        raise LookupError(f"{name} is not installed") from None
    texts = {
        each.name: Path(each.locate()).read_text("utf-8", errors="replace")
        for each in found.files or ()
        if each.name.upper().startswith(_FILES) and ".dist-info" in each.parts[0]
    }
    return Licensed(name, found.version, _expression(name, found), texts)


def _expression(name: str, found: Distribution) -> str:
    about = found.metadata
    said = [about[key] for key in ("License-Expression", "License") if key in about]
    by_class = [CLASSIFIERS.get(each, "") for each in about.get_all("Classifier") or []]
    for each in (*said, *by_class, READ_BY_US.get(name, "")):
        known = fixup_id(each) or (each if each and is_expression(each) else None)
        if known:
            return known
    raise LookupError(f"{name} says no licence that is known: read its files, name it here")
