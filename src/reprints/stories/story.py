"""Figures on one story: who took it from whom and when, what each did to it, which parts stand where."""

from __future__ import annotations

import pandas as pd

from analysis.charts import tally, tracks
from analysis.charts import tree as draw_tree
from analysis.charts.figure import Figure
from analysis.rows import each
from reprints.chains import story as tables
from reprints.chains.results import Results
from reprints.chains.summary import tell
from reprints.chains.when import clock, hours, in_time
from reprints.stories import words
from reprints.stories.words import Note

LANES, HOPS = 28, 12  # that a figure has room for
LOOKS = {"kept": "mid", "moved": "light", "replaced": "pale", "added": "dark", "cut": "hollow"}
NOTHING = "Not drawn: the results hold no chain."


def summary(results: Results, story: int = 0) -> Note:
    """The story in sentences, with how sure each is.

    Parameters
    ----------
    results : Results
        Results of ``python -m reprints``, as `load` gives them.
    story : int
        Number of a story; 0 is the largest.

    Returns
    -------
    Note

    Raises
    ------
    AnalysisError
        For a number that no story has.

    Examples
    --------
    >>> summary(computed).text[:21]
    '3 documents in this c'
    """
    if not results.clusters:
        return Note(NOTHING)
    return Note(tell(results, tables.pick(results, story)))


def tree(results: Results, story: int = 0) -> Figure | Note:
    """Who took the story from whom, on a time axis where dates are known; the largest story for 0.

    Parameters
    ----------
    results : Results
        Results of ``python -m reprints``, as `load` gives them.
    story : int
        Number of a story; 0 is the largest.

    Returns
    -------
    Figure or Note
        A sentence that says why, where it cannot be drawn.

    Raises
    ------
    AnalysisError
        For a number that no story has.

    Examples
    --------
    >>> tree(computed).slug
    'chain'
    """
    if not results.clusters:
        return Note(NOTHING)
    number = tables.pick(results, story)
    rows = tables.tree(results, number)
    ghosts = tables.ghosts(results, number)
    frame = _nodes(rows, ghosts)
    timed = frame.loc[frame["date"] != "", "date"].nunique() > 1
    if not timed:  # one day for all is no axis; it goes into the words
        frame["note"] = [
            ", ".join(filter(None, (words.day(date) if date else "", note)))
            for date, note in zip(frame["date"], frame["note"], strict=True)
        ]
        frame["date"] = ""
    copies, undecided = (
        (rows["status"] == "copy").sum(),
        ((rows["status"] == "undecided") & rows["parent"].notna()).sum(),
    )
    left = len(rows) - (frame["status"].isin(["stated", "undecided"])).sum()
    drawn = f"{words.many(len(rows), 'document')} of story {number}" + (
        f", {left:,} of them not drawn one by one" if left else ""
    )
    return draw_tree(
        frame,
        slug="chain",
        kinds=_KINDS,
        timed=timed,
        ghost_means="not in the corpus",
        open_means="copies not drawn one by one",
        title=_tree_title(rows),
        caveats=words.NOTED,
        source=words.source(results, drawn),
        subtitle=words.subtitle(
            results,
            "Each document and its likeliest source, with the share of the source’s words that it keeps; "
            f"{words.many(int(copies), 'copy', 'copies')} with a source"
            + (f", {int(undecided):,} undecided" if undecided else ""),
        ),
    )


def _tree_title(rows: pd.DataFrame) -> str:
    tops = rows[rows["parent"].isna()]
    sure = tops[tops["status"] == "origin"]
    told = words.of(int((rows["status"] == "copy").sum()), len(rows) - len(tops))
    tail = f"; {told} others can be traced to a source" if len(rows) > len(tops) else ""
    if len(sure) == 1 and len(tops) == 1:
        return f"{words.named(sure['id'].iloc[0], sure['outlet'].iloc[0])} was first in this corpus{tail}"
    if len(sure) > 1:
        return f"{words.many(len(sure), 'document')} have no source in this corpus{tail}"
    return f"Which of {len(rows):,} documents was first in this corpus cannot be told{tail}"


