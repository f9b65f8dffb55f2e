"""Figures as pages show them: the SVG without its own font, the places that answer to a pointer, and the rows behind each."""

from __future__ import annotations

import csv
import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from analysis.errors import AnalysisError
from proofpress.site.markup import visible

_SVG = "{http://www.w3.org/2000/svg}"
_TAGS = {
    "svg",
    "g",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polygon",
    "polyline",
    "text",
    "tspan",
    "defs",
    "clipPath",
    "linearGradient",
    "stop",
}
_KEPT = {
    "d",
    "x",
    "y",
    "x1",
    "x2",
    "y1",
    "y2",
    "dx",
    "dy",
    "width",
    "height",
    "cx",
    "cy",
    "r",
    "rx",
    "ry",
    "points",
    "transform",
    "fill",
    "stroke",
    "stroke-width",
    "stroke-dasharray",
    "stroke-linejoin",
    "stroke-linecap",
    "stroke-miterlimit",
    "text-anchor",
    "font-size",
    "font-weight",
    "fill-opacity",
    "stroke-opacity",
    "opacity",
    "offset",
    "stop-color",
    "viewBox",
    "role",
    "aria-label",
}
_HAN = re.compile(r"[㐀-鿿豈-﫿]")


def inline_svg(text: str, where: str) -> Markup:
    """A drawing for the body of a page: known shapes and attributes only, no style, script, link or id; Chinese marked as such.

    The font is the page's own; the alt text stays as the label.
    """
    try:
        root = ET.fromstring(text)
    except ET.ParseError as error:
        raise AnalysisError(
            f"its SVG is not well formed ({error})", where=where, do="Build the report again."
        ) from None
    if root.tag != f"{_SVG}svg":
        raise AnalysisError("it is no SVG", where=where, do="Build the report again.")
    out = ET.Element("svg")
    _copy(root, out)
    out.set("role", "img")
    return Markup(ET.tostring(out, encoding="unicode", short_empty_elements=True))


def _copy(node: ET.Element, target: ET.Element) -> None:
    for name, value in node.attrib.items():
        if name in _KEPT and "url(" not in value:
            target.set(name, visible(value))
    if node.tag in (f"{_SVG}text", f"{_SVG}tspan"):
        target.text = visible(node.text or "")
        if _HAN.search(target.text):
            target.set("lang", "zh-Hans")
    for child in node:
        tag = child.tag.removeprefix(_SVG) if isinstance(child.tag, str) else ""
        if tag in _TAGS:
            _copy(child, ET.SubElement(target, tag))


def says(svg: str, words: str) -> bool:
    """Whether the texts of an inline drawing, one after the other, hold these words; lines may break anywhere, quotes may be curled."""

    def plain(text: str) -> str:
        return re.sub(r"\s+", "", text.replace("’", "'").replace("‘", "'"))

    texts = (node.text or "" for node in ET.fromstring(svg).iter() if node.tag in ("text", "tspan"))
    return plain(words) in plain("".join(texts))


def size(text: str) -> tuple[float, float]:
    """Width and height of a drawing in px."""
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', text)
    return (float(found[1]), float(found[2])) if found else (720.0, 405.0)


def table_of(text: str) -> tuple[list[str], list[list[str]]]:
    """Header and rows of a figure's CSV, without the apostrophe that keeps spreadsheets from running a cell."""
    lines = list(csv.reader(io.StringIO(text, newline="")))
    clean = [[cell[1:] if re.match(r"'[=+\-@\t\r]", cell) else cell for cell in line] for line in lines]
    return (clean[0], clean[1:]) if clean else ([], [])


@dataclass(frozen=True)
class Place:
    """A part of a drawing that answers: where it is in px, what it says, and the coded rows behind it."""

    x: float
    y: float
    w: float
    h: float
    tip: tuple[tuple[str, str], ...]
    rows: tuple[str, ...]


