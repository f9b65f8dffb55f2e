"""The one kind of error that is meant for a person: what is wrong, where, and what to do."""

from __future__ import annotations


class AnalysisError(Exception):
    """A user's mistake or a missing thing. Shown as its text, never as a traceback.

    what: the problem in a sentence; where: file, row, cell or parameter; do: the next step.
    """

    def __init__(self, what: str, *, where: str = "", do: str = ""):
        self.what, self.where, self.do = what, where, do
        super().__init__(str(self))

    def __reduce__(self):
        # Keyword-only arguments: the default pickling would lose them on the way out of a worker process.
        return _rebuild, (type(self), self.what, self.where, self.do)

    def __str__(self) -> str:
        text = f"{self.where}: {self.what}" if self.where else self.what
        return f"{text}\n  {self.do}" if self.do else text

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in place of a traceback."""
        return [f"{type(self).__name__}: {self}"]


class Finding(AnalysisError):
    """What a command found, not what stopped it: a table that differs, a faulty row. Exit status 1, not 2."""


_MOST = 50  # faults that are told of one file


def many(faults: list[str], where: str, do: str) -> AnalysisError:
    """One error for all faults of a file."""
    if len(faults) == 1:
        return AnalysisError(faults[0], where=where, do=do)
    told = [*faults[:_MOST], *([f"and {len(faults) - _MOST} more"] if len(faults) > _MOST else []), do]
    return AnalysisError(f"{len(faults)} faults", where=where, do="\n  ".join(told))


def _rebuild(kind, what, where, do):
    return kind(what, where=where, do=do)
