"""An SVG as a figure keeps it: its own font inside, its marks with the rows behind them, nothing that a page would
refuse.

Vega and matplotlib write their SVGs each in its own way. `finished` makes of both one kind: presentation attributes in
place of styles, numbers to a hundredth of a px, and on each mark that has rows behind it `data-rows` (their ids, joined
by ``|``) and `data-tip` (what it says, pairs as JSON).
"""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from math import ceil

from analysis.charts import fonts, style
from analysis.errors import AnalysisError

SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
# Between the parts of a mark's label while Vega draws it; characters that no font and no table has.
ROWS, FIELD, VALUE = "\ue000", "\ue001", "\ue002"
_LONG = re.compile(r"-?\d+\.\d{3,}(?:e-?\d+)?|-?\d(?:\.\d+)?e-\d+")
_SHORTHAND = re.compile(r"(?:[a-z]+ )*(?P<size>[\d.]+)px (?P<family>.+)")
_DROPPED = {"class", "aria-roledescription", "aria-hidden", "role", "version", "pointer-events", "cursor"}


_COUNTED = re.compile(r"\bgradient_\d+\b")  # Vega counts gradients through all that a process has drawn


def _numbered(drawing: str) -> str:
    """A drawing whose gradients are counted from 0, whatever was drawn before it."""
    names: dict[str, str] = {}
    return _COUNTED.sub(lambda found: names.setdefault(found[0], f"gradient_{len(names)}"), drawing)


def finished(drawing: str, alt: str, where: str, least: float = 0) -> str:
    """The SVG, with the part of the font that its text needs and an alt text.

    where: names the figure in an error; least: px that the paper is wide at least. Raises AnalysisError for a character
    that the font lacks.
    """
    try:
        source = ET.fromstring(_numbered(drawing))
    except ET.ParseError as error:
        raise AnalysisError(f"its SVG is not well formed ({error})", where=where, do="Draw it again.") from None
    box = source.get("viewBox") or f"0 0 {source.get('width', '720')} {source.get('height', '400')}"
    width, height = (ceil(float(side) - 0.05) for side in box.split()[2:])
    # Strokes reach a little beyond the room: the margins give way, or a page would shrink the words below 12 px.
    over = width - least if 0 < width - least <= style.MARGIN / 2 else 0.0
    width = max(ceil(width - over), ceil(least))
    root = ET.Element(
        "svg",
        {
            "xmlns": SVG,
            "width": f"{width}",
            "height": f"{height}",
            "viewBox": f"0 0 {width} {height}",
            "role": "img",
            "aria-label": alt,
            "font-family": f"'{fonts.FAMILY}', sans-serif",
        },
    )
    sheet = ET.SubElement(root, "style")
    ET.SubElement(root, "rect", {"width": f"{width}", "height": f"{height}", "fill": style.PAPER})
    paper = ET.SubElement(root, "g", {"transform": f"translate({-over / 2:g},0)"}) if over else root
    for child in source:
        if child.tag != f"{{{SVG}}}rect":
            _copy(child, paper)
    said = "".join(node.text or "" for node in root.iter() if node.tag in ("text", "tspan"))
    if character := fonts.lacking(said):
        raise AnalysisError(
            f"the font has no glyph for U+{ord(character):04X} ({character})",
            where=where,
            do="Replace or remove that character in the table or in the text of the figure.",
        )
    sheet.text = fonts.face(said)
    return ET.tostring(root, encoding="unicode") + "\n"


def _copy(node: ET.Element, target: ET.Element) -> None:
    tag = node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""
    if tag in ("", "metadata", "title", "desc", "style", "script", "foreignObject", "image"):
        return
    if node.get("display") == "none" or (tag == "path" and not node.get("d")):
        return
    made = ET.SubElement(target, tag)
    given = {name.rpartition("}")[2]: value for name, value in node.attrib.items()}
    for part in given.pop("style", "").split(";"):
        name, colon, value = part.partition(":")
        if colon:
            given[name.strip()] = value.strip()
    _font(given)
    label = given.pop("aria-label", "")
    given = {name: value for name, value in given.items() if name not in _DROPPED}
    if (name := given.get("id", "")).startswith("{"):  # a mark of matplotlib: see `pyplot.mark`
        del given["id"]
        _answer(given, **json.loads(name))
    if label.startswith(ROWS):
        rows, *fields = label[1:].split(FIELD)
        pairs = (field.partition(VALUE) for field in fields)
        _answer(given, rows, [[title, value] for title, _, value in pairs])
    for name, value in given.items():
        made.set(name, _short(value) if name not in ("data-rows", "data-tip", "aria-label", "id", "href") else value)
    if tag in ("text", "tspan"):
        made.text = node.text
        made.tail = node.tail if tag == "tspan" else None
    for child in node:
        _copy(child, made)
    if tag == "g" and not len(made):
        target.remove(made)


