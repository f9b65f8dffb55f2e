"""Reports told anew from tables with rows gone or added: the code of their notebooks, run here without a kernel."""

from __future__ import annotations

import ast
import json
from functools import cache

import pandas as pd
import yaml
from this_study import HERE

import analysis.corpus
from analysis import AnalysisError, load_corpus
from analysis.coding import passes
from analysis.corpus import Corpus
from analysis.sentence import TOGETHER, Sentence, listening

# 15_computed_chains tells of any corpus: its words are those of reprints.
REPORTS = sorted(path.stem for path in HERE.params.glob("*.yml") if path.stem != "15_computed_chains")


@cache
def whole() -> Corpus:
    """The corpus as it is, read once."""
    corpus = load_corpus("")
    for table in corpus.codebook.present():
        corpus.frame(table.name)
    return corpus


def variant(**frames: pd.DataFrame) -> Corpus:
    """The corpus with other rows; what hangs on no row is not read again."""
    made = whole().variant(**frames)
    made.codebook = whole().codebook
    if not {"articles", "entities"} & set(frames):
        made.topics, made._names = whole().topics, whole()._names
    return made


class Drawn:
    """In place of charts: draws nothing, and keeps what it is told."""

    def __init__(self):
        self.words: list[tuple[str, object]] = []

    def __getattr__(self, form):
        def draw(*_, **told):
            self.words += [(name, told[name]) for name in ("title", "subtitle", "source", "alt") if told.get(name)]

        return draw


def tell(report: str, corpus: Corpus) -> tuple[list[Sentence | AnalysisError], Drawn]:
    """Every sentence of a report over a corpus, and what its figures were told. An error that is not a sentence's ends
    it, as it ends a build.
    """
    params = yaml.safe_load((HERE.params / f"{report}.yml").read_text("utf-8"))
    cells = json.loads((HERE.notebooks / f"{params['notebook']}.ipynb").read_text("utf-8"))["cells"]
    names, drawn, given = {}, Drawn(), analysis.corpus.load_corpus
    analysis.corpus.load_corpus = lambda *_: corpus
    try:
        with listening() as heard:
            for cell in cells:
                if cell["cell_type"] != "code":
                    continue
                try:
                    exec(compile(_without_tables("".join(cell["source"])), report, "exec"), names)
                except AnalysisError as error:
                    return [*heard, error], drawn
                if "parameters" in cell["metadata"].get("tags", ()):
                    names |= params.get("parameters") or {}
                if "charts" in names:
                    names["charts"] = drawn
    finally:
        analysis.corpus.load_corpus = given
    return heard, drawn


def _without_tables(source: str) -> ast.Module:
    """A cell but for tables that it only shows: they hold no sentence, and half the time goes into them."""
    tree = ast.parse(source)
    tree.body = [
        node for node in tree.body if not (isinstance(node, ast.Expr) and ast.unparse(node).startswith("charts.table("))
    ]
    return tree


@cache
def as_it_is(report: str) -> tuple[Sentence, ...]:
    """The sentences of a report over the corpus as it is."""
    heard, _ = tell(report, whole())
    assert [error for error in heard if isinstance(error, AnalysisError)] == []
    return tuple(heard)


def without(entry: str) -> Corpus:
    """The corpus without what an entry of a sentence's rows names, and without what refers to it."""
    gone: dict[str, pd.Series] = {}
    for name in entry.split(TOGETHER):
        table, _, place = name.partition(" ")
        if not place and name not in whole().codebook:
            table = name.rpartition("-")[0]
            frame = whole().frame(table)
            hit = frame["id"] == name
        else:
            frame = whole().frame(table)
            hit = _at(frame, [place]) if place else pd.Series(True, index=frame.index)
        gone[table] = gone.get(table, pd.Series(False, index=frame.index)) | hit
    return _lacking(gone)


def without_row(table: str, number: int) -> Corpus:
    """The corpus without one row of a table."""
    frame = whole().frame(table)
    return _lacking({table: pd.Series(range(len(frame)), index=frame.index) == number})


def with_one_more(table: str) -> Corpus:
    """The corpus with one more row in a table: its last one again, under a key of its own."""
    frame = whole().frame(table)
    last = frame.tail(1).copy()
    if table == "articles":
        last = last.assign(article="one-more", title="One More", position=len(frame) + 1)
    elif "id" in last:
        last["id"] = f"{table}-9999"
    else:
        last["paragraph" if "paragraph" in last else "paragraph_b"] += 1000
    return variant(**{table: pd.concat([frame, last], ignore_index=True)})


def _at(frame: pd.DataFrame, places: list[str]) -> pd.Series:
    """Rows of places (an article, or an article and a paragraph), whichever columns name them."""
    hit = pd.Series(False, index=frame.index)
    for end in ("", "_a", "_b"):
        columns = [f"{name}{end}" for name in ("article", "paragraph")[: places[0].count(" ") + 1]]
        if set(columns) <= set(frame.columns):
            cells = [frame[column].astype(str) for column in columns]
            hit |= (cells[0] if len(cells) == 1 else cells[0] + " " + cells[1]).isin(places)
    return hit


def _lacking(gone: dict[str, pd.Series]) -> Corpus:
    """Rows that refer to a row that is gone go too, or lose the reference: the reader of tables refuses them else."""
    frames = {table: whole().frame(table)[~hit] for table, hit in gone.items()}
    for owner in ("articles", "paragraphs"):
        if owner in gone:
            keys = whole().frame(owner)[gone[owner]][["article", "paragraph"][: 1 + (owner == "paragraphs")]]
            places = list(map(" ".join, keys.astype(str).to_numpy().tolist()))
            for table in whole().codebook.present():
                if places and table.name not in ("articles", owner):
                    frame = frames.get(table.name, whole().frame(table.name))
                    frames[table.name] = frame[~_at(frame, places)]
    ids = {
        name
        for table, hit in gone.items()
        if "id" in whole().frame(table)
        for name in whole().frame(table).loc[hit, "id"]
    }
    for table in whole().codebook.coded():
        columns = [column.name for column in table.columns if column.refers.endswith(".id")]
        if ids and columns:
            frame = frames.get(table.name, whole().frame(table.name)).copy()
            for column in columns:
                frame[column] = [
                    TOGETHER.join(part for part in cell.split(TOGETHER) if part not in ids) or None
                    if isinstance(cell, str)
                    else cell
                    for cell in frame[column]
                ]
            frames[table.name] = frame
    return variant(**frames)


_READ: dict[tuple[str, str], pd.DataFrame] = {}
_read_pass = passes.read_pass
row_agreement = cache(passes.row_agreement)


def read_pass(table, which: str) -> pd.DataFrame:
    """A pass, read once: no sentence is told of other passes than those that there are."""
    if (table.name, which) not in _READ:
        _READ[table.name, which] = _read_pass(table, which)
    return _READ[table.name, which]
