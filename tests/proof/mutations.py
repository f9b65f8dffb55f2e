"""Mutations: each changes the committed outputs of a built project in one way; the check must catch it and name it.

``python tests/proof/mutations.py`` runs them all on the small project and on a copy of this one, with nbval's own
verdict beside, then the controls and the changed sources, and writes the table of METHODS.md. Slow: minutes.
"""

from __future__ import annotations

import argparse
import base64
import copy
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from analysis import paths
from analysis.proof import cause, check
from analysis.reports import build, parameters
from analysis.reports.artefacts import FACTS_MIME, FIGURE_MIME
from analysis.reports.execute import INJECTED, to_bytes

BEGIN, END = "<!-- mutations:begin -->", "<!-- mutations:end -->"


@dataclass(frozen=True)
class Mutation:
    """what: in words; kind: how the check must name it; apply: changes a committed report, False where it does not apply."""

    what: str
    kind: str
    apply: Callable[[str], bool]


ALL: list[Mutation] = []


def notebook_mutation(what: str, kind: str):
    """Register a change of an executed notebook, given as a dictionary."""

    def register(change: Callable[[dict], bool | None]):
        def apply(report: str) -> bool:
            file = paths.EXECUTED / f"{report}.ipynb"
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
    found = [output["data"] for _, output in outputs(notebook, "display_data", "execute_result") if mime in output["data"]]
    return min(found, key=lambda data: FIGURE_MIME in data, default=None)


def stdout(notebook: dict, fits: Callable[[str], bool] = lambda text: True) -> dict | None:
    return next((output for _, output in outputs(notebook, "stream") if output["name"] == "stdout" and fits("".join(output["text"]))), None)


def swap_digit(text: str, last: bool = True) -> str:
    """A text with one digit changed: its last, or its first."""
    digits = [found.start() for found in re.finditer(r"\d", text)]
    if not digits:
        return text
    at = digits[-1 if last else 0]
    return text[:at] + str((int(text[at]) + 1) % 10) + text[at + 1:]


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
    ("table: a column renamed", "table", in_text("text/html", lambda text: re.sub(r"<th>(\w+)</th>", r"<th>\1s</th>", text, count=1))),
    ("table: its look", "table", in_text("text/html", lambda text: text.replace('border="1"', 'border="2"', 1))),
    ("answer: one word", "answer", in_text("text/markdown", lambda text: re.sub(r"\b(\w+)([.,])", r"not \1\2", text, count=1))),
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
notebook_mutation("facts: a number by one", "facts")(facts_change(lambda facts: facts.update({n: v + 1 for n, v in facts.items() if type(v) in (int, float)})))
notebook_mutation("facts: a name dropped", "facts")(facts_change(lambda facts: facts.pop(sorted(facts)[0])))


def figure_change(change: Callable[[dict], None]) -> Callable[[dict], None]:
    """A change of the first figure's own part of the bundle."""

    def apply(notebook: dict) -> None:
        if data := shown(notebook, FIGURE_MIME):
            change(data[FIGURE_MIME])

    return apply


def part(name: str, change: Callable[[str], str]) -> Callable[[dict], None]:
    return figure_change(lambda figure: figure.update({name: change(figure[name])}))


def swap_csv_rows(text: str) -> str:
    head, *rows = text.splitlines(keepends=True)
    return head + swap_lines("".join(rows)) if rows else text


def swap_elements(svg: str) -> str:
    found = re.findall(r"<text[^>]*>[^<]*</text>", svg)
    return svg if len(set(found)) < 2 else svg.replace(found[0], "\0", 1).replace(found[1], found[0], 1).replace("\0", found[1], 1)


def glyph(svg: str) -> str:
    """One letter of the last label that has one."""
    head, tag, tail = svg.rpartition("</text>")
    start = head.rfind(">") + 1
    label = head[start:]
    return head[:start] + ("m" if label[:1] != "m" else "n") + label[1:] + tag + tail


