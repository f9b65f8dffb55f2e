"""A sentence that a person wrote: slots that the tables fill, the rows that it rests on, and when it is true.

Where rows change so that it is not true any more, or says nothing, the build stops, names the sentence and its rows,
and asks for the editor.
"""

from __future__ import annotations

import re
import string
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from numbers import Integral, Real
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from analysis import dates, wording
from analysis.errors import AnalysisError
from analysis.nearest import listed
from analysis.study import shown

if TYPE_CHECKING:
    import pandas as pd

    from analysis.corpus import Corpus

TOGETHER = "|"  # between ids of rows that carry one thing together: it falls with the last of them
_BEGINS = re.compile(r"(^|[.?!]\s)$")
_NONE = "no row is left that it rests on"
_FIRST = 12  # words of a sentence that an error shows
_heard: ContextVar[list[Sentence | AnalysisError] | None] = ContextVar("heard", default=None)


class Sentence(str):
    """Text that knows the rows it rests on and where it was written.

    rows: entries of three kinds. The id of a row (``support-0005``; several joined with ``|`` where they carry one
    thing together), a place (``paragraphs my-article 12``, ``articles my-article``), or a table (``articles``) of which
    each row counts.
    """

    rows: tuple[str, ...]
    where: str

    def __new__(cls, text: str, rows: Iterable[str] = (), where: str = "") -> Self:
        made = super().__new__(cls, text)
        made.rows, made.where = tuple(dict.fromkeys(rows)), where
        return made

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return {"text/markdown": str(self), "text/plain": str(self)}


class Row:
    """A coded row that a sentence is written from, and what its cells have to be for the sentence to be true."""

    def __init__(self, corpus: Corpus, identity: str, **cells: str):
        """cells: column -> value as the table has it; an empty text means that the cell is empty."""
        self.id, self._corpus = identity, corpus
        frame = corpus.frame(identity.rpartition("-")[0])
        found = frame[frame["id"] == identity].to_dict("records")
        self._cells = {name: "" if _missing(value) else value for name, value in found[0].items()} if found else {}
        is_not = [
            f"{identity}: {name} is {str(self[name])!r}, and was {value!r}"
            for name, value in cells.items()
            if found and str(self[name]) != value
        ]
        self.amiss = is_not if found else [f"{identity} is not in the table any more"]

    def __getitem__(self, column: str) -> Any:
        """A cell; an empty text where it is empty, or the row is gone."""
        return self._cells[column] if self._cells else ""

    def name(self, column: str) -> str:
        """Whom a cell names, in English."""
        return self._corpus.name(self[column]) if self[column] else ""

    @property
    def when(self) -> str:
        """The date in words."""
        return dates.words(self["date"]) if self["date"] else ""


def sentence(
    text: str,
    *,
    rows: object,
    holds: bool | Mapping[str, bool] = True,
    at: str = "",
    **slots: object,
) -> Sentence:
    """A sentence that a person wrote, filled and guarded by the tables.

    Parameters
    ----------
    text : str
        The prose, with slots in braces. A number is given in words up to twelve, a list as ``a, b and c``
        (``{names:or}``: with "or"), other forms as Python writes them (``{words:,}``, ``{share:.0%}``). Two words
        with a slash agree with the number or with how many the list has: ``{states:is/are}``.
    rows : frame, str, Row or an iterable of these
        What it rests on: a frame with a column `id`, or `rows` as figures have it; an id; a place (see `places`); the
        name of a table of which each row counts.
    holds : bool or mapping, optional
        When it is true; a mapping says each condition in words.
    at : str, optional
        Where it is written, if not in the line that calls.
    **slots
        What fills the slots. Nothing, an empty list and a zero in words are no filling: they ask for another sentence.

    Returns
    -------
    Sentence

    Raises
    ------
    AnalysisError
        Where it is not true any more, with its first words, where it is written, what changed, and its rows.

    Examples
    --------
    >>> sentence("{who} {who:says/say} so.", rows="support-0005", who=["Pakistan", "Syria"])
    'Pakistan and Syria say so.'
    """
    where = at or _written()
    try:
        made = _made(text, rows, holds, where, slots)
    except AnalysisError as error:
        heard = _heard.get()
        if heard is None:
            raise
        heard.append(error)
        return Sentence(text, where=where)
    if (heard := _heard.get()) is not None:
        heard.append(made)
    return made


def paragraph(*sentences: Sentence) -> Sentence:
    """Sentences in a row, as one text that rests on the rows of all."""
    return Sentence(" ".join(sentences), (name for one in sentences for name in one.rows), sentences[0].where)


def places(table: str, frame: pd.DataFrame) -> list[str]:
    """Rows of a table that has no ids, by their place: ``paragraphs my-article 12``, or ``articles my-article``."""
    columns = [name for name in ("article", "paragraph") if name in frame.columns]
    return list(dict.fromkeys(" ".join(map(str, (table, *cells))) for cells in frame[columns].to_numpy().tolist()))


