"""Mutations of the files beside executed notebooks: figure files, facts, provenance, processed tables, files too many
or too few.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

from mutation import file_mutation, glyph, one_pixel, repainted, swap_colours, swap_csv_rows, swap_digit

from analysis import study
from proofpress.reports import build


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
    found = [
        path
        for path in sorted(study.find().figures.glob(f"{report}--*{ending}"))
        if narrow or not path.name.endswith(".narrow.svg")
    ]
    return found[0] if found else study.find().figures / "none"


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
    (study.find().figures / f"{report}--more.csv").write_text("a\n1\n")
    return True


@file_mutation("figure file of a report that is gone", "extra file")
def _(report):
    study.find().figures.mkdir(exist_ok=True)
    (study.find().figures / "gone--chart.csv").write_text("a\n1\n")
    return True


@file_mutation("executed report removed", "missing report")
def _(report):
    (study.find().executed / f"{report}.ipynb").unlink()
    return True


@file_mutation("executed report cut short", "notebook")
def _(report):
    return rewritten(study.find().executed / f"{report}.ipynb", lambda content: content[: len(content) // 2])


@file_mutation("executed report written with another indent", "notebook")
def _(report):
    return rewritten(
        study.find().executed / f"{report}.ipynb",
        lambda content: json.dumps(json.loads(content), indent=2, ensure_ascii=False).encode(),
    )


@file_mutation("facts.json: a value", "facts file")
def _(report):
    facts = json.loads(build.facts_path(study.find()).read_bytes())
    if not facts[report]:
        return False
    facts[report][sorted(facts[report])[0]] = "other"
    build.facts_path(study.find()).write_text(json.dumps(facts))
    return True


@file_mutation("facts.json: written in another way", "facts file")
def _(report):
    return rewritten(build.facts_path(study.find()), lambda content: content.rstrip(b"\n"))


@file_mutation("provenance.json: a hash", "provenance")
def _(report):
    path = study.find().reports / "provenance.json"
    found = json.loads(path.read_bytes())
    found[report][sorted(found[report])[0]] = "0" * 64
    path.write_text(json.dumps(found, indent=1))
    return True


@file_mutation("processed table: a cell", "processed table")
def _(report):
    found = [path for path in sorted(study.find().processed.glob("*.csv")) if re.search(r"\d", path.read_text("utf-8"))]
    return bool(found) and rewritten(found[0], as_text(swap_digit))
