"""Invented news with known reprints: the yardstick for detection and for inference.

The structure is frozen (edit rates, cuts, additions, lags, footers, missing dates), so that numbers of
different days can be compared; only the seed changes. Half of the documents are English-like, half
Chinese-like, from a Zipf vocabulary with stock phrases, so that unrelated documents share shingles too.
Ids, outlets and row order carry nothing about who copied whom.

Seeds below ``REPORT_SEEDS`` are for tuning; numbers that are reported come from ``REPORT_SEEDS`` and above.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd

REPORT_SEEDS = 1000
FIRST_DAY = date(2010, 1, 1)
SPAN_DAYS = 3650
OUTLETS = 200
VOCABULARY = 30_000
STOCK_PHRASES = 3_000
LAGS, LAG_ODDS = (0, 1, 2, 3, 7), (0.3, 0.3, 0.2, 0.1, 0.1)
EDIT_RATES, EDIT_ODDS = (0.005, 0.02, 0.05, 0.12), (0.3, 0.3, 0.25, 0.15)
SUBSTITUTED, DELETED, INSERTED = 0.5, 0.3, 0.2  # how an edit rate splits
CUT, ADDED, SAME_HEADLINE, UNDATED, DEEPEST = 0.6, 0.3, 0.3, 0.05, 5
HEADLINE = -1  # sorts before every paragraph


class Truth(NamedTuple):
    """docs: id, outlet, date (ISO, or None where unknown), title, text (headline first).
    truth: one row a document: id, tree, parent (None for an origin), depth, language, day (true day number),
    dated, content (documents of a tree with equal text outside the footer share a number), paragraphs (the
    set of paragraph numbers), and what happened on the way from the parent: kept (parent's words in the kept
    paragraphs), substituted, deleted, inserted, headline_kept.
    pairs: every pair of one tree, id_a < id_b: tree, language, shared (words outside the footer that stand in
    both by descent), longest (longest unbroken run of them), edge. Unit: words in English, characters in Chinese.
    """

    docs: pd.DataFrame
    truth: pd.DataFrame
    pairs: pd.DataFrame


@dataclass
class Text:
    """Words as vocabulary numbers, and for each the event that wrote it: equal numbers, equal descent."""

    words: np.ndarray
    descent: np.ndarray


@dataclass
class Document:
    """One document while its tree grows."""

    parts: dict[int, Text]  # HEADLINE and paragraph numbers
    parent: int  # row in the tree, -1 for the origin
    depth: int
    day: int
    edits: dict[str, int] = field(default_factory=dict)


class World:
    """The language, stock phrases and outlets that all documents of one seed share."""

    def __init__(self, seed: int):
        rng = np.random.default_rng([seed, 1])
        self.vocabulary = {"en": _latin_words(rng), "zh": _chinese_words(rng)}
        self.letters = {
            "en": np.ones(VOCABULARY, dtype=np.int64),  # English runs are counted in words
            "zh": np.array([len(word) for word in self.vocabulary["zh"]]),
        }
        odds = 1 / (np.arange(VOCABULARY) + 2.7)
        self._words = np.cumsum(odds / odds.sum())
        self._stock = [self.draw(rng, int(rng.integers(4, 9))) for _ in range(STOCK_PHRASES)]
        odds = 1 / (np.arange(STOCK_PHRASES) + 5.0)
        self._stock_odds = np.cumsum(odds / odds.sum())
        footers = [self.draw(rng, 30) for _ in range(10)]
        self.footer = [footers[rng.integers(10)] if rng.random() < 0.5 else None for _ in range(OUTLETS)]
        self._written = 0

    def draw(self, rng, size: int) -> np.ndarray:
        """Words by Zipf's law."""
        return np.minimum(np.searchsorted(self._words, rng.random(size)), VOCABULARY - 1)

    def fresh(self, words: np.ndarray) -> Text:
        self._written += len(words)
        return Text(words, np.arange(self._written - len(words), self._written))

    def paragraph(self, rng, least: int) -> Text:
        """At least so many words, a third of the pieces being stock phrases."""
        pieces, size = [], 0
        while size < least:
            if rng.random() < 0.35:
                piece = self._stock[min(int(np.searchsorted(self._stock_odds, rng.random())), STOCK_PHRASES - 1)]
            else:
                piece = self.draw(rng, int(rng.integers(8, 20)))
            pieces.append(piece)
            size += len(piece)
        return self.fresh(np.concatenate(pieces))

    def edit(self, rng, text: Text, rate: float) -> tuple[Text, np.ndarray]:
        """Substitutions, deletions and insertions of single words; also how many of each."""
        dice = rng.random(len(text.words))
        replaced = dice < rate * SUBSTITUTED
        removed = ~replaced & (dice < rate * (SUBSTITUTED + DELETED))
        words, descent = text.words.copy(), text.descent.copy()
        new = self.fresh(self.draw(rng, int(replaced.sum())))
        same = words[replaced] == new.words
        words[replaced] = new.words
        descent[replaced] = np.where(same, descent[replaced], new.descent)
        words, descent = words[~removed], descent[~removed]
        places = np.flatnonzero(rng.random(len(words)) < rate * INSERTED)
        new = self.fresh(self.draw(rng, len(places)))
        words, descent = np.insert(words, places, new.words), np.insert(descent, places, new.descent)
        return Text(words, descent), np.array([(~same).sum(), removed.sum(), len(places)])

    def render(self, language: str, words: np.ndarray) -> str:
        word = self.vocabulary[language][words]
        if language == "en":
            return " ".join(word).capitalize() + "."
        return "，".join("".join(word[i : i + 9]) for i in range(0, len(word), 9)) + "。"


