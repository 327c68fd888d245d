"""Make the fonts anew: `python bot/pictures/fonts/make.py SANS.ttf SC.otf CJK-BOLD.ttc`.

The sources are Noto Sans, the variable font that the PyPI package fontpkg-noto-sans 2.15 ships, and
Noto Sans SC Regular of the package pylopdf-fonts-zh-cn 0.1.1, both under the SIL Open Font License.
European letters, Greek, Cyrillic and their kerning come from the first; Chinese (the 6,763
characters of GB 2312), full-width signs, arrows and shapes come from the second. All of it is one
face: a drawing library that lacks a glyph takes another font of the machine's, whichever that is.
The family has a name of its own, so that no font of the machine's is taken for it.

The large figure and the verdict have a semibold face: the variable font at 600, and of Chinese the
characters of our own catalogue, from the Bold of Debian's package fonts-noto-cjk, which has none
between. What else stands there is drawn in the regular face. Make it anew when the words change.
"""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

FAMILY = "Afterword Sans"
HERE = Path(__file__).parent
CATALOGUE = HERE.parents[1] / "locales" / "zh_Hans"
EUROPEAN = (
    (0x0020, 0x007E),  # Latin, without its control characters
    (0x00A0, 0x024F),
    (0x0300, 0x036F),  # accents that stand alone
    (0x0370, 0x03FF),  # Greek
    (0x0400, 0x052F),  # Cyrillic
    (0x1E00, 0x1EFF),  # Latin of Vietnamese, among others
    (0x2000, 0x206F),  # punctuation and spaces
    (0x20A0, 0x20BF),  # currencies
    (0x2100, 0x214F),  # letter-like signs
    (0x2212, 0x2212),  # minus
)
CHINESE = (
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # mathematics
    (0x2460, 0x24FF),  # numbers in circles
    (0x25A0, 0x26FF),  # shapes and stars
    (0x2713, 0x2713),  # tick
    (0x3000, 0x303F),  # punctuation
    (0xFF00, 0xFFEF),  # full width
)
HEAVY = (  # what semibold has of the European letters: those of the languages that ship, and more
    (0x0020, 0x007E),
    (0x00A0, 0x017F),
    (0x0400, 0x045F),
    (0x0490, 0x0491),
    (0x2010, 0x203A),
    (0x20AC, 0x20AC),
    (0x2116, 0x2116),
    (0x2212, 0x2212),
)
SIGNS = ((0x2190, 0x2193), (0x25B2, 0x25BC), (0x2605, 0x2606))  # and of the others
INVISIBLE = (*range(0x200B, 0x2010), *range(0x2028, 0x202F), *range(0x2060, 0x2070), 0xAD)
SIMPLIFIED = 2  # the place of Chinese as mainland China writes it among the fonts of the package
MISSING, CROSS, TIMES = 0x25AF, 0x2717, 0xD7  # the first two are in neither source
BOX = ((80, 0, 420, 700), (130, 50, 370, 650))  # outside and inside: left, bottom, right, top


def characters(ranges: tuple[tuple[int, int], ...]) -> Iterator[int]:
    """List what the ranges hold that can be seen."""
    for first, last in ranges:
        yield from (each for each in range(first, last + 1) if each not in INVISIBLE)


def chinese() -> Iterator[int]:
    """List what is taken from the Chinese font."""
    yield from characters(CHINESE)
    for high in range(0xB0, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                yield ord(bytes((high, low)).decode("gb2312"))
            except UnicodeDecodeError:
                continue


def spoken() -> Iterator[int]:
    """List what the Chinese catalogue says, and the signs of reports."""
    said = "".join(path.read_text("utf-8") for path in sorted(CATALOGUE.rglob("*.po")))
    han, signs = set(chinese()), characters(SIGNS)
    yield from sorted({code for code in map(ord, said) if code in han} | set(signs))


def subset(font: TTFont, wanted: Iterator[int]) -> TTFont:
    """Keep these characters, their kerning, and no hints for the grid of pixels."""
    options = Options(layout_features=["kern"], hinting=False, desubroutinize=True)
    options.notdef_outline = True
    options.recalc_timestamp = False
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=list(wanted))
    subsetter.subset(font)
    return font


def outlines(font: TTFont, *, prefix: str = "") -> dict[str, tuple[Any, int]]:
    """Take every glyph as cubic curves, and its width, in the order of the font."""
    glyphs, kept = font.getGlyphSet(), {}
    for name in font.getGlyphOrder():
        drawn, width = DecomposingRecordingPen(glyphs), font["hmtx"][name][0]
        glyphs[name].draw(drawn)
        pen = T2CharStringPen(width, glyphs)
        drawn.replay(pen)
        kept[prefix + name] = (pen.getCharString(), width)
    return kept


