"""Several at once on one study, and a disk that is full at any write: nothing is lost, and what was begun can go on."""

import os
import shutil
import subprocess
import sys
import textwrap

import coding_study
import pytest
from coding_study import claim

from analysis import study as studies
from analysis.__main__ import main
from analysis.coding import decisions
from analysis.coding.desk import desk

SAVING = """
import sys
from analysis import study
from analysis.coding.desk import desk
own = desk(study.at(sys.argv[1]), "claims", sys.argv[2])
for number in range(5):
    cells = {"article": "ferry", "paragraph": "1", "speaker": f"{sys.argv[3]} {number}", "stance": "for"}
    own.save(cells | {"statement": "It is wanted"})
"""


def saving(study, coder, window):
    return subprocess.Popen([sys.executable, "-c", textwrap.dedent(SAVING), str(study.root), coder, window])


def test_two_people_and_two_windows_of_one_save_at_once_and_no_row_is_lost(tmp_path):
    study = coding_study.make(tmp_path / "study")
    at_work = [saving(study, "ana", "left"), saving(study, "ana", "right"), saving(study, "ben", "left")]
    assert [one.wait(120) for one in at_work] == [0, 0, 0]
    rows = desk(study, "claims", "ana").rows()
    said = {f"{window} {number}" for window in ("left", "right") for number in range(5)}
    assert {row["speaker"] for row in rows} == said and len({row["id"] for row in rows}) == 10
    assert len(desk(study, "claims", "ben").rows()) == 5


def settled(study):
    return main(["--study", str(study.root), "code", "settle", "claims"])


def decide(study):
    lines = decisions.read(study)
    for line in lines:
        line |= {"value": "out" if line["column"] == "row" else "neutral", "reason": "rule 1"}
    decisions.write(study, "decisions", lines)


def bytes_of(study):
    return {str(path.relative_to(study.data)): path.read_bytes() for path in study.data.rglob("*") if path.is_file()}


@pytest.fixture
def coded(tmp_path):
    """Two coders who differ in a value and in a row."""
    study = coding_study.make(tmp_path / "study", coding_study.QUEUE.replace("mask: [outlet]", "purpose: reliability"))
    ana, ben = desk(study, "claims", "ana"), desk(study, "claims", "ben")
    ana.save(claim(speaker="mayor", stance="against"))
    ana.save(claim(paragraph=2, speaker="clerk"))
    ben.save(claim(speaker="mayor", stance="neutral"))
    return study


def failing(monkeypatch, at):
    """Let the disk be full at a write, counted from 0, and say how many there were."""
    done, real = [0], os.replace

    def replace(*arguments):
        done[0] += 1
        if done[0] - 1 == at:
            raise OSError(28, "No space left on device")
        real(*arguments)

    monkeypatch.setattr(os, "replace", replace)
    return done


@pytest.mark.parametrize("step", ["asking", "settling"])
def test_a_full_disk_at_any_write_is_told_and_the_next_run_gives_the_same(coded, tmp_path, monkeypatch, capsys, step):
    expected = 1
    if step == "settling":
        assert settled(coded) == 1
        decide(coded)
        expected = 0
    whole = studies.at(shutil.copytree(coded.root, tmp_path / "whole"))
    with monkeypatch.context() as patch:
        writes = failing(patch, -1)
        assert settled(whole) == expected
    assert writes[0] >= 3
    for at in range(writes[0]):
        study = studies.at(shutil.copytree(coded.root, tmp_path / f"full-{at}"))
        with monkeypatch.context() as patch:
            failing(patch, at)
            assert settled(study) == 2
        assert "No space left on device" in capsys.readouterr().err
        left = [name for name in bytes_of(study) if "/." in f"/{name}"]
        assert left in ([], ["raw/coding/frozen/claims/.unfinished"])  # nothing half-written, but what is to be done
        assert settled(study) == expected
        assert bytes_of(study) == bytes_of(whole)


def test_a_sheet_for_which_there_is_no_space_leaves_the_one_that_is_there(coded, tmp_path, monkeypatch):
    path = tmp_path / "ana.xlsx"
    arguments = ["--study", str(coded.root), "code", "export", str(path), "--table", "claims", "--coder", "ana"]
    assert main(arguments) == 0
    before = path.read_bytes()
    desk(coded, "claims", "ana").save(claim(paragraph=3, speaker="clerk"))
    with monkeypatch.context() as patch:
        failing(patch, 0)
        assert main(arguments) == 2
    assert path.read_bytes() == before and sorted(tmp_path.iterdir()) == [path, tmp_path / "study"]


def at_once(*commands, status=(0,)):
    """Run commands in processes of their own, begun together; what they said on the error stream."""
    begun = [
        subprocess.Popen([sys.executable, "-m", "analysis", *map(str, one)], stderr=subprocess.PIPE, text=True)
        for one in commands
    ]
    said = [one.communicate(timeout=300)[1] for one in begun]
    assert all(one.returncode in status for one in begun), said
    return said


def test_two_topics_that_are_begun_at_once_are_both_there(coded):
    (coded.notebooks / "10_topic.ipynb").write_text("{}", "utf-8")
    names = ["tides", "gates", "lamps"]
    at_once(*(["--study", coded.root, "new-topic", name, "--terms", name] for name in names))
    from analysis.topics import read_topics, topics_path

    assert sorted(read_topics(topics_path(coded))) == sorted(names)
    assert {path.stem for path in coded.params.glob("*.yml")} == {f"10_topic-{name}" for name in names}


def test_two_tables_that_are_settled_at_once_keep_the_decisions_of_both(coded):
    queue = coded.raw / "coding" / "queue.yml"
    queue.write_text(queue.read_text("utf-8") + "  tones: {table: tones, articles: [ferry], coders: [ana, ben]}\n")
    for coder, tone in (("ana", "warm"), ("ben", "cold")):
        desk(coded, "tones", coder).save({"article": "ferry", "tone": tone})
    at_once(*(["--study", coded.root, "code", "settle", table] for table in ("claims", "tones")), status=(1,))
    assert {line["table"] for line in decisions.read(coded)} == {"claims", "tones"}


def test_two_imports_into_one_corpus_and_one_who_reads_it_see_it_whole(tmp_path):
    news = tmp_path / "news"
    news.mkdir()
    for name in ("ferry", "gate", "storm"):
        (news / f"{name}.txt").write_text(f"The {name}\n\nWhat was said of the {name} was long and was said twice.\n")
    bring = ["import", news, "--as", "harbour", "--into", tmp_path / "corpora"]
    at_once(bring)
    (news / "market.txt").write_text("The market\n\nWhat was said of the market was short.\n")
    reading = (
        "import sys; from newsbench.opening import open_corpus\n"
        "for _ in range(20):\n"
        "    corpus = open_corpus('harbour', sys.argv[1])\n"
        "    assert corpus.n_articles in (3, 4), corpus.n_articles\n"
        "    assert len(corpus.concordance('said')) in (6, 7)\n"
    )
    reader = subprocess.Popen(
        [sys.executable, "-c", reading, str(tmp_path / "corpora")], stderr=subprocess.PIPE, text=True
    )
    at_once(bring, bring)
    assert reader.wait(300) == 0, reader.stderr.read()
    from newsbench.opening import open_corpus

    assert open_corpus("harbour", tmp_path / "corpora").n_articles == 4