def make(n: int, seed: int, *, world: World | None = None) -> Truth:
    """n documents with their true descent. The same n and seed give the same bytes.

    Parts of one large corpus share a world: ``make(100_000, seed + i, world=World(seed))``.
    """
    rng, world = np.random.default_rng([seed, 2, n]), world or shared_world(seed)
    trees = _grow(world, rng, n)
    place = iter(rng.permutation(n))
    ids = [[f"s{seed}-{next(place):07d}" for _ in documents] for _, documents in trees]
    rows = [
        row
        for tree, ((language, documents), names) in enumerate(zip(trees, ids, strict=True))
        for row in _rows(world, rng, language, documents, names, tree)
    ]
    frame = pd.DataFrame(rows).sort_values("id", ignore_index=True)
    pairs = [
        pair
        for tree, ((language, documents), names) in enumerate(zip(trees, ids, strict=True))
        if len(documents) > 1
        for pair in shared_runs(documents, names, world.letters[language], tree, language)
    ]
    return Truth(frame[_DOCS], frame[_TRUTH], pair_table(pairs))


def parts(n: int, seed: int, size: int = 100_000) -> Iterator[Truth]:
    """One large corpus, part by part: one language and one set of outlets, trees inside a part."""
    world = World(seed)
    for start in range(0, n, size):
        yield make(min(size, n - start), seed + start // size, world=world)


_DOCS = ["id", "outlet", "date", "title", "text"]
_TRUTH = ["id", "tree", "parent", "depth", "language", "day", "dated", "content", "paragraphs"]
_TRUTH += ["kept", "substituted", "deleted", "inserted", "headline_kept"]
_PAIRS = ["id_a", "id_b", "tree", "language", "shared", "longest", "edge"]


@lru_cache(maxsize=4)
def shared_world(seed: int) -> World:
    return World(seed)


def _grow(world: World, rng, n: int) -> list[tuple[str, list[Document]]]:
    """Trees of reprints until there are n documents; about 55 % stay alone."""
    trees, size = [], 0
    while size < n:
        language = "en" if rng.random() < 0.5 else "zh"
        documents = [_origin(world, rng, language)]
        if rng.random() < 0.125:
            for _ in range(1 + rng.geometric(0.27)):
                if size + len(documents) >= n:
                    break
                row = int(rng.integers(len(documents))) if rng.random() < 0.6 else len(documents) - 1
                if documents[row].depth >= DEEPEST:
                    row = 0
                documents.append(reprint(world, rng, documents[row], row, 1000 + size + len(documents)))
        trees.append((language, documents))
        size += len(documents)
    return trees


def _origin(world: World, rng, language: str) -> Document:
    length = 50 if language == "en" else 38
    texts = {i: world.paragraph(rng, length) for i in range(int(rng.integers(5, 9)))}
    texts[HEADLINE] = world.fresh(world.draw(rng, 8))
    return Document(texts, parent=-1, depth=0, day=int(rng.integers(SPAN_DAYS)))


def reprint(world: World, rng, parent: Document, row: int, number: int, *, cuts: bool = True) -> Document:
    """A copy: paragraphs cut, words edited, perhaps a local paragraph, perhaps a new headline, some days later.

    number: the number that an added paragraph gets; cuts: False keeps every paragraph.
    """
    kept = sorted(set(parent.parts) - {HEADLINE})
    if cuts and rng.random() < CUT and len(kept) > 2:
        size = int(rng.integers(max(2, len(kept) // 2), len(kept) + 1))
        kept = kept[:size] if rng.random() < 0.7 else sorted(rng.choice(kept, size, replace=False).tolist())
    rate = float(rng.choice(EDIT_RATES, p=EDIT_ODDS))
    edited = {i: world.edit(rng, parent.parts[i], rate) for i in kept}
    texts = {i: text for i, (text, _) in edited.items()}
    if rng.random() < ADDED:
        texts[number] = world.paragraph(rng, 40)
    day = parent.day + int(rng.choice(LAGS, p=LAG_ODDS))
    same = rng.random() < SAME_HEADLINE
    texts[HEADLINE] = parent.parts[HEADLINE] if same else world.fresh(world.draw(rng, 8))
    counts = sum(count for _, count in edited.values())
    edits = dict(zip(("substituted", "deleted", "inserted"), map(int, counts), strict=True))
    edits |= {"kept": sum(len(parent.parts[i].words) for i in kept), "headline_kept": same}
    return Document(texts, row, parent.depth + 1, day, edits)


def _rows(world: World, rng, language: str, documents: list[Document], ids: list[str], tree: int) -> list[dict]:
    """The table rows of one tree."""
    content: dict[tuple, int] = {}
    rows = []
    for document, name in zip(documents, ids, strict=True):
        outlet, dated = int(rng.integers(OUTLETS)), bool(rng.random() >= UNDATED)
        texts = [document.parts[i].words for i in sorted(document.parts)]
        group = content.setdefault(tuple(text.tobytes() for text in texts), len(content))
        footer = world.footer[outlet]
        rendered = [world.render(language, words) for words in texts + ([] if footer is None else [footer])]
        rows.append(
            {
                "id": name,
                "outlet": f"outlet-{outlet:03d}",
                "date": (FIRST_DAY + timedelta(document.day)).isoformat() if dated else None,
                "title": rendered[0],
                "text": "\n\n".join(rendered),
                "tree": tree,
                "parent": None if document.parent < 0 else ids[document.parent],
                "depth": document.depth,
                "language": language,
                "day": document.day,
                "dated": dated,
                "content": group,
                "paragraphs": tuple(sorted(set(document.parts) - {HEADLINE})),
                **{name: document.edits.get(name, 0) for name in ("kept", "substituted", "deleted", "inserted")},
                "headline_kept": document.edits.get("headline_kept", False),
            }
        )
    return rows


def shared_runs(documents: list[Document], ids: list[str], letters: np.ndarray, tree: int, language: str):
    """Rows of ``pairs`` for one tree, read off the descent of each word (no alignment, so no alignment errors)."""
    flat = []
    for document in documents:
        texts = [document.parts[i] for i in sorted(document.parts)]
        words, descent = (np.concatenate([getattr(t, name) for t in texts]) for name in ("words", "descent"))
        order = np.argsort(descent)
        flat.append((descent[order], order, np.append(0, np.cumsum(letters[words]))))
    for a in range(len(documents)):
        for b in range(a + 1, len(documents)):
            shared, longest = longest_run(flat[a], flat[b])
            if ids[a] < ids[b]:
                first, second = ids[a], ids[b]
            else:
                first, second = ids[b], ids[a]
            yield first, second, tree, language, shared, longest, documents[b].parent == a


def longest_run(a, b) -> tuple[int, int]:
    """All shared length, and the longest run that is unbroken in both."""
    _, in_a, in_b = np.intersect1d(a[0], b[0], assume_unique=True, return_indices=True)
    if not len(in_a):
        return 0, 0
    at_a, at_b = a[1][in_a], b[1][in_b]
    order = np.argsort(at_a)
    at_a, at_b = at_a[order], at_b[order]
    starts = np.append(0, np.flatnonzero((np.diff(at_a) != 1) | (np.diff(at_b) != 1)) + 1)
    ends = np.append(starts[1:], len(at_a)) - 1
    lengths = a[2][at_a[ends] + 1] - a[2][at_a[starts]]
    return int(lengths.sum()), int(lengths.max())


def pair_table(rows: list[tuple]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=_PAIRS).sort_values(["id_a", "id_b"], ignore_index=True)


def _latin_words(rng) -> np.ndarray:
    onsets = [*"bcdfghlmnprstvw", "st", "tr", "ch", "sh", "pl"]
    syllables = [o + v + c for o in onsets for v in [*"aeiou", "ea", "ou"] for c in ["", *"nrst"]]

    def words(count: int) -> list[str]:
        sizes = rng.integers(1, 4, count)
        picks = iter(rng.integers(len(syllables), size=int(sizes.sum())).tolist())
        return ["".join(syllables[next(picks)] for _ in range(size)) for size in sizes.tolist()]

    return _distinct(words)


def _chinese_words(rng) -> np.ndarray:
    characters = [chr(0x4E00 + 5 * i) for i in range(4000)]
    odds = 1 / (np.arange(4000) + 20.0)
    odds = np.cumsum(odds / odds.sum())

    def words(count: int) -> list[str]:
        sizes = np.array([1, 2, 2, 2, 3])[rng.integers(5, size=count)]
        picks = iter(np.minimum(np.searchsorted(odds, rng.random(int(sizes.sum()))), 3999).tolist())
        return ["".join(characters[next(picks)] for _ in range(size)) for size in sizes.tolist()]

    return _distinct(words)


def _distinct(words) -> np.ndarray:
    """So many different words, short ones first: they become the frequent ones."""
    found: dict[str, None] = {}
    while len(found) < VOCABULARY:
        found |= dict.fromkeys(words(VOCABULARY))
    return np.array(sorted(list(found)[:VOCABULARY], key=len), dtype=object)
