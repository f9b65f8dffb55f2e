"""A disk that is full at any write of any command: a sentence, whole files, and a next run that succeeds."""

import shutil
import subprocess
import sys

import coding_study
import full_disk
import mini_project
import pytest
from coding_study import claim
from full_disk import at_every_write
from import_samples import FERRY, LANTERNS

from analysis import load_corpus
from analysis import study as studies
from analysis.__main__ import main
from analysis.coding import decisions
from analysis.coding.desk import desk
from analysis.corpus import processed
from analysis.errors import AnalysisError

pytestmark = full_disk.NEEDED


@pytest.fixture
def told(capsys):
    """What was said on the error stream since the last time one asked."""
    return lambda: capsys.readouterr().err


@pytest.fixture
def coded(tmp_path):
    return coding_study.coded(tmp_path / "study")


def run(of, *arguments):
    return lambda: main(["--study", str(of.root), *map(str, arguments)])


def of_notebook(work):
    """What is called in a notebook, as a command: an error is printed, as there."""

    def ended():
        try:
            work()
        except AnalysisError as error:
            print(error, file=sys.stderr)
            return 2
        return 0

    return ended


def test_a_row_that_is_saved_from_the_desk(coded, told):
    def save():
        desk(coded, "claims", "ana").save(claim(paragraph=3, speaker="clerk"))

    def again():  # the coder presses the button again, and does not where the row is there
        own = desk(coded, "claims", "ana")
        return 0 if any(row["paragraph"] == "3" for row in own.rows()) else of_notebook(save)()

    assert at_every_write(coded.root, of_notebook(save), told, again=again) >= 2


@pytest.mark.parametrize("ending", [".xlsx", ".csv", ".qdc"])
def test_a_sheet_that_is_written(coded, told, ending):
    path = coded.root / f"ana{ending}"
    path.write_bytes(b"what was there before")
    work = run(coded, "code", "export", path, "--table", "claims", "--coder", "ana")
    assert at_every_write(coded.root, work, told) >= 2 or ending == ".xlsx"


def test_a_sheet_that_is_taken(coded, told):
    path = coded.root / "sheet.xlsx"
    assert run(coded, "code", "export", path, "--table", "claims", "--coder", "ana")() == 0
    shutil.rmtree(coded.raw / "coding" / "claims")
    work = run(coded, "code", "import", path, "--table", "claims", "--coder", "ana")
    assert at_every_write(coded.root, work, told) >= 2


@pytest.mark.parametrize("step", ["asking", "settling"])
def test_what_is_frozen_asked_and_settled(coded, told, step):
    if step == "settling":
        assert run(coded, "code", "settle", "claims")() == 1
        lines = decisions.read(coded)
        for line in lines:
            line |= {"value": "out" if line["column"] == "row" else "neutral", "reason": "rule 1"}
        decisions.write(coded, "decisions", lines)

    def unfinished(name):
        return name.endswith("/.unfinished")

    assert at_every_write(coded.root, run(coded, "code", "settle", "claims"), told, kept=unfinished) >= 6


@pytest.mark.parametrize("keep", [(), ("--keep",)])
def test_a_table_that_is_put_in_the_one_form(coded, told, keep):
    path = coded.coded / "tones.csv"
    path.write_bytes(b"article;tone\r\nstorm;cold\r\nferry;warm\r\n")
    assert at_every_write(coded.root, run(coded, "tidy-table", "tones", *keep), told) >= 2


@pytest.fixture
def corpus(invented, monkeypatch):
    """The invented corpus with its text, its processed tables built."""
    monkeypatch.setenv("CORPUS_TEXT", str(invented))
    study = studies.find()
    processed.accept(study)
    return load_corpus()


def test_a_search_that_is_saved_as_a_report(corpus, told):
    def save():
        loaded = load_corpus()
        loaded.concordance("tide")
        loaded.save_report("tides")

    def again():
        report = corpus.study.params / "60_search-tides.yml"
        if report.exists():  # all but the codebook is there, and the error named what could not be written
            return main(["--study", str(corpus.study.root), "codebook"])
        return of_notebook(save)()

    assert at_every_write(corpus.study.root, of_notebook(save), told, again=again, step=7) >= 10


def test_a_topic_that_is_begun(corpus, told):
    study = corpus.study
    (study.notebooks).mkdir(exist_ok=True)
    (study.notebooks / "10_topic.ipynb").write_text("{}", "utf-8")
    study.params.mkdir(exist_ok=True)
    work = run(study, "new-topic", "tides", "--terms", "tide")

    def again():
        if (study.params / "10_topic-tides.yml").exists():
            return run(study, "data", "--accept")()
        return work()

    assert at_every_write(study.root, work, told, again=again, step=2) >= 5


def test_a_table_whose_description_comes_from_a_sheet(corpus, told):
    import openpyxl

    book = openpyxl.Workbook()
    for line in (
        ("description", "Who is heard"),
        ("row", "One person"),
        ("key", "id"),
        ("column", "type", "description"),
        ("id", "string", "Name of the row"),
    ):
        book.active.append(line)
    sheet = corpus.study.root / "heard.xlsx"
    book.save(sheet)
    assert at_every_write(corpus.study.root, run(corpus.study, "codebook", "--from", sheet), told) >= 4


