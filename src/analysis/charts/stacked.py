"""Stacked bars: whose words a text is made of."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.charts import columns, fonts, style
from analysis.charts.scene import Scene, key
from analysis.charts.scened import Scened, make
from analysis.errors import AnalysisError

_TALL = 22.0


def stacked(
    frame,
    *,
    slug: str,
    title: str,
    subtitle: str,
    source: str,
    alt: str = "",
    caveats: Sequence[str] = (),
    tooltip: Sequence[str] = (),
    unit: str = "word",
    share: bool = False,
) -> Scened:
    """Draw one bar for each row label, cut into parts that are labelled where they stand.

    frame: bar (label), part (a voice, channel, speaker or outlet kind: the colour), value (0 or more); optional rows
    (ids). Bars and parts come in the frame's order. share: bars of one length, each part as its share of the bar, with
    the bar's total at the right; otherwise lengths are values.
    tooltip: columns that a pointer asks for. unit: what is counted, in the singular.
    Raises AnalysisError for an empty frame, a missing column, a value that is no number or below 0.
    """
    drawn = columns.need("stacked", slug, frame, ["bar", "part", "value"], [], tooltip)
    for cell in drawn["value"]:
        if isinstance(cell, str) or not 0 <= float(cell) < float("inf"):
            raise AnalysisError(
                f"value {cell!r} is not a number of 0 or more",
                where=f"figure {slug} (stacked)",
                do="Count first, then draw.",
            )
    if not float(drawn["value"].sum()):
        raise AnalysisError(
            "every value is 0", where=f"figure {slug} (stacked)", do="Leave the figure out and say so in words."
        )
    drawing = _Bars(drawn, tooltip, unit, share)
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
    def __init__(self, frame, tooltip, unit, share):
        self.parts = frame.to_dict("records")
        self.bars, self.kinds = columns.ordered(frame["bar"]), columns.ordered(frame["part"])
        known = [voice for voice in style.VOICE if voice in self.kinds]
        self.kinds = known + [kind for kind in self.kinds if kind not in known]
        self.voices = bool(set(known) - {"cmp"})
        self.tooltip, self.unit, self.share = tooltip, unit, share
        self.totals = {bar: sum(float(part["value"]) for part in self.of(bar)) for bar in self.bars}

    def of(self, bar: str) -> list[dict]:
        found = [part for part in self.parts if columns.shown(part["bar"]) == bar]
        return sorted(found, key=lambda part: self.kinds.index(columns.shown(part["part"])))

    def colour(self, part: str) -> str:
        return style.VOICE.get(part, style.FAINT) if self.voices else style.hue(part)

    def alt(self, title: str) -> str:
        parts = [
            f"{bar}: "
            + ", ".join(
                f"{style.label(part['part'])} {self.words(part['value'], bar)}"
                for part in self.of(bar)
                if float(part["value"])
            )
            + f" of {_count(self.totals[bar])} {self.unit}s"
            for bar in self.bars
        ]
        return f"{title} Stacked bars of {len(self.bars)} rows. {'; '.join(parts)}."

    def words(self, value: float, bar: str) -> str:
        if not self.share:
            return _count(value)
        return f"{100 * float(value) / self.totals[bar]:.0f} %" if self.totals[bar] else "0 %"

    def compose(self, scene: Scene) -> None:
        key(scene, [("box", self.colour(kind), style.label(kind)) for kind in self.kinds])
        label_room = (
            0 if scene.narrow else min(220, max(fonts.width(fonts.clean(bar), style.LABEL) for bar in self.bars) + 12)
        )
        total_room = max(fonts.width(self.total(bar), style.LABEL) for bar in self.bars) + 10
        x0, longest = scene.left + label_room, max(self.totals.values())
        room = scene.right - total_room - x0
        for bar in self.bars:
            if scene.narrow:
                scene.y = scene.lines(scene.left, scene.y + 2, fonts.wrap(bar, style.LABEL, scene.room)) + 3
                top, tall = scene.y, _TALL
            else:
                lines = fonts.wrap(bar, style.LABEL, label_room - 10)
                tall = max(_TALL, len(lines) * style.LABEL * style.LEADING)
                scene.lines(scene.left, scene.y + tall / 2 - len(lines) * style.LABEL * style.LEADING / 2 + 1, lines)
                top = scene.y + (tall - _TALL) / 2
            end = self.bar(
                scene, bar, x0, top, room / (self.totals[bar] if self.share and self.totals[bar] else longest)
            )
            scene.text(
                scene.right if self.share else end + 7,
                top + _TALL / 2 + 4,
                self.total(bar),
                style.LABEL,
                style.SOFT,
                "right" if self.share else "left",
            )
            scene.y += tall + 7

    def total(self, bar: str) -> str:
        return _count(self.totals[bar])

    def bar(self, scene: Scene, bar: str, x0: float, top: float, scale: float) -> float:
        running = 0.0
        for part in self.of(bar):
            value = float(part["value"])
            left, right = round(x0 + running * scale), round(x0 + (running + value) * scale)
            running += value
            if right <= left:
                continue
            colour = self.colour(columns.shown(part["part"]))
            scene.box(left, top, right - left, _TALL, colour)
            words = self.words(value, bar)
            if fonts.width(words, style.SMALL) + 8 <= right - left:
                scene.text(left + 5, top + _TALL / 2 + 4, words, style.SMALL, style.on(colour))
            scene.hit(left, top, right - left, _TALL, columns.tips(part, self.tooltip))
        for edge in _edges(self.of(bar), x0, scale)[1:-1]:
            scene.line([(edge, top), (edge, top + _TALL)], style.PAPER, 1)
        if self.voices:
            # The lightest voice is near the paper's tone: an outline shows where the bar ends.
            scene.box(x0, top, round(running * scale), _TALL, stroke=style.FAINT, width=0.6, plane=2)
        return x0 + running * scale


def _edges(parts: list[dict], x0: float, scale: float) -> list[float]:
    edges, running = [x0], 0.0
    for part in parts:
        running += float(part["value"])
        edges.append(round(x0 + running * scale))
    return edges


def _count(value: float) -> str:
    return f"{float(value):,.0f}" if float(value).is_integer() else f"{float(value):,.1f}"