def _nodes(found: pd.DataFrame, ghosts: pd.DataFrame) -> pd.DataFrame:
    """The frame of the tree form: documents, ghosts above them, a stub for a source's copies without a lane."""
    shown, stubs = _chosen(found)
    nodes = []
    drawn = found[found["id"].isin(shown)]
    clocks = any(clock(words.given(date)) for date in drawn["date"])
    for row in each(drawn.sort_values(["depth", "date", "id"], na_position="last", key=in_time)):
        doubt = row.status == "undecided"
        kept = f"keeps {words.percent(row.share_kept)}" if pd.notna(row.share_kept) else ""
        time = clock(words.given(row.date)) or ("hour not known" if clocks and words.given(row.date) else "")
        odds = f"best guess, {row.score:.2f}" if doubt else f"probability {row.score:.2f}" if row.score < 0.95 else ""
        ties = f"or from {words.many(int(row.tied), 'text')} equal to it" if row.tied else ""
        tier = words.given(row.tier)
        label = words.named(row.id, row.outlet) + (f" ({words.short(tier)})" if tier and tier not in _KINDS else "")
        parent = f"document {row.parent}" if pd.notna(row.parent) else ""
        nodes.append(
            (
                f"document {row.id}",
                parent,
                label,
                ", ".join(filter(None, (time, kept, odds, ties))),
                tier if tier in _KINDS else "",
                "undecided" if doubt else "stated",
                words.edtf(row.date),
                "" if (hour := hours(words.given(row.date))) is None else hour,
                str(row.id),
            )
        )
    for parent, number in stubs.items():
        nodes.append(
            (
                f"more of {parent}",
                f"document {parent}",
                f"and {words.many(number, 'more copy', 'more copies')}",
                "",
                "",
                "open-end",
                "",
                "",
                "",
            )
        )
    frame = pd.DataFrame(nodes, columns=["id", "parent", "label", "note", "kind", "status", "date", "hour", "rows"])
    for ghost in each(ghosts):
        below = [f"document {i}" for i in ghost.above.split("\n") if i in {str(name) for name in shown}]
        parent = f"document {ghost.parent}" if ghost.parent is not None else ""
        if not below or (parent and parent not in set(frame["id"])):
            continue
        frame.loc[frame["id"].isin(below), "parent"] = f"ghost {ghost.id}"
        label, note = (
            (words.short(ghost.id), "credited")
            if ghost.reason == "credit"
            else ("a lost text", "inferred from shared wording")
        )
        node = pd.DataFrame(
            [(f"ghost {ghost.id}", parent, label, note, "", "ghost", "", "", "")], columns=frame.columns
        )
        frame = pd.concat([node, frame], ignore_index=True)
    return frame


_KINDS = {
    "party-state": ("Party and state", "purple"),
    "commercial": ("Commercial", "green"),
    "foreign": ("Foreign", "blue"),
    "platform": ("Platform", "sky"),
}


def _chosen(rows: pd.DataFrame) -> tuple[set, dict]:
    """Ids that get a lane: those with most below them first, always with what stands above them; and how many the rest
    are, by source.
    """
    parent = {i: p if pd.notna(p) else None for i, p in zip(rows["id"], rows["parent"], strict=True)}
    below = dict.fromkeys(parent, 0)
    above = {}
    for name in parent:
        line, at = [], name
        while parent[at] is not None:
            at = parent[at]
            below[at] += 1
            line.append(at)
        above[name] = line
    order = rows.assign(below=rows["id"].map(below)).sort_values(
        ["below", "date", "id"], ascending=[False, True, True], na_position="last", key=in_time
    )["id"]
    shown: set = set()
    for name in order:
        lanes = {name, *above[name]}
        if len(shown | lanes) <= LANES or len(rows) <= LANES + 2:
            shown |= lanes
    if not shown:
        shown = {order.iloc[0]}
    stubs: dict = {}
    for name in parent:
        if name not in shown:
            at = next((i for i in above[name] if i in shown), None)
            if at is not None:
                stubs[at] = stubs.get(at, 0) + 1
    return shown, stubs


