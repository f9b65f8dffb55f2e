"""A small project of invented data, for tests that build, check, break and kill: a copy of the library in a folder of
its own.

Three reports from two notebooks; between them they show everything that a report can hold: printed text, a table, an
answer with facts, an Altair chart, a matplotlib figure, a parameter, and a second report of
the same notebook.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from analysis import locks

ROOT = Path(__file__).resolve().parents[1]

VOTES = "region,channel,votes,share\n" + "".join(
    f"{region},{channel},{votes},{votes / 120:.6f}\n"
    for region, channel, votes in (
        ("North", "radio", 31),
        ("North", "post", 12),
        ("East", "radio", 22),
        ("East", "post", 17),
        ("South", "radio", 25),
        ("South", "post", 13),
    )
)

TOPICS = "harvest:\n  - wheat 1\n  - barley\n"

# The mini project's own module: what a report draws with, so that a changed function is a changed input.
LIBRARY = '''"""Invented votes: loading, counting, and two charts."""

from analysis import charts, study
from analysis.answer import Answer


def load(channel=""):
    import pandas as pd

    votes = pd.read_csv(study.find().raw / "votes.csv")
    return votes[votes["channel"] == channel] if channel else votes


def totals(votes, top):
    counted = votes.groupby("region", as_index=False)["votes"].sum()
    return counted.sort_values("votes", ascending=False, kind="stable").head(top).reset_index(drop=True)


def answer(counted):
    first = counted.iloc[0]
    facts = {"leader": first["region"], "votes": first["votes"], "regions": len(counted)}
    return Answer(f"{first['region']} leads with {first['votes']} votes.", facts)


def bars(counted, interactive=True):
    import altair as alt
    from matplotlib.figure import Figure

    drawn = counted.assign(rows=[f"votes-{number:04d}" for number in range(1, len(counted) + 1)])
    if interactive:
        region = alt.Y("region:N", sort=None)
        chart = alt.Chart(drawn).mark_bar().encode(x="votes:Q", y=region, tooltip=["region", "votes"])
    else:
        chart = Figure(figsize=(5, 2))
        chart.subplots().barh(drawn["region"], drawn["votes"])
    first = counted.iloc[0]
    return charts.figure(
        chart,
        slug="votes" if interactive else "votes-in-print",
        title=f"{first['region']} leads",
        data=drawn,
        subtitle="Votes by region",
        source=f"Invented votes, N = {counted['votes'].sum()}",
        alt=f"Bars: {first['region']} has most votes.",
        caveats=("C1",),
    )
'''


def cell(kind: str, name: str, source: str, *tags: str) -> dict:
    """A notebook cell."""
    common = {"cell_type": kind, "id": name, "metadata": {"tags": list(tags)} if tags else {}, "source": source}
    return common if kind == "markdown" else common | {"execution_count": None, "outputs": []}


def notebook(*cells: dict) -> str:
    """A source notebook as JupyterLab saves it."""
    return json.dumps(
        {
            "cells": cells,
            "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}},
            "nbformat": 4,
            "nbformat_minor": 5,
        },
        indent=1,
    )


VOTES_NOTEBOOK = (
    cell("markdown", "question", "# Which region votes most?"),
    cell(
        "code",
        "parameters",
        'channel: str = ""  # only votes that came this way; empty: all\ntop: int = 2  # how many regions',
        "parameters",
    ),
    cell(
        "code",
        "load",
        "import votes\n\ndata = votes.load(channel)\nprint(f\"{len(data)} rows, {data['votes'].sum()} votes, mean "
        "share {data['share'].mean():.6f}\")",
    ),
    cell("code", "answer", "counted = votes.totals(data, top)\nvotes.answer(counted)"),
    cell("code", "table", 'data.groupby("region")[["votes", "share"]].sum()'),
    cell("code", "chart", "votes.bars(counted)"),
    cell(
        "code",
        "print",
        "from IPython.display import display\n\ndisplay(votes.bars(counted, interactive=False))\ndisplay(counted)",
    ),
    cell("markdown", "limits", "The votes are invented (C1)."),
)
TERMS_NOTEBOOK = (
    cell("markdown", "question", "# Which terms are there?"),
    cell("code", "parameters", 'topic: str = "harvest"  # of data/raw/topics.yml', "parameters"),
    cell(
        "code",
        "terms",
        "import yaml\n\nfrom analysis import study\n\nterms = yaml.safe_load((study.find().raw / "
        '"topics.yml").read_text("utf-8"))[topic]\nprint("\\n".join(terms))\nlen(terms)',
    ),
)

REPORTS = {
    "terms": "notebook: 20_terms\n",
    "votes": "notebook: 10_votes\n",
    "votes-radio": "notebook: 10_votes\nparameters:\n  channel: radio\n  top: 3\n",
}


def write(folder: Path) -> Path:
    """Write the mini project, not built, into a folder; returns the folder."""
    shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("*.nbi", "*.nbc"))
    for name in (
        "requirements.lock",
        "pyproject.toml",
        "README.md",
        "LICENSE",
        ".gitattributes",
    ):  # the latter two are named by the package's metadata
        shutil.copy(ROOT / name, folder / name)
    files = {
        "src/votes.py": LIBRARY,
        "data/raw/votes.csv": VOTES,
        "data/processed/counts.csv": "region,count\nNorth,43\nEast,39\n",
        "data/raw/topics.yml": TOPICS,
        ".gitignore": "build/\n__pycache__/\n",
        "notebooks/10_votes.ipynb": notebook(*VOTES_NOTEBOOK),
        "notebooks/20_terms.ipynb": notebook(*TERMS_NOTEBOOK),
    }
    files |= {f"notebooks/params/{name}.yml": text for name, text in REPORTS.items()}
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def run(
    folder: Path, *arguments: str, env: dict[str, str] | None = None, timeout: float = 600, prefix: tuple[str, ...] = ()
) -> subprocess.CompletedProcess:
    """``python -m analysis ARGUMENTS`` with the library of the folder."""
    return subprocess.run(
        [*prefix, sys.executable, "-m", "analysis", *arguments],
        cwd=folder,
        env=environment(folder) | (env or {}),
        capture_output=True,
        text=True,
        timeout=timeout,
    )


def environment(folder: Path) -> dict[str, str]:
    """The caller's environment with the library of the folder."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "CORPUS_TEXT"))} | {
        "PYTHONPATH": str(folder / "src")
    }


