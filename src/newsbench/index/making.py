"""Makes an index: one pass over the texts, one over their words, and one over the words for each block of types."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis import files, locks
from analysis.errors import AnalysisError
from analysis.jit import compiled
from newsbench.index import documents as sources
from newsbench.index.letters import RULE
from newsbench.index.parts import ARRAYS, LONG, InFolder, InMemory, Parts, write_head, write_lines
from newsbench.index.scan import Scanner
from newsbench.index.store import Index, open_index
from newsbench.index.types import Types, of_spellings

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

Progress = Callable[[str, int, int], object]

VERSION = 1  # of the files of an index
MAKING = ".index-"
_BLOCK = 1 << 26  # words whose places are sorted at a time
_MET = np.dtype("<u4")  # spellings by number, as they were met: gone when their types are known


def build(documents: Any, folder: str | os.PathLike, progress: Progress | None = None) -> Index:
    """Make the index of a corpus in a folder, whole or not at all, in place of one that is there.

    Parameters
    ----------
    documents : path, pyarrow.Table, pandas.DataFrame or mapping
        A Parquet file or a table with the columns id and text, a paragraph a line, and those of ``FACTS``; or texts by
        id. What is null is unknown. Titles are facts and are not counted as text.
    folder : path
        Where the index will stand. What stands there must be an index.
    progress : callable, optional
        Called with what is done ("words", "places"), how much of it is, and how much there is.

    Returns
    -------
    Index

    Raises
    ------
    AnalysisError
        For articles without id or text, an id that two have, a folder that is no index, and a full disk.

    Examples
    --------
    >>> build("data/raw/corpora/harbour/text/documents.parquet", "harbour-index").n_documents
    6
    """
    folder = Path(folder)
    source = documents if isinstance(documents, (str, os.PathLike)) else None
    with files.told(folder):
        if folder.exists() and any(folder.iterdir()) and not (folder / "index.json").exists():
            raise AnalysisError(
                "holds files and is no index", where=str(folder), do="Name a new folder, or move these files away."
            )
        folder.parent.mkdir(parents=True, exist_ok=True)
        with files.scratch(folder.parent, MAKING) as beside:
            made = beside / "index"
            made.mkdir()
            with ExitStack() as stack:
                parts = InFolder(made, stack)
                types, facts, digest, n_words = _gather(documents, parts, progress)
            write_lines(made, "types", types.types)
            write_lines(made, "forms", types.forms)
            _write_facts(made, facts)
            head = {"version": VERSION, "rule": RULE, "texts": digest, "words": n_words, "articles": facts.num_rows}
            write_head(made, head | {"source": sources.digest(source) if source else ""})
            _take(made, folder, beside)
    return open_index(folder)


def of_texts(texts: Mapping[str, str] | Any, **facts: Any) -> Index:
    """The index of articles in memory, for a few hundred texts at hand.

    Parameters
    ----------
    texts : mapping of str to str, pyarrow.Table or pandas.DataFrame
        Texts by id, a paragraph a line; or a table as ``build`` takes.
    **facts : sequence or mapping by id
        More about each article: outlet, date, title ...

    Returns
    -------
    Index

    Raises
    ------
    AnalysisError
        As ``build``.

    Examples
    --------
    >>> of_texts({"a": "The ferry sails."}).n_tokens
    3
    """
    if facts:
        texts = _with_facts(texts, facts)
    parts = InMemory()
    types, table, digest, _ = _gather(texts, parts, None)
    head = {"version": VERSION, "rule": RULE, "texts": digest, "source": ""}
    return Index(parts.arrays(), types.types, types.forms, table.to_pandas, head)


def _with_facts(texts: Mapping[str, str], facts: Mapping[str, Any]) -> pd.DataFrame:
    import pandas as pd

    frame = pd.DataFrame({"id": list(texts), "text": list(texts.values())})
    for name, values in facts.items():
        if name not in sources.FACTS:
            from analysis.nearest import unknown

            raise unknown("a fact", name, sources.FACTS, where="newsbench.index.of_texts")
        frame[name] = frame["id"].map(dict(values)) if isinstance(values, Mapping) else list(values)
    return frame


def _gather(documents: Any, parts: Parts, progress: Progress | None) -> tuple[Types, pa.Table, str, int]:
    """Everything of an index but its files: arrays go to ``parts``."""
    scanner, digest, facts = Scanner(), hashlib.sha256(), []
    count, batches = sources.batches(documents)
    n, size, done = 0, 0, 0
    parts.add("starts", np.zeros(1, np.int64))
    parts.add("text_starts", np.zeros(1, np.int64))
    for batch in _ahead(batches):
        found = scanner.scan(batch.data, batch.bounds)
        digest.update(batch.bounds.tobytes())
        digest.update(batch.data.data)
        parts.add("met", found.words)
        parts.add("offsets", found.offsets)
        parts.add("starts", found.ends + n)
        parts.add("sentences", found.sentences + n)
        parts.add("paragraphs", found.paragraphs + n)
        parts.add("texts", batch.data)
        parts.add("text_starts", batch.bounds[1:] + size)
        facts.append(batch.facts)
        n, size, done = n + len(found.words), size + len(batch.data), done + batch.facts.num_rows
        if progress:
            progress("words", done, count)
    table = _facts(facts)
    types = of_spellings(scanner.spellings(), scanner.counts())
    del scanner
    for met in parts.chunks("met", _MET):
        parts.add("tokens", types.type_of[met])
        parts.add("variants", types.variant_of[met])
    parts.drop("met")
    parts.add("frequency", types.frequency)
    parts.add("forms_of", types.forms_of)
    for places in _postings(parts, types.frequency, n, progress):
        parts.add("postings", places)
    return types, table, digest.hexdigest(), n


def _ahead(batches: Iterator[sources.Batch]) -> Iterator[sources.Batch]:
    """The next batch is read while one is worked on."""
    with ThreadPoolExecutor(1) as reading:
        coming = reading.submit(next, batches, None)
        while (batch := coming.result()) is not None:
            coming = reading.submit(next, batches, None)
            yield batch


def _facts(batches: list[pa.RecordBatch]) -> pa.Table:
    import pyarrow as pa
    import pyarrow.compute as pc

    table = pa.Table.from_batches(batches, pa.schema([(name, pa.string()) for name in sources.FACTS]))
    counts = table.column("id").value_counts()
    if len(counts) < table.num_rows:
        twice = counts.filter(pc.greater(counts.field("counts"), 1)).field("values").to_pylist()
        raise AnalysisError(
            f"{len(twice)} ids stand for two articles or more: {', '.join(twice[:5])}",
            where="newsbench.index",
            do="Give each article an id of its own.",
        )
    return table


@compiled
def _sort_places(tokens, first, low, high, begins, filled, places):
    """Put the place of each word whose type is in a block behind those of the same type."""
    for i in range(len(tokens)):
        t = np.int64(tokens[i])
        if low <= t < high:
            places[begins[t] - begins[low] + filled[t - low]] = first + i
            filled[t - low] += 1


def _postings(parts: Parts, frequency: np.ndarray, n: int, progress: Progress | None) -> Iterator[np.ndarray]:
    """The places of each type, block by block of types: each block is one pass over the words."""
    dtype = ARRAYS["postings"] if n < 1 << 32 else LONG
    begins = np.zeros(len(frequency) + 1, np.int64)
    np.cumsum(frequency, out=begins[1:])
    low = 0
    while low < len(frequency):
        high = max(low + 1, int(np.searchsorted(begins, begins[low] + _BLOCK, "right")) - 1)
        places = np.empty(int(begins[high] - begins[low]), dtype)
        filled, first = np.zeros(high - low, np.int64), 0
        for tokens in parts.chunks("tokens", ARRAYS["tokens"]):
            _sort_places(tokens, first, low, high, begins, filled, places)
            first += len(tokens)
        yield places
        low = high
        if progress:
            progress("places", int(begins[low]), n)


def _write_facts(folder: Path, facts: pa.Table) -> None:
    import pyarrow.parquet as pq

    pq.write_table(facts, folder / "facts.parquet", compression="zstd")


def _take(made: Path, folder: Path, beside: Path) -> None:
    """Put a new index in place of an old one; who has the old one open keeps it."""
    with locks.alone_in(folder):
        if folder.exists():
            os.replace(folder, beside / "old")
        try:
            os.replace(made, folder)
        except OSError:
            with suppress(OSError):
                os.replace(beside / "old", folder)
            raise
    shutil.rmtree(beside / "old", ignore_errors=True)
