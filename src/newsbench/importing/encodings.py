"""How the bytes of a file are written: what they say of themselves, else UTF-8, else what charset-normalizer finds.

Text that was once read in the wrong encoding (mojibake) is named and left as it is.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

from analysis.errors import AnalysisError
from analysis.inputs import kind
from analysis.script import count_han
from newsbench.importing.document import Unreadable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What charset-normalizer is asked to choose among: the encodings of news archives.
CANDIDATES = ("gb18030", "big5", "cp1252", "cp1251", "cp1250", "shift_jis", "euc_kr", "cp1256", "cp1253", "cp1254")
_SAMPLE = 200_000
_BLOCK = 1 << 20
# UTF-8 read as cp1252 (Ã©, â€™), as GBK (锟斤拷, 鈥), and GBK read as cp1252 (ÖÐ¹ú).
_MOJIBAKE = re.compile(
    r"Ã[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€[™œ\u009d˜“”¦]"
    r"|锟斤拷|鈥[檚滄溾]|ï»¿|[ÖÐ×ÓÊËÎÔÕÒ][\u00a1-\u00ff]{3,}|\ufffd"
)


@dataclass(frozen=True)
class Encoding:
    """name: as Python calls it; sure: whether the bytes say so themselves."""

    name: str
    sure: bool


UTF8 = Encoding("utf-8", True)


def of(data: bytes, where: str) -> Encoding:
    """The encoding of the bytes of a whole file. Raises Unreadable where no encoding gives text."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return Encoding(name, True)
    if wide := _without_mark(data):
        return Encoding(wide, True)
    try:
        data.decode("utf-8")
        return Encoding("utf-8", True)
    except UnicodeDecodeError as error:
        return _guessed(data, error.start, where)


def of_stream(file: BinaryIO, where: str) -> Encoding:
    """The encoding of a file that may not fit in memory; the file stands at its beginning again."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    begin, at = file.read(_SAMPLE), 0
    block = begin
    found = None
    for mark, name in _MARKS:
        if begin.startswith(mark):
            found = Encoding(name, True)
    if not found and (wide := _without_mark(begin)):
        found = Encoding(wide, True)
    while not found:
        try:
            decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            around = max(0, error.start - _SAMPLE // 2)
            found = _guessed(begin + block[around : around + _SAMPLE] if at else begin, 0, where)
            break
        if not block:
            found = Encoding("utf-8", True)
        at += len(block)
        block = file.read(_BLOCK)
    file.seek(0)
    return found


def decode(data: bytes, where: str, given: str = "") -> tuple[str, Encoding]:
    """The text of a file, and how it was read. given: the encoding that the caller names.

    Raises Unreadable where the bytes are no text, or not of the encoding that was named.
    """
    encoding = Encoding(named(given), True) if given else of(data, where)
    try:
        text = data.decode(encoding.name)
    except UnicodeDecodeError as error:
        raise Unreadable(
            f"byte {error.start + 1} is not {encoding.name}",
            where=where,
            do="Name its encoding with --encoding, or save the file as UTF-8.",
        ) from None
    if "\0" in text:
        raise Unreadable(
            "it holds NUL characters, so it is no text", where=where, do="Open it in the program that wrote it."
        )
    return text.removeprefix("\ufeff"), encoding


def named(given: str) -> str:
    """The encoding that a caller names. Raises AnalysisError for a name that is none."""
    try:
        return codecs.lookup(given).name
    except LookupError:
        raise AnalysisError(
            f"{given!r} is not the name of an encoding",
            where="--encoding",
            do="For example: utf-8, gb18030, big5, utf-16, cp1252.",
        ) from None


def mojibake(text: str) -> str:
    """A piece of a text that was read in a wrong encoding before it came here, or an empty string."""
    if text.isascii():
        return ""
    found = _MOJIBAKE.search(text)
    return text[max(0, found.start() - 10) : found.end() + 10].replace("\n", " ") if found else ""


def _without_mark(data: bytes) -> str:
    """UTF-16 that does not say so: there are zeros, and as pairs the bytes are common characters."""
    head = data[:4000]
    if len(head) < 4 or b"\0" not in head or len(data) % 2 and len(data) < 4000:
        return ""
    shares = {}
    for name in ("utf-16-le", "utf-16-be"):
        text = head.decode(name, "replace")
        known = sum(" " <= letter <= "~" or letter in "\r\n\t" or letter in _FREQUENT for letter in text)
        shares[name] = known / len(text)
    best = max(shares, key=lambda name: shares[name])
    return best if shares[best] > 0.2 and shares[best] > 3 * min(shares.values()) else ""


def _guessed(data: bytes, wrong: int, where: str) -> Encoding:
    from charset_normalizer import from_bytes

    around = max(0, wrong - _SAMPLE // 2)
    sample = data if len(data) <= _SAMPLE else data[:1000] + data[around : around + _SAMPLE]
    if name := _chinese(data if len(data) <= _SAMPLE else sample):
        return Encoding(name, False)
    best = from_bytes(sample, cp_isolation=list(CANDIDATES)).best()
    if best is None and (known := kind(data)):
        raise Unreadable(f"it is {known}, and no text", where=where, do="Unpack it first.")
    if best is None:
        raise Unreadable(
            f"byte {wrong + 1} is not UTF-8, and no usual encoding gives text",
            where=where,
            do="Name its encoding with --encoding, or save it as UTF-8.",
        )
    return Encoding("cp1252" if best.encoding in ("ascii", "latin_1") else best.encoding, False)


def _chinese(data: bytes) -> str:
    """GB18030 or Big5, where nearly all that is not ASCII are common characters of it."""
    shares = {name: _common(data, name) for name in ("gb18030", "big5")}
    best = max(shares, key=lambda name: shares[name])
    return best if shares[best] > 0.6 else ""


def _common(data: bytes, encoding: str) -> float:
    """The share of characters that Chinese text often has, of all that are not ASCII; 0 where it does not decode."""
    for cut in range(4):  # a sample may end within a character
        try:
            text = data[: len(data) - cut].decode(encoding)
            break
        except UnicodeDecodeError as error:
            if error.start < len(data) - 4:
                return 0.0
    else:
        return 0.0
    high = [character for character in text if ord(character) > 0x7F]
    return _share(high) if len(high) > 3 else 0.0


def _share(high: Iterable[str]) -> float:
    letters = list(high)
    known = sum(character in _FREQUENT for character in letters)
    han = count_han("".join(letters))
    return 0.0 if han < 0.5 * len(letters) else han / len(letters) if known > 0.08 * len(letters) else 0.0


_FREQUENT = set(
    "的一是不了在人有我他这这個个们們中来來上大为為和国國地到以说說时時要就出会會可也你对對生能而子那得于於着著下自之年过過发發"
    "后後作里裡用道行所然家种種事成方多经經么麼去法学學如都同现現当當没沒动動面起看定天分还還进進好小部其些主样樣理心本前开開"
    "但因只从從想实實日军軍者意无無力它与與长長把机機十民第公此已工使情明性知全三又关關点點正业業外将將两兩高间間由问問很最重"
    "并並物手应應战戰向头頭文体體政美相见見被利什二等产產或新己制身果加西斯月话話合回特代内內信表化老给給世位次度门門任常先海"
    "通教儿兒原东東声聲提立及比员員解水名真论論处處走义義各入几幾口认認条條平系氣气题題活尔爾更别別打女变變四神总總何电電"
    "，。、：“”（）《》！？；"
)
