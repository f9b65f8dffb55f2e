"""Figures on outlets: who takes from whom, who is first, who names a source, who cuts what."""

from __future__ import annotations

import pandas as pd

from analysis.charts import counts, spread, tally
from analysis.charts.figure import Figure
from reprints.chains import figures
from reprints.chains.results import Results
from reprints.stories import words
from reprints.stories.words import Note

OUTLETS = 12  # that a figure has room for; the others are drawn as one
FEW, FEWEST = 10, 5  # copies below which no average is drawn: of a corpus, of an outlet
UNKNOWN = "(outlet not known)"
NOTHING = "Not drawn: the results hold no chain."
_NO_COPY = "Not drawn: no document in the results can be given a source."


def _label(outlet: object) -> str:
    return words.short(outlet) if words.given(outlet) else UNKNOWN


def _outlets(names: pd.Series) -> str:
    """How many outlets there are; documents of which none is known make no outlet."""
    known = names[names.map(words.given) != ""]
    return words.many(known.nunique(), "outlet") + (" and of unknown ones" if len(known) < len(names) else "")


def _top(weights: pd.Series) -> tuple[dict, str]:
    """Outlet -> label for the outlets that are drawn, by weight; and the label of all others (empty: none)."""
    order = weights.groupby(level=0).sum().sort_index().sort_values(ascending=False, kind="stable")
    kept = order.index[: OUTLETS if len(order) > OUTLETS + 1 else len(order)]
    labels: dict = {}
    for outlet in kept:
        label, number = _label(outlet), 2
        while label in labels.values():  # two long names that look alike when cut stay two
            label, number = f"{_label(outlet)} ({number})", number + 1
        labels[outlet] = label
    left = len(order) - len(kept)
    return labels, f"{left:,} others" if left else ""


def matrix(results: Results) -> Figure | Note:
    """Which outlet takes from which, in counts of copies.

    Parameters
    ----------
    results : Results
        Results of ``python -m reprints``, as `load` gives them.

    Returns
    -------
    Figure or Note
        A sentence that says why, where it cannot be drawn.

    Examples
    --------
    >>> matrix(computed)
    Figure who-from-whom: 2 outlets are taken from most often, 1 of 2 copies each
    """
    table = figures.outlet_matrix(results)
    if not (table["copies"] > 0).any():
        return Note(_NO_COPY if results.clusters else NOTHING)
    if not table["source_outlet"].any() and not table["outlet"].any():
        return Note("Not drawn: the corpus names no outlet, so there is none that could take from another.")
    labels, rest = _top(pd.concat([table.set_index("source_outlet")["copies"], table.set_index("outlet")["copies"]]))
    grid = table.assign(
        row=table["source_outlet"].map(lambda outlet: labels.get(outlet, rest)),
        column=table["outlet"].map(lambda outlet: labels.get(outlet, rest)),
    )
    grid = grid.groupby(["row", "column"], as_index=False)[["copies", "expected"]].sum()
    grid = grid[(grid["copies"] > 0) | (grid["expected"] >= 0.5)]
    order = [*labels.values(), rest]
    doubt = grid["copies"] == 0
    grid = grid.assign(
        value=grid["copies"],
        unsure=doubt.map({True: "yes", False: "no"}),
        words=[f"~{e:.0f}" if d else "" for e, d in zip(grid["expected"], doubt, strict=True)],
    )
    copies = int(table["copies"].sum())
    by_source = (
        table.groupby("source_outlet")
        .agg(copies=("copies", "sum"), takers=("outlet", "nunique"))
        .sort_values("copies", ascending=False, kind="stable")
    )
    top = by_source.iloc[0]
    tied = int((by_source["copies"] == top["copies"]).sum())
    title = (
        f"{_label(by_source.index[0])} is taken from most often: {words.of(int(top['copies']), copies)} copies"
        if tied == 1
        else f"{tied:,} outlets are taken from most often, {int(top['copies']):,} of {copies:,} copies each"
    )
    return counts(
        grid,
        slug="who-from-whom",
        title=title,
        order=order,
        row_means="taken from",
        column_means="taken by",
        unsure_means="undecided; the number of copies expected",
        caveats=words.NOTED,
        subtitle=words.subtitle(
            results,
            f"Copies by the outlet of their source and their own; {words.many(copies, 'copy', 'copies')} with a source",
        ),
        source=words.source(
            results, f"{words.many(copies, 'copy', 'copies')} in {words.many(results.clusters, 'story', 'stories')}"
        ),
        tooltip=["copies", "expected"],
    )


