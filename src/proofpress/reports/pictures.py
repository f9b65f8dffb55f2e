"""Drawing the figures of an executed notebook: kernels say what is to be drawn, and here it is drawn.

The PNG goes into the notebook, where nbval lets an added one pass; the SVGs go to files, and their hashes into the
metadata of the output, so that a notebook vouches for its drawings. This runs in the process that ran the report, which
starts V8 once for all reports that it runs, or not at all where a build finds every picture among those that it kept:
each under the hash of all that it hangs on. A check and a forced build draw each picture anew.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from analysis.charts import style
from analysis.files import replace_file
from analysis.mime import FIGURE as FIGURE_MIME
from proofpress.reports import packages
from proofpress.reports.artefacts import SVG_MIME, VEGA_MIME, figures_of

_DRAWN_BY = ("fonts", "markup", "render", "spec", "style")
_MOST = 2_000  # pictures kept


def drawn(report: str, notebook: Any, where: str, kept: Path | None = None) -> dict[str, bytes]:
    """Draw every figure of a notebook, in place; gives the SVGs by file name. Raises AnalysisError naming the cell.

    kept: the folder of pictures that were drawn before; None to draw each anew.
    """
    files: dict[str, bytes] = {}
    for number, slug, output in figures_of(notebook):
        place = f"{where}, cell {number}, figure {slug}"
        data: Any = output["data"]
        svgs, png = _kept(kept, data, place) if kept else _pictures(data, place)
        data["image/png"] = base64.b64encode(png).decode()
        about: Any = output["metadata"]
        about["image/png"] = {"alt": data[FIGURE_MIME]["alt"], "width": style.WIDE}
        about[FIGURE_MIME] = {"sha256": {kind: hashlib.sha256(svg.encode()).hexdigest() for kind, svg in svgs.items()}}
        files |= {f"{report}--{slug}.{kind}": svg.encode() for kind, svg in svgs.items()}
    return files


def _pictures(bundle: Any, where: str) -> tuple[dict[str, str], bytes]:
    """The SVGs of a figure and its PNG."""
    from analysis.charts import render

    svgs = drawings(bundle, where)
    return svgs, render.png(svgs["svg"])


def _kept(folder: Path, bundle: Any, where: str) -> tuple[dict[str, str], bytes]:
    """The pictures of a figure as they were drawn before; drawn, and kept, where they were not."""
    given = {name: bundle[name] for name in (SVG_MIME, VEGA_MIME, FIGURE_MIME) if name in bundle}
    name = hashlib.sha256(json.dumps([given, _drawing_hangs_on()], sort_keys=True).encode()).hexdigest()
    file = folder / f"{name}.json"
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):  # a damaged one is drawn anew
        found = json.loads(file.read_bytes())
        if found["sha256"] == hashlib.sha256("".join([*found["svgs"].values(), found["png"]]).encode()).hexdigest():
            return found["svgs"], base64.b64decode(found["png"])
    svgs, png = _pictures(bundle, where)
    coded = base64.b64encode(png).decode()
    whole = hashlib.sha256("".join([*svgs.values(), coded]).encode()).hexdigest()
    with contextlib.suppress(OSError):  # a full disk keeps none, and the report is built all the same
        folder.mkdir(parents=True, exist_ok=True)
        replace_file(file, json.dumps({"sha256": whole, "svgs": svgs, "png": coded}).encode())
    return svgs, png


@cache
def _drawing_hangs_on() -> list[str]:
    """What a picture hangs on beside what is to be drawn: our code, the font, the libraries."""
    charts = packages.folders()["analysis"] / "charts"
    files = [*(charts / f"{name}.py" for name in _DRAWN_BY), charts / "font" / "AnalysisSans-Regular.otf"]
    return [
        *(hashlib.sha256(file.read_bytes()).hexdigest() for file in files),
        *(f"{name} {version(name)}" for name in ("vl-convert-python", "pillow", "numpy", "fonttools", "uharfbuzz")),
    ]


def forget(folder: Path) -> None:
    """Leave the newest pictures: those of figures that are no more would stay for ever."""
    with contextlib.suppress(OSError):
        files = sorted(folder.glob("*.json"), key=lambda file: file.stat().st_mtime, reverse=True)
        for file in files[_MOST:]:
            file.unlink(missing_ok=True)


def drawings(bundle: Any, where: str) -> dict[str, str]:
    """The SVGs of a figure's output: for a page, and for a phone where it has one of its own ("narrow.svg")."""
    given = bundle[FIGURE_MIME]
    if SVG_MIME in bundle:  # matplotlib's, which the kernel wrote itself
        svgs = {"svg": "".join(bundle[SVG_MIME]), "narrow.svg": "".join(given.get("narrow_svg", ""))}
    else:
        from analysis.charts import render

        specs = {"svg": (bundle[VEGA_MIME], style.WIDE), "narrow.svg": (given.get("narrow"), style.NARROW)}
        alt = given.get("alt", "")
        svgs = {kind: render.svg(spec, alt, where, width) for kind, (spec, width) in specs.items() if spec}
    return {kind: svg for kind, svg in svgs.items() if svg}
