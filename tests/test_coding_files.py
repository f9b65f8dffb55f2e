"""Coders' files: what is wrong is told all at once, a coder sees and mints only what is the coder's, changes
are whole.
"""

import os
import signal
import subprocess
import sys
import textwrap

import coding_study
import pytest
from coding_study import claim

from analysis import codebook, tables
from analysis.__main__ import main
from analysis.coding import coderfile, records
from analysis.coding.desk import Faulty, desk
from analysis.coding.queue import read_queue
from analysis.coding.version import version
from analysis.errors import AnalysisError


@pytest.fixture
def study(tmp_path):
    return coding_study.make(tmp_path / "study")


@pytest.fixture
def queued(tmp_path):
    return coding_study.make(tmp_path / "study", coding_study.QUEUE)


def said(work, *arguments):
    with pytest.raises(AnalysisError) as error:
        work(*arguments)
    return str(error.value)


def test_every_fault_of_every_coders_file_is_told_at_once(study):
    for coder in ("ana", "ben"):
        desk(study, "claims", coder).save(claim())
    for coder in ("ana", "ben"):
        path = coderfile.path(study, "claims", coder)
        path.write_text(path.read_text().replace(",for,", ",fro,").replace("keeper,", ",", 1))
    told = said(records.read, study, "claims")
    for coder in ("ana", "ben"):
        assert f"data/raw/coding/claims/{coder}.csv" in told
    assert told.count("row 2, column stance: 'fro' is not allowed") == 2 and told.count("did you mean 'for'") == 2
    assert told.count("row 2, column speaker: may not be empty where entry is 'row'") == 2


def excel(path, encoding="utf-8-sig"):
    """What Excel makes of a CSV in a country of semicolons."""
    text = path.read_text("utf-8").replace(",", ";").replace("\n", "\r\n")
    path.write_bytes(text.encode(encoding))


def test_a_coders_file_that_excel_saved_is_read_and_told_with_the_verb_that_mends_it(study, capsys):
    desk(study, "claims", "ana").save(claim(speaker="Müller", statement="=1+1"))
    path = coderfile.path(study, "claims", "ana")
    before = path.read_bytes()
    excel(path)
    assert main(["--study", str(study.root), "code", "status", "claims"]) == 0
    told = capsys.readouterr().err
    mend = "code import data/raw/coding/claims/ana.csv --table claims --coder ana"
    assert "a byte order mark, line ends with CR, semicolons between cells" in told and mend in told
    assert main(["--study", str(study.root), *mend.replace("data/", f"{study.data}/").split()]) == 0
    assert path.read_bytes() == before


def test_a_date_that_could_be_two_is_mended_by_the_verb_that_the_error_names(study, capsys):
    desk(study, "claims", "ana").save(claim(date="2031-05-12", date_of="said"))
    path = coderfile.path(study, "claims", "ana")
    before = path.read_bytes()
    path.write_bytes(before.replace(b"2031-05-12", b"12/05/2031"))
    assert main(["--study", str(study.root), "code", "status", "claims"]) == 2
    mend = "code import data/raw/coding/claims/ana.csv --table claims --coder ana --dates dmy"
    assert f"say which with {mend} or mdy" in " ".join(capsys.readouterr().err.split())
    assert main(["--study", str(study.root), *mend.replace("data/", f"{study.data}/").split()]) == 0
    assert path.read_bytes() == before


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_what_is_frozen_is_read_through_the_same_door(study, encoding):
    desk(study, "claims", "ana").save(claim(speaker="Müller", statement="=1+1"))
    frozen = coderfile.path(study, "claims", "ana", frozen=True)
    frozen.parent.mkdir(parents=True)
    frozen.write_bytes(coderfile.path(study, "claims", "ana").read_bytes())
    expected = records.read(study, "claims").before["ana"]
    assert expected[0]["statement"] == "=1+1"
    excel(frozen, encoding)
    assert records.read(study, "claims").before["ana"] == expected


