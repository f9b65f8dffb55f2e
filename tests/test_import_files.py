"""Files of every kind come in; a broken one among others is left out and named, alone it is refused in a sentence."""

import gzip
import json
import signal
import time
import zipfile
from contextlib import contextmanager

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from import_samples import DENGLONG, FERRY, LANTERNS, PAGE, WECHAT, WEIBO, bring, brought, pdf, refused, rtf, write

from newsbench.importing import boundaries, filenames, frontmatter, paragraphs, plain
from newsbench.importing.asked import Asked


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.docx", b"PK\x03\x04 broken", "a.docx"),
        ("a.docx", b"<html>", "none by its first bytes"),
        ("a.rtf", b"{\\rtf1\\ansi x\\u77777777777777 y}", "no RTF that can be read"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Save it as .docx"),
        ("a.pdf", b"%PDF-1.4 broken", "no PDF that can be read"),
        ("a.parquet", b"PAR1 broken PAR1", "cannot be read"),
        ("a.xlsx", b"PK\x03\x04", "not whole"),
        ("a.txt", b"", "empty"),
        ("a.txt", b"\x00\x01\x02\x03\x04\x05\x06\x07\x08", "a.txt"),
        ("a.jsonl", b"{not json}\n", "line 1 is not JSON"),
        ("a.jsonl", b'{"text": ["a"]}\n', "it is a list, and no text"),
        ("a.json", b"[" * 5000, "is nested too deep"),
        ("a.jpg", b"\xff\xd8\xff\xe0", "no kind of file"),
        ("a.xml", b"<other/>", "XML that begins with other"),
        ("a.xml", b"<TEI>", "is not XML"),
        ("a.md", b"---\ntitle: a: b: c\n---\nText of it", "front matter is not YAML"),
        ("a.txt", b"   \n ", "empty"),
        ("a.html", b"<html><body></body></html>", "no article was found"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_alone_and_left_out_among_others(tmp_path, capsys, name, content, said):
    path = write(tmp_path / "in" / name, content)
    assert said in refused(path, tmp_path, capsys)
    if name.endswith((".jsonl",)):
        return  # a table with faults stops the import: its rows may be misread
    write(tmp_path / "in" / "good.txt", f"Lanterns\n\n{LANTERNS}")
    assert len(brought(tmp_path / "in", tmp_path, name="other")) == 1
    assert name in (tmp_path / "corpora" / "other" / "left-out.csv").read_text()


def test_a_folder_without_articles_names_each_file(tmp_path, capsys):
    write(tmp_path / "in" / "a.jpg", b"\xff\xd8")
    write(tmp_path / "in" / "b.txt", b"")
    message = refused(tmp_path / "in", tmp_path, capsys)
    assert "a.jpg" in message and "b.txt" in message
    (tmp_path / "none").mkdir()
    assert "no article in it" in refused(tmp_path / "none", tmp_path, capsys)
    assert "cannot be read" in refused(tmp_path / "nowhere", tmp_path, capsys)


def test_a_link_that_leads_out_is_passed_over_and_named(tmp_path):
    write(tmp_path / "in" / "a.txt", f"Lanterns\n\n{LANTERNS}")
    write(tmp_path / "secret.txt", FERRY)
    (tmp_path / "in" / "b.txt").symlink_to(tmp_path / "secret.txt")
    assert len(brought(tmp_path / "in", tmp_path)) == 1
    assert "a link that leads out" in (tmp_path / "corpora" / "mine" / "left-out.csv").read_text()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "big5"])
def test_chinese_text_files_of_any_encoding(tmp_path, encoding):
    text = DENGLONG if encoding != "big5" else "燈籠節在市集廣場開幕，許多市民前來觀看，這是他們的一個大會。"
    path = write(
        tmp_path / "a.txt",
        f"灯笼节\n2020年12月3日 08:00 来源：港口晚报\n\n{text}" if encoding != "big5" else f"燈籠節\n\n{text}",
        encoding,
    )
    one = brought(path, tmp_path).iloc[0]
    assert one.text == text and one.language == "zh"
    if encoding != "big5":
        assert (one.title, one.outlet, one.date, one.time) == ("灯笼节", "港口晚报", "2020-12-03", "08:00")


def test_mojibake_is_named_and_left_as_it_is(tmp_path):
    broken = "The cafÃ© on the square was full, and nobody knew why it was so."
    one = brought(write(tmp_path / "a.txt", f"Square\n\n{broken}"), tmp_path).iloc[0]
    assert one.text == broken
    assert "wrong encoding" in (tmp_path / "corpora" / "mine" / "unsure.csv").read_text()


