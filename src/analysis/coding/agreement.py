"""How far coders agree, before anybody adjudicates.

Agreement is reported twice, because it asks two things: did both coders find a row at all (F1), and did they give
matched rows the same value (alpha of the column's level, kappa and AC1, see `analysis.coding.measured`). It checks
consistency; it does not prove validity. A language model is never averaged in with people: it is a coder of its own in
every line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from analysis import wording
from analysis.answer import Answer
from analysis.coding import measured, records
from analysis.coding.coderfile import Row
from analysis.coding.matching import Group, compared, groups
from analysis.coding.queue import MODEL
from analysis.study import Study, find
from analysis.tables import Table

if TYPE_CHECKING:
    import pandas as pd

PAIR = ["round", "coder", "other"]
ROWS = [*PAIR, "articles", "rows", "other_rows", "both", "f1", "f1_low", "f1_high", "frozen", "means"]
VALUES = [*PAIR, *measured.COLUMNS]
ALL, OUTSIDE = "all articles", "outside the queue"
_FEW_ARTICLES = 5


@dataclass(frozen=True)
class Comparison:
    """Two coders in a round. articles: what both have read; rows: those of each there; both: rows that are one."""

    told: dict[str, object]
    articles: list[str]
    rows: tuple[list[Row], list[Row]]
    both: list[tuple[Row, Row]]


def f1(rows: int, other: int, both: int) -> float | None:
    """2 both / (rows + other); None where neither coder has a row."""
    return 2 * both / (rows + other) if rows + other else None


def alpha(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Krippendorff's alpha for nominal values of two coders; None where it is undefined (no pair, or one value)."""
    if not pairs or len({value for pair in pairs for value in pair}) < 2:
        return None
    from analysis.measures import agreement

    return agreement.alpha(pairs)


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
        round, coder, other, articles, rows, other_rows, both, f1 with its interval (f1_low, f1_high), frozen: how
        many of the articles were frozen before anybody decided, means: what it allows to say. A model is named as one.

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
    return pd.DataFrame([_of_rows(one, found.frozen) for one in _comparisons(found)], columns=ROWS)


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
        round, coder, other, column, level, n (matched rows), same; alpha, kappa and ac1, each with its interval
        (alpha_low, alpha_high), missing where it is undefined; means: what the figures allow to say.

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
    lines = [
        one.told | measured.of_column(found.table[column], [(row[column], other[column]) for row, other in one.both])
        for one in _comparisons(found)
        for column in compared(found.table)
    ]
    return pd.DataFrame(lines, columns=VALUES)


def _comparisons(found: records.Records) -> Iterator[Comparison]:
    """Each two coders in each round, people before models, all rounds last."""
    for label, articles, *pair in _read_by_both(found):
        own, theirs = ([row for row in found.before[who] if row["article"] in articles] for who in pair)
        alike: list[Group] = groups(found.table, dict(zip(pair, (own, theirs), strict=True)))
        coder, other = pair
        yield Comparison(
            told=dict(zip(PAIR, (label, *(found.queue.coder(who).title for who in pair)), strict=True)),
            articles=sorted(articles),
            rows=(own, theirs),
            both=[(group[coder], group[other]) for group in alike if len(group) == 2],
        )


def _read_by_both(found: records.Records) -> Iterable[tuple[str, set[str], str, str]]:
    """(round, articles that both have read, coder, other)."""
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