def test_what_is_frozen_and_damaged_or_no_file_is_told_with_its_name(study):
    desk(study, "claims", "ana").save(claim())
    frozen = coderfile.path(study, "claims", "ana", frozen=True)
    frozen.parent.mkdir(parents=True)
    lines = coderfile.path(study, "claims", "ana").read_text("utf-8").splitlines()
    frozen.write_text("\n".join([*lines, "a,b", "c"]), "utf-8")
    told = said(records.read, study, "claims")
    assert "frozen/claims/ana.csv" in told and "row 3: it has 2 cells" in told and "row 4: it has 1 cells" in told
    frozen.unlink()
    os.mkfifo(frozen)
    assert "it is a pipe and no file" in said(records.read, study, "claims")


@pytest.mark.parametrize(
    ("change", "column", "fault"),
    [
        ({"stance": "fro"}, "stance", "did you mean 'for'"),
        ({"stance": ""}, "stance", "may not be empty"),
        ({"date": "Sept 2020"}, "date", "did you mean 2020-09?"),
        ({"date": "2020-09"}, "date_of", "may not be empty where date is '2020-09'"),
        ({"paragraph": "9"}, "paragraph", "there is no article ferry, paragraph 9"),
        ({"paragraph": "one"}, "paragraph", "not a whole number"),
        ({"article": "fery"}, "article", "did you mean 'ferry'"),
        ({"answers": "claims-ana-0099"}, "answers", "does not occur"),
    ],
)
def test_a_row_is_checked_as_the_reader_of_tables_checks_it_and_not_written(study, change, column, fault):
    own = desk(study, "claims", "ana")
    with pytest.raises(Faulty) as error:
        own.save(claim() | change)
    assert fault in error.value.faults[column] and not own.file.path.exists()


@pytest.mark.parametrize("name", ["", "Ana", "ana b", "ana-b", "../ana", "1ana", None])
def test_a_coder_whose_name_could_not_be_part_of_an_id_is_refused(study, name):
    assert "no name for a coder" in said(desk, study, "claims", name)


def test_a_table_that_nobody_codes_and_one_that_is_none_are_refused_in_words(study):
    assert "no table that people code" in said(desk, study, "articles", "ana").replace("articles is ", "")
    assert "did you mean 'claims'" in said(desk, study, "claim", "ana")


def test_a_column_of_the_table_that_a_coders_file_has_too_is_refused(study):
    path = study.coded / "claims.yml"
    path.write_text(path.read_text().replace("name: speaker,", "name: unsure,").replace("speaker]", "unsure]"))
    assert "has a column unsure" in said(desk, study, "claims", "ana")


def test_the_row_of_another_coder_cannot_be_changed_or_taken_out(study):
    name = desk(study, "claims", "ana").save(claim())
    own = desk(study, "claims", "ben")
    assert "none of ben's rows" in said(own.save, claim(stance="against"), name)
    assert "none of ben's rows" in said(own.remove, name)
    assert own.rows() == []


def test_an_id_of_another_coder_in_a_file_is_a_fault(study):
    desk(study, "claims", "ana").save(claim())
    source, target = (coderfile.path(study, "claims", coder) for coder in ("ana", "ben"))
    target.write_bytes(source.read_bytes())
    assert "'claims-ana-0001' does not match claims-ben-" in said(records.read, study, "claims")


def test_nothing_to_code_where_there_are_rows_is_refused_and_a_row_takes_the_note_away(study):
    own = desk(study, "claims", "ana")
    own.nothing("gate")
    own.save(claim("gate"))
    assert [row["entry"] for row in own.rows()] == ["row"]
    assert "has coded rows already" in said(own.nothing, "gate")


def test_nothing_to_code_needs_an_article_that_there_is_and_holds_nothing_else(study):
    own = desk(study, "claims", "ana")
    assert "did you mean 'gate'" in said(own.nothing, "gat")
    own.nothing("gate")
    path = own.file.path
    path.write_text(path.read_text().replace("gate,,,", "gate,,A claim,"))
    assert "column statement: 'A claim' stands there, and it must be empty where entry is 'nothing'" in said(own.rows)


