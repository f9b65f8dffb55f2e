"""Exports of news archives: each article whole, with its date, outlet, author and page, and doubts where they
are due.
"""

import pytest
from import_samples import (
    FACTIVA,
    FACTIVA_PAGE,
    LANTERNS,
    PROQUEST,
    bring,
    brought,
    nexis_docx,
    nexis_lines,
    rtf,
    write,
)

from newsbench.importing import factiva, nexis, proquest
from newsbench.importing.lines import Line, of_text


def test_a_cover_that_counts_other_articles_than_are_found_is_told(tmp_path, capsys):
    lines = [("Documents (3)" if text == "Documents (2)" else text, rank) for text, rank in nexis_lines()]
    brought(nexis_docx(tmp_path / "Files(3).DOCX", lines), tmp_path)
    assert "its cover says 3 documents, 2 were found" in capsys.readouterr().out


def test_a_missing_date_line_is_doubted_and_the_day_of_loading_not_taken_for_it(tmp_path):
    lines = [line for line in nexis_lines() if line[0] != "December 3, 2020 Thursday"]
    documents = brought(nexis_docx(tmp_path / "a.docx", lines), tmp_path)
    assert documents.date.isna().tolist() == [True, False]
    unsure = (tmp_path / "corpora" / "mine" / "unsure.csv").read_text()
    assert "it was loaded on December 4, 2020" in unsure


def test_a_layout_without_the_word_body_is_read_and_doubted(tmp_path):
    lines = [line for line in nexis_lines() if line[0] != "Body"]
    documents = brought(nexis_docx(tmp_path / "a.docx", lines), tmp_path)
    assert documents.text.tolist()[0] == LANTERNS
    assert "no line that says Body" in (tmp_path / "corpora" / "mine" / "unsure.csv").read_text()


@pytest.mark.parametrize("kind", ["docx", "rtf", "docx without a cover", "german interface"])
def test_nexis_uni_articles_come_whole_with_their_facts(tmp_path, kind):
    lines = nexis_lines("de" if "german" in kind else "en", cover="without" not in kind)
    texts = [text for text, _ in lines]
    path = rtf(tmp_path / "a.rtf", texts) if kind == "rtf" else nexis_docx(tmp_path / "a.docx", lines)
    documents = brought(path, tmp_path)
    assert documents.title.tolist() == ["Lanterns relit after Winter-19, part 1", "Die Fähre war spät"]
    assert documents.outlet.tolist() == ["The Harbour Herald", "Hafenpost"]
    assert documents.date.tolist() == ["2020-12-03", "2020-12-04"]
    assert documents.author.tolist() == ["Ana Bids", "Ben Ode"]
    assert documents.section.tolist() == ["MONEY; COVER STORY", "LOKALES"] and documents.page.tolist() == ["4B", "6"]
    assert documents.edition.tolist()[0] == "FINAL EDITION"
    assert documents.language.tolist() == ["en", "de"]
    assert documents.text.tolist()[0] == LANTERNS


def test_one_file_for_each_article_of_nexis(tmp_path):
    lines = nexis_lines(cover=False)
    at = next(index for index, line in enumerate(lines) if line[0] == "End of Document") + 1
    (tmp_path / "in").mkdir()
    nexis_docx(tmp_path / "in" / "one.docx", lines[:at])
    nexis_docx(tmp_path / "in" / "two.docx", lines[at:])
    assert brought(tmp_path / "in", tmp_path).id.tolist() == ["one", "two"]


def test_the_older_text_of_nexis(tmp_path):
    text = (
        "1 of 2 DOCUMENTS\n\n\nThe Harbour Herald\n\nMay 2, 2002, Thursday, FINAL EDITION\n\nLanterns relit\n\n"
        "BYLINE: Ana Bids\n\nSECTION: NEWS; Pg. 4A\n\nLENGTH: 40 words\n\nThe lanterns on the market square were "
        "relit\n"
        "on Thursday evening, and the people came to see\nit.\n\nThe mayor spoke.\n\nLOAD-DATE: May 02, 2002\n\n"
        "2 of 2 DOCUMENTS\n\nHarbour Post\n\nMay 3, 2002\n\nFerry late\n\nLENGTH: 12 words\n\nThe ferry was late.\n\n"
        "LOAD-DATE: May 3, 2002\n"
    )
    documents = brought(write(tmp_path / "a.txt", text), tmp_path)
    assert documents.title.tolist() == ["Lanterns relit", "Ferry late"] and documents.date.tolist() == [
        "2002-05-02",
        "2002-05-03",
    ]
    assert documents.outlet.tolist() == ["The Harbour Herald", "Harbour Post"] and documents.page.tolist()[0] == "4A"
    assert documents.text.tolist()[0].startswith("The lanterns on the market square were relit on Thursday")


