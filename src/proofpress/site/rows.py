"""Coded rows as a reader meets them: who says what, when, on which footing, where it stands, and what the coders did.

Standard library and the schemas only: no frame is needed to show a row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from analysis import dates, tables
from analysis.coding.passes import DECISIONS, MATCHES
from analysis.coding.schema import CODED_TABLES, VOICES
from analysis.corpus.schema import ARTICLES, ENTITIES
from analysis.corpus.terms import TOPICS, Topic, read_topics
from analysis.tables import LIST_SEPARATOR, Column, Table

ROW_TABLES = tuple(table for table in CODED_TABLES if table.name != "voices")
ROW_ID = re.compile(rf"(?:{'|'.join(table.name for table in ROW_TABLES)})-[0-9]{{4}}")

# Which column says on what a row rests. Kinds, not grades.
FOOTING = {
    "support": ("channel_type",),
    "coverage": ("nested_in",),
    "reprints": ("asserted_by", "certainty"),
    "phrases": ("form",),
    "events": ("nested_in",),
    "numbers": ("claimed_by_type", "verified"),
    "statements": ("form",),
}
_SPEAKER = {"numbers": "claimed_by"}
# Who else has a part in it, by column, in a reader's words. What somebody does is not what somebody says.
_PARTS = {
    "support": (("outlet", "Through"), ("relayed_via", "Relayed by")),
    "coverage": (("claim_holder", "Whose claim"), ("outlet", "Through")),
    "events": (("actor", "Who acts"),),
    "reprints": (("origin", "Whose words"), ("carrier", "Carried by")),
}
_OUTLET = {"reprints": "carrier"}
_SHOWN_ELSEWHERE = {
    "id",
    "article",
    "paragraph",
    "statement",
    "date",
    "date_of",
    "date_basis",
    "note",
    "source_slip",
    "checked_date",
    "checked_source",
}
_ENTITY_COLUMNS = {
    "speaker",
    "outlet",
    "claim_holder",
    "claimed_by",
    "actor",
    "place",
    "origin",
    "carrier",
    "country",
    "about",
    "relayed_via",
    "stance_target",
}


@dataclass(frozen=True)
class Row:
    """One coded row, in words.

    speaker: who says so; parts: (label, name) of others who have a part in it; outlet: by which a reader may look for it.
    footing: (column, value, meaning) of what it rests on; fields: the other coded columns likewise; passes: how the two
    coders found it; decisions: (column, pass A, pass B, decided, reason).
    """

    id: str
    table: str
    article: str
    title: str
    paragraph: int
    statement: str
    speaker: str
    speaker_kind: str
    parts: tuple[tuple[str, str], ...]
    outlet: str
    date: str
    footing: tuple[tuple[str, str, str], ...]
    fields: tuple[tuple[str, str, str], ...]
    passes: str
    decisions: tuple[tuple[str, str, str, str, str], ...]
    slip: str
    checked: str
    note: str
    topics: tuple[str, ...] = ()
    raw: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def place(self) -> str:
        return f"{self.title}, paragraph {self.paragraph}"

    @property
    def footing_words(self) -> str:
        return ", ".join(value for _, value, _ in self.footing)

    def record(self) -> dict:
        """What a page's script is given: texts only."""
        return {
            "id": self.id,
            "table": self.table,
            "statement": self.statement,
            "speaker": self.speaker,
            "kind": self.speaker_kind,
            "parts": [list(part) for part in self.parts],
            "date": self.date,
            "footing": [list(part) for part in self.footing],
            "place": self.place,
            "passes": self.passes,
            "decisions": [list(part) for part in self.decisions],
            "slip": self.slip,
            "checked": self.checked,
            "note": self.note,
        }


