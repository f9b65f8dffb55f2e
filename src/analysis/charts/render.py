"""Drawing a spec without a browser: the same SVG and PNG in every process, whatever fonts the machine has.

V8 starts here, which takes half a second once; kernels of reports never come here.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.charts import fonts, markup, spec
from analysis.errors import AnalysisError

if TYPE_CHECKING:
    import numpy as np

# The versions are named so that the same spec gives the same drawing with a later vl-convert; the older is the nearest
# to that of JupyterLab which vl-convert has.
VERSION, OLDER = "5.21", "5.8"


@cache
def _engine() -> Any:
    import vl_convert

    vl_convert.register_font_directory(str(fonts.path().parent))
    return vl_convert


@cache
def _with_whole_font() -> tempfile.TemporaryDirectory:
    """Register the font that has every character; its file stays as long as the process, which reads it again and
    again.
    """
    folder = tempfile.TemporaryDirectory(prefix="font-")
    (Path(folder.name) / "AnalysisSansWhole-Regular.otf").write_bytes(fonts.whole())
    _engine().register_font_directory(folder.name)
    return folder


def _faced(text: str) -> str:
    """A spec or an SVG that names the font which has all its characters."""
    if not fonts.rare(text):
        return text
    _with_whole_font()
    return text.replace(f"{fonts.FAMILY},", f"{fonts.WHOLE},").replace(f"'{fonts.FAMILY}'", f"'{fonts.WHOLE}'")


def svg(made: dict, alt: str, where: str, width: float = 0) -> str:
    """A spec as SVG on paper at least `width` px wide. Raises AnalysisError where Vega-Lite, ours or an older one,
    cannot draw it.
    """
    text = json.dumps(spec.answering(made), ensure_ascii=False)
    try:
        drawn = _drawn(text, json.dumps(made))
    except ValueError:
        # V8 that has met a spec it could not draw may stumble over good ones later, so what fails is tried in a new
        # process.
        drawn, fault = _drawn_afresh(text, json.dumps(made))
        if fault:
            raise AnalysisError(
                f"Vega-Lite cannot draw it: {fault}",
                where=where,
                do="Try the chart in JupyterLab; parts that only Vega-Lite 6 has are not drawn there either.",
            ) from None
    return markup.finished(drawn.replace(fonts.WHOLE, fonts.FAMILY), alt, where, width)


def _drawn(text: str, made: str) -> str:
    drawn = _engine().vegalite_to_svg(_faced(text), vl_version=VERSION, allowed_base_urls=[])
    _engine().vegalite_to_vega(made, vl_version=OLDER)
    return drawn


def _drawn_afresh(text: str, made: str) -> tuple[str, str]:
    """The SVG that a process of its own draws, and what is wrong; one of the two is empty."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    asked = json.dumps([text, made]).encode()
    done = subprocess.run([sys.executable, "-m", "analysis.charts.render"], input=asked, env=env, capture_output=True)
    try:
        drawn, fault = json.loads(done.stdout)
    except ValueError:
        return "", done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2] or "the process that drew it died"
    return drawn, fault


def _answer() -> None:
    """Draw what stands on standard input, in this process alone."""
    text, made = json.loads(sys.stdin.buffer.read())
    try:
        answer = [_drawn(text, made), ""]
    except ValueError as error:
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        answer = ["", lines[1] if len(lines) > 1 else lines[0]]
    sys.stdout.buffer.write(json.dumps(answer).encode())


def png(drawing: str, scale: float = 2) -> bytes:
    """An SVG in the house font as a PNG of 256 colours."""
    import numpy as np
    from PIL import Image

    picture = Image.open(io.BytesIO(_engine().svg_to_png(_faced(drawing), scale=scale)))
    return packed(np.asarray(picture.convert("RGBA")))


def pdf(drawing: str) -> bytes:
    """An SVG in the house font as a PDF of one page."""
    return _engine().svg_to_pdf(_faced(drawing))


def html(made: dict) -> bytes:
    """A spec as a page that answers to a pointer and needs no network."""
    return _engine().vegalite_to_html(made, vl_version=VERSION, bundle=True, renderer="svg").encode()


def packed(pixels: np.ndarray) -> bytes:
    """Opaque pixels (height, width, RGBA) as a PNG of 256 colours, a tenth of the size.

    A figure has some hundred colours and blends of two at edges. The 256 that cover most of it stay as they are; a
    rarer blend becomes the nearest of them.
    """
    import numpy as np
    from PIL import Image

    codes = pixels.view("<u4")[:, :, 0]
    drawn = np.flatnonzero(codes != codes[0, 0])  # the corner is paper, and so is most of a figure
    inked = codes.ravel()[drawn]
    found = np.sort(np.unique(np.append(inked, codes[0, 0]), sorted=False))
    where = _numbered(inked, found)
    counts = np.bincount(where, minlength=len(found))
    paper = np.searchsorted(found, codes[0, 0])
    counts[paper] = codes.size - len(drawn)
    kept = np.sort(np.argsort(-counts, kind="stable")[:256])
    every = np.stack([found >> shift & 255 for shift in (0, 8, 16)], 1).astype(np.int32)
    nearest = np.abs(every[:, None] - every[kept]).sum(2).argmin(1).astype(np.uint8)
    numbers = np.full(codes.size, nearest[paper])
    numbers[drawn] = nearest[where]
    picture = Image.fromarray(numbers.reshape(codes.shape))
    picture.putpalette(every[kept].astype(np.uint8).tobytes())
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _numbered(codes: np.ndarray, found: np.ndarray) -> np.ndarray:
    """For each code its place in `found`, by a table in which no two of those found share a slot (a search takes six
    times as long).
    """
    import numpy as np

    bits = max(12, (len(found) ** 2 // 2).bit_length())  # so many slots that every other factor, or so, will do
    for factor in range(0x9E3779B1, 1 << 32, 2):  # from the golden ratio on: Knuth's multiplicative hashing
        slots = found * np.uint32(factor) >> np.uint32(32 - bits)
        if len(np.unique(slots)) == len(found):
            break
    table = np.empty(1 << bits, np.uint16)  # what is not found is not looked up
    table[slots] = np.arange(len(found))
    return table[codes * np.uint32(factor) >> np.uint32(32 - bits)]


if __name__ == "__main__":
    _answer()
