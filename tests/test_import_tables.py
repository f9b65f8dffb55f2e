"""Tables come in by the usual names of their columns; what could mean two things stops, and all of it at once."""

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from import_samples import DENGLONG, FERRY, LANTERNS, bring, brought, refused, write

from analysis import columns
from analysis.errors import AnalysisError
from newsbench.importing.command import Told
from newsbench.index import of_texts
from newsbench.index.scan import words_of
from newsbench.opening import open_corpus


def rows(*texts, header="Source,Published,Headline,Body"):
    lines = [f'Herald,2020-12-0{i},Piece {i},"{text}"' for i, text in enumerate(texts, 1)]
    return "\n".join([header, *lines]) + "\n"


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("Body,Content,Headline,Date", "2 columns could be the text: 'Body', 'Content'"),
        ("Text,TEXT,Headline,Date", "2 columns could be the text"),
        ("text,Published,Headline,date", "2 columns could be the date: 'date', 'Published'"),
        ("text,正文,标题,日期", "2 columns could be the text"),
        ("a,b,c,d", "there is no column 'text'"),
    ],
)
def test_two_columns_of_one_meaning_and_none_are_refused_with_what_to_do(tmp_path, capsys, header, said):
    message = refused(write(tmp_path / "t.csv", f"{header}\n1,2,3,4\n"), tmp_path, capsys)
    assert said in message and "--map" in message


def test_the_column_with_the_longest_values_is_offered_for_a_text_that_has_no_usual_name(tmp_path, capsys):
    path = write(tmp_path / "t.csv", f'Kopf;Inhalt\nEins;"{LANTERNS}"\nZwei;"{FERRY}"\n')
    assert "for example --map text=Inhalt;" in refused(path, tmp_path, capsys)


def test_all_faults_of_all_files_are_told_at_once(tmp_path, capsys):
    write(tmp_path / "in" / "a.csv", "Body,Content\n1,2\n")
    write(tmp_path / "in" / "b.csv", "text,date\nx,y,z\np,q,r\n")
    message = refused(tmp_path / "in", tmp_path, capsys)
    assert "a.csv" in message and "b.csv" in message and "2 faults" in message


def test_a_quotation_mark_that_swallows_rows_is_refused(tmp_path, capsys):

    content = 'id,text\na0,first\na1,"x began\na2,it went on\na3,and ended"\na4,y\n'
    assert "runs over several rows" in refused(write(tmp_path / "t.csv", content), tmp_path, capsys, name="other")


def test_ids_that_stand_twice_are_refused_and_may_be_left_alone(tmp_path, capsys):
    path = write(tmp_path / "t.csv", f"id,text\na,{LANTERNS.split(chr(10))[1]}\na,{FERRY.split(chr(10))[1]}\n")
    assert "the id 'a' stands twice" in refused(path, tmp_path, capsys)
    assert len(set(brought(path, tmp_path, "--map", "id=").id)) == 2


@pytest.mark.parametrize(
    "option", [["--map", "text=Bodi"], ["--map", "txt=Body"], ["--map", "Body"], ["--dates", "ymd"]]
)
def test_a_slip_in_an_option_is_named(tmp_path, capsys, option):
    message = refused(write(tmp_path / "t.csv", rows(LANTERNS)), tmp_path, capsys, *option)
    assert option[0] in message or "did you mean 'Body'" in message


def test_dates_that_could_be_two_are_asked_for_once_and_remembered(tmp_path, capsys):
    path = write(tmp_path / "t.csv", "text,date\nThe first text.,03/12/2020\nThe second text.,13/12/2020\n")
    message = refused(path, tmp_path, capsys)
    assert "3 December or 12 March" in message and "--dates dmy" in message and "1 can only be day first" in message
    assert brought(path, tmp_path, "--dates", "dmy").date.tolist() == ["2020-12-03", "2020-12-13"]
    assert brought(path, tmp_path).date.tolist() == ["2020-12-03", "2020-12-13"]