@dataclass(frozen=True)
class Register:
    """All coded rows by id, and what is needed to name things."""

    rows: Mapping[str, Row]
    articles: tuple[dict[str, str], ...]
    names: Mapping[str, str]
    topics: Mapping[str, str]

    def known(self, cell: str) -> list[str]:
        """Ids of coded rows that a cell consists of; empty when it holds anything else."""
        parts = [part for part in re.split(r"[|,\s]+", cell.strip()) if part]
        return parts if parts and all(ROW_ID.fullmatch(part) and part in self.rows for part in parts) else []


def read_register() -> Register:
    """Every coded row of the package. A table that is not there yet has no rows."""
    articles = sorted(tables.rows_of(ARTICLES, ARTICLES.path), key=lambda row: int(row["position"]))
    entities = {row["entity"]: row for row in tables.rows_of(ENTITIES, ENTITIES.path)}
    names = {name: row["english"] for name, row in entities.items()}
    titles = {row["article"]: row["title"] for row in articles}
    topics = read_topics() if TOPICS.exists() else {}
    found, settled = _passes()
    voices = {(row["article"], row["paragraph"]): row["voice_holder"] for row in _rows(VOICES)}
    rows: dict[str, Row] = {}
    for table in ROW_TABLES:
        for raw in _rows(table):
            rows[raw["id"]] = _row(table, raw, titles, names, voices, found, settled, topics)
    return Register(rows, tuple(articles), names, {name: topic.title for name, topic in topics.items()})


def _rows(table: Table, path: Path | None = None) -> list[dict[str, str]]:
    path = path or table.path
    return tables.rows_of(table, path) if path.exists() else []


def _passes() -> tuple[dict[str, str] | None, dict[str, list[dict[str, str]]]]:
    """Final row -> how the passes found it (None where no comparison is on file), and -> the decisions on it."""
    settled: dict[str, list[dict[str, str]]] = {}
    for decision in _rows(DECISIONS):
        settled.setdefault(decision["row"], []).append(decision)
    if not MATCHES.path.exists():
        return None, settled
    found = {}
    for match in _rows(MATCHES):
        if match["id"]:
            a, b = bool(match["id_a"]), bool(match["id_b"])
            found[match["id"]] = (
                "Found by both coding passes"
                if a and b
                else "Found by pass A only"
                if a
                else "Found by pass B only"
                if b
                else "Added when the passes were compared; neither had it"
            )
    return found, settled


def _row(
    table: Table,
    raw: dict[str, str],
    titles: Mapping[str, str],
    names: Mapping[str, str],
    voices: Mapping[tuple[str, str], str],
    found: Mapping[str, str] | None,
    settled: Mapping[str, list[dict[str, str]]],
    topics: Mapping[str, Topic],
) -> Row:
    speaker = _teller(table, raw, voices)
    kind = "claimed_by_type" if table.name == "numbers" else "speaker_type"
    footing = tuple(_coded(table[name], raw[name], names) for name in FOOTING[table.name])
    named = _PARTS.get(table.name, (("outlet", "Through"),))
    parts = [
        (words, column, _coded(table[column], raw[column], names)[1]) for column, words in named if raw.get(column)
    ]
    hidden = _SHOWN_ELSEWHERE | {
        "speaker",
        _SPEAKER.get(table.name, ""),
        kind,
        *(column for column, _ in named),
        *FOOTING[table.name],
    }
    fields = tuple(
        _coded(column, raw[column.name], names)
        for column in table.columns
        if column.name not in hidden and raw[column.name]
    )
    decisions = tuple(
        (
            d["column"].replace("_", " "),
            d["value_a"] or "nothing",
            d["value_b"] or "nothing",
            d["value"] or "left empty",
            d["reason"],
        )
        for d in settled.get(raw["id"], ())
    )
    checked = raw["checked_source"] and (
        (dates.words(raw["checked_date"]) + ", by " if raw["checked_date"] else "") + raw["checked_source"]
    )
    return Row(
        id=raw["id"],
        table=table.name,
        article=raw["article"],
        title=titles.get(raw["article"], raw["article"]),
        paragraph=int(raw["paragraph"]),
        statement=raw["statement"],
        speaker=names.get(speaker, speaker) or "not said",
        # An outlet that relays by itself is named once.
        speaker_kind=label(raw.get(kind, "")),
        parts=tuple(
            (words, value)
            for words, column, value in parts
            if column != "relayed_via" or value not in {other for _, _, other in parts[:-1]}
        ),
        outlet=names.get(
            raw.get(_OUTLET.get(table.name, "outlet"), ""), raw.get(_OUTLET.get(table.name, "outlet"), "")
        ),
        date=when(raw),
        footing=footing,
        fields=fields,
        passes="" if found is None else found.get(raw["id"], "How the passes found it is not on file"),
        decisions=decisions,
        slip=raw["source_slip"],
        checked=checked,
        note=raw["note"],
        topics=tuple(name for name, topic in topics.items() if _in_topic(raw, topic)),
        raw=raw,
    )


