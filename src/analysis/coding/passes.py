"""Two coding passes that were closed: where they are, how rows of one match rows of the other, how far they agree.

This is the older layout, for passes that no queue gave out and whose rows do not say which version of the codebook they
were coded by: to put them into coders' files would be to invent that. Coders that begin now have a file each
(`analysis.coding.coderfile`). Agreement is computed by the same functions for both.

A table has passes where `passes/<table>.a.csv` and `.b.csv` lie beside it. Rows are matched by `matches.csv`; in a
table whose key is no id of a row (one row a paragraph), by that key.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from analysis import codebook, study, tables
from analysis.codebook import Codebook
from analysis.coding.agreement import by_table, f1
from analysis.errors import AnalysisError
from analysis.study import Study, shown
from analysis.tables import Table

if TYPE_CHECKING:
    import pandas as pd

WHICH = ("a", "b")
_MATCHES = ("table", "match", "id_a", "id_b", "id")
_DECISIONS = ("table", "row", "column", "value_a", "value_b", "value", "reason")


def pass_path(table: Table, which: str) -> Path:
    """File of a pass: which is 'a' or 'b'."""
    return table.path.parent / "passes" / f"{table.name}.{which}.csv"


def read_pass(table: Table, which: str) -> pd.DataFrame:
    """The rows of one pass."""
    return tables.read(table.at(pass_path(table, which)))


def passed(book: Codebook) -> list[Table]:
    """The coded tables of which there are two passes, in order."""
    return [table for table in book.coded() if all(pass_path(table, which).exists() for which in WHICH)]


def decisions(book: Codebook) -> pd.DataFrame:
    """How the passes were settled, row by row and value by value."""
    return tables.read(book.table("decisions", _DECISIONS, what="the comparison of passes"))


def row_agreement(of: Study | None = None) -> pd.DataFrame:
    """table, rows_a, rows_b, both, f1, final, added: how far the passes found the same rows.

    f1 = 2 both / (rows_a + rows_b); added: final rows that neither pass had. A table of one row a paragraph has every
    paragraph in both passes.
    """
    import pandas as pd

    book = codebook.read(of or study.find())
    matches = _matches(book)
    out = []
    for table in passed(book):
        a, b = len(read_pass(table, "a")), len(read_pass(table, "b"))
        own = matches[matches["table"] == table.name]
        by_id = table.key == ("id",)
        both = int((own["id_a"].notna() & own["id_b"].notna()).sum()) if by_id else a
        out.append(
            {
                "table": table.name,
                "rows_a": a,
                "rows_b": b,
                "both": both,
                "f1": f1(a, b, both),
                "final": len(tables.read(table)),
                "added": int((own["id_a"].isna() & own["id_b"].isna()).sum()) if by_id else 0,
            }
        )
    return pd.DataFrame(out, columns=["table", "rows_a", "rows_b", "both", "f1", "final", "added"])


def value_agreement(of: Study | None = None) -> pd.DataFrame:
    """table, column, n, same, alpha: agreement on the values of matched rows. alpha is missing where it is undefined.

    The columns are those that a table's description lists under `compared`.
    """
    import pandas as pd

    book = codebook.read(of or study.find())
    matches = _matches(book)
    out = []
    for table in passed(book):
        a, b = (read_pass(table, which).astype("str").fillna("") for which in WHICH)
        joined = _by_match(table, a, b, matches, book) if table.key == ("id",) else _by_key(table, a, b)
        pairs = {
            column: list(zip(joined[f"{column}_a"], joined[f"{column}_b"], strict=True)) for column in table.compared
        }
        out += by_table(pairs, table)
    return pd.DataFrame(out, columns=["table", "column", "n", "same", "alpha"])


def _matches(book: Codebook) -> pd.DataFrame:
    return tables.read(book.table("matches", _MATCHES, what="the comparison of passes"))


def _by_key(table: Table, a: pd.DataFrame, b: pd.DataFrame) -> pd.DataFrame:
    return a.merge(b, on=list(table.key), suffixes=("_a", "_b"))


def _by_match(table: Table, a: pd.DataFrame, b: pd.DataFrame, matches: pd.DataFrame, book: Codebook) -> pd.DataFrame:
    both = matches[(matches["table"] == table.name) & matches["id_a"].notna() & matches["id_b"].notna()]
    joined = both[["id_a", "id_b"]].merge(a.add_suffix("_a"), on="id_a").merge(b.add_suffix("_b"), on="id_b")
    if len(joined) != len(both):
        raise AnalysisError(
            f"{len(both) - len(joined)} match(es) of {table.name} name a row that its pass does not have",
            where=shown(book["matches"].path),
            do="Compare id_a and id_b with the files of the passes.",
        )
    return joined