def test_names_of_files_tell_by_a_shown_pattern_and_those_that_do_not_are_named(tmp_path, capsys):
    write(tmp_path / "in" / "2020-12-03_Herald_Lanterns relit.txt", LANTERNS)
    write(tmp_path / "in" / "notes.txt", FERRY)
    documents = brought(tmp_path / "in", tmp_path, "--pattern", "{date}_{outlet}_{title}")
    one = documents.iloc[0]
    assert (one.date, one.outlet, one.title) == ("2020-12-03", "Herald", "Lanterns relit")
    assert "are the names of 1 files: notes.txt" in capsys.readouterr().out


def test_a_pattern_that_the_names_seem_to_have_is_offered(tmp_path, capsys):
    write(tmp_path / "in" / "2020-12-03_Herald_Lanterns.txt", LANTERNS)
    write(tmp_path / "in" / "2020-12-04_Post_Ferry.txt", FERRY)
    brought(tmp_path / "in", tmp_path)
    assert "--pattern '{date}_{outlet}_{title}'" in capsys.readouterr().out


@pytest.mark.parametrize("wrong", ["{datum}", "plain", "{date}_{date}"])
def test_a_pattern_that_is_none_is_refused(tmp_path, capsys, wrong):
    assert "--pattern" in refused(write(tmp_path / "a.txt", LANTERNS), tmp_path, capsys, "--pattern", wrong)


def test_one_file_of_many_articles_is_cut_at_its_lines_of_marks(tmp_path):
    articles = [f"Piece {n}\n{n} December 2020\n\n{LANTERNS}" for n in range(1, 4)]
    documents = brought(write(tmp_path / "all.txt", "\n==========\n".join(articles)), tmp_path)
    assert documents.title.tolist() == ["Piece 1", "Piece 2", "Piece 3"]
    assert documents.date.tolist() == ["2020-12-01", "2020-12-02", "2020-12-03"]


def test_a_piece_that_is_none_is_joined_by_a_decision(tmp_path):
    text = f"One\n\n{LANTERNS}\n=====\nshort end\n=====\nTwo\n\n{FERRY}\n=====\nThree\n\n{FERRY} x"
    path = write(tmp_path / "all.txt", text)
    _, folder = bring(path, tmp_path)
    table = pd.read_csv(folder / "unsure.csv", keep_default_na=False)
    table.loc[table.kind == "boundary", "decided"] = "join"
    table.to_csv(folder / "unsure.csv", index=False)
    documents = brought(path, tmp_path)
    assert len(documents) == 3 and documents.text[0].endswith("short end")


def test_articles_begin_where_the_caller_says(tmp_path):
    path = write(tmp_path / "all.txt", f"Article 1\n{LANTERNS}\nArticle 2\n{FERRY}\n")
    assert len(brought(path, tmp_path, "--split", r"^Article \d+$")) == 2


def test_front_matter_and_markdown(tmp_path):
    text = (
        "---\ntitle: Lanterns\npublished: 2020-12-03T08:00:00+01:00\nsource: Herald\n---\n\n## Evening\n\n**Bold** "
        f"words and [a link](http://x).\n\n{LANTERNS}"
    )
    one = brought(write(tmp_path / "a.md", text), tmp_path).iloc[0]
    assert (one.title, one.date, one.time, one.zone, one.outlet) == (
        "Lanterns",
        "2020-12-03",
        "08:00:00",
        "+01:00",
        "Herald",
    )
    assert one.text.startswith("Evening\nBold words and a link.\n")


def test_a_page_of_the_web_gives_its_article_and_metadata(tmp_path):
    one = brought(write(tmp_path / "a.html", PAGE), tmp_path).iloc[0]
    assert (one.title, one.date, one.time, one.zone, one.outlet, one.author) == (
        "Lanterns relit",
        "2020-12-03",
        "08:00:00",
        "+01:00",
        "Harbour Herald",
        "Ana Bids",
    )
    assert "The mayor said" in one.text and "Sport" not in one.text and "Imprint" not in one.text