@pytest.mark.parametrize(
    "date", ["3 December 2020", "3 Dezember 2020", "3 décembre 2020", "3 dicembre 2020", "2020 年 12 月 3 日"]
)
@pytest.mark.parametrize("form", ["rtf", "txt"])
def test_factiva_by_its_labels_in_the_language_of_the_exporter(tmp_path, date, form):
    text = FACTIVA.format(date=date)
    path = rtf(tmp_path / "a.rtf", text.split("\n")) if form == "rtf" else write(tmp_path / "a.txt", text)
    documents = brought(path, tmp_path)
    assert documents.id.tolist() == ["HARHER0020201203EGC30000A", "HARPOS0020201204EGC40000B"]
    one = documents.iloc[0]
    assert (one.title, one.outlet, one.date, one.time) == (
        "Lanterns relit on the square",
        "The Harbour Herald",
        "2020-12-03",
        "08:15",
    )
    assert (one.author, one.credit, one.section, one.edition, one.page) == (
        "Ana Bids",
        "Harbour Press Agency",
        "News",
        "Late edition",
        "A4",
    )
    assert one.text.split("\n")[1].startswith("IN the square")


def test_factiva_as_tables_of_a_page(tmp_path):
    rows = "".join(
        f"<tr><td><b>{code}</b></td><td>{said}</td></tr>"
        for code, said in [
            ("HD", "Lanterns relit"),
            ("WC", "9 words"),
            ("PD", "3 December 2020"),
            ("SN", "Herald"),
            ("LP", "<p>The lanterns were relit.</p>"),
            ("TD", "<p>The mayor spoke.</p><p>People clapped.</p>"),
            ("AN", "Document HERALD0020201203egc3"),
        ]
    )
    documents = brought(write(tmp_path / "a.html", f"<html><body><table>{rows}</table></body></html>"), tmp_path)
    assert documents.text.tolist() == ["The lanterns were relit.\nThe mayor spoke.\nPeople clapped."]
    assert documents.date.tolist() == ["2020-12-03"] and documents.id.tolist() == ["HERALD0020201203EGC3"]


def test_factiva_as_its_pages_show_articles(tmp_path):
    one = brought(write(tmp_path / "a.html", FACTIVA_PAGE), tmp_path).iloc[0]
    assert (one.id, one.title, one.author) == ("HAFPOS0020201203EGC30000A", "Laternen wieder an", "Ben Ode")
    assert (one.date, one.time, one.outlet, one.section, one.language) == (
        "2020-12-03",
        "08:15",
        "Die Hafenpost Online",
        "Lokales",
        "de",
    )
    assert one.text == "Die Laternen auf dem Markt brennen wieder.\nDer Bürgermeister war zufrieden."


def test_factiva_xml(tmp_path):
    content = """<?xml version="1.0"?><response><article><headline><paragraph>Lanterns relit</paragraph></headline>
    <byline>Ana Bids</byline><sourceName>Herald</sourceName><publicationDate><date>2020-12-03</date></publicationDate>
    <leadParagraph><paragraph>The lanterns were relit.</paragraph></leadParagraph><tailParagraphs><paragraph>People
    clapped.</paragraph></tailParagraphs><reference>distdoc:archive/ArchiveDoc::Article/HER00020201203</reference></article></response>"""
    one = brought(write(tmp_path / "a.xml", content), tmp_path).iloc[0]
    assert (one.title, one.date, one.text) == (
        "Lanterns relit",
        "2020-12-03",
        "The lanterns were relit.\nPeople clapped.",
    )


def test_proquest_text(tmp_path):
    documents = brought(write(tmp_path / "a.txt", PROQUEST), tmp_path)
    assert documents.id.tolist() == ["1234567890", "1234567891"] and documents.date.tolist() == [
        "2020-12-03",
        "2020-12-04",
    ]
    one = documents.iloc[0]
    assert (one.title, one.author, one.page, one.section) == ("Lanterns relit on the square", "Bids, Ana", "A.4", "A")
    assert one.text.split("\n")[1].startswith("The mayor said:") and "Subject" not in one.text


def test_plain_articles_are_of_no_archive():
    lines = of_text(LANTERNS + "\nSection: none\nEnd of Document")
    assert not nexis.recognised(lines) and not factiva.recognised(lines) and not proquest.recognised(lines)
    assert not factiva.recognised([Line("HD is a pair of letters")])


def test_importing_an_archive_again_changes_nothing(tmp_path, capsys):
    path = nexis_docx(tmp_path / "a.docx", nexis_lines())
    bring(path, tmp_path)
    capsys.readouterr()
    bring(path, tmp_path)
    assert "nothing changed" in capsys.readouterr().out
