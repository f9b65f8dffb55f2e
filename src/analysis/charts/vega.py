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

    # altair checks each part against the whole schema, and its chart classes copy their parts many times over. Our tests
    # check the spec of every form; here it is put together from the schema's own classes, and the rows join at the end.
    with debug_mode(False):
        parts = [_layer(alt, scene, list(group)) for _, group in groupby(scene.marks(), key=_alike)]
        if scene.hits:
            parts.append(_pointer(alt, scene))
        layers = [alt.UnitSpec(data=alt.NamedData(f"layer-{number}"), **part) for number, (_, part) in enumerate(parts)]
        chart = alt.TopLevelLayerSpec(
            layer=layers,
            width=scene.width,
            height=scene.height,
            padding=0,
            background=style.PAPER,
            config=alt.Config(view=alt.ViewConfig(stroke=None)),
        )
        spec = chart.to_dict(validate=False)
    return spec | {"$schema": SCHEMA, "datasets": {f"layer-{number}": rows for number, (rows, _) in enumerate(parts)}}


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
        return kind(field=field, type="quantitative", axis=None, scale=alt.Scale(domain=end, nice=False, zero=False))

    places = {
        "x": channel(alt.PositionFieldDef, "x", [0, scene.width]),
        "y": channel(alt.PositionFieldDef, "y", [scene.height, 0]),
    }
    return (
        places | {"x2": alt.SecondaryFieldDef(field="x2"), "y2": alt.SecondaryFieldDef(field="y2")}
        if second
        else places
    )


def _layer(alt, scene: Scene, marks: list) -> tuple[list[dict], dict]:
    """Rows, and the mark and encoding that draw them."""

    def as_is(field, type="nominal"):
        return {"field": field, "type": type, "legend": None, "scale": None}

    first = marks[0]
    look = {"aria": False}
    if not isinstance(first, Text):
        look |= {"strokeWidth": first.width, "strokeJoin": "round"} | (
            {"strokeDash": list(first.dash)} if first.dash else {}
        )
    if isinstance(first, Box):
        rows = [
            {
                "x": m.x,
                "x2": tenth(m.x + m.w),
                "y": m.y,
                "y2": tenth(m.y + m.h),
                "fill": m.fill or "transparent",
                "stroke": m.stroke,
            }
            for m in marks
        ]
        mark = alt.MarkDef(type="rect", **look)
        encoding = (
            _place(alt, scene, second=True)
            | {"fill": as_is("fill")}
            | ({"stroke": as_is("stroke")} if first.stroke else {})
        )
    elif isinstance(first, Path):
        rows = [
            {"x": x, "y": y, "i": i, "o": o, **({"fill": m.fill} if m.fill else {"stroke": m.stroke})}
            for i, m in enumerate(marks)
            for o, (x, y) in enumerate(m.points)
        ]
        mark = alt.MarkDef(type="line", filled=bool(first.fill), **look | ({"strokeWidth": 0} if first.fill else {}))
        encoding = _place(alt, scene) | {
            "detail": alt.FieldDefWithoutScale(field="i", type="nominal"),
            "order": alt.OrderFieldDef(field="o", type="quantitative"),
        }
        encoding |= {"fill": as_is("fill")} if first.fill else {"stroke": as_is("stroke")}
    elif isinstance(first, Disc):
        rows = [
            {
                "x": m.x,
                "y": m.y,
                "size": tenth(4 * m.r * m.r),
                "fill": m.fill or "transparent",
                "stroke": m.stroke or "transparent",
            }
            for m in marks
        ]
        mark = alt.MarkDef(type="point", shape="circle", opacity=1, **look)
        encoding = _place(alt, scene) | {
            "size": as_is("size", "quantitative"),
            "fill": as_is("fill"),
            "stroke": as_is("stroke"),
        }
    else:
        rows = [{"x": m.x, "y": m.y, "text": m.text, "size": m.size, "fill": m.colour} for m in marks]
        mark = alt.MarkDef(
            type="text", align=first.align, baseline="alphabetic", font=_FALLBACKS, fontWeight="normal", **look
        )
        encoding = _place(alt, scene) | {
            "text": alt.StringFieldDef(field="text", type="nominal"),
            "size": as_is("size", "quantitative"),
            "fill": as_is("fill"),
        }
    return rows, {"mark": mark, "encoding": alt.FacetedEncoding(**encoding)}


def _pointer(alt, scene: Scene) -> tuple[list[dict], dict]:
    """Invisible boxes over the marks: they show a tooltip, and an outline under the pointer."""
    names = list(dict.fromkeys(name for hit in scene.hits for name, _ in hit.tip))
    # Numbered fields: a column name may hold a dot or a bracket, which Vega-Lite reads as a path.
    rows = [
        {"x": h.x, "x2": tenth(h.x + h.w), "y": h.y, "y2": tenth(h.y + h.h)}
        | {f"t{number}": dict(h.tip).get(name, "") or "not given" for number, name in enumerate(names)}
        for h in scene.hits
    ]
    tooltip = [alt.StringFieldDef(field=f"t{number}", type="nominal", title=name) for number, name in enumerate(names)]
    mark = alt.MarkDef(type="rect", fill="transparent", strokeWidth=1.5, cornerRadius=2, cursor="default", aria=False)
    over = alt.SelectionParameter(
        name="over", select=alt.PointSelectionConfig(type="point", on="pointerover", clear="pointerout")
    )
    outline = alt.StrokeValue("transparent", condition={"param": "over", "empty": False, "value": style.INK})
    return rows, {
        "mark": mark,
        "params": [over],
        "encoding": alt.FacetedEncoding(**_place(alt, scene, second=True), tooltip=tooltip, stroke=outline),
    }