def test_a_study_that_is_begun(tmp_path, told, monkeypatch):
    from analysis.newstudy import command

    monkeypatch.setattr(command, "packed", lambda: ("proofpress-0-py3-none-any.whl", b"packed once for all"))
    monkeypatch.setattr(command, "start_history", lambda folder: "")
    place = tmp_path / "place"
    place.mkdir()
    assert at_every_write(place, lambda: main(["new-study", str(place / "harbour")]), told, step=67) >= 100


def test_a_folder_that_one_stands_in_is_empty_again_where_there_is_no_room_for_a_study(tmp_path, told, monkeypatch):
    from analysis.newstudy import command

    monkeypatch.setattr(command, "packed", lambda: ("proofpress-0-py3-none-any.whl", b"packed once for all"))
    monkeypatch.setattr(command, "start_history", lambda folder: "")
    place = tmp_path / "place"
    place.mkdir()
    with full_disk.disk(place) as counted:
        assert main(["new-study", str(place)]) == 0
    shutil.rmtree(place)
    place.mkdir()
    with full_disk.disk(place, counted.count - 3):
        assert main(["new-study", str(place)]) == 2
    assert list(place.iterdir()) == [] and [one.name for one in tmp_path.iterdir()] == ["place"]
    assert f"{place}: cannot be written: {full_disk.FULL}" in told()


@pytest.fixture
def news(tmp_path):
    """A folder with what is imported, and where."""
    place = tmp_path / "place"
    (place / "news").mkdir(parents=True)
    for name, text in (("ferry", FERRY), ("lanterns", LANTERNS)):
        (place / "news" / f"{name}.txt").write_text(f"{name.capitalize()}\n\n{text}", "utf-8")
    return place


def is_marker(name):
    """The list of its files that a folder has: while they are moved in it names those before and those that come."""
    return name.endswith(".made-by.json")


@pytest.mark.parametrize("before", [False, True])
def test_a_corpus_that_is_imported(news, told, before):
    work = lambda: main(["import", str(news / "news"), "--as", "harbour", "--into", str(news / "corpora")])  # noqa: E731
    if before:
        assert work() == 0
        (news / "news" / "gate.txt").write_text(f"Gate\n\n{FERRY} Again.", "utf-8")
    assert at_every_write(news, work, told, step=5, kept=is_marker) >= 20


@pytest.fixture
def rendered_once(monkeypatch):
    """Pages are rendered once: what is tried is their writing."""
    from proofpress.site import command

    real, made = command._rendered, {}

    def rendered(makers, jobs):
        made.update(real({page: make for page, make in makers.items() if page not in made}, 1))
        return {page: made[page] for page in makers}

    monkeypatch.setattr(command, "_rendered", rendered)


@pytest.mark.usefixtures("rendered_once")
def test_a_site_and_an_archive(project, tmp_path, told):
    of = studies.at(mini_project.with_history(project))
    place = tmp_path / "place"
    place.mkdir()
    assert at_every_write(place, run(of, "site", "--out", place / "site"), told, step=37, kept=is_marker) >= 40
    assert run(of, "site")() == 0
    (place / "archive.zip").write_bytes(b"an older one")
    shutil.rmtree(tmp_path / "place-pristine")
    assert at_every_write(place, run(of, "archive", "--out", place / "archive.zip"), told) >= 2


SMALL = """
mount -t tmpfs -o size={room}k tmpfs {place} && cp -a {source}/. {place}
"$@"; status=$?; cp -a {place}/. {kept}; exit $status
"""


@pytest.mark.skipif(not full_disk.can_mount(), reason="needs user namespaces to mount a small disk")
def test_a_corpus_that_is_imported_onto_a_disk_of_any_size(news, tmp_path):
    """What libraries in C write, Parquet and arrays, is no file of Python: here the disk is really full."""
    source = shutil.copytree(news, tmp_path / "source")
    seen = set()
    for room in (24, 56, 88, 112, 4000):
        kept = tmp_path / f"kept-{room}"
        kept.mkdir()
        script = SMALL.format(room=room, place=news, source=source, kept=kept)
        command = [sys.executable, "-m", "analysis", "import", str(news / "news"), "--as", "harbour"]
        done = subprocess.run(
            ["unshare", "-rm", "sh", "-c", script, "sh", *command, "--into", str(news / "corpora")],
            capture_output=True,
            text=True,
        )
        where = f"{room} KB: {done.stderr}"
        seen.add(done.returncode)
        assert done.returncode in (0, 2) and "Traceback" not in done.stderr, where
        assert done.returncode == 0 or (full_disk.FULL in done.stderr and str(news) in done.stderr), where
        there = {path.name for path in kept.rglob("*") if path.is_file()}
        if "documents.parquet" in there:  # the corpus is there: all of it
            assert {"manifest.csv", "unsure.csv", "left-out.csv", "import.yml", ".made-by.json"} <= there, where
        elif done.returncode:
            assert there == {"ferry.txt", "lanterns.txt"}, where
        again = main(["import", str(kept / "news"), "--as", "harbour", "--into", str(kept / "corpora")])
        assert again == 0, where
    assert seen == {0, 2}
