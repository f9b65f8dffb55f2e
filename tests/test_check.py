"""The check finds whatever a reader would see otherwise, names it, tells why, and changes nothing."""

import json
import os
import subprocess
import sys
from pathlib import Path

import mini_project
import mutations
import pytest
from mini_project import outputs, rewrite, run

from proofpress.proof import differences as by
from proofpress.proof.differences import Difference, Evidence
from proofpress.proof.notebooks import compare
from proofpress.proof.outcome import Outcome, consequence
from proofpress.proof.page import page

PROOF = Path(__file__).parent / "proof"


@pytest.fixture
def project(served):
    return served


def everything(project):
    """All files but those that may change: the page and the fresh outputs, bytecode, the lock of the build."""
    return {
        path: path.read_bytes()
        for path in project.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and "build/check" not in str(path) and path.name != "lock"
    }


def test_an_unchanged_project_passes_without_a_network_and_nothing_is_written(project):
    before = everything(project)
    done = run(project, "check")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 reports reproduce, byte for byte and under nbval; network" in done.stdout
    assert everything(project) == before


def test_a_changed_input_is_named_as_the_cause_and_shown_with_both_values(project, verb):
    rewrite(project / "data/raw/votes.csv", "North,radio,31", "North,radio,32")
    before = everything(project)
    done = verb("check", "votes")
    assert done.returncode == 1
    assert (
        "cell 4 (answer): answer: it changed\n    - North leads with 43 votes.\n    + North leads with 44 votes."
        in done.stdout
    )
    assert "likely cause: data: data/raw/votes.csv changed" in done.stdout
    assert everything(project) == before
    page = (project / "build/check/index.html").read_text("utf-8")
    assert "Where they differ" in page and "<del>3</del>" in page and "data/raw/votes.csv changed" in page


def test_a_report_that_is_not_repeatable_is_told_from_an_edited_one_and_cannot_be_accepted(project, verb):
    rewrite(project / "notebooks/20_terms.ipynb", "len(terms)", "import random; random.random()")
    assert verb("build", "terms").returncode == 0
    rewrite(project / "reports/figures/votes--votes.csv", "North", "West")
    (project / "build/keys/votes.json").unlink()
    done = verb("check", "terms", "votes")
    assert "likely cause: nondeterminism: two fresh runs just now differ in cell 3 (terms) (result)" in done.stdout
    assert (
        "votes: 1 difference" in done.stdout
        and "likely cause: edited: no recorded input changed and two fresh runs agree" in done.stdout
    )
    refused = verb("accept")
    assert refused.returncode == 2 and "two runs of it differ" in refused.stderr


def test_accept_takes_what_the_check_showed_and_the_next_check_and_build_have_nothing_to_say(project, verb):
    rewrite(project / "notebooks/10_votes.ipynb", "The votes are invented", "All votes are invented")
    assert verb("check").returncode == 1
    done = verb("accept")
    assert done.returncode == 0 and "prose" in done.stdout and "Accepted: votes, votes-radio" in done.stdout
    assert b"All votes are invented" in outputs(project)["reports/notebooks/votes.ipynb"]
    assert verb("check").returncode == 0
    assert "Nothing to do" in verb("build").stdout


def test_accept_refuses_what_no_check_has_seen(project, verb):
    assert "make check" in verb("accept").stderr
    rewrite(project / "data/raw/topics.yml", "barley", "rye")
    verb("check", "terms")
    rewrite(project / "data/raw/topics.yml", "rye", "oats")
    assert "its inputs changed since the check" in verb("accept").stderr


def test_a_failing_report_is_a_difference_that_names_its_cell(project, verb):
    rewrite(project / "notebooks/20_terms.ipynb", "len(terms)", "1 / 0")
    done = verb("check", "terms")
    assert (
        done.returncode == 1
        and "failed run" in done.stdout
        and "cell 3" in done.stdout
        and "ZeroDivisionError" in done.stdout
    )


