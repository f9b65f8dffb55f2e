"""Counts: how often each thing in a row goes with each in a column, as numbers on shaded ground."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.charts import columns, fonts, style
from analysis.charts.scene import DASHED, Scene, block, key
from analysis.charts.scened import Scened, make
from analysis.errors import AnalysisError

_TALL = 24.0
_GAP = 2.0


def counts(
    frame,
    *,
    slug: str,
    title: str,
    subtitle: str,
    source: str,
    alt: str = "",
    caveats: Sequence[str] = (),
    tooltip: Sequence[str] = (),
    order: Sequence[str] = (),
    row_means: str = "",
    column_means: str = "",
    unsure_means: str = "uncertain",
    shade_means: str = "",
) -> Scened:
    """Draw a grid of numbers: the darker the ground, the larger the number.

    frame: row, column, value (0 or more); optional words (printed in place of the value), unsure (yes: dashed and
    hollow), rows (ids). Each pair of row and column once; rows and columns in the frame's order, or in that of
    ``order`` (names of both); cells that the frame lacks stay blank. row_means, column_means: what stands at the left, and above. Headings that do not fit
    get a letter and are listed. Raises AnalysisError for an empty frame, a missing column, a value below 0 or a cell
    given twice.
    """
    drawn = columns.need("counts", slug, frame, ["row", "column", "value"], ["words", "unsure"], tooltip)
    columns.allowed("counts", slug, drawn, "unsure", ["yes", "no"])
    where = f"figure {slug} (counts)"
    for cell in drawn["value"]:
        if isinstance(cell, str) or not 0 <= float(cell) < float("inf"):
            raise AnalysisError(
                f"value {cell!r} is not a number of 0 or more", where=where, do="Count first, then draw."
            )
    twice = drawn[drawn[["row", "column"]].map(columns.shown).duplicated()]
    if len(twice):
        raise AnalysisError(
            f"{twice['row'].iloc[0]} by {twice['column'].iloc[0]} stands twice",
            where=where,
            do="Sum the counts of a cell first.",
        )
    drawing = _Grid(drawn, order, row_means, column_means, unsure_means, shade_means, tooltip)
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


class _Grid:
    def __init__(self, frame, order, row_means, column_means, unsure_means, shade_means, tooltip):
        self.cells = frame.to_dict("records")
        place = {name: number for number, name in enumerate(order)}
        self.rows, self.heads = (
            sorted(columns.ordered(frame[axis]), key=lambda name: place.get(name, len(place)))
            for axis in ("row", "column")
        )
        self.names = list(order)
        self.at = {(columns.shown(cell["row"]), columns.shown(cell["column"])): cell for cell in self.cells}
        self.most = max(float(cell["value"]) for cell in self.cells) or 1.0
        self.row_means, self.column_means, self.unsure_means, self.shade_means, self.tooltip = (
            row_means,
            column_means,
            unsure_means,
            shade_means,
            tooltip,
        )

    def alt(self, title: str) -> str:
        parts = [
            f"{cell['row']} by {cell['column']}: {_words(cell)}"
            + (f" ({self.unsure_means})" if cell.get("unsure") == "yes" else "")
            for cell in self.cells
        ]
        axes = ", ".join(
            part
            for part in (
                f"rows: {self.row_means}" * bool(self.row_means),
                f"columns: {self.column_means}" * bool(self.column_means),
            )
            if part
        )
        return f"{title} Grid of {len(self.rows)} row{'s' * (len(self.rows) != 1)} by {len(self.heads)} column{'s' * (len(self.heads) != 1)}{f' ({axes})' * bool(axes)}. {'; '.join(parts)}."

    def compose(self, scene: Scene) -> None:
        entries = [("box", LIGHT, self.shade_means)] if self.shade_means else []
        if any(cell.get("unsure") == "yes" for cell in self.cells):
            entries.append(("dashed", style.SOFT, self.unsure_means))
        if entries:
            key(scene, entries)
        names = list(dict.fromkeys([*self.rows, *self.heads]))
        names = [name for name in self.names if name in names] + [name for name in names if name not in self.names]
        label_room = min(
            90 if scene.narrow else 200, max(fonts.width(fonts.clean(row), style.LABEL) for row in self.rows) + 12
        )
        lettered = not self.fits(scene, label_room)
        letters = {name: _letter(number) for number, name in enumerate(names)} if lettered else {}
        if lettered:
            # Where rows and columns name the same things, the rows are the list; otherwise, and on a phone, it stands above.
            listed = names if scene.narrow else [head for head in self.heads if head not in self.rows]
            for name in listed:
                scene.y = (
                    scene.lines(
                        scene.left,
                        scene.y,
                        fonts.wrap(f"{letters[name]}  {name}", style.SMALL, scene.room),
                        style.SMALL,
                        style.SOFT,
                    )
                    + 2
                )
            scene.y += 6 * bool(listed)
            widest = max(fonts.width(letters[row], style.LABEL) for row in self.rows)
            label_room = (
                widest + 10
                if scene.narrow
                else min(
                    220, max(fonts.width(f"{letters[row]}  {fonts.clean(row)}", style.LABEL) for row in self.rows) + 12
                )
            )
        x0 = scene.left + label_room
        step = min(84.0, (scene.right - x0) / len(self.heads))
        self.headings(scene, x0, step, letters)
        for row in self.rows:
            self.row(scene, row, x0, step, letters, label_room)

    def fits(self, scene: Scene, label_room: float) -> bool:
        step = min(84.0, (scene.room - label_room) / len(self.heads)) - 6
        return step > 24 and all(
            len(fonts.wrap(head, style.SMALL, step)) <= 3
            and all(fonts.width(word, style.SMALL) <= step for word in fonts.clean(head).split())
            for head in self.heads
        )

    def headings(self, scene: Scene, x0: float, step: float, letters: dict[str, str]) -> None:
        if self.column_means or self.row_means:
            said = " · ".join(
                part
                for part in (
                    f"rows: {self.row_means}" * bool(self.row_means),
                    f"columns: {self.column_means}" * bool(self.column_means),
                )
                if part
            )
            scene.y = (
                scene.lines(scene.left, scene.y, fonts.wrap(said, style.SMALL, scene.room), style.SMALL, style.SOFT) + 6
            )
        heads = [[letters[head]] if letters else fonts.wrap(head, style.SMALL, step - 6) for head in self.heads]
        deepest = max(map(len, heads))
        for number, lines in enumerate(heads):
            scene.lines(
                x0 + (number + 0.5) * step,
                scene.y + block(deepest, style.SMALL) - block(len(lines), style.SMALL),
                lines,
                style.SMALL,
                style.SOFT,
                "center",
            )
        scene.y += block(deepest, style.SMALL) + 4

    def row(self, scene: Scene, row: str, x0: float, step: float, letters: dict[str, str], label_room: float) -> None:
        label = (letters[row] if scene.narrow else f"{letters[row]}  {row}") if letters else row
        words = fonts.wrap(label, style.LABEL, label_room - 8)
        tall = max(_TALL, block(len(words), style.LABEL) + 4)
        scene.lines(scene.left, scene.y + tall / 2 - block(len(words), style.LABEL) / 2, words)
        for number, head in enumerate(self.heads):
            x, wide = x0 + number * step, step - _GAP
            cell = self.at.get((row, head))
            if cell is None or not (float(cell["value"]) or cell.get("words")):
                scene.box(x, scene.y, wide, tall - _GAP, "#F7F7F7")
                if cell is None:
                    continue
            unsure = cell.get("unsure") == "yes"
            ground = (
                style.PAPER
                if unsure
                else style.mix("#4A4A4A", 0.12 + 0.88 * (float(cell["value"]) / self.most) ** 0.6)
                if float(cell["value"])
                else "#F7F7F7"
            )
            scene.box(x, scene.y, wide, tall - _GAP, ground)
            if unsure:
                scene.box(
                    x + 0.7, scene.y + 0.7, wide - 1.4, tall - _GAP - 1.4, stroke=style.FAINT, width=1.2, dash=DASHED
                )
            said = _words(cell)
            if fonts.width(fonts.clean(said), style.SMALL) <= wide - 2:
                scene.text(
                    x + wide / 2,
                    scene.y + (tall - _GAP) / 2 + 4,
                    said,
                    style.SMALL,
                    style.on(ground),
                    "center",
                    plane=2,
                )
            scene.hit(x, scene.y, wide, tall - _GAP, columns.tips(cell, self.tooltip))
        scene.y += tall


LIGHT = "#9A9A9A"


def _words(cell: dict) -> str:
    return columns.shown(cell.get("words") or cell["value"])


def _letter(number: int) -> str:
    """A to Z, then AA, AB and so on."""
    return (_letter(number // 26 - 1) if number >= 26 else "") + chr(ord("A") + number % 26)
