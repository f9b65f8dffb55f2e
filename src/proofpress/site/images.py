"""Pictures that outputs, attachments and data addresses bring: read once here, so that none on a page is broken or
acts.

A page shows them as images, never as part of itself. Of a drawing what acts or loads goes, should a reader open it by
itself.
"""

from __future__ import annotations

import base64
import binascii
import io
import re
import warnings
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

SVG = "image/svg+xml"
KINDS = (SVG, "image/png", "image/jpeg", "image/gif", "image/webp")  # in the order in which an output's are preferred
NAMELESS = "A picture without a description"
_SVG_SPACE = "http://www.w3.org/2000/svg"
_LINK_SPACE = "http://www.w3.org/1999/xlink"
_LARGEST = 20_000  # px; what a notebook says beyond it is no size


@dataclass(frozen=True)
class Picture:
    """A picture as base64 of its own kind. lacks: what had to go, in a few words each."""

    kind: str
    data: str
    alt: str
    width: int = 0
    height: int = 0
    lacks: tuple[str, ...] = ()


def picture(kind: str, held: str, alt: str = "", about: object = None) -> Picture | None:
    """A picture as a notebook holds it (base64, of a drawing its source); None where no browser could show it.

    about: what the notebook says of it, of which its description and its size are taken.
    """
    given: Mapping = about if isinstance(about, Mapping) else {}
    said = given.get("alt")
    alt = alt or (said if isinstance(said, str) else "") or NAMELESS
    size = _number(given.get("width")), _number(given.get("height"))
    if kind == SVG:
        return _drawing(held, alt, size)
    try:
        raw = base64.b64decode("".join(held.split()), validate=True)
    except (ValueError, binascii.Error):
        return None
    return _raster(raw, alt, size)


def addressed(url: str, alt: str = "") -> Picture | None:
    """The picture that a `data:` address holds; None for any other address, and for one that holds no picture."""
    found = re.match(r"\s*data:(image/[\w.+-]+)((?:;[^,]*)?),(.*)", url, flags=re.DOTALL | re.IGNORECASE)
    if not found:
        return None
    kind, options, held = found[1].lower(), found[2].lower(), found[3]
    raw = unquote_to_bytes(held)
    if "base64" in options:
        if kind != SVG:
            return picture(kind, raw.decode("ascii", "replace"), alt)
        try:
            raw = base64.b64decode(b"".join(raw.split()), validate=True)
        except (ValueError, binascii.Error):
            return None
    return picture(kind, raw.decode("utf-8", "replace"), alt) if kind == SVG else None


def _number(value: object) -> int:
    found = re.fullmatch(r"(\d{1,6})(?:\.\d*)?(?:px)?", str(value).strip())
    return int(found[1]) if found and int(found[1]) <= _LARGEST else 0


def _raster(raw: bytes, alt: str, size: tuple[int, int]) -> Picture | None:
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(raw), formats=("PNG", "JPEG", "GIF", "WEBP")) as found:
                kind, (width, height) = f"image/{str(found.format).lower()}", found.size
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None
    if size[0] or size[1]:  # one side given: the other follows
        width, height = (
            size[0] or round(width * size[1] / height) or 1,
            size[1] or round(height * size[0] / width) or 1,
        )
    return Picture(kind, base64.b64encode(raw).decode(), alt, width, height)


def _drawing(text: str, alt: str, size: tuple[int, int]) -> Picture | None:
    """A drawing without what acts or loads. HTML takes one without its name space, so that is mended first."""
    text = text.strip().removeprefix("\ufeff")
    found = re.search(r"<svg\b[^>]*", text)
    if not found:
        return None
    head = found[0]
    for name, space in (("xmlns", _SVG_SPACE), ("xmlns:xlink", _LINK_SPACE)):
        if not re.search(rf"\s{name}\s*=", head):
            head = f'<svg {name}="{space}"{head[4:]}'
    try:
        root = ET.fromstring(f"{text[: found.start()]}{head}{text[found.end() :]}")
    except (ET.ParseError, ValueError, LookupError):
        return None
    if root.tag != f"{{{_SVG_SPACE}}}svg":
        return None
    lacks: dict[str, None] = {}
    _tame(root, lacks)
    if alt == NAMELESS:
        alt = " ".join((root.findtext(f"{{{_SVG_SPACE}}}title") or "").split()) or NAMELESS
    written = _written(root)
    return Picture(SVG, base64.b64encode(written).decode(), alt, size[0], size[1], tuple(lacks))


_DEEPEST = 200
_OUT = {
    "script": "a script",
    "foreignObject": "text set as HTML",
    "iframe": "a page inside the page",
    "audio": "sound or film",
    "video": "sound or film",
}


def _tame(root: ET.Element, lacks: dict[str, None]) -> None:
    """Take out of a drawing what acts or loads; `lacks` gets what of it a reader would have seen."""
    todo = [(root, 0)]
    while todo:
        node, depth = todo.pop()
        for name, value in list(node.attrib.items()):
            plain = name.rpartition("}")[2].lower()
            if plain.startswith("on"):
                del node.attrib[name]
            elif plain in ("href", "src") and not re.match(r"#|data:image/(?!svg)", value.strip()):
                del node.attrib[name]
                if _tag(node) != "a":
                    lacks["a picture that it loads from elsewhere"] = None
            elif _loads(value):
                node.set(name, re.sub(r"url\((?!\s*['\"]?#)[^)]*\)", "none", value))
        if _tag(node) == "style" and _loads(node.text or "", inside=True):
            node.text = re.sub(r"@import[^;]*;?|url\((?!\s*['\"]?(?:#|data:))[^)]*\)", "", node.text or "")
        for child in list(node):
            tag = _tag(child)
            if child.get("attributeName", "").lower().endswith("href"):  # an animation that would set a link
                node.remove(child)
            elif tag in _OUT or depth >= _DEEPEST:
                lacks[_OUT.get(tag, "parts that lie too deep in it")] = None
                node.remove(child)
            else:
                todo.append((child, depth + 1))


def _tag(node: ET.Element) -> str:
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def _loads(text: str, *, inside: bool = False) -> bool:
    return "url(" in text or (inside and "@import" in text)


def _written(root: ET.Element) -> bytes:
    ET.register_namespace("", _SVG_SPACE)
    ET.register_namespace("xlink", _LINK_SPACE)
    return ET.tostring(root, encoding="utf-8")
