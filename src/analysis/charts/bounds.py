"""Bounds: numbers as they are claimed - more than, nearly, exactly, about, from to - with who claims them."""

from __future__ import annotations

import json
from math import log10
from typing import Any, Literal, Unpack

from analysis.charts import columns, fonts, form, style
from analysis.charts.figure import Figure
from analysis.charts.form import Asked, Head, Paper
from analysis.charts.kinds import Given, known, merged, outline
from analysis.errors import AnalysisError

_BOUNDS = {
    "exact": "",
    "about": "about ",
    "more-than": "more than ",
    "less-than": "less than ",
    "low": "from ",
    "high": "up to ",
    "range": "",
    "order": "in the order of ",
}
_STUB = 34.0  # px over which an open side fades
_FADE = 8  # steps in which it does


def bounds(frame, *, kinds: Given | None = None, **head: Unpack[Head]) -> Figure:
    """Draw numbers on one scale for each unit: an exact one as a dot, a bound as an open mark with a fading side.

    Parameters
    ----------
    frame : pandas.DataFrame
        label (what is measured), value (number), bound (exact, about, more-than, less-than, low, high, range, order);
        optional words (the claim as worded, such as nearly 3,000 people; made from value, bound and unit where empty),
        upper (the other end of a range), unit (in the singular; each unit has its own scale), claimed_by, kind (hue),
        contradicted (yes: red), rows (ids). Units and rows come in the frame's order. A scale starts at 0; one whose
        numbers differ more than a hundredfold is logarithmic and says so; percent goes to 100; whole numbers get whole
        ticks. A unit with one number, or with the same claim twice, needs no scale and gets none.
    kinds : mapping
        value of kind -> (label, hue name or #hex).

    Returns
    -------
    Figure
        Where units differ, its chart is one below the other.

    Raises
    ------
    AnalysisError
        For an empty frame, a missing column, an unknown bound, a value that is no number of 0 or more, or a range
        without an end above its value.

    Examples
    --------
    >>> import pandas as pd
    >>> loaves = pd.DataFrame({"label": ["Sold", "Burnt"], "value": [300, 20], "bound": ["exact", "less-than"]})
    >>> bounds(loaves, slug="loaves", title="Most are sold", source="Source: invented (N = 2).")
    Figure loaves: Most are sold
    """
    asked = Asked("bounds", head, kinds)
    optional = ["words", "upper", "unit", "claimed_by", "kind", "contradicted"]
    drawn = asked.frame(frame, ["label", "value", "bound"], optional)
    columns.allowed("bounds", asked.slug, drawn, "bound", _BOUNDS)
    columns.allowed("bounds", asked.slug, drawn, "contradicted", ["yes", "no"])
    for number, row in enumerate(drawn.to_dict("records"), start=1):
        where = f"{asked.where}, row {number} of the frame"
        for name in ("value", "upper"):
            cell = row.get(name, "")
            if cell != "" and (isinstance(cell, str) or not 0 <= float(cell) < float("inf")):
                raise AnalysisError(
                    f"{name} {cell!r} is not a number of 0 or more",
                    where=where,
                    do="Give the number in its unit, as digits.",
                )
        if row["bound"] == "range" and (row.get("upper", "") == "" or float(row["upper"]) <= float(row["value"])):
            raise AnalysisError(
                "a range needs an upper end above its value", where=where, do="Fill upper, or use low or high."
            )
    drawing = _Panels(drawn, asked)
    return asked.figure(drawing.draw, drawn, drawing.alt(asked.head["title"]))