def test_saved_articles_of_wechat_and_posts_of_weibo(tmp_path):
    write(tmp_path / "in" / "wechat.html", WECHAT)
    write(tmp_path / "in" / "weibo.html", WEIBO)
    documents = brought(tmp_path / "in", tmp_path).set_index("file")
    one, two = documents.loc["wechat.html"], documents.loc["weibo.html"]
    assert (one.title, one.outlet, one.author, one.date, one.url) == (
        "灯笼节开幕",
        "港口晚报",
        "安娜",
        "2020-12-03",
        "https://example.org/s/abc",
    )
    assert one.text == "灯笼节在市集广场开幕，许多市民前来观看点灯仪式。\n市长表示灯笼将一直点到春天。"
    assert (two.outlet, two.date, two.time, two.zone, two.text) == (
        "港口晚报",
        "2020-12-03",
        "08:00:00",
        "+08:00",
        "灯笼节开幕了\n大家都来看灯",
    )


def test_documents_of_office_programs(tmp_path):
    import docx
    from odf import opendocument
    from odf.text import P

    (tmp_path / "in").mkdir()
    document = docx.Document()
    for line in ("Lanterns relit", "3 December 2020", *LANTERNS.split("\n")):
        document.add_paragraph(line)
    document.save(tmp_path / "in" / "a.docx")
    other = opendocument.OpenDocumentText()
    for line in ("Ferry late", *FERRY.split("\n")):
        other.text.addElement(P(text=line))
    other.save(tmp_path / "in" / "b.odt")
    rtf(
        tmp_path / "in" / "c.rtf", ["Café full", "4 December 2020", LANTERNS.split("\n")[0], "Another paragraph of it."]
    )
    pdf(
        tmp_path / "in" / "d.pdf", "Lamps again\n5 December 2020\nThe lamps of the harbour were lit.\nNobody was there."
    )
    documents = brought(tmp_path / "in", tmp_path).set_index("id")
    assert documents.title.to_dict() == {"a": "Lanterns relit", "b": "Ferry late", "c": "Café full", "d": "Lamps again"}
    assert documents.text["a"] == LANTERNS and documents.text["b"] == FERRY
    assert (
        documents.date.to_dict() == {"a": "2020-12-03", "b": None, "c": "2020-12-04", "d": "2020-12-05"}
        or documents.date.isna().sum() == 1
    )
    assert "PDF" in (tmp_path / "corpora" / "mine" / "unsure.csv").read_text()


def test_workbooks_json_and_parquet(tmp_path):
    rows = pd.DataFrame(
        {
            "Headline": ["Lanterns", "Ferry"],
            "Published": pd.to_datetime(["2020-12-03", "2020-12-04"]),
            "Body": [LANTERNS, FERRY],
        }
    )
    (tmp_path / "in").mkdir()
    with pd.ExcelWriter(tmp_path / "in" / "a.xlsx") as book:
        pd.DataFrame({"note": ["about this file"]}).to_excel(book, sheet_name="Read me", index=False)
        rows.to_excel(book, sheet_name="Data", index=False)
    rows.to_parquet(tmp_path / "in" / "b.parquet")
    plain = rows.assign(Published=rows.Published.astype(str)).to_dict("records")
    write(tmp_path / "in" / "c.jsonl", "\n".join(map(json.dumps, plain)))
    write(tmp_path / "in" / "d.json", json.dumps({"count": 2, "articles": plain}, indent=1))
    documents = brought(tmp_path / "in", tmp_path)
    assert len(documents) == 8 and set(documents.text) == {LANTERNS, FERRY}
    assert documents.groupby("title").date.agg(set).to_dict() == {"Ferry": {"2020-12-04"}, "Lanterns": {"2020-12-03"}}


def test_two_sheets_that_could_hold_articles_are_asked_for(tmp_path, capsys):
    path = tmp_path / "a.xlsx"
    with pd.ExcelWriter(path) as book:
        for name in ("One", "Two"):
            pd.DataFrame({"text": [LANTERNS]}).to_excel(book, sheet_name=name, index=False)
    assert "2 sheets could hold" in refused(path, tmp_path, capsys)
    assert "did you mean 'Two'" in refused(path, tmp_path, capsys, "--sheet", "Twoo")
    assert len(brought(path, tmp_path, "--sheet", "Two")) == 1


