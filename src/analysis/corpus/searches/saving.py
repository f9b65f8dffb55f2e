"""`corpus.save_report`: from what is on the screen to a report: its facts as tables, a notebook, and its parameters."""

from __future__ import annotations

import json
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from analysis import tables
from analysis.codebook import CODED
from analysis.codebook.description import describe
from analysis.codebook.generated import package_files
from analysis.corpus import imported, leaks
from analysis.corpus.searches import table_of
from analysis.errors import AnalysisError
from analysis.files import in_turn, replace_files
from analysis.study import Study
from newsbench import store

if TYPE_CHECKING:
    from analysis.corpus.text import Article
    from newsbench.concordance import Concordance

NOTEBOOK = "60_search"
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def of_study(study: Study, articles: Iterable[Article], name: str, shown: Concordance) -> list[str]:
    """Write the report of a search of the study's own articles; what is to be told of it.

    articles: with the text that may get into no file.
    """

    def leaks_in(made: dict[Path, str]) -> bool:
        private = leaks.Private("\n".join(text for article in articles for text in article.paragraphs))
        return any(run for content in made.values() for run in private.found(content))

    return _saved(study, name, shown, leaks_in)


def of_imported(study: Study, corpus: str, name: str, shown: Concordance) -> list[str]:
    """Write the report of a search of an imported corpus; what is to be told of it."""
    if not CODED.fullmatch(corpus):
        raise AnalysisError(
            f"the corpus is called {corpus!r}, and a data package names its tables in lower case",
            where="save_report",
            do="Import it under a name of a to z, 0 to 9, - and _: python -m analysis import SOURCE --as NAME",
        )
    texts = store.place(corpus, study=study).documents

    def leaks_in(_: dict[Path, str]) -> bool:
        """Of what is written, query and part are in a person's words; all else is the manifest's, or numbers."""
        with tempfile.TemporaryDirectory() as folder:
            said = Path(folder, "said.txt")
            said.write_text(f"{shown.query}\n{_part(shown)}", "utf-8")
            return texts in imported.guarded(study) and any(imported.found([texts], [said]))

    return _saved(study, name, shown, leaks_in, corpus)


def _saved(
    study: Study, name: str, shown: Concordance, leaks_in: Callable[[dict[Path, str]], bool], corpus: str = ""
) -> list[str]:
    with in_turn(study.build, "searches"):
        written = save(study, name, shown, leaks_in, corpus)
    return [*(f"{study.shown(path)}: written" for path in written), "Next: make"]


def save(
    study: Study, name: str, shown: Concordance, leaks_in: Callable[[dict[Path, str]], bool], corpus: str = ""
) -> list[Path]:
    """Write the tables, the notebook and the parameters of a report on a search; the files.

    leaks_in: whether a sentence of the private text is in what would be written; corpus: the imported one that was
    searched. Raises AnalysisError, before anything is written, where one is.
    """
    report = _free(study, name)
    searches, hits = _Kept.of(study, "searches"), _Kept.of(study, "hits", corpus)
    lines = shown.lines()
    counted = Counter(zip(lines["article"], lines["paragraph"], strict=True))
    searched = shown.corpus
    sizes = {"articles": searched.n_articles, "words": searched.n_words}
    search = {"search": name, "query": shown.query, "part": _part(shown), "corpus": corpus, **sizes}
    found = [
        {"search": name, "article": article, "paragraph": int(paragraph), "hits": count}
        for (article, paragraph), count in counted.items()
    ]
    # One of that name may be what a full disk stopped halfway: the same, and without its report.
    if not (searches.may_take(name, [search]) and hits.may_take(name, found)):
        raise AnalysisError(
            f"a search {name} was saved before", where=study.shown(searches.path), do="Choose another name."
        )
    made = {**searches.files(name, [search]), **hits.files(name, found)}
    notebook = study.notebooks / f"{NOTEBOOK}.ipynb"
    if not notebook.exists():
        made[notebook] = _notebook(name)
    made[report] = f"notebook: {NOTEBOOK}\nparameters:\n  search: {name}\n"  # last: where it is, all is
    if leaks_in(made):
        raise AnalysisError(
            "the query has a sentence of the text in it, which may not be ours",
            where="save_report",
            do=f"Search for fewer than {leaks.WORDS} words in a row.",
        )
    package_files(study)  # faults of other descriptions are told before anything is written
    replace_files({path: content.encode() for path, content in made.items()})
    replace_files({path: content.encode() for path, content in package_files(study).items()})
    return list(made)