def _of_rows(one: Comparison, frozen: set[str]) -> dict[str, object]:
    """A line of `ROWS`. The interval of F1 is drawn over articles: rows of one article are found or missed together."""
    counts = {article: [0, 0, 0] for article in one.articles}
    for place, rows in enumerate((*one.rows, [row for row, _ in one.both])):
        for row in rows:
            counts[row["article"]][place] += 1
    units = list(counts.values())

    def share(drawn: Sequence[Sequence[int]]) -> float:
        found = f1(*(sum(column) for column in zip(*drawn, strict=True)))
        return float("nan") if found is None else found

    own, theirs, both = len(one.rows[0]), len(one.rows[1]), len(one.both)
    low, high = measured.interval(share, units)
    return one.told | {
        "articles": len(units),
        "rows": own,
        "other_rows": theirs,
        "both": both,
        "f1": f1(own, theirs, both),
        "f1_low": low,
        "f1_high": high,
        "frozen": len(frozen.intersection(one.articles)),
        "means": _means(len(units), own + theirs),
    }


def _means(articles: int, rows: int) -> str:
    """What F1 allows to say."""
    if not rows:
        return "neither found a row"
    few = wording.counted(articles, "article", "is", "are")
    return f"{few} too few for a figure to mean anything" if articles < _FEW_ARTICLES else ""


def shown(frame: pd.DataFrame) -> pd.DataFrame:
    """A frame of agreement as people read it: each figure with its interval, a dash where it is undefined. Round and
    coders are left out where all lines have the same, as who shows it says them.
    """
    import pandas as pd

    made = {}
    for name in frame.columns if len(frame[PAIR].drop_duplicates()) > 1 else frame.columns.drop(PAIR):
        if f"{name}_low" in frame.columns:
            ends = zip(frame[name], frame[f"{name}_low"], frame[f"{name}_high"], strict=True)
            made[name] = [_figure(*three) for three in ends]
        elif not name.endswith(("_low", "_high")):
            made[name] = frame[name].tolist()
    return pd.DataFrame(made)


def _figure(value: float | None, low: float | None, high: float | None) -> str:
    if value is None or value != value:
        return "–"
    ends = f" ({low:.2f} to {high:.2f})" if low is not None and low == low else ""
    return f"{value:.2f}{ends}".replace("-", "−")


def _spoken(name: str, value: float, low: float, high: float) -> str:
    """A figure within a sentence: ``F1 0.57, between 0.27 and 0.77``."""
    return f"{name} {value:.2f}, between {low:.2f} and {high:.2f}".replace("-", "−")


def by_table(pairs: Mapping[str, Sequence[tuple[str, str]]], table: Table) -> list[dict[str, object]]:
    """table, column, n, same, alpha for each compared column of a table whose matched values are given; alpha takes
    every column as nominal.
    """
    return [
        {
            "table": table.name,
            "column": column,
            "n": len(pairs[column]),
            "same": sum(one == other for one, other in pairs[column]),
            "alpha": alpha(pairs[column]),
        }
        for column in table.compared
    ]


def answer(rows: pd.DataFrame, values: pd.DataFrame) -> Answer:
    """Agreement in two sentences: of rows, and of the column in which matched rows agree least.

    rows, values: what `row_agreement` and `value_agreement` give.
    """
    if rows.empty:
        return Answer("No article was read by two coders, so nothing can be said of agreement.", {"pairs": 0})
    last = rows.iloc[-1]
    here = (values[PAIR] == last[PAIR]).all(axis=1)
    found = values[here].dropna(subset=["alpha"]).sort_values("alpha", kind="stable")
    text = (
        f"{last['coder']} and {last['other']} both read {last['articles']} articles; of {last['rows']} and "
        f"{last['other_rows']} rows {last['both']} are the same"
        + (f" ({_spoken('F1', *last[['f1', 'f1_low', 'f1_high']])})." if last["rows"] + last["other_rows"] else ".")
    )
    if len(found):
        worst = found.iloc[0]
        figure = _spoken("alpha", *worst[["alpha", "alpha_low", "alpha_high"]])
        text += f" They differ most in `{worst['column']}` ({figure}"
        text += f": {worst['n']} rows, too few for it to mean anything)." if worst["n"] < measured.FEW else ")."
    return Answer(text, {"articles": int(last["articles"]), "both": int(last["both"]), "columns": len(found)})
