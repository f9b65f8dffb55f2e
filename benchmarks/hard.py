"""Hard cases by name: small corpora on which one thing is difficult, each with its truth.

``case("stitched", seed)`` gives what ``truth.make`` gives: docs, truth, pairs. Where a document has two true
parents the second stands in ``truth.also``. Every case is surrounded by unrelated documents, so that a finder
cannot do well by linking everything.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

import numpy as np
import pandas as pd

from benchmarks import truth as yardstick

NOISE = 0.3  # share of words damaged by the OCR case
QUOTED = 14  # words of each quoted sentence
CHAIN = 40  # copies in the deep chain
WIRE = 5000  # documents of the wire story


@dataclass
class Sheet:
    """One document as words: the text of each, the event that wrote it, and where paragraphs end."""

    words: list[str]
    descent: list[int]
    breaks: list[int]
    parent: int = -1
    also: int = -1
    day: int = 0
    punctuated: bool = True


class Desk:
    """Writes and copies sheets, counting every word that is new."""

    def __init__(self, seed: int, name: str):
        self.rng = np.random.default_rng([seed, 3, *name.encode()])
        self.world = yardstick.shared_world(seed)
        self.written = 0

    def write(self, language: str = "en", paragraphs: int = 6, words: int = 50, day: int = 100) -> Sheet:
        sheet = Sheet([], [], [], day=day)
        for _ in range(paragraphs):
            numbers = self.world.paragraph(self.rng, words).words[: words + 10]
            self.append(sheet, self.world.vocabulary[language][numbers])
        return sheet

    def append(self, sheet: Sheet, words) -> None:
        """A new paragraph of new words."""
        sheet.words += list(words)
        sheet.descent += range(self.written, self.written + len(words))
        self.written += len(words)
        sheet.breaks.append(len(sheet.words))

    def copy(
        self, sheets: list[Sheet], row: int, *, rate: float = 0.02, start: int = 0, end: int | None = None
    ) -> Sheet:
        """The paragraphs start to end of a sheet with single words replaced, a day or so later."""
        source = sheets[row]
        edges = [0, *source.breaks]
        end = len(source.breaks) if end is None else end
        low, high = edges[start], edges[end]
        copied = Sheet(
            source.words[low:high],
            source.descent[low:high],
            [b - low for b in source.breaks[start:end]],
            parent=row,
            day=source.day + int(self.rng.choice(yardstick.LAGS, p=yardstick.LAG_ODDS)),
            punctuated=source.punctuated,
        )
        language = "zh" if is_chinese(copied.words[0]) else "en"
        for i in np.flatnonzero(self.rng.random(len(copied.words)) < rate):
            copied.words[i] = self.world.vocabulary[language][self.world.draw(self.rng, 1)[0]]
            copied.descent[i], self.written = self.written, self.written + 1
        return copied

    def join(self, first: Sheet, second: Sheet) -> Sheet:
        """Both on one page; parents stay the first's, the second's becomes ``also``."""
        shift = len(first.words)
        return Sheet(
            first.words + second.words,
            first.descent + second.descent,
            first.breaks + [shift + b for b in second.breaks],
            first.parent,
            second.parent,
            max(first.day, second.day),
            first.punctuated,
        )


def stitched(desk: Desk) -> list[list[Sheet]]:
    """Half of one story and half of another make a third document with two parents.

    Its copy makes the five one cluster, and rightly: without dates the texts are those of one story and two excerpts.
    """
    trees = []
    for language in ("en", "zh") * 6:
        sheets = [desk.write(language), desk.write(language, day=101)]
        sheets.append(desk.copy(sheets, 0))
        sheets.append(desk.join(desk.copy(sheets, 0, end=3), desk.copy(sheets, 1, end=3)))
        sheets.append(desk.copy(sheets, 3, end=5))
        trees.append(sheets)
    return trees


def quotes(desk: Desk) -> list[list[Sheet]]:
    """Two sentences of one article quoted in an otherwise new one."""
    trees = []
    for language in ("en", "zh") * 6:
        source = desk.write(language)
        article = desk.write(language, day=102)
        article.parent = 0
        for paragraph in (1, 3):
            end = source.breaks[paragraph]
            taken = slice(end - QUOTED, end)
            insert(article, article.breaks[paragraph] - 5, source.words[taken], source.descent[taken])
        trees.append([source, article])
    return trees


def ocr(desk: Desk) -> list[list[Sheet]]:
    """Copies in which three words of ten are misread."""
    trees = []
    for _ in range(12):
        sheets = [desk.write("en", words=80)]
        for row in (0, 0, 1):
            copied = desk.copy(sheets, row, rate=0.0)
            for i in np.flatnonzero(desk.rng.random(len(copied.words)) < NOISE):
                copied.words[i] = misread(desk.rng, copied.words[i])
                copied.descent[i], desk.written = desk.written, desk.written + 1
            sheets.append(copied)
        trees.append(sheets)
    return trees


def names(desk: Desk) -> list[list[Sheet]]:
    """The same forty names, in another order each time: no reprint. One list is copied: a reprint."""
    people = [w.capitalize() for w in desk.world.vocabulary["en"][2000:2080]]
    trees = []
    for i in range(12):
        sheet = desk.write(paragraphs=1, day=100 + i)
        desk.append(sheet, [people[k] for k in desk.rng.permutation(80)])
        trees.append([sheet])
    trees[0].append(desk.copy(trees[0], 0, rate=0.0))
    return trees


def poems(desk: Desk) -> list[list[Sheet]]:
    """Short lines and a refrain, printed in articles that are otherwise new."""
    trees = []
    for _ in range(6):
        poem = desk.write(paragraphs=0)
        refrain = desk.world.vocabulary["en"][desk.world.draw(desk.rng, 6)]
        for _ in range(8):
            desk.append(poem, desk.world.vocabulary["en"][desk.world.draw(desk.rng, 7)])
            desk.append(poem, refrain)
        first = desk.join(desk.write(paragraphs=2), poem)
        second = desk.join(desk.write(paragraphs=3, day=103), desk.copy([poem], 0, rate=0.01))
        second.parent, second.also, second.day = 0, -1, 103
        trees.append([first, second])
    return trees


def legal(desk: Desk) -> list[list[Sheet]]:
    """A long licence under everything that forty outlets print; among them one story with copies."""
    licence = desk.world.vocabulary["en"][desk.world.draw(desk.rng, 120)]
    trees = [[desk.write(paragraphs=4, day=100 + i)] for i in range(40)]
    trees[0] += [desk.copy(trees[0], 0), desk.copy(trees[0], 0)]
    trees[0].append(desk.copy(trees[0], 1))
    for sheet in (sheet for tree in trees for sheet in tree):
        desk.append(sheet, licence)  # new descent each time: it is nobody's copy
    return trees


def bare_chinese(desk: Desk) -> list[list[Sheet]]:
    """Chinese with punctuation, copied without, and back."""
    trees = []
    for _ in range(8):
        sheets = [desk.write("zh")]
        for row in (0, 1, 0):
            sheets.append(desk.copy(sheets, row, end=5))
            sheets[-1].punctuated = len(sheets) % 2 == 1
        trees.append(sheets)
    return trees


def mixed(desk: Desk) -> list[list[Sheet]]:
    """English and Chinese on one page, copied together and apart."""
    trees = []
    for _ in range(8):
        sheets = [desk.join(desk.write("en", 3), desk.write("zh", 3))]
        sheets.append(desk.copy(sheets, 0))
        sheets.append(desk.copy(sheets, 0, end=3))
        sheets.append(desk.copy(sheets, 1, start=3))
        trees.append(sheets)
    return trees


def headlines(desk: Desk) -> list[list[Sheet]]:
    """Nothing but headlines of eight words, some repeated."""
    trees = []
    for i in range(30):
        sheets = [desk.write(paragraphs=0, day=100 + i)]
        desk.append(sheets[0], desk.world.vocabulary["en"][desk.world.draw(desk.rng, 8)])
        if i % 3 == 0:
            sheets.append(desk.copy(sheets, 0, rate=0.0))
        trees.append(sheets)
    return trees


def nested(desk: Desk) -> list[list[Sheet]]:
    """A short article stands whole inside a long one."""
    trees = []
    for language in ("en", "zh") * 5:
        sheets = [desk.write(language, paragraphs=3)]
        long = desk.join(desk.write(language, paragraphs=8), desk.copy(sheets, 0, rate=0.005))
        long = desk.join(long, desk.write(language, paragraphs=6))
        long.parent, long.also = 0, -1
        sheets.append(long)
        trees.append(sheets)
    return trees


def deep(desk: Desk) -> list[list[Sheet]]:
    """Forty copies, each of the one before, with two words in a hundred changed at each hop."""
    sheets = [desk.write("en", paragraphs=8)]
    for row in range(CHAIN):
        sheets.append(desk.copy(sheets, row))
    return [sheets]


def wire(desk: Desk) -> list[list[Sheet]]:
    """One agency story in thousands of outlets, mostly direct, some at second hand."""
    sheets = [desk.write("en", paragraphs=6)]
    while len(sheets) < WIRE:
        row = 0 if desk.rng.random() < 0.5 else int(desk.rng.integers(len(sheets)))
        rate = float(desk.rng.choice([0.0, 0.01, 0.03]))
        sheets.append(
            desk.copy(sheets, row, rate=rate, end=max(2, len(sheets[row].breaks) - int(desk.rng.integers(2))))
        )
    return [sheets]


def translated(desk: Desk) -> list[list[Sheet]]:
    """Out of reach: translated and translated back, a story shares no run of words with itself."""
    trees = []
    for _ in range(6):
        sheets = [desk.write("en"), desk.write("en", day=103)]
        sheets[1].parent = 0
        trees.append(sheets)
    return trees


CASES: dict[str, Callable[[Desk], list[list[Sheet]]]] = {
    function.__name__: function
    for function in (
        stitched, quotes, ocr, names, poems, legal, bare_chinese, mixed, headlines, nested, deep, wire, translated,
    )
}  # fmt: skip


def case(name: str, seed: int, *, background: int = 200) -> yardstick.Truth:
    """The corpus of one case: docs, truth (id, tree, parent, also, depth, day, dated, content), pairs."""
    desk = Desk(seed, name)
    trees = CASES[name](desk)
    trees += [[desk.write(("en", "zh")[i % 2], day=50 + i % 100)] for i in range(background)]
    total = sum(map(len, trees))
    place = iter(desk.rng.permutation(total))
    rows, pairs = [], []
    for tree, sheets in enumerate(trees):
        ids = [f"{name}-{next(place):05d}" for _ in sheets]
        rows += [_row(desk, sheets, ids, i, tree) for i in range(len(sheets))]
        if name != "wire":  # twelve million pairs are not listed
            pairs += _pairs(sheets, ids, tree)
    frame = pd.DataFrame(rows).sort_values("id", ignore_index=True)
    docs = ["id", "outlet", "date", "title", "text"]
    return yardstick.Truth(frame[docs], frame.drop(columns=docs[1:]), yardstick.pair_table(pairs))


def insert(sheet: Sheet, at: int, words: list[str], descent: list[int]) -> None:
    """Words of another sheet put into the paragraph that spans ``at``."""
    sheet.words[at:at], sheet.descent[at:at] = words, descent
    sheet.breaks = [b + len(words) if b > at else b for b in sheet.breaks]


def misread(rng, word: str) -> str:
    """One letter taken for another, or lost."""
    at = int(rng.integers(len(word)))
    return word[:at] + str(rng.choice([*"aceilnrt1", ""])) + word[at + 1 :] if len(word) > 1 else word + "l"


def is_chinese(word: str) -> bool:
    return "\u4e00" <= word[0] <= "\u9fff"


def _row(desk: Desk, sheets: list[Sheet], ids: list[str], i: int, tree: int) -> dict:
    sheet = sheets[i]
    edges = [0, *sheet.breaks]
    paragraphs = [_render(sheet.words[a:b], sheet.punctuated) for a, b in pairwise(edges)]
    depth, row = 0, i
    while sheets[row].parent >= 0:
        depth, row = depth + 1, sheets[row].parent
    same = next(j for j in range(i + 1) if sheets[j].words == sheet.words)
    return {
        "id": ids[i],
        "outlet": f"outlet-{desk.rng.integers(yardstick.OUTLETS):03d}",
        "date": (yardstick.FIRST_DAY + timedelta(sheet.day)).isoformat(),
        "title": "",
        "text": "\n\n".join(paragraphs),
        "tree": tree,
        "parent": ids[sheet.parent] if sheet.parent >= 0 else None,
        "also": ids[sheet.also] if sheet.also >= 0 else None,
        "depth": depth,
        "language": "zh" if is_chinese(sheet.words[0]) else "en",
        "day": sheet.day,
        "dated": True,
        "content": same,
    }


def _render(words: list[str], punctuated: bool) -> str:
    if not is_chinese(words[0]):
        return " ".join(words) + "."
    comma, stop = ("，", "。") if punctuated else ("", "")
    return comma.join("".join(words[i : i + 9]) for i in range(0, len(words), 9)) + stop


def _pairs(sheets: list[Sheet], ids: list[str], tree: int):
    flat = []
    for sheet in sheets:
        descent = np.array(sheet.descent)
        order = np.argsort(descent)
        letters = [len(w) if is_chinese(w) else 1 for w in sheet.words]
        flat.append((descent[order], order, np.append(0, np.cumsum(letters))))
    for a in range(len(sheets)):
        for b in range(a + 1, len(sheets)):
            shared, longest = yardstick.longest_run(flat[a], flat[b])
            first, second = sorted((ids[a], ids[b]))
            edge = sheets[b].parent == a or sheets[b].also == a
            yield first, second, tree, "zh" if is_chinese(sheets[a].words[0]) else "en", shared, longest, edge