def record(wide: Sequence[Place], narrow: Sequence[Place]) -> dict[str, list]:
    """Places for the script: {"said": [[tip, rows], ...], "wide": [[x, y, w, h, n], ...], "narrow": the same}; n is a line of `said`."""
    said: dict[tuple, int] = {}
    boxes = [
        [[place.x, place.y, place.w, place.h, said.setdefault((place.tip, place.rows), len(said))] for place in drawn]
        for drawn in (wide, narrow)
    ]
    return {
        "said": [[[list(pair) for pair in tip], list(rows)] for tip, rows in said],
        "wide": boxes[0],
        "narrow": boxes[1],
    }


def places(spec: Mapping | None, head: Sequence[str], body: Sequence[Sequence[str]]) -> list[Place]:
    """The answering places of a Vega-Lite spec, in reading order, each with the rows of the data that it shows.

    A place belongs to a line of the figure's CSV when every field of its tooltip stands in that line; a field that the
    tooltip gives as 'not given' is an empty cell.
    """
    return _made(_pointers(spec) if spec else (), head, body)


def narrow_places(
    given: Sequence[Sequence], spec: Mapping | None, head: Sequence[str], body: Sequence[Sequence[str]], where: str
) -> list[Place]:
    """The same for the drawing for phones; given: `narrow_places` of the figure, see `analysis.charts.figure`."""
    said = {number: fields for number, (_, fields) in enumerate(_pointers(spec))} if spec else {}
    try:
        boxes = [
            (
                (float(x), float(y), float(w), float(h)),
                said[n] if isinstance(n, int) else [(str(title), str(value)) for title, value in n],
            )
            for x, y, w, h, n in given
        ]
    except (TypeError, ValueError, KeyError):
        raise AnalysisError(
            "the places of its narrow drawing are not whole", where=where, do="Build the report again."
        ) from None
    return _made(boxes, head, body)


Fields = Sequence[tuple[str, str]]


def _made(
    boxes: Iterable[tuple[tuple[float, ...], Fields]], head: Sequence[str], body: Sequence[Sequence[str]]
) -> list[Place]:
    if "rows" not in head:
        return []
    columns = {name.replace("_", " "): number for number, name in enumerate(head)}
    behind = head.index("rows")
    out = []
    for box, fields in boxes:
        if given := dict(fields).get("rows"):
            ids = [part for part in given.split("|") if part]
        else:
            shared = [(columns[title], value) for title, value in fields if title in columns]
            lines = [line for line in body if shared and all(_same(line[number], value) for number, value in shared)]
            ids = list(dict.fromkeys(part for line in lines for part in line[behind].split("|") if part))
        if ids:
            tip = tuple((title, value) for title, value in fields if title != "rows" and value not in ("", "not given"))
            out.append(Place(*box, tip, tuple(ids)))
    return sorted(out, key=lambda place: (round(place.y / 8), place.x))


def _same(cell: str, value: str) -> bool:
    return cell == value or (cell == "" and value == "not given") or (cell.endswith(".0") and cell[:-2] == value)


def _pointers(spec: Mapping) -> Iterator[tuple[tuple[float, ...], Fields]]:
    """((x, y, w, h), fields of the tooltip) of each box of the layers that have boxes with tooltips."""
    named = spec.get("datasets", {})
    for layer in [spec, *spec.get("layer", [])]:
        tooltip = layer.get("encoding", {}).get("tooltip")
        source = layer.get("data", {})
        values = source.get("values") or named.get(source.get("name"), [])
        if isinstance(tooltip, list) and values and all({"x", "x2", "y", "y2"} <= set(datum) for datum in values):
            fields = [(part["field"], str(part.get("title", part["field"]))) for part in tooltip if "field" in part]
            for datum in values:
                x, y = float(datum["x"]), float(datum["y"])
                said = [(title, str(datum.get(field, ""))) for field, title in fields]
                yield (
                    (x, y, round(float(datum["x2"]) - x, 1), round(float(datum["y2"]) - y, 1)),
                    said + ([("rows", str(datum["rows"]))] if datum.get("rows") else []),
                )
