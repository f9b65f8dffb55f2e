"""Where a corpus lies and what is in it: a folder with a manifest, what was asked, what is uncertain, texts and index.

The facts (manifest, what was asked, what is uncertain) may be committed; ``text/`` and ``index/`` are ignored by git.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import AnalysisError
from analysis.nearest import unknown
from analysis.study import Study, find, shown

if TYPE_CHECKING:
    import pandas as pd

# Columns of the documents; all are text, and what is unknown is null.
COLUMNS = (
    *("id", "title", "text", "outlet", "date", "time", "zone", "language", "author", "section", "edition", "page"),
    *("credit", "url", "retrieved", "file"),
)
# Columns of the manifest: facts, without a sentence of any text.
MANIFEST = (
    *("id", "title", "outlet", "date", "time", "zone", "words", "han", "paragraphs", "sha256", "language", "author"),
    *("section", "edition", "page", "credit", "url", "retrieved", "file"),
)
IGNORED = "/text/\n/index/\n/.writing-*/\n/.index-*/\n"
NAME = re.compile(r"[^\W_][\w-]{0,63}")


@dataclass(frozen=True)
class Place:
    """Where an imported corpus lies. folder: its own, called as the corpus is."""

    folder: Path

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def manifest(self) -> Path:
        return self.folder / "manifest.csv"

    @property
    def asked(self) -> Path:
        return self.folder / "import.yml"

    @property
    def unsure(self) -> Path:
        return self.folder / "unsure.csv"

    @property
    def left_out(self) -> Path:
        return self.folder / "left-out.csv"

    @property
    def documents(self) -> Path:
        return self.folder / "text" / "documents.parquet"

    @property
    def index(self) -> Path:
        return self.folder / "index"

    def exists(self) -> bool:
        return self.manifest.is_file()


def home(into: str | os.PathLike | None = None, study: Study | None = None) -> Path:
    """The folder that holds corpora: the one that is named, else that of the study.

    study: the one to look in; the one that one stands in where it is None.

    Raises AnalysisError outside a study where none is named.
    """
    if into is not None:
        if not str(into):
            raise AnalysisError("no folder is named", where="--into", do="Give a folder: --into DIR")
        return Path(into)
    if study is None:
        try:
            study = find()
        except AnalysisError:
            raise AnalysisError(
                "this is not the folder of a study, so there is no place for a corpus",
                where=str(Path.cwd()) if Path().exists() else "working directory",
                do="Say where it shall lie with --into DIR, or start a study: python -m analysis new-study DIR",
            ) from None
    return study.raw / "corpora"


def place(name: str, into: str | os.PathLike | None = None, study: Study | None = None) -> Place:
    """Where a corpus of that name lies or would lie. Raises AnalysisError for what can be no name."""
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise AnalysisError(
            f"{name!r} can be no name of a corpus",
            where="--as",
            do="Use letters, digits, hyphens and underscores, for example --as harbour-2020.",
        )
    return Place(home(into, study) / name)


def names(into: str | os.PathLike | None = None, study: Study | None = None) -> list[str]:
    """The corpora that lie in a folder, or in the study."""
    folder = home(into, study)
    return sorted(path.parent.name for path in folder.glob("*/manifest.csv")) if folder.is_dir() else []


def at(name: str, into: str | os.PathLike | None = None, study: Study | None = None) -> Place:
    """Where an imported corpus lies. Raises AnalysisError where there is none of that name, with the nearest."""
    found = place(name, into, study)
    if not found.exists():
        raise unknown(
            "a corpus",
            name,
            names(into, study),
            where=shown(found.folder.parent),
            do=f"Bring one: python -m analysis import SOURCE --as {name}",
        )
    return found


def manifest(of: Place) -> pd.DataFrame:
    """The facts of a corpus: a row an article; counts are numbers, what is unknown is missing."""
    import pandas as pd

    kinds = {name: "Int64" if name in ("words", "han", "paragraphs") else "str" for name in MANIFEST}
    try:
        return pd.read_csv(of.manifest, dtype=kinds, keep_default_na=False, na_values=[""], encoding="utf-8")
    except (OSError, ValueError) as error:
        raise AnalysisError(
            f"cannot be read: {error}", where=shown(of.manifest), do="Import the corpus again."
        ) from None


def texts(of: Place) -> pd.DataFrame:
    """The articles of a corpus with their texts.

    Raises AnalysisError where the texts are not at hand, as in a clone that has the facts only.
    """
    import pandas as pd

    if not of.documents.is_file():
        raise AnalysisError(
            "the texts of the corpus are not here, only the facts about them",
            where=shown(of.documents),
            do=f"Whoever has them imports them again: python -m analysis import SOURCE --as {of.name}",
        )
    try:
        return pd.read_parquet(of.documents)
    except (OSError, ValueError) as error:
        raise AnalysisError(
            f"cannot be read: {error}", where=shown(of.documents), do="Import the corpus again."
        ) from None
