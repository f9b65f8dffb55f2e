"""``find``: which documents share which passages, from ten documents to millions.

Fingerprints say which pairs to look at (``index``), boilerplate is learned from what outlets repeat (``boilerplate``),
and the pairs are aligned word by word (``compare``, ``passages``). A pair that is reported was therefore read, and its
numbers do not depend on which fingerprints happened to be kept.
"""

from __future__ import annotations

import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analysis import files
from analysis.errors import AnalysisError
from reprints.reuse import boilerplate as _boilerplate
from reprints.reuse import clusters as _clusters
from reprints.reuse import stock as _stock
from reprints.reuse.compare import Comparer, Found, Limits, Progress, characters, compare, ordered
from reprints.reuse.documents import ROWS, Documents, load
from reprints.reuse.fingerprints import NUMBERED, Recipe, compiled_available, fingerprint
from reprints.reuse.index import DuckDB, Index
from reprints.reuse.options import amount, check_options
from reprints.reuse.spool import Spool
from reprints.reuse.store import SCRATCH, Store
from reprints.reuse.tokens import WORDS

if TYPE_CHECKING:
    from reprints.reuse.postings import Postings

MIN_WORDS = 20
KEEP = 4
MEMORY = "3GB"
PROGRAM = 300 * 10**6  # bytes that the program takes before it has anything to do
EXPECTED = 500  # tokens of a document, to size the sieve


@dataclass(frozen=True)
class Reuse:
    """What was found. All tables are sorted by their key; offsets are characters of the original text, ends exclusive.

    Attributes
    ----------
    passages
        id_a, id_b, start_a, end_a, start_b, end_b, words (aligned words; a CJK character is one); id_a < id_b.
    links
        id_a, id_b, shared_words, longest_run, containment_a, containment_b (shares of each text without
        boilerplate).
    clusters
        cluster (from 1), id; an id may be in several.
    boilerplate
        outlet, id, start, end, documents: one example of each.
    dropped
        what, shingles, occurrences, kept_as: what the frequency cutoff took out of the comparison of all with all.
    stock
        id, start, end: places of passages that stories share which share nothing else.
    solid, thin
        For each link whether it shares more than these (only such links make clusters), and whether it is a small part
        of both documents.
    doubt
        How likely a thin link is stock that has not been seen in a third place.
    fold
        How the texts were folded.
    least
        The words that a pair had to share.

    Examples
    --------
    >>> found = find(docs)
    >>> len(found.links), len(found.clusters), found.least
    (3, 3, 20)
    """

    passages: pd.DataFrame
    links: pd.DataFrame
    clusters: pd.DataFrame
    boilerplate: pd.DataFrame
    dropped: pd.DataFrame
    stock: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["id", "start", "end"]))
    solid: np.ndarray | None = None
    thin: np.ndarray | None = None
    doubt: float = 0.0
    fold: str | None = None
    least: int = MIN_WORDS


