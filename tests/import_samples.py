"""Invented articles, and an import of them."""

import re
import zipfile
from pathlib import Path

from analysis.__main__ import main

LANTERNS = (
    "The lanterns on the market square were relit on Thursday evening, and the people who had waited for them since "
    "the winter came to see the whole of it.\nThe mayor said that the lamps would burn until the spring."
)
FERRY = (
    "The ferry across the harbour was late again, and those who wanted to be at work by eight were still on the pier "
    "at nine.\nThe company said that an engine had to be mended."
)
DENGLONG = "灯笼节在市集广场开幕，许多市民前来观看点灯仪式。\n市长表示灯笼将一直点到春天。"


def write(path: Path, content: str | bytes, encoding: str = "utf-8") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def bring(source: Path, tmp_path: Path, *more: str, name: str = "mine") -> tuple[int, Path]:
    """Import into a folder of the test; exit status and the folder of the corpus."""
    into = tmp_path / "corpora"
    return main(["import", str(source), "--as", name, "--into", str(into), *more]), into / name


def brought(source: Path, tmp_path: Path, *more: str, name: str = "mine"):
    """The documents of a corpus that must come in."""
    import pandas as pd

    status, folder = bring(source, tmp_path, *more, name=name)
    assert status == 0
    return pd.read_parquet(folder / "text" / "documents.parquet")


def refused(source: Path, tmp_path: Path, capsys, *more: str, name: str = "mine") -> str:
    """What is said of a source that may not come in; nothing is written then."""
    status, folder = bring(source, tmp_path, *more, name=name)
    said = capsys.readouterr()
    assert status == 2 and "Traceback" not in said.err
    assert not folder.exists()
    return said.err


# Exports of archives: invented articles in the layouts that the archives write.


def nexis_lines(language: str = "en", cover: bool = True) -> list[tuple[str, int]]:
    """(text, rank of heading) of an export of two articles of Nexis Uni."""
    top = [
        ("User Name: A Reader", 0),
        ("Date and Time: Thursday, 3 December 2020 7:08:00 PM CET", 0),
        ("Job Number: 12345678", 0),
        ("Documents (2)", 0),
        ("1. Lanterns relit, part 1", 0),
        ("Client/Matter: -None-", 0),
        ("Search Terms: lanterns", 0),
        ("Narrowed by:", 0),
        ("Content Type | Narrowed by", 0),
        ("2. Die Fähre war spät", 0),
        ("Search Terms: lanterns", 0),
    ]
    first = [
        ("Lanterns relit after Winter-19, part 1", 1),
        ("The Harbour Herald", 0),
        ("December 3, 2020 Thursday", 0),
        ("FINAL EDITION", 0),
        ("Copyright 2020 Harbour Press All Rights Reserved", 0),
        ("Section: MONEY;; COVER STORY; Pg. 4B", 0),
        ("Length: 40 words", 0),
        ("Byline: By Ana Bids Highlight: The lamps burn again.", 0),
        ("Dateline: HARBOUR", 0),
        ("Body", 1),
        *((paragraph, 0) for paragraph in LANTERNS.split("\n")),
        ("Classification", 1),
        ("Language: ENGLISH", 0),
        ("Publication-Type: Newspaper", 0),
        ("Load-Date: December 4, 2020", 0),
        ("End of Document", 0),
    ]
    second = [
        ("Die Fähre war spät", 1),
        ("Hafenpost", 0),
        ("Freitag 4. Dezember 2020", 0),
        ("Copyright 2020 Hafenpost", 0),
        ("Rubrik: LOKALES; S. 6", 0),
        ("Länge: 30 Wörter", 0),
        ("Autor: Ben Ode", 0),
        ("Body", 1),
        ("Die Fähre über den Hafen war wieder spät und die Leute warteten auf dem Steg.", 0),
        ("Load-Date: December 5, 2020", 0),
        ("End of Document" if language == "en" else "Ende des Dokuments", 0),
    ]
    return [*(top if cover else []), *first, *second]


def nexis_docx(path: Path, lines: list[tuple[str, int]]) -> Path:
    import docx

    document = docx.Document()
    for text, rank in lines:
        document.add_heading(text, 1) if rank else document.add_paragraph(text)
    document.save(path)
    return without_clock(path)


def without_clock(path: Path) -> Path:
    """A DOCX or XLSX file without the times of its making, so that a damaged one is damaged alike on every day."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            settled = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2020-12-03T08:15:00Z", content)
            archive.writestr(zipfile.ZipInfo(name), settled, zipfile.ZIP_DEFLATED)
    return path


def rtf(path: Path, lines: list[str]) -> Path:
    def escaped(text: str) -> str:
        return "".join(letter if letter.isascii() else f"\\u{ord(letter)}?" for letter in text)

    body = "".join(f"{escaped(line)}\\par\n" for line in lines)
    return write(path, "{\\rtf1\\ansi\\ansicpg1252\\deff0\n" + body + "}", "ascii")


FACTIVA = """SE  News
HD  Lanterns relit on the square
BY  By Ana Bids
CR  Harbour Press Agency
WC  38 words
PD  {date}
ET  08:15
SN  The Harbour Herald
SC  HARHER
ED  Late edition
PG  A4
LA  English
CY  Copyright 2020 Harbour Press.

