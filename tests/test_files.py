"""Where commands write: whatever files of the user stand in a folder, no run overwrites or removes one."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import files
from analysis.errors import AnalysisError
from analysis.files import MARKER, claim, keep_apart, named_folder, read_record, scratch, summed_up


@pytest.fixture
def home(tmp_path):
    (tmp_path / "one.csv").write_text("one")
    (tmp_path / "two.csv").write_text("two")
    return tmp_path


def write(folder, source, content, *, overwrite=False, note=None):
    """One run of a command; the names that it moved in and removed."""
    target = claim(folder, "reuse", source, overwrite=overwrite)
    with target.staging() as beside:
        for name, text in content.items():
            (beside / name).parent.mkdir(parents=True, exist_ok=True)
            (beside / name).write_text(text)
        return target.take(beside, note=note)


def there(folder):
    """name -> text of every file in a folder but the marker."""
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MARKER
    }


def refused(message, *given, **options):
    with pytest.raises(AnalysisError, match=message) as caught:
        write(*given, **options)
    return str(caught.value)


@pytest.mark.parametrize(
    "name",
    [
        "a.csv",
        "b.csv",
        "figures/mine.png",
        "figures/deep/mine.png",
        ".gitignore",
        MARKER,
        "work/notes.txt",
        ".writing-notes/working",
        "reuse-2021/working",
    ],
)
def test_a_file_that_no_run_wrote_is_refused_by_name(home, name):
    out = home / "out"
    (out / name).parent.mkdir(parents=True)
    (out / name).write_text("mine")
    assert name in refused("no run is known to have written", out, home / "one.csv", {"a.csv": "1"}, overwrite=True)
    assert (out / name).read_text() == "mine" and [path for path in out.rglob("*") if path.is_file()] == [out / name]


def test_a_refusal_names_ten_files_and_says_that_there_are_more(home):
    for number in range(12):
        (home / "out").mkdir(exist_ok=True)
        (home / "out" / f"mine-{number:02}").write_text("")
    said = refused("no run", home / "out", home / "one.csv", {})
    assert "mine-00" in said and "mine-09 and more" in said and "mine-10" not in said


def test_a_file_put_beside_ours_is_refused_on_the_next_run(home):
    write(home / "out", home / "one.csv", {"a.csv": "1"})
    (home / "out" / "notes.txt").write_text("mine")
    refused("notes.txt", home / "out", home / "one.csv", {"a.csv": "2"})
    assert there(home / "out") == {"a.csv": "1", "notes.txt": "mine"}


def test_a_file_put_there_while_the_run_worked_is_refused_before_anything_moves(home):
    target = claim(home / "out", "reuse", home / "one.csv")
    with target.staging() as beside:
        (beside / "a.csv").write_text("1")
        (home / "out" / "a.csv").write_text("mine")
        with pytest.raises(AnalysisError, match="a.csv"):
            target.take(beside)
    assert there(home / "out") == {"a.csv": "mine"} and not (home / "out" / MARKER).exists()


def test_a_file_that_was_changed_since_is_kept_unless_it_may_be_replaced(home):
    write(home / "out", home / "one.csv", {"a.csv": "1", "b.csv": "1"})
    (home / "out" / "a.csv").write_text("corrected by hand")
    said = refused("changed since", home / "out", home / "one.csv", {"a.csv": "2"})
    assert "a.csv" in said and "b.csv" not in said and "--overwrite" in said
    assert there(home / "out")["a.csv"] == "corrected by hand"
    write(home / "out", home / "one.csv", {"a.csv": "2"}, overwrite=True)
    assert there(home / "out") == {"a.csv": "2"}


def test_two_sources_do_not_share_a_folder_unless_the_second_may_take_it_over(home):
    write(home / "out", home / "one.csv", {"a.csv": "1", "reader/text.html": "text"})
    assert "one.csv" in refused("another source", home / "out", home / "two.csv", {"a.csv": "2"})
    assert there(home / "out") == {"a.csv": "1", "reader/text.html": "text"}
    (home / "out" / "reader" / "notes.txt").write_text("mine")
    refused("reader/notes.txt", home / "out", home / "two.csv", {"a.csv": "2"}, overwrite=True)
    assert there(home / "out") == {"a.csv": "1", "reader/text.html": "text", "reader/notes.txt": "mine"}
    (home / "out" / "reader" / "notes.txt").unlink()
    assert write(home / "out", home / "two.csv", {"a.csv": "2"}, overwrite=True) == (["a.csv"], ["reader/text.html"])
    assert there(home / "out") == {"a.csv": "2"} and not (home / "out" / "reader").exists()
    refused("another source", home / "out", home / "one.csv", {})


def test_two_commands_do_not_share_a_folder(home):
    write(home / "out", home / "one.csv", {"a.csv": "1"})
    with pytest.raises(AnalysisError, match="another source"):
        claim(home / "out", "site", home / "one.csv")


def test_a_source_of_other_contents_or_by_another_name_is_the_same(home, monkeypatch):
    write(home / "out", home / "one.csv", {"a.csv": "1"})
    (home / "one.csv").write_text("more")
    (home / "link.csv").symlink_to("one.csv")
    monkeypatch.chdir(home)
    for source in (home / "one.csv", home / "link.csv", Path("one.csv"), Path("out/../one.csv")):
        write(home / "out", source, {"a.csv": "2"})
    assert there(home / "out") == {"a.csv": "2"}


def test_a_folder_inside_its_source_may_be_moved_with_it(tmp_path):
    study = tmp_path / "study"
    study.mkdir()
    write(study / "site", study, {"a.html": "1"})
    study.rename(tmp_path / "renamed")
    write(tmp_path / "renamed" / "site", tmp_path / "renamed", {"a.html": "2"})
    assert there(tmp_path / "renamed" / "site") == {"a.html": "2"}
    (tmp_path / "other").mkdir()
    refused("another source", tmp_path / "renamed" / "site", tmp_path / "other", {})


def test_what_a_run_no_longer_writes_is_removed_and_named(home):
    write(home / "out", home / "one.csv", {"a.csv": "1", "figures/x.svg": "1", "figures/y.svg": "1"})
    moved, removed = write(home / "out", home / "one.csv", {"a.csv": "1", "b.csv": "1"})
    assert moved == ["b.csv"] and removed == ["figures/x.svg", "figures/y.svg"]
    assert there(home / "out") == {"a.csv": "1", "b.csv": "1"} and not (home / "out" / "figures").exists()
    assert summed_up([*removed, "z.csv", "reader/a"]) == "figures/ (2 files), reader/ (1 file), z.csv"


@pytest.mark.parametrize("given", [".", "below", "link", "below/../", "deeper/.."])
def test_an_input_is_never_inside_what_is_written(home, monkeypatch, given):
    (home / "below").mkdir()
    (home / "deeper").symlink_to(home / "below")
    (home / "link").symlink_to(home)
    (home / "below" / "corpus.csv").write_text("text")
    monkeypatch.chdir(home)
    with pytest.raises(AnalysisError, match="corpus.csv, which is read, lies in it"):
        claim(Path(given), "reuse", home / "below" / "corpus.csv", overwrite=True)
    with pytest.raises(AnalysisError, match="corpus.csv, which is read, lies in it"):
        claim(Path(given), "reuse", home.parent / "elsewhere.csv", inputs=["deeper/corpus.csv"])
    with pytest.raises(AnalysisError, match="corpus.csv, which is read, lies in it"):
        keep_apart(Path(given), ["below/corpus.csv"])
    assert (home / "below" / "corpus.csv").read_text() == "text" and not list(home.rglob(MARKER))


def test_an_empty_name_is_no_folder():
    with pytest.raises(AnalysisError, match="--out: no folder is named"):
        named_folder("", "--out")


def test_links_are_followed_to_the_folder_itself_and_nowhere_from_inside(home):
    (home / "real").mkdir()
    (home / "other").mkdir()
    (home / "other" / "x.svg").write_text("mine")
    (home / "out").symlink_to("real")
    write(home / "out", home / "one.csv", {"a.csv": "1", "figures/x.svg": "1"})
    assert there(home / "real") == {"a.csv": "1", "figures/x.svg": "1"} and (home / "out").is_symlink()
    (home / "real" / "figures" / "x.svg").unlink()
    (home / "real" / "figures").rmdir()
    (home / "real" / "figures").symlink_to(home / "other")
    refused("figures", home / "out", home / "one.csv", {"figures/x.svg": "2"}, overwrite=True)
    (home / "real" / "figures").unlink()
    (home / "real" / "a.csv").unlink()
    (home / "real" / "a.csv").symlink_to(home / "other" / "x.svg")
    refused("changed since they were written: a.csv", home / "out", home / "one.csv", {"a.csv": "2"})
    write(home / "out", home / "one.csv", {"a.csv": "2"}, overwrite=True)
    assert there(home / "other") == {"x.svg": "mine"} and not (home / "real" / "a.csv").is_symlink()


def test_a_file_and_an_own_folder_in_the_way_are_refused(home):
    (home / "file").write_text("mine")
    refused("it is a file and no folder", home / "file", home / "one.csv", {})
    (home / "out" / "a.csv").mkdir(parents=True)
    refused("a folder stands where a file", home / "out", home / "one.csv", {"a.csv": "1", "0.csv": "1"})
    assert (home / "file").read_text() == "mine" and there(home / "out") == {}


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "null",
        '{"kind": 1}',
        '{"kind": "reuse", "source": "x", "named": "x", "files": []}',
        "[" * 100_000,
    ],
)
def test_a_marker_that_is_not_ours_is_a_file_of_the_user(home, content):
    (home / "out").mkdir()
    (home / "out" / MARKER).write_text(content)
    refused(MARKER, home / "out", home / "one.csv", {"a.csv": "1"}, overwrite=True)
    assert (home / "out" / MARKER).read_text() == content


def test_a_marker_that_names_files_elsewhere_removes_nothing_there(home):
    write(home / "out", home / "one.csv", {"a.csv": "1"})
    marker = home / "out" / MARKER
    told = json.loads(marker.read_bytes())
    told["files"] |= {"../one.csv": "", str(home / "two.csv"): ""}
    marker.write_text(json.dumps(told))
    assert write(home / "out", home / "one.csv", {}, overwrite=True) == ([], ["a.csv"])
    assert (home / "one.csv").read_text() == "one" and (home / "two.csv").read_text() == "two"


def test_the_marker_is_the_same_bytes_each_time_and_says_no_path(home):
    write(home / "out", home / "one.csv", {"b.csv": "1", "a.csv": "1"}, note={"z": 1, "a": 2})
    once = (home / "out" / MARKER).read_bytes()
    write(home / "out", home / "one.csv", {"a.csv": "1", "b.csv": "1"}, note={"a": 2, "z": 1})
    assert (home / "out" / MARKER).read_bytes() == once and str(home).encode() not in once
    assert list(json.loads(once)["files"]) == ["a.csv", "b.csv"] and read_record(home / "out").coming == {}


@pytest.mark.parametrize("steps", range(1, 7))
def test_a_run_that_stops_while_files_move_is_mended_by_the_next(home, monkeypatch, steps):
    before, after = (
        {"a.csv": "1", "b.csv": "1", "old/c.csv": "1"},
        {"a.csv": "2", "b.csv": "2", "d.csv": "2", "figures/e.svg": "2"},
    )
    write(home / "out", home / "one.csv", before)
    with monkeypatch.context() as patch:
        breaking(patch, steps)
        refused("Input/output error", home / "out", home / "one.csv", after)
    halfway = there(home / "out")
    if steps == 1:
        assert halfway == before
    assert {path.name for path in (home / "out").iterdir()} <= {MARKER, "a.csv", "b.csv", "d.csv", "figures", "old"}
    (home / "out" / "notes.txt").write_text("mine")
    refused("notes.txt", home / "out", home / "one.csv", after)
    (home / "out" / "notes.txt").unlink()
    (home / "out" / "a.csv").write_text("mine")
    refused("a.csv", home / "out", home / "one.csv", after)
    assert there(home / "out") == {**halfway, "a.csv": "mine"}
    (home / "out" / "a.csv").write_text(halfway["a.csv"])
    write(home / "out", home / "one.csv", after)
    assert there(home / "out") == after


KILLED = """
import os, sys
from pathlib import Path
from analysis import files
home, steps = Path(sys.argv[1]), int(sys.argv[2])
replace = os.replace
def killed(*names):
    global steps
    steps -= 1
    if steps == 0:
        os._exit(9)  # nothing is cleaned up, as where it is killed
    replace(*names)
