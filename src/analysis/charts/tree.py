"""Tree: who carried whose words, from the origin to the right; on a time axis where the carriers have dates."""

from __future__ import annotations

from typing import Unpack

from analysis.charts import columns, fonts, options, style, timeaxis
from analysis.charts.canvas import DASHED, SOLID, Canvas, block, entries, key
from analysis.charts.figure import Figure
from analysis.charts.form import Asked, Head, Paper
from analysis.charts.kinds import Given, known
from analysis.dates import span, words
from analysis.errors import AnalysisError

_STATUS = ("stated", "hedged", "undecided", "open-end", "ghost")


@options.checked
def tree(
    frame,
    *,
    kinds: Given | None = None,
    timed: bool = False,
    ghost_means: str = "not in the corpus",
    open_means: str = "others, unnamed",
    **head: Unpack[Head],
) -> Figure:
    """Draw chains of reprints: each carrier on a lane of its own, an edge from the one that it took from. matplotlib
    draws it.

    Parameters
    ----------
    frame : pandas.DataFrame
        id, parent (id of the source; empty for an origin), label (the outlet); optional note (a second line: what it
        did, or the headline), kind (hue), status, date (EDTF; drawn when timed), hour (hours since the day began, 0 to
        24, where they are known: it then stands there, else at noon), rows (ids). status: stated (solid), hedged or
        undecided (dashed edge, hollow mark), open-end (`and so on`: a fading stub), ghost (a source that is only
        inferred: hollow, dashed). Without it, uncertain (yes) stands for hedged and open (yes) for open-end.
    kinds : mapping
        value of kind -> (label, hue name or #hex).
    timed : bool
        Place carriers by date; one without a date stands a step after its source, hollow and said to be undated. A
        carrier always stands right of its source, by a step where both are of one day, so that siblings do not read as
        a chain.
    ghost_means, open_means : str
        What a ghost and an open end are.

    Returns
    -------
    Figure

    Raises
    ------
    AnalysisError
        For an empty frame, a missing column, an id given twice, an unknown parent, a circle, or a date that is no EDTF.

    Examples
    --------
    >>> import pandas as pd
    >>> chain = pd.DataFrame({"id": ["a", "b"], "parent": ["", "a"], "label": ["Baker's Post", "Crumbs"]})
    >>> tree(chain, slug="chain", title="Crumbs took it from the Post", source="Source: invented (N = 2).")
    Figure chain: Crumbs took it from the Post
    """
    asked = Asked("tree", head, kinds)
    drawn = asked.frame(
        frame, ["id", "label"], ["parent", "note", "kind", "status", "open", "uncertain", "date", "hour"]
    )
    where = asked.where
    if "parent" not in drawn:
        raise AnalysisError(
            "the frame lacks parent", where=where, do="Give each carrier the id of its source, empty for an origin."
        )
    columns.allowed(asked.where, drawn, "status", _STATUS)
    for name in ("open", "uncertain"):
        columns.allowed(asked.where, drawn, name)
    nodes = {}
    for number, node in enumerate(drawn.to_dict("records"), start=1):
        node["id"], node["parent"] = columns.shown(node["id"]), columns.shown(node["parent"])
        if node["id"] in nodes:
            raise AnalysisError(
                f"the id {node['id']} stands twice, again in row {number} of the frame",
                where=where,
                do="One row a carrier.",
            )
        node["status"] = node.get("status") or (
            "open-end" if node.get("open") == "yes" else "hedged" if node.get("uncertain") == "yes" else "stated"
        )
        try:
            node["span"] = span(node["date"]) if node.get("date") else None
        except (ValueError, AttributeError) as error:
            raise AnalysisError(
                str(error), where=f"{where}, row {number} of the frame, column date", do="Write the date as EDTF."
            ) from None
        nodes[node["id"]] = node
    order = _descent(nodes, where)
    if timed and not any(node["span"] for node in nodes.values()):
        raise AnalysisError(
            "no carrier has a date, so there is no time to draw", where=where, do="Draw it without timed."
        )
    drawing = _Tree(order, asked, timed, ghost_means, open_means)
    return asked.figure(drawing.draw, drawn, drawing.described())