def test_a_zip_of_files_with_chinese_names(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        packed.writestr("texts/a.txt", f"Lanterns\n\n{LANTERNS}")
        packed.writestr("灯笼.txt", f"灯笼\n\n{DENGLONG}")
        packed.writestr("__MACOSX/._a.txt", "junk")
        packed.writestr("more.csv", f'title,text\nFerry,"{FERRY}"\n')
    documents = brought(tmp_path / "a.zip", tmp_path)
    assert sorted(documents.file) == ["more.csv", "texts/a.txt", "灯笼.txt"]


def test_tei(tmp_path):
    content = f"""<?xml version="1.0"?><TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt>
    <title>Lanterns relit</title></titleStmt><sourceDesc><bibl><title level="j">Herald</title><date when="2020-12-03"/></bibl>
    </sourceDesc></fileDesc></teiHeader><text><body><div><p>{LANTERNS.split(chr(10))[0]}</p><p>The <hi>mayor</hi> spoke.</p></div></body></text></TEI>"""
    one = brought(write(tmp_path / "a.xml", content), tmp_path).iloc[0]
    assert (one.title, one.outlet, one.date) == ("Lanterns relit", "Herald", "2020-12-03")
    assert one.text.endswith("\nThe mayor spoke.")


WORDS = st.text(st.sampled_from("abcdefgh "), min_size=90, max_size=160).filter(lambda text: len(text.split()) > 3)


@given(st.lists(WORDS, min_size=2, max_size=6), st.sampled_from(["=====", "*****", "-----", "______________"]))
def test_articles_between_lines_of_marks_come_back_whole(pieces, rule):
    cut = boundaries.cut(f"\n{rule}\n".join(pieces))
    assert [" ".join(piece.split()) for piece in cut.pieces] == [" ".join(piece.split()) for piece in pieces] and cut.by


@given(st.text(max_size=300))
def test_no_text_is_lost_between_boundaries_that_are_not_there(text):
    cut = boundaries.cut(text)
    if not cut.by:
        assert cut.pieces == [text]
    frontmatter.headed(text)
    paragraphs.split(text, True)


@given(
    st.lists(
        st.lists(st.text(st.sampled_from("abcde"), min_size=3, max_size=9), min_size=30, max_size=60),
        min_size=2,
        max_size=4,
    )
)
def test_lines_that_were_cut_at_a_width_are_put_together_again(texts):
    import textwrap

    whole = [" ".join(words) for words in texts]
    wrapped = "\n\n".join(textwrap.fill(text, 60) for text in whole)
    assert paragraphs.split(wrapped, True) == "\n".join(whole)


@given(
    st.dates(),
    st.text(st.characters(categories=["L"]), min_size=1),
    st.text(st.characters(categories=["L", "Zs"]), min_size=1).filter(str.strip),
)
def test_a_pattern_reads_back_what_a_name_was_made_of(day, outlet, title):
    read = filenames.pattern("{date}_{outlet}_{title}").read(f"{day}_{outlet}_{title}.txt")
    assert read == {"date": str(day), "outlet": outlet, "title": title.strip()}


def test_a_document_of_many_articles_is_cut_at_its_headings(tmp_path):
    import docx

    document = docx.Document()
    for title in ("Lanterns relit", "Ferry late"):
        document.add_heading(title, 1)
        for line in (*LANTERNS.split("\n"), *FERRY.split("\n")):
            document.add_paragraph(line)
    document.save(tmp_path / "all.docx")
    assert brought(tmp_path / "all.docx", tmp_path).title.tolist() == ["Lanterns relit", "Ferry late"]


def test_what_an_import_wrote_is_never_read_as_a_source(tmp_path):
    write(tmp_path / "a.txt", f"Lanterns\n\n{LANTERNS}")
    brought(tmp_path, tmp_path)
    assert brought(tmp_path, tmp_path).file.tolist() == ["a.txt"]


def test_a_short_text_is_doubted(tmp_path):
    write(tmp_path / "in" / "a.txt", f"Lanterns\n\n{LANTERNS}")
    write(tmp_path / "in" / "readme.txt", "These are my files")
    brought(tmp_path / "in", tmp_path)
    assert "readme,readme.txt,text,it is short" in (tmp_path / "corpora" / "mine" / "unsure.csv").read_text()


def damaged(content: bytes, cuts: list[tuple[float, bytes]]) -> bytes:
    """A file with some bytes put into it at places that are shares of its length."""
    for place, more in cuts:
        at = int(place * len(content))
        content = content[:at] + more + content[at + len(more) :]
    return content


def wholes(folder):
    """A whole file of each kind, by its name."""
    import import_samples as samples

    samples.nexis_docx(folder / "a.docx", samples.nexis_lines())
    rtf(folder / "b.rtf", [text for text, _ in samples.nexis_lines()])
    pdf(folder / "c.pdf", "Lamps\n5 December 2020\nThe lamps were lit again.")
    for name, content in (("d.html", PAGE), ("e.html", WECHAT), ("f.html", WEIBO), ("g.html", samples.FACTIVA_PAGE)):
        write(folder / name, content)
    write(folder / "h.txt", samples.FACTIVA.format(date="3 December 2020"))
    write(folder / "i.txt", samples.PROQUEST)
    write(folder / "j.csv", 'id,date,title,text\n1,2020-12-03,A,"x y"\n2,3 Dec 2020,B,"long, text"\n')
    write(folder / "k.jsonl", '{"text": "abc def", "date": "2020-12-03"}\n')
    pd.DataFrame({"text": ["abc def"], "date": ["2020-12-03"]}).to_excel(folder / "m.xlsx", index=False)
    samples.without_clock(folder / "m.xlsx")
    pd.DataFrame({"text": ["abc def"], "date": ["2020-12-03"]}).to_parquet(folder / "n.parquet")
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return wholes(tmp_path_factory.mktemp("whole"))


def test_samples_carry_no_clock(whole, tmp_path, monkeypatch):
    """Made on another day they are the same bytes: what damaged copies of them show comes again."""
    year = time.localtime
    monkeypatch.setattr(time, "localtime", lambda *seconds: time.struct_time((2031, *year(*seconds)[1:])))
    again = wholes(tmp_path)
    assert [name for name in whole if whole[name] != again[name]] == [] and len(whole) == 13


CUTS = st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=12)), min_size=1, max_size=6)