os.replace = killed
target = files.claim(home / "out", "reuse", home / "one.csv")
with target.staging() as beside:
    for name in "ab":
        (beside / name).write_text("1")
    target.take(beside)
"""


@pytest.mark.parametrize("steps", [1, 2, 3, 4])
def test_a_killed_run_leaves_nothing_that_the_next_takes_for_the_users(home, steps):
    assert subprocess.run([sys.executable, "-c", KILLED, str(home), str(steps)], check=False).returncode == 9
    assert [path.name for path in (home / "out").iterdir() if path.name.startswith(files.STAGING)]
    write(home / "out", home / "one.csv", {"c": "2"})
    assert there(home / "out") == {"c": "2"} and {path.name for path in (home / "out").iterdir()} == {"c", MARKER}


def test_a_staging_folder_of_a_run_beside_is_let_alone_and_is_no_file_of_the_user(home):
    with claim(home / "out", "reuse", home / "one.csv").staging() as one:
        (one / "x").write_text("1")
        write(home / "out", home / "one.csv", {"a.csv": "1"})
        assert (one / "x").read_text() == "1"
    assert there(home / "out") == {"a.csv": "1"}


def test_only_a_scratch_folder_that_a_run_made_is_cleared_away(tmp_path):
    for name in ("reuse-2021-notes", "reuse-x"):
        (tmp_path / name).mkdir()
        (tmp_path / name / files.HELD).write_text("mine" if name.endswith("notes") else "")
        (tmp_path / name / "notes.txt").write_text("mine")
    with scratch(tmp_path, "reuse-") as dead:
        kept = (dead / files.HELD).read_bytes()
    dead.mkdir()
    (dead / files.HELD).write_bytes(kept)
    with scratch(tmp_path, "reuse-") as alive:
        assert {path.name for path in tmp_path.iterdir()} == {"reuse-2021-notes", "reuse-x", alive.name}
    assert there(tmp_path) == {
        "reuse-2021-notes/working": "mine",
        "reuse-2021-notes/notes.txt": "mine",
        "reuse-x/working": "",
        "reuse-x/notes.txt": "mine",
    }


@pytest.mark.skipif(os.name == "nt", reason="Windows has no umask")
def test_the_umask_is_honoured(home):
    umask = os.umask(0o027)
    try:
        write(home / "out", home / "one.csv", {"a.csv": "1", "figures/x.svg": "1"})
    finally:
        os.umask(umask)
    modes = {
        name: (home / "out" / name).stat().st_mode & 0o777 for name in ("", "figures", "a.csv", "figures/x.svg", MARKER)
    }
    assert modes == {"": 0o750, "figures": 0o750, "a.csv": 0o640, "figures/x.svg": 0o640, MARKER: 0o640}


def test_what_a_look_into_a_folder_leaves_there_is_neither_refused_nor_removed(home):
    (home / "out" / "figures").mkdir(parents=True)
    (home / "out" / "figures" / ".DS_Store").write_text("seen")
    write(home / "out", home / "one.csv", {"figures/a.svg": "1"})
    write(home / "out", home / "one.csv", {"a.csv": "1"})
    assert there(home / "out") == {"a.csv": "1", "figures/.DS_Store": "seen"}


NAMES = [
    "a.csv",
    "b.csv",
    "figures/a.svg",
    "figures/b.svg",
    "notes.txt",
    ".gitignore",
    "reader/.hidden",
    ".writing-a/working",
    MARKER,
]
TEXTS = st.sampled_from(["mine", "other", ""])
PUT = st.tuples(st.just("put"), st.sampled_from(NAMES), TEXTS)
RUN = st.tuples(
    st.just("run"),
    st.sampled_from(["one.csv", "two.csv"]),
    st.dictionaries(st.sampled_from(NAMES[:4]), st.sampled_from(["1", "2"])),
    st.booleans(),
    st.integers(0, 6),
)


@settings(max_examples=150)
@given(st.lists(st.one_of(PUT, RUN), max_size=10))
def test_whatever_files_of_the_user_stand_in_the_folder_each_keeps_its_bytes(tmp_path_factory, steps):
    """Runs of two sources, with and without leave to replace, whole and broken off; files put between them at
    any name.
    """
    home = tmp_path_factory.mktemp("any")
    out = home / "out"
    users, changed = {}, {}  # what the user put where no run had written, and over what a run had
    for step in steps:
        if step[0] == "put":
            _, name, text = step
            record = read_record(out)
            ours = (
                name == MARKER and record is not None or record is not None and record.has(name) and name not in users
            )
            if name == MARKER and ours:
                continue  # who writes over the record itself says that all files are the user's
            (out / name).parent.mkdir(parents=True, exist_ok=True)
            (out / name).write_text(text)
            (changed if ours else users)[name] = text
        else:
            _, source, content, overwrite, broken = step
            with pytest.MonkeyPatch.context() as patch:
                if broken:
                    breaking(patch, broken)
                try:
                    write(out, home / source, content, overwrite=overwrite)
                    assert set(there(out)) == {*content} and there(out) == content
                    changed = {}
                except AnalysisError:
                    changed = {} if overwrite else changed
        assert {name: (out / name).read_text() for name in users} == users
        assert {name: (out / name).read_text() for name in changed} == changed


def breaking(patch, steps):
    replace, left = os.replace, [steps]

    def failing(*names):
        left[0] -= 1
        if left[0] == 0:
            raise OSError(errno.EIO, "Input/output error")
        replace(*names)

    patch.setattr(os, "replace", failing)
