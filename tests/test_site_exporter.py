"""The nbconvert exporter: a notebook's texts stay texts, nothing of the user's folders takes part, and one file is
enough.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import nbformat
import pytest
import site_tree
from test_site import Page, html_faults
from this_study import HERE

from analysis.errors import AnalysisError
from proofpress.site import frame
from proofpress.site.exporter import ReportExporter

REPORT = HERE.executed / "50_topic-extreme-post.ipynb"
ENTRY = tomllib.loads((site_tree.ROOT / "pyproject.toml").read_text("utf-8"))["project"]["entry-points"][
    "nbconvert.exporters"
]


@pytest.fixture(scope="module")
def own_pages() -> dict[str, str]:
    """A report by itself, and a notebook of nobody's with hostile texts in every kind of output."""
    hostile, _ = ReportExporter().from_notebook_node(nbformat.from_dict(site_tree.notebook()))
    return {"report": ReportExporter().from_filename(str(REPORT))[0], "hostile": hostile}


@pytest.fixture
def page(own_pages, request, tmp_path) -> Path:
    path = tmp_path / "page.html"
    path.write_text(own_pages[request.param], "utf-8")
    return path


both = pytest.mark.parametrize("page", ["report", "hostile"], indirect=True)


def nbconvert(
    *words: object, cwd: Path, env: dict[str, str] | None = None, entry: Path | None = None
) -> subprocess.CompletedProcess:
    """`jupyter nbconvert` in a process of its own. entry: a folder that gets the entry points of pyproject.toml as an
    installed package has them.
    """
    found = [str(site_tree.ROOT / "src")]
    if entry:
        (entry / "entry-0.dist-info").mkdir(parents=True)
        (entry / "entry-0.dist-info/METADATA").write_text("Metadata-Version: 2.1\nName: entry\nVersion: 0\n")
        (entry / "entry-0.dist-info/entry_points.txt").write_text(
            "[nbconvert.exporters]\n" + "".join(f"{name} = {target}\n" for name, target in ENTRY.items())
        )
        found.append(str(entry))
    return subprocess.run(
        [sys.executable, "-m", "nbconvert", *map(str, words)],
        cwd=cwd,
        env={**os.environ, **(env or {}), "PYTHONPATH": os.pathsep.join(found)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_html_of_an_output_does_not_pass_through(own_pages):
    page = own_pages["hostile"]
    assert page.count("&lt;script&gt;window.pwned=1&lt;/script&gt;") > 20 and "<script>window" not in page
    assert "&lt;img src=x onerror=" in page and "<img src=x" not in page and "<svg onload" not in page


@both
def test_a_page_by_itself_loads_nothing_and_runs_only_its_own_scripts(page):
    made = Page(page)
    text = page.read_text("utf-8")
    assert [
        attributes
        for tag, attributes in made.elements
        if tag in ("link", "iframe", "object", "embed", "base") or attributes.get("src", "data:")[:5] != "data:"
    ] == []
    assert [link for link in made.links if not link.startswith(("#", "https://", "data:image/png"))] == []
    assert not [name for _, names in made.attributes for name in names if name.startswith("on") or name == "style"]
    policy = next(
        attributes["content"]
        for _, attributes in made.elements
        if attributes.get("http-equiv") == "Content-Security-Policy"
    )
    assert (
        "default-src 'none'" in policy
        and "http" not in policy
        and "unsafe" not in policy
        and "'self'" not in policy.replace("img-src 'self' data:", "")
    )
    assert "font-face" in text and html_faults(page) == []


def test_a_report_by_itself_is_the_file_to_mail_with_a_font_of_its_own(own_pages):
    site = frame.read_site(HERE)
    mailed = ReportExporter(site=site, font_css="/* of the site */").from_filename(str(REPORT))[0]

    def plain(html: str) -> str:
        return re.sub(
            r"<style>(@font-face|/\* of).*?</style>",
            "<style></style>",
            re.sub(r"style-src .*?; img-src", "img-src", html),
            flags=re.DOTALL,
        )

    assert plain(own_pages["report"]) == plain(mailed) and own_pages["report"] != mailed
    assert (
        f"make report-{REPORT.stem} FORCE=1" in mailed and len(re.findall(r'<article class="claim" id="', mailed)) > 3
    )


def test_a_notebook_that_is_no_report_claims_no_proof_though_it_has_the_name_of_one(own_pages, tmp_path):
    (tmp_path / REPORT.name).write_bytes(REPORT.read_bytes())
    copied = ReportExporter().from_filename(str(tmp_path / REPORT.name))[0]
    for text in (own_pages["hostile"], copied):
        assert "make report-" not in text and 'id="parameters"' not in text and 'id="answer"' in text


def spoilt(folder: Path) -> dict[str, str]:
    """Folders of a user that want to take part: templates by every name that could be looked for, and a
    configuration.
    """
    home, data, work = (folder / name for name in ("home", "data", "work"))
    for place in (
        data / "nbconvert/templates",
        home / ".local/share/jupyter/nbconvert/templates",
        home / ".jupyter",
        work,
        work / "templates",
    ):
        for path in (
            place / name
            for name in (
                "report.html.j2",
                "base.html.j2",
                "parts.html.j2",
                "index.html.j2",
                "analysis-report/report.html.j2",
                "analysis-report/index.html.j2",
            )
        ):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("spoilt")
        (place / "conf.json").write_text(
            '{"preprocessors": {"100-x": {"type": "nbconvert.preprocessors.ClearOutputPreprocessor", "enabled": true}}}'
        )
    config = (
        f"open({str(folder / 'read')!r}, 'w').close()\nc = get_config()\nc.TemplateExporter.extra_template_paths = "
        f"[{str(work)!r}]\n"
        f"c.TemplateExporter.template_paths = [{str(work)!r}]\nc.ReportExporter.raw_template = 'spoilt'\n"
        f"c.TemplateExporter.filters = {{'zh': 'builtins.repr'}}\n"
        "c.TemplateExporter.exclude_input = True\nc.Exporter.preprocessors = "
        "['nbconvert.preprocessors.ClearOutputPreprocessor']\nc.DocumentPreprocessor.enabled = False\n"
    )
    for place in (home / ".jupyter", work, folder / "config"):
        place.mkdir(parents=True, exist_ok=True)
        (place / "jupyter_nbconvert_config.py").write_text(config)
    return {
        "HOME": str(home),
        "JUPYTER_DATA_DIR": str(data),
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
        "JUPYTER_PATH": str(data),
    }


def test_templates_and_configuration_of_the_user_take_no_part(own_pages, tmp_path):
    env = spoilt(tmp_path)
    code = (
        "from proofpress.site.exporter import ReportExporter; import sys; "
        f"sys.stdout.buffer.write(ReportExporter().from_filename({str(REPORT)!r})[0].encode())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path / "work",
        env={**os.environ, **env, "PYTHONPATH": str(site_tree.ROOT / "src")},
        capture_output=True,
        check=False,
    )
    assert done.stdout.decode() == own_pages["report"], done.stderr.decode()
    assert not (tmp_path / "read").exists()


def test_the_command_of_nbconvert_writes_the_same_page_whatever_the_user_has_set(own_pages, tmp_path):
    env = spoilt(tmp_path)
    done = nbconvert(
        "--to",
        "analysis_report",
        "--no-input",
        REPORT,
        "--output-dir",
        tmp_path / "out",
        cwd=tmp_path / "work",
        env=env,
        entry=tmp_path / "entry",
    )
    assert done.returncode == 0, done.stderr
    assert [path.name for path in (tmp_path / "out").iterdir()] == [f"{REPORT.stem}.html"]
    assert (tmp_path / "out" / f"{REPORT.stem}.html").read_text("utf-8") == own_pages["report"]
    assert (tmp_path / "read").exists()  # the command itself reads it, so the test would see what came of it
    assert (
        "takes no options: those for DocumentPreprocessor, Exporter, ReportExporter, TemplateExporter are left out"
        in done.stderr
    )


def test_jupyterlab_can_ask_for_the_exporter_by_its_name():
    from jupyter_server.nbconvert.handlers import default_handlers

    assert ENTRY and all(
        any(re.fullmatch(route, f"/nbconvert/{name}/x.ipynb") for route, *_ in default_handlers) for name in ENTRY
    )  # its routes know no hyphen


BROKEN = {
    "cut off": '{"cells": [',
    "no mapping": "[]",
    "a key missing": '{"nbformat": 4, "nbformat_minor": 5, "cells": []}',
    "a cell of no kind": json.dumps(site_tree.notebook() | {"cells": [{"source": "x"}]}),
    "an output of no kind": json.dumps(
        site_tree.notebook() | {"cells": [site_tree.code("x", {"output_type": "display_data"})]}
    ),
    "a cell with a misspelt key": json.dumps(site_tree.notebook() | {"cells": [{"[ell_type": "code", "source": "x"}]}),
    "a cell that is no older one": '{"cells": [{"cell_type": "markdown", "source": "x"}], "metadataat_minor": 5}',
    "of another age": '{"nbformat": 99, "cells": []}',
}


@pytest.mark.parametrize("fault", BROKEN)
def test_what_is_no_notebook_is_refused_by_its_name(fault, tmp_path):
    (tmp_path / "x.ipynb").write_text(BROKEN[fault])
    with pytest.raises(AnalysisError, match=r"x\.ipynb: it is not a whole notebook"):
        ReportExporter().from_filename(str(tmp_path / "x.ipynb"))


@pytest.mark.parametrize(
    ("bundle", "message"),
    [
        (
            {"application/vnd.analysis.figure+json": {"slug": "x", "title": 1, "alt": "", "svg": ""}},
            "report Notebook, figure 1: it has no title, csv",
        ),
        ({"application/vnd.analysis.figure+json": []}, "it has no slug"),
        (
            {
                "application/vnd.analysis.figure+json": site_tree.figure("x")["application/vnd.analysis.figure+json"]
                | {"slug": "../x"}
            },
            "no file name",
        ),
        (
            {
                "application/vnd.analysis.figure+json": site_tree.figure("x")["application/vnd.analysis.figure+json"]
                | {"narrow_svg": ""},
                "image/svg+xml": "<svg",
            },
            "not well formed",
        ),
        ({"application/vnd.analysis.facts+json": 3}, "facts are no mapping"),
    ],
)
def test_an_output_that_is_not_what_its_kind_promises_is_refused_with_its_place(bundle, message):
    with pytest.raises(AnalysisError, match=message):
        ReportExporter().from_notebook_node(
            nbformat.from_dict(site_tree.notebook() | {"cells": [site_tree.code("x", site_tree.shown(bundle))]})
        )


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(AnalysisError, match=r"none\.ipynb: it cannot be read\n  No such file"):
        ReportExporter().from_filename(str(tmp_path / "none.ipynb"))
    (tmp_path / "x.ipynb").write_bytes(b"\xff\xfe")
    with pytest.raises(AnalysisError, match=r"x\.ipynb: it is not a whole notebook"):
        ReportExporter().from_filename(str(tmp_path / "x.ipynb"))


def test_the_command_of_nbconvert_says_what_is_wrong_without_a_traceback(tmp_path):
    (tmp_path / "x.ipynb").write_text("[]")
    done = nbconvert("--to", "proofpress.site.exporter.ReportExporter", "x.ipynb", cwd=tmp_path)
    assert (
        done.returncode == 1 and "x.ipynb: it is not a whole notebook" in done.stderr and "Traceback" not in done.stderr
    )
    assert not (tmp_path / "x.html").exists()


def test_a_notebook_that_is_given_stays_as_it_was():
    given = nbformat.from_dict(site_tree.notebook())
    before = json.dumps(given)
    ReportExporter().from_notebook_node(given)
    assert json.dumps(given) == before
