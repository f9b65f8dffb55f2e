"""Compares the outputs of two runs of a cell: what is shown, in which order, and what a figure carries."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from proofpress.proof import differences as by
from proofpress.proof.differences import Change, Evidence, short
from proofpress.reports.artefacts import FACTS_MIME, FIGURE_MIME

# Part of a figure's bundle -> (kind of difference, how it is compared).
_FIGURE = {
    "svg": ("svg", by.drawings),
    "narrow_svg": ("narrow svg", by.drawings),
    "narrow": ("narrow spec", by.values),
    "csv": ("figure data", None),
    "alt": ("alt text", by.texts),
}
_TEXTS = {"text/plain": "result", "text/markdown": "answer", "text/html": "table", "text/latex": "result"}
_ABSENT = "(missing)"

Found = Iterator[tuple[str, str, Change]]


def text_of(value: str | list[str]) -> str:
    """A text of a notebook, which may be kept in lines."""
    return value if isinstance(value, str) else "".join(value)


def _key(output: dict) -> str:
    """What an output is, whatever it says."""
    kind = output["output_type"]
    if kind == "stream":
        return output["name"]
    if kind == "error":
        return "error"
    data = output["data"]
    if FIGURE_MIME in data:
        return f"figure {data[FIGURE_MIME].get('slug')}"
    return (
        "table"
        if "text/html" in data
        else "answer"
        if FACTS_MIME in data
        else "image"
        if "image/png" in data
        else "result"
    )


def outputs(where: str, old: list[dict], new: list[dict], tolerance: float) -> Found:
    """Every difference between the outputs of a cell; where: the cell as a reader counts it."""
    if old == new:
        return
    texts = [[json.dumps(output, sort_keys=True) for output in side] for side in (old, new)]
    keys = [[_key(output) for output in side] for side in (old, new)]
    if Counter(texts[0]) == Counter(texts[1]) or (Counter(keys[0]) == Counter(keys[1]) and keys[0] != keys[1]):
        yield (
            "output order",
            where,
            (
                "its outputs are in another order",
                short(", ".join(keys[0])),
                short(", ".join(keys[1])),
                Evidence("text", "\n".join(keys[0]), "\n".join(keys[1])),
            ),
        )
        if Counter(texts[0]) == Counter(texts[1]):
            return
    left = [*zip(keys[0], old, strict=True)]
    for key, output in zip(keys[1], new, strict=True):
        match = next((pair for pair in left if pair[0] == key), None)
        if match:
            left.remove(match)
            yield from _pair(where, key, match[1], output, tolerance)
        elif len(old) == len(new) and len(left) == 1:
            other = left.pop()
            yield (
                "output kind",
                where,
                (
                    f"{other[0]} became {key}",
                    short(_said(other[1])),
                    short(_said(output)),
                    Evidence("text", _said(other[1]), _said(output)),
                ),
            )
        else:
            yield (
                "missing output",
                where,
                (f"the committed report lacks {key}", "", short(_said(output)), Evidence("text", "", _said(output))),
            )
    for key, output in left:
        yield (
            "extra output",
            where,
            (f"a fresh run does not give {key}", short(_said(output)), "", Evidence("text", _said(output), "")),
        )


def _said(output: dict) -> str:
    if output["output_type"] == "stream":
        return text_of(output["text"])
    if output["output_type"] == "error":
        return f"{output['ename']}: {output['evalue']}"
    return text_of(output["data"].get("text/plain", ""))


def _pair(where: str, key: str, old: dict, new: dict, tolerance: float) -> Found:
    """Two outputs of one key."""
    if old["output_type"] == "stream":
        if change := by.texts(text_of(old["text"]), text_of(new["text"]), tolerance):
            yield key, where, change
        return
    if old["output_type"] == "error":
        if change := by.values(old, new):
            yield "error", where, change
        return
    if old["output_type"] != new["output_type"]:
        yield (
            "output kind",
            where,
            (
                f"{key} is shown in another way",
                old["output_type"],
                new["output_type"],
                Evidence("text", old["output_type"], new["output_type"]),
            ),
        )
    counts = [output.get("execution_count") for output in (old, new)]
    if counts[0] != counts[1]:
        yield (
            "execution count",
            where,
            (
                f"the count of {key} changed",
                str(counts[0]),
                str(counts[1]),
                Evidence("paths", cells=(("execution_count", str(counts[0]), str(counts[1])),)),
            ),
        )
    yield from _metadata(where, old.get("metadata", {}), new.get("metadata", {}))
    for mime in dict.fromkeys([*old["data"], *new["data"]]):
        a, b = old["data"].get(mime), new["data"].get(mime)
        if a is None or b is None:
            kind = _kind(mime)
            yield (
                kind,
                where,
                (
                    f"{mime} of {key} is {'extra' if b is None else 'missing'}",
                    short(a) if a else _ABSENT,
                    short(b) if b else _ABSENT,
                    Evidence("text"),
                ),
            )
        elif a != b:
            yield from _content(where, mime, a, b, tolerance)


def _kind(mime: str) -> str:
    if mime in _TEXTS:
        return _TEXTS[mime]
    return {"image/png": "png", "image/svg+xml": "svg", FIGURE_MIME: "figure metadata", FACTS_MIME: "facts"}.get(
        mime, "spec" if "vega" in mime else "result"
    )


def _metadata(where: str, old: dict, new: dict) -> Found:
    alt = [
        {mime: about.get("alt", _ABSENT) for mime, about in side.items() if isinstance(about, dict)}
        for side in (old, new)
    ]
    rest = [
        {
            mime: {name: value for name, value in about.items() if name != "alt"} if isinstance(about, dict) else about
            for mime, about in side.items()
        }
        for side in (old, new)
    ]
    for mime in dict.fromkeys([*alt[0], *alt[1]]):
        a, b = (side.get(mime, _ABSENT) for side in alt)
        if a != b:
            what = (
                f"{mime} has {'an' if b == _ABSENT else 'no'} alt text"
                if _ABSENT in (a, b)
                else f"the alt text of {mime} changed"
            )
            yield "alt text", where, (what, short(a), short(b), Evidence("text", a, b))
    # Without its alt text an entry may be empty, and an empty one is as good as none.
    if change := by.values(_filled(rest[0]), _filled(rest[1])):
        yield "output metadata", where, change


def _filled(metadata: dict) -> dict:
    return {mime: about for mime, about in metadata.items() if about != {}}


def _content(where: str, mime: str, old: Any, new: Any, tolerance: float) -> Found:
    kind = _kind(mime)
    if mime == FIGURE_MIME:
        yield from _figures(where, old, new, tolerance)
    elif kind == "png":
        if change := by.pictures(by.png_of(text_of(old)), by.png_of(text_of(new))):
            yield kind, where, change
    elif mime == "text/html":
        if change := by.html(text_of(old), text_of(new), tolerance):
            yield kind, where, change
    elif isinstance(old, (str, list)) and isinstance(new, (str, list)) and mime.startswith(("text/", "image/")):
        change = (
            by.drawings(text_of(old), text_of(new), tolerance)
            if mime == "image/svg+xml"
            else by.texts(_unhashed(text_of(old), tolerance), _unhashed(text_of(new), tolerance), tolerance)
        )
        if change:
            yield kind, where, change
    elif change := by.values(old, new, tolerance):
        yield kind, where, change


def _unhashed(text: str, tolerance: float) -> str:
    """A figure's text without the hash of its drawing, which no tolerance can cover; the drawing itself is compared."""
    return "\n".join(line for line in text.splitlines() if not (tolerance and line.startswith("sha256")))


