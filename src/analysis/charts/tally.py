"""Tally: what a whole is made of, in shades of one grey; what was left out stands on the other side of the line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analysis.charts import columns, fonts, style
from analysis.charts.scene import DASHED, Scene, block, key
from analysis.charts.scened import Scened, make
from analysis.errors import AnalysisError

# Greys, because parts of a text are no channel, outlet or speaker, which own the hues. They differ in print as well.
LOOKS = {"dark": "#3F3F3F", "mid": "#8C8C8C", "light": "#BDBDBD", "pale": "#E4E4E4", "hollow": ""}
_TALL = 20.0


def tally(
    frame,
    *,
    slug: str,
    title: str,
    subtitle: str,
    source: str,
    looks: Mapping[str, str],
    apart: Sequence[str] = (),
    alt: str = "",
    caveats: Sequence[str] = (),
    tooltip: Sequence[str] = (),
    unit: str = "word",
) -> Scened:
    """Draw one bar a row, cut into parts that are told apart by shade; all bars share a scale.

    frame: label (of the bar), part, value (0 or more); optional bar (tells bars of one label apart), end (a few words at
    its right), note (smaller words below it, a line each), kind (hue of a dot before the label), rows (ids). end, note
    and kind are read from the first row of a bar. looks: part -> dark, mid, light, pale or hollow (dashed), in drawing order.
    apart: parts that stand left of the line, such as what was cut. unit: what is counted, in the singular.
    Raises AnalysisError for an empty frame, a missing column, a part without a look or a value below 0.
    """
    drawn = columns.need("tally", slug, frame, ["label", "part", "value"], ["bar", "end", "note", "kind"], tooltip)
    columns.allowed("tally", slug, drawn, "part", looks)
    where = f"figure {slug} (tally)"
    for cell in drawn["value"]:
        if isinstance(cell, str) or not 0 <= float(cell) < float("inf"):
            raise AnalysisError(
                f"value {cell!r} is not a number of 0 or more", where=where, do="Count first, then draw."
            )
    if not float(drawn["value"].sum()):
        raise AnalysisError("every value is 0", where=where, do="Leave the figure out and say so in words.")
    drawing = _Bars(drawn, looks, apart, tooltip, unit)
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


class _Bars:
    def __init__(self, frame, looks, apart, tooltip, unit):
        self.looks, self.apart, self.tooltip, self.unit = dict(looks), set(apart), tooltip, unit
        self.bars: dict[str, list[dict]] = {}
        for row in frame.to_dict("records"):
            self.bars.setdefault(columns.shown(row.get("bar") or row["label"]), []).append(row)
        place = {part: number for number, part in enumerate(self.looks)}
        self.head = {bar: parts[0] for bar, parts in self.bars.items()}
        for parts in self.bars.values():
            parts.sort(key=lambda row: place[row["part"]])
        self.used = [
            part
            for part in self.looks
            if any(row["part"] == part and float(row["value"]) for parts in self.bars.values() for row in parts)
        ]

    def label(self, bar: str) -> str:
        return columns.shown(self.head[bar]["label"])

    def alt(self, title: str) -> str:
        said = []
        for bar, parts in self.bars.items():
            numbers = ", ".join(f"{row['part']} {_count(row['value'])}" for row in parts if float(row["value"]))
            more = "; ".join(
                " ".join(str(self.head[bar][name]).split()) for name in ("end", "note") if self.head[bar].get(name)
            )
            said.append(f"{self.label(bar)}: {numbers or 'nothing'}" + (f" ({more})" if more else ""))
        return (
            f"{title} Bars in {len(self.bars)} row{'s' * (len(self.bars) != 1)}; unit: {self.unit}. {'. '.join(said)}."
        )

    def sum(self, bar: str, left: bool) -> float:
        return sum(float(row["value"]) for row in self.bars[bar] if (row["part"] in self.apart) == left)

    def compose(self, scene: Scene) -> None:
        key(
            scene,
            [
                (
                    "dashed" if self.looks[part] == "hollow" else "box",
                    style.SOFT if self.looks[part] == "hollow" else LOOKS[self.looks[part]],
                    part,
                )
                for part in self.used
            ],
        )
        beside = not scene.narrow and not any(head.get("note") for head in self.head.values())
        dots = any(head.get("kind") for head in self.head.values())
        inset = 14 if dots else 0
        label_room = (
            min(220, max(fonts.width(fonts.clean(self.label(bar)), style.LABEL) for bar in self.bars) + 14 + inset)
            if beside
            else 0
        )
        end_room = (
            min(
                150, max(fonts.width(fonts.clean(head.get("end", "")), style.LABEL) for head in self.head.values()) + 10
            )
            if beside
            else 0
        )
        room = scene.right - end_room - scene.left - label_room
        below, above = (max(self.sum(bar, left) for bar in self.bars) for left in (True, False))
        scale = room / (below + above)
        zero = scene.left + label_room + below * scale
        top = scene.y
        for number, bar in enumerate(self.bars):
            if beside:
                words = fonts.wrap(self.label(bar), style.LABEL, label_room - 12 - inset)
                ends = (
                    fonts.wrap(self.head[bar]["end"], style.LABEL, end_room - 10) if self.head[bar].get("end") else []
                )
                tall = max(_TALL, block(len(words), style.LABEL), block(len(ends), style.LABEL))
                middle = scene.y + tall / 2
                scene.lines(scene.left + inset, middle - block(len(words), style.LABEL) / 2, words)
                self.dot(scene, bar, middle)
                scene.lines(
                    scene.right, middle - block(len(ends), style.LABEL) / 2, ends, style.LABEL, style.SOFT, "right"
                )
                self.bar(scene, bar, zero, middle - _TALL / 2, scale)
                scene.y += tall + 7
            else:
                self.stacked(scene, bar, zero, scale, inset, number)
        if below and beside:
            scene.line([(zero, top - 3), (zero, scene.y - 3)], style.INK, 1, plane=3)

    def dot(self, scene: Scene, bar: str, middle: float) -> None:
        kind = self.head[bar].get("kind")
        if kind:
            scene.disc(scene.left + 5, middle, 4, style.hue(kind, style.CARRIERS))

    def stacked(self, scene: Scene, bar: str, zero: float, scale: float, inset: float, number: int) -> None:
        """Label and end above the bar, notes below it."""
        first = self.head[bar]
        if number:
            scene.line([(scene.left, scene.y), (scene.right, scene.y)], style.HAIR)
        scene.y += 5
        end = fonts.clean(first.get("end", ""))
        room = scene.room - inset
        aside = end and fonts.width(end, style.LABEL) < 0.45 * room  # else it goes below the label
        words = fonts.wrap(self.label(bar), style.LABEL, room - (fonts.width(end, style.LABEL) + 12 if aside else 0))
        self.dot(scene, bar, scene.y + 8)
        bottom = scene.lines(scene.left + inset, scene.y, words)
        if aside:
            scene.text(scene.right, scene.y + style.LABEL * fonts.ASCENT, end, style.LABEL, style.SOFT, "right")
        elif end:
            bottom = scene.lines(
                scene.left + inset, bottom + 2, fonts.wrap(end, style.LABEL, room), style.LABEL, style.SOFT
            )
        self.bar(scene, bar, zero, bottom + 3, scale)
        if self.apart & set(self.used):
            scene.line([(zero, bottom), (zero, bottom + _TALL + 6)], style.INK, 1.2, plane=3)
        scene.y = bottom + _TALL + 8
        for note in str(first.get("note") or "").split("\n"):
            if note.strip():
                scene.y = (
                    scene.lines(scene.left, scene.y, fonts.wrap(note, style.SMALL, scene.room), style.SMALL, style.SOFT)
                    + 2
                )
        scene.y += 5

    def bar(self, scene: Scene, bar: str, zero: float, top: float, scale: float) -> None:
        right = left = zero
        for row in self.bars[bar]:
            size = float(row["value"]) * scale
            if row["part"] in self.apart:
                low, high = left - size, left
                left = low
            else:
                low, high = right, right + size
                right = high
            low, high = round(low), round(high)
            if high <= low and not float(row["value"]):
                continue
            high = max(high, low + 1)
            look = self.looks[row["part"]]
            if look == "hollow":
                scene.box(
                    low + 0.7, top + 0.7, max(1, high - low - 1.4), _TALL - 1.4, style.PAPER, style.SOFT, 1.2, DASHED
                )
            else:
                scene.box(low, top, high - low, _TALL, LOOKS[look])
                scene.line([(high, top), (high, top + _TALL)], style.PAPER, 1)
            words = _count(row["value"])
            if fonts.width(words, style.SMALL) + 8 <= high - low:
                scene.text(
                    low + 5,
                    top + _TALL / 2 + 4,
                    words,
                    style.SMALL,
                    style.INK if look == "hollow" else style.on(LOOKS[look]),
                    plane=2,
                )
            scene.hit(low, top, high - low, _TALL, columns.tips(row, self.tooltip))


def _count(value: float) -> str:
    return f"{float(value):,.0f}" if float(value).is_integer() else f"{float(value):,.1f}"
