"""The tables of a study, as ``data/datapackage.json`` describes them. Standard library only.

The press reads tables and what they mean from here, and knows none of them by name.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from analysis import inputs
from analysis.errors import AnalysisError
from analysis.formulas import restored
from analysis.study import Study, shown


def resources(study: Study) -> list[Mapping]:
    """The descriptions of the tables whose files are there, in the package's order; none where there is no package.

    Raises AnalysisError for a description that cannot be read.
    """
    path = study.data / "datapackage.json"
    if not path.exists():
        return []
    try:
        found = _package(path)["resources"]
        if outside := [
            one["path"] for one in found if ".." in Path(one["path"]).parts or Path(one["path"]).is_absolute()
        ]:
            raise ValueError(f"{outside[0]!r} lies outside data/")
        return [resource for resource in found if (study.data / resource["path"]).is_file()]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise AnalysisError(
            f"it is no data package ({error})", where=study.shown(path), do="Write it anew: python -m analysis codebook"
        ) from None


def topics(study: Study) -> list[Mapping]:
    """The topics of a study, each with its title, question, articles, terms and entities."""
    path = study.data / "datapackage.json"
    return _package(path).get("topics", []) if path.exists() else []


def _package(path: Path) -> dict:
    found = inputs.parsed(path, "the data package")
    if not isinstance(found, dict):
        raise AnalysisError("it is no data package", where=shown(path), do="Write it anew: python -m analysis codebook")
    return found


def file_of(study: Study, resource: Mapping) -> Path:
    return study.data / resource["path"]


def rows(study: Study, resource: Mapping) -> list[dict[str, str]]:
    """The rows of a table as texts. Raises AnalysisError for a file that is no CSV in UTF-8."""
    path = file_of(study, resource)
    try:
        found = csv.DictReader(io.StringIO(inputs.text(path, "the table"), newline=""), strict=True)
        return [{name: restored(cell or "") for name, cell in row.items() if name} for row in found]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise AnalysisError(
            f"it cannot be read as a table ({error})",
            where=study.shown(path),
            do="Restore it with git, or mend the row.",
        ) from None
