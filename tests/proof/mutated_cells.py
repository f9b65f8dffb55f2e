"""Mutations of executed notebooks: each changes one thing that a cell shows, or the order and form of cells."""

from __future__ import annotations

import base64
import copy
import json
import re
from collections.abc import Callable, Iterator

from mutation import (
    drop_row,
    glyph,
    in_stdout,
    in_text,
    many,
    notebook_mutation,
    one_pixel,
    outputs,
    repainted,
    shown,
    stdout,
    swap_colours,
    swap_csv_rows,
    swap_digit,
    swap_lines,
    swap_rows,
)

from proofpress.reports.artefacts import FACTS_MIME, FIGURE_MIME, SVG_MIME
from proofpress.reports.execute import INJECTED

for _what, _kind, _change in (
    ("stdout: last digit of a number", "stdout", in_stdout(swap_digit, lambda text: bool(re.search(r"\d", text)))),
    ("stdout: a line dropped", "stdout", in_stdout(lambda text: "".join(text.splitlines(keepends=True)[1:]), many)),
    ("stdout: two lines exchanged", "stdout", in_stdout(swap_lines, many)),
    ("stdout: a space at the end", "stdout", in_stdout(lambda text: text.rstrip("\n") + " \n")),
    ("result: one digit", "result", in_text("text/plain", swap_digit)),
    ("result: one letter", "result", in_text("text/plain", lambda text: re.sub("e", "E", text, count=1))),
    ("table: last digit of a cell", "table", in_text("text/html", swap_digit)),
    ("table: two rows exchanged", "table", in_text("text/html", swap_rows)),
    ("table: a row dropped", "table", in_text("text/html", drop_row)),
    (
        "table: a column renamed",
        "table",
        in_text("text/html", lambda text: re.sub(r"<th>(\w+)</th>", r"<th>\1s</th>", text, count=1)),
    ),
    ("table: its look", "table", in_text("text/html", lambda text: text.replace('border="1"', 'border="2"', 1))),
    (
        "answer: one word",
        "answer",
        in_text("text/markdown", lambda text: re.sub(r"\b(\w+)([.,])", r"not \1\2", text, count=1)),
    ),
):
    notebook_mutation(_what, _kind)(_change)


@notebook_mutation("stdout turned into stderr", "output kind")
def _(notebook):
    if output := stdout(notebook):
        output["name"] = "stderr"


@notebook_mutation("stderr: a warning added", "extra output")
def _(notebook):
    for cell, _ in outputs(notebook, "stream"):
        cell["outputs"].append({"output_type": "stream", "name": "stderr", "text": ["a warning\n"]})
        return


@notebook_mutation("a result removed from its bundle", "result")
def _(notebook):
    if data := shown(notebook, "text/plain"):
        del data["text/plain"]


def facts_change(change: Callable[[dict], None]) -> Callable[[dict], None]:
    def apply(notebook: dict) -> None:
        if (data := shown(notebook, FACTS_MIME)) and data[FACTS_MIME]:
            change(data[FACTS_MIME])

    return apply


notebook_mutation("facts: a value", "facts")(facts_change(lambda facts: facts.update({sorted(facts)[0]: "other"})))
notebook_mutation("facts: a number by one", "facts")(
    facts_change(lambda facts: facts.update({n: v + 1 for n, v in facts.items() if type(v) in (int, float)}))
)
notebook_mutation("facts: a name dropped", "facts")(facts_change(lambda facts: facts.pop(sorted(facts)[0])))


def figure_change(change: Callable[[dict], None]) -> Callable[[dict], None]:
    """A change of the first figure's own part of the bundle."""

    def apply(notebook: dict) -> None:
        if data := shown(notebook, FIGURE_MIME):
            change(data[FIGURE_MIME])

    return apply


def part(name: str, change: Callable[[str], str]) -> Callable[[dict], None]:
    return figure_change(lambda figure: figure.update({name: change(figure[name])}))


def drawing(change: Callable[[str], str]) -> Callable[[dict], None]:
    """A change of the first drawing that a kernel gave itself: matplotlib's."""

    def apply(notebook: dict) -> None:
        if data := shown(notebook, SVG_MIME):
            data[SVG_MIME] = change("".join(data[SVG_MIME]))

    return apply


def swap_elements(svg: str) -> str:
    found = re.findall(r"<text[^>]*>[^<]*</text>", svg)
    return (
        svg
        if len(set(found)) < 2
        else svg.replace(found[0], "\0", 1).replace(found[1], found[0], 1).replace("\0", found[1], 1)
    )


