"""Tracks: which stretches of one text stand in others."""

from __future__ import annotations

from typing import Unpack

from analysis.charts import columns, fonts, options, style
from analysis.charts.canvas import Canvas, block, entries, key
from analysis.charts.figure import Figure
from analysis.charts.form import Asked, Head, Paper
from analysis.charts.kinds import Given, known
from analysis.errors import AnalysisError

_TALL = 16.0
_GROUND = "#EFEFEF"


@options.checked
def tracks(
    frame, *, length: float, kinds: Given | None = None, whole: str = "the text", **head: Unpack[Head]
) -> Figure:
    """Draw one track for each text over the length of one of them, filled where its passages stand in that text.
    matplotlib draws it.

    Parameters
    ----------
    frame : pandas.DataFrame
        label (of the text); optional line (tells texts of one label apart), start, end (positions, 0 to length, both
        empty for a text that has none of it), note (a few words at the right), kind (hue), rows (ids). note and kind
        are read from the first row of a text.
    length : float
        Of the text against which all are laid.
    kinds : mapping
        value of kind -> (label, hue name or #hex).
    whole : str
        What that text is called.

    Returns
    -------
    Figure

    Raises
    ------
    AnalysisError
        For an empty frame, a missing column or a stretch outside the text.

    Examples
    --------
    >>> import pandas as pd
    >>> texts = pd.DataFrame({"label": ["Post", "Crumbs"], "start": [0, 10], "end": [90, 60]})
    >>> tracks(texts, slug="texts", title="Crumbs has half of it", source="Source: invented (N = 2).", length=90)
    Figure texts: Crumbs has half of it
    """
    asked = Asked("tracks", head, kinds)
    drawn = asked.frame(frame, ["label"], ["line", "start", "end", "note", "kind"])
    for name in ("start", "end"):
        columns.numbers(asked.where, drawn, name, 0, length, do="Give places in the text of that length.")
    for number, row in enumerate(drawn.to_dict("records"), start=1):
        start, end = row.get("start", ""), row.get("end", "")
        if (start == "") != (end == "") or (start != "" and start > end):
            raise AnalysisError(
                f"the stretch {start!r} to {end!r} has no beginning or no end",
                where=f"{asked.where}, row {number} of the frame",
                do="Give both ends, or leave both empty.",
            )
    drawing = _Tracks(drawn, asked, length, whole)
    return asked.figure(drawing.draw, drawn, drawing.described())


class _Tracks:
    def __init__(self, frame, asked: Asked, length: float, whole: str):
        self.asked, self.kinds, self.length, self.whole = asked, asked.kinds, length, whole
        self.lines: dict[str, list[dict]] = {}
        for row in frame.to_dict("records"):
            self.lines.setdefault(columns.shown(row.get("line") or row["label"]), []).append(row)

    def label(self, line: str) -> str:
        return columns.shown(self.lines[line][0]["label"])

    def described(self) -> str:
        said = []
        for line, rows in self.lines.items():
            places = ", ".join(
                f"{100 * row['start'] / self.length:.0f} to {100 * row['end'] / self.length:.0f}%"
                for row in rows
                if row.get("start", "") != ""
            )
            said.append(
                f"{self.label(line)}: {places or 'none of it'}"
                + (f" ({rows[0]['note']})" if rows[0].get("note") else "")
            )
        return f"Tracks of {len(self.lines)} text{'s' * (len(self.lines) != 1)} over {self.whole}. {'; '.join(said)}."

    def draw(self, paper: Paper):
        canvas = Canvas(paper.room)
        self.compose(canvas)
        return canvas.figure()

    def compose(self, canvas: Canvas) -> None:
        found = known(self.kinds, [rows[0].get("kind", "") for rows in self.lines.values()])
        plain = any(not rows[0].get("kind") and rows[0].get("start", "") != "" for rows in self.lines.values())
        key(
            canvas,
            [
                *entries(found, self.kinds, "box"),
                *([("box", style.SOFT, "kind not known" if found else "in this text")] if plain else []),
                ("box", _GROUND, "not in this text"),
            ],
        )
        label_room = (
            0
            if canvas.narrow
            else min(200, max(fonts.width(fonts.clean(self.label(line)), style.LABEL) for line in self.lines) + 14)
        )
        note_room = (
            0
            if canvas.narrow
            else min(
                170,
                max(fonts.width(fonts.clean(rows[0].get("note", "")), style.SMALL) for rows in self.lines.values())
                + 12,
            )
        )
        x0, x1 = canvas.left + label_room, canvas.width - note_room
        base = canvas.y + style.SMALL
        first, last = f"start of {self.whole}", "end"
        canvas.text(x0, base, first, style.SMALL, style.SOFT)
        if fonts.width(first, style.SMALL) + fonts.width(last, style.SMALL) + 10 < x1 - x0:
            canvas.text(x1, base, last, style.SMALL, style.SOFT, "right")
        canvas.y = base + 7
        for line, rows in self.lines.items():
            self.track(canvas, line, rows, x0, x1, label_room, note_room)

    def track(
        self, canvas: Canvas, line: str, rows: list[dict], x0: float, x1: float, label_room: float, note_room: float
    ) -> None:
        note = str(rows[0].get("note") or "")
        if canvas.narrow:
            bottom = canvas.lines(canvas.left, canvas.y, fonts.wrap(self.label(line), style.LABEL, canvas.width))
            if note:
                bottom = canvas.lines(
                    canvas.left, bottom + 1, fonts.wrap(note, style.SMALL, canvas.width), style.SMALL, style.SOFT
                )
            top, canvas.y = bottom + 3, bottom + 3 + _TALL + 9
        else:
            labels, notes = (
                fonts.wrap(self.label(line), style.LABEL, label_room - 12),
                fonts.wrap(note, style.SMALL, note_room - 10) if note else [],
            )
            tall = max(_TALL, block(len(labels), style.LABEL), block(len(notes), style.SMALL))
            middle = canvas.y + tall / 2
            canvas.lines(canvas.left, middle - block(len(labels), style.LABEL) / 2, labels)
            canvas.lines(x1 + 10, middle - block(len(notes), style.SMALL) / 2, notes, style.SMALL, style.SOFT)
            top = middle - _TALL / 2
            canvas.y += tall + 7
        canvas.box(x0, top, x1 - x0, _TALL, _GROUND)
        colour = self.kinds.colour(rows[0]["kind"]) if rows[0].get("kind") else style.SOFT
        for row in rows:
            if row.get("start", "") == "":
                continue
            left, right = (x0 + (x1 - x0) * row[name] / self.length for name in ("start", "end"))
            right = max(right, left + 1)  # a single sentence of a book is still seen
            canvas.box(min(left, x1 - 1), top, min(right, x1) - min(left, x1 - 1), _TALL, colour)
            canvas.hit(
                min(left, x1 - 1),
                top,
                max(3, right - left),
                _TALL,
                row.get("rows"),
                columns.tips(row, self.asked.tooltip),
            )