for _what, _kind, _change in (
    ("svg: one glyph of a label", "svg", part("svg", glyph)),
    ("svg: two colours exchanged", "svg", part("svg", swap_colours)),
    ("svg: a coordinate by a hundredth", "svg", part("svg", lambda text: re.sub(r'(<text x="|translate\()([\d.]+)', lambda m: f"{m[1]}{float(m[2]) + 0.01:.2f}", text, count=1))),
    ("svg: a mark removed", "svg", part("svg", lambda text: re.sub(r"<text[^>]*>[^<]*</text>", "", text, count=1))),
    ("svg: two elements in another order", "svg", part("svg", swap_elements)),
    ("svg: its label for screen readers removed", "svg", part("svg", lambda text: re.sub(r' aria-label="[^"]*"', "", text))),
    ("svg: one letter of its embedded font", "svg", part("svg", lambda text: re.sub(r"(base64,.{40})(.)", lambda m: m[1] + ("A" if m[2] != "A" else "B"), text, count=1))),
    ("narrow svg: one glyph of a label", "narrow svg", part("narrow_svg", glyph)),
    ("alt text: one word of the figure's", "alt text", part("alt", lambda text: f"{text} Indeed.")),
    ("caption: the title", "figure metadata", part("title", lambda text: f"{text}!")),
    ("caption: N of the source", "figure metadata", part("source", lambda text: swap_digit(text) if re.search(r"\d", text) else f"{text} 1")),
    ("caption: a caveat dropped", "figure metadata", figure_change(lambda figure: figure.update(caveats=figure["caveats"][1:]))),
    ("figure metadata: a hash", "figure metadata", figure_change(lambda figure: figure["sha256"].update(png="0" * 64))),
    ("figure data: a cell", "figure data", part("csv", swap_digit)),
    ("figure data: two rows exchanged", "figure data", part("csv", swap_csv_rows)),
    ("figure data: a column renamed", "figure data", part("csv", lambda text: re.sub(r"(?<=\w),", "s,", text, count=1))),
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
    for layer in spec.get("layer", [spec]):
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


def numbers_moved(spec: dict) -> None:
    changed = json.loads(re.sub(r'("y": )(\d+)', lambda m: m[1] + str(int(m[2]) + 1), json.dumps(spec), count=1))
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
notebook_mutation("png: one row less", "png")(png_change(lambda png: repainted(png, lambda image: image.crop((0, 0, image.width, image.height - 1)))))
notebook_mutation("png: mirrored", "png")(png_change(lambda png: repainted(png, lambda image: image.transpose(0))))
notebook_mutation("png: other bytes of the same pixels", "png")(png_change(lambda png: repainted(png, lambda image: image)))
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
    source_change(lambda cell: cell["cell_type"] == "code" and not cell["metadata"].get("tags"), lambda text: f"{text}  # so"))
notebook_mutation("prose: one word", "prose")(source_change(lambda cell: cell["cell_type"] == "markdown", lambda text: f"{text} Really"))
notebook_mutation("parameters: a default as shown", "parameters")(source_change(tagged("parameters"), lambda text: text.replace(" = ", " =  ", 1)))
notebook_mutation("parameters: an injected value", "parameters")(source_change(tagged(INJECTED), lambda text: re.sub(r"= .*", "= 0", text, count=1)))


@notebook_mutation("a tag removed", "cell metadata")
def _(notebook):
    cell = next(cell for cell in notebook["cells"] if cell["metadata"].get("tags"))
    del cell["metadata"]["tags"]


@notebook_mutation("another kernel named", "notebook metadata")
def _(notebook):
    notebook["metadata"]["kernelspec"]["name"] = "python4"


def rewritten(path: Path, change: Callable[[bytes], bytes]) -> bool:
    if not path.exists():
        return False
    old = path.read_bytes()
    new = change(old)
    path.write_bytes(new)
    return new != old


def as_text(change: Callable[[str], str]) -> Callable[[bytes], bytes]:
    return lambda content: change(content.decode()).encode()


def figure_file(ending: str, report: str) -> Path:
    narrow = ending == ".narrow.svg"
    found = [path for path in sorted(paths.FIGURES.glob(f"{report}--*{ending}")) if narrow or not path.name.endswith(".narrow.svg")]
    return found[0] if found else paths.FIGURES / "none"


