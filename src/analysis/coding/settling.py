"""The settled table, built from the files of the coders and from decisions.

The first time an article is settled, the coders' rows on it are frozen as they stand: agreement is computed from these,
whatever anybody changes when they talk it over. An article counts once all who were to code it have read it. A row
keeps its id for ever.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from analysis import tables, wording
from analysis.coding import coderfile, decisions, records
from analysis.coding.coderfile import Row, name
from analysis.coding.decisions import OUT, WHOLE, Decisions
from analysis.coding.matching import Group, groups, joined
from analysis.coding.records import Records
from analysis.errors import AnalysisError, Finding
from analysis.files import in_turn, replace_file
from analysis.study import Study
from analysis.tables.checking import checked
from analysis.tables.spreadsheet import Form

AGREED, ALONE, DECIDED, WITHDRAWN = "agreed", "alone", "decided", "withdrawn"


@dataclass(frozen=True)
class Settlement:
    """What settling gave. rows: the settled table; ledger: where each row comes from; open: what is not decided yet;
    waiting: articles that somebody has still to read.
    """

    rows: list[Row]
    ledger: list[Row]
    open: list[Row]
    waiting: list[str]


def alone(study: Study) -> AbstractContextManager[object]:
    """Whoever settles settles alone: the decisions on all tables stand in one file."""
    return in_turn(study.build / "coding", "settling")


def complete(found: Records) -> list[str]:
    """The articles that all have read who were to, in the queue's order, and at least one has."""
    done: dict[str, None] = {}
    for task in found.tasks:
        if task.coders and all(task.article in _now(found, coder) for coder in task.coders):
            done[task.article] = None
    return list(done)


def freeze(found: Records, articles: Iterable[str]) -> list[str]:
    """Keep the coders' rows on articles as they stand now; those that were frozen before stay as they were."""
    new = [article for article in articles if article not in found.frozen]
    if not new:
        return []
    note = coderfile.unfinished(found.study, found.table.name)
    replace_file(note, "\n".join(new).encode())
    for coder, rows in found.entries.items():
        file = coderfile.described(found.table, coder, found.study)
        path = coderfile.path(found.study, found.table.name, coder, frozen=True)
        kept = [row for row in coderfile.frozen_rows(file, path) if row["article"] not in new]
        added = [row for row in rows if row["article"] in new]
        if added:
            replace_file(path, tables.to_csv(file, [*kept, *added]).encode())
    note.unlink()
    return new


def settle(study: Study, table: str) -> Settlement:
    """Settle a table as far as it is coded and decided; nothing is written.

    Raises AnalysisError with every fault of coders' files and of decisions.
    """
    found = records.read(study, table)
    articles = complete(found)
    rows = {
        coder: [row for row in found.rows[coder] if row["article"] in articles] for coder in found.order(found.rows)
    }
    decided = decisions.on(study, found.table, [name(found.table, row) for own in found.rows.values() for row in own])
    kept: list[tuple[Group, Row, str]] = []
    alone: dict[str, tuple[str, Row]] = {}
    for group in joined(found.table, groups(found.table, rows), decided.same):
        article = next(iter(group.values()))["article"]
        readers = {coder for coder in found.read if article in _now(found, coder)}
        if one := _one(found, group, readers, decided):
            kept.append((group, *one))
        if len(group) == 1:
            alone |= {name(found.table, row): (coder, row) for coder, row in group.items()}
    decided.end()
    decisions.point_out(found.table, decided.asked, alone)
    _all_known(found)
    ledger, named = _named(found, kept, _standing(found, articles))
    waiting = [task.article for task in found.tasks if task.article not in articles]
    return Settlement(named, ledger, decided.asked, waiting)


def _all_known(found: Records) -> None:
    """Raises AnalysisError where the settled table has rows that come from no coder's file: they would be lost."""
    table = found.table
    if not table.path.exists():
        return
    known = {line["id"] for line in decisions.read(found.study, "settled") if line["table"] == table.name}
    strange = [name(table, row) for row in tables.rows_of(table) if name(table, row) not in known]
    if strange:
        where = found.study.shown(table.path)
        raise AnalysisError(
            f"{wording.counted(len(strange), 'row', 'comes', 'come')} from no coder's file, the first {strange[0]}",
            where=where,
            do=f"Give them to whoever coded them: python -m analysis code import {where} --coder NAME. Their ids stay.",
        )


def _now(found: Records, coder: str) -> set[str]:
    return {row["article"] for row in found.entries.get(coder, ())}


