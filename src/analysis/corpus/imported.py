"""Imported corpora: what is said of one without its texts, and its texts (`data/raw/corpora/*/text/`), kept apart as
the private text is.

A corpus may hold a million articles, so the question is turned round: runs of words of the files that are looked at are
kept as numbers, the articles pass by them, and only those that share a run are compared word for word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from analysis import dates, wording
from analysis.answer import Answer
from analysis.codebook import CODED
from analysis.corpus import leaks
from analysis.errors import AnalysisError
from analysis.study import Study
from newsbench import store

if TYPE_CHECKING:
    from datetime import date

    import numpy as np
    import pandas as pd

_NAMED = 5  # outlets that are named
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


def described(study: Study, name: str, articles: pd.DataFrame) -> Answer:
    """Whose articles an imported corpus holds, how many, of when, and what of them may not be passed on.

    articles: its manifest, with the columns outlet and published. The texts are not asked for: a clone has none.
    """
    outlets = articles["outlet"].value_counts()
    told = f"The corpus {name} was imported into this study: {wording.figure(len(articles), 'article')}"
    most = [f"{outlet} ({count:,})" for outlet, count in sorted(outlets.items(), key=lambda one: (-one[1], one[0]))]
    if most:
        shown = [*most[:_NAMED], *([f"{len(most) - _NAMED} more"] if len(most) > _NAMED else [])]
        told += f" from {wording.figure(len(most), 'outlet')}: {wording.join(shown)}"
    days = sorted(filter(None, map(_first, articles["published"].dropna())))
    if days:
        told += f". The earliest date is {dates.words(days[0][1])}, the latest {dates.words(days[-1][1])}"
    lacking = [
        f"{wording.counted(count, 'article', 'has', 'have')} no {what}"
        for what, count in (("outlet", articles["outlet"].isna().sum()), ("date", articles["published"].isna().sum()))
        if count
    ]
    told += f". {wording.capital(wording.join(lacking))}." if lacking else "."
    if _is_open(store.place(name, study=study).asked):
        told += " Its `import.yml` says that the texts are free to publish."
    else:
        told += (
            " The texts belong to those who published them. They are not in this repository and not part of this "
            "report: it is made of facts about the articles and of counts by paragraph, and builds without them."
        )
    told += (
        f" Whoever has the texts imports them again (`python -m analysis import SOURCE --as {name}`) and sees the "
        f'lines with `load_corpus("{name}").concordance(...)`.'
    )
    return Answer(told, {"articles_of_corpus": len(articles), "outlets_of_corpus": len(outlets)})


def _first(day: str) -> tuple[date, str] | None:
    """The first day of a date that can be read, and the date."""
    try:
        span = dates.span(day)
    except ValueError:
        return None
    return (span.first, day) if span.first else None


def texts(study: Study, name: str) -> pd.DataFrame:
    """The articles of an imported corpus with their texts, for tables that are called as it is.

    Raises AnalysisError for a corpus that there is not, for a name that no table can have, and without the texts.
    """
    place = store.at(name, study=study)
    if not CODED.fullmatch(name):
        raise AnalysisError(
            f"the corpus is called {name!r}, and a data package names its tables in lower case",
            where="--corpus",
            do="Import it under a name of a to z, 0 to 9, - and _: python -m analysis import SOURCE --as NAME",
        )
    return store.texts(place)


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
