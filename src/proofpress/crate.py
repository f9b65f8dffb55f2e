"""The description of a deposit as RO-Crate metadata.

The crate follows RO-Crate 1.1 and the profile Workflow Run Crate 0.5: the Makefile is the workflow, whose run made all
outputs; within it each report is a run of its notebook on its parameters and tables, and its figures are results of
that run. The description is written here and not with a library (rocrate): it is one JSON file, and every id and date
in it must be the same on every run. `make validate` holds it against roc-validator.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from analysis import inputs as received
from analysis import notebook as notebooks
from analysis.errors import AnalysisError
from analysis.study import Study, shown
from proofpress import package

METADATA = "ro-crate-metadata.json"
PROFILES = {
    "https://w3id.org/ro/wfrun/process/0.5": ("Process Run Crate", "0.5"),
    "https://w3id.org/ro/wfrun/workflow/0.5": ("Workflow Run Crate", "0.5"),
    "https://w3id.org/workflowhub/workflow-ro-crate/1.0": ("Workflow RO-Crate", "1.0"),
}
WORKFLOW = "Makefile"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
CODE_LICENCE = "https://spdx.org/licenses/MIT"
_TYPES = {
    ".csv": "text/csv",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ipynb": "application/x-ipynb+json",
    ".json": "application/json",
    ".yml": "application/yaml",
    ".md": "text/markdown",
    ".py": "text/x-python",
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".lock": "text/plain",
    ".txt": "text/plain",
}


def crate(study: Study, files: Mapping[str, bytes], commit: str, day: str) -> dict:
    """The description of the files as RO-Crate metadata; each report is a run of its notebook."""
    import hashlib

    from proofpress.reports import parameters

    about = _citation(study, day)
    people = [{"@id": person["@id"]} for person in about["authors"]]
    entities = [
        _file(study, name, content, hashlib.sha256(content).hexdigest()) for name, content in sorted(files.items())
    ]
    by_name = {unquote(entity["@id"]): entity for entity in entities}
    if "README.md" in by_name:
        by_name["README.md"]["about"] = {"@id": "./"}
    provenance = _provenance(files)
    python = {
        "@id": "#python",
        "@type": "SoftwareApplication",
        "name": "Python with the packages of requirements.lock",
        "softwareVersion": "3.11 or later",
        "url": "https://www.python.org/",
    }
    runs: list[dict[str, Any]] = []
    went_in: set[str] = set()
    came_out: set[str] = set()
    for name in parameters.names(study):
        executed = f"reports/notebooks/{name}.ipynb"
        if executed not in files:
            there = (study.executed / f"{name}.ipynb").exists()
            what, do = ("built and not committed", "git add reports, and commit") if there else ("not built", "make")
            raise AnalysisError(f"the report is {what}", where=f"report {name}", do=do)
        outputs = [executed, *sorted(file for file in files if file.startswith(f"reports/figures/{name}--"))]
        named = provenance.get(name, {})
        inputs = sorted(file for known in named for file in (known, f"src/{known}") if file in files)
        report = parameters.read_report(study, name)
        notebook = study.shown(report.notebook)
        by_name[notebook]["@type"] = ["File", "SoftwareSourceCode"]
        by_name[notebook] |= {"programmingLanguage": {"@id": "#python"}, **({"version": commit} if commit else {})}
        values = [
            {
                "@id": f"#{name}-{key}",
                "@type": "PropertyValue",
                "name": key,
                "value": json.dumps(value, ensure_ascii=False),
            }
            for key, value in sorted(report.parameters.items())
        ]
        title = _question(files[executed], executed) or name
        went_in |= set(inputs)
        came_out |= set(outputs)
        runs += [
            {
                "@id": f"#run-{name}",
                "@type": "CreateAction",
                "name": f"Report {name}",
                "description": title,
                "instrument": {"@id": _id(notebook)},
                "object": _ids(file for file in inputs if file != notebook)
                + [{"@id": value["@id"]} for value in values],
                "result": _ids(outputs),
                "actionStatus": "http://schema.org/CompletedActionStatus",
                "agent": people,
                **({"identifier": commit} if commit else {}),
            },
            *values,
        ]
    profiles, workflow = dict(PROFILES), {}
    if WORKFLOW in by_name:
        by_name[WORKFLOW] |= {
            "@type": ["File", "SoftwareSourceCode", "ComputationalWorkflow"],
            "name": "make: builds every report",
            "programmingLanguage": {"@id": "#make"},
            "description": "Builds each report from its notebook, parameters and tables, "
            "in the environment that the lock describes.",
            "license": {"@id": CODE_LICENCE},
            **({"version": commit} if commit else {}),
        }
        runs.append(
            {
                "@id": "#run",
                "@type": "CreateAction",
                "name": "make",
                "description": "One build of all reports",
                "instrument": {"@id": WORKFLOW},
                "object": _ids(sorted(went_in)),
                "result": _ids(sorted(came_out | {"reports/facts.json"} & set(files))),
                "actionStatus": "http://schema.org/CompletedActionStatus",
                "agent": people,
                **({"identifier": commit} if commit else {}),
            }
        )
        workflow = {"mainEntity": {"@id": WORKFLOW}}
    else:
        profiles = {key: value for key, value in PROFILES.items() if "process" in key}
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": about["title"],
        "description": about["abstract"],
        "datePublished": about["date"],
        "license": {"@id": LICENCE},
        "conformsTo": [{"@id": profile} for profile in profiles],
        **workflow,
        "author": people,
        "hasPart": [{"@id": entity["@id"]} for entity in entities],
        "mentions": [{"@id": entity["@id"]} for entity in runs if entity["@type"] == "CreateAction"],
        **({"version": commit} if commit else {}),
    }
    descriptor = {
        "@id": METADATA,
        "@type": "CreativeWork",
        "about": {"@id": "./"},
        "conformsTo": [
            {"@id": "https://w3id.org/ro/crate/1.1"},
            *([{"@id": "https://w3id.org/workflowhub/workflow-ro-crate/1.0"}] if workflow else []),
        ],
    }
    extra = [
        {
            "@id": LICENCE,
            "@type": "CreativeWork",
            "name": "Creative Commons Attribution 4.0 International",
            "description": "Facts and statements; the code is under the MIT licence.",
        },
        *(
            {"@id": profile, "@type": "CreativeWork", "name": name, "version": version}
            for profile, (name, version) in profiles.items()
        ),
        python,
        *(
            [
                {
                    "@id": "#make",
                    "@type": "ComputerLanguage",
                    "name": "GNU Make",
                    "url": "https://www.gnu.org/software/make/",
                },
                {"@id": CODE_LICENCE, "@type": "CreativeWork", "name": "MIT License", "description": "The code"},
            ]
            if workflow
            else []
        ),
        *about["authors"],
    ]
    return {
        "@context": [
            "https://w3id.org/ro/crate/1.1/context",
            {"sha256": "https://w3id.org/ro/terms/workflow-run#sha256"},
        ],
        "@graph": [_single(entity) for entity in (descriptor, root, *entities, *runs, *extra)],
    }


def _provenance(files: Mapping[str, bytes]) -> dict:
    """What went into each report. Raises AnalysisError where the file of it is broken."""
    name = "reports/provenance.json"
    found = received.of_json(files.get(name, b"{}"), name)
    if not isinstance(found, dict) or not all(isinstance(named, dict) for named in found.values()):
        raise AnalysisError("it does not say what went into each report", where=name, do="Write it anew: make")
    return found


def _cited(path: Path) -> dict:
    """What CITATION.cff says, every value as a text. Raises AnalysisError where it is no such file."""
    import yaml

    try:
        found = yaml.load(received.text(path), yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError):
        found = None
    authors = found.get("authors", []) if isinstance(found, dict) else None
    if not isinstance(authors, list) or not all(isinstance(author, dict) for author in authors):
        raise AnalysisError(
            "it is no citation file", where=shown(path), do="See citation-file-format.github.io; authors are a list."
        )
    return found


def _single(entity: dict) -> dict:
    """An entity whose lists of one are that one, as RO-Crate recommends."""
    return {key: value[0] if isinstance(value, list) and len(value) == 1 else value for key, value in entity.items()}


def _id(name: str) -> str:
    """A file name as the relative address that RO-Crate wants, with its spaces, colons and hash signs escaped."""
    return quote(name, safe="/@!$&'()*+,;=~-._")


def _ids(names: Iterable[str]) -> list[dict[str, str]]:
    return [{"@id": _id(name)} for name in names]


def _file(study: Study, name: str, content: bytes, digest: str) -> dict:
    entity = {
        "@id": _id(name),
        "@type": "File",
        "name": Path(name).name,
        "contentSize": str(len(content)),
        "encodingFormat": _TYPES.get(Path(name).suffix, "text/plain"),
        "sha256": digest,
    }
    words = _described(study, name)
    return entity | ({"description": words} if words else {})


def _described(study: Study, name: str) -> str:
    for resource in package.resources(study):
        if name == study.shown(package.file_of(study, resource)):
            return resource.get("description", "")
    return {
        "README.md": "What the package finds, and the command that builds it again",
        "data/CODEBOOK.md": "Every table, column and value",
        "requirements.lock": "Every package with its hashes",
        "reports/provenance.json": "Hashes of what went into each report",
    }.get(name, "")


def _question(notebook: bytes, where: str) -> str:
    """The title of an executed report."""
    for cell in notebooks.of_bytes(notebook, where)["cells"]:
        if found := re.match(r"\s*#\s+(.+)", "".join(cell["source"])):
            return found[1].strip()
    return ""


def _citation(study: Study, day: str) -> dict:
    """Title, abstract, date and authors from CITATION.cff, else plain ones and the day of the commit.

    Raises AnalysisError where no date is known: a deposit needs one, and the clock is no source.
    """
    path = study.root / "CITATION.cff"
    found = _cited(path) if path.exists() else {}
    people = [_person(author) for author in found.get("authors", [])] or [
        {"@id": "#authors", "@type": "Organization", "name": "The authors of the package"}
    ]
    date = str(found.get("date-released") or day)
    if not date:
        raise AnalysisError(
            "no date is known for the deposit",
            where="archive",
            do="Give date-released in CITATION.cff, or run it in a clone.",
        )
    return {
        "title": str(found.get("title", "Reproducible research notebooks over a corpus of news articles")),
        "abstract": str(
            found.get(
                "abstract",
                "Reports, figures, coded tables and the code that builds them. "
                "The articles themselves are not included.",
            )
        ),
        "date": date,
        "authors": people,
    }


def _person(author: Mapping[str, str]) -> dict:
    name = author.get("name") or " ".join(
        part for part in (author.get("given-names", ""), author.get("family-names", "")) if part
    )
    orcid = author.get("orcid")
    return {
        "@id": orcid or f"#{re.sub(r'[^a-z0-9]+', '-', name.casefold()).strip('-')}",
        "@type": "Organization" if author.get("name") else "Person",
        "name": name,
    }
