"""Results without the texts: what one run found, as tables from memory or from the folder that it was written to.

Everything that is drawn or told about chains is made from these tables, so that results can be passed on and drawn
where the texts are not.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.errors import AnalysisError
from analysis.formulas import restored_frame
from analysis.inputs import refuse_others
from analysis.script import HAN, has_han
from reprints.chains.inference import Chains
from reprints.chains.script import COLUMNS, Edits

LONGEST_TITLE = 40  # words; a longer "title" is text, and is cut
LONGEST_CREDIT = 11  # words of a credit line that are quoted
_WORD = re.compile(rf"[{HAN}]|[^\s{HAN}]+")

# Columns of each table, for results that lack it.
TABLES = {
    "documents": ["id", "outlet", "date", "title", "words", "characters"],
    "passages": ["id_a", "id_b", "start_a", "end_a", "start_b", "end_b", "words"],
    "links": ["id_a", "id_b", "shared_words", "longest_run", "containment_a", "containment_b"],
    "chains": ["cluster", "id", "parent", "score", "margin", "status", "tied"],
    "posteriors": ["cluster", "id", "parent", "probability", "among"],
    "ties": ["cluster", "tie", "id"],
    "joins": ["cluster", "id", "parent", "words"],
    "ghosts": ["cluster", "ghost", "id", "parent", "reason", "words"],
    "edits": COLUMNS,
    "ledger": ["cluster", "id", "parent", "status", "kept", "share_kept", "cut", "added", "moved", "replaced",
               "headline_before", "headline_after", "headline_changed", "credit"],
    "credits": ["id", "credit", "outlet"],
    "alone": ["date", "documents"],
}  # fmt: skip
_TEXTS = {
    "id",
    "parent",
    "kind",
    "id_a",
    "id_b",
    "outlet",
    "date",
    "title",
    "status",
    "ghost",
    "reason",
    "words",
    "headline_before",
    "headline_after",
    "credit",
}


@dataclass(frozen=True)
class Results:
    """Tables of one run (columns: ``TABLES``). Ids are the corpus's.

    about: the documents in clusters, with their length (words without boilerplate; characters) where it is known, and
    the outlet's tier where a file of tiers was given. ledger: one row a hop. edits: where each
    hop kept, cut, added, moved and replaced, and what others that share a passage with the fullest version of a story
    have of it (see ``script``). alone: how many documents of each date are
    in no cluster. source: what the results are called. caveats: ids of what else they cannot say, where whoever made
    them knows more than ``caveats.CAVEATS``. label: what each subtitle of a figure begins with.
    """

    about: pd.DataFrame
    passages: pd.DataFrame
    links: pd.DataFrame
    chains: pd.DataFrame
    posteriors: pd.DataFrame
    ties: pd.DataFrame
    joins: pd.DataFrame
    ghosts: pd.DataFrame
    edits: pd.DataFrame
    ledger: pd.DataFrame
    credits: pd.DataFrame
    alone: pd.DataFrame
    source: str = field(default="results")
    caveats: tuple[str, ...] = ()
    label: str = ""

    def documents(self) -> pd.DataFrame:
        """id, outlet, date, title, words, characters, tier of the documents in clusters."""
        return self.about

    @property
    def clusters(self) -> int:
        return int(self.chains["cluster"].nunique())

    def __repr__(self) -> str:
        status = self.chains["status"].value_counts()
        said = ", ".join(f"{status.get(name, 0):,} {name}" for name in ("origin", "copy", "undecided"))
        return f"{self.source}: {len(self.links):,} links, {self.clusters:,} clusters ({said})"


def of(chains: Chains | Results, found=None, alone: pd.DataFrame | None = None, source: str = "results") -> Results:
    """What ``infer`` gave as results; results stay as they are. found: what ``reuse.find`` gave. alone: date,
    documents.
    """
    if isinstance(chains, Results):
        return chains
    about = chains.documents()
    texts = chains._scripts.texts
    about = about.assign(
        title=about["title"].map(_title, na_action="ignore"),
        words=pd.array(texts.words.sizes, "Int64"),
        characters=texts.characters,
        tier=None,
    )
    ledger = chains.ledger.assign(credit=chains.ledger["credit"].map(_credit))
    for name in ("headline_before", "headline_after"):
        ledger[name] = ledger[name].map(_title)
    ghosts = chains.ghosts.assign(
        words=[
            _credit(w) if r == "credit" else w
            for w, r in zip(chains.ghosts["words"], chains.ghosts["reason"], strict=True)
        ]
    )
    passages = _or_empty(found, "passages")
    return Results(
        about=about.sort_values("id", ignore_index=True), passages=passages, links=_or_empty(found, "links"),
        chains=chains.chains, posteriors=chains.posteriors, ties=chains.ties, joins=chains.joins, ghosts=ghosts,
        ledger=ledger, edits=chains._hops.joined(_fullest(chains, about, passages)).table(texts.ids),
        credits=chains._credits[TABLES["credits"]].drop_duplicates(ignore_index=True),
        alone=empty("alone") if alone is None else alone, source=source,
    )  # fmt: skip


def fullest(chains: pd.DataFrame, about: pd.DataFrame) -> pd.Series:
    """For each cluster the id of its version with most words; of equally long ones the origin, then the first."""
    words = dict(zip(about["id"], about["words"].astype(float).fillna(-1.0), strict=True))
    rows = pd.DataFrame(
        {
            "cluster": chains["cluster"],
            "id": chains["id"],
            "words": chains["id"].map(words).astype(float).fillna(-1.0),
            "rank": chains["parent"].notna(),
        }
    )
    rows = rows.sort_values(["cluster", "words", "rank", "id"], ascending=[True, False, True, True])
    return rows.drop_duplicates("cluster").set_index("cluster")["id"]


def _fullest(chains: Chains, about: pd.DataFrame, passages: pd.DataFrame) -> Edits:
    """Besides hops: every pair of a story's fullest version and a document that shares a passage with it."""
    texts, hops, rows = chains._scripts.texts, chains._hops, chains.chains
    number = pd.Index(texts.ids)
    a, b = (number.get_indexer(passages[name]).astype(np.int64) for name in ("id_a", "id_b"))
    known = (a >= 0) & (b >= 0)
    whole = number.get_indexer(rows["cluster"].map(fullest(rows, about))).astype(np.int64)
    own = number.get_indexer(rows["id"]).astype(np.int64)
    ways = (whole, own), (a[known], b[known]), (hops.above, hops.own)
    key, shared, done = (np.minimum(*way) * len(texts.ids) + np.maximum(*way) for way in ways)
    wanted = np.flatnonzero(np.isin(key, shared) & ~np.isin(key, done))
    wanted = wanted[np.sort(np.unique(key[wanted], return_index=True)[1])]
    return chains._scripts.edits(whole[wanted], own[wanted])