def test_a_tolerance_covers_its_numbers_is_printed_and_covers_nothing_else(project, verb):
    with (project / "notebooks/params/terms.yml").open("a") as file:
        file.write("tolerance: 1.0e-6\n")
    rewrite(project / "notebooks/20_terms.ipynb", "len(terms)", "len(terms) / 7")
    assert verb("build", "terms").returncode == 0
    rewrite(project / "reports/notebooks/terms.ipynb", "0.2857142857142857", "0.2857142857142851")
    done = verb("check", "terms")
    assert done.returncode == 0 and "terms: numbers may differ by 1e-06 (its tolerance)" in done.stdout
    rewrite(project / "reports/notebooks/terms.ipynb", "0.2857142857142851", "0.2857242857142851")
    assert verb("check", "terms").returncode == 1


@pytest.mark.parametrize("tolerance", ["1", "-1.0e-9", "yes", "small"])
def test_a_tolerance_that_is_none_is_refused(project, verb, tolerance):
    with (project / "notebooks/params/terms.yml").open("a") as file:
        file.write(f"tolerance: {tolerance}\n")
    assert "line 2, tolerance: " in verb("check", "terms").stdout


def test_an_unknown_report_is_refused(project, verb):
    assert "there is no report 'vote'" in verb("check", "vote").stderr


def test_every_change_of_committed_outputs_is_caught_and_named(mini, tmp_path):
    project = mini_project.with_history(mini_project.copy(mini, tmp_path / "project"))
    env = mini_project.environment(project) | {"PYTHONPATH": os.pathsep.join([str(project / "src"), str(PROOF.parent)])}
    done = subprocess.run(
        [sys.executable, str(PROOF / "mutations.py"), "--inside"],
        cwd=project,
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    verdicts = json.loads(done.stdout.splitlines()[-1])
    kinds = {mutation.what: mutation.kind for mutation in mutations.ALL}
    assert len(verdicts) >= 80 and set(kinds) == {one["what"] for one in verdicts}
    assert [
        one
        for one in verdicts
        if kinds[one["what"]] not in one["kinds"] or any(kind.startswith("false") for kind in one["kinds"])
    ] == []


def test_a_file_that_is_no_notebook_is_a_difference():
    assert [one.kind for one in compare("votes", b"{}", b'{"cells": []}')] == ["notebook"]
    assert [one.kind for one in compare("votes", b"[1]", b'{"cells": []}')] == ["notebook"]


@pytest.mark.parametrize(
    ("old", "new", "tolerance", "same"),
    [
        ("mean 0.1666660", "mean 0.1666661", 0.0, False),
        ("mean 0.1666660", "mean 0.1666661", 1e-5, True),
        ("mean 0.16", "mean 0.17", 1e-5, False),
        ("a 1", "b 1", 1e-5, False),
        ("1 2", "1", 1e-5, False),
        ("x1", "x2", 1e-3, False),
        ("1e-9", "2e-9", 1e-8, True),
    ],
)
def test_a_tolerance_looks_at_numbers_only(old, new, tolerance, same):
    assert by.close(old, new, tolerance) is same


def test_table_differences_name_row_and_column():
    old, new = (
        [["region", "votes"], ["North", "43"], ["East", "39"]],
        [["region", "votes"], ["North", "43"], ["East", "38"]],
    )
    assert by.tables(old, new)[:3] == ("row 2, votes changed", "39", "38")
    assert by.tables(old, [old[0], old[2], old[1]])[0] == "its rows are in another order"
    assert by.tables(old, old[:2])[0] == "it has 1 rows, not 2"
    assert by.tables(old, old) is None


def test_spec_differences_name_the_path():
    assert by.values({"a": [{"b": 1}]}, {"a": [{"b": 2}]})[:3] == ("a[0].b changed", "1", "2")
    assert by.values({"a": 1}, {"a": True})[0] == "a changed"


def test_html_differences_show_what_a_reader_reads_before_how_it_is_marked():
    assert by.html("<p>Read <b>C1</b></p>", "<p>Read <b>C2</b></p>")[1:3] == ("C1", "C2")
    assert by.html('<b class="x">C1</b>', '<b class="y">C1</b>')[0].startswith("its look changed")
    assert by.html("<p>a</p>", "<p>a</p>\n") is not None
    assert by.html("<table><tr><td>1</td></tr></table>", "<table><tr><td>1</td></tr></table>") is None


def square(colour, at=None):
    import io

    from PIL import Image

    image = Image.new("RGB", (400, 300), colour)
    if at:
        image.putpixel(at, (0, 0, 0))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def shown(*differences, causes=()):
    return page([Outcome("votes", b"{}", differences=list(differences), causes=list(causes))], [])


def test_the_page_shows_one_changed_pixel_close_up():
    change = by.pictures(square("white"), square("white", (90, 70)))
    assert change[:3] == (
        "1 of 120000 pixels changed, by 255 levels, at x 90, y 70",
        "[255, 255, 255, 255] at 90,70",
        "[0, 0, 0, 255] at 90,70",
    )
    text = shown(Difference("votes", "png", "cell 2", *change))
    assert (
        "Where they differ" in text and text.count("close up</figcaption>") == 3 and text.count("data:image/png") == 6
    )


def test_the_page_says_of_a_broken_picture_that_it_cannot_be_drawn():
    text = shown(Difference("votes", "png", "cell 2", *by.pictures(square("white"), b"\x89PNG half")))
    assert "It cannot be drawn" in text and text.count("data:image/png") == 1


def test_the_page_shows_a_changed_drawing_by_its_elements_where_no_pixel_tells():
    old = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><rect width="9" height="9" fill="#ff0000"/>'
        "</svg>"
    )
    text = shown(Difference("votes", "svg", "cell 2", *by.drawings(old, old.replace("#ff0000", "#FF0000"))))
    assert (
        "no pixel differs" in text
        and "<details open><summary>1 change in the file" in text
        and "fill of &lt;rect&gt;" in text
    )