def box() -> tuple[Any, int]:
    """Draw what stands for a character that the font lacks."""
    pen = T2CharStringPen(500, None)
    for (left, bottom, right, top), inside in zip(BOX, (False, True), strict=True):
        corners = [(left, bottom), (left, top), (right, top), (right, bottom)]
        corners = corners[::-1] if inside else corners
        pen.moveTo(corners[0])
        for corner in corners[1:]:
            pen.lineTo(corner)
        pen.closePath()
    return pen.getCharString(), 500


def merged(latin: TTFont, han: TTFont, *, style: str, weight: int) -> TTFont:
    """Put two fonts of a thousand units into one; the first one's glyphs win."""
    glyphs = {**outlines(latin), "missing.box": box()}
    glyphs |= {n: g for n, g in outlines(han, prefix="han.").items() if n != "han..notdef"}
    cmap = {code: f"han.{name}" for code, name in han.getBestCmap().items()}
    cmap |= latin.getBestCmap()
    cmap |= {MISSING: "missing.box", CROSS: cmap[TIMES]}
    builder = FontBuilder(1000, isTTF=False)
    builder.setupGlyphOrder(list(glyphs))
    builder.setupCharacterMap(cmap)
    strings = {name: string for name, (string, _) in glyphs.items()}
    full = {"FamilyName": FAMILY, "FullName": titled(style)}
    builder.setupCFF(named(style), full, strings, {})
    builder.setupHorizontalMetrics({name: (width, 0) for name, (_, width) in glyphs.items()})
    builder.setupHorizontalHeader(ascent=1160, descent=-288)
    builder.setupNameTable(names(latin, han, style=style))
    lines = {"sTypoAscender": 880, "sTypoDescender": -120, "usWinAscent": 1160, "usWinDescent": 288}
    builder.setupOS2(usWeightClass=weight, **lines)
    builder.setupPost(keepGlyphNames=False)
    font = builder.font
    font["GPOS"] = latin["GPOS"]  # its glyphs stand in the same order here
    font["head"].created = font["head"].modified = latin["head"].modified  # the same every time
    font.recalcTimestamp = False
    return font


def named(style: str) -> str:
    """Name a face as its file is called."""
    return f"{FAMILY.replace(' ', '')}-{style}"


def titled(style: str) -> str:
    """Name a face for people: the regular one has its family's name alone."""
    return FAMILY if style == "Regular" else f"{FAMILY} {style}"


def names(latin: TTFont, han: TTFont, *, style: str) -> Mapping[str, str]:
    """Give the font its name, and keep what the sources say of their rights."""
    rights = dict.fromkeys(font["name"].getDebugName(0) for font in (latin, han))
    return {
        "copyright": " ".join(rights),
        "familyName": FAMILY,
        "styleName": style,
        "uniqueFontIdentifier": named(style),
        "fullName": titled(style),
        "version": "Version 1.0",
        "psName": named(style),
        "licenseDescription": "SIL Open Font License, Version 1.1",
        "licenseInfoURL": "https://openfontlicense.org",
    }


def coverage(codes: list[int]) -> str:
    """Write characters as spans, one a line: `20-7e`."""
    spans: list[list[int]] = []
    for code in sorted(codes):
        if spans and code == spans[-1][1] + 1:
            spans[-1][1] = code
        else:
            spans.append([code, code])
    return "".join(f"{first:x}-{last:x}\n" for first, last in spans)


def cast(latin: TTFont, han: TTFont, *, style: str, weight: int) -> Path:
    """Write a face beside this file."""
    path = HERE / f"{named(style)}.otf"
    merged(latin, han, style=style, weight=weight).save(path)
    return path


def european(source: Path, ranges: tuple[tuple[int, int], ...], *, weight: int) -> TTFont:
    """Take letters of one weight from the variable font."""
    variable = TTFont(source, recalcTimestamp=False)
    font = instantiateVariableFont(variable, {"wght": weight, "wdth": 100})
    return subset(font, characters(ranges))


def make(source: Path, han: Path, heavy: Path) -> None:
    """Write both faces, and the list of the regular one's characters."""
    regular = subset(TTFont(han, recalcTimestamp=False), chinese())
    latin = european(source, EUROPEAN, weight=400)
    path = cast(latin, regular, style="Regular", weight=400)
    codes = list(TTFont(path).getBestCmap())
    (HERE / "coverage.txt").write_text(coverage(codes), "ascii")
    bold = TTFont(heavy, fontNumber=SIMPLIFIED, recalcTimestamp=False)
    latin = european(source, HEAVY, weight=600)
    cast(latin, subset(bold, spoken()), style="SemiBold", weight=600)


if __name__ == "__main__":
    make(*map(Path, sys.argv[1:]))
