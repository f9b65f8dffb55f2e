"""Coded rows as a reader meets them: who says what, when, on which footing, where it stands, and what the coders did.

All of it is read from the data package: which tables are shown and how stands in the `reader` of each. Standard library
only, and no table, column or value of a study is known here, but for what every study has: articles, entities, and the
comparison of two coding passes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from analysis import dates
from analysis.errors import AnalysisError
from analysis.study import Study
from analysis.topics import Topic
from proofpress import package
from proofpress.site.register import Register, Row
from proofpress.site.settled import Decision, Settled

Resource = Mapping[str, Any]
Cells = Mapping[str, str]

# What a reader is shown by itself: each with the column of that name, where the table has it and its reader names no
# other.
_OWN = ("statement", "date", "date_of", "date_basis", "checked_date", "checked_source", "note")
_PLACE = ("article", "paragraph")


def read_register(study: Study) -> Register:
    """Every row of the tables that say how they are shown; without what a study lacks (entities, topics, passes)."""
    reader = _Reader(study)
    rows: dict[str, Row] = {}
    for resource in reader.resources.values():
        if "reader" not in resource:
            continue
        shown = _Shown(resource, reader)
        for cells in reader.rows(resource["name"]):
            row = shown.row(cells)
            if row.id in rows:
                raise AnalysisError(
                    f"{row.id} is a row of {rows[row.id].table} as well",
                    where=study.shown(package.file_of(study, resource)),
                    do="An id names one row of the whole study.",
                )
            rows[row.id] = row
    tables = {name: found["description"] for name, found in reader.resources.items() if "reader" in found}
    titles = {name: found.get("title", "") for name, found in reader.resources.items()}
    topics = {topic.topic: topic.title for topic in reader.topics}
    return Register(rows, reader.articles, reader.names, topics, tables, titles)


class _Reader:
    """What all rows are shown with: titles of articles, names of entities, topics, and what the coders did."""

    def __init__(self, study: Study):
        self.study = study
        self.resources: dict[str, Resource] = {found["name"]: found for found in package.resources(study)}
        # A study may describe fewer columns.
        known = {"title": "", "url": "", "published": "", "paragraphs": ""}
        articles = [known | row for row in self.rows("articles") if row.get("article")]
        articles.sort(key=lambda row: int(row["position"]) if row.get("position", "").isdigit() else 0)
        self.articles = tuple(row | {"title": row["title"] or row["article"]} for row in articles)
        self.titles = {row["article"]: row["title"] for row in self.articles}
        for name, found in self.resources.items():
            if found["path"].startswith("raw/corpora/"):
                self.titles |= {row["id"]: row["title"] or row["id"] for row in self.rows(name)}
        self.names = {
            row["entity"]: row["english"] for row in self.rows("entities") if {"entity", "english"} <= set(row)
        }
        self.topics = [_topic(found) for found in package.topics(study)]
        self.decided: dict[str, list[dict[str, str]]] = {}
        for decision in self.rows("decisions"):
            self.decided.setdefault(decision["row"], []).append(decision)
        matches = self.rows("matches")
        self.compared = {match["table"] for match in matches}
        self.found = {match["id"]: _found(match) for match in matches if match["id"]}
        self.settled = Settled(study, self.rows("settled"), self.rows("decisions"))
        self._holders: dict[str, dict[tuple[str, str], str]] = {}

    def rows(self, name: str) -> list[dict[str, str]]:
        """The rows of a table; none where the study lacks it."""
        return package.rows(self.study, self.resources[name]) if name in self.resources else []

    def passes(self, table: str, row: str) -> str:
        """How the coders found a row; nothing where no comparison of its table is on file."""
        if (table, row) in self.settled:
            return self.settled.by(table, row)
        if table not in self.compared:
            return ""
        return self.found.get(row, "How the coders found it is not on file")

    def decisions(self, table: str, row: str) -> tuple[Decision, ...]:
        """What was decided about a row in which the coders differed."""
        if (table, row) in self.settled:
            return self.settled.decisions(table, row)
        return tuple(
            (
                found["column"].replace("_", " "),
                (("the first coder", found["value_a"] or "nothing"), ("the second", found["value_b"] or "nothing")),
                found["value"] or "left empty",
                found["reason"],
            )
            for found in self.decided.get(row, ())
            if "value_a" in found
        )

    def holder(self, target: str, cells: Cells) -> str:
        """What a column of another table holds for the paragraph of a row. target: table.column."""
        table, _, column = target.partition(".")
        if target not in self._holders:
            self._holders[target] = {
                (row["article"], row["paragraph"]): row[column] for row in (self.rows(table) if table else [])
            }
        return self._holders[target].get((cells["article"], cells["paragraph"]), "")


def _topic(found: Mapping) -> Topic:
    lists = {key: tuple(found.get(key, ())) for key in ("articles", "terms", "entities")}
    return Topic(found["topic"], found["title"], found["question"], **lists)


def _found(match: Cells) -> str:
    a, b = bool(match["id_a"]), bool(match["id_b"])
    if a and b:
        return "Found by both coders"
    return (
        f"Found by the {'first' if a else 'second'} coder only"
        if a or b
        else "Added when the coders’ records were compared; neither had it"
    )


class _Shown:
    """How the rows of one table are shown, by its `reader` and the descriptions of its columns."""

    def __init__(self, resource: Resource, reader: _Reader):
        self.reader, self.table = reader, resource["name"]
        schema = resource["schema"]
        self.fields: dict[str, Resource] = {found["name"]: found for found in schema["fields"]}
        self.key: str = schema["primaryKey"][0]
        lacking = [name for name in _PLACE if name not in self.fields]
        if len(schema["primaryKey"]) != 1 or lacking:
            raise AnalysisError(
                f"{self.table} has a reader, but "
                f"{'no column ' + ' and '.join(lacking) if lacking else 'no key of one column'}",
                where="data/datapackage.json",
                do="A row that is shown has an id of its own and stands in a paragraph of an article. "
                "Mend its description.",
            )
        self.reads: Mapping[str, Any] = resource["reader"]
        self.own = {role: role for role in _OWN if role in self.fields} | {
            role: column for role, column in self.reads.items() if isinstance(column, str)
        }
        self.parts: Mapping[str, str] = self.reads.get("parts", {})
        self.footing: Sequence[str] = self.reads.get("footing", ())
        self.naming = _naming(resource, "entities")
        alone = (column for role, column in self.own.items() if role != "outlet")  # an outlet is only looked for by
        self.hidden = {self.key, *_PLACE, *alone, *self.parts, *self.footing}

    def cell(self, cells: Cells, role: str) -> str:
        return cells[self.own[role]] if role in self.own else ""

    def row(self, cells: Cells) -> Row:
        """A row in words."""
        name = cells[self.key]
        return Row(
            id=name,
            table=self.table,
            article=cells["article"],
            title=self.reader.titles.get(cells["article"], cells["article"]),
            paragraph=int(cells["paragraph"]),
            statement=self.cell(cells, "statement"),
            speaker=self.speaker(cells),
            speaker_kind=self._label(self.own.get("kind", ""), self.cell(cells, "kind")),
            parts=self._parts(cells),
            outlet=self._named(self.cell(cells, "outlet")),
            date=self.when(cells),
            footing=tuple(self.coded(column, cells[column]) for column in self.footing),
            fields=tuple(
                self.coded(column, cells[column])
                for column in self.fields
                if column not in self.hidden and cells[column]
            ),
            passes=self.reader.passes(self.table, name),
            decisions=self.reader.decisions(self.table, name),
            slip=self.cell(cells, "slip"),
            checked=self._checked(cells),
            note=self.cell(cells, "note"),
            topics=tuple(topic.topic for topic in self.reader.topics if topic.holds(cells, self.naming)),
            raw=cells,
        )

    def speaker(self, cells: Cells) -> str:
        """Who says what a row tells: the one in a column; or by the value of one, certain words, else whose words the
        paragraph holds, else other words.
        """
        says = self.reads.get("says", "")
        if isinstance(says, str):
            return (self._named(cells[says]) if says else "") or "not said"
        column, value = says["column"], cells[says["column"]]
        if value in says.get("words", {}):
            return says["words"][value]
        holder = self.reader.holder(says.get("holder", ""), cells)
        return self._named(holder) or _filled(says["otherwise"], value, self._label(column, value))

    def _parts(self, cells: Cells) -> tuple[tuple[str, str], ...]:
        found: list[tuple[str, str]] = []
        for column, words in self.parts.items():
            value = self.coded(column, cells[column])[1] if cells[column] else ""
            # A list of those between says nothing new where it is the one who was named before.
            again = self.fields[column]["type"] == "list" and value in {name for _, name in found}
            if value and not again:
                found.append((words, value))
        return tuple(found)

    def _checked(self, cells: Cells) -> str:
        source, date = self.cell(cells, "checked_source"), self.cell(cells, "checked_date")
        return source and (f"{dates.words(date)}, by " if date else "") + source

    def when(self, cells: Cells) -> str:
        """The date of a row with its precision: what it dates and on which basis."""
        date = self.cell(cells, "date")
        if not date:
            return "no date given"
        precise = "exact to the day" if dates.span(date).exact else "not exact to the day"
        of, basis = (
            _lower(self._label(self.own.get(role, ""), self.cell(cells, role))) for role in ("date_of", "date_basis")
        )
        told = ", ".join(filter(None, [of and f"date of the {of}", basis]))
        return f"{dates.words(date)} ({'; '.join(filter(None, [precise, told]))})"

    def coded(self, column: str, cell: str) -> tuple[str, str, str]:
        """(column, value, meaning) in words; parts of a list joined. An empty cell says what that means."""
        about = self.fields[column]
        name = column.replace("_", " ")
        if cell == "":
            return name, about.get("empty", "not given"), about.get("empty", "")
        parts = cell.split(about.get("delimiter", "|")) if about["type"] == "list" else [cell]
        if codes := about.get("codes"):
            meanings = [codes[part]["meaning"] for part in parts if part in codes]
            return name, ", ".join(self._label(column, part) for part in parts), "; ".join(meanings)
        if column in self.naming:
            parts = [self._named(part) for part in parts]
        elif "rdfType" in about:
            parts = [dates.words(part) for part in parts]
        return name, ", ".join(parts), ""

    def _label(self, column: str, value: str) -> str:
        return self.fields.get(column, {}).get("codes", {}).get(value, {}).get("label", value)

    def _named(self, value: str) -> str:
        return self.reader.names.get(value, value)


def _filled(words: str, value: str, label: str) -> str:
    """Words with a value and its label in their slots; a format of Python would give away what an object is made of."""
    return re.sub(r"\{(value|label)\}", lambda slot: value if slot[1] == "value" else label, words)


def _naming(resource: Resource, table: str) -> list[str]:
    """The columns that name rows of another table."""
    keys = resource["schema"].get("foreignKeys", ())
    direct = {key["fields"][0] for key in keys if key["reference"]["resource"] == table and len(key["fields"]) == 1}
    return [
        found["name"]
        for found in resource["schema"]["fields"]
        if found["name"] in direct or (found.get("refers") or found.get("names") or "").partition(".")[0] == table
    ]


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def outlets(rows: Iterable[Row]) -> list[str]:
    """Outlets of rows, for a filter, by name."""
    return sorted({row.outlet for row in rows if row.outlet}, key=str.casefold)