def _free(study: Study, name: str) -> Path:
    """Where the parameters of a report go. Raises AnalysisError for a name that is none, and one that is taken."""
    if not isinstance(name, str) or not _SLUG.fullmatch(name):
        raise AnalysisError(
            f"{name!r} is no name for a report",
            where="save_report",
            do="Use lower-case letters, digits and hyphens, for example ferry-tender.",
        )
    report = study.params / f"{NOTEBOOK}-{name}.yml"
    if report.exists():
        raise AnalysisError(
            f"there is a report {report.stem}",
            where=study.shown(study.params),
            do="Choose another name, or remove it first.",
        )
    return report


def _part(shown: Concordance) -> str:
    return str(getattr(shown.corpus, "part", ""))


@dataclass(frozen=True)
class _Kept:
    """A table of saved searches as it is in the study, and as it shall be described."""

    path: Path
    table: tables.Table
    rows: list[dict[str, str]]
    described: str

    @classmethod
    def of(cls, study: Study, which: str, corpus: str = "") -> _Kept:
        """Hits in an imported corpus have a table of their own: locators are held against its manifest."""
        brought = files("analysis.corpus.searches") / f"{which}.yml"
        path = study.raw / "searches" / f"{table_of(corpus) if corpus else which}.csv"
        own = path.with_suffix(".yml")
        described = brought.read_text("utf-8")
        if corpus:
            described = described.replace("articles.article", f"{corpus}.id").replace(
                "title: Hits", f"title: Hits in {corpus}"
            )
        table = describe(Path(str(brought)), dict).at(path)
        before = describe(own, dict).at(path) if own.exists() else table
        rows = tables.rows_of(before) if path.exists() else []
        same = own.exists() and set(table.names) <= set(before.names)  # a person may have added to it
        return cls(path, before if same else table, rows, "" if same else described)

    def may_take(self, name: str, more: list[dict[str, object]]) -> bool:
        """Whether it has no row of a search yet, or just these."""
        there = [{key: cell for key, cell in row.items() if cell} for row in self.rows if row["search"] == name]
        return there in ([], [{key: str(cell) for key, cell in row.items() if cell != ""} for row in more])

    def files(self, name: str, more: list[dict[str, object]]) -> dict[Path, str]:
        """The files of the table with the rows of a search."""
        rows: list[Mapping[str, object]] = [*(row for row in self.rows if row["search"] != name), *more]
        cells = [{name: row.get(name, "") for name in self.table.names} for row in rows]
        made = {self.path: tables.to_csv(self.table, cells)}
        return made | ({self.path.with_suffix(".yml"): self.described} if self.described else {})


_CELLS = (
    (
        "markdown",
        "question",
        "# Where does it stand?\n\nA search of the texts that was saved with `corpus.save_report`. Its counts are kept "
        "by paragraph, its lines are not: they are text that may not be ours.",
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
    ("markdown", "whose-texts", "## Whose texts are these, and where are they?"),
    ("code", "whose", "searches.whose(corpus, search)"),
    ("markdown", "by-month", "## When, and where?"),
    (
        "code",
        "chart",
        'cells = searches.by_month(corpus, search)\nshown = charts.counts(\n    cells,\n    slug="hits",\n'
        "    title=searches.title(corpus, search),\n"
        "    subtitle=f\"Hits of “{{asked['query']}}” by month; {{len(found)}} articles\",\n"
        "    source=f\"Source: {{searches.source(asked)}}, N = {{found['hits'].sum()}} hits\",\n) if len(cells) > 3 "
        'else "Too few hits for a chart."\nshown',
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
        "and a word may stand in a quotation or be denied. Articles that came after the search are not in it.",
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
