"""Alignment: which passages use which phrases, in which order."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.charts import columns, fonts, style
from analysis.charts.scene import SOLID, Scene, block, key
from analysis.charts.scened import Scened, make
from analysis.errors import AnalysisError

_R = 10.0
_FORMS = ("verbatim", "paraphrase", "described", "own")


def alignment(
    frame, *, slug: str, title: str, subtitle: str, source: str, alt: str = "", caveats: Sequence[str] = ()
) -> Scened:
    """Draw phrases as rows and passages as columns; a number in a cell is the phrase's place in that passage.

    frame: passage (heading), phrase (row label); optional position (1 first; empty: the order is not given), form
    (verbatim: filled, paraphrase: hollow, described: dashed), chinese (printed below the phrase, or in the cell where
    it differs between passages), kind (hue), rows (ids). Passages and phrases come in the frame's order. For print.
    Raises AnalysisError for an empty frame, a missing column, an unknown form, or a position that is no whole number.
    """
    drawn = columns.need("alignment", slug, frame, ["passage", "phrase"], ["position", "form", "chinese", "kind"])
    columns.allowed("alignment", slug, drawn, "form", _FORMS)
    for cell in drawn.get("position", ()):
        if cell != "" and (isinstance(cell, str) or float(cell) != int(cell) or int(cell) < 1):
            raise AnalysisError(
                f"position {cell!r} is not a whole number of 1 or more",
                where=f"figure {slug} (alignment)",
                do="Count phrases from 1; leave unknown order empty.",
            )
    drawing = _Rows(drawn)
    return make(
        drawing.compose,
        drawn,
        slug=slug,
        title=title,
        subtitle=subtitle,
        source=source,
        alt=alt or drawing.alt(title),
        caveats=caveats,
        interactive=False,
    )


class _Rows:
    def __init__(self, frame):
        self.cells = frame.to_dict("records")
        self.passages, self.phrases = columns.ordered(frame["passage"]), columns.ordered(frame["phrase"])

    def at(self, phrase: str, passage: str | None = None) -> list[dict]:
        return [
            cell
            for cell in self.cells
            if columns.shown(cell["phrase"]) == phrase and passage in (None, columns.shown(cell["passage"]))
        ]

    def alt(self, title: str) -> str:
        parts = []
        for passage in self.passages:
            uses = [
                (
                    cell.get("position") or 0,
                    columns.shown(cell["phrase"]) + (f" ({cell['chinese']})" if cell.get("chinese") else ""),
                )
                for cell in self.cells
                if columns.shown(cell["passage"]) == passage
            ]
            parts.append(f"{passage}: {', '.join(phrase for _, phrase in sorted(uses, key=lambda use: float(use[0])))}")
        return f"{title} {len(self.phrases)} phrases in {len(self.passages)} passages. {'; '.join(parts)}."

    def compose(self, scene: Scene) -> None:
        self.legend(scene)
        label_room = (
            0
            if scene.narrow
            else min(240, max(fonts.width(fonts.clean(phrase), style.LABEL) for phrase in self.phrases) + 14)
        )
        step = (scene.room - label_room) / len(self.passages)
        xs = [scene.left + label_room + (number + 0.5) * step for number in range(len(self.passages))]
        size = style.LABEL if step > 90 else style.SMALL
        # A column too narrow for its heading gets a letter, and the headings are listed above.
        lettered = any(
            len(fonts.wrap(passage, size, step - 8)) > (4 if scene.narrow else 6) for passage in self.passages
        ) or any(
            fonts.width(word, size) > step - 8 for passage in self.passages for word in fonts.clean(passage).split()
        )
        if lettered:
            for number, passage in enumerate(self.passages):
                scene.y = (
                    scene.lines(
                        scene.left,
                        scene.y,
                        fonts.wrap(f"{_letter(number)}  {passage}", style.SMALL, scene.room),
                        style.SMALL,
                        style.SOFT,
                    )
                    + 2
                )
            scene.y += 6
        heads = [
            [_letter(number)] if lettered else fonts.wrap(passage, size, step - 8)
            for number, passage in enumerate(self.passages)
        ]
        deepest = max(map(len, heads))
        for x, lines in zip(xs, heads, strict=True):
            scene.lines(x, scene.y + block(deepest, size) - block(len(lines), size), lines, size, style.SOFT, "center")
        scene.y += block(deepest, size) + 6
        for phrase in self.phrases:
            self.row(scene, phrase, xs, label_room, step)
        scene.line([(scene.left, scene.y), (scene.right, scene.y)], style.HAIR)

    def legend(self, scene: Scene) -> None:
        forms = {cell.get("form") or "verbatim" for cell in self.cells}
        entries = (
            [("dot", style.BLUE, "verbatim; the number is its place in the passage")] if "verbatim" in forms else []
        )
        if forms & {"paraphrase", "own"}:
            entries.append(("ring", style.BLUE, "paraphrase"))
        if "described" in forms:
            entries.append(("dashring", style.BLUE, "described only"))
        key(scene, entries)

    def row(self, scene: Scene, phrase: str, xs: list[float], label_room: float, step: float) -> None:
        scene.line([(scene.left, scene.y), (scene.right, scene.y)], style.HAIR)
        glosses = columns.ordered(cell["chinese"] for cell in self.at(phrase) if cell.get("chinese"))
        room = scene.room if scene.narrow else label_room - 12
        lines = fonts.wrap(phrase, style.LABEL, room)
        gloss = fonts.wrap(glosses[0], style.LABEL, room) if len(glosses) == 1 else []
        top = scene.y + 6
        bottom = scene.lines(scene.left, top, lines)
        if gloss:
            bottom = scene.lines(scene.left, bottom + 2, gloss, style.LABEL, style.SOFT)
        in_cell = {
            id(cell): fonts.wrap(cell["chinese"], style.SMALL, step - 6)
            if len(glosses) > 1 and cell.get("chinese")
            else []
            for cell in self.at(phrase)
        }
        extra = max(block(len(gloss_lines), style.SMALL) for gloss_lines in in_cell.values())
        if scene.narrow:
            middle = bottom + 4 + _R
            scene.y = middle + _R + extra + 7
        else:
            scene.y = max(bottom + 6, top + 2 * _R + extra + 6)
            middle = (top + scene.y - 6 - extra) / 2
        scene.line([(xs[0], middle), (xs[-1], middle)], "#EDEDED")
        for passage, x in zip(self.passages, xs, strict=True):
            found = self.at(phrase, passage)
            for number, cell in enumerate(found):
                self.cell(scene, cell, x + (number - (len(found) - 1) / 2) * (2 * _R + 3), middle)
                if in_cell[id(cell)]:
                    scene.lines(x, middle + _R + 2, in_cell[id(cell)], style.SMALL, style.SOFT, "center")

    def cell(self, scene: Scene, cell: dict, x: float, y: float) -> None:
        colour = style.hue(cell["kind"]) if cell.get("kind") else style.BLUE
        form = cell.get("form") or "verbatim"
        filled = form == "verbatim"
        scene.disc(x, y, _R, colour if filled else style.PAPER, colour, 1.5, (2.5, 2) if form == "described" else SOLID)
        place = "" if cell.get("position", "") == "" else columns.shown(float(cell["position"]))
        scene.text(
            x,
            y + 4.2,
            place or "–",
            style.LABEL if len(place) < 3 else style.SMALL,
            style.on(colour) if filled else style.INK,
            "center",
        )


def _letter(number: int) -> str:
    return chr(ord("A") + number) if number < 26 else str(number + 1)
