"""What the data of a study cannot say: sentences by id, which figures and reports name.

A study keeps its own in ``data/raw/caveats.yml``; those on computed chains come with `reprints`. A caveat may have
slots, as a `sentence` has: the module that the file names under ``filled-by`` has a mapping ``FILLED`` of ids to
functions that take the corpus and give what `sentence` takes besides the text. Under ``short`` stands each caveat in
some five words: the foot of a figure says these, so that a picture that leaves its page is understood alone.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING

from analysis import study
from analysis.corpus import Corpus, load_corpus
from analysis.errors import AnalysisError
from analysis.nearest import asked
from analysis.outline import Outline
from analysis.sentence import sentence
from analysis.study import Study
from reprints.caveats import CAVEATS as OF_CHAINS
from reprints.caveats import SHORT as SHORT_OF_CHAINS

if TYPE_CHECKING:
    from yaml import Node

_ID = re.compile(r"[A-Z][0-9]+")
_FILLER, _SHORT = "filled-by", "short"
_MOST = 8  # words of a short one
Filling = Callable[[Corpus], Mapping]


@dataclass(frozen=True)
class Caveats(Mapping[str, str]):
    """Caveats by id, as they are written. filled: what fills the slots of some, and says when they are true; short:
    what the foot of a figure says of each.
    """

    written: Mapping[str, str]
    filled: Mapping[str, Filling] = field(default_factory=dict)
    path: str = ""
    short: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.written[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.written)

    def __len__(self) -> int:
        return len(self.written)

    def said(self, name: str, corpus: Corpus) -> str:
        """A caveat as a reader gets it. Raises AnalysisError where the tables say otherwise."""
        if name not in self.filled:
            return self.written[name]
        return sentence(self.written[name], at=f"{self.path}, {name}", **self.filled[name](corpus))


def read(of: Study) -> Caveats:
    """Every caveat that reports of the study may name. Raises AnalysisError with every fault."""
    path = of.raw / "caveats.yml"
    if not path.exists():
        return Caveats(OF_CHAINS, short=SHORT_OF_CHAINS)
    outline = Outline(path, "the list of caveats")
    found: dict[str, str] = {}
    filled: Mapping[str, Filling] = {}
    short: dict[str, str] = {}
    for name, node in outline.mapping(outline.root, "").items():
        if name == _SHORT:
            short = {
                key: outline.text(words, f"{_SHORT} {key}") or ""
                for key, words in outline.mapping(node, _SHORT).items()
            }
            continue
        said = " ".join((outline.text(node, name) or "").split())
        if name == _FILLER:
            filled = _filled(outline, node, said)
            continue
        if not _ID.fullmatch(name) or name in OF_CHAINS:
            outline.fault(node, name, "an id is a capital letter and a number, such as C1, that no other caveat has")
        found[name] = said
    for name in filled:
        if name not in found:
            outline.fault(None, _FILLER, f"{name} is filled and is no caveat here{asked(name, found)}")
    for name, words in short.items():
        if name not in found:
            outline.fault(None, _SHORT, f"{name} is no caveat here{asked(name, found)}")
        elif len(words.split()) > _MOST:
            outline.fault(None, _SHORT, f"{name} has {len(words.split())} words; a foot has room for {_MOST}")
    for name, said in found.items():
        if name not in filled and re.search(r"[{}]", said):
            outline.fault(
                None, name, f"it has a slot, and nothing fills it: add it to FILLED of the module that {_FILLER} names"
            )
    outline.end("Write an id and its sentence on a line: `C1: What the data cannot say.`")
    return Caveats({**found, **OF_CHAINS}, filled, outline.where, {**short, **SHORT_OF_CHAINS})


def _filled(outline: Outline, node: Node, module: str) -> Mapping[str, Filling]:
    try:
        return import_module(module).FILLED
    except (ImportError, AttributeError, ValueError) as error:
        outline.fault(node, _FILLER, f"the module {module!r} has no mapping FILLED ({error})")
        return {}


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


def limits(*ids: str, corpus: Corpus | None = None) -> Limits:
    """Show caveats of the study one works in.

    Parameters
    ----------
    *ids
        Ids of caveats, such as ``"C1"``.
    corpus : Corpus, optional
        The tables that fill and check them; those of the study one works in where nothing is given.

    Returns
    -------
    Limits
        A list for a notebook to show.

    Raises
    ------
    AnalysisError
        For an id that is no caveat, with the nearest one, where none is named, and where the tables say otherwise than
        a caveat, with its rows.

    Examples
    --------
    >>> limits("R1").said["R1"][:23]
    'A computed chain descri'
    """
    of = study.find() if corpus is None else corpus.study
    known = _known(of, ids, "limits")
    if corpus is None and any(name in known.filled for name in ids):
        corpus = load_corpus("", of)
    return Limits({name: known[name] if corpus is None else known.said(name, corpus) for name in ids})


def noted(*ids: str, of: Study | None = None) -> Mapping[str, str]:
    """Caveats for the foot of a figure: each id with its few words.

    Parameters
    ----------
    *ids
        Ids of caveats, such as ``"C1"``.
    of : Study, optional
        The study that has them; the one that one works in where nothing is given.

    Returns
    -------
    mapping
        Id -> words, empty where the study gives a caveat none: what a figure takes as ``caveats``.

    Raises
    ------
    AnalysisError
        For an id that is no caveat, with the nearest one, and where none is named.

    Examples
    --------
    >>> noted("R1")
    {'R1': 'first in this corpus only'}
    """
    known = _known(of or study.find(), ids, "noted")
    return {name: known.short.get(name, "") for name in ids}


def _known(of: Study, ids: tuple[str, ...], where: str) -> Caveats:
    """The caveats of a study. Raises AnalysisError for an id that is none, and where none is named."""
    known = read(of)
    faults = [f"unknown caveat {name}{asked(name, known)}" for name in ids if name not in known]
    if faults or not ids:
        raise AnalysisError(
            "; ".join(faults) or "no caveat is named", where=where, do=f"The caveats are: {', '.join(known)}"
        )
    return known
