"""Tables that an import writes and a person may open: UTF-8, LF, no cell that a spreadsheet would run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TextIO

from analysis.errors import AnalysisError
from analysis.formulas import inert, restored
from newsbench.importing import encodings


class Writer:
    """Writes rows below a header, as they come."""

    def __init__(self, file: TextIO, columns: Iterable[str]):
        self.columns = tuple(columns)
        self._writer = csv.writer(file, lineterminator="\n")
        self._writer.writerow(self.columns)

    def row(self, values: Mapping[str, object]) -> None:
        self._writer.writerow(
            [inert(str(values[name])) if values.get(name) is not None else "" for name in self.columns]
        )


def read(path: Path, columns: Iterable[str]) -> Iterator[dict[str, str]]:
    """The rows of a table that an import wrote and a spreadsheet may have saved: any encoding, any mark.

    Raises AnalysisError where a column is missing.
    """
    text, _ = encodings.decode(path.read_bytes(), path.name)
    head = text.partition("\n")[0]
    mark = max(",;\t", key=head.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=mark)
    names = [name.strip() for name in reader.fieldnames or ()]
    if lacking := [name for name in columns if name not in names]:
        raise AnalysisError(
            f"the column {lacking[0]!r} is missing among {', '.join(names) or 'none'}",
            where=path.name,
            do="Put it back, or remove the file: the next import writes it anew.",
        )
    for row in reader:
        yield {
            (name or "").strip(): restored((value or "").strip())
            for name, value in row.items()
            if isinstance(value, str)
        }
