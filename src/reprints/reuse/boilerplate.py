"""Boilerplate, learned from the corpus: what an outlet prints under articles that have nothing else in common.

A fingerprint is suspect when one outlet prints it in three documents. The suspects are then read in their place: the
first document is aligned with some of the others, and among these only documents count that are strangers to each
other (the same story printed thrice makes nobody's boilerplate). What at least three strangers share is boilerplate,
from its first word to its last. Where no outlet is known, or many outlets print it, it must also stand at the very head
or foot of the documents: two sentences that everybody quotes do not.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow as pa

from reprints.reuse import passages
from reprints.reuse.compare import Comparer, Loaded
from reprints.reuse.index import Index
from reprints.reuse.tokens import SINGLES, WORDS, Tokens

SAMPLE = 6  # other documents that an example is compared with
STRANGERS = 3  # with the example, that must share it
UNNAMED_STRANGERS = 5  # the same where it is not one outlet's
ALIKE = 0.4  # share of the shorter document from which two are one story
SHORTEST = 10  # words: less cannot make a link
# The same for the passage in question, where many outlets print it: a licence may be longer than its notice.
MOST = 0.6
REACH = 32  # tokens between two suspects of one run
USUAL = 0.25  # share of an outlet's documents under which even a single suspect is looked at
EDGE = 15  # tokens between it and the head or foot of a document
AT_EDGE = 0.8  # of the strangers, where it is not one outlet's
COLUMNS = ["outlet", "id", "start", "end", "documents"]


@dataclass
class Boilerplate:
    """table: outlet (null where it is not one outlet's), id of an example, start, end (characters), documents.
    hashes: the shingles in it (uint64), all of them.
    """

    table: pd.DataFrame
    hashes: np.ndarray


def outlet_codes(outlets: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Names of the outlets, sorted, and the number of each document's (-1 where unknown)."""
    codes, names = pd.factorize(outlets, sort=True)
    return np.asarray(names, object), codes.astype(np.int32)


def nothing() -> Boilerplate:
    table = pd.DataFrame(
        {c: pd.Series(dtype=t) for c, t in zip(COLUMNS, ("str", "str", "int64", "int64", "int64"), strict=True)}
    )
    return Boilerplate(table, np.empty(0, np.uint64))


@dataclass
class _Run:
    """A stretch of suspects in an example."""

    example: int
    outlet: int
    middle: int  # token
    hash: int
    others: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))
    documents: int = 0


def learn(index: Index, comparer: Comparer, names: np.ndarray, codes: np.ndarray) -> Boilerplate:
    """Look at the suspects of an index. names: the outlets; codes: the outlet of each document, -1 where unknown."""
    runs = _runs(index.suspects(), np.bincount(codes[codes >= 0], minlength=len(names)))
    _find_others(runs, index)
    runs = [r for r in runs if len(r.others) + 1 >= (STRANGERS if r.outlet >= 0 else UNNAMED_STRANGERS)]
    if not runs:
        return nothing()
    numbers = np.unique(np.concatenate([np.append(r.others, r.example) for r in runs]))
    doc, text = comparer.corpus.read(numbers)
    tokens, packed, key = comparer.prepare(text)
    loaded = Loaded(doc, packed, tokens.bounds[:-1], tokens.bounds[1:], key)
    shared = _alignments(loaded, runs)
    marks = _Marks(comparer, doc, tokens)
    spans: dict[tuple[int, int, int], _Run] = {}
    known: set[int] = set()
    for run in sorted(runs, key=lambda run: run.outlet < 0):  # what is one outlet's is not told of all outlets too
        if run.outlet < 0 and run.hash in known:
            continue
        span = _span(run, loaded, shared)
        if span and (run.example, *span) not in spans:
            spans[run.example, *span] = run
            if run.outlet >= 0:
                known.update(marks.inside(run.example, *span).view(np.int64).tolist())
    return _named(spans, marks, names) if spans else nothing()