def _teller(table: Table, raw: Mapping[str, str], voices: Mapping[tuple[str, str], str]) -> str:
    """Who says what a row tells: its coded speaker; for what is done and not said, CMP or whose words the paragraph holds."""
    if table.name not in ("events", "reprints"):
        return raw[_SPEAKER.get(table.name, "speaker")]
    holder = voices.get((raw["article"], raw["paragraph"]), "")
    if table.name == "reprints":
        return "CMP" if raw["asserted_by"] == "cmp" else holder or label(raw["asserted_by"])
    return (
        {"": "CMP", "caption": "CMP, in a caption"}.get(raw["nested_in"]) or holder or f"CMP, in a {raw['nested_in']}"
    )


def when(raw: Mapping[str, str]) -> str:
    """The date of a row with its precision: what it dates and on which basis."""
    if not raw["date"]:
        return "no date given"
    span = dates.span(raw["date"])
    precise = "to the day" if span.exact else "as a range or with reserve"
    basis = {
        "stated": "stated in the article",
        "derived": "derived from the article",
        "outside": "from outside the article",
    }[raw["date_basis"]]
    return f"{dates.words(raw['date'])} ({precise}; date of the {raw['date_of']}, {basis})"


def _coded(column: Column, cell: str, names: Mapping[str, str]) -> tuple[str, str, str]:
    """(column, value, meaning) in words; parts of a list joined."""
    name = column.name.replace("_", " ")
    if cell == "":
        return name, "CMP's own text" if column.name == "nested_in" else "not given", column.null
    parts = cell.split(LIST_SEPARATOR) if column.type == "list" else [cell]
    if column.allowed:
        return name, ", ".join(label(part) for part in parts), "; ".join(column.allowed[part].meaning for part in parts)
    if column.name in _ENTITY_COLUMNS:
        parts = [names.get(part, part) for part in parts]
    elif column.type == "edtf":
        parts = [dates.words(part) for part in parts]
    return name, ", ".join(parts), ""


def label(value: str) -> str:
    """A coded value as words: ``chinese-state-media`` -> ``Chinese state media``, by the house's list of labels where it has one."""
    from analysis.charts.style import LABELS

    if value in LABELS:
        return LABELS[value]
    words = value.replace("-", " ")
    return words[:1].upper() + words[1:]


def _in_topic(raw: Mapping[str, str], topic: Topic) -> bool:
    """A topic of certain articles holds all their rows; one that runs across articles the rows that name its things."""
    if topic.articles:
        return raw["article"] in topic.articles
    cells = {part for name, cell in raw.items() if name in _ENTITY_COLUMNS for part in cell.split(LIST_SEPARATOR)}
    if cells & set(topic.entities):
        return True
    words = raw["statement"].casefold()
    return any(re.search(rf"(?<!\w){re.escape(term.casefold())}(?!\w)", words) for term in topic.terms)


def outlets(rows: Iterable[Row]) -> list[str]:
    """Outlets of rows, for a filter, by name."""
    return sorted({row.outlet for row in rows if row.outlet}, key=str.casefold)
