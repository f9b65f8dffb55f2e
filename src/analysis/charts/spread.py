"""Spread: single values of several groups on one scale, so that nobody has to trust an average."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from analysis.charts import columns, fonts, style
from analysis.charts.scene import Scene, block, key
from analysis.charts.scened import Scened, make
from analysis.errors import AnalysisError

_DOT = 3.8
_STEP = 8.4
_HIGHEST = 7  # dots on one another; beyond, a bar stands for them
_MEDIAN = 3  # values below which a row has no median


def spread(
    frame,
    *,
    slug: str,
    title: str,
    subtitle: str,
    source: str,
    alt: str = "",
    caveats: Sequence[str] = (),
    item: str = "item",
    items: str = "",
    low_means: str = "",
    high_means: str = "",
) -> Scened:
    """Draw one dot for each value, in a row for each group, with a tick at the median of a group of three or more.

    frame: group (label at the left), value (0 to 1, shown in percent); optional count (how many have that value; 1),
    rows (ids). A dot stands at its value, above
    those that it would touch; in a row where that makes too high a stack, bars of the number in each fortieth of the scale stand in for dots. item, items: what a dot is, in the
    singular and the plural.
    low_means, high_means: what 0 and 100 % are. Raises AnalysisError for an empty frame, a missing column or a value
    outside 0 to 1.
    """
    drawn = columns.need("spread", slug, frame, ["group", "value"], ["count"])
    for cell in drawn.get("count", ()):
        if isinstance(cell, str) or int(cell) < 1:
            raise AnalysisError(
                f"count {cell!r} is not a whole number of 1 or more",
                where=f"figure {slug} (spread)",
                do="Leave out values that nothing has.",
            )
    for cell in drawn["value"]:
        if isinstance(cell, str) or not 0 <= float(cell) <= 1:
            raise AnalysisError(
                f"value {cell!r} is not between 0 and 1",
                where=f"figure {slug} (spread)",
                do="Give shares, not percentages.",
            )
    drawing = _Rows(drawn, item, items or f"{item}s", low_means, high_means)
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
    def __init__(self, frame, item, items, low_means, high_means):
        self.groups: dict[str, list[float]] = {}
        for group, value, count in zip(
            frame["group"], frame["value"], frame.get("count", [1] * len(frame)), strict=True
        ):
            self.groups.setdefault(columns.shown(group), []).extend([float(value)] * int(count))
        self.items, self.item, self.low_means, self.high_means = items, item, low_means, high_means

    def alt(self, title: str) -> str:
        parts = [f"{group}: {len(values)}, {_range(values)}" for group, values in self.groups.items()]
        return f"{title} Dots in {len(self.groups)} row{'s' * (len(self.groups) != 1)}, one {self.item} each. {'; '.join(parts)}."

    def compose(self, scene: Scene) -> None:
        label_room = (
            0
            if scene.narrow
            else min(200, max(fonts.width(fonts.clean(group), style.LABEL) for group in self.groups) + 14)
        )
        count_room = max(fonts.width(f"{len(values):,}", style.LABEL) for values in self.groups.values()) + 14
        x0, x1 = scene.left + label_room + 6, scene.right - count_room - 6
        levels = {
            group: _levels([x0 + (x1 - x0) * value for value in sorted(values)])
            for group, values in self.groups.items()
        }
        barred = {group: max(own) >= _HIGHEST for group, own in levels.items()}
        entries = [("dot", style.FAINT, f"one {self.item}")] if not all(barred.values()) else []
        if any(barred.values()):
            entries.append(("box", style.FAINT, f"{self.items}; each row against its own tallest bar"))
        if any(len(values) >= _MEDIAN for values in self.groups.values()):
            entries.append(
                (
                    "tick",
                    style.INK,
                    "median of the row"
                    if all(len(values) >= _MEDIAN for values in self.groups.values())
                    else "median of a row of three or more",
                )
            )
        key(scene, entries)
        base = scene.y + style.SMALL
        for share in (0, 0.5, 1):
            scene.text(
                x0 + (x1 - x0) * share,
                base,
                f"{100 * share:.0f} %",
                style.SMALL,
                style.SOFT,
                ("left", "center", "right")[round(share * 2)] if label_room == 0 else "center",
            )
        scene.text(scene.right, base, "N", style.SMALL, style.SOFT, "right")
        top = scene.y = base + 6
        for group, values in self.groups.items():
            self.row(scene, group, values, x0, x1, label_room, levels[group], barred[group])
        for share in (0, 0.25, 0.5, 0.75, 1):
            scene.line([(x0 + (x1 - x0) * share, top), (x0 + (x1 - x0) * share, scene.y)], "#EDEDED", plane=-1)
        ends = [
            words
            for words in (
                f"0 %: {self.low_means}" * bool(self.low_means),
                f"100 %: {self.high_means}" * bool(self.high_means),
            )
            if words
        ]
        if ends:
            scene.y = scene.lines(
                scene.left, scene.y + 4, fonts.wrap(" · ".join(ends), style.SMALL, scene.room), style.SMALL, style.SOFT
            )

    def row(
        self,
        scene: Scene,
        group: str,
        values: list[float],
        x0: float,
        x1: float,
        label_room: float,
        levels: list[int],
        bars: bool,
    ) -> None:
        tall = 30.0 if bars else max(18.0, (max(levels) + 1) * _STEP + 8)
        scene.line([(scene.left, scene.y), (scene.right, scene.y)], style.HAIR)
        start = scene.y
        if scene.narrow:
            bottom = scene.lines(scene.left, scene.y + 3, fonts.wrap(group, style.LABEL, scene.room - 60))
            scene.box(scene.left, scene.y + 1, scene.room, bottom - scene.y - 1, style.PAPER, plane=0)
            floor = bottom + tall
        else:
            words = fonts.wrap(group, style.LABEL, label_room - 10)
            tall = max(tall, block(len(words), style.LABEL) + 8)
            floor = scene.y + tall
            scene.lines(scene.left, scene.y + tall / 2 - block(len(words), style.LABEL) / 2, words)
        scene.text(
            scene.right,
            (start + 3 + style.LABEL if scene.narrow else start + tall / 2 + 4),
            f"{len(values):,}",
            style.LABEL,
            style.INK,
            "right",
        )
        if bars:
            stack = _stacks(values)
            for place, number in stack.items():
                high = max(1.5, (tall - 6) * number / max(stack.values()))
                scene.box(x0 + (x1 - x0) * place - 2, floor - 2 - high, 4, high, style.FAINT)
        else:
            for value, level in zip(sorted(values), levels, strict=True):
                scene.disc(x0 + (x1 - x0) * value, floor - 5 - level * _STEP, _DOT, style.FAINT, style.PAPER, 0.6)
        if len(values) >= _MEDIAN:
            middle = x0 + (x1 - x0) * median(values)
            scene.box(middle - 1.1, floor - min(tall, 26) + 2, 2.2, min(tall, 26) - 3, style.INK, plane=2)
        scene.y = floor + 3


def _range(values: list[float]) -> str:
    low, high = (f"{100 * end(values):.0f}" for end in (min, max))
    middle = f"median {100 * median(values):.0f} %, " if len(values) >= _MEDIAN else ""
    return middle + (f"from {low} to {high} %" if len(values) > 1 else f"{low} %")


def _levels(places: list[float]) -> list[int]:
    """How high each dot of a row stands, from the left: on the lowest level where it touches no other."""
    last: list[float] = []  # place of the last dot of each level
    levels = []
    for x in places:
        level = next((n for n, before in enumerate(last) if x - before >= _STEP - 0.4), len(last))
        last[level : level + 1] = [x]
        levels.append(level)
    return levels


def _stacks(values: list[float]) -> dict[float, int]:
    found: dict[float, int] = {}
    for value in values:
        place = round(value * 40) / 40
        found[place] = found.get(place, 0) + 1
    return found