class _Panels:
    def __init__(self, frame, asked: Asked):
        self.rows, self.asked = frame.to_dict("records"), asked
        self.units = columns.ordered(row.get("unit", "") for row in self.rows)

    def alt(self, title: str) -> str:
        said = (
            f"{row['label']}: {_claim(row)}" + (f", claimed by {row['claimed_by']}" if row.get("claimed_by") else "")
            for row in self.rows
        )
        return f"{title} {len(self.rows)} numbers as bounds. {'; '.join(said)}."

    def of(self, unit: str) -> list[dict]:
        return [row for row in self.rows if columns.shown(row.get("unit", "")) == unit]

    def draw(self, paper: Paper):
        import altair as alt

        alike = [unit for unit in self.units if len({_claim(row) for row in self.of(unit)}) == 1]
        scaled = [unit for unit in self.units if unit not in alike]
        label_room = 0.0 if paper.narrow else 250.0
        width = paper.room - label_room
        color = self.colour([row for unit in scaled for row in self.of(unit)], width)
        charts = [self.panel(paper, unit, color, label_room, width) for unit in scaled]
        if singles := [row for unit in alike for row in self.of(unit)]:
            charts.append(self.sentences(paper, singles, label_room, width))
        return charts[0] if len(charts) == 1 else alt.vconcat(*charts, spacing=14)

    def colour(self, marked: list[dict], width: float):
        """The channel of the hue; a claim in words has none."""
        import altair as alt

        kinds = self.asked.kinds
        found = known(kinds, [row.get("kind", "") for row in marked])
        red = any(row.get("contradicted") == "yes" for row in marked)
        hues = {kinds.label(kind): kinds.colour(kind) for kind in found} | {"": style.SOFT}
        hues |= {"contradicted": style.CONTRADICTED} if red else {}
        said = [kinds.label(kind) for kind in found] * (len(found) > 1) + ["contradicted"] * red
        held = merged(said, hues, width, "circle")
        return alt.Color("means:N", scale=alt.Scale(domain=list(hues), range=list(hues.values())), legend=held)

    def words(self, row: dict, paper: Paper, label_room: float) -> tuple[list[str], list[str]]:
        """The lines of a label and of who claims it."""
        room = label_room - 14 if label_room else paper.room
        who = f"claimed by {row['claimed_by']}" if row.get("claimed_by") else ""
        return fonts.wrap(row["label"], paper.size, room), fonts.wrap(who, paper.small, room) if who else []

    def panel(self, paper: Paper, unit: str, color, label_room: float, width: float):
        rows = self.of(unit)
        scale = _Scale(rows, unit, width - _STUB - 12)
        placed, y = [], 6.0
        for row in rows:
            lines, who = self.words(row, paper, label_room)
            tall = len(lines) * paper.line() + len(who) * paper.line(paper.small)
            claim = _claim(row)
            left, right = scale.extent(row)
            wide = fonts.width(claim, paper.size)
            fits = right + 7 + wide <= width - 6, left - 7 - wide >= 0
            below = 0 if any(fits) else 17
            at = y + 10 if label_room else y + tall + 9
            made = dict(row) | {"unit": unit, "claim": claim, "lines": lines, "who": who, "top": y + 2, "at": at}
            made |= {"who_top": y + 2 + len(lines) * paper.line(), "said_at": at + below - 6.5}
            side = "right" if fits[0] else "left" if fits[1] else "below"
            made |= {"side": side, "said_x": {"right": right + 7, "left": left - 7, "below": width}[side]}
            made["means"] = (
                "contradicted" if row.get("contradicted") == "yes" else self.asked.kinds.label(row.get("kind") or "")
            )
            placed.append(made)
            y = max(y + tall + 4 if label_room else 0, at + below + 9) + 7
        layers = self.marks(paper, placed, scale, color, y)
        layers += self.texts(paper, placed, label_room, width, y)
        heading = unit if unit.endswith("s") or unit == "percent" else _several(unit) if unit else ""
        heading += ", logarithmic scale" * scale.log
        head = [{"lines": [heading.strip(", ")], "top": -22 if label_room else -40}]
        layers += (
            form.texts(head, paper, self.left(label_room), form.down("top", y), fontSize=paper.small, color=style.SOFT)
            if heading
            else []
        )
        return form.layered(layers, width, y)

    def left(self, label_room: float):
        import altair as alt

        return alt.value(-label_room)

    def texts(self, paper: Paper, rows: list[dict], label_room: float, width: float, y: float) -> list:
        import altair as alt

        small: dict[str, Any] = {"fontSize": paper.small, "color": style.SOFT}
        layers = form.texts(rows, paper, self.left(label_room), form.down("top", y))
        claimed = [row for row in rows if row["who"]]
        layers += form.texts(claimed, paper, self.left(label_room), form.down("who_top", y), "who", **small)
        for side, align in (("right", "left"), ("left", "right"), ("below", "right")):
            some = [row | {"share": row["said_x"] / width} for row in rows if row["side"] == side]
            for row in some:
                row["claims"] = [row["claim"]]
            if some:
                shares = {row["share"] for row in some}
                for share in sorted(shares):
                    here = [row for row in some if row["share"] == share]
                    x = alt.value(alt.expr(f"width * {share:.5f}")) if side != "below" else alt.value("width")
                    layers += form.texts(here, paper, x, form.down("said_at", y), "claims", align=align)
        return layers

    def marks(self, paper: Paper, rows: list[dict], scale: _Scale, color, y: float) -> list:
        import altair as alt

        x, at = scale.x(paper), form.down("at", y)
        tips, layers = self.asked.tips(), []
        fading = [
            part | {"from": part.pop("start"), "to": part.pop("end")} for row in rows for part in scale.fading(row)
        ]
        bar: dict[str, Any] = {"orient": "horizontal"}
        if fading:
            base = alt.Chart(form.table(fading)).mark_bar(height=7, **bar)
            opacity = alt.FillOpacity("fade:Q", scale=None, legend=None)
            layers.append(
                base.encode(x=scale.x(paper, "from"), x2="to:Q", y=at, color=color, fillOpacity=opacity, **tips)
            )
        if ranges := [row for row in rows if row.get("upper", "") != ""]:
            base = alt.Chart(form.table(ranges))
            layers.append(
                base.mark_bar(height=9, fillOpacity=0.35, strokeOpacity=1, strokeWidth=1.3, **bar).encode(
                    x=x, x2="upper:Q", y=at, color=color, stroke=outline(color), **tips
                )
            )
        for exact in (False, True):
            some = [row for row in rows if row.get("upper", "") == "" and (row["bound"] == "exact") == exact]
            if some:
                look = {"filled": True} if exact else {"filled": False, "fill": style.PAPER}
                point = alt.Chart(form.table(some)).mark_point(size=90, strokeWidth=1.6, opacity=1, **look)
                layers.append(point.encode(x=x, y=at, color=color, **tips))
        return layers

    def sentences(self, paper: Paper, rows: list[dict], label_room: float, width: float):
        """Claims that need no scale, in words."""
        import altair as alt

        placed, y = [], 0.0
        for row in rows:
            lines, who = self.words(row, paper, label_room)
            below = len(lines) * paper.line() + len(who) * paper.line(paper.small)
            claims = fonts.wrap(_claim(row), paper.size + 1, width - 12)
            top = y + 1 if label_room else y + 3 + below
            red = row.get("contradicted") == "yes"
            made = dict(row) | {"lines": lines, "who": who, "top": y + 2, "who_top": y + 2 + len(lines) * paper.line()}
            placed.append(made | {"claims": claims, "at": top, "on": style.RED_WORDS if red else style.INK})
            tall = len(claims) * paper.line(paper.size + 1)
            y = (max(y + below, top + tall) if label_room else top + tall) + 9
        layers = form.texts(placed, paper, self.left(label_room), form.down("top", y))
        claimed = [row for row in placed if row["who"]]
        small: dict[str, Any] = {"fontSize": paper.small, "color": style.SOFT}
        layers += form.texts(claimed, paper, self.left(label_room), form.down("who_top", y), "who", **small)
        for colour in (style.INK, style.RED_WORDS):
            some = [row for row in placed if row["on"] == colour]
            layers += form.texts(
                some, paper, alt.value(0), form.down("at", y), "claims", fontSize=paper.size + 1, color=colour
            )
        return form.layered(layers, width, y)