for _what, _kind, _change in (
    ("svg: one glyph of a label", "svg", drawing(glyph)),
    ("svg: two colours exchanged", "svg", drawing(swap_colours)),
    (
        "svg: a coordinate by a hundredth",
        "svg",
        drawing(
            lambda text: re.sub(
                r'(<text [^>]*?(?:x="|translate\()|translate\()([\d.]+)',
                lambda m: f"{m[1]}{float(m[2]) + 0.01:.2f}",
                text,
                count=1,
            ),
        ),
    ),
    ("svg: a mark removed", "svg", drawing(lambda text: re.sub(r"<text[^>]*>[^<]*</text>", "", text, count=1))),
    ("svg: two elements in another order", "svg", drawing(swap_elements)),
    (
        "svg: its label for screen readers removed",
        "svg",
        drawing(lambda text: re.sub(r' aria-label="[^"]*"', "", text)),
    ),
    (
        "svg: one letter of its embedded font",
        "svg",
        drawing(
            lambda text: re.sub(r"(base64,.{40})(.)", lambda m: m[1] + ("A" if m[2] != "A" else "B"), text, count=1),
        ),
    ),
    (
        "narrow spec: a datum",
        "narrow spec",
        figure_change(lambda figure: figure.update(narrow=moved(figure["narrow"]))),
    ),
    ("alt text: one word of the figure's", "alt text", part("alt", lambda text: f"{text} Indeed.")),
    ("caption: the title", "figure metadata", part("title", lambda text: f"{text}!")),
    (
        "caption: N of the source",
        "figure metadata",
        part("source", lambda text: swap_digit(text) if re.search(r"\d", text) else f"{text} 1"),
    ),
    (
        "caption: a caveat dropped",
        "figure metadata",
        figure_change(lambda figure: figure.update(caveats=figure["caveats"][1:])),
    ),
    ("figure metadata: a hash", "figure metadata", figure_change(lambda figure: figure["sha256"].update(csv="0" * 64))),
    ("figure data: a cell", "figure data", part("csv", swap_digit)),
    ("figure data: two rows exchanged", "figure data", part("csv", swap_csv_rows)),
    (
        "figure data: a column renamed",
        "figure data",
        part("csv", lambda text: re.sub(r"(?<=\w),", "s,", text, count=1)),
    ),
):
    notebook_mutation(_what, _kind)(_change)


def spec_change(change: Callable[[dict], None]) -> Callable[[dict], None]:
    def apply(notebook: dict) -> None:
        for _, output in outputs(notebook, "display_data", "execute_result"):
            for mime, spec in output["data"].items():
                if "vega" in mime:
                    change(spec)
                    return

    return apply


def encodings(spec: dict) -> Iterator[dict]:
    for name in ("layer", "vconcat", "hconcat"):
        for part in spec.get(name, ()):
            yield from encodings(part)
    for layer in [spec] if "encoding" in spec else []:
        yield layer.get("encoding", {})


def drop_tooltip(spec: dict) -> None:
    for encoding in encodings(spec):
        if encoding.get("tooltip"):
            encoding["tooltip"] = encoding["tooltip"][1:] if isinstance(encoding["tooltip"], list) else []
            return


def recast(spec: dict) -> None:
    for encoding in encodings(spec):
        for channel in encoding.values():
            if isinstance(channel, dict) and channel.get("type") == "quantitative":
                channel["type"] = "ordinal"
                return


def moved(spec: dict) -> dict:
    """The spec with one of its data larger by one."""
    datasets = {
        name: [{key: value + 1 if type(value) is int else value for key, value in rows[0].items()}, *rows[1:]]
        for name, rows in spec["datasets"].items()
    }
    return spec | {"datasets": datasets}


def numbers_moved(spec: dict) -> None:
    changed = moved(spec)
    spec.clear()
    spec.update(changed)


def recoloured(spec: dict) -> None:
    changed = json.loads(swap_colours(json.dumps(spec)))
    spec.clear()
    spec.update(changed)


notebook_mutation("spec: a field of the tooltip dropped", "spec")(spec_change(drop_tooltip))
notebook_mutation("spec: two colours exchanged", "spec")(spec_change(recoloured))
notebook_mutation("spec: a datum by one", "spec")(spec_change(numbers_moved))
notebook_mutation("spec: the type of a field", "spec")(spec_change(recast))
notebook_mutation("spec: its height", "spec")(spec_change(lambda spec: spec.update(height=1)))


@notebook_mutation("spec: removed from its bundle", "spec")
def _(notebook):
    for _, output in outputs(notebook, "display_data", "execute_result"):
        if mime := next((mime for mime in output["data"] if "vega" in mime), None):
            del output["data"][mime]
            return


def block(image):
    image.paste((204, 0, 0, 255), (20, 20, 60, 40))
    return image


def png_change(change: Callable[[bytes], bytes]) -> Callable[[dict], None]:
    def apply(notebook: dict) -> None:
        if data := shown(notebook, "image/png"):
            data["image/png"] = base64.b64encode(change(base64.b64decode(data["image/png"]))).decode()

    return apply


