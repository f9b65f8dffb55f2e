"""Which column of a corpus is what: five meanings, under the names that archives and scrapers give them.

The name of a meaning itself comes first. Without it, one column of another usual name is taken, and said; two of them
are refused, because nobody knows which was meant.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from analysis.errors import AnalysisError

COLUMNS = ("id", "outlet", "date", "title", "text")
REQUIRED = ("id", "text")
_NAMES = {
    "id": ("id", "doc_id", "docid", "document_id", "article_id", "identifier", "uuid"),
    "outlet": ("outlet", "source", "publisher", "publication", "newspaper", "media", "outlet_name", "source_name"),
    "date": (
        "date",
        "published",
        "published_at",
        "publish_date",
        "publication_date",
        "pub_date",
        "pubdate",
        "datetime",
    ),
    "title": ("title", "headline"),
    "text": ("text", "body", "content", "fulltext", "full_text", "article_text", "body_text"),
}


@dataclass(frozen=True)
class Taken:
    """names: the column that has each meaning; unused: the other columns."""

    names: dict[str, str]
    unused: tuple[str, ...]

    def told(self) -> str:
        """What was taken for what, where the name does not say it, what is missing and what is not used."""
        other = [f"{meaning} from {name!r}" for meaning, name in self.names.items() if name != meaning]
        lacking = [meaning for meaning in COLUMNS if meaning not in self.names]
        parts = [", ".join(other), f"without {', '.join(lacking)}" if lacking else ""]
        parts.append(f"not used: {', '.join(map(repr, self.unused))}" if self.unused else "")
        return "; ".join(part for part in parts if part)


def match(given: Iterable[object], where: str) -> Taken:
    """Raises AnalysisError where id or text is missing, or two columns have one meaning."""
    names = [str(name) for name in given]
    taken = {}
    for meaning in COLUMNS:
        own = [name for name in names if _plain(name) == meaning]
        other = [name for name in names if _plain(name) in _NAMES[meaning][1:]]
        found = own or other
        if len(found) > 1:
            raise AnalysisError(
                f"{len(found)} columns could be the {meaning}: {', '.join(map(repr, found))}",
                where=where,
                do=f"Name one of them {meaning!r}, and rename or remove the others.",
            )
        if found:
            taken[meaning] = found[0]
    for meaning in REQUIRED:
        if meaning not in taken:
            raise AnalysisError(
                f"there is no column {meaning!r} among {', '.join(names) or 'none'}",
                where=where,
                do="A corpus has the columns id and text, and outlet, date and title where they are known.",
            )
    return Taken(taken, tuple(name for name in names if name not in taken.values()))


def _plain(name: str) -> str:
    return name.strip().casefold().replace(" ", "_").replace("-", "_")