def together(entries: Iterable[str]) -> str:
    """One entry for rows that carry one thing together."""
    return TOGETHER.join(dict.fromkeys(part for entry in entries for part in entry.split(TOGETHER)))


@contextmanager
def listening() -> Iterator[list[Sentence | AnalysisError]]:
    """Every sentence that is made meanwhile; one that is not true is heard as its error, and stops nothing."""
    heard: list[Sentence | AnalysisError] = []
    token = _heard.set(heard)
    try:
        yield heard
    finally:
        _heard.reset(token)


def _made(
    text: str, rows: object, holds: bool | Mapping[str, bool], where: str, slots: Mapping[str, object]
) -> Sentence:
    parts = list(string.Formatter().parse(text))
    asked = {name for _, name, _, _ in parts if name is not None}
    badly = [f"nothing fills the slot {{{name}}}" for name in sorted(asked - set(slots))]
    badly += [f"no slot of the text uses {name}" for name in slots if name not in asked]
    if badly:
        raise AnalysisError(
            f"{'; '.join(badly)}: “{_begin(text)}”",
            where=where,
            do="Each slot of a sentence has a filling, and each filling a slot.",
        )
    entries, amiss = _entries(rows)
    conditions = holds if isinstance(holds, Mapping) else {"its condition": holds}
    amiss += [
        f"it does not hold that {words}" if isinstance(holds, Mapping) else "its condition does not hold"
        for words, true in conditions.items()
        if not true
    ]
    amiss += [f"nothing is left for {{{name}}}" for name, value in slots.items() if _empty(value, text, name)]
    if amiss:
        raise AnalysisError(
            f"this is not true any more: “{_begin(text)}”",
            where=where,
            do="\n  ".join([*amiss, *_resting(entries), "Rewrite it, or mend the rows."]),
        )
    said = ""
    for before, name, spec, _ in parts:
        said += before
        if name is not None:
            filled = _filled(slots[name], spec or "", name, where)
            said += wording.capital(filled) if _BEGINS.search(said) else filled
    return Sentence(said, entries, where)


def _entries(rows: Any) -> tuple[list[str], list[str]]:
    """Entries of rows, and what is amiss with them."""
    if isinstance(rows, str):
        return ([rows], []) if rows else ([], [_NONE])
    if isinstance(rows, Row):
        return [rows.id], list(rows.amiss)
    if hasattr(rows, "columns"):
        column = next((name for name in ("rows", "id") if name in rows.columns), None)
        if column is None:
            raise TypeError("a frame that a sentence rests on has a column id or rows; for others see places()")
        found = [cell for cell in rows[column] if cell]
        return found, [] if found else [_NONE]
    many = [_entries(part) for part in rows]
    found = [name for names, _ in many for name in names]
    return found, [fault for _, faults in many for fault in faults] or ([] if many else [_NONE])


def _missing(value: Any) -> bool:
    import pandas as pd

    return bool(pd.api.types.is_scalar(value) and pd.isna(value))


def _empty(value: Any, text: str, name: str) -> bool:
    """Whether a slot has nothing to say. A zero in figures says something; in words it asks for another sentence."""
    if _missing(value):
        return True
    if isinstance(value, Integral):
        return int(value) == 0 and not re.search(rf"\{{{name}:[^/}}]+\}}", text)
    return not isinstance(value, Real) and len(value) == 0


def _filled(value: Any, spec: str, name: str, where: str) -> str:
    if isinstance(value, str):
        return format(value, spec)
    one, slash, more = spec.partition("/")
    if isinstance(value, Integral):
        return (
            (one if value == 1 else more) if slash else format(int(value), spec) if spec else wording.spell(int(value))
        )
    if isinstance(value, Real):
        if not spec:
            raise TypeError(f"{where}: slot {name} is {value}: say how it is written, such as {{{name}:.0%}}")
        return format(float(value), spec)
    items = list(dict.fromkeys(map(str, value)))
    return (one if len(items) == 1 else more) if slash else wording.join(items, spec or "and")


def _begin(text: str) -> str:
    words = text.split()
    return " ".join(words[:_FIRST]) + (" …" if len(words) > _FIRST else "")


def _resting(entries: Iterable[str]) -> Iterator[str]:
    """The rows by table, one line each."""
    tables: dict[str, list[str]] = {}
    for name in dict.fromkeys(part for entry in entries for part in entry.split(TOGETHER)):
        table, space, place = name.partition(" ")
        if not space and name[-1:].isdigit():
            table, place = name.rpartition("-")[0], name
        tables.setdefault(table, []).append(place or "all rows")
    for table, names in tables.items():
        yield f"It rests on table {table}: {listed(names)}"


def _written() -> str:
    """File and line that called, outside this module."""
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_code.co_filename == __file__:
        frame = frame.f_back
    path = Path(frame.f_code.co_filename)
    return f"{shown(path)}:{frame.f_lineno}" if path.exists() else f"this cell, line {frame.f_lineno}"
