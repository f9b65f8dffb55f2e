"""Texts of imported corpora (`data/raw/corpora/*/text/`), kept apart as the private text is.

A corpus may hold a million articles, so the question is turned round: runs of words of the files that are looked at are
kept as numbers, the articles pass by them, and only those that share a run are compared word for word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.corpus import leaks
from analysis.errors import AnalysisError
from analysis.study import Study

if TYPE_CHECKING:
    import numpy as np

_MOST = 2_000  # articles that are compared word for word at a time
_FACTOR = 0x9E3779B97F4A7C15


def guarded(study: Study) -> list[Path]:
    """The texts of the corpora of a study that are at hand and not said to be free (``open: true`` in import.yml)."""
    found = sorted(study.raw.glob("corpora/*/text/documents.parquet"))
    return [path for path in found if not _is_open(path.parent.parent / "import.yml")]


def _is_open(asked: Path) -> bool:
    import yaml

    try:
        said = yaml.load(asked.read_text("utf-8-sig"), Loader=yaml.BaseLoader)
    except (OSError, yaml.YAMLError, UnicodeDecodeError):
        return False
    return isinstance(said, dict) and said.get("open") == "true"


def found(documents: list[Path], files: Iterable[Path]) -> Iterator[tuple[Path, list[str]]]:
    """(file, run of words) for each run of an imported text in a file; manifests hold titles, which are facts."""
    manifests = {path.parent.parent / "manifest.csv" for path in documents}
    looked = [path for path in files if path not in manifests and path.is_file() and not path.is_symlink()]
    runs = _runs_of_files(looked)
    if not len(runs):
        return
    suspects: list[str] = []
    for path in documents:
        for text in _texts(path):
            if _shares(text, runs):
                suspects.append(text)
            if len(suspects) == _MOST:
                yield from leaks.leaks(leaks.Private("\n".join(suspects)), looked)
                suspects = []
    if suspects:
        yield from leaks.leaks(leaks.Private("\n".join(suspects)), looked)


def _texts(path: Path) -> Iterator[str]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path, pre_buffer=False) as file:
            for batch in file.iter_batches(1_000, columns=["text"], use_threads=False):
                yield from (text for text in batch.column(0).to_pylist() if text)
    except (OSError, pa.ArrowException) as error:
        raise AnalysisError(
            f"cannot be read: {str(error).splitlines()[0]}", where=str(path), do="Import the corpus again."
        ) from None


def _runs_of_files(files: Iterable[Path]) -> np.ndarray:
    """The runs of all files as numbers, sorted."""
    import numpy as np

    parts = [
        np.unique(_runs(leaks.words(view))) for path in files for view in leaks.views(path.name, path.read_bytes())
    ]
    return np.unique(np.concatenate(parts)) if parts else np.empty(0, np.uint64)


def _shares(text: str, runs: np.ndarray) -> bool:
    import numpy as np

    own = _runs(leaks.words(text))
    if not len(own):
        return False
    at = np.searchsorted(runs, own)
    at[at == len(runs)] = 0
    return bool((runs[at] == own).any())


def _runs(words: list[str]) -> np.ndarray:
    """Each run of words as one number; the same within a process."""
    import numpy as np

    size = leaks.WORDS
    if len(words) < size:
        return np.empty(0, np.uint64)
    single = np.fromiter(map(hash, words), np.int64, len(words)).view(np.uint64)
    out = np.zeros(len(words) - size + 1, np.uint64)
    with np.errstate(over="ignore"):
        for step in range(size):
            out = out * np.uint64(_FACTOR) + single[step : step + len(out)]
    return out
