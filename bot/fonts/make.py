"""Make the font of the pictures anew: `python bot/fonts/make.py NotoSansSC-Regular.otf`.

The source is Noto Sans SC Regular under the SIL Open Font License, as the PyPI package
pylopdf-fonts-zh-cn ships it. Kept are the letters of European languages, Greek and Cyrillic, the
punctuation and signs that reports use, and the 6,763 Chinese characters of GB 2312. The family
gets a name of its own, so that no font of the system's is taken for it.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FAMILY = "Afterword Sans"
TARGET = Path(__file__).with_name("AfterwordSans-Regular.otf")
RANGES = (
    (0x0020, 0x024F),  # Latin
    (0x0370, 0x03FF),  # Greek
    (0x0400, 0x04FF),  # Cyrillic
    (0x1E00, 0x1EFF),  # Latin of Vietnamese, among others
    (0x2000, 0x206F),  # punctuation and spaces
    (0x20A0, 0x20BF),  # currencies
    (0x2100, 0x214F),  # letter-like signs
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # mathematics
    (0x25A0, 0x2605),  # shapes and stars
    (0x3000, 0x303F),  # Chinese punctuation
    (0xFF00, 0xFFEF),  # full width
)


def characters() -> Iterator[int]:
    """List what the font is to hold."""
    for first, last in RANGES:
        yield from range(first, last + 1)
    for high in range(0xB0, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                yield ord(bytes((high, low)).decode("gb2312"))
            except UnicodeDecodeError:
                continue


def make(source: Path) -> None:
    """Write the subset beside this file."""
    font = TTFont(source)
    options = Options(layout_features=["kern", "locl"], hinting=False, desubroutinize=False)
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=list(characters()))
    subsetter.subset(font)
    for record in font["name"].names:
        if record.nameID in {1, 4, 16}:
            record.string = FAMILY
        elif record.nameID in {3, 6}:
            record.string = FAMILY.replace(" ", "") + "-Regular"
    top = font["CFF "].cff.topDictIndex[0]
    font["CFF "].cff.fontNames = [FAMILY.replace(" ", "") + "-Regular"]
    top.FamilyName, top.FullName = FAMILY, FAMILY
    font.save(TARGET)


if __name__ == "__main__":
    make(Path(sys.argv[1]))