def _one(found: Records, group: Group, readers: set[str], decided: Decisions) -> tuple[Row, str] | None:
    """The settled row of rows that are one and how it was settled; None where it is left out or not decided."""
    asked = decisions.questions(found.table, group, readers)
    answers = {column: decided.of(group, column) for column in asked}
    if answers.get(WHOLE) == OUT or None in answers.values():
        return None
    first = next(iter(group.values()))
    row = {column: first[column] for column in found.table.names}
    row |= {column: value or "" for column, value in answers.items() if column != WHOLE}
    # What whoever adjudicates changed though nobody differed, for example the statement.
    for one in group.values():
        for column in found.table.names:
            line = decided.by.get((name(found.table, one), column))
            if line and line["reason"] and column not in answers:
                row[column], asked = line["value"], [*asked, column]
    judged = asked or any(name(found.table, one) in decided.same for one in group.values())
    return row, DECIDED if judged else ALONE if len(readers) == 1 else AGREED


def _standing(found: Records, articles: Iterable[str]) -> list[Row]:
    """The rows that were settled of articles that somebody has still to read: they stay until all have."""
    if not found.table.path.exists():
        return []
    done = set(articles)
    return [row for row in tables.rows_of(found.table) if row["article"] not in done]


def _named(found: Records, kept: list[tuple[Group, Row, str]], standing: list[Row]) -> tuple[list[Row], list[Row]]:
    """The ledger and the rows with their ids: the one that a row had, else the next. standing: rows that stay."""
    table = found.table
    before = [line for line in decisions.read(found.study, "settled") if line["table"] == table.name]
    had = {row: line["id"] for line in before for row in line["rows"].split("|")}
    taken = {line["id"] for line in before}
    called: list[str] = []
    for group, row, _ in kept:
        if not coderfile.mints(table):
            called.append(name(table, row))
            continue
        own = [had[one] for one in (name(table, one) for one in group.values()) if one in had]
        free = next((one for one in own if one not in called), "")
        called.append(free or coderfile.settled_id(table, taken))
        taken.add(called[-1])
    ids = {
        name(table, one): identity
        for (group, _, _), identity in zip(kept, called, strict=True)
        for one in group.values()
    }
    stay = {name(table, row) for row in standing}
    rows, ledger = list(standing), [line for line in before if line["id"] in stay]
    for (group, row, how), identity in zip(kept, called, strict=True):
        if coderfile.mints(table):
            row = {**row, table.key[0]: identity}
            row |= {
                column.name: column.delimiter.join(ids.get(part, part) for part in column.parts(row[column.name]))
                for column in table.columns
                if column.refers == f"{table.name}.{table.key[0]}"
            }
        rows.append(row)
        names = [name(table, one) for one in group.values()]
        ledger.append(
            {"table": table.name, "id": identity, "coders": "|".join(group), "rows": "|".join(names), "how": how}
        )
    gone = [{**line, "how": WITHDRAWN} for line in before if line["id"] not in {*called, *stay}]
    return [*ledger, *gone], rows


def write(study: Study, table: str, made: Settlement) -> None:
    """Write the settled table and its ledger. Raises Finding, and writes neither, while a decision is open."""
    others = [line for line in decisions.read(study) if line["table"] != table]
    own = [line for line in decisions.read(study) if line["table"] == table]
    if made.open:
        asked = {(line["row"], line["column"]) for line in made.open}
        kept = [line for line in own if line["reason"] or line["column"] == decisions.MATCH]
        decisions.write(study, "decisions", [*others, *kept, *made.open])
        raise Finding(
            f"{wording.counted(len(asked), 'decision', 'is', 'are')} open",
            where=study.shown(decisions.path(study, "decisions")),
            do="Fill value and reason of each line without a reason (of a row: keep or out), and settle again. "
            "The settled table was not changed.",
        )
    lines = [line for line in decisions.read(study, "settled") if line["table"] != table]
    found = records.read(study, table)
    known = records.known_in(records.codebook.read(study))
    content = tables.to_csv(found.table, made.rows).encode()
    checked(found.table, content, study.shown(found.table.path), known, Form(strict=True))
    # The ledger first: a row without a line in it is refused, a line without its row is written again.
    decisions.write(study, "settled", [*lines, *made.ledger])
    replace_file(found.table.path, content)


def stale(study: Study, table: str, made: Settlement, unfrozen: list[str]) -> list[str]:
    """The files that settling would change."""
    found = records.read(study, table)
    content = tables.to_csv(found.table, made.rows).encode()
    changed = []
    if unfrozen:
        changed.append(study.shown(coderfile.path(study, table, "", frozen=True).parent))
    if made.open:
        changed.append(study.shown(decisions.path(study, "decisions")))
    elif not found.table.path.exists() or found.table.path.read_bytes() != content:
        changed.append(study.shown(found.table.path))
    return changed