def test_usual_names_in_chinese_and_english_are_taken_and_said(tmp_path, capsys):
    path = write(
        tmp_path / "t.csv", f'标题,来源,发布时间,正文,备注\n灯笼,人民网,2020年12月3日 08:00,"{DENGLONG}",x\n', "gb18030"
    )
    one = brought(path, tmp_path).iloc[0]
    assert (one.title, one.outlet, one.date, one.time, one.language) == ("灯笼", "人民网", "2020-12-03", "08:00", "zh")
    said = capsys.readouterr().out
    assert "title from '标题'" in said and "not used: '备注'" in said


def test_an_unused_column_that_looks_like_a_date_or_an_outlet_is_warned_of(tmp_path, capsys):
    path = write(tmp_path / "t.csv", f'text,date of print,media type\n"{LANTERNS}",2020-12-03,x\n')
    brought(path, tmp_path)
    said = capsys.readouterr().out
    assert (
        "'date of print' holds dates (2020-12-03) and is not used" in said
        and "'media type' looks like the outlet" in said
    )


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_csv_of_any_dialect_and_encoding(tmp_path, mark, encoding):
    content = (
        "\r\n".join(mark.join(cells) for cells in [("title", "text"), ("Café", f'"{LANTERNS} “très bien”"')]) + "\r\n"
    )
    one = brought(write(tmp_path / "t.csv", content, encoding), tmp_path).iloc[0]
    assert one.title == "Café" and one.text == f"{LANTERNS} “très bien”"


@pytest.mark.parametrize("encoding", ["gb18030", "big5", "utf-16-be", "utf-8"])
def test_chinese_of_any_encoding(tmp_path, encoding):
    text = "燈籠節在市集廣場開幕，許多市民前來觀看。這是一個大會，我們都來了，說明他們有時間。"
    one = brought(write(tmp_path / "t.csv", f"text,title\n{text},一\n", encoding), tmp_path).iloc[0]
    assert one.text == text


def test_rows_without_text_are_left_out_and_told(tmp_path, capsys):
    path = write(tmp_path / "t.csv", rows(LANTERNS, "", FERRY))
    assert len(brought(path, tmp_path)) == 2
    assert "left out: 1" in (said := capsys.readouterr().out) and "row 3" in said
    assert "row 3" in (tmp_path / "corpora" / "mine" / "left-out.csv").read_text()


def test_importing_again_changes_nothing_and_says_what_changed(tmp_path, capsys):
    path = write(tmp_path / "t.csv", rows(LANTERNS, FERRY))
    _, folder = bring(path, tmp_path)
    before = {one.name: one.read_bytes() for one in folder.rglob("*") if one.is_file()}
    capsys.readouterr()
    bring(path, tmp_path)
    assert "nothing changed" in capsys.readouterr().out
    assert {one.name: one.read_bytes() for one in folder.rglob("*") if one.is_file()} == before
    write(path, rows(LANTERNS + " More.", DENGLONG).replace("Piece 2", "Piece 3"))
    bring(path, tmp_path)
    said = capsys.readouterr().out
    assert all(told in said for told in ("1 added", "1 with another text", "1 gone"))


def test_the_manifest_holds_facts_and_no_text(tmp_path):
    _, folder = bring(write(tmp_path / "t.csv", rows(LANTERNS, FERRY)), tmp_path)
    kept = b"".join(one.read_bytes() for one in folder.iterdir() if one.is_file()).decode()
    assert "market square" not in kept and "Piece 1" in kept
    assert "/text/" in (folder / ".gitignore").read_text()


def test_a_cell_that_a_spreadsheet_would_run_is_made_inert(tmp_path):
    _, folder = bring(write(tmp_path / "t.csv", f'title,text\n=1+1,"{LANTERNS}"\n'), tmp_path)
    assert ",'=1+1," in (folder / "manifest.csv").read_text()
    assert pd.read_parquet(folder / "text" / "documents.parquet").title.tolist() == ["=1+1"]


