"""An imported corpus is coded as the study's own articles are, without a manifest written by hand: queue, widget,
sheets, settling; locators are held against it, and no text of it gets into a coded file.
"""

import csv
import json

import coding_study
import openpyxl
import pytest

from analysis import codebook, load_corpus, tables
from analysis.__main__ import main
from analysis.codebook.generated import package_files
from analysis.coding import agreement, records, sheet
from analysis.coding.desk import Faulty, desk
from analysis.errors import AnalysisError

BODY = "The harbour master of port {n} counts the boats that came in before the bell of the old customs house rang."
QUEUE = """
coders: {ana: {kind: person}, ben: {kind: person}}
rounds:
  pilot: {table: claims, articles: [port-03], coders: [ana, ben]}
  reliability: {table: claims, sample: 5, seed: 3, coders: [ana, ben], mask: [outlet]}
  main: {table: claims, rest: divided, coders: [ana, ben]}
"""


@pytest.fixture
def study(tmp_path):
    """Thirty imported articles of two paragraphs, and claims that are about them."""
    made = coding_study.make(tmp_path / "study", QUEUE)
    claims = made.coded / "claims.yml"
    claims.write_text(claims.read_text().replace("refers: articles.article", "refers: harbour.id"), "utf-8")
    source = tmp_path / "export.csv"
    with source.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "title", "outlet", "date", "text"])
        for n in range(30):
            writer.writerow([f"port-{n:02}", f"Port {n}", "Gazette", "2031-05-12", f"{BODY.format(n=n)}\n\nA close."])
    assert main(["--study", str(made.root), "import", str(source), "--as", "harbour"]) == 0
    return made


def call(study, *arguments):
    return main(["--study", str(study.root), "code", *arguments])


def row(article, paragraph="1", **more):
    return coding_study.claim(article, paragraph, **more)


def test_locators_are_held_against_the_imported_corpus(study):
    own = desk(study, "claims", "ana")
    for cells, column, fault in (
        (row("port-99"), "article", "'port-99' does not occur in harbour.id"),
        (row("ferry"), "article", "does not occur in harbour.id"),
        (row("port-03", "3"), "paragraph", "port-03 has 2 paragraphs, so there is no paragraph 3"),
    ):
        with pytest.raises(Faulty) as error:
            own.save(cells)
        assert fault in error.value.faults[column]
    assert own.save(row("port-03", "2")) == "claims-ana-0001"


def test_a_round_names_articles_of_the_corpus(study):
    queue = study.raw / "coding/queue.yml"
    queue.write_text(QUEUE.replace("[port-03]", "[port-3]"), "utf-8")
    with pytest.raises(AnalysisError, match="there is no article 'port-3'.*did you mean .*'port-03'"):
        desk(study, "claims", "ana")


@pytest.mark.parametrize("by", ["foreignKeys", "refers"])
def test_the_corpus_is_named_in_either_way(tmp_path, by):
    made = coding_study.make(tmp_path / "study")
    (tmp_path / "one.txt").write_text("A title\n\nA text.\n", "utf-8")
    assert main(["--study", str(made.root), "import", str(tmp_path / "one.txt"), "--as", "harbour-2020"]) == 0
    claims = made.coded / "claims.yml"
    text = claims.read_text("utf-8").replace(
        "refers: articles.article, ", "" if by == "foreignKeys" else "refers: harbour-2020.id, "
    )
    if by == "foreignKeys":
        key = "{fields: [article], reference: {resource: harbour-2020, fields: [id]}}"
        text = text.replace("rules:", f"  foreignKeys:\n    - {key}\nrules:")
    claims.write_text(text, "utf-8")
    assert list(desk(made, "claims", "ana").titles.values()) == ["A title"]


def test_a_corpus_that_a_data_package_could_not_name_is_told(study):
    (study.raw / "corpora/harbour").rename(study.raw / "corpora/Harbour")
    claims = study.coded / "claims.yml"
    claims.write_text(claims.read_text().replace("harbour.id", "Harbour.id"), "utf-8")
    with pytest.raises(AnalysisError, match="a data package names its tables in lower case"):
        desk(study, "claims", "ana")


