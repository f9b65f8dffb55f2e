"""The one kind of error that is meant for a person: what is wrong, where, and what to do."""

from __future__ import annotations

import re

# What would steer a terminal or turn the order of a line around: shown as its escape.
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_LONG = 120  # characters of a value that a message shows


class AnalysisError(Exception):
    """A user's mistake or a missing thing. Shown as its text, never as a traceback.

    Parameters
    ----------
    what : str
        The problem in a sentence.
    where : str
        File, row, cell or parameter.
    do : str
        The next step.

    Examples
    --------
    >>> print(AnalysisError("it is empty", where="data/raw/articles.csv", do="Restore it."))
    data/raw/articles.csv: it is empty
      Restore it.
    """

    def __init__(self, what: str, *, where: str = "", do: str = ""):
        self.what, self.where, self.do = what, where, do
        super().__init__(str(self))

    def __reduce__(self):
        # Keyword-only arguments: the default pickling would lose them on the way out of a worker process.
        return _rebuild, (type(self), self.what, self.where, self.do)

    def __str__(self) -> str:
        text = f"{self.where}: {self.what}" if self.where else self.what
        return plain(f"{text}\n  {self.do}" if self.do else text)

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in place of a traceback."""
        return [f"{type(self).__name__}: {self}"]


def plain(text: str) -> str:
    """A text for a terminal: characters that would steer it are shown as escapes."""
    return _STEERING.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def quoted(value: object) -> str:
    """A value as a message shows it: in quotes, and the beginning of a long one."""
    if isinstance(value, str) and len(value) > _LONG:
        return f"{value[:_LONG]!r}… ({len(value):,} characters)"
    return repr(value)


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
