"""What the columns of a report's tables are called for a reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

HEADINGS = {
    "added": "added later",
    "articles_cmp_only": "articles, CMP’s own text alone",
    "basis": "how the date is known",
    "both": "found by both",
    "bound": "how exact",
    "claimed_by": "who says so",
    "cmp_only": "in CMP’s own text",
    "coded_rows": "records",
    "coder_a": "by coder A alone",
    "coder_b": "by coder B alone",
    "contained": "share of the shorter",
    "date_basis": "how the date is known",
    "days": "days in question",
    "excerpt": "what the article shows",
    "f1": "F1",
    "final": "settled",
    "form": "how it is given",
    "full_names": "by full name",
    "han": "Chinese characters",
    "holds": "the same",
    "in_order": "in the same order",
    "judged_by": "who says so",
    "label": "what happened",
    "longest_run": "longest run of words",
    "open": "open end",
    "rows_a": "records of coder A",
    "rows_b": "records of coder B",
    "rows_from_one_or_added": "records of one coder, or added",
    "rows_left_out": "records left out",
    "said": "published",
    "says": "what it says",
    "seen": "with words shown",
    "timed": "with a date",
    "utterance": "text",
    "via": "carried by",
    "why": "reason",
}


def headed(frame: pd.DataFrame, **here: str) -> pd.DataFrame:
    """The frame with headings for a reader; here: what a column is called in this table only."""
    return frame.rename(columns=HEADINGS | here)
