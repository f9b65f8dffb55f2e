"""``python -m analysis reuse``: results whole or not at all, the same bytes each time, errors without tracebacks."""

import errno
import json
import os
import random

import networkx as nx
import pandas as pd
import pytest

from analysis.__main__ import main
from analysis.files import HELD, MARKER
from reprints.chains import export

FILES = {
    f"{name}.{kind}"
    for name in ("passages", "links", "clusters", "chains", "joins", "ghosts", "boilerplate", "stock", "dropped")
    for kind in ("csv", "parquet")
}
FILES |= {
    f"{name}.{kind}"
    for name in ("documents", "posteriors", "ties", "cut", "edits", "ledger", "credits", "alone")
    for kind in ("csv", "parquet")
}
FILES |= {"links.graphml", "chains.graphml", "reuse.json", "chains.json", "README.txt", ".gitignore", MARKER}


@pytest.fixture
def corpus(tmp_path):
    rng = random.Random(3)
    words = [a + b for a in ("ba", "ko", "ri", "tu", "se", "mo") for b in ("lador", "miven", "nolis", "pegam", "tatok")]
    story = [rng.choice(words) + rng.choice(words) for _ in range(80)]
    rows = [
        {"id": "x&<1", "outlet": "Her\x01ald", "date": "2021-01-01", "title": "A & B", "text": " ".join(story)},
        {"id": "x2", "outlet": "Post", "date": "2021-01-03", "title": None, "text": " ".join(story[:60])},
        {"id": "x3", "outlet": None, "date": None, "title": "标题", "text": " ".join([*story[:50], "and", "more"])},
        {
            "id": "u",
            "outlet": "Star",
            "date": None,
            "title": "",
            "text": " ".join(rng.choice(words) + rng.choice(words) for _ in range(60)),
        },
    ]
    path = tmp_path / "corpus.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def run(corpus, out, *options):
    return main(["reuse", str(corpus), "--out", str(out), "--quiet", *options])


def test_a_corpus_that_cannot_be_read_is_a_message_and_leaves_no_results(tmp_path, capsys):
    assert run(tmp_path / "none.csv", tmp_path / "out") == 2
    assert "there is no such file" in capsys.readouterr().err
    assert not {p.name for p in (tmp_path / "out").iterdir()} & FILES


def test_an_output_folder_that_is_a_file_is_a_message(corpus, tmp_path, capsys):
    (tmp_path / "out").write_text("mine")
    assert run(corpus, tmp_path / "out") == 2
    assert "cannot be written" in capsys.readouterr().err
    assert (tmp_path / "out").read_text() == "mine"


