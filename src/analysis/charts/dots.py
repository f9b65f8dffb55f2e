"""Dots: counts of ten. One dot an item, each with its name and the evidence behind it."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.charts import columns, fonts, style
from analysis.charts.scene import Scene, key, kinds
from analysis.charts.scened import Scened, make

_STEP = 22.0


def dots(
    frame,
    *,
    slug: str,
    title: str,
    subtitle: str,
    source: str,
    alt: str = "",
    caveats: Sequence[str] = (),
    tooltip: Sequence[str] = (),
    hollow_means: str = "uncertain",
) -> Scened:
    """Draw one dot for each row of the frame, in groups.

    frame: group (label at the left); optional item (name printed beside the dot; without it dots stand close), kind
    (hue), uncertain (yes: hollow), contradicted (yes: red), rows (ids). Groups and items come in the frame's order.
    tooltip: columns that a pointer asks for. hollow_means: what a hollow dot stands for.
    Raises AnalysisError for an empty frame or a missing column.
    """
    drawn = columns.need("dots", slug, frame, ["group"], ["item", "kind", "uncertain", "contradicted"], tooltip)
    for name in ("uncertain", "contradicted"):
        columns.allowed("dots", slug, drawn, name, ["yes", "no"])
    drawing = _Groups(drawn, tooltip, hollow_means)
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


class _Groups:
    def __init__(self, frame, tooltip, hollow_means):
        self.items, self.groups = frame.to_dict("records"), columns.ordered(frame["group"])
        self.tooltip, self.hollow_means = tooltip, hollow_means

    def of(self, group: str) -> list[dict]:
        return [item for item in self.items if columns.shown(item["group"]) == group]

    def alt(self, title: str) -> str:
        parts = []
        for group in self.groups:
            names = [
                columns.shown(item["item"]) + (" (uncertain)" if item.get("uncertain") == "yes" else "")
                for item in self.of(group)
                if item.get("item", "") != ""
            ]
            parts.append(f"{group}: {len(self.of(group))}" + (f" ({', '.join(names)})" if names else ""))
        return f"{title} Dots in {len(self.groups)} groups, one an item. {'; '.join(parts)}."

    def compose(self, scene: Scene) -> None:
        found = columns.ordered(item["kind"] for item in self.items if item.get("kind"))
        entries = kinds(found) if len(found) > 1 else []
        if any(item.get("uncertain") == "yes" for item in self.items):
            entries.append(("ring", style.SOFT, self.hollow_means))
        if any(item.get("contradicted") == "yes" for item in self.items):
            entries.append(("dot", style.CONTRADICTED, "contradicted"))
        if entries:
            key(scene, entries)
        label_room = (
            0
            if scene.narrow
            else min(200, max(fonts.width(fonts.clean(group), style.LABEL) for group in self.groups) + 14)
        )
        count_room = max(fonts.width(str(len(self.of(group))), style.LABEL) for group in self.groups) + 14
        for group in self.groups:
            scene.line([(scene.left, scene.y), (scene.right, scene.y)], style.HAIR)
            scene.y += 6
            words = fonts.wrap(group, style.LABEL, scene.room - count_room if scene.narrow else label_room - 12)
            bottom = scene.lines(scene.left, scene.y + 2, words)
            scene.text(
                scene.right,
                scene.y + 2 + style.LABEL * fonts.ASCENT,
                str(len(self.of(group))),
                style.LABEL,
                style.INK,
                "right",
            )
            if scene.narrow:
                scene.y = bottom + 3
            scene.y = (
                max(
                    bottom,
                    self.flow(scene, group, scene.left + label_room, scene.right - (0 if scene.narrow else count_room)),
                )
                + 7
            )

    def flow(self, scene: Scene, group: str, x0: float, x1: float) -> float:
        """Dots with their names, running on like words; returns the bottom."""
        x, y = x0, scene.y
        for item in self.of(group):
            name = fonts.wrap(item["item"], style.SMALL, x1 - x0 - 16) if item.get("item", "") != "" else []
            wide = 14 + max((fonts.width(line, style.SMALL) for line in name), default=0)
            if x > x0 and x + wide > x1:
                x, y = x0, y + _STEP
            colour = (
                style.CONTRADICTED
                if item.get("contradicted") == "yes"
                else style.hue(item["kind"])
                if item.get("kind")
                else style.SOFT
            )
            open_ = item.get("uncertain") == "yes"
            scene.disc(x + 6, y + 10, 5, style.PAPER if open_ else colour, colour if open_ else "", 1.6)
            for number, line in enumerate(name):
                y += number and style.SMALL * style.LEADING
                scene.text(x + 15, y + 14, line, style.SMALL, style.INK)
            scene.hit(x, y, wide, 20, columns.tips(item, self.tooltip))
            x += wide + (14 if name else 1)
        return y + _STEP - 2
