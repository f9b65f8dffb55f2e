"""What a difference between a committed and a fresh output is, and how two contents of one kind are compared.

Each comparison gives None where a reader sees the same, else a sentence, the old and the new value in short, and the
evidence that the page shows.
"""

from __future__ import annotations

import base64
import csv
import io
import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

NUMBER = re.compile(r"(?<![\w.])[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w])")
MOST = 200  # cells or paths that one difference lists


@dataclass(frozen=True)
class Evidence:
    """What the page shows. form: text, table, paths or image; cells: (place, old, new) for all but text."""

    form: str
    old: str | bytes = ""
    new: str | bytes = ""
    cells: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class Difference:
    """One thing that a reader would see otherwise.

    kind: its name in summaries (see docs/checks.md); where: cell or file; what: the change in a sentence; old, new: in
    short.
    """

    report: str
    kind: str
    where: str
    what: str
    old: str = ""
    new: str = ""
    evidence: Evidence = field(default=Evidence("text"), compare=False)


Change = tuple[str, str, str, Evidence]


def short(value: object, room: int = 60) -> str:
    """A value on one line; what is left out is shown as an ellipsis."""
    text = " ".join((value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)).split())
    return text if len(text) <= room else f"{text[: room - 1]}…"


def close(old: str, new: str, tolerance: float) -> bool:
    """Whether two texts are the same but for numbers within the tolerance."""
    if old == new:
        return True
    if not tolerance or NUMBER.sub("#", old) != NUMBER.sub("#", new):
        return False
    pairs = zip(NUMBER.findall(old), NUMBER.findall(new), strict=True)
    return all(math.isclose(float(a), float(b), rel_tol=tolerance, abs_tol=tolerance) for a, b in pairs)


def texts(old: str, new: str, tolerance: float = 0.0) -> Change | None:
    """Two texts, by line."""
    if close(old, new, tolerance):
        return None
    before, after = old.splitlines(), new.splitlines()
    evidence = Evidence("text", old, new)
    if Counter(before) == Counter(after) and before != after:
        return "its lines are in another order", *_first(before, after), evidence
    if len(before) != len(after):
        return f"it has {len(after)} lines, not {len(before)}", *_first(before, after), evidence
    changed = sum(a != b for a, b in zip(before, after, strict=True))
    if not changed:
        return "its white space changed", short(repr(old[-40:])), short(repr(new[-40:])), evidence
    return (
        f"{changed} of {len(before)} lines changed" if len(before) > 1 else "it changed",
        *_first(before, after),
        evidence,
    )


