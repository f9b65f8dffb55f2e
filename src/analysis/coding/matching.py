"""Which rows of several coders are one: those that agree in the columns that the codebook names (`matched`).

Where a coder has several such rows, they are paired so that as many compared cells as possible agree; of equal pairings
the one in the order of the files. Nobody's judgement is in it, so that agreement can be computed before anybody
decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from analysis.coding.coderfile import PLACE, Row, mints, name
from analysis.tables import Table

Group = dict[str, Row]  # coder -> the coder's row


def matched(table: Table) -> tuple[str, ...]:
    """The columns by which a row of one coder is a row of another."""
    if not mints(table):
        return table.key
    return table.matched or tuple(column for column in PLACE if column in table)


def compared(table: Table) -> tuple[str, ...]:
    """The columns in which coders are compared: those that the description names, else those with codes."""
    held = {*matched(table), *table.key}
    return tuple(
        column
        for column in (table.compared or tuple(column.name for column in table.columns if column.codes))
        if column not in held
    )


def groups(table: Table, rows: Mapping[str, Sequence[Row]]) -> list[Group]:
    """Rows of coders that are one, each coder's at most once, in the order of their places."""
    by_place: dict[tuple[str, ...], dict[str, list[Row]]] = {}
    for coder, own in rows.items():
        for row in own:
            place = tuple(row[column] for column in matched(table))
            by_place.setdefault(place, {}).setdefault(coder, []).append(row)
    found: list[Group] = []
    for there in by_place.values():
        found += _paired(table, there)
    return sorted(found, key=lambda group: _order(table, group))


def _paired(table: Table, there: Mapping[str, list[Row]]) -> list[Group]:
    """The rows of one place: each further coder's go to the groups that they are most like."""
    found: list[Group] = []
    for coder, own in there.items():
        if not found or (len(found) == len(own) == 1):
            for group, row in zip(found or [{} for _ in own], own, strict=True):
                group[coder] = row
                if group not in found:
                    found.append(group)
            continue
        import numpy as np
        from scipy.optimize import linear_sum_assignment

        # What agrees counts; of equal pairings the one that keeps the order, by less than one cell in all.
        size = max(len(found), len(own)) ** 2 + 1
        worth = np.array(
            [
                [_alike(table, group, row) - abs(at - place) / size**2 for place, row in enumerate(own)]
                for at, group in enumerate(found)
            ]
        )
        first, second = linear_sum_assignment(worth, maximize=True)
        for at, place in zip(first, second, strict=True):
            found[at][coder] = own[place]
        found += [{coder: row} for place, row in enumerate(own) if place not in set(second)]
    return found


def _alike(table: Table, group: Group, row: Row) -> int:
    """Compared cells in which a row is as the rows of a group are."""
    columns = compared(table)
    return sum(other[column] == row[column] for other in group.values() for column in columns)


def _order(table: Table, group: Group) -> tuple:
    first = next(iter(group.values()))
    paragraph = first.get("paragraph", "")
    return first["article"], int(paragraph) if paragraph.isdigit() else 0, *(name(table, row) for row in group.values())


def told(group: Group, column: str) -> str:
    """What each coder has in a column, for whoever decides."""
    return "; ".join(f"{coder}: {row[column] or 'nothing'}" for coder, row in group.items())


def differing(table: Table, group: Group) -> list[str]:
    """The compared columns in which the coders of a group differ."""
    return [column for column in compared(table) if len({row[column] for row in group.values()}) > 1]


def joined(table: Table, found: Iterable[Group], same: Mapping[str, str]) -> list[Group]:
    """The groups as somebody decided them: a row stands with another, or alone where the other's name is empty.

    same: name of a row -> name of the row that it is one with.
    """
    result = [dict(group) for group in found]
    for own, other in same.items():
        at = next((group for group in result if any(name(table, row) == own for row in group.values())), None)
        if at is None:
            continue
        coder = next(coder for coder, row in at.items() if name(table, row) == own)
        row = at.pop(coder)
        target = next((group for group in result if any(name(table, one) == other for one in group.values())), None)
        if target is None or coder in target:
            target = {}
            result.append(target)
        target[coder] = row
    return sorted((group for group in result if group), key=lambda group: _order(table, group))
