"""Figures on a whole corpus: how far and wide stories go, how soon they are reprinted, how much documents share."""

from __future__ import annotations

import pandas as pd

from analysis.charts import counts, spread, survival
from analysis.charts.figure import Figure
from reprints.chains import figures, spells
from reprints.chains.results import Results
from reprints.stories import words
from reprints.stories.words import Note

_BINS = (
    (0, "0"),
    (1, "1"),
    (2, "2"),
    (3, "3"),
    (5, "4–5"),
    (10, "6–10"),
    (20, "11–20"),
    (50, "21–50"),
    (10**9, "over 50"),
)
FEW = 10  # pieces below which no curve is drawn, and first reprints below which a gallery draws none
NOTHING = "Not drawn: the results hold no chain."


def shape(results: Results) -> Figure | Note:
    """How deep stories go (hops) and how wide (copies of one document).

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
    >>> shape(computed)
    Figure depth-and-width: 0 of 1 stories go no further than one hop; the deepest goes 2 hops
    """
    table = figures.fan_out(results)
    if table.empty:
        return Note(NOTHING)
    names = [name for _, name in _BINS]
    table = table.assign(
        wide=[_bin(number) for number in table["widest"]], deep=[_bin(number) for number in table["depth"]]
    )
    cells = (
        table.groupby(["deep", "wide"])
        .agg(value=("cluster", "size"), rows=("cluster", lambda c: "|".join(map(str, c[:50]))))
        .reset_index()
    )
    used = {axis: [name for name in names if name in set(cells[axis])] for axis in ("deep", "wide")}
    # Rows and columns between the smallest and the largest stay, so that the axes do not jump.
    used = {axis: names[names.index(found[0]) : names.index(found[-1]) + 1] for axis, found in used.items()}
    at = {(d, w): (v, r) for d, w, v, r in cells.itertuples(index=False)}
    grid = [
        (f"{d} {'hop' if d == '1' else 'hops'}", f"{w} {'copy' if w == '1' else 'copies'}", *at.get((d, w), (0, "")))
        for d in used["deep"]
        for w in used["wide"]
    ]
    frame = pd.DataFrame(grid, columns=["row", "column", "value", "rows"])
    frame = frame.assign(words=[" " if not value else "" for value in frame["value"]])
    deepest, star = int(table["depth"].max()), int((table["depth"] <= 1).sum())
    return counts(
        frame,
        slug="depth-and-width",
        title=f"{words.of(star, len(table))} stories go no further than one hop; the deepest goes "
        f"{words.many(deepest, 'hop')}",
        caveats=words.NOTED,
        shade_means="stories",
        row_means="hops from the first to the last",
        column_means="copies that were taken from one document, at most",
        tooltip=["value"],
        subtitle=words.subtitle(
            results,
            "Number of stories by depth and by the most copies of one document; "
            f"{words.many(len(table), 'story', 'stories')}, {words.many(int(table['documents'].sum()), 'document')}",
        ),
        source=words.source(
            results,
            f"{words.many(len(table), 'story', 'stories')}; undecided sources count as their best guess "
            f"({int(table['undecided'].sum()):,} documents)",
        ),
    )


def _bin(number: int) -> str:
    return next(name for most, name in _BINS if number <= most)


