"""Turns what a renderer wrote into an SVG that is fit to keep: stable bytes, real text in its own font, an alt text."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from analysis.charts import fonts, style

_SVG = "{http://www.w3.org/2000/svg}"
_KEPT = ["d", "x", "y", "width", "height", "cx", "cy", "r", "rx", "ry", "points", "transform", "fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "stroke-linecap", "stroke-miterlimit", "text-anchor", "font-size", "fill-opacity", "stroke-opacity", "opacity"]
_DEFAULTS = {"stroke-miterlimit": "10", "opacity": "1", "fill-opacity": "1", "stroke-opacity": "1", "stroke-linecap": "butt",
             "text-anchor": "start", "stroke-linejoin": "round", "font-weight": "normal"}
_NUMBER = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")


def finish(raw: str, width: float, height: float, alt: str) -> str:
    """A self-contained SVG of `width` by `height` px, with the subset of the font that its text needs.

    Ids, classes, metadata, default attributes and empty groups of the renderer go; numbers are rounded to 0.01.
    """
    drawn = ET.fromstring(raw)
    root = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "width": _number(width), "height": _number(height),
                              "viewBox": f"0 0 {_number(width)} {_number(height)}", "role": "img", "aria-label": alt,
                              "font-family": f"'{fonts.FAMILY}', sans-serif", "stroke-linejoin": "round"})
    sheet = ET.SubElement(root, "style")
    ET.SubElement(root, "rect", {"width": _number(width), "height": _number(height), "fill": style.PAPER})
    for child in drawn:
        _copy(child, root, "")
    sheet.text = fonts.face("".join(text.text or "" for text in root.iter("text")))
    return ET.tostring(root, encoding="unicode", short_empty_elements=True) + "\n"


def _copy(node: ET.Element, parent: ET.Element, fill: str) -> None:
    """Copy what draws something. fill: what the groups above say, for marks that say nothing themselves."""
    tag = node.tag.removeprefix(_SVG)
    # The paper is drawn already; the backgrounds of a renderer's groups have no colour of their own.
    if tag not in ("g", "path", "rect", "circle", "line", "polygon", "polyline", "text", "tspan") or node.get("class") == "background":
        return
    given = dict(node.attrib)
    for rule in given.pop("style", "").split(";"):
        name, colon, value = rule.partition(":")
        if colon:
            given[name.strip()] = value.strip()
    fill = given.get("fill", fill)
    if tag == "g":
        given.pop("fill", None)
    elif fill:
        given["fill"] = fill
    kept = {name: _tidy(name, given[name]) for name in _KEPT if name in given}
    kept = {name: value for name, value in kept.items() if value and _DEFAULTS.get(name) != value}
    if tag == "path" and (not kept.get("d") or _unseen(kept)):
        return
    if tag == "text" and not (node.text or "").strip() and not len(node):
        return
    target = parent if tag == "g" and not kept else ET.SubElement(parent, tag, kept)
    if tag in ("text", "tspan"):
        target.text = node.text
    for child in node:
        _copy(child, target, fill)
    if tag == "g" and target is not parent and not len(target):
        parent.remove(target)


def _unseen(attributes: dict[str, str]) -> bool:
    nothing = ("none", "transparent")
    return attributes.get("fill") in nothing and attributes.get("stroke", "none") in nothing


def _tidy(name: str, value: str) -> str:
    if name == "font-size":
        value = value.removesuffix("px")
    if name == "transform":
        value = re.sub(r"rotate\(-?0[ ,][^)]*\)", "", value).strip()
        value = "" if value in ("translate(0,0)", "translate(0, 0)") else value
    if name == "d":
        value = " ".join(value.split())
    return _NUMBER.sub(lambda found: _number(float(found[0])), value)


def _number(number: float) -> str:
    return f"{round(float(number), 2):.2f}".rstrip("0").rstrip(".").replace("-0", "0") if abs(number) < 0.005 else f"{number:.2f}".rstrip("0").rstrip(".")
