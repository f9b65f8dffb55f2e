"""What stands where in a finished drawing: its texts and its answering marks, in px of the paper."""

import re
import xml.etree.ElementTree as ET

from analysis.charts import fonts

_SVG = "{http://www.w3.org/2000/svg}"


def texts(svg):
    """(text, left, right, baseline, size) of every line of a drawing."""
    found = []
    _walk(ET.fromstring(svg), (1.0, 0.0, 0.0), found)
    return found


def _walk(node, way, found):
    scale, right, down = way
    for name, inside in re.findall(r"(translate|scale)\(([^)]*)\)", node.get("transform", "")):
        numbers = [float(part) for part in re.split(r"[ ,]+", inside.strip())]
        if name == "translate":
            right, down = right + numbers[0] * scale, down + (numbers[1] if len(numbers) > 1 else 0) * scale
        else:
            scale *= numbers[0]
    tag = node.tag.removeprefix(_SVG)
    if tag == "text":
        size, anchor = float(node.get("font-size")), node.get("text-anchor", "start")
        x, y = right + float(node.get("x", 0)) * scale, down + float(node.get("y", 0)) * scale
        lines = [(node.text, 0.0)] if node.text else []
        below = 0.0
        for span in node:
            below += float(span.get("dy", 0)) * scale
            lines.append((span.text or "", below))
        for words, under in lines:
            wide = fonts.width(words, size * scale)
            left = x - {"start": 0, "middle": wide / 2, "end": wide}[anchor]
            found.append((words, left, left + wide, y + under, size * scale))
        return
    for child in node:
        _walk(child, (scale, right, down), found)


def size(svg):
    return tuple(float(part) for part in re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg).groups())


def said(svg):
    return [text for text, *_ in texts(svg)]


def rows(svg):
    """Ids behind each answering mark."""
    return re.findall(r'data-rows="([^"]*)"', svg)
