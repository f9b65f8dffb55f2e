"""Why a report may have come out otherwise: the inputs of the committed run against those of now."""

from __future__ import annotations

import platform
import re
from collections.abc import Mapping
from importlib import metadata

from analysis.study import Study
from proofpress.reports import freshness, packages


def changed(was: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """What changed between two sets of inputs, a sentence each, its kind in front. From nothing known is a change."""
    if not was:
        return ["reports/provenance.json does not know this report"]
    found = []
    for file in sorted({*was, *now} - {freshness.PYTHON}):
        before, after = was.get(file), now.get(file)
        if before != after:
            what = (
                f"{file} is read now"
                if before is None
                else f"{file} is not read any more"
                if after is None
                else freshness.change(file, before, after)
            )
            found.append(f"{kind(file)}: {what}")
    return found


def kind(file: str) -> str:
    """What an input is to a reader: code, data, parameter, notebook, lock or font."""
    if file == freshness.FONT:
        return "font"
    if file.startswith("notebooks/params/"):
        return "parameter"
    if file.partition("/")[0] in packages.NAMES:
        return "code"
    return {"src": "code", "data": "data", "notebooks": "notebook", "requirements.lock": "lock"}.get(
        file.partition("/")[0], "data"
    )


def around(study: Study, name: str) -> list[str]:
    """What the committed inputs cannot tell: other packages or another Python, files changed after their build."""
    found = []
    record = freshness.recorded(study, name) or {"inputs": {}, "outputs": {}}
    if record["inputs"].get(freshness.PYTHON, platform.python_version()) != platform.python_version():
        found.append(
            f"Python: it was built with {record['inputs'][freshness.PYTHON]}, this is {platform.python_version()}"
        )
    locked = dict(re.findall(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", study.lock.read_text("utf-8"), re.MULTILINE))
    for package in (
        "numpy",
        "pandas",
        "matplotlib",
        "altair",
        "vl-convert-python",
        "fonttools",
        "ipykernel",
        "ipython",
        "papermill",
        "nbclient",
    ):
        here = _version(package)
        if package in locked and here != locked[package]:
            found.append(f"lock: {package} is {here or 'not installed'} here, the lock says {locked[package]}")
    found += [
        f"edited: {file} is not the file that was built here"
        for file, hashed in sorted(record["outputs"].items())
        if freshness.digest(study.root / file) != hashed
    ]
    return found


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""