def _font(given: dict[str, str]) -> None:
    """Text in the house font needs no family of its own; sizes are px."""
    if found := _SHORTHAND.fullmatch(given.pop("font", "")):
        given["font-size"], given["font-family"] = found["size"], found["family"]
    if "font-size" in given:
        given["font-size"] = given["font-size"].removesuffix("px")
    family = given.pop("font-family", "")
    if family and fonts.FAMILY not in family:
        given["font-family"] = f"'{fonts.FAMILY}', sans-serif"  # one font for all: the others are not in the file
    given.pop("font-family", None)
    if given.get("font-weight") in ("normal", "400", "bold", "700"):
        del given["font-weight"]  # there is one weight


def _answer(given: dict[str, str], rows: str, tip: list) -> None:
    tip = [pair for pair in tip if pair[1] not in ("", "null", "undefined")]
    if rows and rows not in ("null", "undefined"):
        given["data-rows"] = rows
    if tip:
        given["data-tip"] = json.dumps(tip, ensure_ascii=False, separators=(",", ":"))
        given["aria-label"] = "; ".join(f"{title}: {value}" for title, value in tip)


def _short(value: str) -> str:
    """Numbers to a hundredth: finer is noise, in which machines would differ."""
    return _LONG.sub(
        lambda found: (
            f"{float(found[0]) + 0.0:.2f}".rstrip("0").rstrip(".").replace("-0", "0")
            if abs(float(found[0])) < 0.005
            else f"{float(found[0]):.2f}".rstrip("0").rstrip(".")
        ),
        value,
    )


def size(drawing: str) -> tuple[float, float]:
    """Width and height of a finished SVG in px."""
    found = re.search(r'width="([\d.]+)" height="([\d.]+)"', drawing)
    assert found
    return float(found[1]), float(found[2])


def sized(drawing: str, width: float, height: float) -> str:
    """The same drawing at another size."""
    return re.sub(r'width="[\d.]+" height="[\d.]+"', f'width="{width:g}" height="{height:g}"', drawing, count=1)


def headed(
    content: str,
    size: tuple[float, float],
    *,
    title: str,
    subtitle: str,
    source: str,
    caveats: Mapping[str, str],
    width: float,
) -> str:
    """An SVG of marks between the head and the foot of the house, which a drawing of matplotlib has no room for itself.

    content: an SVG; size: of it in px as it shall be shown. It is made smaller where it is wider than the paper.
    """
    room = width - 2 * style.MARGIN
    root = ET.Element(f"{{{SVG}}}svg")
    y = float(style.MARGIN)

    def write(words: str, px: float, colour: str, top: float) -> float:
        for line in fonts.wrap(words, px, room) if words else ():
            place = {
                "x": str(style.MARGIN),
                "y": f"{top + px * fonts.ASCENT:.2f}",
                "font-size": f"{px}",
                "fill": colour,
            }
            ET.SubElement(root, f"{{{SVG}}}text", place).text = line
            top += px * style.LEADING
        return top

    y = write(title, style.TITLE if width > 500 else style.TITLE - 2, style.INK, y)
    y = write(subtitle, style.SUBTITLE, style.SOFT, y + 3) + 10
    scale = min(1.0, room / size[0])
    drawn = ET.fromstring(content)
    view = [float(part) for part in drawn.get("viewBox", f"0 0 {size[0]} {size[1]}").split()]
    unit = scale * size[0] / view[2]
    group = ET.SubElement(root, f"{{{SVG}}}g", {"transform": f"translate({style.MARGIN},{y:.2f}) scale({unit:.4f})"})
    group.extend(list(drawn))
    y += scale * size[1] + 10
    for words in foot(source, caveats):
        y = write(words, style.SMALL, style.SOFT, y) + 2
    height = round(y + style.MARGIN - 2)
    root.set("viewBox", f"0 0 {width} {height}")
    return ET.tostring(root, encoding="unicode")


def foot(source: str, caveats: Mapping[str, str]) -> list[str]:
    """The lines below a figure: where the data come from, and what its caveats say, for who has the picture alone."""
    said = "; ".join(words for words in caveats.values() if words)
    rest = [name for name, words in caveats.items() if not words]
    read = f"Read with {'caveat' if len(rest) == 1 else 'caveats'} {', '.join(rest)}." if rest else ""
    return [words for words in (source, f"Note: {said}." if said else "", read) if words]