def test_a_sheet_goes_out_as_csv_and_comes_back_as_it_was(study, tmp_path):
    own = desk(study, "claims", "ana")
    own.save(row("port-03", "2", statement="=not a formula", speaker="Müller", unsure="yes"))
    before = own.file.path.read_bytes()
    arguments = [str(tmp_path / "ana.csv"), "--table", "claims", "--coder", "ana"]
    assert call(study, "export", *arguments) == 0
    assert (tmp_path / "ana.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert call(study, "import", *arguments, "--replace") == 0 and own.file.path.read_bytes() == before


def test_a_corpus_that_there_is_not_is_told_with_the_nearest(study):
    claims = study.coded / "claims.yml"
    claims.write_text(claims.read_text().replace("harbour.id", "harbor.id"), "utf-8")
    with pytest.raises(AnalysisError, match="'harbor' that there is not; did you mean 'harbour'"):
        desk(study, "claims", "ana")


def test_the_widget_shows_the_imported_text_and_masks_its_outlet(study):
    widget = load_corpus("", study).code("claims", coder="ana")
    assert len(widget.desk.tasks) == 18 and widget.desk.tasks[0].article == "port-03"
    shown = widget.answer({"verb": "article", "place": 0})
    assert shown["title"] == "Port 3" and shown["meta"].startswith("Gazette, 12 May 2031")
    assert shown["paragraphs"] == [BODY.format(n=3), "A close."]
    assert "Gazette" not in str(widget.answer({"verb": "article", "place": 1}))
    cells = {name: cell for name, cell in row("port-03").items() if name != "article"}
    copied = widget.answer({"verb": "save", "place": 0, "cells": cells | {"statement": BODY.format(n=3)}})
    assert "words of an article in a row" in copied["faults"]["statement"]
    assert "faults" not in widget.answer({"verb": "save", "place": 0, "cells": cells})


def test_without_its_texts_the_paragraphs_are_numbers(study):
    (study.raw / "corpora/harbour/text/documents.parquet").unlink()
    widget = load_corpus("", study).code("claims", coder="ana")
    shown = widget.answer({"verb": "article", "place": 0})
    assert shown["paragraphs"] == [None, None] and not shown["text"]


def test_two_coders_code_it_by_sheet_and_settle(study, tmp_path, capsys):
    for coder in ("ana", "ben"):
        path = tmp_path / f"{coder}.xlsx"
        assert call(study, "export", str(path), "--table", "claims", "--coder", coder) == 0
        book = openpyxl.load_workbook(path)
        head = [cell.value for cell in book[sheet.ROWS][1]]
        asked = [line[0].value for line in book[sheet.TASKS].iter_rows(min_row=2)]
        for article in asked[:6]:
            book[sheet.ROWS].append([row(article).get(name) for name in head])
        book.save(path)
        assert call(study, "import", str(path), "--table", "claims", "--coder", coder) == 0
    assert call(study, "settle", "claims") == 0
    settled = tables.rows_of(codebook.read(study)["claims"])
    assert len(settled) == 6 and {line["article"][:5] for line in settled} == {"port-"}
    assert agreement.row_agreement("claims", study)["f1"].tolist() == [1.0, 1.0, 1.0]
    assert load_corpus("", study).claims["article"].tolist() == [line["article"] for line in settled]
    texts = b"".join(path.read_bytes() for path in (study.raw / "coding").rglob("*.csv"))
    assert b"counts the boats" not in texts and len(records.read(study, "claims").tasks) == 30


def test_a_sheet_that_copies_a_sentence_is_refused_with_its_row(study, tmp_path, capsys):
    path = tmp_path / "ana.csv"
    lines = [
        "article,paragraph,statement,speaker,stance,date,date_of,answers",
        f'port-03,1,"{BODY.format(n=3)}",x,for,,,',
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    assert call(study, "import", str(path), "--table", "claims", "--coder", "ana") == 2
    told = capsys.readouterr().err
    assert "row 2, column statement: it has" in told and "words of an article in a row" in told
    assert not (study.raw / "coding/claims/ana.csv").exists()


def test_the_data_package_has_the_corpus_that_is_referred_to_and_no_other(study, tmp_path):
    (tmp_path / "one.txt").write_text("A title\n\nA text.\n", "utf-8")
    assert main(["--study", str(study.root), "import", str(tmp_path / "one.txt"), "--as", "other"]) == 0
    tables.write(codebook.read(study)["claims"], [])
    package = json.loads(package_files(study, {})[study.data / "datapackage.json"])
    named = {resource["name"]: resource for resource in package["resources"]}
    assert named["harbour"]["path"] == "raw/corpora/harbour/manifest.csv" and "other" not in named
    head = (study.raw / "corpora/harbour/manifest.csv").read_text("utf-8").splitlines()[0].split(",")
    assert [field["name"] for field in named["harbour"]["schema"]["fields"]] == head
    assert not codebook.read(study).undescribed


def test_an_import_by_an_older_version_is_told_with_what_to_do(study):
    path = study.raw / "corpora/harbour/manifest.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [name for name in rows[0] if name != "paragraphs"], extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    with pytest.raises(AnalysisError, match="an older version, and lacks paragraphs(.|\n)*Import the corpus again"):
        desk(study, "claims", "ana")
