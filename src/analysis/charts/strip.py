"""Strip: when. Events on a real time axis, dates as precise as they are known."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.charts import columns, fonts, style, timeaxis
from analysis.charts.scene import Scene, block, key, kinds
from analysis.charts.scened import Scened, make
from analysis.dates import span, words
from analysis.errors import AnalysisError


def strip(
    frame,
    *,
    slug: str,
    title: str,
    subtitle: str,
    source: str,
    alt: str = "",
    caveats: Sequence[str] = (),
    tooltip: Sequence[str] = (),
    no_kind: str = "",
) -> Scened:
    """Draw events on time: a day as a dot, a range as a bar over the days that it may be, an open end fading.

    frame: label (what happened); date (EDTF; empty: listed as undated); optional lane (a row of its own with this
    heading), kind (hue), uncertain (yes: dashed), rows (ids). Lanes come in the frame's order, events by date.
    tooltip: columns that a pointer asks for. no_kind: what the dark grey of an event without a kind means, where others have one.
    Raises AnalysisError for an empty frame, no dated event at all, a missing column or a date that is no EDTF.
    """
    drawn = columns.need("strip", slug, frame, ["label"], ["date", "lane", "kind", "uncertain"], tooltip)
    columns.allowed("strip", slug, drawn, "uncertain", ["yes", "no"])
    events = dated("strip", slug, drawn)
    drawing = _Strip(events, tooltip, no_kind)
    return make(
        drawing.compose,
        drawn,
        slug=slug,
        title=title,
        subtitle=subtitle,
        source=source,
        alt=alt or drawing.alt(title),
        caveats=caveats,
    )


def dated(form: str, slug: str, drawn) -> list[dict]:
    """The rows of a frame with their `span` (None without a date), by date within the frame's order."""
    if "date" not in drawn:
        raise AnalysisError(
            "the frame lacks date",
            where=f"figure {slug} ({form})",
            do="Give each event its EDTF date, empty where none is known.",
        )
    events = drawn.to_dict("records")
    for number, event in enumerate(events, start=1):
        try:
            event["span"] = span(event["date"]) if event["date"] else None
        except (ValueError, AttributeError) as error:
            raise AnalysisError(
                str(error),
                where=f"figure {slug} ({form}), row {number} of the frame, column date",
                do="Write the date as EDTF.",
            ) from None
    if not any(event["span"] for event in events):
        raise AnalysisError(
            "no event has a date, so there is no time to draw",
            where=f"figure {slug} ({form})",
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


class _Strip:
    def __init__(self, events: list[dict], tooltip, no_kind: str = ""):
        self.events, self.tooltip, self.no_kind = events, tooltip, no_kind
        self.timed = [event for event in events if event["span"]]

    def alt(self, title: str) -> str:
        parts = [f"{words(event['date']) if event['span'] else 'no date'}: {event['label']}" for event in self.events]
        return f"{title} Time strip of {len(self.timed)} dated events. {'; '.join(parts)}."

    def compose(self, scene: Scene) -> None:
        found = columns.ordered(event["kind"] for event in self.events if event.get("kind"))
        one = len(found) == 1 and all(event.get("kind") for event in self.events)
        entries, colour = ([], style.hue(found[0])) if one else (kinds(found), style.SOFT)
        if entries and self.no_kind and not all(event.get("kind") for event in self.events):
            entries.append(("dot", style.SOFT, self.no_kind))
        dated = timeaxis.legend(((e["span"], e.get("uncertain") == "yes") for e in self.timed), colour)
        # Where dots tell kinds apart, a dot that means a day would be one dot with two meanings; each has its day beside it.
        key(scene, entries + [entry for entry in dated if not entries or entry[0] != "dot"])
        lanes = columns.ordered(
            event.get("lane", "") for event in sorted(self.events, key=lambda event: self.lane_order(event))
        )
        axis = timeaxis.Axis([event["span"] for event in self.timed], scene.left, scene.right)
        scene.y += style.SMALL + 4
        top = scene.y
        scene.y += 10
        for lane in lanes:
            here = [event for event in self.events if columns.shown(event.get("lane", "")) == lane]
            if lane:
                scene.line([(scene.left, scene.y), (scene.right, scene.y)], style.HAIR, plane=0)
                scene.y = (
                    scene.lines(
                        scene.left,
                        scene.y + 4,
                        fonts.wrap(style.label(lane), style.SMALL, scene.room),
                        style.SMALL,
                        style.SOFT,
                    )
                    + 3
                )
            scene.y = self.pack(scene, axis, [event for event in here if event["span"]]) + 6
            for event in (event for event in here if not event["span"]):
                scene.y = self.undated(scene, event) + 3
        axis.draw(scene, top, scene.y)

    def lane_order(self, event: dict) -> int:
        if not hasattr(self, "_lanes"):
            self._lanes = {}
        return self._lanes.setdefault(columns.shown(event.get("lane", "")), len(self._lanes))

    def pack(self, scene: Scene, axis: timeaxis.Axis, events: list[dict]) -> float:
        """Place each event at the highest place where neither its mark nor its words touch another's."""
        taken: list[tuple[float, float, float, float]] = []
        lowest = scene.y
        for event in events:
            left, right = _extent(axis, event["span"])
            side, x, lines = _words(scene, event, left, right)
            date_line = words(event["date"])
            tall = block(1, style.SMALL) + block(len(lines), style.LABEL) + 4
            wide = max([fonts.width(date_line, style.SMALL), *(fonts.width(line, style.LABEL) for line in lines)])
            if side == "below":
                low, high, tall = min(left, x), max(right, x + wide), tall + 14
            elif side == "right":
                low, high = left, x + wide
            else:
                low, high = x - wide, right
            y = scene.y
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
            colour = style.hue(event["kind"]) if event.get("kind") else style.SOFT
            timeaxis.mark(scene, axis, event["span"], y + 8, colour, event.get("uncertain") == "yes")
            align = "right" if side == "left" else "left"
            words_top = y + 14 if side == "below" else y
            # A wash of paper under the words keeps the grid from crossing them.
            scene.box(
                x - wide if side == "left" else x,
                words_top,
                wide,
                tall - (14 if side == "below" else 0),
                style.PAPER,
                plane=0,
            )
            next_top = scene.lines(x, words_top, [date_line], style.SMALL, style.SOFT, align)
            scene.lines(x, next_top + 2, lines, style.LABEL, style.INK, align)
            scene.hit(low - 2, y - 1, high - low + 4, tall + 2, columns.tips(event, self.tooltip))
        return lowest

    def undated(self, scene: Scene, event: dict) -> float:
        colour = style.hue(event["kind"]) if event.get("kind") else style.SOFT
        lines = fonts.wrap(f"no date: {event['label']}", style.LABEL, scene.room - 18)
        scene.disc(scene.left + 6, scene.y + 8, 4, style.PAPER, colour, 1.2, (2, 2))
        bottom = scene.lines(scene.left + 16, scene.y, lines, style.LABEL, style.SOFT)
        scene.hit(scene.left, scene.y, scene.room, bottom - scene.y, columns.tips(event, self.tooltip))
        return bottom


def _extent(axis: timeaxis.Axis, this) -> tuple[float, float]:
    left, right = axis.ends(this)
    if this.first is None:
        return right - axis.stub, right
    if this.last is None:
        return left, left + axis.stub
    middle = (left + right) / 2
    return (middle - 6, middle + 6) if right - left < 12 else (left, right)


def _words(scene: Scene, event: dict, left: float, right: float):
    """Where the words of a mark go: (side, x, lines). Right of it, else left, else below."""
    most = 160 if scene.narrow else 210
    lines = fonts.even(event["label"], style.LABEL, most)
    date = fonts.width(words(event["date"]), style.SMALL)
    wide = max([date, *(fonts.width(line, style.LABEL) for line in lines)])
    if right + 6 + wide <= scene.right:
        return "right", right + 6, lines
    if left - 6 - wide >= scene.left:
        return "left", left - 6, lines
    lines = fonts.even(event["label"], style.LABEL, min(scene.room, max(most, right - left)))
    wide = max([date, *(fonts.width(line, style.LABEL) for line in lines)])
    return "below", max(scene.left, min(left, scene.right - wide)), lines
