"""A chart as its library made it: whose it is, its own title, whether it can be drawn wider, a filter on its views."""

from __future__ import annotations

from typing import Any

from analysis.charts import spec


def is_altair(chart: Any) -> bool:
    """Whether this is an Altair chart, asked without importing altair."""
    return any(kind.__module__.startswith("altair.") and kind.__name__ == "TopLevelMixin" for kind in type(chart).mro())


def is_matplotlib(chart: Any) -> bool:
    """Whether this is a matplotlib figure, asked without importing matplotlib."""
    return any(kind.__module__ == "matplotlib.figure" and kind.__name__ == "Figure" for kind in type(chart).mro())


def filtered(chart: Any, test: str, names: set[str]) -> Any:
    """The chart with a filter on every view whose data have the fields; itself where none has."""
    for part in ("layer", "vconcat", "hconcat", "concat"):
        inner = getattr(chart, part, None)
        if isinstance(inner, list):
            made = [filtered(one, test, names) for one in inner]
            if all(one is other for one, other in zip(made, inner, strict=True)):
                return chart
            changed = chart.copy(deep=False)
            setattr(changed, part, made)
            return changed
    data = getattr(chart, "data", None)
    return chart.transform_filter(test) if names <= set(getattr(data, "columns", ())) else chart


def own_title(chart: Any) -> str:
    """The title that a chart has of itself, in one line; nothing where it has none."""
    if is_matplotlib(chart):
        titles = [chart.get_suptitle(), *(axes.get_title(place) for axes in chart.axes for place in ("left", "center"))]
        return next((" ".join(title.split()) for title in titles if title.strip()), "")
    title = getattr(chart, "title", None)
    text = title if isinstance(title, (str, list)) else getattr(title, "text", "")
    text = " ".join(text) if isinstance(text, list) else text
    return text if isinstance(text, str) else ""


def is_resizable(chart: Any) -> bool:
    """Whether the chart leaves its width to whoever draws it."""
    made = spec.dictionary(chart)
    return not any(part.get("width") not in (None, "container") for part in spec._all(made)) and "hconcat" not in made
