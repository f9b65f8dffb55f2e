"""Parquet, a part at a time."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping

from analysis import columns
from newsbench.importing import cells
from newsbench.importing.asked import Asked
from newsbench.importing.document import Found, LeftOut, Unreadable
from newsbench.importing.parts import Part
from newsbench.importing.tables import matched

ROWS = 2_000


def read(part: Part, asked: Asked, taken: dict[str, columns.Taken]) -> Iterator[Found | LeftOut]:
    """The articles of a Parquet file. Raises Unreadable where it is none or is damaged."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        source = part.path or io.BytesIO(part.read())
        with pq.ParquetFile(source, pre_buffer=False) as file:
            names = file.schema_arrow.names
            used = list(matched(names, part.name, asked).names.values())
            plain = [field.name for field in file.schema_arrow if pa.types.is_string(field.type)]
            wanted = used + [name for name in plain if name not in used and columns.meaning(name) != "text"]
            done = [0]
            part.position = lambda: int(part.size * done[0] / max(1, file.metadata.num_rows))
            yield from cells.articles(_rows(file, wanted, done), names, part.name, asked, taken)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise Unreadable(
            f"cannot be read: {str(error).splitlines()[0]}", where=part.name, do="Is it a whole Parquet file?"
        ) from None


def _rows(file, wanted: list[str], done: list[int]) -> Iterator[tuple[int, Mapping[str, object]]]:
    number = 0
    for batch in file.iter_batches(ROWS, columns=wanted, use_threads=False):
        for row in batch.to_pylist():
            number += 1
            yield number, row
        done[0] = number
