"""Draws a scene as SVG: stable bytes, real text in its own font, an alt text."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from analysis.charts import fonts, style
from analysis.charts.scene import Box, Disc, Mark, Path, Scene


def draw(scene: Scene, alt: str) -> str:
    """The scene as a self-contained SVG, with the subset of the font that its text needs. Numbers have two decimals at most."""
    width, height = _number(scene.width), _number(scene.height)
    root = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "width": width,
            "height": height,
            "viewBox": f"0 0 {width} {height}",
            "role": "img",
            "aria-label": alt,
            "font-family": f"'{fonts.FAMILY}', sans-serif",
            "stroke-linejoin": "round",
        },
    )
    sheet = ET.SubElement(root, "style")
    sheet.text = fonts.face("".join(text.text for text in scene.texts()))
    ET.SubElement(root, "rect", {"width": width, "height": height, "fill": style.PAPER})
    for mark in scene.marks():
        _add(root, mark)
    return ET.tostring(root, encoding="unicode") + "\n"


def _add(root: ET.Element, mark: Mark) -> None:
    if isinstance(mark, Box):
        place = {"x": mark.x, "y": mark.y, "width": mark.w, "height": mark.h}
        ET.SubElement(root, "rect", _numbers(place) | _look(mark))
    elif isinstance(mark, Disc):
        ET.SubElement(root, "circle", _numbers({"cx": mark.x, "cy": mark.y, "r": mark.r}) | _look(mark))
    elif isinstance(mark, Path):
        way = "L".join(f"{_number(x)},{_number(y)}" for x, y in mark.points)
        ET.SubElement(
            root,
            "path",
            {"d": f"M{way}{'Z' if mark.fill else ''}"} | ({"fill": mark.fill} if mark.fill else _look(mark)),
        )
    else:
        anchor = {"center": {"text-anchor": "middle"}, "right": {"text-anchor": "end"}}.get(mark.align, {})
        node = ET.SubElement(
            root, "text", _numbers({"x": mark.x, "y": mark.y, "font-size": mark.size}) | {"fill": mark.colour} | anchor
        )
        node.text = mark.text


def _look(mark: Box | Disc | Path) -> dict[str, str]:
    look = {"fill": mark.fill or "none"}
    if mark.stroke:
        look |= {"stroke": mark.stroke, "stroke-width": _number(mark.width)}
        if mark.dash:
            look["stroke-dasharray"] = ",".join(map(_number, mark.dash))
    return look


def _numbers(place: dict[str, float]) -> dict[str, str]:
    return {name: _number(value) for name, value in place.items()}


def _number(number: float) -> str:
    return f"{round(number, 2) + 0.0:.2f}".rstrip("0").rstrip(".")


def rasterise(drawing: str, scale: float = 1) -> bytes:
    """Any SVG with text in the house font as PNG: what a reader of the file sees, by a renderer that drew none of it."""
    import vl_convert

    vl_convert.register_font_directory(str(fonts.path().parent))
    return vl_convert.svg_to_png(drawing, scale=scale)
