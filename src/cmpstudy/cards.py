"""Cards of a matrix written by hand, each a sentence that its rows guard."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from analysis import dates
from analysis.sentence import TOGETHER, Row, Sentence, together
from cmpstudy import marks

if TYPE_CHECKING:
    import pandas as pd

    from analysis.corpus import Corpus

COLUMNS = ["row", "column", "words", "kind", "rows", "where"]


def day(row: Row) -> str:
    """The day and month of a row, without its year."""
    return dates.words(row["date"]).rsplit(" ", 1)[0] if row["date"] else ""


def grid(corpus: Corpus, cards: Iterable[tuple[str, str, Sentence]]) -> pd.DataFrame:
    """The frame of a matrix from (row, column, words): with kind (who speaks), rows and where, read from the first row
    behind the words.

    A sentence that is not true any more has no rows, and no card: it has been heard, or has stopped the build.
    """
    import pandas as pd

    out = []
    for row, column, words in cards:
        names = [name for entry in words.rows for name in entry.split(TOGETHER)]
        held = corpus.frame(names[0].rpartition("-")[0]) if names else None
        found = held[held["id"] == names[0]].to_dict("records") if held is not None else []
        if found:
            out.append(
                {
                    "row": row,
                    "column": column,
                    "words": words,
                    "kind": found[0].get("speaker_type", ""),
                    "rows": together(names),
                    "where": marks.locator(found[0]["article"], found[0]["paragraph"]),
                }
            )
    return pd.DataFrame(out, columns=COLUMNS)