def test_the_page_shows_nothing_of_a_report_as_markup():
    hostile = "<script>alert(1)</script>"
    text = shown(
        Difference("votes", "answer", f"cell 2 ({hostile})", hostile, hostile, "", Evidence("text", hostile, "calm")),
        causes=[f"data: {hostile}"],
    )
    assert hostile not in text and text.count("&lt;script&gt;") >= 4


def test_what_repeats_another_difference_is_folded_and_what_stands_alone_is_not():
    change = by.tables([["a"], ["1"]], [["a"], ["2"]])
    output, file = (
        Difference("votes", kind, where, *change)
        for kind, where in (
            ("figure data", "cell 2, figure votes"),
            ("figure file csv", "reports/figures/votes--votes.csv"),
        )
    )
    other = Difference(
        "votes", "figure file csv", "reports/figures/votes--votes.csv", *by.tables([["a"], ["1"]], [["a"], ["3"]])
    )
    nbval = Difference("votes", "nbval", "Cell 1", "nbval fails")
    assert consequence(file, [output, file]) and consequence(nbval, [output, nbval])
    svg, result, alt = (
        Difference("votes", kind, "cell 2, figure votes", *by.texts(*sides))
        for kind, sides in (
            ("svg", ("a", "b")),
            ("result", ("Figure\nsha256 of the SVG: 1", "Figure\nsha256 of the SVG: 2")),
            ("result", ("Figure one\nsha256 of the SVG: 1", "Figure two\nsha256 of the SVG: 2")),
        )
    )
    assert consequence(result, [svg, result]) and not consequence(result, [result]) and not consequence(alt, [svg, alt])
    assert not consequence(other, [output, other]) and not consequence(nbval, [nbval]) and not consequence(file, [file])
    text = shown(output, file)
    assert text.index("Also different") < text.index("reports/figures/votes--votes.csv")
    assert "Also different" not in shown(file)


def test_a_long_table_begins_on_the_page_and_goes_on_behind_a_click():
    text = shown(
        Difference(
            "votes",
            "table",
            "cell 2",
            *by.tables([["a"]] + [[str(n)] for n in range(90)], [["a"]] + [[f"{n}!"] for n in range(90)]),
        )
    )
    assert "<summary>78 more</summary>" in text and text.count("<tr><td>row ") == 90


def test_a_page_without_differences_says_so():
    assert "All 1 reports reproduce" in shown() and "<section" not in shown()
