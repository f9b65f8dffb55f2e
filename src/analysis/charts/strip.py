"""Strip: when. Events on a real time axis, dates as precise as they are known."""

from __future__ import annotations

import json
from typing import Any, Unpack

from analysis.charts import columns, fonts, form, options, style, times
from analysis.charts.figure import Figure
from analysis.charts.form import Asked, Head, Paper
from analysis.charts.kinds import Given, known, merged
from analysis.dates import span, words
from analysis.errors import AnalysisError


@options.checked
def strip(frame, *, kinds: Given | None = None, no_kind: str = "", **head: Unpack[Head]) -> Figure:
    """Draw events on time: a day as a dot, a range as a bar over the days that it may be, an open end fading.

    Parameters
    ----------
    frame : pandas.DataFrame
        label (what happened); date (EDTF; empty: listed as undated); optional lane (a row of its own with this
        heading), kind (hue), uncertain (yes: dashed), rows (ids). Lanes come in the frame's order, events by date.
    kinds : mapping
        value of kind or lane -> (label, hue name or #hex).
    no_kind : str
        What the dark grey of an event without a kind means, where others have one.

    Returns
    -------
    Figure

    Raises
    ------
    AnalysisError
        For an empty frame, no dated event at all, a missing column or a date that is no EDTF.

    Examples
    --------
    >>> import pandas as pd
    >>> events = pd.DataFrame({"date": ["2020-09-08", "2020-10"], "label": ["It opens", "A visit"]})
    >>> strip(events, slug="events", title="It opened in September", source="Source: invented (N = 2).")
    Figure events: It opened in September
    """
    asked = Asked("strip", head, kinds)
    drawn = asked.frame(frame, ["label"], ["date", "lane", "kind", "uncertain"])
    columns.allowed(asked.where, drawn, "uncertain")
    events = dated(asked.where, drawn)
    drawing = _Strip(events, columns.ordered(event.get("lane", "") for event in events), asked, no_kind)
    return asked.figure(drawing.draw, drawn, drawing.described())


def dated(where: str, drawn) -> list[dict]:
    """The rows of a frame with their `span` (None without a date), by date within the frame's order."""
    if "date" not in drawn:
        raise AnalysisError(
            "the frame lacks date",
            where=where,
            do="Give each event its EDTF date, empty where none is known.",
        )
    events = drawn.to_dict("records")
    for number, event in enumerate(events, start=1):
        try:
            event["span"] = span(event["date"]) if event["date"] else None
        except (ValueError, AttributeError) as error:
            raise AnalysisError(
                str(error),
                where=f"{where}, row {number} of the frame, column date",
                do="Write the date as EDTF.",
            ) from None
    if not any(event["span"] for event in events):
        raise AnalysisError(
            "no event has a date, so there is no time to draw",
            where=where,
            do="Show the rows as a table instead.",
        )
    return sorted(
        events,
        key=lambda event: (
            (event["span"].first or event["span"].last, event["span"].last or event["span"].first)
            if event["span"]
            else (_NEVER, _NEVER)
        ),
    )


_NEVER = span("9999-12-31").first
_UNDER = 18  # px from the top of a bar's row to the words below it