notebook_mutation("png: one pixel by one level", "png")(png_change(lambda png: repainted(png, one_pixel)))
notebook_mutation("png: a block of pixels", "png")(png_change(lambda png: repainted(png, block)))
notebook_mutation("png: one row less", "png")(
    png_change(lambda png: repainted(png, lambda image: image.crop((0, 0, image.width, image.height - 1))))
)
notebook_mutation("png: mirrored", "png")(png_change(lambda png: repainted(png, lambda image: image.transpose(0))))
notebook_mutation("png: other bytes of the same pixels", "png")(
    png_change(lambda png: repainted(png, lambda image: image))
)
notebook_mutation("png: cut short", "png")(png_change(lambda png: png[: len(png) // 2]))


@notebook_mutation("png: removed from its bundle", "png")
def _(notebook):
    if data := shown(notebook, "image/png"):
        del data["image/png"]


@notebook_mutation("alt text: removed from the picture", "alt text")
def _(notebook):
    for _, output in outputs(notebook, "display_data", "execute_result"):
        if "alt" in output["metadata"].get("image/png", {}):
            del output["metadata"]["image/png"]["alt"]
            return


@notebook_mutation("picture: its shown width", "output metadata")
def _(notebook):
    for _, output in outputs(notebook, "display_data", "execute_result"):
        if "width" in output["metadata"].get("image/png", {}):
            output["metadata"]["image/png"]["width"] += 1
            return


@notebook_mutation("a cell run twice (its count raised)", "execution count")
def _(notebook):
    cell = next(cell for cell in notebook["cells"] if cell.get("execution_count"))
    cell["execution_count"] += 1


@notebook_mutation("two cells run in the other order (counts exchanged)", "execution count")
def _(notebook):
    first, second = [cell for cell in notebook["cells"] if cell.get("execution_count")][:2]
    first["execution_count"], second["execution_count"] = second["execution_count"], first["execution_count"]


@notebook_mutation("a cell repeated", "extra cell")
def _(notebook):
    notebook["cells"].insert(3, copy.deepcopy(notebook["cells"][2]))


@notebook_mutation("two cells exchanged", "cell order")
def _(notebook):
    cells = notebook["cells"]
    cells[-1], cells[-2] = cells[-2], cells[-1]


@notebook_mutation("a cell removed", "missing cell")
def _(notebook):
    del notebook["cells"][-1]


@notebook_mutation("a cell cleared: outputs and count", "missing output")
def _(notebook):
    cell, _ = next(outputs(notebook, "display_data", "execute_result", "stream"))
    cell["outputs"], cell["execution_count"] = [], None


@notebook_mutation("an output removed", "missing output")
def _(notebook):
    cell, output = list(outputs(notebook, "display_data", "execute_result", "stream"))[-1]
    cell["outputs"].remove(output)


@notebook_mutation("an output repeated", "extra output")
def _(notebook):
    cell, output = list(outputs(notebook, "display_data", "execute_result"))[-1]
    cell["outputs"].append(copy.deepcopy(output))


@notebook_mutation("an error added", "extra output")
def _(notebook):
    cell, _ = next(outputs(notebook, "display_data", "execute_result", "stream"))
    cell["outputs"].append({"output_type": "error", "ename": "ValueError", "evalue": "no", "traceback": []})


@notebook_mutation("two outputs of a cell exchanged", "output order")
def _(notebook):
    for cell in notebook["cells"]:
        if len(cell.get("outputs", [])) > 1:
            cell["outputs"][:2] = cell["outputs"][1::-1]
            return


@notebook_mutation("a result shown as a display", "output kind")
def _(notebook):
    for _, output in outputs(notebook, "execute_result"):
        output["output_type"] = "display_data"
        del output["execution_count"]
        return


def source_change(fits: Callable[[dict], bool], change: Callable[[str], str]) -> Callable[[dict], None]:
    def apply(notebook: dict) -> None:
        for cell in notebook["cells"]:
            if fits(cell):
                cell["source"] = change("".join(cell["source"])).splitlines(keepends=True)
                return

    return apply


def tagged(tag: str) -> Callable[[dict], bool]:
    return lambda cell: tag in cell["metadata"].get("tags", [])


notebook_mutation("source: a comment added", "source")(
    source_change(
        lambda cell: cell["cell_type"] == "code" and not cell["metadata"].get("tags"), lambda text: f"{text}  # so"
    )
)
notebook_mutation("prose: one word", "prose")(
    source_change(lambda cell: cell["cell_type"] == "markdown", lambda text: f"{text} Really")
)
notebook_mutation("parameters: a default as shown", "parameters")(
    source_change(tagged("parameters"), lambda text: text.replace(" = ", " =  ", 1))
)
notebook_mutation("parameters: an injected value", "parameters")(
    source_change(tagged(INJECTED), lambda text: re.sub(r"= .*", "= 0", text, count=1))
)


@notebook_mutation("a tag removed", "cell metadata")
def _(notebook):
    cell = next(cell for cell in notebook["cells"] if cell["metadata"].get("tags"))
    del cell["metadata"]["tags"]


@notebook_mutation("another kernel named", "notebook metadata")
def _(notebook):
    notebook["metadata"]["kernelspec"]["name"] = "python4"