def empty(name: str) -> pd.DataFrame:
    return pd.DataFrame({column: pd.Series(dtype=object if column in _TEXTS else float) for column in TABLES[name]})


def read(folder: Path | str, tiers: Path | str = "") -> Results:
    """Results from the folder that ``python -m reprints CORPUS --out DIR`` wrote, from Parquet or else CSV.

    tiers: a CSV with the columns outlet and tier; a tier is
    any word, and party-state, commercial, foreign and platform have hues of their own. Raises AnalysisError, naming the
    file, where a table is missing or lacks a column.
    """
    folder = Path(folder).expanduser()
    if not folder.is_dir():
        raise AnalysisError(
            "there is no such folder",
            where=str(folder),
            do="Write results first: python -m reprints CORPUS --out DIR",
        )
    tables = {name: _table(folder, name) for name in TABLES}
    about = tables.pop("documents")
    about["tier"] = about["outlet"].map(read_tiers(tiers)) if tiers else None
    return Results(about=about, source=folder.name, caveats=(), label="", **tables)


def read_tiers(path: Path | str) -> dict[str, str]:
    """outlet -> tier."""
    path = Path(path).expanduser()
    try:
        refuse_others(path.stat().st_mode, str(path))
        with path.open(encoding="utf-8-sig", newline="") as file:
            header, *rows = list(csv.reader(file, strict=True)) or [[]]
    except (OSError, ValueError, csv.Error) as error:
        raise AnalysisError(
            f"cannot be read: {getattr(error, 'strerror', None) or error}",
            where=str(path),
            do="Give a CSV file in UTF-8 with the columns outlet and tier.",
        ) from None
    for number, row in enumerate(rows, 2):
        if row and len(row) != len(header):
            raise AnalysisError(
                f"has {len(row)} values for {len(header)} columns",
                where=f"{path}, row {number}",
                do="Give each row an outlet and a tier, and quote names that hold a comma.",
            )
    table = pd.DataFrame([row for row in rows if row], columns=header, dtype=str)
    missing = [name for name in ("outlet", "tier") if name not in table.columns]
    if missing:
        raise AnalysisError(
            f"there is no column {missing[0]!r} among {', '.join(table.columns)}",
            where=str(path),
            do="The columns are outlet and tier.",
        )
    twice = table[table["outlet"].duplicated()]
    if len(twice):
        raise AnalysisError(
            f"the outlet {twice['outlet'].iloc[0]!r} stands twice",
            where=f"{path}, row {twice.index[0] + 2}",
            do="Give each outlet one tier.",
        )
    return {outlet: tier for outlet, tier in zip(table["outlet"], table["tier"], strict=True) if tier}


def _table(folder: Path, name: str) -> pd.DataFrame:
    parquet, plain = folder / f"{name}.parquet", folder / f"{name}.csv"
    try:
        if parquet.is_file():
            with parquet.open("rb") as file:
                table = pd.read_parquet(file)
        elif plain.is_file():
            with plain.open(encoding="utf-8") as file:
                texts = _TEXTS - {"words"} if name != "ghosts" else _TEXTS
                kinds = {column: str for column in TABLES[name] if column in texts}
                # An outlet may be called NA: only an empty cell is a missing one.
                table = restored_frame(pd.read_csv(file, dtype=kinds, keep_default_na=False, na_values=[""]))
        else:
            raise AnalysisError(
                f"there is no {name}.parquet and no {name}.csv",
                where=str(folder),
                do="These are no results, or of an older version: run python -m reprints again.",
            )
    except (OSError, ValueError) as error:
        raise AnalysisError(
            f"{name} cannot be read: {str(error).splitlines()[0]}",
            where=str(folder),
            do="Run python -m reprints again.",
        ) from None
    lacking = [column for column in TABLES[name] if column not in table.columns]
    if lacking:
        raise AnalysisError(
            f"{name} lacks {', '.join(lacking)}",
            where=str(folder),
            do="These are results of an older version: run python -m reprints again.",
        )
    return table


def _or_empty(found, name: str) -> pd.DataFrame:
    table = getattr(found, name, None)
    return empty(name) if table is None else table


def _title(title) -> str:
    return _cut(title, LONGEST_TITLE)


def _credit(line) -> str:
    return _cut(line, LONGEST_CREDIT)


def _cut(text, most: int) -> str:
    """The first words of a text; a Chinese character counts half, as characters are shorter than words."""
    text, weight = str(text), 0.0
    for word in _WORD.finditer(text):
        weight += 0.5 if has_han(word[0]) else 1.0
        if weight > most:
            return text[: word.start()].rstrip() + " …"
    return text
