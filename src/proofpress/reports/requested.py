"""Reports that stand on no shelf: ``make report-NOTEBOOK-VALUE`` makes one on request, into ``build/requested/``.

A shelf report has a file in `notebooks/params/`. Any other value of a notebook's first parameter (a text, such as the
topic of a notebook on topics) has none, and gets one here; nothing of it is committed, checked or shown on the site.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from analysis.errors import AnalysisError
from analysis.files import replace_file
from analysis.study import Study
from proofpress.reports import parameters


class Requested(Study):
    """The study as a build on request sees it: what it writes stands in the build folder."""

    @property
    def build(self) -> Path:
        return self.root / "build" / "requested"

    @property
    def params(self) -> Path:
        return self.build / "params"

    @property
    def reports(self) -> Path:
        return self.build / "reports"


def divided(study: Study, given: Iterable[str]) -> list[tuple[Study, list[str]]]:
    """The reports that a caller names, by where they are made: on the shelf (all of them where none is named), and on
    request. Raises AnalysisError for every name that is neither.
    """
    given = list(given)
    asked = {name: values for name in given if name not in parameters.names(study) and (values := _values(study, name))}
    shelf = parameters.chosen(study, [name for name in given if name not in asked])
    parts: list[tuple[Study, list[str]]] = [(study, shelf)] if len(asked) < len(given) or not given else []
    if asked:
        made = Requested(study.root)
        made.params.mkdir(parents=True, exist_ok=True)
        for name, (notebook, parameter, value) in asked.items():
            said = f"notebook: {notebook}\nparameters:\n  {parameter}: {value}\n"
            replace_file(made.params / f"{name}.yml", said.encode())
        parts.append((made, list(asked)))
    return parts


def _values(study: Study, name: str) -> tuple[str, str, str] | None:
    """The notebook of a name, its first parameter, and the value that the name gives it; None where it gives none."""
    notebook, dash, value = name.partition("-")
    path = study.notebooks / f"{notebook}.ipynb"
    if not (dash and value and path.exists()):
        return None
    first = next(iter(parameters.read_parameters(path).values()), None)
    if first is None or first.type != "str":
        raise AnalysisError(
            f"{notebook} takes no text as its first parameter, so {value!r} names no report of it",
            where=f"report {name}",
            do=f"The reports are: {', '.join(parameters.names(study))}",
        )
    return notebook, first.name, value