def outputs(folder: Path) -> dict[str, bytes]:
    """Every file under reports/ by name."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted((folder / "reports").rglob("*"))
        if path.is_file()
    }


def built(shared: Path) -> Path:
    """The mini project, built once for all workers of a test run, in a folder that they share. Copy it before changing
    it.
    """
    folder = shared / "mini-built"
    with locks.alone(shared / "mini.lock"):
        if not (folder / "reports" / "facts.json").exists():
            shutil.rmtree(folder, ignore_errors=True)
            done = run(write(folder), "build")
            assert done.returncode == 0, done.stdout + done.stderr
    return folder


def shared(tmp_path_factory) -> Path:
    """A folder that all workers of one test run share, and no other run."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


def copy(folder: Path, to: Path) -> Path:
    """A copy of a project with its record of the last build."""
    shutil.copytree(folder, to, dirs_exist_ok=True)
    return to


def restore(folder: Path, source: Path) -> Path:
    """Make a copy of a project again what it is a copy of; files that are as they were stay."""
    kept = {path.relative_to(source): path.stat() for path in source.rglob("*") if path.is_file()}
    for path in sorted(folder.rglob("*"), reverse=True):
        if "__pycache__" in path.parts:
            continue
        if path.is_symlink() or (path.is_file() and path.relative_to(folder) not in kept):
            path.unlink()
        elif path.is_dir() and not (source / path.relative_to(folder)).is_dir():
            shutil.rmtree(path)
    for name, was in kept.items():
        path = folder / name
        now = path.stat() if path.exists() else None
        if now is None or (now.st_size, now.st_mtime_ns) != (was.st_size, was.st_mtime_ns):
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source / name, path)
    return folder


def with_history(folder: Path) -> Path:
    """The project under git with one commit."""
    git = ["git", "-c", "user.name=Tester", "-c", "user.email=tester@example.org", "-c", "commit.gpgsign=false"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "Start"]):
        subprocess.run([*git, *command], cwd=folder, check=True)
    return folder


def copy_tracked(root: Path, to: Path) -> Path:
    """A copy of what a project would commit: no builds, no environment."""
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        check=True,
    ).stdout.decode()
    for name in filter(None, names.split("\0")):
        if (root / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, to / name)
    return to


def rewrite(path, old, new):
    """Replace a text in a file; the text must be there, or the test would change nothing."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