def _first(before: Sequence[str], after: Sequence[str]) -> tuple[str, str]:
    """The first line that differs, from a little before the place where it does."""
    for number in range(max(len(before), len(after))):
        a, b = (lines[number] if number < len(lines) else "" for lines in (before, after))
        if a != b:
            same = next((at for at, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
            start = max(0, same - 20)
            a, b = (short(("…" if start else "") + line[start:]) for line in (a, b))
            return a, b
    return "", ""


def tables(old: Sequence[Sequence[str]], new: Sequence[Sequence[str]], tolerance: float = 0.0) -> Change | None:
    """Two tables with a header row, by cell."""
    before, after = [list(row) for row in old], [list(row) for row in new]
    if before == after:
        return None
    header = before[0] if before else []
    cells: tuple[tuple[str, str, str], ...]
    if after[:1] != before[:1]:
        cells = (("header", ", ".join(header), ", ".join(after[0] if after else [])),)
        return "its columns changed", short(cells[0][1]), short(cells[0][2]), Evidence("table", cells=cells)
    if len(before) != len(after):
        rows = Counter(map(tuple, before)), Counter(map(tuple, after))
        cells = tuple(_rows(rows[0] - rows[1], "missing") + _rows(rows[1] - rows[0], "extra"))
        return (
            f"it has {len(after) - 1} rows, not {len(before) - 1}",
            short(cells[0][1]) if cells else "",
            short(cells[-1][2]) if cells else "",
            Evidence("table", cells=cells),
        )
    if Counter(map(tuple, before)) == Counter(map(tuple, after)):
        cells = tuple(
            (f"row {number}", " | ".join(a), " | ".join(b))
            for number, (a, b) in enumerate(zip(before, after, strict=True))
            if a != b
        )
        return (
            "its rows are in another order",
            short(cells[0][1]),
            short(cells[0][2]),
            Evidence("table", cells=cells[:MOST]),
        )
    changed = []
    for number, (a, b) in enumerate(zip(before, after, strict=True)):
        for column in range(max(len(a), len(b))):
            x, y = (row[column] if column < len(row) else "" for row in (a, b))
            if not close(x, y, tolerance):
                name = header[column] if column < len(header) and header[column] else f"column {column + 1}"
                changed.append((f"row {number}, {name}", x, y))
    if not changed:
        return None
    what = f"{changed[0][0]} changed" if len(changed) == 1 else f"{len(changed)} cells changed, first {changed[0][0]}"
    return what, short(changed[0][1]), short(changed[0][2]), Evidence("table", cells=tuple(changed[:MOST]))


def _rows(rows: Counter, verdict: str) -> list[tuple[str, str, str]]:
    return [
        (f"{verdict} row", *((" | ".join(row), "") if verdict == "missing" else ("", " | ".join(row))))
        for row in rows.elements()
    ][:MOST]


def csv_rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


class _Table(HTMLParser):
    """The cells of HTML tables as text, what stands beside them as lines, and all tags."""

    def __init__(self):
        super().__init__()
        self.rows: list[list[str]] = []
        self.lines: list[str] = []
        self.tags: list[str] = []
        self.inside = False

    def handle_starttag(self, tag, attributes):
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            self.rows[-1].append("")
            self.inside = True
        self.tags.append(
            "<" + " ".join([tag, *(name if value is None else f'{name}="{value}"' for name, value in attributes)]) + ">"
        )

    def handle_endtag(self, tag):
        self.inside = self.inside and tag not in ("td", "th")
        self.tags.append(f"</{tag}>")

    def handle_data(self, text):
        if self.inside:
            self.rows[-1][-1] += text
        else:
            self.lines.append(text.strip("\n"))


def html(old: str, new: str, tolerance: float = 0.0) -> Change | None:
    """Two pieces of HTML: their tables by cell, then what stands beside them, then their tags, then every character."""
    sides = []
    for text in (old, new):
        parser = _Table()
        parser.feed(text)
        parser.close()
        sides.append(parser)
    a, b = sides
    if found := tables(a.rows, b.rows, tolerance):
        return found
    if found := texts("\n".join(a.lines), "\n".join(b.lines), tolerance):
        return found
    if found := texts("\n".join(a.tags), "\n".join(b.tags), tolerance):
        return f"its look changed: {found[0].removeprefix('it has ')}", *found[1:]
    return texts(old, new, tolerance)


def values(old: object, new: object, tolerance: float = 0.0) -> Change | None:
    """Two JSON values, by path."""
    changed = list(_paths(old, new, "", tolerance))
    if not changed:
        return None
    what = f"{changed[0][0]} changed" if len(changed) == 1 else f"{len(changed)} paths changed, first {changed[0][0]}"
    return what, short(changed[0][1]), short(changed[0][2]), Evidence("paths", cells=tuple(changed[:MOST]))


def _paths(old: object, new: object, path: str, tolerance: float) -> Iterator[tuple[str, str, str]]:
    if isinstance(old, dict) and isinstance(new, dict):
        for name in dict.fromkeys([*old, *new]):
            inner = f"{path}.{name}" if path else str(name)
            if name not in new:
                yield inner, _json(old[name]), "(missing)"
            elif name not in old:
                yield inner, "(missing)", _json(new[name])
            else:
                yield from _paths(old[name], new[name], inner, tolerance)
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for number, (a, b) in enumerate(zip(old, new, strict=True)):
            yield from _paths(a, b, f"{path}[{number}]", tolerance)
    elif isinstance(old, list) and isinstance(new, list):
        yield f"{path} (length)", f"{len(old)}: {_json(old)}", f"{len(new)}: {_json(new)}"
    elif type(old) is not type(new) or not close(_json(old), _json(new), tolerance):
        yield path or "(all of it)", _json(old), _json(new)


def _json(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


_ELEMENT = re.compile(r"<([a-zA-Z/][^\s>]*)([^>]*)>([^<]*)")
_ATTRIBUTE = re.compile(r'([\w:-]+)="([^"]*)"')


def drawings(old: str, new: str, tolerance: float = 0.0) -> Change | None:
    """Two SVGs, by element."""
    if old == new:
        return None
    sides = [_ELEMENT.findall(text) for text in (old, new)]
    if len(sides[0]) != len(sides[1]):
        gone, come = map(short, _texts(sides))
        return f"it has {len(sides[1])} elements, not {len(sides[0])}", gone, come, Evidence("image", old, new)
    changed = list(_elements(sides[0], sides[1], tolerance))
    if not changed:
        return None if tolerance else ("its form changed", "", "", Evidence("image", old, new))
    changed.sort(key=lambda change: not change[0].startswith("the text"))  # what a reader can read comes first
    evidence = Evidence("image", old, new, tuple(changed[:MOST]))
    if Counter(sides[0]) == Counter(sides[1]):
        return "its elements are in another order", *changed[0][1:], evidence
    what = f"{changed[0][0]} changed" + (f", and {len(changed) - 1} more" if len(changed) > 1 else "")
    return what, changed[0][1], changed[0][2], evidence


def _texts(sides) -> Iterator[str]:
    counts = [Counter(text for _, _, text in side if text.strip()) for side in sides]
    yield " / ".join((counts[0] - counts[1]).elements())
    yield " / ".join((counts[1] - counts[0]).elements())


def _elements(old: Iterable, new: Iterable, tolerance: float) -> Iterator[tuple[str, str, str]]:
    for (tag, attributes, text), (tag2, attributes2, text2) in zip(old, new, strict=True):
        if tag != tag2:
            yield f"<{tag}>", tag, tag2
        a, b = dict(_ATTRIBUTE.findall(attributes)), dict(_ATTRIBUTE.findall(attributes2))
        for name in dict.fromkeys([*a, *b]):
            if not close(a.get(name, ""), b.get(name, ""), tolerance):
                yield f"{name} of <{tag}>", short(a.get(name, "(missing)")), short(b.get(name, "(missing)"))
        if not close(text, text2, tolerance):
            font = tag == "style"
            yield (
                "the embedded font" if font else f"the text of <{tag}>",
                "" if font else short(text),
                "" if font else short(text2),
            )


def pictures(old: bytes, new: bytes) -> Change | None:
    """Two PNGs, by decoded pixel."""
    if old == new:
        return None
    import numpy as np

    evidence = Evidence("image", old, new)
    try:
        a, b = pixels(old), pixels(new)
    except Exception as error:  # whatever a decoder says of broken bytes
        return f"it cannot be decoded ({type(error).__name__})", f"{len(old)} bytes", f"{len(new)} bytes", evidence
    if a.shape != b.shape:
        return "its size changed", f"{a.shape[1]} x {a.shape[0]} px", f"{b.shape[1]} x {b.shape[0]} px", evidence
    apart = np.abs(a.astype(int) - b.astype(int)).max(axis=2)
    count = int((apart > 0).sum())
    if not count:
        return "its bytes changed, its pixels did not", f"{len(old)} bytes", f"{len(new)} bytes", evidence
    rows, columns = np.nonzero(apart)
    y, x = int(rows[0]), int(columns[0])
    most = int(apart.max())
    where = (
        f"at x {x}, y {y}"
        if count == 1
        else f"between x {columns.min()}-{columns.max()} and y {rows.min()}-{rows.max()}"
    )
    what = (
        f"{count} of {apart.size} pixels changed, by {'' if count == 1 else 'up to '}{most} "
        f"level{'s' * (most > 1)}, {where}"
    )
    return what, f"{a[y, x].tolist()} at {x},{y}", f"{b[y, x].tolist()} at {x},{y}", evidence


def pixels(png: bytes):
    """A PNG as an array of height x width x 4 (red, green, blue, opacity)."""
    import numpy as np
    from PIL import Image

    return np.asarray(Image.open(io.BytesIO(png)).convert("RGBA"))


def png_of(base64_text: str) -> bytes:
    try:
        return base64.b64decode(base64_text, validate=False)
    except ValueError:
        return base64_text.encode()
