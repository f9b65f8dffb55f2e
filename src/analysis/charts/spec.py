"""An Altair chart as the Vega-Lite that everybody draws: the kernel's front end, the page, and the renderer of the
build.

The specs carry the v5 schema, which JupyterLab draws without a network. Head and foot are titles around the chart, so
that whatever the chart is (layered, concatenated, faceted, answering to a pointer) it stays as it was made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from analysis.charts import fonts, markup, style
from analysis.errors import AnalysisError

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
_PARTS = ("layer", "vconcat", "hconcat", "concat")


def dictionary(chart: Any, where: str = "chart") -> dict:
    """The chart as a dict in the house theme. Raises AnalysisError where altair finds a mistake in it."""
    import altair as alt
    from altair.utils.schemapi import SchemaValidationError, debug_mode

    try:
        # altair checks each part against the whole schema again and again; a spec is checked once, when it is compiled.
        with debug_mode(False), alt.theme.enable(style.theme()):
            return chart.to_dict(format="vega-lite", validate=False)
    except alt.MaxRowsError as error:
        raise AnalysisError(
            f"its data have too many rows ({str(error).split('.')[0]})",
            where=where,
            do="Count or sample first, then draw: each row would stand in the report.",
        ) from None
    except (SchemaValidationError, ValueError, TypeError, KeyError) as error:
        raise AnalysisError(f"altair cannot write it: {error}", where=where, do="Mend the chart.") from None


def framed(made: Mapping, *, title: str, subtitle: str, source: str, caveats: Mapping[str, str], width: float) -> dict:
    """The spec of a chart between the head and the foot of the house, `width` px wide at most."""
    chart = dict(made)
    room = width - 2 * style.MARGIN
    own = {name: chart.pop(name) for name in ("config", "datasets", "usermeta") if name in chart}
    for name in ("$schema", "background", "padding", "autosize"):
        chart.pop(name, None)
    if title and _words(chart.get("title")) == title:
        del chart["title"]  # a chart's own title, which was taken for the figure's, is not said twice
    spec: dict[str, Any] = {"$schema": SCHEMA, "background": style.PAPER, "padding": style.MARGIN}
    if "mark" not in chart and (params := chart.pop("params", None)):
        spec["params"] = params  # those of a layered or concatenated chart name their views, and hold for the whole
    lines = [line for words in markup.foot(source, caveats) for line in fonts.wrap(words, style.SMALL, room)]
    if lines:
        foot = {"orient": "bottom", "fontSize": style.SMALL, "color": style.SOFT, "lineHeight": _leading(style.SMALL)}
        chart = {"vconcat": [chart], "title": {"text": lines, "offset": 12, **_AT_LEFT, **foot}}
    spec["vconcat"] = [chart]
    if title or subtitle:
        size = style.TITLE if width > 500 else style.TITLE - 2
        spec["title"] = {
            "text": fonts.even(title, size, room) if title else "",
            "fontSize": size,
            "lineHeight": _leading(size),
            "subtitle": fonts.wrap(subtitle, style.SUBTITLE, room) if subtitle else [],
            "subtitleFontSize": style.SUBTITLE,
            "subtitleLineHeight": _leading(style.SUBTITLE),
            "subtitlePadding": 5,
            "offset": 14,
            **_AT_LEFT,
        }
    config = dict(own.pop("config", {}))
    config.pop("background", None)
    return {**spec, "config": config, **own}


def _words(title: object) -> str:
    """The text of a title of Vega-Lite."""
    text = title.get("text", "") if isinstance(title, Mapping) else title
    return " ".join(map(str, text)) if isinstance(text, list) else str(text or "")


def head_height(title: str, subtitle: str, width: float) -> float:
    """px from the upper edge of a figure, `width` px wide, to the end of its head: where its chart begins."""
    size = style.TITLE if width > 500 else style.TITLE - 2
    room = width - 2 * style.MARGIN
    titled = len(fonts.even(title, size, room)) * _leading(size) if title else 0.0
    said = 5 + len(fonts.wrap(subtitle, style.SUBTITLE, room)) * _leading(style.SUBTITLE) if subtitle else 0.0
    return style.MARGIN + titled + said


_AT_LEFT = {"anchor": "start", "frame": "bounds"}


def _leading(size: float) -> float:
    return round(size * style.LEADING, 1)


def views(spec: Mapping) -> Iterator[dict]:
    """Every view of a spec that draws marks."""
    if "mark" in spec:
        yield spec  # type: ignore[misc]
    for name in _PARTS:
        for part in spec.get(name, ()):
            yield from views(part)
    if isinstance(inner := spec.get("spec"), Mapping):
        yield from views(inner)


def answering(spec: Mapping) -> dict:
    """The spec with a label on each mark that has rows behind it, from which `markup.finished` takes them."""
    return _answering(spec, spec.get("datasets", {}), None, ())


def _answering(part: Mapping, datasets: Mapping, data: Mapping | None, tooltip: Any) -> dict:
    made = dict(part)
    data = part.get("data") or data
    tooltip = part.get("encoding", {}).get("tooltip") or tooltip
    for name in _PARTS:
        if name in made:
            made[name] = [_answering(inner, datasets, data, tooltip) for inner in made[name]]
    if isinstance(made.get("spec"), Mapping):
        made["spec"] = _answering(made["spec"], datasets, data, tooltip)
    if "mark" in made and _has_rows(data, datasets) and _one_mark_a_datum(made):
        said = tooltip if isinstance(tooltip, list) else [tooltip] if tooltip else []
        fields = [(one["field"], one.get("title") or heading(one["field"])) for one in said if "field" in one]
        parts = [f"'{markup.ROWS}' + {_value('rows')}"]
        parts += [f"'{markup.FIELD}{_quoted(title)}{markup.VALUE}' + {_value(field)}" for field, title in fields]
        label = {"calculate": " + ".join(parts), "as": "_answer"}
        made["transform"] = [*made.get("transform", ()), label]
        made["encoding"] = {**made.get("encoding", {}), "description": {"field": "_answer", "type": "nominal"}}
    return made


def _has_rows(data: Mapping | None, datasets: Mapping) -> bool:
    if not data:
        return False
    values = data.get("values") or datasets.get(data.get("name", ""), ())
    return isinstance(values, list) and any(isinstance(row, Mapping) and row.get("rows") for row in values)


def _one_mark_a_datum(view: Mapping) -> bool:
    kind = view["mark"]["type"] if isinstance(view["mark"], Mapping) else view["mark"]
    if kind in ("line", "area", "trail", "text", "rule", "boxplot", "errorbar", "errorband"):
        return False
    if any("aggregate" in step or "joinaggregate" in step for step in view.get("transform", ())):
        return False
    return not any(
        isinstance(channel, Mapping) and ("aggregate" in channel or channel.get("bin"))
        for channel in view.get("encoding", {}).values()
    )


def _value(field: str) -> str:
    name = f"datum['{_quoted(field)}']"
    return f"(isValid({name}) ? {name} : '')"


def _quoted(text: str) -> str:
    return str(text).replace("\\", "\\\\").replace("'", "\\'").replace("\n", " ")


def heading(column: str) -> str:
    """The name of a column as a reader sees it: `said_by` is `Said by`."""
    words = str(column).replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def rows_of(spec: Mapping) -> list[dict]:
    """The largest table of a spec, which is what a chart without `data=` is said to draw."""
    found = [values for values in spec.get("datasets", {}).values() if isinstance(values, list)]
    found += [part["data"]["values"] for part in _all(spec) if isinstance(part.get("data", {}).get("values"), list)]
    return max(found, key=len, default=[])


def _all(spec: Mapping) -> Iterator[Mapping]:
    yield spec
    for name in _PARTS:
        for part in spec.get(name, ()):
            yield from _all(part)
    if isinstance(inner := spec.get("spec"), Mapping):
        yield from _all(inner)


def refuse_far_data(spec: Mapping, where: str) -> None:
    """Raise AnalysisError for data that stand behind an address: a report reaches no network, and a reader's copy
    neither.
    """
    for part in _all(spec):
        data = part.get("data")
        if isinstance(data, Mapping) and "url" in data:
            raise AnalysisError(
                f"its data stand at {data['url']!r} and not in the chart",
                where=where,
                do="Read them with pandas and give the frame to the chart.",
            )


def local_times(spec: Mapping) -> list[str]:
    """Fields that the spec draws on a scale of local time: the same date is another day in another time zone."""
    found = []
    for view in views(spec):
        for channel in view.get("encoding", {}).values():
            for one in channel if isinstance(channel, list) else [channel]:
                if not isinstance(one, Mapping):
                    continue
                unit = one.get("timeUnit")
                unit = unit.get("unit", "") if isinstance(unit, Mapping) else unit or ""
                if one.get("type") != "temporal" or unit.startswith("utc"):
                    continue
                scale = one.get("scale")
                if not (isinstance(scale, Mapping) and scale.get("type") == "utc"):
                    found.append(str(one.get("field", "")))
    return list(dict.fromkeys(found))
