"""Two coding passes: where they are, how rows of one match rows of the other, and how far they agree.

Agreement is reported twice, because it asks two things: did both coders find a row at all (F1), and did they give
matched rows the same value (Krippendorff's alpha, nominal; Krippendorff 2019, Content Analysis, ch. 12). Both passes are by
language models of one kind from one codebook: this checks consistency, it does not prove validity.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from analysis import tables
from analysis.coding.schema import CODED_TABLES
from analysis.errors import AnalysisError
from analysis.paths import CODED
from analysis.tables import Column, Table, Value

if TYPE_CHECKING:
    import pandas as pd

PASSES = CODED / "passes"

MATCHES = Table(
    "matches",
    PASSES / "matches.csv",
    "Which row of pass A, which of pass B, and which final row are the same.",
    "One row that at least one pass found, or that was added when the passes were compared.",
    ("table", "match"),
    (
        Column(
            "table",
            "text",
            "Coded table",
            allowed={table.name: Value(table.about) for table in CODED_TABLES if table.name != "voices"},
        ),
        Column("match", "integer", "Number of the match within its table"),
        Column("id_a", "text", "Row of pass A", null="pass A did not find it"),
        Column("id_b", "text", "Row of pass B", null="pass B did not find it"),
        Column("id", "text", "Final row", null="left out of the final table"),
    ),
    "Compared row by row after both passes were closed.",
    lambda row: (
        [("id_a", "a match needs a row of at least one pass or a final row")]
        if not (row["id_a"] or row["id_b"] or row["id"])
        else []
    ),
)

DECISIONS = Table(
    "decisions",
    PASSES / "decisions.csv",
    "How the passes were settled: rows kept or left out, values chosen, and why.",
    "One decision about a row as a whole or about one column of it.",
    ("table", "row", "column"),
    (
        Column("table", "text", "Coded table", allowed={table.name: Value(table.about) for table in CODED_TABLES}),
        Column(
            "row",
            "text",
            "Final row; for a row left out, the pass and its id there (a:events-0003); for voices article#paragraph",
        ),
        Column("column", "text", "Column that the decision is about; `row` for the row as a whole"),
        Column("value_a", "text", "What pass A has", null="nothing"),
        Column("value_b", "text", "What pass B has", null="nothing"),
        Column("value", "text", "What was decided", null="left empty, or the row left out"),
        Column("reason", "text", "Why"),
    ),
    "Settled one by one; the reason says by which rule of the codebook.",
)

PASS_TABLES = (MATCHES, DECISIONS)

# Free text and locators of one's own wording are not compared; the columns that say what was coded are.
COMPARED = {
    "support": ("target", "country", "named", "polarity", "act", "speaker_type", "outlet", "channel_type", "date"),
    "coverage": ("action", "claim_type", "stance", "sector", "speaker_type", "nested_in", "date"),
    "reprints": ("origin", "carrier", "relation", "time_known", "excerpt_seen", "asserted_by", "certainty"),
    "phrases": ("speaker", "phrase", "position", "form"),
    "events": ("kind", "date", "date_of", "date_basis", "nested_in"),
    "numbers": ("value", "unit", "bound", "claimed_by_type", "verified"),
    "statements": ("speaker", "speaker_type", "outlet", "form"),
    "voices": ("kind", "voice"),
}


def pass_path(table: Table, which: str) -> Path:
    """File of a pass: which is 'a' or 'b'."""
    return PASSES / f"{table.name}.{which}.csv"


def read_pass(table: Table, which: str) -> pd.DataFrame:
    """The rows of one pass."""
    return tables.read(table.at(pass_path(table, which)))


def alpha(pairs: list[tuple[str, str]]) -> float | None:
    """Krippendorff's alpha for nominal values of two coders; None where it is undefined (no pair, or one value only)."""
    if not pairs or len({value for pair in pairs for value in pair}) < 2:
        return None
    import krippendorff
    import numpy as np

    domain = sorted({value for pair in pairs for value in pair})
    codes = {value: number for number, value in enumerate(domain)}
    data = np.array([[codes[a] for a, _ in pairs], [codes[b] for _, b in pairs]], dtype=float)
    return float(krippendorff.alpha(reliability_data=data, level_of_measurement="nominal"))


def row_agreement() -> pd.DataFrame:
    """table, rows_a, rows_b, both, f1, final, added: how far the passes found the same rows.

    f1 = 2 both / (rows_a + rows_b); added: final rows that neither pass had. Voices has every paragraph in both passes.
    """
    import pandas as pd

    matches = tables.read(MATCHES)
    out = []
    for table in CODED_TABLES:
        a, b = len(read_pass(table, "a")), len(read_pass(table, "b"))
        own = matches[matches["table"] == table.name]
        both = a if table.name == "voices" else int((own["id_a"].notna() & own["id_b"].notna()).sum())
        added = 0 if table.name == "voices" else int((own["id_a"].isna() & own["id_b"].isna()).sum())
        out.append(
            {
                "table": table.name,
                "rows_a": a,
                "rows_b": b,
                "both": both,
                "f1": 2 * both / (a + b) if a + b else None,
                "final": len(tables.read(table)),
                "added": added,
            }
        )
    return pd.DataFrame(out)


def value_agreement() -> pd.DataFrame:
    """table, column, n, same, alpha: agreement on the values of matched rows. alpha is missing where it is undefined."""
    import pandas as pd

    matches = tables.read(MATCHES)
    out = []
    for table in CODED_TABLES:
        a, b = (read_pass(table, which).astype("str").fillna("") for which in ("a", "b"))
        if table.name == "voices":
            joined = a.merge(b, on=["article", "paragraph"], suffixes=("_a", "_b"))
        else:
            both = matches[(matches["table"] == table.name) & matches["id_a"].notna() & matches["id_b"].notna()]
            joined = both[["id_a", "id_b"]].merge(a.add_suffix("_a"), on="id_a").merge(b.add_suffix("_b"), on="id_b")
            if len(joined) != len(both):
                raise AnalysisError(
                    f"{len(both) - len(joined)} match(es) of {table.name} name a row that its pass does not have",
                    where=tables.shown(MATCHES.path),
                    do="Compare id_a and id_b with the files of the passes.",
                )
        for column in COMPARED[table.name]:
            pairs = list(zip(joined[f"{column}_a"], joined[f"{column}_b"], strict=True))
            out.append(
                {
                    "table": table.name,
                    "column": column,
                    "n": len(pairs),
                    "same": sum(x == y for x, y in pairs),
                    "alpha": alpha(pairs),
                }
            )
    return pd.DataFrame(out)
