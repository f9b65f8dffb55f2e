"""Facts without texts join a corpus by file name, address, title and date; what meets nothing is named."""

import json

import pytest
from import_samples import DENGLONG, FERRY, LANTERNS, brought, refused, write

from newsbench.importing import join

RIS = """TY  - NEWS
AU  - Bids, Ana
TI  - Lanterns Relit!
T2  - Harbour Herald
DA  - 2020/12/03
UR  - https://www.example.org/lanterns/?utm_source=x
ER  -
TY  - NEWS
TI  - Nobody's article
DA  - 2020/12/05
ER  -
"""
CSL = [
    {
        "title": "Lanterns relit",
        "container-title": "Harbour Herald",
        "issued": {"date-parts": [[2020, 12, 3]]},
        "author": [{"family": "Bids", "given": "Ana"}],
    }
]
CNKI = "SrcDatabase-来源库: 报纸\nTitle-题名: 灯笼节开幕\nAuthor-作者: 安娜;\nSource-文献来源: 港口晚报\nPubTime-发表时间: 2020-12-03\n"
NOTE_EXPRESS = "{Reference Type}: Newspaper Article\n{Title}: 灯笼节开幕\n{Author}: 安娜\n{Journal}: 港口晚报\n{Date}: 2020-12-03\n"
MEDIA_CLOUD = (
    "id,indexed_date,language,media_name,publish_date,title,url\n1,2021-01-01,en,Harbour Herald,2020-12-03,"
    "Lanterns relit,http://example.org/lanterns\n"
)


def test_metadata_alone_is_refused_with_what_to_do(tmp_path, capsys):
    assert "--metadata" in refused(write(tmp_path / "a.ris", RIS), tmp_path, capsys)
    assert "no column 'text'" in refused(write(tmp_path / "a.csv", MEDIA_CLOUD), tmp_path, capsys)


def test_a_file_of_metadata_that_is_none_is_refused(tmp_path, capsys):
    path = write(tmp_path / "a.txt", f"Lanterns relit\n\n{LANTERNS}")
    other = write(tmp_path / "b.csv", "x,y\n1,2\n")
    assert "by which its rows are told" in refused(path, tmp_path, capsys, "--metadata", str(other))


@pytest.mark.parametrize(
    "content", ["url,title\rhttp://x,A\r", "url," + "t" * 200_000, 'url,title\nx,"' + "t" * 200_000]
)
def test_a_table_of_odd_line_ends_or_endless_cells_is_read_or_refused(tmp_path, capsys, content):
    from newsbench.importing import metadata, parts
    from newsbench.importing.asked import Asked
    from newsbench.importing.document import Unreadable

    (one,), _ = parts.of(write(tmp_path / "facts.csv", content))
    if "\r" in content:
        assert metadata.is_metadata(one) and metadata.records(one, Asked()) == [{"url": "http://x", "title": "A"}]
        return
    metadata.is_metadata(one)
    with pytest.raises(Unreadable, match=r"facts\.csv"):
        metadata.records(one, Asked())


@pytest.mark.parametrize(("name", "content"), [("c.ris", RIS), ("c.json", json.dumps(CSL)), ("c.csv", MEDIA_CLOUD)])
def test_citations_join_by_title(tmp_path, name, content):
    path = write(tmp_path / "a.txt", f"Lanterns relit\n\n{LANTERNS}")
    one = brought(path, tmp_path, "--metadata", str(write(tmp_path / name, content))).iloc[0]
    assert (one.outlet, one.date, one.title) == ("Harbour Herald", "2020-12-03", "Lanterns relit")


@pytest.mark.parametrize("content", [CNKI, NOTE_EXPRESS])
def test_citations_of_cnki(tmp_path, content):
    path = write(tmp_path / "a.txt", f"灯笼节开幕\n\n{DENGLONG}")
    one = brought(path, tmp_path, "--metadata", str(write(tmp_path / "c.txt", content, "gb18030"))).iloc[0]
    assert (one.outlet, one.date, one.author) == ("港口晚报", "2020-12-03", "安娜")


def test_a_table_beside_the_texts_joins_by_the_names_of_files(tmp_path, capsys):
    write(tmp_path / "in" / "one.txt", LANTERNS)
    write(tmp_path / "in" / "two.txt", FERRY)
    write(
        tmp_path / "in" / "about.csv",
        "filename,source,date\none.txt,Herald,2020-12-03\ntwo,Post,2020-12-04\nthree.txt,Sun,2020-12-05\n",
    )
    documents = brought(tmp_path / "in", tmp_path)
    assert documents.outlet.tolist() == ["Herald", "Post"] and documents.date.tolist() == ["2020-12-03", "2020-12-04"]
    assert "2 of 3 joined (2 by the name of the file); 1 met no article: three.txt" in capsys.readouterr().out


def test_what_differs_is_doubted_and_the_article_keeps_its_own(tmp_path):
    path = write(
        tmp_path / "t.csv",
        f'url,date,title,text\nhttps://example.org/lanterns,2020-12-09,Lanterns relit,"{LANTERNS}"\n',
    )
    one = brought(path, tmp_path, "--metadata", str(write(tmp_path / "c.ris", RIS))).iloc[0]
    assert one.date == "2020-12-09" and one.author == "Bids, Ana"
    assert "have the date 2020/12/03" in (tmp_path / "corpora" / "mine" / "unsure.csv").read_text()


def test_facts_that_were_joined_are_not_lost_by_a_later_import(tmp_path, capsys):
    path = write(tmp_path / "a.txt", f"Lanterns relit\n\n{LANTERNS}")
    brought(path, tmp_path, "--metadata", str(write(tmp_path / "c.ris", RIS)))
    from import_samples import bring

    assert bring(path, tmp_path)[0] == 2 and "would lose them" in capsys.readouterr().err


def test_addresses_are_one_whatever_leads_to_them():
    forms = ["https://www.example.org/a/?utm_source=x&b=1", "http://m.example.org/a?b=1#top", "example.org/a?b=1"]
    assert {join.address(form) for form in forms} == {"example.org/a?b=1"}
    assert join.address("http://[broken") == "http://[broken"
