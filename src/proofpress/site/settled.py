"""Who coded a settled row, and what was adjudicated about it: `settled`, `decisions` and the queue of a study."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from analysis.outline import Outline
from analysis.study import Study
from analysis.wording import found_by

Cells = Mapping[str, str]
Decision = tuple[str, tuple[tuple[str, str], ...], str, str]  # column, (who, what) of each coder, decided, reason
# A row as a whole, and which rows are one: what each coder has is their rows, which says nothing to a reader.
_WHOLE = {"row": "whether it counts", "match": "which records are one"}
_WORDS = {"keep": "yes", "out": "no"}


class Settled:
    """The rows of all tables that were settled. rows, decisions: those of the tables of these names."""

    def __init__(self, study: Study, rows: Iterable[Cells], decisions: Iterable[Cells]):
        self._rows = {(row["table"], row["id"]): row for row in rows}
        self._titles = _titles(study) if self._rows else {}
        self._decided: dict[tuple[str, str], list[Cells]] = {}
        for line in decisions:
            if line.get("found") is not None and line["reason"]:
                self._decided.setdefault((line["table"], line["row"]), []).append(line)

    def __contains__(self, row: tuple[str, str]) -> bool:
        return row in self._rows

    def by(self, table: str, row: str) -> str:
        """Who found a row and how it was settled."""
        line = self._rows[table, row]
        return found_by(map(self._title, line["coders"].split("|")), line["how"])

    def decisions(self, table: str, row: str) -> tuple[Decision, ...]:
        """What was decided about a row, with what each coder has."""
        lines = [
            line for own in self._rows[table, row]["rows"].split("|") for line in self._decided.get((table, own), ())
        ]
        return tuple(
            (
                _WHOLE.get(line["column"], line["column"].replace("_", " ")),
                () if line["column"] in _WHOLE else self._each(line["found"]),
                _words(line),
                line["reason"],
            )
            for line in lines
        )

    def _each(self, found: str) -> tuple[tuple[str, str], ...]:
        """``ana: for; ben: against`` as (who, what): a value may have a semicolon in it, a coder's name has none."""
        parts = re.split(r"(?:^|; )([a-z][a-z0-9]*): ", found)
        return tuple((self._title(who), what) for who, what in zip(parts[1::2], parts[2::2], strict=True))

    def _title(self, coder: str) -> str:
        return self._titles.get(coder, coder)


def _words(line: Cells) -> str:
    """What was decided, for a reader."""
    if line["column"] == "match":
        return "the same as another coder’s" if line["value"] else "the same as none"
    return _WORDS.get(line["value"], line["value"]) if line["column"] == "row" else line["value"] or "left empty"


def _titles(study: Study) -> dict[str, str]:
    """How coders are called; that one is a language model is never left out."""
    path = study.raw / "coding" / "queue.yml"
    if not path.exists():
        return {}
    outline = Outline(path, "the queue of the coders")
    found = {}
    top = outline.mapping(outline.root, "", ("coders", "rounds"))
    for coder, node in (outline.mapping(top["coders"], "coders") if "coders" in top else {}).items():
        keys = outline.mapping(node, f"coder {coder}", ("name", "kind", "model", "prompt"))
        told = {key: outline.text(keys[key], key) or "" for key in ("name", "model") if key in keys}
        model = f" (model: {told['model']})" if told.get("model") else ""
        found[coder] = f"{told.get('name') or coder}{model}"
    outline.end("The section on coding in README.md shows a queue.")
    return found
