"""Figures as pages show them: the SVG without its font, the places that answer to a pointer, the rows behind them."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from analysis.errors import AnalysisError
from analysis.formulas import restored
from analysis.script import has_han
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
    "use",
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
    "stroke-dashoffset",
    "gradientUnits",
    "role",
}


def inline_svg(text: str, where: str, ids: str = "") -> Markup:
    """A drawing for the body of a page: known shapes and attributes only, no style, script or link; Chinese marked as
    such.

    The font is the page's own; the alt text stays as the label. ids: set before the ids within, which are the drawing's
    own.
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
    _copy(root, out, ids)
    out.set("aria-label", visible(root.get("aria-label", "")))
    out.set("role", "img")
    return Markup(ET.tostring(out, encoding="unicode", short_empty_elements=True))


def _copy(node: ET.Element, target: ET.Element, ids: str) -> None:
    for name, value in node.attrib.items():
        name = name.rpartition("}")[2]
        if name in _KEPT and "url(" not in value:
            target.set(name, visible(value))
        elif name == "id" and re.fullmatch(r"[\w.-]+", value):
            target.set(name, ids + value)
        elif name == "href" and re.fullmatch(r"#[\w.-]+", value):
            target.set(name, f"#{ids}{value[1:]}")
        elif (found := re.fullmatch(r"url\(#([\w.-]+)\)", value)) and name in ("clip-path", "fill", "stroke"):
            target.set(name, f"url(#{ids}{found[1]})")
    if node.tag in (f"{_SVG}text", f"{_SVG}tspan"):
        target.text = visible(node.text or "")
        if has_han(target.text):
            target.set("lang", "zh-Hans")
    for child in node:
        tag = child.tag.removeprefix(_SVG) if isinstance(child.tag, str) else ""
        if tag in _TAGS:
            _copy(child, ET.SubElement(target, tag), ids)


def says(svg: str, words: str) -> bool:
    """Whether an inline drawing's texts, joined, hold these words, with lines broken anywhere and quotes curled."""

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
    clean = [[restored(cell) for cell in line] for line in lines]
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
    """Places for the script: {"said": [[tip, rows], ...], "wide": [[x, y, w, h, n], ...], "narrow": the same}; n is a
    line of `said`.
    """
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


def marks(text: str, known: Container[str]) -> list[Place]:
    """The answering places of a drawing, in reading order: each mark says itself which rows stand behind it.

    known: ids of rows that a page can show; others are left out.
    """
    found: list[Place] = []
    _marks(ET.fromstring(text), (1.0, 1.0, 0.0, 0.0), known, found)
    return sorted(found, key=lambda place: (round(place.y / 8), place.x))


Way = tuple[float, float, float, float]  # scale and shift, across and down


def _marks(node: ET.Element, way: Way, known: Container[str], found: list[Place]) -> None:
    way = _moved(way, node.get("transform", ""))
    if given := node.get("data-rows"):
        rows = tuple(row for row in given.split("|") if row in known)
        corners = list(_corners(node, way))
        if rows and corners:
            xs, ys = zip(*corners, strict=True)
            tip = tuple((str(title), str(value)) for title, value in json.loads(node.get("data-tip", "[]")))
            box = (round(edge, 1) for edge in (min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)))
            found.append(Place(*box, tip, rows))
        return
    for child in node:
        _marks(child, way, known, found)


def _moved(way: Way, transform: str) -> Way:
    across, down, right, below = way
    for name, inside in re.findall(r"(translate|scale)\(([^)]*)\)", transform):
        numbers = [float(number) for number in re.findall(_NUMBER, inside)]
        first, second = numbers[0], numbers[1] if len(numbers) > 1 else numbers[0] * (name == "scale")
        if name == "translate":
            right, below = right + first * across, below + second * down
        else:
            across, down = across * first, down * second
    return across, down, right, below


def _corners(node: ET.Element, way: Way) -> Iterator[tuple[float, float]]:
    """Points within which a mark lies, in px of the drawing."""
    across, down, right, below = way

    def at(x: float, y: float) -> tuple[float, float]:
        return x * across + right, y * down + below

    def number(name: str) -> float:
        return float(node.get(name, 0))

    tag = node.tag.removeprefix(_SVG)
    if tag == "path":
        yield from (at(x, y) for x, y in _points(node.get("d", "")))
    elif tag == "rect":
        yield at(number("x"), number("y"))
        yield at(number("x") + number("width"), number("y") + number("height"))
    elif tag == "circle":
        yield at(number("cx") - number("r"), number("cy") - number("r"))
        yield at(number("cx") + number("r"), number("cy") + number("r"))
    elif tag == "line":
        yield at(number("x1"), number("y1"))
        yield at(number("x2"), number("y2"))
    elif tag == "use":
        yield at(number("x") - 4, number("y") - 4)
        yield at(number("x") + 4, number("y") + 4)
    for child in node:
        if child.tag.removeprefix(_SVG) not in ("defs", "clipPath"):
            yield from _corners(child, _moved(way, child.get("transform", "")))


_NUMBER = r"-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?"


def _points(path: str) -> Iterator[tuple[float, float]]:
    """The points that a path goes through or is drawn towards; of an arc also those a radius above and below."""
    x = y = 0.0
    for command, inside in re.findall(r"([a-zA-Z])([^a-zA-Z]*)", path):
        numbers = [float(number) for number in re.findall(_NUMBER, inside)]
        relative, kind = command.islower(), command.upper()
        step = {"H": 1, "V": 1, "A": 7, "C": 6, "S": 4, "Q": 4, "Z": 0}.get(kind, 2)
        for start in range(0, len(numbers) - step + 1, step) if step else ():
            part = numbers[start : start + step]
            if kind == "H":
                x = part[0] + x * relative
            elif kind == "V":
                y = part[0] + y * relative
            else:
                x, y = part[-2] + x * relative, part[-1] + y * relative
            yield x, y
            if kind == "A":
                yield x, y - part[1]
                yield x, y + part[1]
