"""A chart and the rows behind it, linked: who drags over the chart sees in the table below it those rows alone.

The table is a part of the chart, so that one spec answers in JupyterLab, on a page and in a mailed file without a
server.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING, Any

from analysis.charts import fonts, form, style
from analysis.charts.figure import Figure, is_altair
from analysis.charts.form import Paper
from analysis.charts.spec import heading
from analysis.charts.table import HtmlTable
from analysis.errors import AnalysisError

if TYPE_CHECKING:
    import pandas as pd

_BRUSH = "brush"
_GAP, _PAD = 14, 5  # px between columns, and above and below a row


def linked(figure: Figure, table: HtmlTable | pd.DataFrame, *, rows: int = 8) -> Figure:
    """Put a table below a chart that shows the rows which are dragged over.

    Parameters
    ----------
    figure : Figure
        Of an Altair chart with a continuous x (time or number) and a column `rows` in the data of its marks, as
        `strip`, `intervals` and charts of one's own with such a column have.
    table : HtmlTable or pandas.DataFrame
        What `charts.table` made, or a frame. A column `id` (or `rows`, ids joined by ``|``) says which marks a row
        belongs to; it is not shown. A row without a mark is shown as long as nothing is chosen.
    rows : int
        How many rows there is room for; a line above the table says how many there are.

    Returns
    -------
    Figure
        The same figure with the table in its chart. The page without scripts, and print, show its first rows.

    Raises
    ------
    AnalysisError
        For a chart of matplotlib, marks without `rows` or without a continuous x, and a table without ids.

    Examples
    --------
    >>> strip = charts.strip(events, slug="when", title="It opens in September", source="Source: invented (N = 8).")
    >>> linked(strip, events[["date", "label", "rows"]])
    Figure when: It opens in September
    """
    where = f"figure {getattr(figure, 'slug', '')} (linked)"
    if not isinstance(figure, Figure) or not is_altair(figure.chart):
        raise AnalysisError(
            "only a figure of an Altair chart answers to a pointer",
            where=where,
            do="Give what a form such as charts.strip returned, or charts.figure of an Altair chart.",
        )
    if isinstance(rows, bool) or not isinstance(rows, int) or rows < 1:
        raise AnalysisError(f"rows is {rows!r}", where=where, do="Give a whole number, 1 or more.")
    frame, names = (table.frame, table.names) if isinstance(table, HtmlTable) else (table, {})
    keys = _keys(frame, where)
    charts = [(figure.chart, Paper(False, figure.width, style.LABEL))]
    if figure.narrow is not None:
        charts.append((figure.narrow, Paper(True, style.NARROW, style.LABEL)))
    made = []
    for chart, paper in charts:
        marks = _Marks.of(chart, where)
        below = _Rows(frame.drop(columns=keys.name), keys.tolist(), names, paper, rows)
        made.append(_joined(marks.brushed(), below.chart(marks)))
    return figure.using(*made)


def _keys(frame: Any, where: str) -> pd.Series:
    """The ids of each row of the table."""
    columns = list(getattr(frame, "columns", ()))
    name = next((name for name in ("rows", "id") if name in columns), None)
    if name is None or not len(frame) or len(columns) < 2:
        raise AnalysisError(
            "the table has no rows to link"
            if name
            else f"the table has no column `id` or `rows` ({columns or 'none'})",
            where=where,
            do="Give a frame with a column of ids, those that stand in `rows` of the chart, and a column to show.",
        )
    return frame[name].fillna("").astype(str)


@dataclass(frozen=True)
class _Marks:
    """The layers of a chart that hold marks with rows behind them, and the fields of their x."""

    chart: Any
    layers: list[Any]
    start: str
    end: str
    where: str

    @classmethod
    def of(cls, chart: Any, where: str) -> _Marks:
        layers = [one for one in getattr(chart, "layer", None) or [chart] if _continuous(one)]
        fields = Counter(_field(one.encoding.x) for one in layers)
        if not fields:
            raise AnalysisError(
                "no mark of the chart has both a continuous x and a column `rows` in its data",
                where=where,
                do="Give the data of the chart a column `rows` with the ids of the rows behind each mark.",
            )
        start = fields.most_common(1)[0][0]
        layers = [one for one in layers if _field(one.encoding.x) == start]
        ends = (getattr(one.encoding, "x2", None) for one in layers)
        end = next((_field(found) for found in ends if _field(found)), start)
        return cls(chart, layers, start, end, where)

    def places(self) -> dict[str, tuple[Any, Any]]:
        """Id of a row -> from where to where the mark goes that it stands behind; of several marks, the first."""
        found: dict[str, tuple[Any, Any]] = {}
        for layer in self.layers:
            for mark in layer.data.to_dict("records"):
                place = mark[self.start], mark.get(self.end, mark[self.start])
                for key in str(mark["rows"]).split("|"):
                    found.setdefault(key.strip(), place)
        return found

    def brushed(self) -> Any:
        """The chart with a brush on its x."""
        import altair as alt

        brush = alt.selection_interval(name=_BRUSH, encodings=["x"])
        if self.chart is self.layers[0]:
            return self.chart.add_params(brush)
        changed = self.chart.copy(deep=False)
        first = self.layers[0]
        changed.layer = [one.add_params(brush) if one is first else one for one in self.chart.layer]
        return changed


def _joined(above: Any, below: Any) -> Any:
    """Two charts one above the other; a layer's own params stay where they are."""
    import altair as alt

    return alt.vconcat(above, below, spacing=18).resolve_scale(color="independent")


