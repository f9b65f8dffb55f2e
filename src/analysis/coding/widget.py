"""The coding widget: an article beside a row of the table, in any front end of Jupyter, without a network.

Everything goes as messages and nothing as state of the widget, so that no notebook that keeps widgets keeps the text of
an article or what a coder wrote. The browser knows articles by their place in the queue, never by their ids: an id may
name the outlet that is masked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path

import anywidget

from analysis import dates
from analysis.coding import coderfile
from analysis.coding.coderfile import ENTRY, NOTHING, ROW, UNSURE, VERSION
from analysis.coding.desk import Desk, Faulty
from analysis.coding.shelf import Shelf
from analysis.errors import AnalysisError
from analysis.tables.column import Column, label
from analysis.tables.spreadsheet import meanings

_KNOWN = 2000  # names that a field offers
_SHOWN = 160  # characters of a row in the list
_LONG = ("statement", "note")  # fields of more than one line


class CodingWidget(anywidget.AnyWidget):
    """The widget of one coder and one table. `desk` is what writes; the widget shows and asks."""

    _esm = Path(__file__).parent / "widget.js"

    def __init__(self, desk: Desk, shelf: Shelf):
        super().__init__()
        self.desk, self.shelf = desk, shelf
        self._places = {task.article: place for place, task in enumerate(desk.tasks)}
        self.on_msg(self._asked)

    def __repr__(self) -> str:
        return f"Coding {self.desk.table.name} as {self.desk.coder}: {len(self.desk.tasks)} articles"

    def _asked(self, _widget: object, message: object, _buffers: object) -> None:
        if isinstance(message, dict) and isinstance(message.get("ask"), int):
            self.send({"answer": message["ask"], **self.answer(message)})

    def answer(self, message: Mapping[str, object]) -> dict[str, object]:
        """What is said to a message of the browser: data, `faults` of a row by column, or in a sentence what is
        wrong.
        """
        verbs: dict[object, Callable[[Mapping], dict[str, object]]] = {
            "open": self._open,
            "article": self._article,
            "check": lambda asked: {"faults": self._seen(self.desk.faults(self._row(asked)))},
            "known": self._is_known,
            "save": self._save,
            "nothing": lambda asked: {"name": self.desk.nothing(self._at(asked)), **self._now()},
            "remove": self._remove,
            "undo": lambda asked: {"name": self.desk.undo(), **self._now()},
            "date": lambda asked: _date(str(asked.get("text") or "")),
        }
        work = verbs.get(message.get("verb"))
        if work is None:
            return {"wrong": f"{message.get('verb')!r} is nothing that this widget does."}
        try:
            return work(message)
        except Faulty as error:
            return {"faults": self._seen(error.faults)}
        except AnalysisError as error:
            return {"wrong": str(error)}
        except (TypeError, ValueError, IndexError, KeyError) as error:
            return {"wrong": f"The message could not be read ({type(error).__name__})."}

    # What is asked

    def _open(self, _asked: Mapping) -> dict[str, object]:
        desk = self.desk
        read = {row["article"] for row in desk.rows()}
        unread = [place for place, task in enumerate(desk.tasks) if task.article not in read]
        return {
            "study": hashlib.sha256(str(desk.study.root).encode()).hexdigest()[:12],
            "table": desk.table.name,
            "title": desk.table.title or desk.table.name,
            "coder": desk.queue.coder(desk.coder).name or desk.coder,
            "columns": [self._column(column) for column in desk.table.columns if self._is_field(column)],
            "at": unread[0] if unread else 0,
            **self._now(),
        }

    def _article(self, asked: Mapping) -> dict[str, object]:
        task = self.desk.tasks[self._place(asked)]
        return {
            "title": self.shelf.title(task.article, task.mask) if not task.mask else self._label(self._place(asked)),
            "meta": self.shelf.meta(task.article, task.mask),
            "paragraphs": self.shelf.paragraphs(task.article, task.mask),
            "text": self.shelf.text is not None,
        }

    def _save(self, asked: Mapping) -> dict[str, object]:
        return {"name": self._told(self.desk.save(self._row(asked), self._named(asked))), **self._now()}

    def _remove(self, asked: Mapping) -> dict[str, object]:
        self.desk.remove(self._named(asked))
        return self._now()

    def _is_known(self, asked: Mapping) -> dict[str, object]:
        """Whether a draft of the browser was saved after all: the browser may have died before it heard so."""
        row = {name: str(cell or "") for name, cell in self._row(asked).items()}
        columns = [column.name for column in self.desk.table.columns if self._is_field(column)]
        wanted = ["article", UNSURE, *columns]
        return {
            "known": any(
                all(one.get(name, "") == row.get(name, "").strip() for name in wanted)
                for one in self.desk.rows()
                if one[ENTRY] == ROW
            )
        }

    # What the browser is shown

    def _now(self) -> dict[str, object]:
        rows = self.desk.rows()
        read = {row["article"] for row in rows}
        tasks = [
            {"label": self._label(place), "read": task.article in read} for place, task in enumerate(self.desk.tasks)
        ]
        return {"rows": [self._shown(row) for row in rows if row["article"] in self._places], "tasks": tasks}

    def _label(self, place: int) -> str:
        task = self.desk.tasks[place]
        numbered = f"{place + 1} of {len(self.desk.tasks)}"
        return f"Article {numbered}" if task.mask else f"{numbered}: {self.shelf.title(task.article)}"

    def _shown(self, row: Mapping[str, str]) -> dict[str, object]:
        cells = {
            name: cell for name, cell in row.items() if name not in (ENTRY, VERSION, "article") and self._typed(name)
        }
        said = row.get("statement") or ", ".join(
            label(cell, self.desk.table[name].codes)
            for name, cell in cells.items()
            if cell and name in self.desk.table and name != "paragraph"
        )
        paragraph = f"¶{row['paragraph']}: " if row.get("paragraph") else ""
        return {
            "name": self._told(coderfile.name(self.desk.table, row)),
            "place": self._places[row["article"]],
            "entry": row[ENTRY],
            "unsure": row[UNSURE],
            "cells": cells,
            "says": f"{paragraph}{said[:_SHOWN]}" if row[ENTRY] != NOTHING else "",
        }

    def _typed(self, name: str) -> bool:
        return name == UNSURE or self._is_field(self.desk.file[name])

    def _is_field(self, column: Column) -> bool:
        """Whether a coder fills a column: the id is minted, and the article is the one that is read."""
        return column.name != "article" and not (
            coderfile.mints(self.desk.table) and column.name == self.desk.table.key[0]
        )

    def _column(self, column: Column) -> dict[str, object]:
        kind = "choice" if column.codes else "date" if column.edtf else "text"
        return {
            "name": column.name,
            "label": column.name.replace("_", " ").capitalize(),
            "kind": kind,
            "about": column.description,
            "hint": f"Empty means: {column.empty}" if column.empty else "It may not be empty",
            "empty": bool(column.empty),
            "long": column.name in _LONG,
            "list": column.type == "list",
            "delimiter": column.delimiter,
            "codes": [
                {
                    "value": value,
                    "label": label(value, column.codes),
                    "about": " ".join(
                        filter(
                            None,
                            [
                                f"{code.meaning}.",
                                code.example and f"Example: {code.example}.",
                                code.border and f"Border: {code.border}.",
                            ],
                        )
                    ),
                }
                for value, code in column.codes.items()
            ],
            "known": self._names(column),
        }

    def _names(self, column: Column) -> list[list[str]]:
        """What a column that names rows of another table may hold."""
        table, _, name = (column.refers or column.names).partition(".")
        if not table:
            single = [ref for ref in self.desk.table.references if ref.fields == (column.name,)]
            table, name = (single[0].table, single[0].columns[0]) if single else ("", "")
        if not table or column.type == "list" or table in ("articles", "paragraphs"):
            return []
        if table == self.desk.table.name:
            return [[coderfile.name(self.desk.table, row), row.get("statement", "")[:60]] for row in self.desk.rows()]
        there = self.desk.known(table, (name,)) or ()
        return [[one, ""] for (one,) in sorted(there) if one][:_KNOWN]

    # What the browser says

    def _place(self, asked: Mapping) -> int:
        place = asked["place"]
        if not isinstance(place, int) or not 0 <= place < len(self.desk.tasks):
            raise ValueError(place)
        return place

    def _at(self, asked: Mapping) -> str:
        return self.desk.tasks[self._place(asked)].article

    def _row(self, asked: Mapping) -> dict[str, str]:
        cells = asked["cells"]
        if not isinstance(cells, Mapping):
            raise TypeError(cells)
        typed = {
            str(name): str(cell) for name, cell in cells.items() if name in self.desk.file and self._typed(str(name))
        }
        return {**typed, "article": self._at(asked)}

    def _told(self, name: str) -> str:
        """What a row is called in the browser: its id; its place in the queue where the article would be in it."""
        if coderfile.mints(self.desk.table):
            return name
        article, mark, rest = name.partition("#")
        return f"article {self._places[article] + 1}{f' ¶{rest}' if mark else ''}" if article in self._places else ""

    def _named(self, asked: Mapping) -> str:
        told = str(asked.get("name") or "")
        if not told or coderfile.mints(self.desk.table):
            return told
        names = [coderfile.name(self.desk.table, row) for row in self.desk.rows()]
        return next((name for name in names if self._told(name) == told), told)

    def _seen(self, faults: Mapping[str, str]) -> dict[str, str]:
        """Faults without ids of articles that a mask keeps from the coder."""
        if not any(task.mask for task in self.desk.tasks):
            return dict(faults)
        hidden = {}
        for column, fault in faults.items():
            for article, place in self._places.items():
                fault = fault.replace(f"article {article}", f"article {place + 1}").replace(article, f"{place + 1}")
            hidden[column] = fault
        return hidden


def _date(text: str) -> dict[str, object]:
    """A date in words, or what it may be meant as: each with its words."""
    text = text.strip()
    if not text:
        return {"words": "", "meant": []}
    if not dates.fault(text):
        bare = text.rstrip("~?%")
        marked = [f"{bare}{mark}" for mark in ("", "~", "?") if f"{bare}{mark}" != text] if "/" not in text else []
        return {
            "words": dates.words(text),
            "meant": [[one, dates.words(one)] for one in marked if not dates.fault(one)],
        }
    return {"words": "", "meant": [[one, dates.words(one)] for one in meanings(text) if not dates.fault(one)]}
