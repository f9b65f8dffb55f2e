"""Tracks: which stretches of one text stand in others."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.charts import columns, fonts, style
from analysis.charts.scene import Scene, block, key, kinds
from analysis.charts.scened import Scened, make
from analysis.errors import AnalysisError

_TALL = 16.0
_GROUND = "#EFEFEF"


def tracks(
    frame,
    *,
    slug: str,
    title: str,
    subtitle: str,
    source: str,
    length: float,
    alt: str = "",
    caveats: Sequence[str] = (),
    tooltip: Sequence[str] = (),
    whole: str = "the text",
) -> Scened:
    """Draw one track for each text over the length of one of them, filled where its passages stand in that text.

    frame: label (of the text); optional line (tells texts of one label apart), start, end (positions, 0 to length, both
    empty for a text that has none of it), note (a few words at the right), kind (hue), rows (ids). note and kind are
    read from the first row of a text. length: of the text against which all are laid. whole: what that text is called.
    Raises AnalysisError for an empty frame, a missing column or a stretch outside the text.
    """
    drawn = columns.need("tracks", slug, frame, ["label"], ["line", "start", "end", "note", "kind"], tooltip)
    where = f"figure {slug} (tracks)"
    if not length > 0:
        raise AnalysisError(
            f"length {length!r} is not above 0",
            where=where,
            do="Give the length of the text against which the others are laid.",
        )
    for number, row in enumerate(drawn.to_dict("records"), start=1):
        start, end = row.get("start", ""), row.get("end", "")
        if (start == "") != (end == "") or (
            start != "" and (isinstance(start, str) or isinstance(end, str) or not 0 <= start <= end <= length)
        ):
            raise AnalysisError(
                f"the stretch {start!r} to {end!r} is not within 0 to {length}",
                where=f"{where}, row {number} of the frame",
                do="Give both ends, or leave both empty.",
            )
    drawing = _Tracks(drawn, length, whole, tooltip)
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


class _Tracks:
    def __init__(self, frame, length, whole, tooltip):
        self.length, self.whole, self.tooltip = length, whole, tooltip
        self.lines: dict[str, list[dict]] = {}
        for row in frame.to_dict("records"):
            self.lines.setdefault(columns.shown(row.get("line") or row["label"]), []).append(row)

    def label(self, line: str) -> str:
        return columns.shown(self.lines[line][0]["label"])

    def alt(self, title: str) -> str:
        said = []
        for line, rows in self.lines.items():
            places = ", ".join(
                f"{100 * row['start'] / self.length:.0f} to {100 * row['end'] / self.length:.0f} %"
                for row in rows
                if row.get("start", "") != ""
            )
            said.append(
                f"{self.label(line)}: {places or 'none of it'}"
                + (f" ({rows[0]['note']})" if rows[0].get("note") else "")
            )
        return f"{title} Tracks of {len(self.lines)} text{'s' * (len(self.lines) != 1)} over {self.whole}. {'; '.join(said)}."

    def compose(self, scene: Scene) -> None:
        found = columns.ordered(rows[0]["kind"] for rows in self.lines.values() if rows[0].get("kind"))
        plain = any(not rows[0].get("kind") and rows[0].get("start", "") != "" for rows in self.lines.values())
        key(
            scene,
            [
                *kinds(found, "box", style.CARRIERS),
                *([("box", style.SOFT, "kind not known" if found else "stands in this text")] if plain else []),
                ("box", _GROUND, "not in this text"),
            ],
        )
        label_room = (
            0
            if scene.narrow
            else min(200, max(fonts.width(fonts.clean(self.label(line)), style.LABEL) for line in self.lines) + 14)
        )
        note_room = (
            0
            if scene.narrow
            else min(
                170,
                max(fonts.width(fonts.clean(rows[0].get("note", "")), style.SMALL) for rows in self.lines.values())
                + 12,
            )
        )
        x0, x1 = scene.left + label_room, scene.right - note_room
        base = scene.y + style.SMALL
        first, last = f"start of {self.whole}", "end"
        scene.text(x0, base, first, style.SMALL, style.SOFT)
        if fonts.width(first, style.SMALL) + fonts.width(last, style.SMALL) + 10 < x1 - x0:
            scene.text(x1, base, last, style.SMALL, style.SOFT, "right")
        scene.y = base + 7
        for line, rows in self.lines.items():
            self.track(scene, line, rows, x0, x1, label_room, note_room)

    def track(
        self, scene: Scene, line: str, rows: list[dict], x0: float, x1: float, label_room: float, note_room: float
    ) -> None:
        note = str(rows[0].get("note") or "")
        if scene.narrow:
            bottom = scene.lines(scene.left, scene.y, fonts.wrap(self.label(line), style.LABEL, scene.room))
            if note:
                bottom = scene.lines(
                    scene.left, bottom + 1, fonts.wrap(note, style.SMALL, scene.room), style.SMALL, style.SOFT
                )
            top, scene.y = bottom + 3, bottom + 3 + _TALL + 9
        else:
            labels, notes = (
                fonts.wrap(self.label(line), style.LABEL, label_room - 12),
                fonts.wrap(note, style.SMALL, note_room - 10) if note else [],
            )
            tall = max(_TALL, block(len(labels), style.LABEL), block(len(notes), style.SMALL))
            middle = scene.y + tall / 2
            scene.lines(scene.left, middle - block(len(labels), style.LABEL) / 2, labels)
            scene.lines(x1 + 10, middle - block(len(notes), style.SMALL) / 2, notes, style.SMALL, style.SOFT)
            top = middle - _TALL / 2
            scene.y += tall + 7
        scene.box(x0, top, x1 - x0, _TALL, _GROUND)
        colour = style.hue(rows[0]["kind"], style.CARRIERS) if rows[0].get("kind") else style.SOFT
        for row in rows:
            if row.get("start", "") == "":
                continue
            left, right = (x0 + (x1 - x0) * row[name] / self.length for name in ("start", "end"))
            right = max(right, left + 1)  # a single sentence of a book is still seen
            scene.box(min(left, x1 - 1), top, min(right, x1) - min(left, x1 - 1), _TALL, colour)
            scene.hit(min(left, x1 - 1), top, max(3, right - left), _TALL, columns.tips(row, self.tooltip))
