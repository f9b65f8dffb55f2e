"""Tally: what a whole is made of, in shades of one grey; what was left out stands on the other side of the line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import fsum
from typing import Any, Unpack

from analysis.charts import columns, fonts, form, options, style
from analysis.charts.figure import Figure
from analysis.charts.form import Asked, Head, Paper
from analysis.charts.kinds import Given, legend
from analysis.errors import AnalysisError

# Greys, because parts of a text are no channel, outlet or speaker, which own the hues. They differ in print as well.
LOOKS = {"dark": "#3F3F3F", "mid": "#8C8C8C", "light": "#BDBDBD", "pale": "#E4E4E4", "hollow": ""}
_TALL = 20.0


@options.checked
def tally(
    frame,
    *,
    looks: Mapping[str, str],
    apart: Sequence[str] = (),
    kinds: Given | None = None,
    unit: str = "word",
    **head: Unpack[Head],
) -> Figure:
    """Draw one bar a row, cut into parts that are told apart by shade; all bars share a scale.

    Parameters
    ----------
    frame : pandas.DataFrame
        label (of the bar), part, value (0 or more); optional bar (tells bars of one label apart), end (a few words at
        its right), note (smaller words below it, a line each), kind (hue of a dot before the label), rows (ids). end,
        note and kind are read from the first row of a bar.
    looks : mapping
        part -> dark, mid, light, pale or hollow (dashed), in drawing order.
    apart : sequence of str
        Parts that stand left of the line, such as what was cut.
    kinds : mapping
        value of kind -> (label, hue name or #hex).
    unit : str
        What is counted, in the singular.

    Returns
    -------
    Figure

    Raises
    ------
    AnalysisError
        For an empty frame, a missing column, a part without a look or a value below 0.

    Examples
    --------
    >>> import pandas as pd
    >>> hops = pd.DataFrame({"label": ["Crumbs", "Crumbs"], "part": ["kept", "cut"], "value": [120, 30]})
    >>> tally(hops, slug="hops", title="A fifth is cut",
    ...     source="Source: invented (N = 150).", looks={"kept": "mid", "cut": "hollow"}, unit="word")
    Figure hops: A fifth is cut
    """
    asked = Asked("tally", head, kinds)
    drawn = asked.frame(frame, ["label", "part", "value"], ["bar", "end", "note", "kind"])
    if unknown := [look for look in looks.values() if look not in LOOKS]:
        raise AnalysisError(
            f"looks has {unknown[0]!r}, which is no look", where=asked.where, do=f"Use one of: {', '.join(LOOKS)}"
        )
    columns.allowed(asked.where, drawn, "part", looks)
    columns.numbers(asked.where, drawn, "value")
    if not float(drawn["value"].sum()):
        raise AnalysisError("every value is 0", where=asked.where, do="Leave the figure out and say so in words.")
    drawing = _Bars(drawn, asked, looks, apart, unit)
    return asked.figure(drawing.draw, drawn, drawing.described())


class _Bars:
    def __init__(self, frame, asked: Asked, looks, apart, unit: str):
        self.asked, self.looks, self.apart, self.unit = asked, dict(looks), set(apart), unit
        self.bars: dict[str, list[dict]] = {}
        for row in frame.to_dict("records"):
            self.bars.setdefault(columns.shown(row.get("bar") or row["label"]), []).append(row)
        place = {part: number for number, part in enumerate(self.looks)}
        self.head = {bar: parts[0] for bar, parts in self.bars.items()}
        for parts in self.bars.values():
            parts.sort(key=lambda row: place[row["part"]])
        counted = {row["part"] for parts in self.bars.values() for row in parts if float(row["value"])}
        self.used = [part for part in self.looks if part in counted]

    def label(self, bar: str) -> str:
        return columns.shown(self.head[bar]["label"])

    def described(self) -> str:
        said = []
        for bar, parts in self.bars.items():
            numbers = ", ".join(f"{row['part']} {form.count(row['value'])}" for row in parts if float(row["value"]))
            more = "; ".join(
                " ".join(str(self.head[bar][name]).split()) for name in ("end", "note") if self.head[bar].get(name)
            )
            said.append(f"{self.label(bar)}: {numbers or 'nothing'}" + (f" ({more})" if more else ""))
        return f"Bars in {len(self.bars)} row{'s' * (len(self.bars) != 1)}; unit: {self.unit}. {'. '.join(said)}."

    def sum(self, bar: str, left: bool) -> float:
        return fsum(float(row["value"]) for row in self.bars[bar] if (row["part"] in self.apart) == left)

    def draw(self, paper: Paper):
        """Where no bar has a note, labels stand beside the bars; else, and on a phone, above them with the
        notes below.
        """
        import altair as alt

        beside = not paper.narrow and not any(head.get("note") for head in self.head.values())
        inset = 16 if any(head.get("kind") for head in self.head.values()) else 0
        ends = {bar: fonts.clean(head.get("end", "")) for bar, head in self.head.items()}
        widest = max(fonts.width(fonts.clean(self.label(bar)), paper.size) for bar in self.bars)
        label_room = min(220, widest + 14 + inset) if beside else 0
        end_room = min(150, max(fonts.width(end, paper.size) for end in ends.values()) + 12) if beside else 0
        width = paper.room - label_room - end_room
        below, above = (max(self.sum(bar, left) for bar in self.bars) for left in (True, False))
        unit = width / (below + above)
        heads: list[dict[str, Any]] = []
        notes: list[dict[str, Any]] = []
        y = 0.0
        for bar, head in self.head.items():
            row = {"bar": bar, "rule": y, "means": self.asked.kinds.label(head.get("kind") or "")}
            if beside:
                lines = fonts.wrap(self.label(bar), paper.size, label_room - inset - 10)
                ended = fonts.wrap(ends[bar], paper.size, end_room - 10) if ends[bar] else []
                tall = max(_TALL, max(len(lines), len(ended)) * paper.line()) + 8
                row |= {"at": y + tall / 2, "lines": lines, "top": y + (tall - len(lines) * paper.line()) / 2 + 1}
                row |= {"ended": ended, "end_top": y + (tall - len(ended) * paper.line()) / 2 + 1}
                y += tall
            else:
                aside = ends[bar] and fonts.width(ends[bar], paper.size) < 0.45 * width
                spare = fonts.width(ends[bar], paper.size) + 12 if aside else 0
                lines = fonts.wrap(self.label(bar), paper.size, width - inset - spare)
                row |= {"lines": lines, "top": y + 6, "ended": [ends[bar]] if aside else [], "end_top": y + 6}
                y += 8 + len(lines) * paper.line()
                if ends[bar] and not aside:
                    wrapped = fonts.wrap(ends[bar], paper.size, width - inset)
                    notes.append({"bar": bar, "lines": wrapped, "top": y, "inset": inset})
                    y += len(wrapped) * paper.line()
                row["at"] = y + 2 + _TALL / 2
                y += 6 + _TALL
                for note in str(head.get("note") or "").split("\n"):
                    if note.strip():
                        wrapped = fonts.wrap(note, paper.small, width)
                        notes.append({"bar": bar, "lines": wrapped, "top": y, "inset": 0})
                        y += len(wrapped) * paper.line(paper.small) + 2
                y += 5
            heads.append(row)
        at = {head["bar"]: head["at"] for head in heads}
        rows = [
            dict(row, at=at[bar]) for bar, parts in self.bars.items() for row in self.parts(parts, unit, paper, bar)
        ]
        left = -label_room
        layers = self.marks(paper, rows, below, above, width, y)
        if self.apart & set(self.used):
            line = alt.Chart(form.table(heads)).mark_tick(
                orient="vertical", thickness=1.3, size=_TALL + 7, color=style.INK, opacity=1
            )
            layers.append(line.encode(x=alt.datum(0, type="quantitative"), y=form.down("at", y)))
        if not beside:
            rules = alt.Chart(form.table(heads[1:])).mark_rule(color=style.HAIR) if heads[1:] else None
            layers += [rules.encode(x=alt.value(0), x2=alt.value(width), y=form.down("rule", y))] if rules else []
        layers += self.dots(heads, paper, left, y) if inset else []
        layers += form.texts(heads, paper, alt.value(left + inset), form.down("top", y))
        closed = [head for head in heads if head["ended"]]
        where = (alt.value(width + 10), "left") if beside else (alt.value(width), "right")
        layers += form.texts(
            closed, paper, where[0], form.down("end_top", y), "ended", align=where[1], color=style.SOFT
        )
        small: dict[str, Any] = {"fontSize": paper.small, "color": style.SOFT}
        layers += form.texts([n for n in notes if not n["inset"]], paper, alt.value(0), form.down("top", y), **small)
        layers += form.texts(
            [n for n in notes if n["inset"]], paper, alt.value(inset), form.down("top", y), color=style.SOFT
        )
        return form.layered(layers, width, paper.height or y, ("fill", "shape"))

    def parts(self, parts: list[dict], unit: float, paper: Paper, bar: str):
        """The parts of a bar with where each begins and ends on the scale."""
        right = left = 0.0
        for row in parts:
            value, look = float(row["value"]), self.looks[row["part"]]
            if not value:
                continue
            if row["part"] in self.apart:
                start, end = left - value, left
                left = start
            else:
                start, end = right, right + value
                right = end
            said = form.count(value)
            fits = fonts.width(said, paper.small) + 8 <= value * unit
            on = style.INK if look == "hollow" else style.on(LOOKS[look])
            yield dict(row, bar=bar, start=start, end=end, said=said if fits else "", on=on, hollow=look == "hollow")

    def marks(self, paper: Paper, rows: list[dict], below: float, above: float, width: float, y: float) -> list:
        import altair as alt

        whole = alt.Scale(domain=[-below, above], nice=False, zero=False)
        x, at = alt.X("start:Q", scale=whole, axis=None), form.down("at", y)
        hollow = [self.looks[part] == "hollow" for part in self.used]
        fills = [
            style.PAPER if empty else LOOKS[self.looks[part]] for part, empty in zip(self.used, hollow, strict=True)
        ]
        held = legend(self.used, width, symbolStrokeWidth=1.2)

        def scale(values: Iterable[Any]) -> Any:
            return alt.Scale(domain=self.used, range=list(values))

        bars = alt.Chart(form.table(rows)).mark_bar(orient="horizontal", height=_TALL, strokeWidth=1.2)
        layers = [
            bars.encode(
                x=x,
                x2="end:Q",
                y=at,
                color=alt.Color("part:N", scale=scale(fills), legend=held),
                stroke=alt.Stroke(
                    "part:N", scale=scale(style.SOFT if one else style.PAPER for one in hollow), legend=held
                ),
                strokeDash=alt.StrokeDash(
                    "part:N", scale=scale(form.DASH if one else form.SOLID for one in hollow), legend=held
                ),
                **self.asked.tips(),
            )
        ]
        if some := [row for row in rows if row["said"]]:
            said = alt.Chart(form.table(some)).mark_text(align="left", dx=5, fontSize=paper.small)
            layers.append(said.encode(x=x, y=at, text="said:N", color=alt.Color("on:N", scale=None)))
        return layers

    def dots(self, heads: list[dict], paper: Paper, left: float, y: float) -> list:
        """A dot in the hue of its kind before each label."""
        import altair as alt

        kinds = self.asked.kinds
        found = {
            kinds.label(head.get("kind") or ""): kinds.colour(head.get("kind") or "") for head in self.head.values()
        }
        some = [dict(head, dot=head["top"] + paper.size * 0.55) for head in heads if head["means"]]
        names = [name for name in found if name]
        fill = alt.Fill(
            "means:N",
            scale=alt.Scale(domain=list(found), range=list(found.values())),
            legend=legend(names, paper.room, "circle", values=names),
        )
        point = alt.Chart(form.table(some)).mark_point(size=70, opacity=1, stroke="transparent")
        return [point.encode(x=alt.value(left + 6), y=form.down("dot", y), fill=fill)]
