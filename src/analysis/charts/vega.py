"""Draws a scene with altair, as an interactive Vega-Lite spec.

The spec carries the v5 schema, which JupyterLab draws without a network. Positions are px, so every scale is the
identity; the marks under the pointer are invisible boxes on top that carry the tooltips.
"""

from __future__ import annotations

from itertools import groupby

from analysis.charts import fonts, style
from analysis.charts.scene import Box, Disc, Path, Scene, Text, tenth

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
# A notebook page may lack the font; these come close in width and hold Chinese.
_FALLBACKS = f"{fonts.FAMILY}, Noto Sans CJK SC, PingFang SC, Microsoft YaHei, Helvetica, Arial, sans-serif"


def spec(scene: Scene) -> dict:
    """The scene as a Vega-Lite spec, with tooltips where it answers to a pointer."""
    import altair as alt
    from altair.utils.schemapi import debug_mode

    # altair checks each part against the whole schema; our tests do so for every form, a report need not do it again.
    with debug_mode(False):
        rows, layers = zip(*(_layer(alt, scene, list(group)) for _, group in groupby(scene.marks(), key=_alike)), strict=True)
        if scene.hits:
            hits, pointer = _pointer(alt, scene)
            rows, layers = (*rows, hits), (*layers, pointer)
        # altair copies what it is given many times over; the rows join the spec when it is done.
        charts = [layer.properties(data=alt.NamedData(f"layer-{number}")) for number, layer in enumerate(layers)]
        chart = alt.layer(*charts).properties(width=scene.width, height=scene.height, padding=0, background=style.PAPER)
        spec = chart.configure_view(stroke=None).to_dict(validate=False)
    return spec | {"$schema": SCHEMA, "datasets": {f"layer-{number}": values for number, values in enumerate(rows)}}


def _alike(mark) -> tuple:
    """Marks in a row that one layer can hold: what Vega-Lite takes from a field may differ, the rest may not."""
    if isinstance(mark, Box):
        return Box, mark.width, mark.dash, bool(mark.stroke)
    if isinstance(mark, Path):
        return Path, mark.width, mark.dash, bool(mark.fill)
    if isinstance(mark, Disc):
        return Disc, mark.width, mark.dash
    return Text, mark.align


def _place(alt, scene: Scene, second: bool = False) -> dict:
    def channel(kind, field, end):
        return kind(f"{field}:Q", axis=None, scale=alt.Scale(domain=end, nice=False, zero=False))

    places = {"x": channel(alt.X, "x", [0, scene.width]), "y": channel(alt.Y, "y", [scene.height, 0])}
    return places | {"x2": alt.X2("x2"), "y2": alt.Y2("y2")} if second else places


def _layer(alt, scene: Scene, marks: list) -> tuple[list[dict], object]:
    """Rows, and the chart that draws them."""
    first = marks[0]
    look = {"aria": False}
    if not isinstance(first, Text):
        look |= {"strokeWidth": first.width, "strokeJoin": "round"} | ({"strokeDash": list(first.dash)} if first.dash else {})
    as_is = {"legend": None, "scale": None}
    fill, stroke = alt.Fill("fill:N", **as_is), alt.Stroke("stroke:N", **as_is)
    if isinstance(first, Box):
        rows = [{"x": m.x, "x2": tenth(m.x + m.w), "y": m.y, "y2": tenth(m.y + m.h), "fill": m.fill or "transparent", "stroke": m.stroke} for m in marks]
        encoding = _place(alt, scene, second=True) | {"fill": fill} | ({"stroke": stroke} if first.stroke else {})
        return rows, alt.Chart().mark_rect(**look).encode(**encoding)
    if isinstance(first, Path):
        rows = [{"x": x, "y": y, "i": i, "o": o, **({"fill": m.fill} if m.fill else {"stroke": m.stroke})}
                for i, m in enumerate(marks) for o, (x, y) in enumerate(m.points)]
        encoding = _place(alt, scene) | {"detail": alt.Detail("i:N"), "order": alt.Order("o:Q")}
        encoding |= {"fill": fill} if first.fill else {"stroke": stroke}
        return rows, alt.Chart().mark_line(filled=bool(first.fill), **look | ({"strokeWidth": 0} if first.fill else {})).encode(**encoding)
    if isinstance(first, Disc):
        rows = [{"x": m.x, "y": m.y, "size": tenth(4 * m.r * m.r), "fill": m.fill or "transparent", "stroke": m.stroke or "transparent"} for m in marks]
        size = alt.Size("size:Q", **as_is)
        return rows, alt.Chart().mark_point(shape="circle", opacity=1, **look).encode(**_place(alt, scene), size=size, fill=fill, stroke=stroke)
    rows = [{"x": m.x, "y": m.y, "text": m.text, "size": m.size, "fill": m.colour} for m in marks]
    size = alt.Size("size:Q", **as_is)
    mark = alt.Chart().mark_text(align=first.align, baseline="alphabetic", font=_FALLBACKS, fontWeight="normal", **look)
    return rows, mark.encode(**_place(alt, scene), text=alt.Text("text:N"), size=size, fill=fill)


def _pointer(alt, scene: Scene) -> tuple[list[dict], object]:
    """Invisible boxes over the marks: they show a tooltip, and an outline under the pointer."""
    hits = scene.hits
    names = list(dict.fromkeys(name for hit in hits for name, _ in hit.tip))
    # Numbered fields: a column name may hold a dot or a bracket, which Vega-Lite reads as a path.
    rows = [{"x": h.x, "x2": tenth(h.x + h.w), "y": h.y, "y2": tenth(h.y + h.h)}
            | {f"t{number}": dict(h.tip).get(name, "") or "not given" for number, name in enumerate(names)} for h in hits]
    tooltip = [alt.Tooltip(f"t{number}:N", title=name) for number, name in enumerate(names)]
    over = alt.selection_point(name="over", on="pointerover", clear="pointerout", empty=False)
    mark = alt.Chart().mark_rect(fill="transparent", strokeWidth=1.5, cornerRadius=2, cursor="default", aria=False)
    return rows, mark.encode(**_place(alt, scene, second=True), tooltip=tooltip,
                       stroke=alt.condition(over, alt.value(style.INK), alt.value("transparent"))).add_params(over)
