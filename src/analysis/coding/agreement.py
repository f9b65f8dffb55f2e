"""How far coders agree, before anybody adjudicates.

Agreement is reported twice, because it asks two things: did both coders find a row at all (F1), and did they give
matched rows the same value (Krippendorff's alpha, nominal; Krippendorff 2019, Content Analysis, ch. 12). It checks
consistency; it does not prove validity. A language model is never averaged in with people: it is a coder of its own in
every line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from analysis.answer import Answer
from analysis.coding import records
from analysis.coding.coderfile import Row
from analysis.coding.matching import compared, groups
from analysis.coding.queue import MODEL, Queue
from analysis.study import Study, find
from analysis.tables import Table

if TYPE_CHECKING:
    import pandas as pd

ROWS = ["round", "coder", "other", "articles", "rows", "other_rows", "both", "f1", "frozen"]
VALUES = ["round", "coder", "other", "column", "n", "same", "alpha"]
ALL, OUTSIDE = "all articles", "outside the queue"


def f1(rows: int, other: int, both: int) -> float | None:
    """2 both / (rows + other); None where neither coder has a row."""
    return 2 * both / (rows + other) if rows + other else None


def alpha(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Krippendorff's alpha for nominal values of two coders; None where it is undefined (no pair, or one value)."""
    if not pairs or len({value for pair in pairs for value in pair}) < 2:
        return None
    from analysis.measures import agreement

    return agreement.alpha(pairs)


def of_column(column: str, pairs: Sequence[tuple[str, str]]) -> dict[str, object]:
    """column, n, same, alpha of the values of matched rows."""
    return {"column": column, "n": len(pairs), "same": sum(a == b for a, b in pairs), "alpha": alpha(pairs)}


def row_agreement(table: str, study: Study | None = None) -> pd.DataFrame:
    """How far each two coders found the same rows, by round, over the articles that both have read.

    Parameters
    ----------
    table : str
        Name of a coded table.
    study : Study, optional
        The study; the one that one works in where nothing is given.

    Returns
    -------
    pandas.DataFrame
        round, coder, other, articles, rows, other_rows, both, f1, frozen: how many of the articles were frozen before
        anybody decided. A model is named as one.

    Raises
    ------
    AnalysisError
        With every fault of the coders' files, and for a name that is no table.

    Examples
    --------
    >>> row_agreement("claims", coded)[["round", "rows", "other_rows", "both"]].values.tolist()
    [['pilot', 3, 2, 2]]
    """
    import pandas as pd

    found = records.read(study or find(), table)
    lines = []
    for label, articles, coder, other in _comparisons(found):
        own, theirs = (_within(found.before[who], articles) for who in (coder, other))
        both = sum(len(group) == 2 for group in groups(found.table, {coder: own, other: theirs}))
        lines.append(
            {
                "round": label,
                "coder": _title(found.queue, coder),
                "other": _title(found.queue, other),
                "articles": len(articles),
                "rows": len(own),
                "other_rows": len(theirs),
                "both": both,
                "f1": f1(len(own), len(theirs), both),
                "frozen": len(articles & found.frozen),
            }
        )
    return pd.DataFrame(lines, columns=ROWS)


def value_agreement(table: str, study: Study | None = None) -> pd.DataFrame:
    """How far each two coders gave matched rows the same values, by round and column.

    Parameters
    ----------
    table : str
        Name of a coded table.
    study : Study, optional
        The study; the one that one works in where nothing is given.

    Returns
    -------
    pandas.DataFrame
        round, coder, other, column, n (matched rows), same, alpha; alpha is missing where it is undefined.

    Raises
    ------
    AnalysisError
        With every fault of the coders' files, and for a name that is no table.

    Examples
    --------
    >>> value_agreement("claims", coded)[["column", "n", "same"]].values.tolist()
    [['stance', 2, 1], ['date', 2, 2]]
    """
    import pandas as pd

    found = records.read(study or find(), table)
    lines = []
    for label, articles, coder, other in _comparisons(found):
        rows = {who: _within(found.before[who], articles) for who in (coder, other)}
        both = [group for group in groups(found.table, rows) if len(group) == 2]
        for column in compared(found.table):
            pairs = [(group[coder][column], group[other][column]) for group in both]
            told = {"round": label, "coder": _title(found.queue, coder), "other": _title(found.queue, other)}
            lines.append(told | of_column(column, pairs))
    return pd.DataFrame(lines, columns=VALUES)


def _comparisons(found: records.Records) -> Iterable[tuple[str, set[str], str, str]]:
    """(round, articles that both have read, coder, other): people before models, all rounds last."""
    rounds: dict[str, set[str]] = {}
    for task in found.tasks:
        rounds.setdefault(task.round or OUTSIDE, set()).add(task.article)
    ordered = sorted(found.before, key=lambda coder: found.queue.coder(coder).kind == MODEL)
    for coder, other in combinations(ordered, 2):
        both = {label: articles & found.read[coder] & found.read[other] for label, articles in rounds.items()}
        there = {label: articles for label, articles in both.items() if articles}
        if set(there) != {OUTSIDE}:
            yield from ((label, articles, coder, other) for label, articles in there.items())
        if len(there) > 1 or OUTSIDE in there:
            yield ALL, set().union(*there.values()), coder, other


def _within(rows: Iterable[Row], articles: set[str]) -> list[Row]:
    return [row for row in rows if row["article"] in articles]


def _title(queue: Queue, coder: str) -> str:
    return queue.coder(coder).title


def by_table(pairs: Mapping[str, Sequence[tuple[str, str]]], table: Table) -> list[dict[str, object]]:
    """table, column, n, same, alpha for each compared column of a table whose matched values are given."""
    return [{"table": table.name, **of_column(column, pairs[column])} for column in table.compared]


def answer(rows: pd.DataFrame, values: pd.DataFrame) -> Answer:
    """Agreement in two sentences: of rows, and of the column in which matched rows agree least.

    rows, values: what `row_agreement` and `value_agreement` give.
    """
    if rows.empty:
        return Answer("No article was read by two coders, so nothing can be said of agreement.", {"pairs": 0})
    last = rows.iloc[-1]
    found = values[(values["round"] == last["round"]) & (values["other"] == last["other"])].dropna(subset=["alpha"])
    found = found[found["coder"] == last["coder"]].sort_values("alpha", kind="stable")
    text = (
        f"{last['coder']} and {last['other']} both read {last['articles']} articles; of {last['rows']} and "
        f"{last['other_rows']} rows {last['both']} are the same"
        + (f" (F1 {last['f1']:.2f})." if last["rows"] + last["other_rows"] else ".")
    )
    if len(found):
        text += f" They differ most in `{found['column'].iloc[0]}` (alpha {found['alpha'].iloc[0]:.2f})."
    return Answer(text, {"articles": int(last["articles"]), "both": int(last["both"]), "columns": len(found)})