for _what, _kind, _ending, _edit in (
    ("figure file csv: a cell", "figure file csv", ".csv", as_text(swap_digit)),
    ("figure file csv: two rows exchanged", "figure file csv", ".csv", as_text(swap_csv_rows)),
    ("figure file csv: other line ends", "figure file csv", ".csv", lambda content: content.replace(b"\n", b"\r\n")),
    ("figure file csv: no line end at its end", "figure file csv", ".csv", lambda content: content[:-1]),
    ("figure file svg: one glyph", "figure file svg", ".svg", as_text(glyph)),
    ("figure file svg: two colours exchanged", "figure file svg", ".svg", as_text(swap_colours)),
    ("figure file narrow svg: one glyph", "figure file svg", ".narrow.svg", as_text(glyph)),
    ("figure file png: one pixel by one level", "figure file png", ".png", lambda png: repainted(png, one_pixel)),
    ("figure file png: half of it", "figure file png", ".png", lambda png: png[: len(png) // 2]),
):
    file_mutation(_what, _kind)(lambda report, ending=_ending, edit=_edit: rewritten(figure_file(ending, report), edit))


@file_mutation("figure file removed", "missing figure file")
def _(report):
    path = figure_file(".csv", report)
    path.unlink(missing_ok=True)
    return path.name != "none"


@file_mutation("figure file of another name added", "extra figure file")
def _(report):
    (paths.FIGURES / f"{report}--more.csv").write_text("a\n1\n")
    return True


@file_mutation("figure file of a report that is gone", "extra file")
def _(report):
    paths.FIGURES.mkdir(exist_ok=True)
    (paths.FIGURES / "gone--chart.csv").write_text("a\n1\n")
    return True


@file_mutation("executed report removed", "missing report")
def _(report):
    (paths.EXECUTED / f"{report}.ipynb").unlink()
    return True


@file_mutation("executed report cut short", "notebook")
def _(report):
    return rewritten(paths.EXECUTED / f"{report}.ipynb", lambda content: content[: len(content) // 2])


@file_mutation("executed report written with another indent", "notebook")
def _(report):
    return rewritten(paths.EXECUTED / f"{report}.ipynb", lambda content: json.dumps(json.loads(content), indent=2, ensure_ascii=False).encode())


@file_mutation("facts.json: a value", "facts file")
def _(report):
    facts = json.loads(build.FACTS.read_bytes())
    if not facts[report]:
        return False
    facts[report][sorted(facts[report])[0]] = "other"
    build.FACTS.write_text(json.dumps(facts))
    return True


@file_mutation("facts.json: written in another way", "facts file")
def _(report):
    return rewritten(build.FACTS, lambda content: content.rstrip(b"\n"))


@file_mutation("provenance.json: a hash", "provenance")
def _(report):
    path = paths.REPORTS / "provenance.json"
    found = json.loads(path.read_bytes())
    found[report][sorted(found[report])[0]] = "0" * 64
    path.write_text(json.dumps(found, indent=1))
    return True


@file_mutation("processed table: a cell", "processed table")
def _(report):
    found = [path for path in sorted(paths.PROCESSED.glob("*.csv")) if re.search(r"\d", path.read_text("utf-8"))]
    return bool(found) and rewritten(found[0], as_text(swap_digit))


@dataclass(frozen=True)
class Verdict:
    """What became of a mutation. report: on which it was tried; kinds: what the check said; nbval: whether nbval failed too."""

    mutation: Mutation
    report: str
    kinds: tuple[str, ...]
    nbval: bool | None = None

    @property
    def right(self) -> bool:
        return self.mutation.kind in self.kinds and not any(kind.startswith("false alarm") for kind in self.kinds)


class Bench:
    """A built project (the one whose library is running), its fresh outputs, and its committed files to go back to."""

    def __init__(self):
        if (paths.ROOT / "src").is_relative_to(Path(__file__).resolve().parents[2]):
            raise SystemExit("mutations run on a copy of a project, never on the project itself")
        self.reports = {name: parameters.read_report(name) for name in parameters.names()}
        self.fresh: dict[str, check.Outcome] = {outcome.name: outcome for outcome in check.check(list(self.reports))}
        self.kept = Path(tempfile.mkdtemp(prefix="kept-"))
        for folder in (paths.REPORTS, paths.PROCESSED):
            if folder.exists():
                shutil.copytree(folder, self.kept / folder.name)

    def restore(self) -> None:
        for folder in (paths.REPORTS, paths.PROCESSED):
            if folder.exists():
                shutil.rmtree(folder)
                shutil.copytree(self.kept / folder.name, folder)

    def said(self) -> list[check.Difference]:
        """What the check says of the committed files as they stand."""
        facts, was, found = check.committed_facts(), cause.committed_inputs(), []
        for name, report in self.reports.items():
            fresh = self.fresh[name]
            found += check.compare_report(report, fresh.notebook, facts) + check.compare_inputs(name, was.get(name, {}), fresh.inputs)
            self.fresh[name].differences = [one for one in found if one.report == name]
        return found + check.around_reports(list(self.reports), list(self.fresh.values()))

    def verdict(self, mutation: Mutation, nbval: Callable[[str], bool] | None = None) -> Verdict | None:
        """Apply a mutation to the first report that it fits, and see what the check says; None where it fits none."""
        for name in sorted(self.reports, key=lambda name: (not self.reports[name].parameters, name)):
            try:
                if mutation.apply(name):
                    found = self.said()
                    # What is said of another report would be a false alarm, unless the file belongs to all of them.
                    stray = {one.report for one in found} - {name, ""}
                    kinds = tuple(dict.fromkeys(one.kind for one in found)) + tuple(f"false alarm in {other}" for other in stray)
                    committed = paths.EXECUTED / f"{name}.ipynb"
                    return Verdict(mutation, name, kinds, nbval(name) if nbval and committed.exists() else None)
            finally:
                self.restore()
        return None


def table(verdicts: list[Verdict], controls: tuple[int, int], sources: list[tuple[str, str]], own: list[Verdict] = ()) -> str:
    """The Markdown of METHODS. own: verdicts on this project's own reports."""
    right = sum(verdict.right for verdict in verdicts)
    blind = sum(verdict.nbval is not True for verdict in verdicts)
    lines = [f"{right} of {len(verdicts)} changes of committed outputs were caught and named; nbval alone misses {blind} of them. "
             f"{controls[0]} of {controls[1]} runs without a change passed."
             + (f" These are of a small invented project that holds everything a report can; of the {len(own)} that fit the reports of this package, {sum(one.right for one in own)} were." if own else ""), "",
             "| what was changed | named as | nbval alone |", "|---|---|---|"]
    lines += [f"| {verdict.mutation.what} | {verdict.mutation.kind if verdict.right else 'MISSED'} | {'caught' if verdict.nbval else 'blind'} |" for verdict in verdicts]
    if sources:
        lines += ["", "| what was changed in a source | likely cause given |", "|---|---|", *(f"| {what} | {given} |" for what, given in sources)]
    return "\n".join(lines)


# Changed sources of the small project: what, file, old, new, and what the check must give as the likely cause.
SOURCES = (
    ("a coded row", "data/raw/votes.csv", "North,radio,31", "North,radio,32", "data: data/raw/votes.csv changed"),
    ("a row's order", "data/raw/votes.csv", "North,radio,31,0.258333\nNorth,post,12,0.100000", "North,post,12,0.100000\nNorth,radio,31,0.258333", "data: data/raw/votes.csv changed"),
    ("a topic's term", "data/raw/topics.yml", "barley", "rye", "data: data/raw/topics.yml changed"),
    ("a function of the library", "src/analysis/votes.py", "ascending=False", "ascending=True", "code: src/analysis/votes.py changed"),
    ("a colour of the charts", "src/analysis/votes.py", "#0072B2", "#0072B3", "code: src/analysis/votes.py changed"),
    ("a default parameter", "notebooks/10_votes.ipynb", "top: int = 2", "top: int = 1", "notebook: cells of notebooks/10_votes.ipynb changed"),
    ("a report's parameter", "notebooks/params/votes-radio.yml", "top: 3", "top: 2", "parameter: notebooks/params/votes-radio.yml changed"),
    ("a version in the lock", "requirements.lock", "pandas==3", "pandas==2", "lock: the lock requirements.lock changed"),
    ("a random number in a cell", "notebooks/20_terms.ipynb", "len(terms)", "import random; random.random()", "notebook: cells of notebooks/20_terms.ipynb changed"),
)


def changed_sources(project: Path, cases=SOURCES) -> list[tuple[str, str]]:
    """Run the real check after each changed source; (what, cause given, or what is wrong)."""
    from mini_project import run

    given = []
    for what, file, old, new, expected in cases:
        path = project / file
        text = path.read_text("utf-8")
        assert old in text, (file, old)
        path.write_text(text.replace(old, new, 1), "utf-8")
        done = run(project, "check")
        path.write_text(text, "utf-8")
        given.append((what, expected if done.returncode == 1 and f"likely cause: {expected}" in done.stdout else f"NOT CAUGHT ({done.returncode})"))
    return given


def write_methods(text: str, file: Path) -> bool:
    """Put the table between its markers; False where METHODS has none."""
    old = file.read_text("utf-8") if file.exists() else ""
    if BEGIN not in old or END not in old:
        return False
    head, _, rest = old.partition(BEGIN)
    file.write_text(f"{head}{BEGIN}\n{text}\n{END}{rest.partition(END)[2]}", "utf-8")
    return True


def inside(argv: argparse.Namespace) -> int:
    """In a copy: all mutations; verdicts as JSON on the last line."""
    bench = Bench()
    wrong = [outcome.name for outcome in bench.fresh.values() if outcome.differences]
    if wrong:
        print(f"not a clean start: {wrong}", file=sys.stderr)
        return 1
    verdicts = []
    from analysis.reports.environment import world

    with world() as env:
        def nbval(name: str) -> bool:
            build._enter(env)
            with tempfile.TemporaryDirectory() as folder:
                here = os.getcwd()
                try:
                    return bool(check.replay_committed(bench.reports[name], Path(folder))[0])
                finally:
                    os.chdir(here)

        if argv.nbval and (wrong := [name for name in bench.reports if nbval(name)]):
            print(f"nbval fails where nothing was changed: {wrong}", file=sys.stderr)
            return 1
        for mutation in ALL:
            verdict = bench.verdict(mutation, nbval if argv.nbval else None)
            if verdict:
                verdicts.append({"what": mutation.what, "report": verdict.report, "kinds": verdict.kinds, "nbval": verdict.nbval})
    shutil.rmtree(bench.kept)
    print(json.dumps(verdicts))
    return 0


def judged(project: Path, *, nbval: bool) -> list[Verdict]:
    """All mutations on a built copy of a project, with the library of that copy."""
    from mini_project import environment

    done = subprocess.run([sys.executable, __file__, "--inside", *(["--nbval"] if nbval else [])], cwd=project, env=environment(project), capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    known = {mutation.what: mutation for mutation in ALL}
    return [Verdict(known[one["what"]], one["report"], tuple(one["kinds"]), one["nbval"]) for one in json.loads(done.stdout.splitlines()[-1])]


def main() -> int:
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--nbval", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--controls", type=int, default=20, help="how often the unchanged project is checked")
    args = parser.parse_args()
    if args.inside:
        return inside(args)
    import mini_project

    root, bad, own = Path(__file__).resolve().parents[2], 0, []
    with tempfile.TemporaryDirectory() as folder:
        mini = mini_project.with_history(mini_project.built(Path(folder)))
        verdicts = judged(mini, nbval=True)
        passed = 0
        for number in range(args.controls):
            passed += mini_project.run(mini, "check").returncode == 0
            print(f"control {number + 1}: {passed} passed", file=sys.stderr)
        sources = changed_sources(mini)
        bad += sum(not verdict.right for verdict in verdicts) + (args.controls - passed) + sum("NOT" in given for _, given in sources)
        if unfit := misfits(verdicts):
            bad += len(unfit)
            print("fit no report:", *unfit, sep="\n  ")
        if any((root / "notebooks/params").glob("*.yml")):
            real = mini_project.copy_tracked(root, Path(folder) / "real")
            built = mini_project.run(real, "build", timeout=1800)
            if built.returncode:
                raise SystemExit(built.stderr)
            mini_project.with_history(real)
            own = judged(real, nbval=False)
            missed = [f"{verdict.mutation.what}: {verdict.kinds}" for verdict in own if not verdict.right]
            bad += len(missed)
            print(f"On this project's own reports: {len(own) - len(missed)} of {len(own)} changes caught and named; these fit none of them:", *misfits(own), sep="\n  ")
            print(*[f"MISSED {line}" for line in missed], sep="\n")
    text = table(verdicts, (passed, args.controls), sources, own)
    print(text)
    if not write_methods(text, root / "METHODS.md"):
        print("METHODS.md has no markers for the table", file=sys.stderr)
    return 1 if bad else 0


def misfits(verdicts: list[Verdict]) -> list[str]:
    """Mutations that changed nothing in any report."""
    tried = {verdict.mutation.what for verdict in verdicts}
    return [mutation.what for mutation in ALL if mutation.what not in tried]


if __name__ == "__main__":
    sys.exit(main())
