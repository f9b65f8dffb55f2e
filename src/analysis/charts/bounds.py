"""Bounds: numbers as they are claimed - more than, nearly, exactly, about, from to - with who claims them."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.charts import columns, fonts, style
from analysis.charts.scene import Scene, key, kinds
from analysis.charts.scened import Scened, make
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
_STUB = 34.0


def bounds(
    frame, *, slug: str, title: str, subtitle: str, source: str, alt: str = "", caveats: Sequence[str] = ()
) -> Scened:
    """Draw numbers on one scale for each unit: an exact one as a dot, a bound as an open mark with a fading side.

    frame: label (what is measured), value (number), bound (exact, about, more-than, less-than, low, high, range,
    order); optional words (the claim as worded, such as nearly 3,000 people; made from value, bound and unit where empty),
    upper (the other end of a range), unit (in the singular; each unit has its own scale), claimed_by,
    kind (hue), contradicted (yes: red), rows (ids). Units and rows come in the frame's order. A scale starts at 0; one whose numbers
    differ more than a hundredfold is logarithmic and says so; percent goes to 100; whole numbers get whole ticks. A unit
    with one number, or with the same claim twice, needs no scale and gets none. For print.
    Raises AnalysisError for an empty frame, a missing column, an unknown bound, a value that is no number of 0 or more,
    or a range without an end above its value.
    """
    drawn = columns.need(
        "bounds",
        slug,
        frame,
        ["label", "value", "bound"],
        ["words", "upper", "unit", "claimed_by", "kind", "contradicted"],
    )
    columns.allowed("bounds", slug, drawn, "bound", _BOUNDS)
    columns.allowed("bounds", slug, drawn, "contradicted", ["yes", "no"])
    where = f"figure {slug} (bounds)"
    for number, row in enumerate(drawn.to_dict("records"), start=1):
        for name in ("value", "upper"):
            cell = row.get(name, "")
            if cell != "" and (isinstance(cell, str) or not 0 <= float(cell) < float("inf")):
                raise AnalysisError(
                    f"{name} {cell!r} is not a number of 0 or more",
                    where=f"{where}, row {number} of the frame",
                    do="Give the number in its unit, as digits.",
                )
        if row["bound"] == "range" and (row.get("upper", "") == "" or float(row["upper"]) <= float(row["value"])):
            raise AnalysisError(
                "a range needs an upper end above its value",
                where=f"{where}, row {number} of the frame",
                do="Fill upper, or use low or high.",
            )
    drawing = _Panels(drawn)
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


class _Panels:
    def __init__(self, frame):
        self.rows = frame.to_dict("records")
        self.units = columns.ordered(row.get("unit", "") for row in self.rows)

    def alt(self, title: str) -> str:
        return (
            f"{title} {len(self.rows)} numbers as bounds. "
            + "; ".join(
                f"{row['label']}: {_claim(row)}"
                + (f", claimed by {row['claimed_by']}" if row.get("claimed_by") else "")
                for row in self.rows
            )
            + "."
        )

    def compose(self, scene: Scene) -> None:
        alike = [unit for unit in self.units if len({_claim(row) for row in self.of(unit)}) == 1]
        marked = [row for unit in self.units if unit not in alike for row in self.of(unit)]
        entries = kinds(
            columns.ordered(row["kind"] for row in marked if row.get("kind"))
        )  # a claim in words has no hue
        entries = entries if len(entries) > 1 else []
        if any(row.get("contradicted") == "yes" for row in self.rows):
            entries.append(("dot", style.CONTRADICTED, "contradicted"))
        if entries:
            key(scene, entries)
        singles = [row for unit in alike for row in self.of(unit)]
        for unit in self.units:
            if unit not in alike:
                self.panel(scene, unit, self.of(unit))
        for row in singles:
            self.row(scene, row, None)

    def of(self, unit: str) -> list[dict]:
        return [row for row in self.rows if columns.shown(row.get("unit", "")) == unit]

    def panel(self, scene: Scene, unit: str, rows: list[dict]) -> None:
        x0, x1 = (scene.left, scene.right) if scene.narrow else (scene.left + 250, scene.right)
        scale = _Scale(rows, unit, x0 + 6, x1 - _STUB - 6)
        start = scene.y
        base = start + style.SMALL
        heading = (unit if unit.endswith("s") or unit == "percent" else _several(unit)) + (
            ", logarithmic scale" if scale.log else ""
        )
        if unit:
            scene.text(scene.left, base, heading, style.SMALL, style.SOFT)
        top = base + 8 if not scene.narrow else base + 8 + style.SMALL * style.LEADING
        scene.y = top + 6
        for row in rows:
            self.row(scene, row, scale)
        scene.line([(x0, top), (x1, top)], style.FAINT)
        for value, label in scale.ticks():
            x = scale.at(value)
            half = fonts.width(label, style.SMALL) / 2
            scene.line([(x, top - 3), (x, top + 3)], style.FAINT)
            scene.line([(x, top + 3), (x, scene.y - 4)], "#EDEDED", plane=-1)
            scene.text(min(max(x, x0 + half), x1 - half), top - 6, label, style.SMALL, style.SOFT, "center")
        scene.y += 12

    def row(self, scene: Scene, row: dict, scale) -> None:
        wide = not scene.narrow
        claim, who = _claim(row), f"claimed by {row['claimed_by']}" if row.get("claimed_by") else ""
        colour = (
            style.CONTRADICTED
            if row.get("contradicted") == "yes"
            else style.hue(row["kind"])
            if row.get("kind")
            else style.SOFT
        )
        start = scene.y
        room = 236 if wide else scene.room
        bottom = scene.lines(scene.left, start + 2, fonts.wrap(row["label"], style.LABEL, room))
        if who:
            bottom = scene.lines(scene.left, bottom + 1, fonts.wrap(who, style.SMALL, room), style.SMALL, style.SOFT)
        if scale is None:
            at = scene.left + 250 if wide else scene.left
            lines = fonts.wrap(claim, style.SUBTITLE, scene.right - at)
            top = start + 1 if wide else bottom + 1
            bottom = max(
                bottom,
                scene.lines(
                    at, top, lines, style.SUBTITLE, style.RED_WORDS if row.get("contradicted") == "yes" else style.INK
                ),
            )
        else:
            if scene.narrow:
                scene.box(scene.left, start, scene.room, bottom - start, style.PAPER, plane=0)
            middle = (start + 10) if wide else bottom + 9
            left, right = self.mark(scene, row, scale, middle, colour)
            words_wide = fonts.width(claim, style.LABEL)
            x, align = (right + 7, "left") if right + 7 + words_wide <= scene.right else (left - 7, "right")
            if align == "right" and x - words_wide < scale.x0 - 6:
                # Neither side has room: the words go on a line of their own.
                middle += 18
                x, align = scene.right, "right"
            edge = x if align == "left" else x - words_wide
            scene.box(edge - 2, middle - 7, words_wide + 4, 15, style.PAPER, plane=0)
            scene.text(x, middle + 4, claim, style.LABEL, style.INK, align)
            bottom = max(bottom, middle + 9)
        scene.y = bottom + 8

    def mark(self, scene: Scene, row: dict, scale, y: float, colour: str) -> tuple[float, float]:
        """Draw a bound; returns its extent in px."""
        x, bound = scale.at(float(row["value"])), row["bound"]
        if row.get("upper", "") != "":
            end = scale.at(float(row["upper"]))
            scene.box(x, y - 4.5, end - x, 9, style.mix(colour, 0.35), colour, 1.2)
            return x, end
        left = right = 0.0
        # A lower bound fades upwards, an upper bound downwards; about and order of magnitude fade both ways.
        if bound in ("more-than", "low", "about", "order"):
            right = _STUB * (0.6 if bound == "about" else 1)
            scene.fade(x, y - 3.5, right, 7, colour)
        if bound in ("less-than", "high", "about", "order"):
            left = min(_STUB * (0.6 if bound == "about" else 1), max(4.0, x - scale.x0 + 6))
            scene.fade(x - left, y - 3.5, left, 7, colour, leftward=True)
        scene.disc(x, y, 5, colour if bound == "exact" else style.PAPER, colour, 1.6, plane=2)
        return x - max(left, 6), x + max(right, 6)


class _Scale:
    def __init__(self, rows: list[dict], unit: str, x0: float, x1: float):
        values = [float(row[name]) for row in rows for name in ("value", "upper") if row.get(name, "") != ""]
        self.x0, self.x1 = x0, x1
        above = [value for value in values if value > 0]
        self.log = len(above) == len(values) and max(above) > 100 * min(above) and unit != "percent"
        self.low = 10.0 ** _power(min(above)) if self.log else 0.0
        self.whole = all(value.is_integer() for value in values)
        self.high = 100.0 if unit == "percent" and max(values) <= 100 else max(values) or 1.0

    def at(self, value: float) -> float:
        from math import log10

        share = log10(value / self.low) / max(log10(self.high / self.low), 1e-9) if self.log else value / self.high
        return self.x0 + share * (self.x1 - self.x0)

    def ticks(self) -> list[tuple[float, str]]:
        if self.log:
            first, last = _power(self.low), _power(self.high)
            every = 1 + (last - first) * 70 // max(1, int(self.x1 - self.x0))
            return [(10.0**power, _plain(10.0**power)) for power in range(first, last + 1, every)]
        rough = self.high / max(2, (self.x1 - self.x0) // 90)
        ten = 10.0 ** _power(rough)
        step = next(
            ten * factor
            for factor in (1, 2, 2.5, 5, 10)
            if ten * factor >= rough and (not self.whole or (ten * factor).is_integer())
        )
        return [(step * number, _plain(step * number)) for number in range(int(self.high / step + 1e-9) + 1)]


def _power(value: float) -> int:
    """The power of ten of a number: 0.03 -> -2, 1000 -> 3. By its digits, since a logarithm may fall short of a whole number."""
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