def standing(folder):
    """name -> bytes of every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


@pytest.fixture
def beside(tmp_path):
    """A folder of the user's, with the corpus under the name of a table of results and two files that have names of
    results.
    """
    home = tmp_path / "mine"
    home.mkdir()
    (home / "documents.csv").write_text("id,text\na,one two three\nb,one two three\n", encoding="utf-8")
    (home / "README.txt").write_text("my notes")
    (home / ".gitignore").write_text("*.docx\n")
    return home


@pytest.mark.parametrize("out", [".", "", "../mine", "../link", "./"])
def test_results_never_go_over_the_corpus_or_files_beside_it(beside, monkeypatch, capsys, out):
    monkeypatch.chdir(beside)
    (beside.parent / "link").symlink_to(beside)
    before = standing(beside)
    for options in ((), ("--overwrite",)):
        assert run("documents.csv", out, *options) == 2
        said = capsys.readouterr().err
        assert "documents.csv, which is read, lies in it" in said if out else "--out: no folder is named" in said
    assert standing(beside) == before and {path.name for path in beside.parent.iterdir()} == {"mine", "link"}


def test_the_folder_of_the_corpus_is_no_working_folder_either(beside, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(beside)
    before = standing(beside)
    for workdir in (".", "", str(beside)):
        assert run("documents.csv", tmp_path / "out", "--workdir", workdir) == 2
        assert "could be overwritten" in (said := capsys.readouterr().err) or "--workdir: no folder is named" in said
    assert standing(beside) == before and not (tmp_path / "out").exists()


def test_files_that_no_run_wrote_are_refused_by_name_before_any_work(corpus, tmp_path, capsys):
    out = tmp_path / "out"
    for name in ("figures/mine.png", "reader/notes.txt", "README.txt", "work/plan.txt"):
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text("mine")
    before = standing(out)
    for options in ((), ("--overwrite",), ("--figures", "--reader"), ("--workdir", str(tmp_path / "work"))):
        assert run(corpus, out, *options) == 2
        said = capsys.readouterr().err
        assert all(name in said for name in before) and "Name a new or empty folder" in said
    assert standing(out) == before and not (tmp_path / "work").exists()


def test_a_folder_of_results_from_before_there_was_a_record_is_refused_by_name(corpus, tmp_path, capsys):
    assert run(corpus, tmp_path / "out") == 0
    (tmp_path / "out" / MARKER).unlink()
    before = standing(tmp_path / "out")
    assert run(corpus, tmp_path / "out") == 2
    assert "alone.csv" in (said := capsys.readouterr().err) and "and more" in said and "move these files away" in said
    assert standing(tmp_path / "out") == before


def test_tiers_inside_the_folder_are_refused(corpus, tmp_path, capsys):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "tiers.csv").write_text("outlet,tier\nPost,local\n")
    assert run(corpus, tmp_path / "out", "--tiers", str(tmp_path / "out" / "tiers.csv")) == 2
    assert "tiers.csv, which is read, lies in it" in capsys.readouterr().err and [
        path.name for path in (tmp_path / "out").iterdir()
    ] == ["tiers.csv"]


def test_a_folder_of_notes_in_the_working_folder_stays(corpus, tmp_path):
    for name in (HELD, "notes.txt"):
        (tmp_path / "wd" / "reuse-2021-notes").mkdir(parents=True, exist_ok=True)
        (tmp_path / "wd" / "reuse-2021-notes" / name).write_text("mine")
    for _ in range(2):
        assert run(corpus, tmp_path / "out", "--workdir", str(tmp_path / "wd")) == 0
    assert {name: content for name, content in standing(tmp_path / "wd").items() if "notes" in name} == {
        "reuse-2021-notes/working": b"mine",
        "reuse-2021-notes/notes.txt": b"mine",
    }


def test_something_else_under_the_name_of_the_fingerprints_is_refused(corpus, tmp_path, capsys):
    assert run(corpus, tmp_path / "out") == 0
    name = next(path.name for path in (tmp_path / "out" / "work").iterdir())
    (tmp_path / "wd" / name).mkdir(parents=True)
    (tmp_path / "wd" / name / "algorithm.txt").write_text("my algorithm")
    assert run(corpus, tmp_path / "out", "--workdir", str(tmp_path / "wd")) == 2
    assert "something else than fingerprints" in capsys.readouterr().err
    assert standing(tmp_path / "wd") == {f"{name}/algorithm.txt": b"my algorithm"}


def test_another_corpus_takes_a_folder_over_only_when_told_and_leaves_nothing_of_the_first(corpus, tmp_path, capsys):
    out, other = tmp_path / "out", tmp_path / "other.csv"
    other.write_text("id,text\na,one two\nb,three\n", encoding="utf-8")
    assert run(corpus, out, "--figures", "1", "--reader") == 0
    before = standing(out)
    assert run(other, out) == 2
    assert "made from another source, 'corpus.jsonl'" in (said := capsys.readouterr().err) and "--overwrite" in said
    assert standing(out) == before
    assert run(other, out, "--overwrite") == 0
    assert (
        "removed, as this run does not write them: figures/ (" in (said := capsys.readouterr().out)
        and "reader/ (" in said
    )
    assert {path.name for path in out.iterdir()} == FILES | {"work"}
    assert run(corpus, out) == 2


def test_figures_of_the_run_before_go_with_it_and_are_named(corpus, tmp_path, capsys):
    assert run(corpus, tmp_path / "out", "--figures", "1", "--reader") == 0
    assert run(corpus, tmp_path / "out", "--reader") == 0
    assert "removed, as this run does not write them: figures/ (" in capsys.readouterr().out
    assert {path.name for path in (tmp_path / "out").iterdir()} == FILES | {"work", "reader"}


def test_a_table_that_was_changed_by_hand_is_kept_unless_told(corpus, tmp_path, capsys):
    out = tmp_path / "out"
    assert run(corpus, out) == 0
    good = (out / "chains.csv").read_bytes()
    (out / "chains.csv").write_bytes(good + b"mine\n")
    assert run(corpus, out) == 2
    assert (
        "changed since they were written: chains.csv" in capsys.readouterr().err
        and (out / "chains.csv").read_bytes() == good + b"mine\n"
    )
    assert run(corpus, out, "--overwrite") == 0 and (out / "chains.csv").read_bytes() == good


def test_the_umask_of_the_caller_holds_for_every_file_and_folder(corpus, tmp_path):
    umask = os.umask(0o027)
    try:
        assert run(corpus, tmp_path / "out", "--figures", "1", "--reader") == 0
    finally:
        os.umask(umask)
    results = list((tmp_path / "out").rglob("*"))
    assert {path.stat().st_mode & 0o777 for path in results if path.is_dir()} == {0o750}
    assert {path.stat().st_mode & 0o777 for path in results if path.is_file()} == {0o640}


def test_a_disk_that_fails_while_files_move_is_said_and_mended_by_the_next_run(corpus, tmp_path, capsys, monkeypatch):
    out = tmp_path / "out"
    assert run(corpus, out) == 0
    replace = os.replace

    def failing(source, target):
        if str(target).endswith("index.html"):
            raise OSError(errno.EIO, "Input/output error")
        replace(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", failing)
        assert run(corpus, out, "--figures", "1") == 2
    assert (out / "figures").exists()
    assert f"{out}: cannot be written: Input/output error" in capsys.readouterr().err
    assert run(corpus, out) == 0
    assert {path.name for path in out.iterdir()} == FILES | {"work"}
    assert run(corpus, tmp_path / "fresh") == 0
    assert {name: (out / name).read_bytes() for name in FILES} == {
        name: (tmp_path / "fresh" / name).read_bytes() for name in FILES
    }


def test_a_full_disk_leaves_the_results_of_the_run_before(corpus, tmp_path, capsys, monkeypatch):
    out = tmp_path / "out"
    assert run(corpus, out) == 0
    before = {name: (out / name).read_bytes() for name in FILES}

    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    for name in ("tables_json", "to_graphml", "links_graphml"):
        with monkeypatch.context() as patch:
            patch.setattr(export, name, full)
            assert run(corpus, out, "--min-words", "40") == 2
        assert "No space left on device" in capsys.readouterr().err
        assert {name: (out / name).read_bytes() for name in FILES} == before
        assert {p.name for p in out.iterdir()} == FILES | {"work"}


def test_every_file_is_there_and_can_be_read(corpus, tmp_path, capsys):
    out = tmp_path / "out"
    assert run(corpus, out) == 0
    assert "share 3 passages in 1 clusters" in capsys.readouterr().out
    assert {p.name for p in out.iterdir()} == FILES | {"work"}
    links = pd.read_csv(out / "links.csv")
    pd.testing.assert_frame_equal(links, pd.read_parquet(out / "links.parquet"), check_dtype=False)
    assert links[["id_a", "id_b"]].values.tolist() == [["x&<1", "x2"], ["x&<1", "x3"], ["x2", "x3"]]
    graph = nx.read_graphml(out / "links.graphml")
    assert set(graph) == {"x&<1", "x2", "x3"} and graph["x&<1"]["x2"]["shared_words"] == 60
    assert graph.nodes["x&<1"]["outlet"] == "Her\u2401ald" and graph.nodes["x3"]["title"] == "标题"
    assert nx.read_graphml(out / "chains.graphml").is_directed()
    told = json.loads((out / "reuse.json").read_text(encoding="utf-8"))
    assert [row["id"] for row in told["documents"]] == ["x&<1", "x2", "x3"] and told["documents"][2]["outlet"] is None
    assert len(told["links"]) == 3 and told["clusters"][0] == {"cluster": 1, "id": "x&<1"}
    chains = pd.read_csv(out / "chains.csv")
    assert {"cluster", "id", "parent", "score", "margin", "status"} <= set(chains)
    assert set(chains.status) <= {"origin", "copy", "undecided"} and len(chains) == 3


def test_no_file_holds_the_text(corpus, tmp_path):
    out = tmp_path / "out"
    assert run(corpus, out) == 0
    words = json.loads(corpus.read_text(encoding="utf-8").splitlines()[0])["text"].split()
    for name in FILES:
        assert " ".join(words[5:10]).encode() not in (out / name).read_bytes()


def test_the_same_corpus_gives_the_same_bytes(corpus, tmp_path):
    lines = corpus.read_text(encoding="utf-8").splitlines(keepends=True)
    other = tmp_path / "other.jsonl"
    other.write_text("".join(reversed(lines)), encoding="utf-8")
    assert (
        run(corpus, tmp_path / "one")
        == run(other, tmp_path / "two", "--processes", "1")
        == run(corpus, tmp_path / "one")
        == 0
    )
    for name in FILES - {MARKER}:  # which tells the two corpora apart
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_nothing_shared_is_an_empty_result_and_no_error(tmp_path):
    path = tmp_path / "corpus.csv"
    path.write_text("id,text\na,one two\nb,three\n", encoding="utf-8")
    assert run(path, tmp_path / "out") == 0
    assert pd.read_csv(tmp_path / "out" / "links.csv").empty
    assert len(nx.read_graphml(tmp_path / "out" / "links.graphml")) == 0


def test_sensitive_finds_runs_of_twenty_words_that_the_default_passes_by(tmp_path):
    rng = random.Random(4)
    words = ["".join(rng.choice("bdfgklmnprstvz") + rng.choice("aeiou") for _ in range(3)) for _ in range(3000)]
    runs = [[rng.choice(words) for _ in range(20)] for _ in range(40)]
    texts = [
        [rng.choice(words) for _ in range(60)] + run + [rng.choice(words) for _ in range(30)]
        for run in runs
        for _ in range(2)
    ]
    docs = pd.DataFrame(
        {"id": [f"{i:02}{copy}" for i in range(40) for copy in "ab"], "text": [" ".join(text) for text in texts]}
    )
    docs.to_parquet(tmp_path / "corpus.parquet")
    found = {}
    for name, options in (("default", ()), ("sensitive", ("--sensitive",))):
        assert run(tmp_path / "corpus.parquet", tmp_path / name, *options) == 0
        links = pd.read_parquet(tmp_path / name / "links.parquet")
        assert (links.id_a.str[:2] == links.id_b.str[:2]).all()
        found[name] = len(links)
    assert found["sensitive"] == 40 > found["default"] > 20


def test_dates_with_a_time_of_day_are_taken_and_said_once(tmp_path, capsys):
    words = " ".join(f"word{n}" for n in range(60))
    rows = [
        {"id": "a", "date": "2021-03-01T08:00:00Z", "text": words},
        {"id": "b", "date": "2021-03-02T09:30:00+08:00", "text": words},
        {"id": "c", "date": "2021-03-03", "text": words},
    ]
    pd.DataFrame(rows).to_json(tmp_path / "news.jsonl", orient="records", lines=True)
    assert run(tmp_path / "news.jsonl", tmp_path / "out", "--figures", "1") == 0
    assert capsys.readouterr().err.count("2 came with a time of day") == 1
    assert pd.read_csv(tmp_path / "out" / "documents.csv")["date"].tolist() == [
        "2021-03-01T08:00:00Z",
        "2021-03-02T09:30:00+08:00",
        "2021-03-03",
    ]


def test_the_package_has_a_command_of_its_own_that_writes_the_same_and_says_2_for_a_wrong_call(
    corpus, tmp_path, capsys
):
    from reprints.__main__ import main as alone

    assert alone([str(tmp_path / "none.csv"), "--out", str(tmp_path / "out")]) == 2
    assert "there is no such file" in capsys.readouterr().err
    assert run(corpus, tmp_path / "one") == 0
    assert alone([str(corpus), "--out", str(tmp_path / "two"), "--quiet"]) == 0
    for name in FILES - {MARKER}:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