def _figures(where: str, old: dict, new: dict, tolerance: float) -> Found:
    """What a figure carries beside its picture."""
    where = f"{where}, figure {new.get('slug')}"
    for name, (kind, comparison) in _FIGURE.items():
        a, b = old.get(name), new.get(name)
        if a == b:
            continue
        if a is None or b is None:
            yield (
                kind,
                where,
                (
                    f"{name} is {'extra' if b is None else 'missing'}",
                    short(a or _ABSENT),
                    short(b or _ABSENT),
                    Evidence("text", a or "", b or ""),
                ),
            )
        elif (
            change := comparison(a, b, tolerance)
            if comparison
            else by.tables(by.csv_rows(a), by.csv_rows(b), tolerance) or (None if tolerance else by.texts(a, b))
        ):
            yield kind, where, change
    # A hash that follows from a change named above is no difference of its own; the PNG is drawn from the SVG.
    told = {name for name in ("svg", "narrow_svg", "csv") if old.get(name) != new.get(name)} | (
        {"png"} if old.get("svg") != new.get("svg") else set()
    )
    hashes = [
        {name: value for name, value in side.get("sha256", {}).items() if name not in told and not tolerance}
        for side in (old, new)
    ]
    rest = [
        {name: value for name, value in side.items() if name not in _FIGURE} | {"sha256": kept}
        for side, kept in zip((old, new), hashes, strict=True)
    ]
    if change := by.values(rest[0], rest[1], tolerance):
        yield "figure metadata", where, change
