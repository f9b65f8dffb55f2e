"""Title and order of the site, from `notebooks/site.yml`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from analysis.errors import AnalysisError
from analysis.study import Study
from proofpress.reports import parameters

_KEYS = {"title", "about", "first", "last", "told", "blocks", "cite"}


@dataclass(frozen=True)
class Settings:
    """title: of the site; about: one sentence; first, last: reports that lead and close the index, in order; told: reports whose answers the README
    tells; blocks: the module of the study that fills further blocks of its documents; cite: a sentence on whom else to cite."""

    title: str
    about: str
    first: tuple[str, ...]
    last: tuple[str, ...]
    told: tuple[str, ...] = ()
    blocks: str = ""
    cite: str = ""


def file_of(study: Study) -> Path:
    return study.notebooks / "site.yml"


def read_settings(study: Study) -> Settings:
    """The settings; a tree without the file gets plain ones."""
    file = file_of(study)
    if not file.exists():
        return Settings("Reports", "Reproducible reports over a corpus of news articles.", (), ())
    import yaml

    where = study.shown(file)
    try:
        found = yaml.safe_load(file.read_text("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError):
        raise AnalysisError(
            "it is not valid YAML", where=where, do=f"The keys are: {', '.join(sorted(_KEYS))}"
        ) from None
    if (
        not isinstance(found, dict)
        or set(found) - _KEYS
        or not isinstance(found.get("title"), str)
        or not isinstance(found.get("about"), str)
    ):
        raise AnalysisError(
            "it needs the texts title and about, and may have the lists first, last and told, the module blocks and the sentence cite",
            where=where,
            do="Nothing else may stand there.",
        )
    lists = {}
    known = parameters.names(study)
    for key in ("first", "last", "told"):
        given = found.get(key) or []
        if not isinstance(given, list):
            raise AnalysisError(f"{key} is not a list", where=where, do="Write `- report` below it.")
        lists[key] = tuple(name for name in map(str, given) if name in known)
    return Settings(
        found["title"], found["about"], *lists.values(), *(str(found.get(key) or "") for key in ("blocks", "cite"))
    )


def ordered(study: Study, settings: Settings) -> list[str]:
    """All reports by importance: those that lead, then the others by name, then those that close."""
    names = [name for name in parameters.names(study) if name not in settings.first and name not in settings.last]
    return [*settings.first, *names, *settings.last]


def built(study: Study, settings: Settings) -> list[str]:
    """The reports that have been executed, by importance."""
    return [name for name in ordered(study, settings) if (study.executed / f"{name}.ipynb").exists()]