def _field(channel: Any) -> str:
    """The field of a channel, without its type."""
    given = getattr(channel, "_kwds", {})  # altair's channels have methods under the names of their properties
    found = next((said for name in ("field", "shorthand") if isinstance(said := given.get(name), str)), "")
    return found.rpartition(":")[0] or found


def _continuous(layer: Any) -> bool:
    """Whether a layer has marks, a column `rows` with ids, and an x of time or number."""
    import altair as alt

    channel: Any = getattr(getattr(layer, "encoding", None), "x", alt.Undefined)
    columns = getattr(getattr(layer, "data", None), "columns", ())
    if channel is alt.Undefined or "rows" not in columns or not layer.data["rows"].astype(str).str.strip().any():
        return False
    mark = layer.mark if isinstance(layer.mark, str) else getattr(layer.mark, "type", "")
    if mark in ("text", "rule"):
        return False
    kind = channel.to_dict(context={"data": layer.data}).get("type", "") if _field(channel) else ""
    return kind in ("temporal", "quantitative")


class _Rows:
    """A table drawn as text: on a page in columns, on a phone as cards."""

    def __init__(self, frame: pd.DataFrame, keys: Sequence[str], names: Mapping[str, str], paper: Paper, most: int):
        self.paper, self.most, self.keys = paper, most, keys
        self.names = {name: str(names.get(name) or heading(name)) for name in frame.columns}
        self.cells = [
            {str(name): "" if cell is None or cell != cell else str(cell) for name, cell in row.items()}
            for row in frame.to_dict("records")
        ]
        self.columns = self.wide()

    def wide(self) -> dict[str, tuple[float, float]]:
        """Column -> its left edge and its width in px: what its widest cell needs, the long ones sharing what
        is left.
        """
        if self.paper.narrow:
            return {"card": (0.0, self.paper.room)}
        need = {
            name: max(fonts.width(said, self.paper.size) for said in [head, *(row[name] for row in self.cells)]) + 1
            for name, head in self.names.items()
        }
        left, room = dict(need), self.paper.room - _GAP * (len(need) - 1)
        shares: dict[str, float] = {}
        while left and min(left.values()) <= room / len(left):
            name = min(left, key=left.__getitem__)
            shares[name] = left.pop(name)
            room -= shares[name]
        shares |= {name: room / len(left) for name in left}
        found, x = {}, 0.0
        for name in need:
            found[name] = (x, shares[name])
            x += shares[name] + _GAP
        return found

    def lines(self, row: dict[str, str]) -> dict[str, list[str]]:
        if not self.paper.narrow:
            return {
                name: fonts.wrap(row[name], self.paper.size, wide) if row[name] else [""]
                for name, (_, wide) in self.columns.items()
            }
        said = [f"{self.names[name]}: {cell}" if number else cell for number, (name, cell) in enumerate(row.items())]
        room = self.paper.room
        return {"card": [line for words in said if words for line in fonts.wrap(words, self.paper.size, room)]}

    def data(self, marks: _Marks) -> list[dict[str, Any]]:
        places, made = marks.places(), []
        for number, (row, key) in enumerate(zip(self.cells, self.keys, strict=True)):
            found = [places[one.strip()] for one in key.split("|") if one.strip() in places]
            lines = self.lines(row)
            tall = max(map(len, lines.values())) * self.paper.line() + 2 * _PAD
            start, end = (min(one[0] for one in found), max(one[1] for one in found)) if found else (None, None)
            texts = {f"lines{place}": said for place, said in enumerate(lines.values())}
            made.append({"number": number, "rows": key, "from": start, "until": end, "tall": tall, **texts})
        return made

    def chart(self, marks: _Marks) -> Any:
        """The table: what overlaps with the brush, one row below the other as far as there is room."""
        import altair as alt

        rows = self.data(marks)
        room = fsum(sorted((row["tall"] for row in rows), reverse=True)[: self.most])
        brushed = f"{_BRUSH}[{marks.start!r}]"
        start, end = (f"toDate(datum.{name})" if _is_time(rows) else f"datum.{name}" for name in ("from", "until"))
        within = f"isValid(datum.from) && {end} >= {brushed}[0] && {start} <= {brushed}[1]"
        order = [alt.SortField("number", order="ascending")]
        counted = (
            alt.Chart(form.table(rows))
            .transform_calculate(inside=f"!isValid({brushed}) || ({within}) ? 1 : 0")
            .transform_calculate(space="datum.inside * datum.tall")
            .transform_window(bottom="sum(space)", frame=[None, 0], sort=[*order])
            .transform_calculate(top="datum.bottom - datum.tall", fits=f"datum.bottom <= {room} ? datum.inside : 0")
        )
        placed = counted.transform_filter("datum.fits")
        y = form.down("top", room)
        layers = [
            placed.mark_rect(opacity=0).encode(y=y, y2="bottom:Q", x=alt.value(0), x2=alt.value(self.paper.room)),
            placed.mark_rule(color=style.HAIR).encode(
                y=form.down("bottom", room), x=alt.value(0), x2=alt.value(self.paper.room)
            ),
        ]
        text: dict[str, Any] = {"align": "left", "baseline": "top", "dy": _PAD, "lineHeight": self.paper.line()}
        for place, (left, _) in enumerate(self.columns.values()):
            words = placed.mark_text(**text, fontSize=self.paper.size, color=style.INK)
            layers.append(words.encode(y=y, x=alt.value(left), text=f"lines{place}:N"))
        layers += self.head(counted, f"isValid({brushed})")
        return alt.layer(*layers).properties(width=self.paper.room, height=room).resolve_scale(y="shared")

    def head(self, rows: Any, chosen: str) -> list[Any]:
        """The headings, and above them how many rows there are."""
        import altair as alt

        line = self.paper.line(self.paper.small)
        small: dict[str, Any] = {"fontSize": self.paper.small, "color": style.SOFT}
        heads = [] if self.paper.narrow else [(self.names[name], left) for name, (left, _) in self.columns.items()]
        layers: list[Any] = []
        for words, left in heads:
            at = {"x": alt.value(left), "y": alt.value(-4)}
            layers += form.texts([{"lines": [words]}], self.paper, at["x"], at["y"], baseline="bottom", **small)
        counted = rows.transform_aggregate(all="sum(inside)", shown="sum(fits)")
        many = (
            f"(datum.all || 'No') + (datum.all == 1 ? ' row' : ' rows') + ({chosen} ? ' in the part chosen' : ' in "
            "all')"
        )
        many += " + (datum.shown < datum.all ? ', the first ' + datum.shown + ' shown' : '') + '.'"
        how = f"({chosen} ? '' : 'Drag over the chart to choose some.')"
        said = f"[{many}, {how}]" if self.paper.narrow else f"{many} + ' ' + {how}"
        words = counted.transform_calculate(said=said).mark_text(
            align="left", baseline="line-bottom", lineHeight=line, **small
        )
        y = -4 - (line + 4 if heads else line if self.paper.narrow else 0)
        return [*layers, words.encode(x=alt.value(0), y=alt.value(y), text="said:N")]


def _is_time(rows: Sequence[Mapping[str, Any]]) -> bool:
    return not any(isinstance(row["from"], (int, float)) for row in rows)
