"""What a mutation is, the list of all, and what their changes share. `mutated_cells` and `mutated_files` fill
the list.
"""

from __future__ import annotations

import copy
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from analysis import study
from proofpress.reports.artefacts import FIGURE_MIME
from proofpress.reports.execute import to_bytes


@dataclass(frozen=True)
class Mutation:
    """what: in words; kind: how the check must name it; apply: changes a committed report, False where it does not
    apply.
    """

    what: str
    kind: str
    apply: Callable[[str], bool]


ALL: list[Mutation] = []


def notebook_mutation(what: str, kind: str):
    """Register a change of an executed notebook, given as a dictionary."""

    def register(change: Callable[[dict], bool | None]):
        def apply(report: str) -> bool:
            file = study.find().executed / f"{report}.ipynb"
            notebook = json.loads(file.read_bytes())
            before = copy.deepcopy(notebook)
            change(notebook)
            if notebook == before:
                return False
            file.write_bytes(written(notebook))
            return True

        ALL.append(Mutation(what, kind, apply))
        return change

    return register


def written(notebook: dict) -> bytes:
    import nbformat
    from nbformat.v4.rwbase import rejoin_lines

    return to_bytes(rejoin_lines(nbformat.from_dict(notebook)))


def file_mutation(what: str, kind: str):
    """Register a change of files of a report, given by its name; False where it does not apply."""

    def register(change: Callable[[str], bool]):
        ALL.append(Mutation(what, kind, change))
        return change

    return register


def outputs(notebook: dict, *types: str) -> Iterator[tuple[dict, dict]]:
    """(cell, output) of the given output types."""
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            if output["output_type"] in types:
                yield cell, output


def shown(notebook: dict, mime: str) -> dict | None:
    """The first bundle with a mime type; one that is no figure where there is a choice."""
    found = [
        output["data"] for _, output in outputs(notebook, "display_data", "execute_result") if mime in output["data"]
    ]
    return min(found, key=lambda data: FIGURE_MIME in data, default=None)


def stdout(notebook: dict, fits: Callable[[str], bool] = lambda text: True) -> dict | None:
    return next(
        (
            output
            for _, output in outputs(notebook, "stream")
            if output["name"] == "stdout" and fits("".join(output["text"]))
        ),
        None,
    )


def swap_digit(text: str, last: bool = True) -> str:
    """A text with one digit changed: its last, or its first."""
    digits = [found.start() for found in re.finditer(r"\d", text)]
    if not digits:
        return text
    at = digits[-1 if last else 0]
    return text[:at] + str((int(text[at]) + 1) % 10) + text[at + 1 :]


def in_text(mime: str, change: Callable[[str], str]) -> Callable[[dict], None]:
    """A change of the first output of a mime type."""

    def apply(notebook: dict) -> None:
        if data := shown(notebook, mime):
            data[mime] = change("".join(data[mime])).splitlines(keepends=True)

    return apply


def in_stdout(change: Callable[[str], str], fits: Callable[[str], bool] = lambda text: True) -> Callable[[dict], None]:
    def apply(notebook: dict) -> None:
        if output := stdout(notebook, fits):
            output["text"] = change("".join(output["text"])).splitlines(keepends=True)

    return apply


def many(text: str) -> bool:
    return len(set(text.splitlines())) > 1


def swap_lines(text: str) -> str:
    lines = text.splitlines(keepends=True)
    other = next((number for number in range(1, len(lines)) if lines[number] != lines[0]), 0)
    lines[0], lines[other] = lines[other], lines[0]
    return "".join(lines)


def swap_rows(html: str) -> str:
    """Exchange the first two different rows of a table's body."""
    rows = re.findall(r"<tr>.*?</tr>", html.partition("<tbody>")[2], re.DOTALL)
    other = next((row for row in rows[1:] if row != rows[0]), None)
    return html if other is None else html.replace(rows[0], "\0", 1).replace(other, rows[0], 1).replace("\0", other, 1)


def drop_row(html: str) -> str:
    head, body, rest = html.partition("<tbody>")
    return head + body + re.sub(r"\s*<tr>.*?</tr>", "", rest, count=1, flags=re.DOTALL)


def swap_colours(text: str) -> str:
    found = list(dict.fromkeys(re.findall(r"#[0-9A-Fa-f]{6}\b", text)))
    return text if len(found) < 2 else text.replace(found[0], "\0").replace(found[1], found[0]).replace("\0", found[1])


def swap_csv_rows(text: str) -> str:
    head, *rows = text.splitlines(keepends=True)
    return head + swap_lines("".join(rows)) if rows else text


def glyph(svg: str) -> str:
    """One letter of the last label that has one."""
    head, tag, tail = svg.rpartition("</text>")
    start = head.rfind(">") + 1
    label = head[start:]
    return head[:start] + ("m" if label[:1] != "m" else "n") + label[1:] + tag + tail


def repainted(png: bytes, change: Callable) -> bytes:
    """A PNG whose pixels (an image of PIL) went through a change."""
    from PIL import Image

    out = io.BytesIO()
    change(Image.open(io.BytesIO(png)).convert("RGBA")).save(out, "PNG")
    return out.getvalue()


def one_pixel(image):
    red, green, blue, opacity = image.getpixel((7, 5))
    image.putpixel((7, 5), (red, green, blue - 1 if blue else 1, opacity))
    return image