def edits(results: Results, story: int = 0) -> Figure | Note:
    """What each copy kept, cut, added, moved and replaced, with its headline and credit line.

    Parameters
    ----------
    results : Results
        Results of ``python -m reprints``, as `load` gives them.
    story : int
        Number of a story; 0 is the largest.

    Returns
    -------
    Figure or Note
        A sentence that says why, where it cannot be drawn.

    Raises
    ------
    AnalysisError
        For a number that no story has.

    Examples
    --------
    >>> edits(computed).slug
    'edits'
    """
    if not results.clusters:
        return Note(NOTHING)
    number = tables.pick(results, story)
    hops = tables.hops(results, number)
    if hops.empty or not hops[list(LOOKS)].to_numpy().sum():
        return Note(f"Not drawn: nobody in story {number} can be given a source, so there is no edit to show.")
    shown = (
        hops.assign(changed=hops["cut"] + hops["added"] + hops["replaced"] + hops["moved"])
        .nlargest(HOPS, "changed", keep="first")
        .sort_index()
    )
    bars = []
    for hop in each(shown):
        label = (
            f"{words.named(hop.parent, hop.source_outlet)}, {words.day(hop.source_date)} → "
            f"{words.named(hop.id, hop.outlet)}, {words.day(hop.date)}"
        )
        guess = " (source undecided)" if hop.status == "undecided" else ""
        for part in LOOKS:
            bars.append(
                (
                    f"{hop.parent} {hop.id}",
                    label + guess,
                    part,
                    int(getattr(hop, part)),
                    f"keeps {words.percent(hop.share_kept)}",
                    _notes(hop),
                    str(hop.id),
                )
            )
    frame = pd.DataFrame(bars, columns=["bar", "label", "part", "value", "end", "note", "rows"])
    left = len(hops) - len(shown)
    sizes = results.documents().loc[lambda d: d["id"].isin(hops["parent"]), ["words", "characters"]].astype(float).sum()
    unit = words.unit(int(sizes["words"]), int(sizes["characters"]))
    return tally(
        frame,
        slug="edits",
        kinds=_KINDS,
        looks=LOOKS,
        apart=["cut"],
        unit=unit,
        title=_edits_title(hops, unit),
        caveats=words.NOTED,
        tooltip=["part", "value"],
        subtitle=words.subtitle(results, _edits_subtitle(hops, shown, unit)),
        source=words.source(
            results,
            f"story {number}, {words.many(len(hops), 'hop')}"
            + (f", the {len(shown)} with most changes drawn" if left else "")
            + "; boilerplate is not counted, a Chinese character is a word",
        ),
    )


def _notes(hop) -> str:
    before, after, credit = (
        words.printable(words.given(cell)) for cell in (hop.headline_before, hop.headline_after, hop.credit)
    )
    lines = []
    if hop.headline_changed and (before or after):
        lines.append(f"Headline: {words.short(before, 90) or 'none'} → {words.short(after, 90) or 'none'}")
    elif after:
        lines.append(f"Headline kept: {words.short(after, 120)}")
    if credit:
        lines.append(f"Credit line: {words.short(credit, 100)}")
    return "\n".join(lines)


def _edits_title(hops: pd.DataFrame, unit: str) -> str:
    """What is told of copies whose source is asserted: what another cut hangs on a guess."""
    sure = hops[hops["status"] == "copy"]
    if sure.empty:
        return (
            f"Whose text was cut cannot be told: the sources of {words.many(len(hops), 'copy', 'copies')} are guesses"
        )
    cut, head, most = int((sure["cut"] > 0).sum()), int(sure["headline_changed"].sum()), int(sure["cut"].max())
    first = sure.iloc[sure["cut"].argmax()]
    name, count = words.named(first["id"], first["outlet"]), words.many(most, unit)
    tail = "" if not cut else f"; {name} cut {count}" if cut == 1 else f"; {name} cut most, {count}"
    if (sure["cut"] == most).sum() > 1 and cut:
        tail = f"; at most {count} were cut"
    return f"{words.of(cut, len(sure))} copies cut a passage and {words.of(head, len(sure))} changed the headline{tail}"