def find(
    docs: pd.DataFrame | str | Path | Documents,
    *,
    min_words: int | None = None,
    max_df: int = 100,
    boilerplate: str = "auto",
    sensitive: bool = False,
    fold: str | None = None,
    processes: int | None = None,
    memory: str | int | None = None,
    workdir: str | Path | None = None,
    engine: str = "duckdb",
    progress: Progress | None = None,
) -> Reuse:
    """Find reused passages.

    Parameters
    ----------
    docs : DataFrame, str, Path or Documents
        A table, or the path of a Parquet, CSV or JSONL file, with the columns id and text, and outlet, date (EDTF, or
        ISO with a time of day) and title where they are known; or what ``documents.load`` made of one.
    min_words : int, optional
        Words that two documents must share (20); a character of an unspaced script counts half a word here. A passage
        has at least half as many.
    max_df : int
        A fingerprint in more documents than this ties each of them to one of them only.
    boilerplate : {"auto", "off"}
        "auto" learns it and leaves it out; "off" counts it like any text.
    sensitive : bool
        Keep every fingerprint instead of one in four: finds the shortest runs, at about three times the cost.
    fold : {None, "t2s"}
        "t2s" reads traditional Chinese as simplified.
    processes : int, optional
        Threads that work at a time (all cores).
    memory : str or int, optional
        What to stay below, such as "3GB".
    workdir : str or Path, optional
        Where fingerprints are kept, so that a later run computes only what is new.
    engine : {"duckdb", "spark"}
        This machine, or a cluster.
    progress : callable, optional
        Called with a stage, how much is done, and of how much.

    Returns
    -------
    Reuse
        Tables of passages, links and clusters, and what was left out.

    Raises
    ------
    AnalysisError
        For an option or a corpus that cannot be used, with file, row and column.

    Examples
    --------
    >>> docs = pd.DataFrame({"id": ["a", "b"], "text": [" ".join(f"word{n}" for n in range(40))] * 2})
    >>> find(docs).links[["id_a", "id_b", "shared_words"]].values.tolist()
    [['a', 'b', 40]]
    """
    check_options(min_words, max_df, boilerplate, processes, engine)
    limit = amount(memory if memory is not None else MEMORY)
    limit = max(limit - PROGRAM, limit // 2)
    threads = processes or os.cpu_count() or 1
    least = MIN_WORDS if min_words is None else min_words
    recipe = Recipe(keep=1 if sensitive else KEEP, fold=fold, compiled=compiled_available())
    limits = Limits(passage=max(1, (least + 1) // 2), link=least)
    progress = progress or (lambda stage, done, total: None)
    with scratch_folder(workdir) as scratch:
        progress("read", 0, 1)
        corpus = docs if isinstance(docs, Documents) else load(docs, scratch)
        progress("read", 1, 1)
        if engine == "spark":
            from reprints.reuse.spark import detect
        else:
            detect = _detect
        store = Store(Path(workdir), recipe) if workdir is not None else None
        (found, places), learned, dropped = detect(
            corpus, recipe, limits, max_df, boilerplate == "auto", threads, limit, scratch, store, progress
        )
        return _tables(corpus, found, places, learned, dropped, fold, least)


def _detect(corpus, recipe, limits, max_df, learning, threads, memory, scratch, store, progress):
    """The same on one machine: passages with their characters, boilerplate, what was dropped."""
    names, codes = _boilerplate.outlet_codes(corpus.about.outlet)
    index = _indexed(
        corpus, codes, recipe, max_df, max(0, limits.passage - WORDS), threads, memory, scratch, store, progress
    )
    try:
        learned = _boilerplate.nothing()
        if learning:
            learned = _boilerplate.learn(index, Comparer(corpus, recipe, learned.hashes, threads), names, codes)
        pairs = index.candidates(pa.array(learned.hashes.view(np.int64)))
        dropped = index.dropped()
        progress("index", 1, 1)
    finally:
        index.close()
    del index
    a, b = (pairs.column(c).to_numpy().astype(np.int64) for c in "ab")
    comparer = Comparer(corpus, recipe, learned.hashes, threads)
    found = compare(comparer, a, b, limits, memory // 2, progress)
    return (found, characters(comparer, found, progress)), learned, dropped


def _indexed(corpus, codes, recipe, max_df, apart, threads, memory, scratch, store, progress) -> Index | Postings:
    """The fingerprints of all documents, indexed: in memory while they fit there, by DuckDB when they do not."""

    def job(batch) -> pa.Table:
        return pa.Table.from_batches([fingerprint(batch, recipe)]).cast(NUMBERED)

    expected = len(corpus) * EXPECTED // recipe.keep
    spool = Spool(scratch / "fingerprints.arrow", expected, memory // 8)
    heap = None
    if compiled_available():
        from reprints.reuse import postings

        heap = postings.Heap(expected, int(postings.SHARE * memory))
    with ThreadPoolExecutor(threads) as pool:

        def mapped(job, batches):
            return ordered(pool, job, batches, 4 * threads)

        tables = mapped(job, corpus.texts()) if store is None else store.fingerprints(corpus.texts(), mapped)
        for number, table in enumerate(tables, 1):
            if heap is not None and not heap.has_room(table):
                spool.add(heap.table())
                heap = None
            (spool if heap is None else heap).add(table)
            progress("fingerprint", min(number * ROWS, len(corpus)), len(corpus))
    progress("index", 0, 1)
    if heap is not None:
        return postings.Postings(heap, codes, max_df, apart, threads)
    engine = DuckDB(scratch, memory * 3 // 4, threads)
    spool.empty(engine, threads)
    engine.load("outlets", pa.table({"doc": np.arange(len(corpus), dtype=np.int32), "outlet": codes}))
    index = Index(engine, max_df, apart)
    index.build()
    return index


def _tables(corpus: Documents, found: Found, places, learned, dropped, fold, least) -> Reuse:
    ids, found, (start_a, end_a, start_b, end_b) = _by_id(corpus, found, places)
    name_a, name_b = ids.take(pa.array(found.a)), ids.take(pa.array(found.b))
    columns = {"start_a": start_a, "end_a": end_a, "start_b": start_b, "end_b": end_b, "words": found.words}
    passages = pa.table({"id_a": name_a, "id_b": name_b, **columns}).to_pandas()
    new = np.ones(len(found.a), bool)
    new[1:] = (np.diff(found.a) != 0) | (np.diff(found.b) != 0)
    heads = np.flatnonzero(new)
    shared = np.add.reduceat(found.words, heads) if len(heads) else found.words
    links = pa.table(
        {
            "id_a": name_a.take(pa.array(heads)),
            "id_b": name_b.take(pa.array(heads)),
            "shared_words": shared,
            "longest_run": np.maximum.reduceat(found.run, heads) if len(heads) else found.run,
            "containment_a": shared / found.size[found.a[heads]],
            "containment_b": shared / found.size[found.b[heads]],
        }
    ).to_pandas()
    link = np.cumsum(new) - 1
    stock = _stock.look(found, link, end_a - start_a)
    solid = np.bincount(link, stock.left, len(heads)) >= least / 2
    telling = ~stock.rows & solid[link] if len(link) else stock.rows
    places = (getattr(found, name)[telling] for name in ("a", "b", "from_a", "to_a", "from_b", "to_b"))
    number, member = _clusters.cluster(*places)
    clusters = pa.table({"cluster": number, "id": ids.take(pa.array(member))}).to_pandas()
    standing = _places(stock.found, name_a, name_b, start_a, end_a, start_b, end_b)
    counts = int(stock.found.sum()), int((~solid).sum())
    return Reuse(
        passages,
        links,
        clusters,
        learned.table,
        _dropped(dropped, learned, counts),
        standing,
        solid,
        ~stock.alike,
        stock.doubt,
        fold,
        least,
    )


def _by_id(corpus: Documents, found: Found, places: tuple) -> tuple[pa.Array, Found, tuple]:
    """The ids, sorted, and what was found numbered and sorted by them, the lesser id of a pair first."""
    ids = pa.array(corpus.about.id, pa.large_string())
    order = pc.sort_indices(ids).to_numpy()
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    a, b = rank[found.a], rank[found.b]
    turned = a > b
    sides = [
        (a, b),
        (found.from_a, found.from_b),
        (found.to_a, found.to_b),
        (places[0], places[2]),
        (places[1], places[3]),
    ]
    (a, b), (from_a, from_b), (to_a, to_b), (start_a, start_b), (end_a, end_b) = (
        (np.where(turned, other, one), np.where(turned, one, other)) for one, other in sides
    )
    rows = np.lexsort((from_b, from_a, b, a))
    a, b, from_a, to_a, from_b, to_b, words, run = (
        column[rows] for column in (a, b, from_a, to_a, from_b, to_b, found.words, found.run)
    )
    return (
        ids.take(pa.array(order)),
        Found(a, b, from_a, to_a, from_b, to_b, words, run, found.size[order]),
        tuple(column[rows] for column in (start_a, end_a, start_b, end_b)),
    )


def _places(rows: np.ndarray, name_a, name_b, start_a, end_a, start_b, end_b) -> pd.DataFrame:
    """id, start, end of some passages, on either side, each place once."""
    at = pa.array(np.flatnonzero(rows))
    sides = (name_a, start_a, end_a), (name_b, start_b, end_b)
    parts = [pa.table({"id": name.take(at), "start": start[rows], "end": end[rows]}) for name, start, end in sides]
    table = pa.concat_tables(parts).to_pandas()
    return table.drop_duplicates().sort_values(["id", "start", "end"], ignore_index=True)


def _dropped(dropped: tuple[int, int], learned, stock: tuple[int, int]) -> pd.DataFrame:
    rows = [
        ("boilerplate", len(learned.hashes), int(learned.table.documents.sum()), "left out"),
        ("over max_df", *dropped, "one link from each document to the first that has it"),
        ("stock passages, links of nothing else", *stock, "passages and links, but no story and no source"),
    ]
    return pd.DataFrame(rows, columns=["what", "shingles", "occurrences", "kept_as"])


@contextmanager
def scratch_folder(workdir: str | Path | None):
    """A folder that is gone afterwards, inside the workdir if there is one; what killed runs left there goes too.

    Raises AnalysisError where it cannot be made or, in the block, where the disk fails.
    """
    where = Path(workdir or tempfile.gettempdir())
    try:
        where.mkdir(parents=True, exist_ok=True)
        with files.scratch(where, SCRATCH) as scratch:
            yield scratch
    except OSError as error:
        raise AnalysisError(
            f"cannot be written: {error.strerror or error}",
            where=str(where),
            do="Make room, or choose another workdir.",
        ) from None
