"""What is on the screen, and who makes a report of it: a study, of which the bench knows nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.errors import AnalysisError

if TYPE_CHECKING:
    from newsbench.concordance import Concordance


@dataclass
class Screen:
    """Shared by a corpus and its parts.

    Attributes
    ----------
    save : callable, optional
        Writes the report of a name on some lines, and gives what is to be told of it.
    last : Concordance, optional
        The lines that were asked for last.
    """

    save: Callable[[str, Concordance], list[str]] | None = None
    last: Concordance | None = None

    def report(self, name: str, shown: Concordance | None = None) -> list[str]:
        """Make a report of some lines, else of the last ones. Raises AnalysisError where there are none."""
        if self.save is None:
            raise AnalysisError(
                "this corpus was opened outside of a study, so there is no place for a report",
                where="save_report",
                do='Start a study (python -m analysis new-study DIR), import it there, and load_corpus("NAME").',
            )
        chosen = shown if shown is not None else self.last
        if chosen is None or not hasattr(chosen, "hits"):
            raise AnalysisError(
                "nothing was asked yet" if chosen is None else f"a {type(chosen).__name__} is no concordance",
                where="save_report",
                do='For example: corpus.concordance("ferry"), then again.',
            )
        return self.save(name, chosen)
