"""A rule across the columns of a row: what it refuses, and its sentence for the codebook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from analysis.tables.column import Column


@dataclass(frozen=True)
class Rule:
    """A rule across the columns of a row, from a small closed vocabulary.

    do: ``require`` or ``empty`` with one column, ``equal`` or ``before`` with two. It holds where all columns of
    `given` have a value, all of `without` have none, and each of `when` has one of certain values.
    """

    do: str
    columns: tuple[str, ...]
    given: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def fault(self, row: Mapping[str, str], columns: Mapping[str, Column]) -> tuple[str, str] | None:
        """The column at fault and what is wrong, or None."""
        applies = (
            all(row[name] for name in self.given)
            and not any(row[name] for name in self.without)
            and all(set(columns[name].parts(row[name])) & set(values) for name, values in self.when.items())
        )
        if not applies:
            return None
        first, *others = self.columns
        if self.do == "require":
            return None if row[first] else (first, f"may not be empty{self._since(row)}")
        if self.do == "empty":
            return (
                (first, f"{row[first]!r} stands there, and it must be empty{self._since(row)}") if row[first] else None
            )
        one, other = row[first], row[others[0]]
        if not one or not other:
            return None
        if self.do == "equal":
            return None if one == other else (others[0], f"{other!r} must be the same as {first}, {one!r}")
        return (others[0], f"{other!r} is before {first}, {one!r}") if _after(columns[first], one, other) else None

    def _since(self, row: Mapping[str, str]) -> str:
        reasons = [f"{name} is {row[name]!r}" for name in (*self.given, *self.when)]
        reasons += [f"{name} is empty" for name in self.without]
        return f" where {' and '.join(reasons)}" if reasons else ""

    @property
    def words(self) -> str:
        """The rule as a sentence, for the codebook."""
        first, *others = (f"`{name}`" for name in self.columns)
        if self.do == "equal":
            return f"{first} and {others[0]} are the same where both are given."
        if self.do == "before":
            return f"{first} is not after {others[0]}."
        conditions = [f"`{name}` is given" for name in self.given]
        conditions += [f"`{name}` is empty" for name in self.without]
        conditions += [f"`{name}` is {' or '.join(f'`{v}`' for v in values)}" for name, values in self.when.items()]
        where = f" where {' and '.join(conditions)}" if conditions else ""
        return f"{first} {'may not be empty' if self.do == 'require' else 'is empty'}{where}."


def _after(column: Column, one: str, other: str) -> bool:
    """Whether a value surely comes after another. Cells that are no dates or numbers have faults of their own."""
    from analysis import dates

    try:
        if column.edtf:
            first, last = dates.span(one).first, dates.span(other).last
            return bool(first and last and first > last)
        return float(one) > float(other)
    except ValueError:
        return False
