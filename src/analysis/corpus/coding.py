"""What a coder's desk is told of a corpus: its articles, their text where it is at hand, and what may not be copied."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from analysis import dates, git
from analysis.coding.shelf import Shelf
from analysis.corpus import leaks, source
from analysis.study import Study
from analysis.tables.column import LIST_SEPARATOR

if TYPE_CHECKING:
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

    def frame(self, name: str) -> Any: ...


Texts = Mapping[str, "Article"]


def shelf(corpus: Loaded, texts: Texts | None) -> Shelf:
    """The articles as a coder reads them."""
    frame = corpus.frame("articles").astype("str").fillna("")
    rows = {row["article"]: row for row in frame.to_dict("records")}
    paragraphs = corpus.frame("paragraphs") if "paragraphs" in corpus.codebook else None
    counts: dict[str, int] = {}
    if paragraphs is not None:
        counts = {str(slug): int(last) for slug, last in paragraphs.groupby("article")["paragraph"].max().items()}
    if texts is not None:
        counts = {slug: len(article.paragraphs) for slug, article in texts.items()}
    spellings = _spellings(corpus)

    def about(article: str) -> dict[str, str]:
        row = rows[article]
        said = {what: str(row.get(column, "")) for what, column in _COLUMNS.items()}
        said |= {what: corpus.names.get(said[what], said[what]) for what in ("outlet", "author")}
        if said["date"] and not dates.fault(said["date"]):
            said["date"] = dates.words(said["date"])
        return said

    def names(article: str) -> dict[str, list[str]]:
        row = rows[article]
        ids = {what: str(row.get(column, "")) for what, column in _COLUMNS.items() if what != "date"}
        return {what: [one, *spellings.get(one, [])] for what, one in ids.items() if one}

    def text(article: str) -> tuple[str, ...]:
        return (texts or {})[article].paragraphs

    return Shelf(corpus.titles, counts, text if texts is not None else None, about, names)


def _spellings(corpus: Loaded) -> dict[str, list[str]]:
    """Every spelling of each entity."""
    entities = corpus.codebook.get("entities")
    if entities is None or not entities.path.exists():
        return {}
    found = {}
    for row in corpus.frame("entities").astype("str").fillna("").to_dict("records"):
        aliases = str(row.get("aliases", "")).split(LIST_SEPARATOR)
        found[row["entity"]] = [name for name in (row.get("english"), row.get("chinese"), *aliases) if name]
    return found


def texts_at_hand(study: Study) -> Texts | None:
    """The articles with their paragraphs, by id, where the text is at hand: a coder's screen is no report."""
    path = source.at_hand(study)
    return None if path is None else {article.slug: article for article in source.read_text(path, study)}


def copied(study: Study, texts: Texts | None) -> Callable[[str], str]:
    """What is wrong with a cell that copies a sentence of an article, where the texts are not the study's to keep."""
    own = study.raw / "text"
    free = own.is_dir() and not git.ignored(study.root, f"{study.shown(own)}/x.txt")
    if texts is None or free:
        return lambda cell: ""
    private = leaks.Private("\n".join(text for article in texts.values() for text in article.paragraphs))

    def fault(cell: str) -> str:
        runs = private.found(cell)
        if not runs:
            return ""
        return (
            f"it has {max(map(len, runs))} words of an article in a row, and the text is not ours: say it in your own"
        )

    return fault
