"""The articles that an index is made of, in batches: their texts as Arrow has them, and the facts about each."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.errors import AnalysisError

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

FACTS = (
    "id title outlet date time zone language author section edition page credit url retrieved file".split()
)  # every column but the text; one that is missing is unknown throughout
BATCH = 1 << 19  # bytes of text that are cut into words at a time: what is looked up then stays near the processor
_ROWS = 2048


@dataclass(frozen=True)
class Batch:
    """Some articles: UTF-8 from one bound to the next, and the other columns."""

    data: np.ndarray
    bounds: np.ndarray
    facts: pa.RecordBatch


def batches(documents: Any) -> tuple[int, Iterator[Batch]]:
    """How many articles there are, and they themselves, a bounded part at a time.

    documents: Parquet file, table or record batches of pyarrow, frame of pandas, or texts by id.

    Raises AnalysisError for what is none of these, and where an id or a text is missing.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    if isinstance(documents, (str, os.PathLike)):
        path = Path(documents)
        try:
            file = pq.ParquetFile(path)
        except (OSError, pa.ArrowException) as error:
            raise AnalysisError(
                f"cannot be read as Parquet: {error}", where=str(path), do="Import the corpus again."
            ) from None
        _check(file.schema_arrow.names, str(path))
        return file.metadata.num_rows, _cut(file.iter_batches(batch_size=_ROWS))
    if isinstance(documents, Mapping):
        documents = pa.table(
            {
                "id": pa.array(map(str, documents), pa.string()),
                "text": pa.array(list(documents.values()), pa.large_string()),
            }
        )
    elif hasattr(documents, "to_dict"):
        documents = pa.Table.from_pandas(documents, preserve_index=False)
    if not isinstance(documents, pa.Table):
        raise AnalysisError(
            f"a {type(documents).__name__} holds no articles",
            where="newsbench.index",
            do="Give a Parquet file, a table of pyarrow, a frame, or texts by id.",
        )
    _check(documents.column_names, "newsbench.index")
    return documents.num_rows, _cut(documents.to_batches(max_chunksize=_ROWS))


def _check(names: list[str], where: str) -> None:
    if lacking := [name for name in ("id", "text") if name not in names]:
        raise AnalysisError(
            f"the articles have no column {' and no column '.join(lacking)}",
            where=where,
            do=f"Their columns are: {', '.join(names)}",
        )


def _cut(rows: Iterator[pa.RecordBatch] | list[pa.RecordBatch]) -> Iterator[Batch]:
    for batch in rows:
        at = 0
        while at < batch.num_rows:
            made = _batch(batch, at)
            yield made
            at += made.facts.num_rows


def _batch(rows: pa.RecordBatch, first: int) -> Batch:
    """Articles from a row on, as many as make a batch, and always one."""
    import numpy as np
    import pyarrow as pa

    text = rows.column("text").slice(first)
    if text.type != pa.large_string():
        text = text.cast(pa.large_string())
    if text.null_count:
        text = text.fill_null("")
    data, bounds = utf8(text)
    size = max(1, int(np.searchsorted(bounds, bounds[0] + BATCH, "right")) - 1)
    bounds = bounds[: size + 1]
    part = rows.slice(first, size)
    given = {name: part.column(name) for name in part.schema.names}
    columns = [given[name].cast(pa.string()) if name in given else pa.nulls(size, pa.string()) for name in FACTS]
    facts = pa.RecordBatch.from_arrays(columns, names=FACTS)
    if facts.column("id").null_count:
        raise AnalysisError("an article has no id", where="newsbench.index", do="Import the corpus again.")
    return Batch(data[bounds[0] : bounds[-1]], bounds - bounds[0], facts)


def utf8(texts: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """The bytes of Arrow's large strings, and where each begins and the last ends."""
    import numpy as np

    _, offsets, content = texts.buffers()
    bounds = np.frombuffer(offsets, np.int64)[texts.offset : texts.offset + len(texts) + 1]
    return np.frombuffer(content, np.uint8) if content else np.empty(0, np.uint8), bounds


def digest(path: str | os.PathLike) -> str:
    """SHA-256 of the file that articles come from: an index made of another one is stale."""
    import hashlib

    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
