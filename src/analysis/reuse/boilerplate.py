"""Boilerplate, learned from the corpus: what an outlet prints under articles that have nothing else in common.

A fingerprint is suspect when one outlet prints it in three documents. The suspects are then read in their place: the
first document is aligned with some of the others, and among these only documents count that are strangers to each
other (the same story printed thrice makes nobody's boilerplate). What at least three strangers share is boilerplate,
from its first word to its last. Where no outlet is known, or many outlets print it, it must also stand at the very head
or foot of the documents: two sentences that everybody quotes do not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from analysis.reuse import passages
from analysis.reuse.compare import Comparer, Loaded
from analysis.reuse.fingerprints import SINGLES, WORDS
from analysis.reuse.index import Index
from analysis.reuse.tokens import Tokens

SAMPLE = 6  # other documents that an example is compared with
STRANGERS = 3  # with the example, that must share it
UNNAMED_STRANGERS = 5  # the same where it is not one outlet's
ALIKE = 0.4  # share of the shorter document from which two are one story
SHORTEST = 10  # words: less cannot make a link
REACH = 32  # tokens between two suspects of one run
USUAL = 0.25  # share of an outlet's documents under which even a single suspect is looked at
EDGE = 15  # tokens between it and the head or foot of a document
AT_EDGE = 0.8  # of the strangers, where it is not one outlet's
COLUMNS = ["outlet", "id", "start", "end", "documents"]


@dataclass
class Boilerplate:
    """table: outlet (null where it is not one outlet's), id of an example, start, end (characters), documents.
    hashes: the shingles in it (uint64), all of them."""

    table: pd.DataFrame
    hashes: np.ndarray


def nothing() -> Boilerplate:
    table = pd.DataFrame({c: pd.Series(dtype=t) for c, t in zip(COLUMNS, ("str", "str", "int64", "int64", "int64"))})
    return Boilerplate(table, np.empty(0, np.uint64))


@dataclass
class _Run:
    """A stretch of suspects in an example."""

    example: int
    outlet: int
    middle: int  # token
    hash: int
    others: np.ndarray | None = None
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
    spans: dict[tuple[int, int, int], _Run] = {}
    for run in runs:
        span = _span(run, loaded, shared)
        if span:
            spans.setdefault((run.example, *span), run)
    return _named(spans, comparer, doc, tokens, names) if spans else nothing()


def _runs(suspects: pa.Table, sizes: np.ndarray) -> list[_Run]:
    """Suspects that stand close together in the first document that has them. sizes: documents of each outlet.

    One alone is looked at only if the outlet prints it under a good part of all it has: else it is a stock phrase.
    """
    frame = suspects.to_pandas()
    if frame.empty:
        return []
    # One line a fingerprint: an outlet that prints it most, named outlets before unnamed.
    frame["named"] = frame.outlet >= 0
    frame = frame.sort_values(["hash", "named", "copies", "outlet"], ascending=[True, False, False, True])
    frame = frame.drop_duplicates("hash").sort_values(["example", "pos"], ignore_index=True)
    frame["usual"] = frame.named & (frame.copies >= USUAL * np.append(sizes, 1)[frame.outlet])
    run = ((frame.example.diff() != 0) | (frame.pos.diff() > REACH)).cumsum()
    by_run = frame.groupby(run.to_numpy())
    groups = pd.DataFrame({"usual": by_run.usual.any(), "extent": by_run.pos.max() - by_run.pos.min(), "size": by_run.size()})
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
    rows = passages.align_pairs(loaded.tokens, loaded.starts, loaded.stops, loaded.place(chosen[:, 0]), loaded.place(chosen[:, 1]), SHORTEST, SHORTEST)
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
    size = dict(zip(group.tolist(), (loaded.stops - loaded.starts)[place].tolist()))

    def alike(x: int, y: int) -> bool:
        rest = max(1, min(size[x], size[y]))
        return shared[x, y][:, 4].sum() >= ALIKE * rest

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


def _named(spans: dict, comparer: Comparer, doc: np.ndarray, tokens: Tokens, outlets: np.ndarray) -> Boilerplate:
    """The table and the shingles of the spans."""
    document, position, value = comparer.recipe.shingles(tokens, keep=1)
    reach = position + np.where(tokens.single[tokens.bounds[document] + position], SINGLES, WORDS)
    ids = comparer.corpus.about.id
    rows, hashes = [], []
    for (example, low, high), run in sorted(spans.items()):
        here = int(np.searchsorted(doc, example))
        at = int(tokens.bounds[here])
        hashes.append(value[(document == here) & (position >= low) & (reach <= high)])
        name = outlets[run.outlet] if run.outlet >= 0 else None
        rows.append((name, ids[example], int(tokens.start[at + low]), int(tokens.end[at + high - 1]), run.documents))
    table = pd.DataFrame(rows, columns=COLUMNS).astype({"outlet": "str", "id": "str"})
    table = table.sort_values(["id", "start", "end"], ignore_index=True)
    return Boilerplate(table, np.unique(np.concatenate(hashes)))