@pytest.mark.parametrize("number", range(13))
@given(cuts=CUTS)
def test_a_damaged_file_gives_articles_or_a_sentence_and_never_a_traceback(whole, number, cuts):
    import io

    from analysis.errors import AnalysisError
    from newsbench.importing import parts, sources, unsure
    from newsbench.importing.asked import Asked
    from newsbench.importing.document import Found, LeftOut
    from newsbench.importing.resolve import Resolver

    name, content = list(whole.items())[number]
    data = damaged(content, cuts)
    resolver = Resolver(Asked(), unsure.Decisions())
    answers = list(sources.read(parts.Part(name, len(data), lambda: io.BytesIO(data)), Asked(), {}, []))
    assert answers
    for one in answers:
        assert isinstance(one, (Found, LeftOut, AnalysisError))
        if isinstance(one, Found):
            resolver.row(one)


def test_names_that_are_not_utf8_pipes_and_a_gone_folder(tmp_path, capsys, monkeypatch):
    import os

    folder = tmp_path / "in"
    write(folder / os.fsdecode(b"\xca\xe4.txt"), f"Lanterns\n\n{LANTERNS}")
    os.mkfifo(folder / "pipe.txt")
    documents = brought(tmp_path / "in", tmp_path)
    assert len(documents) == 1 and documents.file[0].endswith(".txt")
    assert "a pipe" in (tmp_path / "corpora" / "mine" / "left-out.csv").read_text()
    assert "pipe or a device" in refused(tmp_path / "in" / "pipe.txt", tmp_path, capsys, name="other")
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    from analysis.__main__ import main

    assert main(["import", "a.txt", "--as", "x"]) == 2 and "Traceback" not in capsys.readouterr().err


def test_a_disk_that_is_full_leaves_the_corpus_as_it_was(tmp_path, capsys, monkeypatch):
    path = write(tmp_path / "a.txt", f"Lanterns\n\n{LANTERNS}")
    _, folder = bring(path, tmp_path)
    before = {one: one.read_bytes() for one in folder.rglob("*") if one.is_file()}
    write(path, f"Ferry\n\n{FERRY}")
    import os

    from newsbench.importing import writing

    def full(*_):
        raise OSError(28, "No space left on device", os.fspath(folder))

    monkeypatch.setattr(writing.Writer, "close", full)
    assert bring(path, tmp_path)[0] == 2
    assert "No space left" in capsys.readouterr().err
    assert {one: one.read_bytes() for one in folder.rglob("*") if one.is_file()} == before


def test_a_piece_in_chinese_is_as_long_as_its_characters():
    cut = boundaries.Cut([], "numbered lines")
    assert list(boundaries.doubts("灯笼" * boundaries.FEW, cut)) == []
    assert "a piece of 4 words" in next(iter(boundaries.doubts("灯笼开幕", cut))).about