def test_files_that_are_not_the_imports_own_are_never_overwritten(tmp_path, capsys):
    path = write(tmp_path / "t.csv", rows(LANTERNS))
    mine = write(tmp_path / "corpora" / "mine" / "notes.txt", "mine")
    status, _ = bring(path, tmp_path, "--overwrite")
    assert status == 2 and "notes.txt" in capsys.readouterr().err and mine.read_text() == "mine"


def test_another_source_does_not_replace_a_corpus_unless_it_is_said(tmp_path, capsys):
    brought(write(tmp_path / "a.csv", rows(LANTERNS)), tmp_path)
    other = write(tmp_path / "b.csv", rows(FERRY))
    status, folder = bring(other, tmp_path)
    assert status == 2 and "another source" in capsys.readouterr().err
    assert brought(other, tmp_path, "--overwrite").text.tolist() == [FERRY]


def test_a_source_that_was_moved_and_grew_is_the_same_and_keeps_its_ids(tmp_path, capsys):
    ids = brought(write(tmp_path / "a.csv", rows(LANTERNS, FERRY)), tmp_path).id.tolist()
    moved = write(tmp_path / "elsewhere" / "a (1).csv", rows(FERRY, LANTERNS, DENGLONG))
    found = brought(moved, tmp_path).id.tolist()
    assert found[:2] == ids[::-1] and found[2] not in ids
    said = capsys.readouterr().out
    assert "taken for the source of the last import, 'a.csv'" in said and "1 added" in said and "gone" not in said


def test_a_source_that_shares_ids_but_no_texts_is_another_one(tmp_path, capsys):
    brought(write(tmp_path / "a.csv", f'id,text\n1,"{LANTERNS}"\n'), tmp_path)
    status, _ = bring(write(tmp_path / "b.csv", f'id,text\n1,"{FERRY}"\n'), tmp_path)
    said = capsys.readouterr().err
    assert status == 2 and "'b.csv' has the same text for 0 of them" in said and "--overwrite" in said


def test_an_id_hangs_on_the_article_and_not_on_what_columns_are_taken_for(tmp_path, capsys):
    path = write(tmp_path / "t.csv", f'Name,Head,Body\nA,One,"{LANTERNS}"\nB,Two,"{FERRY}"\nC,Two,"{FERRY}"\n')
    first = brought(path, tmp_path, "--map", "title=Name", "--map", "text=Body")
    again = brought(path, tmp_path, "--map", "title=Head")
    assert again.id.tolist() == first.id.tolist() and again.title.tolist() == ["One", "Two", "Two"]
    assert "3 with other facts" in capsys.readouterr().out


def test_ids_that_the_source_gives_anew_are_told_and_decisions_go_with_them(tmp_path, capsys):
    path = write(tmp_path / "t.csv", f'nr,date,text\nx1,32 December 2020,"{LANTERNS}"\nx2,2020-12-04,"{FERRY}"\n')
    first = brought(path, tmp_path)
    table = tmp_path / "corpora" / "mine" / "unsure.csv"
    table.write_text(table.read_text().rstrip("\n") + "2 December 2020\n")
    again = brought(path, tmp_path, "--map", "id=nr")
    assert again.id.tolist() == ["x1", "x2"] and again.date.tolist() == ["2020-12-02", "2020-12-04"]
    said = capsys.readouterr().out
    assert f"2 with another id ({first.id[0]} → x1" in said and "added" not in said and "gone" not in said
    assert "x1" in table.read_text() and first.id[0] not in table.read_text()


def test_the_input_is_never_inside_what_is_written(tmp_path, capsys):
    path = write(tmp_path / "corpora" / "mine" / "t.csv", rows(LANTERNS))
    status, _ = bring(path, tmp_path)
    assert status == 2 and "lies in it" in capsys.readouterr().err and path.exists()


