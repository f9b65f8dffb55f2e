"""What all coders recorded of a table: their rows now, and as they stood when somebody first adjudicated."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from analysis import codebook, inputs, tables
from analysis.codebook import Codebook
from analysis.coding import coderfile
from analysis.coding.coderfile import Row
from analysis.coding.queue import Queue, Task, read_queue
from analysis.errors import AnalysisError
from analysis.study import Study
from analysis.tables import Table
from analysis.tables.checking import Known
from analysis.tables.spreadsheet import Form, told


@dataclass(frozen=True)
class Records:
    """The records of a table.

    table: as its locators are checked; titles: articles of the study in order. rows: coded rows by coder; read: the
    articles that each has read; before: the rows that agreement is computed from; frozen: the articles whose rows were
    frozen before anybody adjudicated; told: what of the files was not in the one form and read all the same.
    """

    study: Study
    table: Table
    queue: Queue
    titles: Mapping[str, str]
    tasks: tuple[Task, ...]
    entries: Mapping[str, list[Row]]
    rows: Mapping[str, list[Row]]
    read: Mapping[str, set[str]]
    before: Mapping[str, list[Row]]
    frozen: set[str]
    told: tuple[str, ...] = ()

    def order(self, coders: Iterable[str]) -> list[str]:
        """Coders in the queue's order."""
        known = list(self.queue.coders)
        return sorted(coders, key=lambda coder: (known.index(coder) if coder in known else len(known), coder))


def coded_table(book: Codebook, name: str) -> Table:
    """A hand-coded table with what its locators refer to. Raises AnalysisError for a name that is none."""
    table = book.table(name, ("article",), what="coding")
    if table.path.parent != book.study.coded:
        raise AnalysisError(
            f"{name} is no table that people code",
            where=book.study.shown(table.path),
            do=f"Coded tables lie in data/raw/coded: {', '.join(one.name for one in described(book)) or 'none yet'}.",
        )
    return book.located(table)


def described(book: Codebook) -> list[Table]:
    """The tables that are described as coded, with or without rows."""
    return [table for table in book.values() if table.path.parent == book.study.coded]


def titles(book: Codebook, of: Table) -> dict[str, str]:
    """Article -> title of the articles that a table is about, in the study's order, or that of the imported corpus."""
    if corpus := book.corpus_of(of):
        return {row["id"]: row["title"] or row["id"] for row in tables.rows_of(book[corpus])}
    table = book.table("articles", ("article", "title"), what="coding")
    rows = tables.rows_of(table)
    if "position" in table:
        rows.sort(key=lambda row: int(row["position"]) if row["position"].isdigit() else 0)
    return {row["article"]: row["title"] for row in rows}


def queue_of(book: Codebook) -> Queue:
    """Who codes what. Raises AnalysisError with every fault of the file."""
    return read_queue(book.study, {table.name: partial(titles, book, table) for table in described(book)})


def known_in(book: Codebook) -> Known:
    """What references may name: the values of columns of the tables of a study, read once."""
    found: dict[tuple[str, tuple[str, ...]], frozenset[tuple[str, ...]]] = {}

    def known(name: str, columns: tuple[str, ...]) -> Collection[tuple[str, ...]] | None:
        table = book.table(name, columns, what="a reference")
        if not table.path.exists():
            return None
        if (name, columns) not in found:
            rows = tables.rows_of(table)
            found[name, columns] = frozenset(tuple(row[column] for column in columns) for row in rows)
        return found[name, columns]

    return known


def read(study: Study, name: str, form: Form = Form()) -> Records:  # noqa: B008
    """The records of a table. Raises AnalysisError with every fault of every coder's file."""
    book = codebook.read(study)
    table = coded_table(book, name)
    articles = titles(book, table)
    queue = queue_of(book)
    present = coderfile.coders(study, name)
    faults: list[AnalysisError] = []
    odd: list[str] = []
    known = known_in(book)
    note = coderfile.unfinished(study, name)
    half = set(inputs.text(note).split()) if note.exists() else set()
    now, then = {}, {}
    for coder in present:
        now[coder] = _told(faults, partial(_rows, table, coder, study, queue, known, form, odd))
        then[coder] = _told(faults, partial(_frozen, table, coder, study, half))
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise AnalysisError(f"{len(faults)} files of coders have faults", do="\n".join(map(str, faults)))
    frozen = {row["article"] for rows in then.values() for row in rows}
    entries = {coder: [row for row in now[coder] if row["article"] not in frozen] + then[coder] for coder in present}
    records = Records(
        study=study,
        table=table,
        queue=queue,
        titles=articles,
        tasks=tuple(_tasks(queue, name, articles, entries)),
        entries=now,
        rows={coder: coderfile.coded(rows) for coder, rows in now.items()},
        read={coder: {row["article"] for row in rows} for coder, rows in entries.items()},
        before={coder: coderfile.coded(rows) for coder, rows in entries.items()},
        frozen=frozen,
        told=tuple(odd),
    )
    order = records.order(present)
    return Records(**{**vars(records), "before": {coder: records.before[coder] for coder in order}})


def _tasks(queue: Queue, table: str, articles: Mapping[str, str], entries: Mapping[str, list[Row]]) -> list[Task]:
    """The tasks of the queue, and the articles that somebody has read outside of it."""
    readers: dict[str, list[str]] = {}
    for coder, rows in entries.items():
        for article in dict.fromkeys(row["article"] for row in rows):
            readers.setdefault(article, []).append(coder)
    if not any(found.table == table for found in queue.rounds):
        return [Task("", article, tuple(readers.get(article, ()))) for article in articles]
    tasks = queue.tasks(table, list(articles))
    given = {task.article for task in tasks}
    return [*tasks, *(Task("", article, tuple(who)) for article, who in readers.items() if article not in given)]


def _told(faults: list[AnalysisError], work: Callable[[], list[Row]]) -> list[Row]:
    try:
        return work()
    except AnalysisError as error:
        faults.append(error)
        return []


def _rows(table: Table, coder: str, study: Study, queue: Queue, known: Known, form: Form, odd: list[str]) -> list[Row]:
    coderfile.check_name(coder)
    queue.coder(coder)
    file = coderfile.described(table, coder, study)
    loaded = tables.load(file, known=known, form=form)
    if loaded.told:
        odd.append(told(study.shown(file.path), file.tidied, loaded.told))
    return loaded.rows


def _frozen(table: Table, coder: str, study: Study, half: set[str]) -> list[Row]:
    """The frozen rows, without those of articles whose freezing was broken off."""
    file = coderfile.described(table, coder, study)
    rows = coderfile.frozen_rows(file, coderfile.path(study, table.name, coder, frozen=True))
    return [row for row in rows if row["article"] not in half]
