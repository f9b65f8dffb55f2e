"""``python -m analysis reuse``: results whole or not at all, the same bytes each time, errors without tracebacks."""

import errno
import json
import random

import networkx as nx
import pandas as pd
import pytest

from analysis.__main__ import main
from analysis.chains import output

FILES = {f"{name}.{kind}" for name in ("passages", "links", "clusters", "chains", "joins", "ghosts", "boilerplate", "dropped") for kind in ("csv", "parquet")}
FILES |= {f"{name}.{kind}" for name in ("documents", "posteriors", "ties", "edits", "ledger", "credits", "alone") for kind in ("csv", "parquet")}
FILES |= {"links.graphml", "chains.graphml", "reuse.json", "chains.json", "README.txt", ".gitignore"}


@pytest.fixture
def corpus(tmp_path):
    rng = random.Random(3)
    words = [a + b for a in ("ba", "ko", "ri", "tu", "se", "mo") for b in ("lador", "miven", "nolis", "pegam", "tatok")]
    story = [rng.choice(words) + rng.choice(words) for _ in range(80)]
    rows = [
        {"id": "x&<1", "outlet": "Her\x01ald", "date": "2021-01-01", "title": "A & B", "text": " ".join(story)},
        {"id": "x2", "outlet": "Post", "date": "2021-01-03", "title": None, "text": " ".join(story[:60])},
        {"id": "x3", "outlet": None, "date": None, "title": "标题", "text": " ".join([*story[:50], "and", "more"])},
        {"id": "u", "outlet": "Star", "date": None, "title": "", "text": " ".join(rng.choice(words) + rng.choice(words) for _ in range(60))},
    ]
    path = tmp_path / "corpus.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def run(corpus, out, *options):
    return main(["reuse", str(corpus), "--out", str(out), "--quiet", *options])


def test_a_corpus_that_cannot_be_read_is_a_message_and_leaves_no_results(tmp_path, capsys):
    assert run(tmp_path / "none.csv", tmp_path / "out") == 1
    assert "there is no such file" in capsys.readouterr().err
    assert not {p.name for p in (tmp_path / "out").iterdir()} & FILES


def test_an_output_folder_that_is_a_file_is_a_message(corpus, tmp_path, capsys):
    (tmp_path / "out").write_text("mine")
    assert run(corpus, tmp_path / "out") == 1
    assert "cannot be written" in capsys.readouterr().err
    assert (tmp_path / "out").read_text() == "mine"


def test_a_full_disk_leaves_the_results_of_the_run_before(corpus, tmp_path, capsys, monkeypatch):
    out = tmp_path / "out"
    assert run(corpus, out) == 0
    before = {name: (out / name).read_bytes() for name in FILES}

    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    for name in ("_json", "to_graphml", "_graphml"):
        with monkeypatch.context() as patch:
            patch.setattr(output, name, full)
            assert run(corpus, out, "--min-words", "40") == 1
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
    assert graph.nodes["x&<1"]["outlet"] == "Her\ufffdald" and graph.nodes["x3"]["title"] == "标题"
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
    assert run(corpus, tmp_path / "one") == run(other, tmp_path / "two", "--processes", "1") == run(corpus, tmp_path / "one") == 0
    for name in FILES:
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
    texts = [[rng.choice(words) for _ in range(60)] + run + [rng.choice(words) for _ in range(30)] for run in runs for _ in range(2)]
    docs = pd.DataFrame({"id": [f"{i:02}{copy}" for i in range(40) for copy in "ab"], "text": [" ".join(text) for text in texts]})
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
    rows = [{"id": "a", "date": "2021-03-01T08:00:00Z", "text": words}, {"id": "b", "date": "2021-03-02T09:30:00+08:00", "text": words}, {"id": "c", "date": "2021-03-03", "text": words}]
    pd.DataFrame(rows).to_json(tmp_path / "news.jsonl", orient="records", lines=True)
    assert run(tmp_path / "news.jsonl", tmp_path / "out") == 0
    assert capsys.readouterr().err.count("2 came with a time of day and were cut to the day") == 1
    assert pd.read_csv(tmp_path / "out" / "documents.csv")["date"].tolist() == ["2021-03-01", "2021-03-02", "2021-03-03"]