def _edits_subtitle(hops: pd.DataFrame, shown: pd.DataFrame, unit: str) -> str:
    """What the bars count, by the parts that are drawn; copies whose source is a guess are counted apart."""
    right = [part for part in LOOKS if part != "cut" and shown[part].sum()] or ["kept"]
    told = ", ".join(right[:-1]) + (" and " if right[1:] else "") + right[-1]
    cut = ", right of the line, and cut from its source, left of it" if shown["cut"].sum() else ""
    sure = int((hops["status"] == "copy").sum())
    copies = f"{words.many(sure, 'copy', 'copies')} with a source" + (
        f", {len(hops) - sure:,} undecided" if len(hops) > sure else ""
    )
    return f"{unit.capitalize()}s that a copy {told}{cut}; {copies}"


def strips(results: Results, story: int = 0) -> Figure | Note:
    """Which stretches of the fullest version stand in each of the others.

    Parameters
    ----------
    results : Results
        Results of ``python -m reprints``, as `load` gives them.
    story : int
        Number of a story; 0 is the largest.

    Returns
    -------
    Figure or Note
        A sentence that says why, where it cannot be drawn.

    Raises
    ------
    AnalysisError
        For a number that no story has.

    Examples
    --------
    >>> strips(computed).slug
    'passages'
    """
    if not results.clusters:
        return Note(NOTHING)
    number = tables.pick(results, story)
    rows, whole, length = tables.strips(results, number)
    if not length:
        return Note(f"Not drawn: the results hold no passage of story {number}.")
    first = rows.drop_duplicates("id")
    size = int(first.loc[first["id"] == whole, "kept"].iloc[0])
    unit = words.unit(size, length)
    others = first[first["id"] != whole]
    shown = [whole, *others["id"].head(LANES)]
    frame = rows[rows["id"].isin(shown)].assign(
        line=lambda r: r["id"].astype(str),
        rows=lambda r: r["id"].astype(str),
        label=lambda r: [words.named(i, o) for i, o in zip(r["id"], r["outlet"], strict=True)],
        note=lambda r: [
            _covered(i, k, size, d, whole, unit) for i, k, d in zip(r["id"], r["kept"], r["date"], strict=True)
        ],
        kind=lambda r: [words.given(t) if words.given(t) in _KINDS else "" for t in r["tier"]],
    )
    name = words.named(whole, first.loc[first["id"] == whole, "outlet"].iloc[0])
    none = int((others["covered"] == 0).sum())
    title = f"{name}’s version is the fullest" + _others_have(others["covered"], unit)
    title += f"; {words.of(none, len(others))} others share no passage with it" if none else ""
    drawn = f"story {number}, {words.many(len(first), 'document')}" + (
        f", {len(shown)} drawn" if len(shown) < len(first) else ""
    )
    return tracks(
        frame,
        slug="passages",
        kinds=_KINDS,
        length=length,
        whole="the fullest version",
        title=title,
        caveats=words.NOTED,
        tooltip=["start", "end"],
        source=words.source(results, drawn),
        subtitle=words.subtitle(
            results,
            f"Stretches of the fullest version ({size:,} {unit}s) that stand in each document word for word, in "
            "the order of the tree; what a document adds is not drawn, headline lines and boilerplate are not compared",
        ),
    )


def _others_have(covered: pd.Series, unit: str) -> str:
    """How much of the fullest version those have that share a passage with it: the least and the most."""
    some = covered[covered > 0]
    if some.empty:
        return ""
    least, most = words.percent(some.min()), words.percent(some.max())
    who = "the other has" if len(covered) == 1 else "one other has" if len(some) == 1 else "the others have"
    if len(covered) > len(some) > 1:
        who = f"{len(some):,} others have"
    return f": {who} {least if least == most else f'{least} to {most}'} of its {unit}s"


def _covered(name, kept: int, size: int, date, whole, unit: str) -> str:
    said = (
        "the fullest"
        if name == whole
        else f"{words.of(kept, size)} {unit}s, {words.percent(kept / size)}"
        if kept
        else "shares no passage with it"
    )
    return said if kept and name != whole else f"{said}, {words.day(date)}"
