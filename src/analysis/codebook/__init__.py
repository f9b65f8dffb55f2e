"""The codebook: every table of a study, described in a YAML file beside its CSV.

An imported corpus is a table, too: its articles, called as the corpus is (`refers: harbour.id`). It counts among the
tables of the study where one of them refers to it.

A researcher adds a table by a CSV with its description beside it, a column or a value by a line in a description.
Nothing here names a table of a study.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from importlib.resources import files
from pathlib import Path

from analysis import inputs
from analysis.codebook.description import describe
from analysis.codebook.value import Codes, code_lists
from analysis.errors import AnalysisError
from analysis.nearest import asked, nearest, unknown
from analysis.study import Study, shown
from analysis.tables import Table
from analysis.tables.column import label
from analysis.tables.table import Reference, needs, referred

# YAML files below data/ that describe no table.
OTHERS = ("topics", "codes", "caveats", "package", "queue")
_PLACE = ("article", "paragraph")
_CORPORA = "corpora"  # the folder of imported corpora
CODED = re.compile(r"[-a-z0-9_]+")  # a corpus that is coded, as a data package names tables
# Names that a corpus has for itself: a table of such a name could not be reached.
TAKEN = [
    "code",
    "codebook",
    "concordance",
    "where",
    "counted",
    "frame",
    "kinds",
    "mode",
    "name",
    "names",
    "optional",
    "read",
    "save_report",
    "study",
    "text",
    "titles",
    "topics",
    "uncounted",
    "variant",
    "warnings",
]


def read(study: Study) -> Codebook:
    """The tables of a study by name.

    A description is read when its table is asked for; going through all of them reads all, and tells all faults at
    once.
    """
    return Codebook(study)


class Codebook(Mapping[str, Table]):
    """The tables of a study by name, in the order that they give themselves (`order`), then by name.

    A table is in it when it is described, whether or not its CSV is there: see `present`.
    """

    def __init__(self, study: Study):
        self.study = study
        self._tables: dict[str, Table] = {}

    @cached_property
    def _found(self) -> tuple[dict[str, Path], tuple[Path, ...]]:
        """Descriptions by name of table, and CSV files that nobody describes."""
        described: dict[str, Path] = {}
        tables: list[Path] = []
        doubled: list[str] = []
        for home, folders, names in os.walk(self.study.data):
            # The text of the articles is no table, and what it holds is nobody's business. Imported corpora describe
            # themselves.
            apart = ("text", _CORPORA) if Path(home) == self.study.raw else ("text",)
            folders[:] = sorted(name for name in folders if name not in apart and not name.startswith((".", "_")))
            for name in sorted(names):
                path = Path(home, name)
                if path.suffix == ".csv":
                    tables.append(path)
                elif path.suffix == ".yml" and path.stem not in OTHERS:
                    if path.stem in described:
                        doubled.append(f"{self.study.shown(described[path.stem])} and {self.study.shown(path)}")
                    described.setdefault(path.stem, path)
        if doubled:
            raise AnalysisError(
                "two tables have one name",
                where="; ".join(doubled),
                do="Rename one, with its CSV: a name is a table's address.",
            )
        known = {path.with_suffix(".csv") for path in described.values()}
        return described, tuple(path for path in tables if path not in known and not self._is_pass(path, described))

    def _is_pass(self, path: Path, described: Mapping[str, Path]) -> bool:
        """Whether a CSV is what one coder coded: passes/<table>.a.csv, or coding/<table>/<coder>.csv."""
        name, _, which = path.stem.rpartition(".")
        if path.parent.name == "passes":
            return bool(which) and name in described
        return self.study.raw / "coding" in path.parents and path.parent.name in described

    @property
    def undescribed(self) -> tuple[Path, ...]:
        """CSV files below data/ that no description is beside."""
        return self._found[1]

    def __contains__(self, name: object) -> bool:
        return name in self._found[0] or name in self.corpora

    @cached_property
    def corpora(self) -> Mapping[str, Path]:
        """The manifests of imported corpora by name; a table that is described comes before a corpus of its name."""
        folder = self.study.raw / _CORPORA
        # Asked first: Python 3.13 lists a folder that is not there, which would be an input of every report.
        found = sorted(folder.glob("*/manifest.csv")) if folder.is_dir() else []
        return {path.parent.name: path for path in found if path.parent.name not in self._found[0]}

    def __len__(self) -> int:
        return len(self._found[0])

    def __getitem__(self, name: str) -> Table:
        if name not in self._tables:
            imported = self.corpora.get(name)
            self._tables[name] = _manifest(imported) if imported else self._described(self._found[0][name])
        return self._tables[name]

    def __iter__(self) -> Iterator[str]:
        faults = []
        for name in self._found[0]:
            try:
                self[name]
            except AnalysisError as error:
                faults.append(error)
        if len(faults) == 1:
            raise faults[0]
        if faults:
            raise AnalysisError(
                f"{len(faults)} descriptions of tables have faults", do="\n".join(str(fault) for fault in faults)
            )
        described = [self._tables[name] for name in self._found[0]]
        named = {target for table in described for target in _targets(table)}
        tables = sorted(described, key=lambda table: (table.order is None, table.order or 0, table.name))
        return iter([*(table.name for table in tables), *(name for name in self.corpora if name in named)])

    def __repr__(self) -> str:
        return f"Codebook of {self.study.root}: {', '.join(self)}"

    @property
    def names(self) -> list[str]:
        """Names of the described tables; no description is read."""
        return list(self._found[0])

    def table(self, name: str, columns: tuple[str, ...] = (), *, what: str = "this") -> Table:
        """A table with the columns that code needs. Raises AnalysisError for a wrong name, and for a column it
        lacks.
        """
        if name not in self:
            raise unknown(
                "a table",
                name,
                self.names,
                where=self.study.shown(self.study.data),
                do="A table is a CSV with its description beside it, "
                "for example data/raw/coded/claims.csv and claims.yml.",
            )
        return needs(self[name], columns, what=what)

    def present(self) -> list[Table]:
        """The tables whose CSV is there, in order."""
        return [table for table in self.values() if table.path.exists()]

    def coded(self) -> list[Table]:
        """The hand-coded tables, in order: those of data/raw/coded/ whose CSV is there."""
        return [table for table in self.present() if table.path.parent == self.study.coded]

    def located(self, table: Table) -> Table:
        """A table with what its locators refer to: a paragraph of an article."""
        if not all(name in table for name in _PLACE) or table.name == "paragraphs":
            return table
        if corpus := self.corpus_of(table):
            counted = Reference(_PLACE, corpus, ("id", "paragraphs"), counted=True)
            return replace(table, references=(*table.references, counted))
        paragraphs = self.get("paragraphs")
        if paragraphs is None or not paragraphs.path.exists():
            return table
        return replace(table, references=(*table.references, Reference(_PLACE, "paragraphs", _PLACE)))

    def corpus_of(self, table: Table) -> str:
        """The imported corpus whose articles a table is about; empty where they are those of the study."""
        named = (ref.table for ref in referred(table) if ref.fields == ("article",) and ref.columns == ("id",))
        return next((name for name in named if name in self.corpora), "")

    @cached_property
    def codes(self) -> Mapping[str, Codes]:
        """Lists of codes that several tables share, by name."""
        return code_lists(self.study.coded / "codes.yml")

    def _described(self, path: Path) -> Table:
        if path.stem in TAKEN:
            raise AnalysisError(
                f"a table may not be called {path.stem}, because a corpus has that name for something else",
                where=self.study.shown(path),
                do="Rename both files.",
            )
        table = describe(path, lambda: self.codes)
        if odd := sorted(one for one in _targets(table) & set(self.corpora) if not CODED.fullmatch(one)):
            raise AnalysisError(
                f"it refers to the corpus {odd[0]!r}, and a data package names its tables in lower case",
                where=self.study.shown(path),
                do="Import it under a name of a to z, 0 to 9, - and _: python -m analysis import SOURCE --as NAME",
            )
        known = [*self.names, *self.corpora]
        others = [name for name in known if name != table.name]
        for target in sorted(_targets(table) - set(known)):
            raise AnalysisError(
                f"it refers to a table {target!r} that there is not{asked(target, known)}",
                where=self.study.shown(path),
                do=f"The tables are: {', '.join(known)}."
                + ("" if nearest(target, others) else f" A corpus: python -m analysis import SOURCE --as {target}"),
            )
        return table

    def check(self) -> None:
        """Raises AnalysisError where a column that is referred to does not exist, or one label has two hues."""
        faults = []
        for table in self.values():
            soft = [(column.name, *column.names.split(".")) for column in table.columns if column.names]
            hard = [(ref.fields[0], ref.table, name) for ref in referred(table) for name in ref.columns]
            for name, target, column in (*soft, *hard):
                if column not in self[target]:
                    faults.append(
                        f"{self.study.shown(table.path.with_suffix('.yml'))}, column {name}: "
                        f"{target} has no column {column!r}{asked(column, self[target].names)}"
                    )
        if faults:
            raise AnalysisError("\n".join(faults), do="Mend the names, or describe the columns.")
        len(self.kinds())

    def playing(self, role: str) -> list[str]:
        """The values of any column that play a role for the library, such as the voices that are the article's own."""
        return [
            value
            for table in self.values()
            for column in table.columns
            for value, code in column.codes.items()
            if code.role == role
        ]

    def kinds(self) -> dict[str, tuple[str, str]]:
        """Value -> (label, hue) of every code that has a hue, over all tables: what charts name and colour marks by.

        Raises AnalysisError where a value has two labels or hues, or a label two hues: one meaning has one look.
        """
        found: dict[str, tuple[str, str]] = {}
        hues: dict[str, str] = {}
        first: dict[str, str] = {}
        faults = []
        for table in self.values():
            for column in table.columns:
                for value, code in column.codes.items():
                    if not code.hue:
                        continue
                    here, look = f"{table.name}.{column.name}", (label(value, column.codes), code.hue)
                    before = first.setdefault(value, here)
                    if found.setdefault(value, look) != look:
                        faults.append(
                            f"{value} is {' in '.join(found[value])} in {before}, and {' in '.join(look)} in {here}"
                        )
                    elif hues.setdefault(look[0], look[1]) != look[1]:
                        faults.append(f"{look[0]!r} is {hues[look[0]]} elsewhere, and {look[1]} in {here}")
        if faults:
            raise AnalysisError(
                "\n".join(dict.fromkeys(faults)),
                where="labels and hues of the codebook",
                do="Give a value one label and one hue in the whole study (a list in codes.yml can be "
                "shared), or another name.",
            )
        return found


def _targets(table: Table) -> set[str]:
    """The tables that a table refers to."""
    named = {column.names.partition(".")[0] for column in table.columns if column.names}
    return {reference.table for reference in referred(table)} | named


def _manifest(path: Path) -> Table:
    """The articles of an imported corpus as a table called as the corpus is."""
    described = describe(Path(str(files("analysis.codebook") / "tables" / "manifest.yml")), dict)
    name = path.parent.name
    header = inputs.text(path).partition("\n")[0].strip().split(",")
    if lacking := [column for column in described.names if column not in header]:
        raise AnalysisError(
            f"it was written by an older version, and lacks {', '.join(lacking)}",
            where=shown(path),
            do=f"Import the corpus again: python -m analysis import SOURCE --as {name}",
        )
    return replace(described, name=name, path=path, title=f"Articles of {name}", mended=f"import SOURCE --as {name}")
