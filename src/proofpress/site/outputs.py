"""What a page shows of one output of a cell, in blocks; what it cannot show it says there, with the text that the
output has.

Of the forms that an output has, the first that can be shown is taken, in the order of notebooks. Figures, facts and
errors are read by `document`.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping
from contextlib import suppress

from proofpress.site import fragment, images, terminal
from proofpress.site.blocks import Block, lost

# Forms that stand for something alive, in plain words.
_ALIVE = (
    ("vnd.jupyter.widget", "a widget (it needs a running notebook)"),
    ("javascript", "a script"),
    ("vnd.vega", "a chart of another version of Vega"),
    ("vnd.plotly", "a chart of Plotly (it needs a script)"),
    ("vnd.bokehjs", "a chart of Bokeh (it needs a script)"),
    ("vnd.holoviews", "a chart of HoloViews (it needs a script)"),
    ("geo+json", "a map (it needs a script)"),
    ("application/pdf", "a PDF"),
)
_TRIVIAL = re.compile(r"<[\w.]+ object(?: at 0x[0-9a-f]+)?>")  # says no more than the kind of a thing


def text(held: object) -> str:
    """A text of a notebook, which may be kept by lines."""
    if isinstance(held, str):
        return held
    if isinstance(held, list) and all(isinstance(line, str) for line in held):
        return "".join(held)
    return json.dumps(held, ensure_ascii=False, indent=1)


def blocks(bundle: Mapping, about: object = None) -> list[Block]:
    """The blocks of an output. about: its metadata. A block of the kind markdown is still to be read."""
    given: Mapping = about if isinstance(about, Mapping) else {}
    notes: list[Block] = []
    for kind in (*_RICH, *images.KINDS, "text/latex"):
        if kind in bundle:
            found, shown = _form(kind, text(bundle[kind]), given.get(kind))
            if shown:
                return [*notes, *found, *_besides(bundle)]
            notes += found
    plain = text(bundle.get("text/plain", ""))
    if alive := _alive(bundle):
        notes.append(lost(alive))
    elif not notes:
        if others := [kind for kind in bundle if kind.startswith("text/") and kind != "text/plain"]:
            return [("text", terminal.shown(text(bundle[others[0]])))]
        if json_kind := next((kind for kind in bundle if re.fullmatch(r"application/(.*\+)?json", kind)), ""):
            if json_kind == "application/json":
                return [("text", json.dumps(bundle[json_kind], ensure_ascii=False, indent=1))]
            notes.append(lost(f"an output of the kind {json_kind}"))
        elif other := next((kind for kind in bundle if kind != "text/plain"), ""):
            notes.append(lost(f"an output of the kind {other}"))
    if notes and _TRIVIAL.fullmatch(plain.strip()):
        return notes
    return [*notes, *_plain(plain)]


def _form(kind: str, held: str, about: object) -> tuple[list[Block], bool]:
    """The blocks of one form of an output, and whether they show anything."""
    if kind == "text/html":
        found = fragment.blocks_of(held)
        return found, any(name != "lost" for name, _ in found)
    if kind == "text/markdown":
        return [("markdown", held)], bool(held.strip())
    if kind == "text/latex":
        return [("formula", held.strip())], bool(held.strip())
    if picture := images.picture(kind, held, about=about):
        return [("picture", picture)], True
    return [("lost", f"Left out here, because it is damaged: a picture ({kind}).")], False


_RICH = ("text/html", "text/markdown")


def _alive(bundle: Mapping) -> str:
    return next((words for kind in bundle for name, words in _ALIVE if name in kind), "")


def _besides(bundle: Mapping) -> list[Block]:
    """A note on a livelier form of what is shown."""
    alive = _alive(bundle)
    return [("lost", f"In the notebook this is also {alive}.")] if alive else []


def _plain(said: str) -> list[Block]:
    """A text; a sentence that a cell ends with, as Python writes it, is read as the sentence that it is."""
    if not said.strip():
        return []
    if re.match(r"\(?['\"]", said.strip()):
        with suppress(ValueError, SyntaxError, MemoryError, RecursionError):
            value = ast.literal_eval(said.strip())
            if isinstance(value, str):
                value = terminal.shown(value)
                return [("text" if "\n" in value.strip() else "words", value)] if value.strip() else []
    return [("text", terminal.shown(said))]