def test_two_coders_never_mint_the_same_id(study):
    names = [desk(study, "claims", coder).save(claim(paragraph=p)) for p in (1, 2) for coder in ("ana", "ben")]
    assert names == ["claims-ana-0001", "claims-ben-0001", "claims-ana-0002", "claims-ben-0002"]


def test_two_kernels_of_one_coder_mint_different_ids_and_lose_nothing(study):
    one, other = desk(study, "claims", "ana"), desk(study, "claims", "ana")
    assert [one.save(claim()), other.save(claim(paragraph=2)), one.save(claim(paragraph=3))] == [
        f"claims-ana-000{number}" for number in (1, 2, 3)
    ]
    assert len(one.rows()) == 3


def test_undo_takes_back_change_after_change_and_refuses_what_was_changed_elsewhere(study):
    own = desk(study, "claims", "ana")
    empty = own.undo()
    own.nothing("ferry")
    name = own.save(claim())
    own.save(claim(stance="against"), name)
    own.remove(name)
    assert [own.undo() != "" for _ in range(2)] == [True, True] and own.rows()[0]["stance"] == "for"
    own.undo()
    assert own.rows()[0]["entry"] == "nothing" and empty == ""
    name = own.save(claim())
    desk(study, "claims", "ana").save(claim(stance="neutral"), name)
    assert "changed elsewhere since" in said(own.undo) and own.rows()[0]["stance"] == "neutral"


def test_one_sheet_an_article_where_the_unit_is_the_article(study):
    own = desk(study, "tones", "ana")
    assert own.save({"article": "ferry", "tone": "warm"}) == "ferry"
    assert "ferry has a row already" in said(own.save, {"article": "ferry", "tone": "cold"})
    own.save({"article": "ferry", "tone": "cold"}, "ferry")
    assert [row["tone"] for row in own.rows()] == ["cold"] and own.undo() == "ferry"
    assert [row["tone"] for row in own.rows()] == ["warm"]


def test_the_version_of_the_codebook_changes_with_what_a_coder_goes_by_and_with_nothing_else(study):
    def now():
        return version(codebook.read(study)["claims"])

    path, first = study.coded / "claims.yml", now()
    name = desk(study, "claims", "ana").save(claim())
    text = path.read_text()
    path.write_text(text.replace("hue: green", "hue: blue").replace("title: Claims", "title: All claims"))
    assert now() == first
    path.write_text(text.replace("meaning: Wants it", "meaning: Wants it or takes part in it"))
    assert now() != first
    own = desk(study, "claims", "ana")
    assert own.rows()[0]["codebook"] == first
    own.save(claim(stance="neutral"), name)
    assert own.rows()[0]["codebook"] == now()


def test_what_a_coder_wrote_is_in_no_warning_and_no_table_of_the_study(study):
    desk(study, "claims", "ana").save(claim())
    book = codebook.read(study)
    assert not book.undescribed and "ana" not in list(book)


KILLED = """
import os, sys
from analysis import study as studies
from analysis.coding.desk import desk
own = desk(studies.at(sys.argv[1]), "claims", "ana")
row = {"article": "ferry", "paragraph": "1", "statement": "x" * 2000, "speaker": "k", "stance": "for"}
for number in range(100000):
    own.save(row | {"speaker": f"k{number}"})
    print(number, flush=True)
"""


def test_a_kernel_that_is_killed_in_mid_save_leaves_a_whole_file_with_every_row_that_was_confirmed(study):
    for wait in (3, 5, 8):
        before = len(desk(study, "claims", "ana").rows())
        child = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(KILLED), str(study.root)], stdout=subprocess.PIPE, text=True
        )
        confirmed = 0
        for line in child.stdout:
            confirmed = int(line) + 1
            if confirmed == wait:
                os.kill(child.pid, signal.SIGKILL)
        child.wait()
        rows = desk(study, "claims", "ana").rows()
        assert len(rows) - before in (confirmed, confirmed + 1) and confirmed >= wait


