"""Dispersion: where terms stand in a text, and in whose words."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.charts import columns, fonts, style
from analysis.charts.scene import Scene, key, kinds
from analysis.charts.scened import Scened, make
from analysis.errors import AnalysisError

_TALL = 24.0  # px of a line


def dispersion(
    frame,
    *,
    slug: str,
    title: str,
    subtitle: str,
    source: str,
    alt: str = "",
    caveats: Sequence[str] = (),
    tooltip: Sequence[str] = (),
    unit: str = "mention",
    position: str = "paragraph",
) -> Scened:
    """Draw one line for each article (or term), one cell for each paragraph, shaded by voice, a bar where the term stands.

    frame: line (label), position (whole number from 1), voice (cmp, translated, quoted, caption), count (0 or more);
    optional kind (hue of the bars), rows (ids). Give every paragraph a row, those with count 0 as well: they are the
    ground. All lines share a scale, a paragraph a cell; the height of a bar is its count against the highest.
    tooltip: columns that a pointer asks for. unit, position: what is counted, and what a cell is, in the singular.
    Raises AnalysisError for an empty frame, a missing column, a negative count or a position given twice.
    """
    drawn = columns.need("dispersion", slug, frame, ["line", "position", "voice", "count"], ["kind"], tooltip)
    columns.allowed("dispersion", slug, drawn, "voice", style.VOICE)
    where = f"figure {slug} (dispersion)"
    for name, least in (("position", 1), ("count", 0)):
        for cell in drawn[name]:
            if isinstance(cell, str) or float(cell) != int(cell) or int(cell) < least:
                raise AnalysisError(
                    f"{name} {cell!r} is not a whole number of {least} or more",
                    where=where,
                    do="Count paragraphs from 1 and mentions from 0.",
                )
    twice = drawn[drawn.duplicated(["line", "position"])]
    if len(twice):
        raise AnalysisError(
            f"{twice.line.iloc[0]} has {position} {twice.position.iloc[0]} twice",
            where=where,
            do="Sum the counts of a paragraph first.",
        )
    drawing = _Lines(drawn, tooltip, unit, position)
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
    def __init__(self, frame, tooltip, unit, position):
        self.cells = frame.to_dict("records")
        self.lines = columns.ordered(frame["line"])
        self.tooltip, self.unit, self.position = tooltip, unit, position
        self.longest = max(int(cell["position"]) for cell in self.cells)
        self.most = (
            max(1, *(int(cell["count"]) for cell in self.cells))
            if len(self.cells) > 1
            else max(1, int(self.cells[0]["count"]))
        )

    def of(self, line: str) -> list[dict]:
        return [cell for cell in self.cells if columns.shown(cell["line"]) == line]

    def alt(self, title: str) -> str:
        parts = []
        for line in self.lines:
            there = [cell for cell in self.of(line) if int(cell["count"])]
            places = ", ".join(f"{int(cell['position'])} ({int(cell['count'])}, {cell['voice']})" for cell in there)
            parts.append(
                f"{line}: {_plural(sum(int(cell['count']) for cell in there), self.unit)}"
                + (f" in {self.position} {places}" if places else "")
            )
        return f"{title} Dispersion over {len(self.lines)} lines. {'; '.join(parts)}."

    def compose(self, scene: Scene) -> None:
        voices = [voice for voice in style.VOICE if any(cell["voice"] == voice for cell in self.cells)]
        found = columns.ordered(cell["kind"] for cell in self.cells if cell.get("kind") and int(cell["count"]))
        bars = kinds(found, "tick") or [("tick", style.INK, f"{self.unit}s; tallest bar = {self.most}")]
        key(scene, [("box", style.VOICE[voice], style.label(voice)) for voice in voices] + bars)
        totals = {line: sum(int(cell["count"]) for cell in self.of(line)) for line in self.lines}
        total_room = max(fonts.width(str(total), style.LABEL) for total in totals.values()) + 10
        label_room = (
            0
            if scene.narrow
            else min(190, max(fonts.width(fonts.clean(line), style.LABEL) for line in self.lines) + 12)
        )
        x0 = scene.left + label_room
        step = (scene.right - total_room - x0) / self.longest
        self.ruler(scene, x0, step)
        for line in self.lines:
            if scene.narrow:
                scene.y = (
                    scene.lines(scene.left, scene.y + 2, fonts.wrap(line, style.LABEL, scene.room), style.LABEL) + 3
                )
                middle = scene.y + _TALL / 2
            else:
                words = fonts.wrap(line, style.LABEL, label_room - 10)
                tall = max(_TALL, len(words) * style.LABEL * style.LEADING)
                middle = scene.y + tall / 2
                scene.lines(scene.left, middle - len(words) * style.LABEL * style.LEADING / 2 + 1, words)
            self.track(scene, line, x0, step, middle - _TALL / 2)
            scene.text(
                scene.right,
                middle + 4,
                str(totals[line]),
                style.LABEL,
                style.INK if totals[line] else style.FAINT,
                "right",
            )
            scene.y = middle + (_TALL / 2 if scene.narrow else tall / 2) + 7

    def ruler(self, scene: Scene, x0: float, step: float) -> None:
        every = next(n for n in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10**9) if n * step >= 34)
        base = scene.y + style.SMALL
        marks = [1, *range(every, self.longest + 1, every)] if every > 1 else list(range(1, self.longest + 1))
        label = f"{self.position} 1"
        scene.text(x0, base, label, style.SMALL, style.SOFT)
        for number in marks[1:]:
            x = x0 + (number - 0.5) * step
            if x - fonts.width(str(number), style.SMALL) / 2 > x0 + fonts.width(label, style.SMALL) + 8:
                scene.text(x, base, str(number), style.SMALL, style.SOFT, "center")
        scene.y = base + 7

    def track(self, scene: Scene, line: str, x0: float, step: float, top: float) -> None:
        cells = sorted(self.of(line), key=lambda cell: int(cell["position"]))
        gap = 1 if step >= 5 else 0
        for cell in cells:
            left, right = round(x0 + (int(cell["position"]) - 1) * step), round(x0 + int(cell["position"]) * step)
            scene.box(left, top, right - left - gap, _TALL, style.VOICE[cell["voice"]])
            count = int(cell["count"])
            if count:
                tall = max(4.0, (_TALL - 4) * count / self.most)
                wide = min(8.0, max(2.5, (right - left) * 0.45))
                x = (left + right - gap - wide) / 2
                scene.box(x - 1, top + _TALL - tall - 1, wide + 2, tall + 1, style.PAPER)
                scene.box(x, top + _TALL - tall, wide, tall, style.hue(cell["kind"]) if cell.get("kind") else style.INK)
            scene.hit(left, top, right - left, _TALL, columns.tips(cell, self.tooltip))


def _plural(number: int, unit: str) -> str:
    return f"{number} {unit}" + ("" if number == 1 else "s")
