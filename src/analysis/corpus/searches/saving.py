"""`corpus.save_report`: from what is on the screen to a report: its facts as tables, a notebook, and its parameters."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from analysis import tables
from analysis.codebook.description import describe
from analysis.codebook.generated import package_files
from analysis.corpus import leaks
from analysis.errors import AnalysisError
from analysis.files import in_turn, replace_files
from analysis.study import Study

if TYPE_CHECKING:
    from analysis.corpus.text import Article
    from newsbench.concordance import Concordance

NOTEBOOK = "60_search"
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def report(study: Study, name: str, shown: Concordance | None, articles: Iterable[Article]) -> None:
    """Write the report on a concordance, and print which files. articles: with the text that may get into none."""
    if shown is None or not hasattr(shown, "hits"):
        raise AnalysisError(
            "nothing was asked yet", where="save_report", do='For example: corpus.concordance("ferry"), then again.'
        )
    paragraphs = (text for article in articles for text in article.paragraphs)
    with in_turn(study.build, "searches"):
        written = save(study, name, shown, paragraphs)
    for path in written:
        print(f"{study.shown(path)}: written")
    print("Next: make")


def save(study: Study, name: str, shown: Concordance, text: Iterable[str]) -> list[Path]:
    """Write the tables, the notebook and the parameters of a report on a search; the files.

    text: paragraphs of the private text, of which nothing may get into a file. Raises AnalysisError, before anything is
    written, where something would.
    """
    where = study.shown(study.params)
    if not isinstance(name, str) or not _SLUG.fullmatch(name):
        raise AnalysisError(
            f"{name!r} is no name for a report",
            where="save_report",
            do="Use lower-case letters, digits and hyphens, for example ferry-tender.",
        )
    report = study.params / f"{NOTEBOOK}-{name}.yml"
    if report.exists():
        raise AnalysisError(
            f"there is a report {report.stem}", where=where, do="Choose another name, or remove it first."
        )
    own = {which: _table(study, which) for which in ("searches", "hits")}
    before = {which: _rows(table) for which, table in own.items()}
    lines = shown.lines()
    counted = Counter(zip(lines["article"], lines["paragraph"], strict=True))
    searched = shown.corpus
    sizes = {"articles": searched.n_articles, "words": searched.n_words}
    search = {"search": name, "query": shown.query, "part": getattr(searched, "part", ""), **sizes}
    hits = [
        {"search": name, "article": article, "paragraph": int(paragraph), "hits": count}
        for (article, paragraph), count in counted.items()
    ]
    saved = {which: [row for row in rows if row["search"] == name] for which, rows in before.items()}
    # One of that name may be what a full disk stopped halfway: the same, and without its report.
    if saved["searches"] not in ([], [_cells(search)]) or saved["hits"] not in ([], [_cells(row) for row in hits]):
        raise AnalysisError(
            f"a search {name} was saved before", where=study.shown(own["searches"].path), do="Choose another name."
        )
    before = {which: [row for row in rows if row["search"] != name] for which, rows in before.items()}
    made = {
        own["searches"].path: tables.to_csv(own["searches"], [*before["searches"], search]),
        own["hits"].path: tables.to_csv(own["hits"], [*before["hits"], *hits]),
    }
    notebook = study.notebooks / f"{NOTEBOOK}.ipynb"
    if not notebook.exists():
        made[notebook] = _notebook(name)
    for which, table in own.items():
        if not table.path.with_suffix(".yml").exists():
            made[table.path.with_suffix(".yml")] = _described(which)
    made[report] = f"notebook: {NOTEBOOK}\nparameters:\n  search: {name}\n"  # last: where it is, all is
    _look(made, text)
    replace_files({path: content.encode() for path, content in made.items()})
    replace_files({path: content.encode() for path, content in package_files(study).items()})
    return list(made)


def _cells(row: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in row.items()}


def _look(made: dict[Path, str], text: Iterable[str]) -> None:
    """Raises AnalysisError where a sentence of the text would get into a file."""
    private = leaks.Private("\n".join(text))
    found: Collection = [run for content in made.values() for run in private.found(content)]
    if found:
        raise AnalysisError(
            "the query has a sentence of the text in it, which may not be ours",
            where="save_report",
            do=f"Search for fewer than {leaks.WORDS} words in a row.",
        )


def _described(which: str) -> str:
    return (files("analysis.corpus.searches") / f"{which}.yml").read_text("utf-8")


def _table(study: Study, which: str) -> tables.Table:
    own = study.raw / "searches" / f"{which}.yml"
    brought = Path(str(files("analysis.corpus.searches") / f"{which}.yml"))
    return describe(own if own.exists() else brought, dict).at(own.with_suffix(".csv"))


def _rows(table: tables.Table) -> list[dict[str, str]]:
    return tables.rows_of(table) if table.path.exists() else []


_CELLS = (
    (
        "markdown",
        "question",
        "# Where does it stand?\n\nA search of the texts that was saved with `corpus.save_report`. Its counts are kept "
        "by "
        "paragraph, its lines are not: they are text that may not be ours. Whoever has the text sees them with "
        "`load_corpus().concordance(...)`.",
    ),
    (
        "parameters",
        "parameters",
        "search: str = {name!r}  # name of a saved search, see data/raw/searches/searches.csv",
    ),
    (
        "code",
        "load",
        'from analysis import charts, load_corpus\nfrom analysis.corpus import searches\n\ncorpus = load_corpus("")\n'
        'asked, found = searches.asked(corpus, search), searches.found(corpus, search)\nasked["query"]',
    ),
    ("code", "answer", "searches.answer(corpus, search)"),
    ("markdown", "by-month", "## When, and where?"),
    (
        "code",
        "chart",
        'cells = searches.by_month(corpus, search)\nshown = charts.counts(\n    cells,\n    slug="hits",\n'
        "    title=searches.title(corpus, search),\n"
        "    subtitle=f\"Hits of “{{asked['query']}}” by month; {{len(found)}} articles\",\n"
        "    source=f\"Source: the texts of the study, N = {{found['hits'].sum()}} hits\",\n) if len(cells) > 3 else "
        '"Too few hits for a chart."\nshown',
    ),
    (
        "code",
        "articles",
        'charts.table(found, caption=f"Articles that have it (N = {{len(found)}})", empty="No article has it.")',
    ),
    (
        "markdown",
        "limits",
        "## What this cannot say\n\nA search finds a wording and no meaning: what is said in other words is not in it, "
        "and "
        "a word may stand in a quotation or be denied. Articles that came after the search are not in it.",
    ),
)


def _notebook(name: str) -> str:
    cells = []
    for kind, identity, source in _CELLS:
        text = source.format(name=name).replace(f"'{name}'", f'"{name}"') if kind != "markdown" else source
        cell: dict[str, object] = {
            "cell_type": "markdown" if kind == "markdown" else "code",
            "id": identity,
            "metadata": {"tags": ["parameters"]} if kind == "parameters" else {},
            "source": text.splitlines(keepends=True),
        }
        cells.append(cell if kind == "markdown" else {**cell, "execution_count": None, "outputs": []})
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    made = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(made, indent=1, ensure_ascii=False) + "\n"
