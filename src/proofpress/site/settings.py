"""Title and order of the site, from `notebooks/site.yml`."""

from __future__ import annotations

from dataclasses import dataclass

from analysis import paths
from analysis.errors import AnalysisError
from analysis.paths import shown
from proofpress.reports import parameters

FILE = paths.NOTEBOOKS / "site.yml"
_KEYS = {"title", "about", "first", "last"}


@dataclass(frozen=True)
class Settings:
    """title: of the site; about: one sentence; first, last: reports that lead and close the index, in order."""

    title: str
    about: str
    first: tuple[str, ...]
    last: tuple[str, ...]


def read_settings() -> Settings:
    """The settings; a tree without the file gets plain ones."""
    if not FILE.exists():
        return Settings("Reports", "Reproducible reports over a corpus of news articles.", (), ())
    import yaml

    where = shown(FILE)
    try:
        found = yaml.safe_load(FILE.read_text("utf-8"))
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
            "it needs the texts title and about, and may have the lists first and last",
            where=where,
            do="Nothing else may stand there.",
        )
    lists = {}
    known = parameters.names()
    for key in ("first", "last"):
        given = found.get(key) or []
        if not isinstance(given, list):
            raise AnalysisError(f"{key} is not a list", where=where, do="Write `- report` below it.")
        lists[key] = tuple(name for name in map(str, given) if name in known)
    return Settings(found["title"], found["about"], lists["first"], lists["last"])


def ordered(settings: Settings) -> list[str]:
    """All reports by importance: those that lead, then the others by name, then those that close."""
    names = [name for name in parameters.names() if name not in settings.first and name not in settings.last]
    return [*settings.first, *names, *settings.last]


def built(settings: Settings) -> list[str]:
    """The reports that have been executed, by importance."""
    return [name for name in ordered(settings) if (paths.EXECUTED / f"{name}.ipynb").exists()]