def reprint_time(results: Results) -> Figure | Note:
    """How long until a piece is first reprinted, as a survival curve.

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
    >>> reprint_time(computed)
    No curve for 1 piece: 1 reprinted, after so many days each: 1.
    """
    if not results.clusters:
        return Note(NOTHING)
    waits = spells.first_reprint_spells(results)
    curve = spells.first_reprint(results)
    if curve.empty or not curve["events"].sum():
        return Note("Not drawn: no document that is first in this corpus has a day, or none of its copies has.")
    pieces, events = int(waits["documents"].sum()), int(curve["events"].sum())
    if pieces < FEW:
        days = ", ".join(f"{int(day):,}" for day in sorted(waits[waits["reprinted"]]["days"]))
        return Note(
            f"No curve for {words.many(pieces, 'piece')}: {events:,} reprinted, after so many days each: {days}."
        )
    # The days in which nearly all of it happens; a straggler of a year later would press them into a line.
    running = curve["events"].cumsum()
    until = min(float(curve["day"].max()), max(7.0, float(curve["day"][running >= 0.95 * events].iloc[0]) * 1.5)) or 1.0
    later = int(curve.loc[curve["day"] > until, "events"].sum())
    alone = int(results.alone["documents"].sum()) if len(results.alone) else 0
    origins = int((results.chains["status"] == "origin").sum())
    return survival(
        curve,
        slug="first-reprint",
        until=until,
        waiting="not yet reprinted",
        event="first reprints",
        title=_curve_title(curve, pieces, events),
        caveats=words.NOTED,
        subtitle=words.subtitle(
            results,
            f"Pieces that are first in this corpus or share nothing, by days since they appeared; N = {pieces:,}, "
            f"{events:,} reprinted, {pieces - events:,} not by the corpus’s last day"
            + (f"; {later:,} later than day {until:.0f}, not drawn" if later else ""),
        ),
        source=words.source(
            results,
            f"{origins:,} first documents, {alone:,} that share nothing; those without an exact date left out. "
            "Kaplan and Meier 1958; band after Greenwood 1926",
        ),
    )


def _curve_title(curve: pd.DataFrame, pieces: int, events: int) -> str:
    half = curve[curve["share"] <= 0.5]
    if len(half) and pieces >= 20:
        return (
            f"Half of {pieces:,} pieces were reprinted in this corpus within "
            f"{words.many(int(half['day'].iloc[0]), 'day')}"
        )
    week = curve[curve["day"] <= 7]["events"].sum()
    return f"{words.of(events, pieces)} pieces were reprinted in this corpus, {int(week):,} of them within seven days"


def shared(results: Results) -> Figure | Note:
    """How much of the smaller text each linked pair shares.

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
    >>> shared(computed)
    Figure shared: In 3 of 3 pairs of documents, more than half of the one stands in the other
    """
    links = words.pairs(results)
    own = len(results.links) - len(links)
    if links.empty:
        return Note("Not drawn: no pair shares a passage.")
    share = links[["containment_a", "containment_b"]].max(axis=1).astype(float).clip(0, 1)
    outlet, title = (
        dict(zip(results.about["id"].astype(str), results.about[name], strict=True)) for name in ("outlet", "title")
    )
    groups = [_pair(a, b, outlet, title) for a, b in zip(links["id_a"], links["id_b"], strict=True)]
    frame = pd.DataFrame(
        {"group": groups, "value": share, "rows": links["id_a"].astype(str) + "|" + links["id_b"].astype(str)}
    ).sort_values(["group", "value"], ignore_index=True)
    if len(frame) > 2000:
        frame = (
            frame.assign(value=(frame["value"] * 40).round() / 40)
            .groupby(["group", "value"])
            .size()
            .rename("count")
            .reset_index()
        )
    unit = "pair of paragraphs" if words.paragraphs(results) else "pair of documents"
    plural = unit.replace("pair", "pairs", 1)
    half = int((share > 0.5).sum())
    return spread(
        frame,
        slug="shared",
        item=unit.split(" of ")[0],
        items="pairs",
        low_means="nothing is shared",
        high_means="the smaller stands whole in the other",
        title=f"In {words.of(half, len(links))} {plural}, more than half of the one stands in the other",
        caveats={"R3": words.NOTED["R3"]},
        subtitle=words.subtitle(
            results,
            f"Share of the smaller text that stands in the other; {words.many(len(links), unit, plural)}"
            + (f"; {own:,} within one text left out" if own else ""),
        ),
        source=words.source(results, words.many(len(links), unit, plural)),
    )


def _pair(a: object, b: object, outlet: dict, title: dict) -> str:
    one, other = str(a).split("#")[0], str(b).split("#")[0]
    if "#" in str(a) and "#" in str(b):
        called = [words.given(title.get(name)) for name in (one, other)]
        first, second = (
            f"‘{words.short(name, 60)}’" if name else words.short(part)
            for name, part in zip(called, (one, other), strict=True)
        )
        return f"within {first}" if one == other else f"{first} and {second}"
    names = words.given(outlet.get(str(a))), words.given(outlet.get(str(b)))
    return "an outlet is not known" if not all(names) else "same outlet" if names[0] == names[1] else "two outlets"