def test_a_decision_is_done_by_the_next_import_and_kept(tmp_path, capsys):
    path = write(tmp_path / "t.csv", f'title,date,text\nA,32 December 2020,"{LANTERNS}"\nB,2020-12-04,"{LANTERNS}"\n')
    _, folder = bring(path, tmp_path)
    table = pd.read_csv(folder / "unsure.csv", keep_default_na=False)
    assert table.kind.tolist() == ["date", "duplicate"]
    table["decided"] = ["2 December 2020", "leave out"]
    table.to_csv(folder / "unsure.csv", index=False, sep=";", encoding="utf-8-sig")  # as a spreadsheet saves it
    found = brought(path, tmp_path)
    assert found.title.tolist() == ["A"] and found.date.tolist() == ["2020-12-02"]
    again = pd.read_csv(folder / "unsure.csv", keep_default_na=False)
    assert again.decided.tolist() == ["2 December 2020", "leave out"]


def test_the_manifest_counts_words_as_the_index_does(tmp_path, capsys):
    text = "A self-evident U.S. matter of 3,000 lamps – the mayor’s.\n灯笼节在市集广场开幕 today。"
    _, folder = bring(write(tmp_path / "t.csv", f'text\n"{text}"\n'), tmp_path)
    (row,) = pd.read_csv(folder / "manifest.csv").to_dict("records")
    assert (row["words"], row["han"]) == (10, 10)
    assert open_corpus("mine", folder.parent).n_words == 20
    assert "10 words and 10 Chinese characters" in capsys.readouterr().out


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=4))
def test_words_are_counted_as_they_are_indexed(texts):
    index = of_texts(dict(enumerate(texts)))
    assert words_of(pa.array(texts, pa.large_string())).tolist() == (index.starts[1:] - index.starts[:-1]).tolist()


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ([("words", 5, 5, 0), ("words", 5, 5, 9)], ""),
        ([("read", 0, 9, 0), ("read", 9, 9, 9), ("words", 1, 9, 9), ("words", 9, 9, 10)], ""),
        ([("read", 0, 8, 0), ("read", 2, 8, 3), ("read", 8, 8, 9)], "read: 25%, some 9 s left\n"),
    ],
    ids=["done at once", "each step is short", "long"],
)
def test_progress_is_told_of_long_work_only_and_never_when_it_is_done(monkeypatch, capsys, steps, said):
    now = [0.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    told = Told()
    for what, done, total, at in steps:
        now[0] = at
        told(what, done, total)
    assert capsys.readouterr().err == said


@given(
    st.lists(
        st.sampled_from(sorted({name for names in columns.NAMES.values() for name in names}) + ["x", "Notes"]),
        unique=True,
        max_size=8,
    )
)
def test_a_column_is_taken_for_one_meaning_or_named_as_unused(header):
    try:
        taken = columns.match(header, "t.csv", columns.MEANINGS, (), strict=True)
    except AnalysisError as error:
        assert "columns could be" in str(error)
    else:
        assert sorted([*taken.names.values(), *taken.unused]) == sorted(header)
        assert all(columns.meaning(name) == meaning for meaning, name in taken.names.items())


@given(st.text(min_size=1, max_size=20))
def test_names_of_columns_are_compared_without_case_spaces_and_marks(name):
    assert columns.plain(f" {name.upper().lower()} ") == columns.plain(name.upper().lower())
    assert columns.meaning("Publication Date") == columns.meaning("publication_date") == "date"


def test_an_unused_column_of_dates_is_warned_of_by_its_values(tmp_path, capsys):
    path = write(tmp_path / "t.csv", f'text,erschienen\n"{LANTERNS}",03/12/2020\n"{FERRY}",2020-12-04\n')
    brought(path, tmp_path)
    assert (
        "'erschienen' holds dates (03/12/2020) and is not used; take it with --map date=erschienen"
        in capsys.readouterr().out
    )


def test_a_table_without_a_column_of_texts_is_answered_with_the_one_that_looks_like_it(tmp_path, capsys):
    assert "'Meldungstext' looks like it" in refused(
        write(tmp_path / "t.csv", "Meldungstext,x\n1,2\n"), tmp_path, capsys
    )


def test_a_table_without_rows_is_refused_as_that(tmp_path, capsys):
    assert "a header and no rows" in refused(write(tmp_path / "t.csv", "text,date\n"), tmp_path, capsys)