def _descent(nodes: dict[str, dict], where: str) -> list[dict]:
    """Nodes from the top lane down, each with its `depth` and `children`: a source stands above what was taken
    from it.
    """
    for node in nodes.values():
        if node["parent"] and node["parent"] not in nodes:
            raise AnalysisError(
                f"the parent {node['parent']!r} of {node['id']!r} is no id of the frame",
                where=where,
                do="Add a row for it, with status ghost if it is only inferred.",
            )
        node["children"] = [child for child in nodes.values() if child["parent"] == node["id"]]
    order: list[dict] = []
    ahead = [(node, 0) for node in reversed(nodes.values()) if not node["parent"]]
    while ahead:
        node, node["depth"] = ahead.pop()
        order.append(node)
        # Longest subtrees last: trunks then pass fewer lanes. "And so on" stays where the eye expects it, at the end.
        children = sorted(
            node["children"], key=lambda child: (child.get("status") == "open-end", bool(child["children"]))
        )
        ahead.extend((child, node["depth"] + 1) for child in children[::-1])
    if len(order) < len(nodes):
        circle = next(name for name in nodes if not any(node["id"] == name for node in order))
        raise AnalysisError(
            f"{circle!r} descends from itself", where=where, do="A chain needs an origin: leave its parent empty."
        )
    return order


