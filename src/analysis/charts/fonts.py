"""The one font of every figure: Noto Sans SC Regular (SIL Open Font License), Latin and Chinese in one face.

Layout measures with this font, every renderer draws with it, and each SVG carries the part of it that it needs, so that
no figure depends on the fonts of a machine. Only the regular weight exists: hierarchy is by size and colour.

The face of Noto has quotation marks as wide as a Chinese character, which tear English apart. It holds proportional
ones as well, but no renderer here can ask for them, so copies are made in which they are the ones that text gets. The
copies have names of their own, which no font of a machine can shadow. One lies in the package: Latin, Greek, Cyrillic,
signs and the characters of GB 2312 (a large font makes each picture some times slower). The other has every character
of the received file and is made where a figure needs a rarer one. ``python -m analysis.charts.fonts`` writes the first.
"""

from __future__ import annotations

import base64
import io
import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from math import fsum
from pathlib import Path

from analysis.errors import AnalysisError

FAMILY = "Analysis Sans"
WHOLE = "Analysis Sans Whole"
# A front end may lack the font. Latin faces come first: a Chinese one has quotation marks as wide as its characters.
STACK = f"{FAMILY}, {WHOLE}, Helvetica, Arial, Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif"
SOURCE = "NotoSansSC-Regular.otf"
ASCENT, DESCENT = 0.88, 0.22  # of the size: the room that a line of mixed text takes above and below its baseline
_APOSTROPHE = re.compile(r"(?<=[A-Za-z])'")
_PROPORTIONAL = "\u2018\u2019\u201c\u201d\u2026"
# Beside GB 2312: Latin, Greek, Cyrillic, punctuation, currencies, arrows, operators, shapes, full-width forms.
_BLOCKS = (
    (0x20, 0x24F),
    (0x370, 0x4FF),
    (0x1E00, 0x1EFF),
    (0x2000, 0x209F),
    (0x20A0, 0x20BF),
    (0x2100, 0x22FF),
    (0x25A0, 0x25FF),
    (0x3000, 0x303F),
    (0xFF00, 0xFFEF),
)


@cache
def received() -> Path:
    """The font file as its package ships it. Raises AnalysisError when it is missing."""
    from importlib.util import find_spec

    package = find_spec("pylopdf_fonts_zh_cn")
    file = Path(package.origin).parent / SOURCE if package and package.origin else None
    if file is None or not file.is_file():
        raise AnalysisError(
            "the font Noto Sans SC is missing",
            where=SOURCE,
            do="Install the locked requirements again: make clean && make",
        )
    return file


def path() -> Path:
    """The font file of the package, in a folder that holds nothing else that is a font."""
    return Path(__file__).parent / "font" / "AnalysisSans-Regular.otf"


@cache
def whole() -> bytes:
    """A font with every character of the received one, under a name of its own."""
    return _named(received().read_bytes(), WHOLE)


def small() -> bytes:
    """The bytes of the package's own font file: the part of the received one that most figures need."""
    import uharfbuzz

    cut = uharfbuzz.SubsetInput()
    cut.unicode_set.update(_usual())
    cut.flags = uharfbuzz.SubsetFlags.NO_HINTING
    _lean(cut)
    named = _named(received().read_bytes(), FAMILY)
    return _renumbered(uharfbuzz.subset(uharfbuzz.Face(uharfbuzz.Blob(named)), cut).blob.data)


def _renumbered(data: bytes) -> bytes:
    """The same font with its characters numbered in the order of its glyphs.

    A subset keeps the numbers of the whole font, with gaps. resvg reads the list of gaps again for each letter that it
    draws, which makes a picture half as slow again.
    """
    from fontTools.ttLib import TTFont

    with TTFont(io.BytesIO(data), recalcTimestamp=False, recalcBBoxes=False) as font:  # other tables stay as they are
        cut = font["CFF "].cff[0]
        order = [".notdef", *(f"cid{number:05d}" for number in range(1, len(cut.charset)))]
        places = cut.CharStrings.charStrings
        cut.CharStrings.charStrings = dict(zip(order, map(places.get, cut.charset), strict=True))
        cut.charset = order
        font.setGlyphOrder(order)
        out = io.BytesIO()
        font.save(out, reorderTables=None)
    return out.getvalue()


def _usual() -> Iterable[int]:
    """Code points of the blocks above and of GB 2312."""
    for first, last in _BLOCKS:
        yield from range(first, last + 1)
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            yield from map(ord, bytes([row, cell]).decode("gb2312", "ignore"))


def _named(data: bytes, family: str) -> bytes:
    """A copy of the received font with proportional quotation marks and a name of its own."""
    from fontTools.ttLib import TTFont

    # Times in a font would make every run differ; a lazily read font keeps the ones of the file.
    with TTFont(io.BytesIO(data), lazy=True, recalcTimestamp=False, recalcBBoxes=False) as font:
        features = font["GSUB"].table
        lookups = next(
            record.Feature.LookupListIndex
            for record in features.FeatureList.FeatureRecord
            if record.FeatureTag == "pwid"
        )
        narrow = {}
        for index in lookups:
            for part in features.LookupList.Lookup[index].SubTable:
                narrow.update(getattr(part, "ExtSubTable", part).mapping)
        for table in font["cmap"].tables:
            if table.isUnicode() and table.format != 14:
                for character in map(ord, _PROPORTIONAL):
                    if table.cmap.get(character) in narrow:
                        table.cmap[character] = narrow[table.cmap[character]]
        for record in font["name"].names:
            if record.nameID in (1, 4, 6, 16):
                record.string = family.replace(" ", "") + "-Regular" if record.nameID == 6 else family
        del font["DSIG"]
        out = io.BytesIO()
        font.save(out, reorderTables=None)
    return out.getvalue()