def test_a_disk_that_fails_leaves_the_file_as_it_was(study, monkeypatch):
    own = desk(study, "claims", "ana")
    own.save(claim())
    before = own.file.path.read_bytes()

    def full(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    assert "No space left" in said(own.save, claim(paragraph=2))
    assert own.file.path.read_bytes() == before
    assert sorted(path.name for path in own.file.path.parent.iterdir()) == ["ana.csv"]


# Who codes what


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("kind: person}", "kind: persona}", "line 3, coder ana, kind: 'persona' is none of: person, model"),
        (", prompt: data/raw/coding/prompt.md", "", "prompt is missing: the file with what it was told"),
        ("prompt.md", "promt.md", "there is no file data/raw/coding/promt.md"),
        ("articles: [ferry]", "articles: [fery]", "there is no article 'fery'; did you mean 'ferry'?"),
        ("seed: 7, ", "", "round reliability: seed is missing"),
        ("sample: 2, seed: 7", "sample: 0, seed: 7", "a sample has one article at least"),
        ("articles: [ferry], ", "", "round pilot: it needs one of: articles (a list), sample (how many), rest"),
        ("coders: [ana, ben]}", "coders: [ana, bob]}", "'bob' is not among the coders"),
        ("mask: [outlet]", "mask: [outlets]", "did you mean 'outlet'"),
        ("table: claims, articles", "table: claim, articles", "there is no table 'claim'"),
    ],
)
def test_a_fault_of_the_queue_is_told_with_line_and_key(queued, old, new, fault):
    path = queued.raw / "coding/queue.yml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    assert fault in said(read_queue, queued, dict.fromkeys(["claims", "tones"], lambda: coding_study.ARTICLES))


def test_who_is_not_in_the_queue_is_asked_after(queued):
    assert "'bem' is not in the queue; did you mean 'ben'?" in said(desk, queued, "claims", "bem")


def test_a_sample_hangs_on_seed_and_ids_and_takes_nothing_of_an_earlier_round(queued):
    articles = list(coding_study.ARTICLES)
    queue = read_queue(queued, {"claims": lambda: articles})
    tasks = queue.tasks("claims", articles)
    assert [task.article for task in tasks if task.round == "pilot"] == ["ferry"]
    drawn = {task.article for task in tasks if task.round == "reliability"}
    assert len(drawn) == 2 and "ferry" not in drawn
    again = {task.article for task in queue.tasks("claims", articles[::-1]) if task.round == "reliability"}
    assert again == drawn
    assert sorted(task.article for task in tasks) == sorted(articles)
    assert [task.coders for task in tasks if task.round == "main"] == [("ana",)]
    assert all(task.mask == ("outlet",) for task in tasks if task.round == "reliability")


def test_status_counts_and_shows_no_value(queued, capsys):
    desk(queued, "claims", "ana").save(claim(speaker="secretive", unsure="yes"))
    assert main(["--study", str(queued.root), "code", "status"]) == 0
    told = capsys.readouterr().out
    assert "ana: 1 of 4 articles read, 1 rows, 1 unsure, next:" in told and "parrot (model): 0 of 2 articles" in told
    assert "secretive" not in told


def test_nobody_has_begun_is_said_with_what_to_do(study, capsys):
    assert main(["--study", str(study.root), "code", "status"]) == 2
    assert "nobody has begun to code" in capsys.readouterr().err


def test_a_coders_file_reads_and_writes_to_the_same_bytes(study):
    own = desk(study, "claims", "ana")
    own.save(claim(speaker='a "quoted", one'))
    own.nothing("gate")
    before = own.file.path.read_bytes()
    tables.write(own.file, own.rows())
    assert own.file.path.read_bytes() == before