class _Tree:
    def __init__(self, order: list[dict], asked: Asked, timed: bool, ghost_means: str, open_means: str):
        self.asked, self.kinds = asked, asked.kinds
        self.order, self.timed, self.ghost_means, self.open_means = order, timed, ghost_means, open_means
        self.nodes = {node["id"]: node for node in order}

    def described(self) -> str:
        parts = []
        for node in self.order:
            doubt = {"hedged": ", hedged", "undecided": ", undecided", "ghost": f", {self.ghost_means}"}.get(
                node.get("status", ""), ""
            )
            source = f" from {self.nodes[node['parent']]['label']}" if node["parent"] else " (origin)"
            parts.append(
                f"{node['label']}{source}{doubt}"
                + (f", {words(node['date'])}" if node["span"] else "")
                + (f", {node['note']}" if node.get("note") else "")
            )
        return f"Tree of {len(self.order)} carriers. {'; '.join(parts)}."

    def draw(self, paper: Paper):
        canvas = Canvas(paper.room)
        self.compose(canvas)
        return canvas.figure()

    def compose(self, canvas: Canvas) -> None:
        self.legend(canvas)
        deepest = max(node["depth"] for node in self.order)
        axis = None
        if self.timed:
            # Room at the right for the words of the last carrier.
            axis = timeaxis.Axis(
                [node["span"] for node in self.order if node["span"]],
                canvas.left,
                canvas.width - (130 if canvas.narrow else 220),
            )
            canvas.y += style.SMALL + 4
        top = canvas.y
        canvas.y += 10 * self.timed
        step = (
            0
            if not deepest
            else min(120, canvas.width * 0.5 / deepest)
            if not canvas.narrow
            else min(34, canvas.width * 0.4 / deepest)
        )
        for number, node in enumerate(self.order):
            node["x0"], node["x"] = self.across(canvas, node, axis, step)
            self.lane(canvas, node, number, axis)
        for node in self.order:
            if node["parent"]:
                self.edge(canvas, self.nodes[node["parent"]], node)
        if axis:
            axis.draw(canvas, top, canvas.y)

    def legend(self, canvas: Canvas) -> None:
        shown = entries(known(self.kinds, [node.get("kind", "") for node in self.order]), self.kinds)
        found = {node.get("status", "") for node in self.order}
        if found & {"hedged", "undecided"}:
            shown.append(("dashes", style.SOFT, " or ".join(name for name in ("hedged", "undecided") if name in found)))
        if "ghost" in found:
            shown.append(("ring", style.FAINT, self.ghost_means))
        if "open-end" in found:
            shown.append(("fade", style.SOFT, self.open_means))
        if shown:
            key(canvas, shown)

    def across(self, canvas: Canvas, node: dict, axis: timeaxis.Axis | None, step: float) -> tuple[float, float]:
        """Where a mark begins, and its middle."""
        if axis:
            least = self.nodes[node["parent"]]["x"] + (12 if canvas.narrow else 18) if node["parent"] else axis.x0 + 8
            if node["span"]:
                left, right = axis.ends(node["span"])
                if node["span"].first != node["span"].last:
                    return left, left
                hour = node.get("hour")
                x = left + (right - left) * (float(hour) / 24 if hour not in (None, "") else 0.5)
                least = least if node["parent"] else x
            else:
                x = least
            # A long chain of one day may not leave the paper; its last carriers then stand under one another.
            x = min(max(x, least), canvas.width - 110) if node["parent"] else x
            return x, x
        x = canvas.left + 8 + node["depth"] * step
        return x, x

    def lane(self, canvas: Canvas, node: dict, number: int, axis: timeaxis.Axis | None) -> None:
        status, colour = (
            node.get("status") or "stated",
            self.kinds.colour(node["kind"]) if node.get("kind") else style.SOFT,
        )
        right = node["x"] + 11
        if axis and node["span"] and node["span"].first != node["span"].last:
            right = max(right, self.reach(node, axis))
        notes = [str(node["note"])] if node.get("note") else []
        if self.timed and status != "open-end":
            notes.insert(0, words(node["date"]) if node["span"] else "no date")
        room = canvas.width - right - 2
        label, note = (
            fonts.wrap(node["label"], style.LABEL, room),
            fonts.wrap(" · ".join(notes), style.SMALL, room) if notes else [],
        )
        tall = block(len(label), style.LABEL) + (2 + block(len(note), style.SMALL) if note else 0)
        node["y"] = canvas.y + 11
        if number % 2 == 0:
            canvas.box(canvas.left, canvas.y, canvas.width, tall + 8, "#F7F7F7", plane=-2)
        if status == "open-end":
            canvas.fading_line(node["x"] - 3, node["y"], 44, colour, 2)
            right = max(right, node["x"] + 48)
            label = fonts.wrap(node["label"], style.LABEL, canvas.width - right)
        elif self.timed and node["span"] and node["span"].first != node["span"].last:
            node["mark"] = node["span"], status in ("ghost", "hedged", "undecided")
        else:
            unsure = status != "stated" or (self.timed and not node["span"])
            ink = style.FAINT if status == "ghost" else colour
            canvas.disc(
                node["x"],
                node["y"],
                5.5,
                style.PAPER if unsure else colour,
                ink,
                1.6,
                (2.5, 2) if status == "ghost" else SOLID,
                plane=2,
            )
        if axis and "mark" in node:
            timeaxis.mark(canvas, axis, node["mark"][0], node["y"], colour, node["mark"][1])
        bottom = canvas.lines(
            right, canvas.y + 3, label, style.LABEL, style.SOFT if status in ("open-end", "ghost") else style.INK
        )
        if note:
            canvas.lines(right, bottom + 2, note, style.SMALL, style.SOFT)
        tip = columns.tips(node, self.asked.tooltip) or [
            ("Carrier", columns.shown(node["label"])),
            ("", " · ".join(notes)),
        ]
        canvas.hit(canvas.left, canvas.y, canvas.width, tall + 8, node.get("rows"), tip)
        canvas.y += tall + 8

    def reach(self, node: dict, axis: timeaxis.Axis) -> float:
        left, right = axis.ends(node["span"])
        stub = axis.stub if node["span"].last is None else 0
        return max(right if not stub else left + stub, left + 8) + 6

    def edge(self, canvas: Canvas, source: dict, node: dict) -> None:
        """Down from the source, then across to the carrier: no edge crosses a name."""
        unsure = node.get("status") in ("hedged", "undecided", "ghost") or source.get("status") == "ghost"
        x, end = source["x"], node["x0"]
        dash = DASHED if unsure else SOLID
        if node.get("status") == "open-end":
            canvas.line([(x, source["y"] + 6), (x, node["y"]), (end - 3, node["y"])], style.FAINT, 1.4)
            return
        ranged = self.timed and node["span"] and node["span"].first != node["span"].last
        if abs(end - x) < 11 or (ranged and end < x):
            canvas.line([(x, source["y"] + 6), (x, node["y"] - 10)], style.FAINT, 1.4, dash)
            canvas.arrow(x, node["y"] - 6.5, style.FAINT, 3.6, direction=1)
            return
        toward = 1 if end > x else -1
        tip = end - toward * 7
        canvas.line([(x, source["y"] + 6), (x, node["y"]), (tip - toward * 5, node["y"])], style.FAINT, 1.4, dash)
        canvas.arrow(tip, node["y"], style.FAINT, 3.6, direction=0 if toward > 0 else 2)