@cache
def font():
    """The package's font as HarfBuzz reads it: what it needs of the file, when it needs it."""
    import uharfbuzz

    return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path()))))


@cache
def _rest():
    """The received font, for the measures of rare characters: they have the same in its copies."""
    import uharfbuzz

    return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(received()))))


@lru_cache(maxsize=65536)
def _advance(character: str) -> float | None:
    """Width of a character in units of the font size; None when the font lacks it."""
    for face in (font, _rest):
        if glyph := face().get_nominal_glyph(ord(character)):
            return face().get_glyph_h_advance(glyph) / face().face.upem
    return None


def rare(text: str) -> bool:
    """Whether a text needs the whole font: a character of it is not in the package's."""
    return any(
        character > "~" and not font().get_nominal_glyph(ord(character)) and _rest().get_nominal_glyph(ord(character))
        for character in set(text)
    )


def clean(text: object) -> str:
    """Text as a figure prints it: one line, single spaces, composed characters, a typographic apostrophe within words.

    Raises AnalysisError naming the first character that the font lacks.
    """
    line = _APOSTROPHE.sub("\u2019", unicodedata.normalize("NFC", " ".join(str(text).split())))
    for character in line:
        if _advance(character) is None or unicodedata.category(character) in ("Cc", "Cf"):
            name = unicodedata.name(character, "no name")
            raise AnalysisError(
                f"the font has no glyph for U+{ord(character):04X} ({name})",
                where=f"figure text {line[:60]!r}",
                do="Replace or remove that character in the table or in the text of the figure.",
            )
    return line


@lru_cache(maxsize=65536)
def width(text: str, size: float) -> float:
    """Width of a line in px, without kerning (which only ever narrows these faces a little).

    Summed exactly: the plain sum of Python 3.12 rounds otherwise than the one before.
    """
    return size * fsum(1.0 if (advance := _advance(character)) is None else advance for character in text)


def even(text: object, size: float, room: float) -> list[str]:
    """Like `wrap`, with lines of about one length: no last line of a single word."""
    lines = wrap(text, size, room)
    while (
        len(lines) > 1
        and len(closer := wrap(text, size, room * 0.96)) == len(lines)
        and max(width(line, size) for line in closer) <= room * 0.96
    ):
        room, lines = room * 0.96, closer
    return lines


def wrap(text: object, size: float, room: float) -> list[str]:
    """Break a text into lines no wider than `room` px.

    Breaks at spaces only, so that a Chinese gloss stays whole; a word wider than the room is cut where it must be.
    """
    lines: list[str] = []
    current = ""
    for word in clean(text).split(" "):
        trial = f"{current} {word}" if current else word
        if width(trial, size) <= room:
            current = trial
            continue
        if current:
            lines.append(current)
        *full, current = _pieces(word, size, room)
        lines.extend(full)
    lines.append(current)
    return lines


def _pieces(word: str, size: float, room: float) -> list[str]:
    """A word cut to the room: after a slash, hyphen or underscore where there is one, else between characters."""
    pieces: list[str] = []
    while width(word, size) > room:
        end = 1
        while end < len(word) and width(word[: end + 1], size) <= room:
            end += 1
        soft = max((word.rfind(mark, 1, end) for mark in "/-_.|"), default=-1) + 1
        end = soft if soft > end // 3 else end
        pieces.append(word[:end])
        word = word[end:]
    return [*pieces, word]


def lacking(text: str) -> str:
    """The first character of a text that no font of ours has, empty where there is none."""
    return next((c for c in sorted(set(text)) if c not in "\n\t" and _advance(c) is None), "")


@lru_cache(maxsize=256)
def _subset(characters: str) -> str:
    """WOFF2 of the font cut to some characters, in base64."""
    import uharfbuzz
    from fontTools.ttLib import TTFont

    cut = uharfbuzz.SubsetInput()
    cut.unicode_set.update(map(ord, characters))
    cut.flags = uharfbuzz.SubsetFlags.NO_HINTING | uharfbuzz.SubsetFlags.DESUBROUTINIZE
    cut.name_id_set.clear()
    _lean(cut)
    face = uharfbuzz.Face(uharfbuzz.Blob(whole())) if rare(characters) else font().face
    with TTFont(io.BytesIO(uharfbuzz.subset(face, cut).blob.data), recalcTimestamp=False) as part:
        part.flavor = "woff2"
        out = io.BytesIO()
        part.save(out)
    return base64.b64encode(out.getvalue()).decode()


def _lean(cut) -> None:
    """Of the layout only kerning is kept: a glyph stands for a character."""
    cut.layout_feature_tag_set.clear()
    cut.layout_feature_tag_set.add(_tag("kern"))
    cut.drop_table_tag_set.update(map(_tag, ("vhea", "vmtx", "VORG", "BASE", "GSUB")))


def _tag(name: str) -> int:
    return int.from_bytes(name.encode(), "big")


def face(text: str) -> str:
    """A CSS @font-face rule that holds exactly the characters of a text (WOFF2 as a data URI)."""
    characters = "".join(sorted(set(text) | {" "}))
    return f"@font-face{{font-family:'{FAMILY}';src:url(data:font/woff2;base64,{_subset(characters)}) format('woff2')}}"


@cache
@cache
def for_matplotlib() -> None:
    """Let matplotlib draw with the font."""
    from matplotlib import font_manager

    font_manager.fontManager.addfont(str(path()))


if __name__ == "__main__":
    from analysis.files import replace_file

    path().parent.mkdir(exist_ok=True)
    replace_file(path(), small())  # whoever draws has the old one mapped
