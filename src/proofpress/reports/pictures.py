"""Drawing the figures of an executed notebook: kernels say what is to be drawn, and here it is drawn.

The PNG goes into the notebook, where nbval lets an added one pass; the SVGs go to files, and their hashes into the
metadata of the output, so that a notebook vouches for its drawings. This runs in the process that ran the report, which
starts V8 once for all reports that it runs.
"""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from analysis.charts import style
from analysis.mime import FIGURE as FIGURE_MIME
from proofpress.reports.artefacts import SVG_MIME, VEGA_MIME, figures_of


def drawn(report: str, notebook: Any, where: str) -> dict[str, bytes]:
    """Draw every figure of a notebook, in place; gives the SVGs by file name. Raises AnalysisError naming the cell."""
    from analysis.charts import render

    files: dict[str, bytes] = {}
    for number, slug, output in figures_of(notebook):
        place = f"{where}, cell {number}, figure {slug}"
        svgs = drawings(output["data"], place)
        data: Any = output["data"]
        data["image/png"] = base64.b64encode(render.png(svgs["svg"])).decode()
        about: Any = output["metadata"]
        about["image/png"] = {"alt": data[FIGURE_MIME]["alt"], "width": style.WIDE}
        about[FIGURE_MIME] = {"sha256": {kind: hashlib.sha256(svg.encode()).hexdigest() for kind, svg in svgs.items()}}
        files |= {f"{report}--{slug}.{kind}": svg.encode() for kind, svg in svgs.items()}
    return files


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