def originals(results: Results) -> Figure | Note:
    """What each outlet has in stories: pieces that are first in this corpus, copies, undecided ones.

    Parameters
    ----------
    results : Results
        Results of ``python -m reprints``, as `load` gives them.

    Returns
    -------
    Figure or Note
        A sentence that says why, where it cannot be drawn.

    Examples
    --------
    >>> originals(computed)
    Figure originals: 1 of 3 documents in stories are first in this corpus
    """
    table = figures.originals_by_outlet(results)
    if table.empty:
        return Note(NOTHING)
    if not table["outlet"].any():
        return Note("Not drawn: the corpus names no outlet.")
    labels, rest = _top(table.set_index("outlet")["documents"])
    sums = (
        table.assign(label=table["outlet"].map(lambda outlet: labels.get(outlet, rest)))
        .groupby("label", sort=False)[["origins", "copies", "undecided"]]
        .sum()
    )
    left = sums.loc[rest].sum() if rest else 0
    sums = sums.loc[list(labels.values())]
    names = {"origins": "first in this corpus", "copies": "copy", "undecided": "undecided"}
    bars = [
        (
            label,
            names[part],
            int(sums[part][label]),
            f"{words.of(int(sums['origins'][label]), int(sums.loc[label].sum()))} first",
        )
        for label in sums.index
        for part in names
    ]
    known = table[table["outlet"] != ""]
    firsts = int(table["origins"].sum())
    title = f"{words.of(firsts, int(table['documents'].sum()))} documents in stories are first in this corpus"
    if len(known) and known["origins"].max() > 1:
        most = known[known["origins"] == known["origins"].max()]
        times = f"{words.of(int(most['origins'].iloc[0]), firsts)} times"
        title = (
            f"{_label(most['outlet'].iloc[0])} is first in this corpus most often: {times}"
            if len(most) == 1
            else f"{len(most):,} outlets are first in this corpus most often: {times} each"
        )
    return tally(
        pd.DataFrame(bars, columns=["label", "part", "value", "end"]),
        slug="originals",
        looks={"first in this corpus": "dark", "copy": "light", "undecided": "hollow"},
        title=title,
        unit="document",
        caveats=words.NOTED,
        subtitle=words.subtitle(
            results,
            f"Documents in stories, by outlet; {words.many(int(table['documents'].sum()), 'document')} of "
            f"{_outlets(table['outlet'])}" + (f", {left:,} of them of the {rest}, which are not drawn" if rest else ""),
        ),
        source=words.source(
            results,
            f"{words.many(int(table['documents'].sum()), 'document')} in "
            f"{words.many(results.clusters, 'story', 'stories')}",
        ),
        tooltip=["part", "value"],
    )


def credited(results: Results) -> Figure | Note:
    """Whether copies name the outlet from which they were taken.

    Parameters
    ----------
    results : Results
        Results of ``python -m reprints``, as `load` gives them.

    Returns
    -------
    Figure or Note
        A sentence that says why, where it cannot be drawn.

    Examples
    --------
    >>> credited(computed)
    Not drawn: none of 2 copies with a source has a credit line that could be read.
    """
    table = figures.credited_against_inferred(results)
    if table.empty:
        return Note(_NO_COPY if results.clusters else NOTHING)
    part = [
        "names that outlet" if agree else "names another" if credit else "names nobody"
        for agree, credit in zip(table["agree"], table["credited"], strict=True)
    ]
    table = table.assign(part=part)
    if set(part) == {"names nobody"}:
        return Note(
            f"Not drawn: none of {int(table['copies'].sum()):,} copies with a source has a credit line that could "
            "be read."
        )
    labels, rest = _top(table.set_index("inferred")["copies"])
    looks = {"names that outlet": "dark", "names another": "mid", "names nobody": "pale"}
    sums = (
        table.assign(label=table["inferred"].map(lambda outlet: labels.get(outlet, rest)))
        .groupby(["label", "part"])["copies"]
        .sum()
    )
    bars = [
        (f"taken from {label}", name, int(sums.get((label, name), 0))) for label in labels.values() for name in looks
    ]
    left = int(sums.get(rest, pd.Series(dtype=int)).sum()) if rest else 0
    total = table.groupby("part")["copies"].sum()
    every = int(table["copies"].sum())
    return tally(
        pd.DataFrame(bars, columns=["label", "part", "value"]),
        slug="credited",
        looks=looks,
        unit="copy",
        caveats=words.NOTED,
        tooltip=["part", "value"],
        title=f"{words.of(int(total.get('names that outlet', 0)), every)} copies name the outlet that they were taken "
        f"from, {int(total.get('names another', 0)):,} another and {int(total.get('names nobody', 0)):,} nobody",
        subtitle=words.subtitle(
            results,
            "Copies by the outlet of their inferred source and by whom their credit line names; "
            f"{words.many(every, 'copy', 'copies')}. Naming another is no fault: credits often go to the first source",
        ),
        source=words.source(
            results,
            f"{words.many(every, 'copy', 'copies')}"
            + (f", {left:,} of them taken from {rest}, which are not drawn" if rest else "")
            + "; credit lines read by patterns, in English and Chinese",
        ),
    )


