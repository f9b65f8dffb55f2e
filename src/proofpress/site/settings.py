"""Title and order of the site, from `notebooks/site.yml`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.nearest import asked
from analysis.outline import Outline
from analysis.study import Study
from proofpress.reports import parameters

_LISTS, _TEXTS = (
    ("first", "last", "told", "apart"),
    (
        "title",
        "about",
        "why",
        "author",
        "address",
        "blocks",
        "cite",
        "coders",
        "licence",
    ),
)


@dataclass(frozen=True)
class Settings:
    """title: of the site; about: one sentence; why: one sentence on why it matters; author: who made it; address: where
    it is published, if it is; first, last: reports that lead and close the index, in order; told: reports whose answers
    the README tells; apart: reports that show a tool at work and answer no question of the study; blocks: the module of
    the study that fills further blocks of its documents. Words for the pages: cite: whom else to cite; coders: by whom
    the tables were coded; licence: of what is shown.
    """

    title: str
    about: str
    first: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    blocks: str = ""
    why: str = ""
    author: str = ""
    address: str = ""
    cite: str = ""
    coders: str = ""
    licence: str = ""


def file_of(study: Study) -> Path:
    return study.notebooks / "site.yml"


def read_settings(study: Study) -> Settings:
    """The settings; a tree without the file gets plain ones. Raises AnalysisError with every fault of the file."""
    file = file_of(study)
    if not file.exists():
        return Settings("Reports", "Reproducible reports over a corpus of news articles.")
    outline = Outline(file, "the settings of the site")
    keys = outline.mapping(outline.root, "", (*_TEXTS, *_LISTS), ("title", "about"))
    texts = {key: outline.text(keys[key], key) or "" for key in _TEXTS if key in keys}
    lists = {key: outline.texts(keys[key], key) for key in _LISTS if key in keys}
    known = parameters.names(study)
    for key, names in lists.items():
        for name in names:
            if name not in known:
                outline.fault(keys[key], key, f"there is no report {name!r}{asked(name, known)}")
    outline.end("Write title and about, each a sentence; the lists name reports, files of notebooks/params.")
    given: dict[str, Any] = {"title": "", "about": ""} | texts | lists
    return Settings(**given)


def ordered(study: Study, settings: Settings) -> list[str]:
    """All reports by importance: those that lead, then the others by name, then those that close."""
    names = [name for name in parameters.names(study) if name not in settings.first and name not in settings.last]
    return [*settings.first, *names, *settings.last]


def built(study: Study, settings: Settings) -> list[str]:
    """The reports that have been executed, by importance."""
    return [name for name in ordered(study, settings) if (study.executed / f"{name}.ipynb").exists()]
