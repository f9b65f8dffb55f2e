"""What the data of a study cannot say: sentences by id, which figures and reports name.

A study keeps its own in ``data/raw/caveats.yml``; those on computed chains come with `reprints`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from analysis import study
from analysis.errors import AnalysisError
from analysis.nearest import asked
from analysis.outline import Outline
from analysis.study import Study
from reprints.caveats import CAVEATS as OF_CHAINS

_ID = re.compile(r"[A-Z][0-9]+")


def read(of: Study) -> Mapping[str, str]:
    """Every caveat that reports of the study may name: id -> what it says. Raises AnalysisError with every fault."""
    path = of.raw / "caveats.yml"
    if not path.exists():
        return OF_CHAINS
    outline = Outline(path, "the list of caveats")
    found = {}
    for name, node in outline.mapping(outline.root, "").items():
        if not _ID.fullmatch(name) or name in OF_CHAINS:
            outline.fault(node, name, "an id is a capital letter and a number, such as C1, that no other caveat has")
        found[name] = " ".join((outline.text(node, name) or "").split())
    outline.end("Write an id and its sentence on a line: `C1: What the data cannot say.`")
    return {**found, **OF_CHAINS}


class Limits:
    """The caveats of a report as a list that a reader sees first."""

    def __init__(self, said: Mapping[str, str]):
        self.said = said

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        items = "".join(f"<li><b>{name}</b> {html.escape(text)}</li>" for name, text in self.said.items())
        return {
            "text/html": f'<ul class="limits">{items}</ul>',
            "text/plain": "\n".join(f"{name}  {text}" for name, text in self.said.items()),
        }


def limits(*ids: str) -> Limits:
    """Show caveats of the study one works in.

    Parameters
    ----------
    *ids
        Ids of caveats, such as ``"C1"``.

    Returns
    -------
    Limits
        A list for a notebook to show.

    Raises
    ------
    AnalysisError
        For an id that is no caveat, with the nearest one, and where none is named.

    Examples
    --------
    >>> limits("R1").said["R1"][:23]
    'A computed chain speaks'
    """
    known = read(study.find())
    faults = [f"unknown caveat {name}{asked(name, known)}" for name in ids if name not in known]
    if faults or not ids:
        raise AnalysisError(
            "; ".join(faults) or "no caveat is named", where="limits", do=f"The caveats are: {', '.join(known)}"
        )
    return Limits({name: known[name] for name in ids})