def kept(results: Results) -> Figure | Note:
    """How much of its source each copy keeps, by outlet.

    Parameters
    ----------
    results : Results
        Results of ``python -m reprints``, as `load` gives them.

    Returns
    -------
    Figure or Note
        A sentence that says why, where it cannot be drawn.

    Examples
    --------
    >>> kept(computed)
    Figure share-kept: 0 of 2 copies keep at least 95% of their source’s words; shares range from 80% to 83%
    """
    hops = figures.hops_by_outlet(results)
    if hops.empty:
        return Note(_NO_COPY if results.clusters else NOTHING)
    labels, rest = _top(pd.Series(1, index=hops["outlet"]))
    frame = hops.assign(
        group=hops["outlet"].map(lambda outlet: labels.get(outlet, rest)),
        value=hops["share_kept"].clip(0, 1),
        rows=hops["id"].astype(str),
    )
    place = {label: number for number, label in enumerate([*labels.values(), rest])}
    frame = frame.sort_values(
        ["group", "value"], key=lambda cells: cells.map(place) if cells.name == "group" else cells, kind="stable"
    )
    if len(frame) > 2000:  # one row a fortieth, so that the figure's data stay small
        frame = (
            frame.assign(value=(frame["value"] * 40).round() / 40)
            .groupby(["group", "value"], sort=False)
            .size()
            .rename("count")
            .reset_index()
        )
    whole = int((hops["share_kept"] >= 0.95).sum())
    middle = (
        f"the median copy keeps {words.percent(hops['share_kept'].median())}"
        if len(hops) >= FEW
        else f"shares range from {words.percent(hops['share_kept'].min())} to {words.percent(hops['share_kept'].max())}"
    )
    return spread(
        frame,
        slug="share-kept",
        item="copy",
        items="copies",
        low_means="nothing of the source is left",
        high_means="all of it is",
        caveats=words.NOTED,
        title=f"{words.of(whole, len(hops))} copies keep at least 95% of their source’s words; {middle}",
        subtitle=words.subtitle(
            results,
            "Share of its source’s words that each copy keeps, by the outlet that copied; "
            f"{words.many(len(hops), 'copy', 'copies')}",
        ),
        source=words.source(
            results,
            f"{words.many(len(hops), 'copy', 'copies')} with a source, of {_outlets(hops['outlet'])}",
        ),
    )


def places(results: Results) -> Figure | Note:
    """Where in a piece outlets cut: the share missing of each fifth of the source.

    Parameters
    ----------
    results : Results
        Results of ``python -m reprints``, as `load` gives them.

    Returns
    -------
    Figure or Note
        A sentence that says why, where it cannot be drawn.

    Examples
    --------
    >>> places(computed)
    Not drawn: 2 copies are too few for an average of where they cut; the strips show each.
    """
    table = figures.cut_places(results)
    if table.empty:
        return Note(_NO_COPY if results.clusters else NOTHING)
    first = table[table["fifth"] == 1]
    if first["hops"].sum() < FEW:
        return Note(
            f"Not drawn: {int(first['hops'].sum())} copies are too few for an average of where they cut; the "
            "strips show each."
        )
    enough = first[first["hops"] >= FEWEST]
    labels, rest = _top(enough.set_index("outlet")["hops"])
    others = len(first) - len(labels)
    rest = (f"{others:,} others" if labels else f"{others:,} outlets") if others else ""
    table = table.assign(
        label=table["outlet"].map(lambda outlet: labels.get(outlet, rest)), weighted=table["missing"] * table["hops"]
    )
    sums = table.groupby(["label", "fifth"])[["weighted", "hops"]].sum()
    names = {1: "first fifth", 2: "second", 3: "third", 4: "fourth", 5: "last fifth"}
    cells = []
    for label in [*labels.values(), rest]:
        if label:
            for fifth, name in names.items():
                here = sums.loc[(label, fifth)]
                missing = float(here["weighted"] / here["hops"])
                cells.append(
                    (
                        f"{label} ({int(here['hops']):,})",
                        name,
                        round(missing, 4),
                        words.percent(missing),
                    )
                )
    every = table.groupby("fifth")[["weighted", "hops"]].sum()
    share = (every["weighted"] / every["hops"]).round(4)
    hops = int(first["hops"].sum())
    most = int(share.index[int(share.argmax())])
    title = (
        f"Of the {names[most].replace(' fifth', '')} fifth of a source {words.percent(share[most])} is missing in "
        f"the average copy, of the first {words.percent(share[1])}"
        if most > 1
        else f"Of the first fifth of a source {words.percent(share[1])} is missing in the average copy, of the last "
        f"{words.percent(share[5])}"
    )
    return counts(
        pd.DataFrame(cells, columns=["row", "column", "value", "words"]),
        slug="where-cut",
        title=title,
        caveats=words.NOTED,
        subtitle=words.subtitle(
            results,
            "Share of each fifth of the source that stands in no shared passage or was cut from within one, on "
            f"average over an outlet’s copies (their number in brackets; those with fewer than {FEWEST} are drawn "
            f"together); {words.many(hops, 'copy', 'copies')}",
        ),
        shade_means="share missing",
        column_means="fifths of the source",
        source=words.source(
            results,
            f"{words.many(hops, 'copy', 'copies')} that share a passage with their source; boilerplate counts as "
            "missing",
        ),
    )
