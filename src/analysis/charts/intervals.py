"""Intervals: dates that are only known to lie between two days."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.charts import columns, fonts, style, timeaxis
from analysis.charts.scene import Scene, block, key, kinds
from analysis.charts.scened import Scened, make
from analysis.charts.strip import dated
from analysis.dates import words


def intervals(
    frame,
    *,
    slug: str,
    title: str,
    subtitle: str,
    source: str,
    alt: str = "",
    caveats: Sequence[str] = (),
    tooltip: Sequence[str] = (),
) -> Scened:
    """Draw one line for each row: its label, and its date on a shared time axis with the date in words.

    frame: label; date (EDTF; empty: said so); optional kind (hue), uncertain (yes: dashed), rows (ids). By date.
    tooltip: columns that a pointer asks for.
    Raises AnalysisError for an empty frame, no date at all, a missing column or a date that is no EDTF.
    """
    drawn = columns.need("intervals", slug, frame, ["label"], ["date", "kind", "uncertain"], tooltip)
    columns.allowed("intervals", slug, drawn, "uncertain", ["yes", "no"])
    drawing = _Lines(dated("intervals", slug, drawn), tooltip)
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


class _Lines:
    def __init__(self, lines: list[dict], tooltip):
        self.lines, self.tooltip = lines, tooltip
        self.timed = [line for line in lines if line["span"]]

    def alt(self, title: str) -> str:
        return f"{title} Dates of {len(self.lines)} items. {'; '.join(_sentence(line) for line in self.lines)}."

    def compose(self, scene: Scene) -> None:
        found = columns.ordered(line["kind"] for line in self.lines if line.get("kind"))
        one = len(found) == 1 and all(line.get("kind") for line in self.lines)
        entries, colour = ([], style.hue(found[0])) if one else (kinds(found), style.SOFT)
        key(
            scene,
            entries + timeaxis.legend(((line["span"], line.get("uncertain") == "yes") for line in self.timed), colour),
        )
        label_room = (
            0
            if scene.narrow
            else min(230, max(fonts.width(fonts.clean(line["label"]), style.LABEL) for line in self.lines) + 14)
        )
        date_room = max(fonts.width(_date(line), style.SMALL) for line in self.lines) + 10
        x0, x1 = scene.left + label_room, scene.right - (0 if scene.narrow else date_room)
        axis = timeaxis.Axis([line["span"] for line in self.timed], x0, x1)
        scene.y += style.SMALL + 4
        top = scene.y
        scene.y += 10
        for line in self.lines:
            scene.y = self.line(scene, line, axis, label_room, x1)
        axis.draw(scene, top, scene.y)

    def line(self, scene: Scene, line: dict, axis: timeaxis.Axis, label_room: float, x1: float) -> float:
        start = scene.y
        if scene.narrow:
            room = scene.room
            bottom = scene.lines(scene.left, start, fonts.wrap(line["label"], style.LABEL, room))
            bottom = scene.lines(
                scene.left, bottom + 2, fonts.wrap(_date(line), style.SMALL, room), style.SMALL, style.SOFT
            )
            scene.box(scene.left, start, scene.room, bottom - start, style.PAPER, plane=0)
            middle, bottom = bottom + 9, bottom + 18
        else:
            labels = fonts.wrap(line["label"], style.LABEL, label_room - 12)
            tall = max(22.0, block(len(labels), style.LABEL) + 6)
            middle, bottom = start + tall / 2, start + tall
            scene.lines(scene.left, middle - block(len(labels), style.LABEL) / 2, labels)
            scene.text(x1 + 10, middle + 4, _date(line), style.SMALL, style.SOFT)
        if line["span"]:
            colour = style.hue(line["kind"]) if line.get("kind") else style.SOFT
            scene.line([(axis.x0, middle), (axis.x1, middle)], "#EDEDED", plane=-1)
            timeaxis.mark(scene, axis, line["span"], middle, colour, line.get("uncertain") == "yes")
        scene.hit(scene.left, start, scene.room, bottom - start, columns.tips(line, self.tooltip))
        return bottom + 3


def _date(line: dict) -> str:
    return words(line["date"]) if line["span"] else "no date"


def _sentence(line: dict) -> str:
    return f"{line['label']}: {_date(line)}"