def _runs(suspects: pa.Table, sizes: np.ndarray) -> list[_Run]:
    """Suspects that stand close together in the first document that has them. sizes: documents of each outlet.

    One alone is looked at only if the outlet prints it under a good part of all it has: else it is a stock phrase.
    """
    frame = suspects.to_pandas()
    if frame.empty:
        return []
    # A line a fingerprint for the outlet that prints it most, and one for all outlets: three copies of one story may
    # be in one outlet by chance, and say nothing of what is under them.
    frame["named"] = frame.outlet >= 0
    frame = frame.sort_values(["hash", "named", "copies", "outlet"], ascending=[True, False, False, True])
    frame = frame.drop_duplicates(["hash", "named"]).sort_values(["named", "example", "pos"], ignore_index=True)
    frame["usual"] = frame.named & (frame.copies >= USUAL * np.append(sizes, 1)[frame.outlet])
    run = ((frame.example.diff() != 0) | (frame.pos.diff() > REACH) | (frame.named != frame.named.shift())).cumsum()
    by_run = frame.groupby(run.to_numpy())
    groups = pd.DataFrame(
        {"usual": by_run.usual.any(), "extent": by_run.pos.max() - by_run.pos.min(), "size": by_run.size()}
    )
    groups["first"] = np.cumsum(groups["size"]) - groups["size"]
    groups = groups[(groups.extent >= SHORTEST - WORDS) | groups.usual]
    middle = frame.iloc[groups["first"] + groups["size"] // 2]
    return [_Run(int(m.example), int(m.outlet), int(m.pos), int(m.hash)) for m in middle.itertuples()]


def _find_others(runs: list[_Run], index: Index) -> None:
    """Some other documents that hold each run, evenly over all there are."""
    if not runs:
        return
    hashes = pa.array(sorted({r.hash for r in runs}), pa.int64())
    holders = index.holders(hashes).to_pandas().sort_values(["hash", "doc"])
    by_hash = dict(iter(holders.groupby("hash")))
    for run in runs:
        frame = by_hash[run.hash]
        run.documents = int(frame.documents.iloc[0])
        if run.outlet >= 0:
            frame = frame[frame.outlet == run.outlet]
        others = frame.doc.to_numpy()
        others = others[others != run.example]
        run.others = others[np.unique(np.linspace(0, len(others) - 1, SAMPLE).astype(int))] if len(others) else others


def _alignments(loaded: Loaded, runs: list[_Run]) -> dict[tuple[int, int], np.ndarray]:
    """Passages (rows from, to, from, to, words) of each pair within a run's documents."""
    pairs = set()
    for run in runs:
        group = np.append(run.others, run.example)
        pairs |= {(int(min(x, y)), int(max(x, y))) for i, x in enumerate(group) for y in group[:i]}
    chosen = np.array(sorted(pairs))
    rows = passages.align_pairs(
        loaded.tokens,
        loaded.starts,
        loaded.stops,
        loaded.place(chosen[:, 0]),
        loaded.place(chosen[:, 1]),
        SHORTEST,
        SHORTEST,
    )
    out: dict[tuple[int, int], np.ndarray] = {}
    edges = np.searchsorted(rows[:, 0], np.arange(len(chosen) + 1))
    for i, (a, b) in enumerate(chosen.tolist()):
        out[a, b] = rows[edges[i] : edges[i + 1], 1:6]
        out[b, a] = out[a, b][:, [2, 3, 0, 1, 4]]
    return out


def _span(run: _Run, loaded: Loaded, shared: dict) -> tuple[int, int] | None:
    """The tokens of the example that strangers share around the run, or None if it is no boilerplate."""
    group = np.append(run.others, run.example)
    place = loaded.place(group)
    size = dict(zip(group.tolist(), (loaded.stops - loaded.starts)[place].tolist(), strict=True))

    places = {run.example: (run.middle, run.middle + 1)}  # of the run in each document
    for other in run.others.tolist():
        rows = shared[run.example, other]
        rows = rows[(rows[:, 0] <= run.middle) & (run.middle < rows[:, 1])]
        places[other] = tuple(rows[0, 2:4].tolist()) if len(rows) else (0, 0)

    def alike(x: int, y: int) -> bool:
        rows, shorter = shared[x, y], max(1, min(size[x], size[y]))
        total = rows[:, 4].sum()
        if run.outlet >= 0 or total < ALIKE * shorter:
            return total >= ALIKE * shorter
        low, high = places[x]
        within = rows[(rows[:, 0] < high) & (low < rows[:, 1]), 4].sum()
        return within >= MOST * shorter or total - within >= ALIKE * (shorter - within)

    strangers: list[int] = [run.example]
    for other in run.others.tolist():
        if not any(alike(other, known) for known in strangers):
            strangers.append(other)
    cover = np.zeros(size[run.example] + 1, np.int64)
    sharing, at_edge = 1, 0
    for other in strangers[1:]:
        rows = shared[run.example, other]
        rows = rows[(rows[:, 0] <= run.middle) & (run.middle < rows[:, 1])]
        for low, high, there_low, there_high, _ in rows.tolist():
            cover[low:high] += 1
            sharing += 1
            at_edge += there_low <= EDGE or size[other] - there_high <= EDGE
    if sharing < (STRANGERS if run.outlet >= 0 else UNNAMED_STRANGERS):
        return None
    if run.outlet < 0 and at_edge < AT_EDGE * (sharing - 1):
        return None
    thin = np.flatnonzero(cover < max(2, (sharing - 1) / 2))
    low = thin[thin <= run.middle]
    low = int(low[-1]) + 1 if len(low) else 0
    high = int(thin[thin > run.middle][0])
    return (low, high) if high - low >= SHORTEST else None


class _Marks:
    """The shingles of some documents, all of them. doc: their numbers, ascending."""

    def __init__(self, comparer: Comparer, doc: np.ndarray, tokens: Tokens):
        self.doc, self.tokens, self.ids = doc, tokens, comparer.corpus.about.id
        document, position, self.value = comparer.recipe.shingles(tokens, keep=1)
        self.place = tokens.bounds[document] + position
        self.end = self.place + np.where(tokens.single[self.place], SINGLES, WORDS)

    def inside(self, example: int, low: int, high: int) -> np.ndarray:
        """The shingles from one token of a document to another."""
        first = self.tokens.bounds[np.searchsorted(self.doc, example)]
        chosen = slice(*np.searchsorted(self.place, [first + low, first + high]))
        return self.value[chosen][self.end[chosen] <= first + high]

    def characters(self, example: int, low: int, high: int) -> tuple[int, int]:
        first = self.tokens.bounds[np.searchsorted(self.doc, example)]
        return int(self.tokens.start[first + low]), int(self.tokens.end[first + high - 1])


def _named(spans: dict, marks: _Marks, outlets: np.ndarray) -> Boilerplate:
    """The table and the shingles of the spans."""
    rows = []
    for (example, low, high), run in spans.items():
        name = outlets[run.outlet] if run.outlet >= 0 else None
        rows.append((name, marks.ids[example], *marks.characters(example, low, high), run.documents))
    table = pd.DataFrame(rows, columns=COLUMNS).astype({"outlet": "str", "id": "str"})
    table = table.sort_values(["id", "start", "end"], ignore_index=True)
    return Boilerplate(table, np.unique(np.concatenate([marks.inside(*span) for span in spans])))
