"""What a coder's desk is told of a corpus: its articles, their text where it is at hand, and what may not be copied."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from analysis import codebook, dates, git
from analysis.coding.shelf import Shelf
from analysis.corpus import imported, leaks, source
from analysis.errors import AnalysisError
from analysis.study import Study, shown
from analysis.tables.column import LIST_SEPARATOR
from newsbench import store

if TYPE_CHECKING:
    from analysis.coding.desk import Desk
    from analysis.corpus.text import Article

_COLUMNS = {"outlet": "outlet", "author": "author", "date": "published"}


class Loaded(Protocol):
    """A corpus, as far as it is worked with here."""

    study: Study
    codebook: Any

    @property
    def mode(self) -> str: ...

    @property
    def text(self) -> Mapping[str, Article]: ...

    @property
    def titles(self) -> Mapping[str, str]: ...

    @property
    def names(self) -> Mapping[str, str]: ...

    @property
    def _searched(self) -> Any: ...

    def frame(self, name: str) -> Any: ...


Texts = Mapping[str, Sequence[str]]  # the paragraphs of each article


def corpus_of(own: Desk) -> str:
    """The imported corpus that a coder codes; empty where it is that of the study."""
    return codebook.read(own.study).corpus_of(own.table)


def shelf(corpus: Loaded, own: Desk, texts: Texts | None) -> Shelf:
    """The articles as a coder reads them."""
    if name := corpus_of(own):
        rows = {row["id"]: row for row in _rows(corpus.frame(name))}
        counts = {slug: int(row["paragraphs"]) for slug, row in rows.items()}
        return _shelf(own.titles, rows, {**_COLUMNS, "date": "date"}, counts, texts, _spellings(corpus), {})
    rows = {row["article"]: row for row in _rows(corpus.frame("articles"))}
    counts = {}
    if texts is not None:
        counts = {slug: len(paragraphs) for slug, paragraphs in texts.items()}
    elif "paragraphs" in corpus.codebook:
        last = corpus.frame("paragraphs").groupby("article")["paragraph"].max()
        counts = {str(slug): int(most) for slug, most in last.items()}
    return _shelf(corpus.titles, rows, _COLUMNS, counts, texts, _spellings(corpus), corpus.names)


def _shelf(
    titles: Mapping[str, str],
    rows: Mapping[str, Mapping[str, str]],
    columns: Mapping[str, str],
    counts: Mapping[str, int],
    texts: Texts | None,
    spellings: Mapping[str, list[str]],
    named: Mapping[str, str],
) -> Shelf:
    """rows: what is known of each article, in the columns that are named; named: how an id of an entity is said."""

    def about(article: str) -> dict[str, str]:
        said = {what: rows[article].get(column, "") for what, column in columns.items()}
        said |= {what: named.get(said[what], said[what]) for what in ("outlet", "author")}
        if said["date"] and not dates.fault(said["date"]):
            said["date"] = dates.words(said["date"])
        return said

    def names(article: str) -> dict[str, list[str]]:
        ids = {what: rows[article].get(column, "") for what, column in columns.items() if what != "date"}
        return {what: [one, *spellings.get(one, [])] for what, one in ids.items() if one}

    def text(article: str) -> Sequence[str]:
        return (texts or {}).get(article, ())

    return Shelf(titles, counts, text if texts is not None else None, about, names)


def _rows(frame: Any) -> list[dict[str, str]]:
    return frame.astype("str").fillna("").to_dict("records")


def _spellings(corpus: Loaded) -> dict[str, list[str]]:
    """Every spelling of each entity."""
    entities = corpus.codebook.get("entities")
    if entities is None or not entities.path.exists():
        return {}
    found = {}
    for row in _rows(corpus.frame("entities")):
        aliases = str(row.get("aliases", "")).split(LIST_SEPARATOR)
        found[row["entity"]] = [name for name in (row.get("english"), row.get("chinese"), *aliases) if name]
    return found


def texts_at_hand(study: Study, own: Desk, given: Mapping[str, Article] | None = None) -> Texts | None:
    """The paragraphs of the articles that a coder codes, where the text is at hand: a coder's screen is no report.

    given: the articles of the study, where a corpus was loaded with them.
    """
    if name := corpus_of(own):
        return _imported(store.place(name, study=study).documents, [task.article for task in own.tasks])
    if given is None:
        path = source.at_hand(study)
        given = None if path is None else {article.slug: article for article in source.read_text(path, study)}
    return None if given is None else {slug: article.paragraphs for slug, article in given.items()}


def _imported(documents: Path, articles: list[str]) -> Texts | None:
    if not documents.is_file():
        return None
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        found = pq.read_table(documents, columns=["id", "text"], filters=[("id", "in", articles)]).to_pylist()
    except (OSError, pa.ArrowException) as error:
        raise AnalysisError(
            f"cannot be read: {str(error).splitlines()[0]}", where=shown(documents), do="Import the corpus again."
        ) from None
    return {row["id"]: tuple(line for line in (row["text"] or "").split("\n") if line.strip()) for row in found}


def copied(study: Study, texts: Texts | None, corpus: str = "") -> Callable[[str], str]:
    """What is wrong with a cell that copies a sentence of an article, where the texts are not the study's to keep.

    corpus: the imported corpus that they are of.
    """
    own = study.raw / "text"
    if corpus:
        free = store.place(corpus, study=study).documents not in imported.guarded(study)
    else:
        free = own.is_dir() and not git.ignored(study.root, f"{study.shown(own)}/x.txt")
    if texts is None or free:
        return lambda cell: ""
    private = leaks.Private("\n".join(paragraph for article in texts.values() for paragraph in article))

    def fault(cell: str) -> str:
        runs = private.found(cell)
        if not runs:
            return ""
        return (
            f"it has {max(map(len, runs))} words of an article in a row, and the text is not ours: say it in your own"
        )

    return fault
