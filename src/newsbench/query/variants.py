"""Other ways of writing a phrase: ``win-win``, ``win win``, ``winwin``.

A hyphen in a query may stand as a hyphen, as a space, or not at all; a space may stand as a hyphen. A single word may
have a hyphen somewhere in it. Apostrophes, hyphens and letters of every shape and width are one to begin with.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from newsbench.index.letters import fold
from newsbench.index.store import Index
from newsbench.query.parse import Sequence, Slot

MOST = 6  # hyphens and spaces of a phrase that are varied
_WAYS = {"-": ("-", " ", ""), " ": (" ", "-")}


def variants(sequence: Sequence, index: Index) -> list[Sequence]:
    """The phrase as it was given, and every other writing of it whose words occur in the corpus."""
    out = dict.fromkeys([sequence])
    for written in _written(sequence):
        if all(not slot.plain or index.type_id(slot.text) is not None for slot in written):
            out.setdefault(written)
    if len(sequence) == 1 and sequence[0].plain and "-" not in fold(sequence[0].text):
        for word in index.hyphenated.get(fold(sequence[0].text), ()):
            out.setdefault((Slot(word),))
    return list(out)


def _written(sequence: Sequence) -> Iterator[Sequence]:
    parts: list[Slot] = []
    between: list[str] = []  # before each part but the first
    for slot in sequence:
        pieces = fold(slot.text).split("-") if slot.plain else [slot.text]
        pieces = pieces if all(pieces) else [slot.text]
        for number, piece in enumerate(pieces):
            if parts:
                joined = "-" if number else "" if slot.glued or not (slot.plain and parts[-1].plain) else " "
                between.append(joined)
            parts.append(Slot(piece, slot.glued and not number, slot.regex))
    if not sum(map(bool, between)) or sum(map(bool, between)) > MOST:
        return
    for ways in product(*(_WAYS.get(mark, ("",)) for mark in between)):
        made = [parts[0]]
        for part, mark, way in zip(parts[1:], between, ways, strict=True):
            if mark == "" or way == " ":
                made.append(part)
            else:
                made[-1] = Slot(made[-1].text + way + part.text, made[-1].glued)
        yield tuple(made)
