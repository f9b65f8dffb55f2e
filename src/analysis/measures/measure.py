"""A measure: its name, its formula and where it comes from, beside the function that computes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from analysis.nearest import unknown


@dataclass(frozen=True)
class Measure:
    """One measure of a family."""

    name: str
    formula: str
    source: str
    of: Callable[..., Any]

    def __call__(self, *counts: Any, **options: Any) -> Any:
        return self.of(*counts, **options)


class Family:
    """The measures of one kind by name. A wrong name is answered with the nearest right ones."""

    def __init__(self, name: str):
        self.name = name
        self._measures: dict[str, Measure] = {}

    def add(self, name: str, formula: str, source: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Decorates the function of a measure, which stays what it is and gets a row in the table."""

        def keep(function: Callable[..., Any]) -> Callable[..., Any]:
            self._measures[name] = Measure(name, formula, source, function)
            return function

        return keep

    def __getitem__(self, name: str) -> Measure:
        if name not in self._measures:
            raise unknown(f"a measure of {self.name}", name, self._measures, where="measure")
        return self._measures[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._measures)

    def __len__(self) -> int:
        return len(self._measures)

    def __contains__(self, name: object) -> bool:
        return name in self._measures

    def chosen(self, names: Iterable[str] | None) -> list[Measure]:
        """The measures of these names, all of them where none is named."""
        return [self[name] for name in (self if names is None else names)]

    def attrs(self, names: Iterable[str]) -> dict[str, dict[str, str]]:
        """What a frame says of its columns: formula and source of each measure."""
        measures = self.chosen(names)
        return {
            "formula": {measure.name: measure.formula for measure in measures},
            "source": {measure.name: measure.source for measure in measures},
        }

    def table(self) -> Any:
        """measure, formula, source: one row a measure."""
        import pandas as pd

        rows = [(one.name, one.formula, one.source) for one in self.chosen(None)]
        return pd.DataFrame(rows, columns=["measure", "formula", "source"])