class _Scale:
    """The scale of the numbers of a unit over `width` px: from 0, or logarithmic where they differ much."""

    def __init__(self, rows: list[dict], unit: str, width: float):
        values = [float(row[name]) for row in rows for name in ("value", "upper") if row.get(name, "") != ""]
        self.width = width
        above = [value for value in values if value > 0]
        self.log = len(above) == len(values) and max(above) > 100 * min(above) and unit != "percent"
        self.low = 10.0 ** _power(min(above)) if self.log else 0.0
        self.whole = all(value.is_integer() for value in values)
        self.high = 100.0 if unit == "percent" and max(values) <= 100 else max(values) or 1.0

    def x(self, paper: Paper, field: str = "value"):
        """The channel of the numbers; the room beyond the highest is for sides that fade."""
        import altair as alt

        ticks = dict(self.ticks())
        said = {f"{value:.10g}": label for value, label in ticks.items()}
        axis = alt.Axis(
            orient="top",
            title=None,
            values=list(ticks),
            labelExpr=f"{json.dumps(said)}[toString(datum.value)]",
            tickSize=4,
            gridColor=style.GRID,
            labelFontSize=paper.small,
            labelColor=style.SOFT,
            labelOverlap=False,
            labelFlush=20,
        )
        ends = [self.value(-6), self.value(self.width + _STUB + 6)]
        kind: Literal["log", "linear"] = "log" if self.log else "linear"
        return alt.X(f"{field}:Q", scale=alt.Scale(type=kind, domain=ends, nice=False, zero=False), axis=axis)

    def px(self, value: float) -> float:
        share = log10(value / self.low) / max(log10(self.high / self.low), 1e-9) if self.log else value / self.high
        return 6 + share * self.width

    def value(self, px: float) -> float:
        """The number at so many px from the lowest."""
        share = px / self.width
        return self.low * (self.high / self.low) ** share if self.log else self.high * share

    def sides(self, row: dict) -> tuple[float, float]:
        """px over which a bound fades downwards and upwards: about and order of magnitude do both."""
        bound = row["bound"] if row.get("upper", "") == "" else ""
        down = up = 0.0
        if bound in ("more-than", "low", "about", "order"):
            up = _STUB * (0.6 if bound == "about" else 1)
        if bound in ("less-than", "high", "about", "order"):
            down = min(_STUB * (0.6 if bound == "about" else 1), max(4.0, self.px(float(row["value"]))))
        return down, up

    def extent(self, row: dict) -> tuple[float, float]:
        """px from the left to the right end of a mark."""
        x, (down, up) = self.px(float(row["value"])), self.sides(row)
        if row.get("upper", "") != "":
            return x, self.px(float(row["upper"]))
        return x - max(down, 6), x + max(up, 6)

    def fading(self, row: dict):
        """The fading sides of a row, as parts that grow paler."""
        at = self.px(float(row["value"])) - 6
        for size, way in zip(self.sides(row), (-1, 1), strict=True):
            for number in range(_FADE * bool(size)):
                ends = sorted(at + way * size * place / _FADE for place in (number, number + 1))
                fade = round(1 - (number + 0.5) / _FADE, 2)
                yield dict(row) | {"start": self.value(ends[0]), "end": self.value(ends[1]), "fade": fade}

    def ticks(self) -> list[tuple[float, str]]:
        if self.log:
            first, last = _power(self.low), _power(self.high)
            every = 1 + (last - first) * 70 // max(1, int(self.width))
            return [(10.0**power, _plain(10.0**power)) for power in range(first, last + 1, every)]
        rough = self.high / max(2, self.width // 90)
        ten = 10.0 ** _power(rough)
        step = next(
            ten * factor
            for factor in (1, 2, 2.5, 5, 10)
            if ten * factor >= rough and (not self.whole or (ten * factor).is_integer())
        )
        return [(step * number, _plain(step * number)) for number in range(int(self.high / step + 1e-9) + 1)]


def _power(value: float) -> int:
    """The power of ten of a number: 0.03 -> -2, 1000 -> 3. By its digits, since a logarithm may fall short of a whole
    number.
    """
    return int(f"{value:.12e}".split("e")[1])


def _plain(value: float) -> str:
    return f"{value:,.6f}".rstrip("0").rstrip(".")


def _claim(row: dict) -> str:
    if row.get("words"):
        return fonts.clean(row["words"])
    unit = columns.shown(row.get("unit", ""))
    number = _plain(float(row["value"])) + (f" to {_plain(float(row['upper']))}" if row.get("upper", "") != "" else "")
    if unit == "percent":
        return f"{_BOUNDS[row['bound']]}{number} %"
    many = unit and float(row["value"]) != 1 and not unit.endswith("s")
    return f"{_BOUNDS[row['bound']]}{number} {_several(unit) if many else unit}".strip()


def _several(unit: str) -> str:
    return {"person": "people", "country": "countries", "study": "studies", "city": "cities", "party": "parties"}.get(
        unit, f"{unit}s"
    )