LP
The lanterns on the market square were relit on Thursday evening, and people came to see it.

TD
IN the square, the mayor said that the lamps would burn until the spring.

AN  Document HARHER0020201203egc30000a

HD  The ferry was late again
WC  30 words
PD  4 December 2020
SN  Harbour Post
LA  English
LP
The ferry across the harbour was late again, and those who had work were on the pier at nine.
AN  Document HARPOS0020201204egc40000b
"""

PROQUEST = """____________________________________________________________

Document 1 of 2

Lanterns relit on the square

Author: Bids, Ana

Publication info: Harbour Herald , Late Edition (East Coast); Harbour [Harbour]03 Dec 2020: A.4.

Abstract: None available.

Full text: The lanterns on the market square were relit on Thursday evening.

The mayor said: "The lamps will burn until the spring."

Subject: Lamps; Squares

Publication title: Harbour Herald, Late Edition (East Coast)

Pages: A.4

Publication date: Dec 3, 2020

Section: A

Language of publication: English

ProQuest document ID: 1234567890

Document URL: https://example.org/docview/1234567890

____________________________________________________________

Document 2 of 2

The ferry was late again

Full text: The ferry across the harbour was late again, and people were waiting.

Publication title: Harbour Post

Publication date: Dec 4, 2020

ProQuest document ID: 1234567891

____________________________________________________________

Contact us at: http://example.org/contact
"""

FACTIVA_PAGE = """<html><head><meta charset="utf-8"><title>Factiva</title></head><body>
<div id="article-HAFPOS0020201203egc30000a" class="article"><div class="article deArticle"><p></p><div>Lokales</div>
<div id="hd"><span class="deHeadline counted">18) Laternen wieder an</span></div><div class="author">Ben Ode </div>
<div>1.049 Wörter</div><div>3 Dezember 2020</div><div>08:15</div><div>Die Hafenpost Online</div><div>HAFPOS</div>
<div>Deutsch</div><div>Copyright 2020. Verlag Hafenpost.</div><p></p>
<p class="articleParagraph dearticleParagraph">Die Laternen auf dem Markt
 brennen wieder.</p><p class="articleParagraph dearticleParagraph">Der Bürgermeister war zufrieden.</p>
<p>Dokument HAFPOS0020201203egc30000a</p></div></div></body></html>"""

WECHAT = """<html><head><meta property="og:title" content="灯笼节开幕"><meta name="author" content="安娜">
<meta property="og:url" content="https://example.org/s/abc"></head><body><h1 id="activity-name">灯笼节开幕</h1>
<a id="js_name"> 港口晚报 </a><em id="publish_time"></em><div id="js_content" style="visibility: hidden;">
<p>灯笼节在市集广场开幕，许多市民前来观看点灯仪式。</p><section><p>市长表示灯笼将一直点到春天。</p></section></div>
<script>var ct = "1606953600";</script></body></html>"""

WEIBO = """<html><head></head><body><script>var $render_data = [{"status": {"created_at": "Thu Dec 03 08:00:00 +0800 2020",
"mid": "4577", "text": "灯笼节开幕了<br />大家都来看灯", "user": {"screen_name": "港口晚报"}}}][0] || {};</script></body></html>"""

PAGE = """<html lang="en"><head><meta charset="utf-8"><title>Lanterns relit | Herald</title>
<meta property="article:published_time" content="2020-12-03T08:00:00+01:00"><meta property="og:site_name" content="Harbour Herald">
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Lanterns relit", "author": {"name": "Ana Bids"}}</script>
</head><body><nav><a href="/">Home</a><a href="/sport">Sport</a></nav><article><h1>Lanterns relit</h1>
<p>The lanterns on the market square were relit on Thursday evening, and the people who had waited came to see it all.</p>
<p>The mayor said that the lamps would burn until the spring, and that nobody should worry about the cost of the oil.</p>
<p>The company that keeps them has hired two more people, who will go round the square each evening with a ladder.</p>
</article><footer>Imprint and all rights</footer></body></html>"""


def pdf(path: Path, text: str) -> Path:
    """A PDF of one page with some lines of text."""
    lines = "".join(f"({line}) Tj 0 -14 Td\n" for line in text.split("\n"))
    stream = f"BT /F1 11 Tf 50 750 Td\n{lines}ET".encode("latin-1")
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, starts = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        starts.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    end = b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (table, len(out))
    return write(path, out + end)
