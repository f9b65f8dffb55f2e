"""``make archive``: the package as a research object to deposit: a zip with an RO-Crate description, the same bytes
each time.

The crate follows RO-Crate 1.1 and the profile Workflow Run Crate 0.5: the Makefile is the workflow, whose run made all
outputs; within it each report is a run of its notebook on its parameters and tables, and its figures are results of
that run. The description is written here and not with a library (rocrate): it is one JSON file, and every id and date
in it must be the same on every run. `make validate` holds it against roc-validator.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from analysis import git
from analysis.errors import AnalysisError
from analysis.files import replace_file
from analysis.study import Study
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
_DATE = (1980, 1, 1, 0, 0, 0)  # zip has no date that means none
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


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, default=None, help="file to write; default: build/archive.zip")
    parser.add_argument("--no-site", action="store_true", help="leave the rendered pages out")


def run(args: argparse.Namespace) -> int:
    study = args.study
    out = (args.out or study.build / "archive.zip").resolve()
    if out in {(study.root / name).resolve() for name in tracked(study)}:
        raise AnalysisError(
            "it is a file of the package, which goes into the archive",
            where=str(args.out),
            do="Name another file with --out.",
        )
    content = archive(study, site=not args.no_site)
    replace_file(out, content)
    with zipfile.ZipFile(io.BytesIO(content)) as made:
        print(f"{study.shown(out)}: {len(made.namelist())} files, {len(content) / 1e6:.1f} MB")
    return 0


def archive(study: Study, *, site: bool = True) -> bytes:
    """The zip: every tracked file, the rendered site, codecheck.yml, COMMIT and the crate's description.

    Raises AnalysisError when a report or the site is missing or older than what it is made of.
    """
    files = {name: _content(study, name) for name in tracked(study)}
    files |= _site_files(study) if site else {}
    from proofpress.site.proof import standing

    commit, day = standing(study)
    if commit:
        files["COMMIT"] = f"{commit} {day}\n".encode()
    files[METADATA] = (json.dumps(crate(study, files, commit, day), ensure_ascii=False, indent=1) + "\n").encode()
    out = io.BytesIO()
    # Stored, not deflated: a deposit is read for decades, and compressed bytes differ between versions of zlib.
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _DATE)
            entry.create_system, entry.external_attr = (
                3,
                (0o100755 if files[name].startswith(b"#!") else 0o100644) << 16,
            )
            packed.writestr(entry, files[name])
    return out.getvalue()


def _content(study: Study, name: str) -> bytes:
    path = study.root / name
    if path.is_symlink():
        raise AnalysisError(
            "it is a link, and what it leads to may not belong to the package",
            where=study.shown(path),
            do="Put the file in its place.",
        )
    return path.read_bytes()


def tracked(study: Study) -> list[str]:
    """Files of the package: what git tracks, or in an unpacked archive what its description lists."""
    listed = git.tracked(study.root)
    if listed is not None and not (study.root / METADATA).exists():
        names = [name for name in listed if (study.root / name).is_file()]
    elif (study.root / METADATA).exists():
        graph = json.loads((study.root / METADATA).read_bytes())["@graph"]
        names = [unquote(node["@id"]) for node in graph if "sha256" in node and not node["@id"].startswith("site/")]
        names = [name for name in names if name not in ("COMMIT", METADATA, "codecheck.yml")]
    else:
        raise AnalysisError(
            "neither git nor a crate tells which files belong to the package",
            where="archive",
            do="Run it in a clone or in an unpacked archive.",
        )
    # Where git ignores the folder, its texts are somebody else's; where it does not, they are part of the study.
    private = [name for name in names if name.startswith("data/raw/text/")]
    private = private if private and git.ignored(study.root, private[0]) else []
    if private:
        raise AnalysisError(
            "the text of the articles is tracked",
            where=", ".join(private[:3]),
            do="git rm --cached it; it may not leave this machine.",
        )
    return sorted(names)


def _site_files(study: Study) -> dict[str, bytes]:
    from proofpress.site import command

    record = command.recorded(study.site)
    if record.get("private"):
        raise AnalysisError(
            "it holds the text of the articles", where=study.shown(study.site), do="Build it without --text: make site"
        )
    if not record or record["inputs"] != command.fingerprint(study, None, record.get("single", False)):
        raise AnalysisError(
            "it is missing or older than what it is made of", where=study.shown(study.site), do="make site"
        )
    files = {f"site/{name}": (study.site / name).read_bytes() for name in record["files"]}
    return files | {"codecheck.yml": files["site/codecheck.yml"]}


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
    provenance = json.loads(files.get("reports/provenance.json", b"{}"))
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
        title = _question(files[executed]) or name
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


def _question(notebook: bytes) -> str:
    for cell in json.loads(notebook)["cells"]:
        if found := re.match(r"\s*#\s+(.+)", "".join(cell["source"])):
            return found[1].strip()
    return ""


def _citation(study: Study, day: str) -> dict:
    """Title, abstract, date and authors from CITATION.cff, else plain ones and the day of the commit.

    Raises AnalysisError where no date is known: a deposit needs one, and the clock is no source.
    """
    import yaml

    path = study.root / "CITATION.cff"
    found = yaml.safe_load(path.read_text("utf-8")) if path.exists() else {}
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
