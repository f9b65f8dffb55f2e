"""Compares two executed notebooks as a reader sees them: source, outputs, order, counts and what a figure carries.

nbval compares texts; it is blind to images, alt texts, execution counts and cleared cells. Whatever this comparison
cannot name is still caught: the bytes decide, the comparison explains.
"""

from __future__ import annotations

import json
from collections import Counter

from proofpress.proof import differences as by
from proofpress.proof.differences import Difference, Evidence, short
from proofpress.proof.outputs import Found, outputs, text_of
from proofpress.reports.execute import INJECTED

_ABSENT = "(missing)"


def compare(report: str, old: bytes, new: bytes, tolerance: float = 0.0) -> list[Difference]:
    """Every difference between two notebooks; none where they are the same (numbers within the tolerance)."""
    if old == new:
        return []
    try:
        before, after = (json.loads(side) for side in (old, new))
        found = [
            Difference(report, kind, where, *change) for kind, where, change in _notebooks(before, after, tolerance)
        ]
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        return [
            Difference(
                report, "notebook", "notebook", "it is not a whole notebook", f"{len(old)} bytes", f"{len(new)} bytes"
            )
        ]
    if not found and not tolerance:
        what = (
            "its file is written in another way; what it says is the same"
            if before == after
            else "something changed that no comparison names"
        )
        found = [
            Difference(
                report,
                "notebook",
                "notebook",
                what,
                f"{len(old)} bytes",
                f"{len(new)} bytes",
                Evidence("text", old.decode(), new.decode()),
            )
        ]
    return found


def _notebooks(old: dict, new: dict, tolerance: float) -> Found:
    for name in dict.fromkeys([*old, *new]):
        if name != "cells" and (change := by.values(old.get(name, _ABSENT), new.get(name, _ABSENT))):
            yield "notebook metadata", name, change
    before, after = _named(old["cells"]), _named(new["cells"])
    for name in before:
        if name not in after:
            yield (
                "extra cell",
                _where(before, name),
                (
                    "the committed report has a cell that a fresh run does not have",
                    short(_source(before[name])),
                    "",
                    Evidence("text", _source(before[name]), ""),
                ),
            )
    for name in after:
        if name not in before:
            yield (
                "missing cell",
                _where(after, name),
                (
                    "the committed report lacks a cell",
                    "",
                    short(_source(after[name])),
                    Evidence("text", "", _source(after[name])),
                ),
            )
    order = [name for name in before if name in after], [name for name in after if name in before]
    if order[0] != order[1]:
        listed = tuple(" ".join(name for name, _ in side) for side in order)
        yield (
            "cell order",
            "notebook",
            (
                "its cells are in another order",
                short(listed[0]),
                short(listed[1]),
                Evidence("text", "\n".join(listed[0].split()), "\n".join(listed[1].split())),
            ),
        )
    for name in order[1]:
        yield from _cells(_where(after, name), before[name], after[name], tolerance)


def _named(cells: list[dict]) -> dict[tuple[str, int], dict]:
    """Cells by id; a second one of the same id by its number."""
    seen: Counter = Counter()
    found = {}
    for cell in cells:
        seen[cell["id"]] += 1
        found[cell["id"], seen[cell["id"]]] = cell
    return found


def _where(cells: dict, name: tuple[str, int]) -> str:
    """A cell as a reader of the report counts it."""
    return f"cell {list(cells).index(name) + 1} ({name[0]})"


def _source(cell: dict) -> str:
    return text_of(cell["source"])


def _cells(where: str, old: dict, new: dict, tolerance: float) -> Found:
    tags = {*old["metadata"].get("tags", []), *new["metadata"].get("tags", [])}
    if change := by.texts(_source(old), _source(new)):
        yield (
            "parameters" if tags & {"parameters", INJECTED} else "source" if new["cell_type"] == "code" else "prose",
            where,
            change,
        )
    rest = [
        {name: value for name, value in cell.items() if name not in ("source", "outputs", "execution_count")}
        for cell in (old, new)
    ]
    if change := by.values(rest[0], rest[1]):
        yield "cell metadata", where, change
    counts = [cell.get("execution_count") for cell in (old, new)]
    if counts[0] != counts[1]:
        yield (
            "execution count",
            where,
            (
                "the count of the run changed",
                str(counts[0]),
                str(counts[1]),
                Evidence("paths", cells=(("execution_count", str(counts[0]), str(counts[1])),)),
            ),
        )
    yield from outputs(where, old.get("outputs", []), new.get("outputs", []), tolerance)
