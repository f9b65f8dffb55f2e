"""The description of a table: its columns, its key, the rules of a row, and what it refers to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from analysis.errors import AnalysisError
from analysis.nearest import listed
from analysis.study import shown
from analysis.tables.column import Column
from analysis.tables.rule import Rule


@dataclass(frozen=True)
class Reference:
    """Columns whose values must occur together in the columns of another table (of the same one: its own name).

    counted: the last column there says how many there are, and any number from 1 to it is one.
    """

    fields: tuple[str, ...]
    table: str
    columns: tuple[str, ...]
    counted: bool = False


@dataclass(frozen=True)
class Table:
    """The description of a table: where its file is, what one row is, its key, columns and rules, where rows come from.

    Parameters
    ----------
    name, path, description, row :
        How it is called, its CSV, what it is, what one row is.
    key : tuple of str
        Columns that together name a row.
    columns : tuple of Column
        The described columns.
    source, title, inclusion : str
        Where its rows come from; its name for readers; what is included.
    rules, references : tuple
        What must hold across columns; columns whose values must occur in another table.
    reader : mapping
        How a register shows a row, see `analysis.codebook`.
    compared : tuple of str
        Columns in which coders are compared.
    matched : tuple of str
        Those by which a row of one coder is a row of another.
    order : int, optional
        Its place among the tables.
    mended : str
        The verb that puts its file in the one form; default: that of any table.

    Examples
    --------
    >>> table.key, table["kind"].type
    (('entity',), 'string')
    """

    name: str
    path: Path
    description: str
    row: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    source: str = ""
    title: str = ""
    inclusion: str = ""
    rules: tuple[Rule, ...] = ()
    references: tuple[Reference, ...] = ()
    reader: Mapping[str, object] = field(default_factory=dict)
    compared: tuple[str, ...] = ()
    matched: tuple[str, ...] = ()
    order: int | None = None
    mended: str = ""

    @property
    def tidied(self) -> str:
        """The verb that puts its file in the one form."""
        return self.mended or f"tidy-table {self.name}"

    def __getitem__(self, name: str) -> Column:
        try:
            return next(column for column in self.columns if column.name == name)
        except StopIteration:
            raise KeyError(name) from None

    def __contains__(self, name: object) -> bool:
        return any(column.name == name for column in self.columns)

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    def naming(self, table: str) -> list[str]:
        """The columns that name rows of another table."""
        targets = {column.name: column.refers or column.names for column in self.columns}
        direct = {name for name, target in targets.items() if target.partition(".")[0] == table}
        direct |= {ref.fields[0] for ref in self.references if ref.table == table and len(ref.fields) == 1}
        return [name for name in self.names if name in direct]

    def at(self, path: Path) -> Table:
        """The same description for another file (a coding pass, a test)."""
        return replace(self, path=path)


def needs(table: Table, columns: Iterable[str], *, what: str) -> Table:
    """The table, where it has the columns that code works with.

    what: what needs them, as the subject of a sentence. Raises AnalysisError naming the columns that it lacks.
    """
    if lacking := [name for name in columns if name not in table]:
        raise AnalysisError(
            f"{what} needs the column{'s' * (len(lacking) > 1)} {', '.join(lacking)}, "
            f"which the table {table.name} does not have",
            where=shown(table.path.with_suffix(".yml")),
            do=f"Describe {'them' if len(lacking) > 1 else 'it'} there and in the CSV. "
            f"Its columns: {listed(table.names)}.",
        )
    return table


def referred(table: Table) -> list[Reference]:
    """What the columns of a table refer to, one column's references among them."""
    single = [Reference((column.name,), *_target(column.refers)) for column in table.columns if column.refers]
    return [*single, *table.references]


def _target(dotted: str) -> tuple[str, tuple[str, ...]]:
    table, _, column = dotted.partition(".")
    return table, (column,)