@pytest.mark.parametrize("content", [b"\x1f\x8b\xff rest", gzip.compress(b"id,text\na,b\n", mtime=0)[:-9]])
@pytest.mark.parametrize("name", ["a.txt", "a.csv", "a.jsonl", "a.docx"])
def test_damaged_gzip_is_told_whatever_the_file_is_called(tmp_path, capsys, name, content):
    assert name in refused(write(tmp_path / name, content), tmp_path, capsys)


def epub(path, pages, *, without=""):
    """A book of pages (name, body), in which a file may be missing."""
    files = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OPS/book.opf"/></rootfiles></container>',
        "OPS/book.opf": '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        "<metadata><dc:title>Harbour Post weekly</dc:title><dc:date>2020-12-03</dc:date></metadata><manifest>"
        + "".join(
            f"<item id='{name}' href='{name}%201.xhtml' properties='{'nav' * (name == 'nav')}'/>" for name, _ in pages
        )
        + "</manifest><spine>"
        + "".join(f'<itemref idref="{name}"/>' for name, _ in pages)
        + "</spine></package>",
        **{
            f"OPS/{name} 1.xhtml": f'<?xml version="1.0" encoding="utf-8"?><html><body>{body}</body></html>'
            for name, body in pages
        },
    }
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in files.items():
            if name != without:
                packed.writestr(name, content)
    return path


@pytest.mark.parametrize("without", ["META-INF/container.xml", "OPS/book.opf", "OPS/b 1.xhtml"])
def test_an_epub_that_lacks_a_part_is_refused_by_its_name(tmp_path, capsys, without):
    path = epub(tmp_path / "a.epub", [("b", f"<p>{LANTERNS}</p>")], without=without)
    assert "it is no whole EPUB" in refused(path, tmp_path, capsys)


def test_each_page_of_an_epub_is_an_article_of_the_book_in_the_order_of_its_spine(tmp_path, capsys):
    pages = [
        ("nav", "<p>Contents</p>"),
        ("z", f"<h1>灯笼</h1><p>{DENGLONG}</p>"),
        ("b", f"<h2>Ferry late</h2><p>{FERRY}</p>"),
    ]
    found = brought(epub(tmp_path / "a.epub", [*pages, ("pic", "<img src='x.png'/>")]), tmp_path)
    assert found.title.tolist() == ["灯笼", "Ferry late"] and set(found.outlet) == {"Harbour Post weekly"}
    assert set(found.date) == {"2020-12-03"} and found.text[0].startswith("灯笼节在市集广场开幕")
    said = capsys.readouterr().out
    assert "a table of contents (a.epub page 1)" in said and "it has no text (a.epub page 4)" in said


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no clock of the processor on this system")
@pytest.mark.parametrize("name", ["a.txt", "a.md"])
@pytest.mark.parametrize(
    "filling", ["[", "![", "[a](", "**", "*", "# ", " ", "\u3000", "- ", "-\n", "=", "<", "\u201c", "a\u0301", "Date: "]
)
@pytest.mark.parametrize("above", ["A title line\n\nword ", "# Title ", "Title: x\nDate:"])
def test_a_million_of_one_character_is_read_at_once(name, filling, above):
    text = above + filling * (1_000_000 // len(filling)) + " word"
    with processor_seconds(60):  # a second or two; what grows with the square takes hours
        found = list(plain.of_text(text, name, Asked()))
    assert len(found) == 1 and "word" in f"{found[0].text} {found[0].fields}"


@contextmanager
def processor_seconds(most: int):
    """Fails where the work takes more of the processor, so that a wait without end ends."""

    def over(*_):
        raise AssertionError(f"it took more than {most} seconds of the processor")

    before = signal.signal(signal.SIGPROF, over)
    signal.setitimer(signal.ITIMER_PROF, most)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def test_marks_of_markdown_are_taken_out_and_what_is_none_stays():
    text = (
        "# Head\n\n## Sub **bold** ##\n\n> Said *softly*, [a link](http://example.org/a_(b), and ![a lamp](lamp.png).\n\n"
        "- - -\n\n2 * 3 * 4 `code` [no link] snake_case **open\n[![picture](a.png)](http://example.org)\n"
    )
    (found,) = plain.of_text(text, "a.md", Asked())
    assert found.fields["title"] == "Head"
    assert found.text.split() == (
        "Sub bold Said softly, a link, and a lamp. 2 * 3 * 4 code [no link] snake_case **open picture".split()
    )
