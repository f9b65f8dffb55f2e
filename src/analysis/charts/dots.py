"""Dots: counts of ten. One dot an item, each with its name and the evidence behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack

from analysis.charts import columns, fonts, form, options, style
from analysis.charts.figure import Figure
from analysis.charts.form import Asked, Head, Paper
from analysis.charts.kinds import Given, known, merged

_STEP = 23.0


@options.checked
def dots(
    frame,
    *,
    kinds: Given | None = None,
    hollow_means: str = "uncertain",
    sort: str | Sequence[str] | None = None,
    **head: Unpack[Head],
) -> Figure:
    """Draw one dot for each row of the frame, in groups.

    Parameters
    ----------
    frame : pandas.DataFrame
        group (label at the left); optional item (name printed beside the dot; without it dots stand close), kind (hue),
        uncertain (yes: hollow), contradicted (yes: red), rows (ids). Items come in the frame's order.
    kinds : mapping
        value of kind -> (label, hue name or #hex).
    hollow_means : str
        What a hollow dot stands for.
    sort : str or list
        "ascending" or "descending" by count, or the groups in order.

    Returns
    -------
    Figure

    Raises
    ------
    AnalysisError
        For an empty frame or a missing column.

    Examples
    --------
    >>> import pandas as pd
    >>> articles = pd.DataFrame({"group": ["Names it", "Does not"], "item": ["First", "Second"]})
    >>> dots(articles, slug="articles", title="One of two names it", source="Source: invented (N = 2).")
    Figure articles: One of two names it
    """
    asked = Asked("dots", head, kinds)
    drawn = asked.frame(frame, ["group"], ["item", "kind", "uncertain", "contradicted"])
    for name in ("uncertain", "contradicted"):
        columns.allowed(asked.where, drawn, name)
    drawing = _Groups(drawn, asked, hollow_means, sort)
    return asked.figure(drawing.draw, drawn, drawing.described())


class _Groups:
    def __init__(self, frame, asked: Asked, hollow_means: str, sort):
        self.items, self.asked, self.hollow_means = frame.to_dict("records"), asked, hollow_means
        groups = columns.ordered(frame["group"])
        self.groups = form.sorted_rows(groups, sort, {group: len(self.of(group)) for group in groups}, asked.where)

    def of(self, group: str) -> list[dict]:
        return [item for item in self.items if columns.shown(item["group"]) == group]

    def described(self) -> str:
        parts = []
        for group in self.groups:
            names = [
                columns.shown(item["item"]) + (" (uncertain)" if item.get("uncertain") == "yes" else "")
                for item in self.of(group)
                if item.get("item", "") != ""
            ]
            parts.append(f"{group}: {len(self.of(group))}" + (f" ({', '.join(names)})" if names else ""))
        return f"Dots in {len(self.groups)} groups, one an item. {'; '.join(parts)}."

    def draw(self, paper: Paper):
        import altair as alt

        width = paper.room
        widest = max(fonts.width(fonts.clean(group), paper.size) for group in self.groups)
        label_room = 0 if paper.narrow else min(200, widest + 14)
        count_room = max(fonts.width(str(len(self.of(group))), paper.size) for group in self.groups) + 14
        rows: list[dict] = []
        heads: list[dict] = []
        y = 0.0
        for group in self.groups:
            room = width - count_room if paper.narrow else label_room - 12
            lines = fonts.wrap(group, paper.size, room)
            heads.append({"group": group, "lines": lines, "number": str(len(self.of(group))), "rule": y, "top": y + 7})
            below = y + 7 + len(lines) * paper.line()
            left, right = label_room, width - (0 if paper.narrow else count_room)
            placed, bottom = self.flow(group, paper, left, right, below + 2 if paper.narrow else y + 6)
            rows += placed
            y = max(below, bottom) + 6
        color, entries = self.colours(rows, width)
        x, place = form.across("x", width), form.down("y", y)
        rules = alt.Chart(form.table(heads)).mark_rule(color=style.HAIR)
        layers = [rules.encode(x=alt.value(0), x2=alt.value(width), y=form.down("rule", y))]
        layers += form.texts(heads, paper, alt.value(0), form.down("top", y))
        layers += form.texts(heads, paper, alt.value(width), form.down("top", y), "number", align="right")
        for hollow in (False, True):
            some = [row for row in rows if (row.get("uncertain") == "yes") == hollow]
            if some:
                look = {"filled": False, "fill": style.PAPER} if hollow else {"filled": True}
                point = alt.Chart(form.table(some)).mark_point(size=85, strokeWidth=1.6, opacity=1, **look)
                layers.append(point.encode(x=x, y=place, color=color, **self.asked.tips()))
        layers += form.texts(
            [row for row in rows if row["lines"]], paper, form.across("x", width), form.down("text", y), dx=10,
            fontSize=paper.small,
        )  # fmt: skip
        return form.layered([*entries, *layers], width, paper.height or y)

    def colours(self, rows: list[dict], width: float):
        """The channel of the hue, and the layer of the key that says what hollow and red mean."""
        import altair as alt

        palette = self.asked.kinds
        found = known(palette, [row.get("kind", "") for row in self.items])
        names = [palette.label(kind) for kind in found]
        red = any(row.get("contradicted") == "yes" for row in self.items)
        domain = {palette.label(kind): palette.colour(kind) for kind in found} | {"": style.SOFT}
        domain |= {"contradicted": style.CONTRADICTED} if red else {}
        said = (names if len(found) > 1 else []) + ["contradicted"] * red
        held = merged(said, domain, width, "circle")
        scale = alt.Scale(domain=list(domain), range=list(domain.values()))
        entries = []
        if any(row.get("uncertain") == "yes" for row in self.items):
            entries = form.key({self.hollow_means: ("circle", style.PAPER, style.SOFT, form.SOLID)}, width)
        return alt.Color("means:N", scale=scale, legend=held), entries

    def flow(self, group: str, paper: Paper, x0: float, x1: float, top: float) -> tuple[list[dict], float]:
        """Dots with their names, running on like words, and their bottom."""
        placed, x, y = [], x0, top
        for item in self.of(group):
            name = fonts.wrap(item["item"], paper.small, x1 - x0 - 16) if item.get("item", "") != "" else []
            wide = 14 + max((fonts.width(line, paper.small) for line in name), default=0)
            if x > x0 and x + wide > x1:
                x, y = x0, y + _STEP
            means = (
                "contradicted" if item.get("contradicted") == "yes" else self.asked.kinds.label(item.get("kind") or "")
            )
            placed.append(dict(item, group=group, means=means, x=x + 6, y=y + 10, text=y + 3, lines=name))
            y += max(0, len(name) - 1) * paper.line(paper.small)
            x += wide + (14 if name else 1)
        return placed, y + _STEP - 2