class _Strip:
    def __init__(self, events: list[dict], lanes: list[str], asked: Asked, no_kind: str):
        self.events, self.lanes, self.asked, self.no_kind = events, lanes, asked, no_kind
        self.timed = [event for event in events if event["span"]]

    def described(self) -> str:
        parts = [f"{words(event['date']) if event['span'] else 'no date'}: {event['label']}" for event in self.events]
        return f"Time strip of {len(self.timed)} dated events. {'; '.join(parts)}."

    def draw(self, paper: Paper):

        palette, width = self.asked.kinds, paper.room
        scale = times.Times([event["span"] for event in self.timed], width)
        headings: list[dict] = []
        rows: list[dict] = []
        y = 8.0
        for lane in self.lanes:
            here = [event for event in self.events if columns.shown(event.get("lane", "")) == lane]
            if lane:
                lines = fonts.wrap(palette.label(lane), paper.small, width)
                headings.append({"lane": lane, "lines": lines, "rule": y, "top": y + 5})
                y += 9 + len(lines) * paper.line(paper.small)
            placed, y = self.pack(scale, paper, [event for event in here if event["span"]], y)
            rows += placed
            y += 8
            for event in (event for event in here if not event["span"]):
                lines = fonts.wrap(f"no date: {event['label']}", paper.size, width - 18)
                rows.append(
                    self.row(event)
                    | {"dated": "", "said": [], "lines": lines, "at": y + 8, "top": y, "side": "undated"}
                )
                y += len(lines) * paper.line() + 4
        return self.layers(paper, scale, rows, headings, width, y)

    def row(self, event: dict) -> dict:
        kept = {name: cell for name, cell in event.items() if name != "span"}
        return kept | {"means": self.asked.kinds.label(event.get("kind") or "")}

    def pack(self, scale: times.Times, paper: Paper, events: list[dict], top: float) -> tuple[list[dict], float]:
        """Place each event at the highest place where neither its mark nor its words touch another's."""
        taken: list[tuple[float, float, float, float]] = []
        placed, lowest = [], top
        for event in events:
            left, right = scale.extent(event["span"])
            side, x, lines = self.beside(paper, event, left, right)
            said = words(event["date"])
            tall = paper.line(paper.small) + len(lines) * paper.line() + 4
            wide = max([fonts.width(said, paper.small), *(fonts.width(line, paper.size) for line in lines)])
            if side == "below":
                low, high, tall = min(left, x), max(right, x + wide), tall + _UNDER
            else:
                low, high = (left, x + wide) if side == "right" else (x - wide, right)
            y = top
            while hit := next(
                (
                    box
                    for box in taken
                    if box[0] < high + 10 and low < box[1] + 10 and box[2] < y + tall + 5 and y < box[3] + 5
                ),
                None,
            ):
                y = hit[3] + 5
            taken.append((low, high, y, y + tall))
            lowest = max(lowest, y + tall)
            begin = y + (_UNDER if side == "below" else 0)
            row = self.row(event) | times.placed(scale, event["span"], event.get("uncertain") == "yes")
            row |= {"at": y + 8, "top": begin, "under": begin + paper.line(paper.small), "side": side}
            row |= {"x": x, "wide": wide, "bottom": y + tall, "said": [said], "lines": lines}
            placed.append(row)
        return placed, lowest

    def beside(self, paper: Paper, event: dict, left: float, right: float):
        """Where the words of a mark go: (side, x, lines). Right of it, else left, else below."""
        most = 150 if paper.narrow else 215
        said = fonts.width(words(event["date"]), paper.small)

        def wide(lines: list[str]) -> float:
            return max([said, *(fonts.width(line, paper.size) for line in lines)])

        lines = fonts.even(event["label"], paper.size, most)
        if right + 6 + wide(lines) <= paper.room:
            return "right", right + 6, lines
        if left - 6 - wide(lines) >= 0:
            return "left", left - 6, lines
        lines = fonts.even(event["label"], paper.size, min(paper.room, max(most, right - left)))
        return "below", max(0.0, min(left, paper.room - wide(lines))), lines

    def layers(self, paper: Paper, scale: times.Times, rows: list[dict], headings: list[dict], width: float, y: float):
        import altair as alt

        palette = self.asked.kinds
        found = known(palette, [event.get("kind", "") for event in self.events])
        bare = not all(event.get("kind") for event in self.events)
        one = len(found) == 1 and not bare
        colour = palette.colour(found[0]) if one else style.SOFT
        color: Any = alt.value(colour)
        if found and not one:
            names = {palette.label(kind): palette.colour(kind) for kind in found} | ({"": style.SOFT} if bare else {})
            named = {name or self.no_kind: hue for name, hue in names.items() if name or self.no_kind}
            key = merged(list(named), named, width, "circle")
            if self.no_kind and "" in names:  # the event without a kind has an empty name on the scale
                key.values = [value if value in names else "" for value in key["values"]]
                key.labelExpr = (
                    f"{key['labelExpr'][: -len('[datum.label]')]}[datum.label || {json.dumps(self.no_kind)}]"
                )
            color = alt.Color("means:N", scale=alt.Scale(domain=list(names), range=list(names.values())), legend=key)
        # Where dots tell kinds apart, a dot that means a day would be one dot with two meanings; each has its day
        # beside it.
        ways = [row["dated"] for row in rows if not (found and not one and row["dated"] == times.ON)]
        timed = [row for row in rows if row["dated"]]
        place = form.down("at", y)
        height = paper.height or y
        layers = [*times.key(ways, colour, width), *scale.cuts(height, self.boxes(timed, headings, height / y))]
        x = scale.x(size=paper.small)
        if headings:
            rule = alt.Chart(form.table(headings)).mark_rule(color=style.HAIR)
            layers.append(rule.encode(x=alt.value(0), x2=alt.value(width), y=form.down("rule", y)))
            small: dict[str, Any] = {"fontSize": paper.small, "color": style.SOFT}
            layers += form.texts(headings, paper, alt.value(0), form.down("top", y), **small)
        layers += times.marks(timed, x, place, color, 0, self.asked.tips())
        for side, align in (("right", "left"), ("left", "right"), ("below", "left")):
            layers += self.words([row for row in timed if row["side"] == side], paper, scale, align, y)
        undated = [row for row in rows if row["side"] == "undated"]
        if undated:
            ring = alt.Chart(form.table(undated)).mark_point(
                size=60, filled=False, fill=style.PAPER, strokeDash=[2, 2], strokeWidth=1.2, opacity=1
            )
            layers.append(ring.encode(x=alt.value(6), y=place, color=color, **self.asked.tips()))
            layers += form.texts(undated, paper, alt.value(16), form.down("top", y), color=style.SOFT)
        return form.layered(layers, width, height)

    @staticmethod
    def boxes(timed: list[dict], headings: list[dict], stretch: float) -> list[times.Box]:
        """Where words stand, in px of a drawing that is `stretch` times as high as they need."""
        found = [(0.0, 90.0, lane["top"], lane["top"] + 16.0) for lane in headings]
        for row in timed:
            left = row["x"] - row["wide"] * (row["side"] == "left")
            found.append((left, left + row["wide"], row["top"], row["bottom"]))
        return [(left, right, top * stretch, bottom * stretch) for left, right, top, bottom in found]

    def words(self, rows: list[dict], paper: Paper, scale: times.Times, align: str, y: float) -> list:
        """The date and the label of marks, at their moment so that they move with it."""
        layers: list = []
        for field, top, look in (
            ("said", "top", {"fontSize": paper.small, "color": style.SOFT}),
            ("lines", "under", {}),
        ):
            placed = [
                dict(row, word=times.moment(scale.axis.day_at(min(max(row["x"], 0.0), paper.room)))) for row in rows
            ]
            layers += form.texts(
                placed, paper, scale.x("word", paper.small), form.down(top, y), field, align=align, **look
            )
        return layers
