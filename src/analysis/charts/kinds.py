"""What the values of a column are called and which hue they have: a study says so, the package knows none of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from analysis.charts import columns, fonts, style
from analysis.errors import AnalysisError

Given = Mapping[str, tuple[str, str]]


class Kinds:
    """Labels and colours of the values of a column; a value that nothing is said of keeps its name and is grey."""

    def __init__(self, given: Given | None, where: str):
        if given is not None and not isinstance(given, Mapping):
            raise AnalysisError(
                f"kinds is a {type(given).__name__}",
                where=where,
                do="Give a mapping: value -> (label, hue), such as {'citizen': ('Citizens', 'sky')}.",
            )
        self.labels: dict[str, str] = {}
        self.colours: dict[str, str] = {}
        for value, said in (given or {}).items():
            try:
                label, hue = said
            except (TypeError, ValueError):
                raise AnalysisError(
                    f"kinds[{value!r}] is {said!r}", where=where, do="Give a label and a hue: (label, hue)."
                ) from None
            self.labels[str(value)] = str(label)
            self.colours[str(value)] = colour(hue, f"{where}, kinds[{value!r}]")

    def label(self, value: object) -> str:
        return self.labels.get(str(value), str(value))

    def colour(self, value: object) -> str:
        return self.colours.get(str(value), style.FAINT)

    def scale(self, found: Sequence[str], but: Mapping[str, str] | None = None) -> Any:
        """A nominal scale over the labels of some values, in their order."""
        import altair as alt

        by_label = {self.label(value): (but or {}).get(value) or self.colour(value) for value in found}
        return alt.Scale(domain=list(by_label), range=list(by_label.values()))


def colour(hue: object, where: str) -> str:
    """A hue by its name, or as it is where it is a hexadecimal number."""
    if isinstance(hue, str) and (hue.lower() in style.HUES or re.fullmatch(r"#[0-9a-fA-F]{6}", hue)):
        return style.HUES.get(hue.lower(), hue)
    raise AnalysisError(
        f"the hue {hue!r} is not known", where=where, do=f"Use one of {', '.join(style.HUES)}, or a colour as #0072B2."
    )


def known(kinds: Kinds, values: Iterable[object]) -> list[str]:
    """Distinct values in the order in which they are told of, then in that of the frame."""
    found = columns.ordered(value for value in values if value not in ("", None))
    return sorted(
        found, key=lambda value: list(kinds.labels).index(value) if value in kinds.labels else len(kinds.labels)
    )


def legend(labels: Sequence[str], room: float, symbol: str = "square", *, offset: float = 6, **more: Any) -> Any:
    """A legend above the marks, in as many columns as have room."""
    import altair as alt

    return alt.Legend(
        title=None,
        orient="top",
        direction="horizontal",
        columns=fitting(labels, room),
        symbolType=symbol,
        symbolSize=100,
        symbolOpacity=1,
        labelLimit=0,
        columnPadding=16,
        rowPadding=3,
        offset=offset,
        **more,
    )


def together(labels: Iterable[tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """Of (label, hue): hue -> its first label, and all of its labels as one entry of a key."""
    found: dict[str, list[str]] = {}
    for label, hue in labels:
        found.setdefault(hue, []).append(label)
    return {
        hue: (first, ", ".join([first, *(label[:1].lower() + label[1:] for label in more)]))
        for hue, (first, *more) in found.items()
    }


def merged(
    said: Sequence[str], hues: Mapping[str, str], room: float, symbol: str = "square", *, offset: float = 6
) -> Any:
    """A legend of labels in which those of one hue share an entry; None for none."""
    words = dict(together((label, hues[label]) for label in said).values())
    if not words:
        return None
    expression = f"{json.dumps(words, ensure_ascii=False)}[datum.label]"
    return legend(list(words.values()), room, symbol, offset=offset, values=list(words), labelExpr=expression)


def fitting(labels: Sequence[str], room: float) -> int:
    """How many columns of a legend fit into the room."""
    widths = [fonts.width(fonts.clean(label), style.SMALL) + 22 for label in labels]
    for count in range(len(labels), 1, -1):
        if sum(max(widths[column::count]) + 16 for column in range(count)) - 16 <= room:
            return count
    return 1


def outline(color: Any) -> Any:
    """The outline in the colour of a mark, without a legend of its own."""
    import altair as alt

    if isinstance(color, dict):  # one colour for all
        return color
    return alt.Stroke(color["shorthand"], scale=color["scale"], legend=None)
