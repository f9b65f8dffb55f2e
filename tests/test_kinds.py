"""Variants of the kinds of hard input, at every door that takes a table: never a guess, and the right thing named."""

import gzip

import pandas as pd
import pytest
from import_samples import FERRY, LANTERNS, brought, refused, write

from analysis import inputs
from reprints.__main__ import main as reprints

ONE, TWO = (text.replace("\n", " ") for text in (FERRY, LANTERNS))
TABLE = f'id,date,text\n1,2020-01-01,"{ONE}"\n2,2020-01-02,"{TWO}"\n'


def reused(path, tmp_path, capsys):
    """What `reprints` says of a corpus that it refuses."""
    assert reprints([str(path), "--out", str(tmp_path / "out"), "--quiet"]) == 2
    told = capsys.readouterr().err
    assert "Traceback" not in told and not (tmp_path / "out" / "reuse.json").exists()
    return told


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (f'{{"id": "1", "text": "{ONE}", "text": "{TWO}"}}', "has the key 'text' twice"),
        (f'{{"id": "1", "text": "{ONE}", "by": {{"a": 1, "a": 2}}}}', "has the key 'a' twice"),
        (f'{{"id": {"9" * 5000}, "text": "{ONE}"}}', "holds a number of thousands of digits"),
        (f'{{"id": "1", "text": "{ONE}", "more": {"[" * 20000}{"]" * 20000}}}', "is nested too deep"),
        (f'{{"id": "1", "text": "{ONE}"', "is not JSON"),
    ],
)
def test_json_that_could_mean_two_things_or_none_is_refused_with_its_line(tmp_path, capsys, line, said):
    path = write(tmp_path / "a.jsonl", f'{{"id": "0", "text": "{TWO}"}}\n{line}\n')
    assert f"line 2 {said}" in refused(path, tmp_path, capsys)
    assert f"row 2: {said}" in reused(path, tmp_path, capsys)


def test_keys_of_other_objects_are_no_keys_that_stand_twice():
    assert inputs.value_of('[{"a": {"a": 1}}, {"a": 2}]') == [{"a": {"a": 1}}, {"a": 2}]


def test_a_header_that_comes_again_is_no_article(tmp_path, capsys):
    path = write(tmp_path / "a.csv", f"{TABLE}id,date,text\n")
    assert list(brought(path, tmp_path)["id"]) == ["1", "2"]
    assert "it is the header again (a.csv row 4)" in capsys.readouterr().out
    assert "row 4: it is the header again" in reused(path, tmp_path, capsys)


def test_rows_that_lack_an_id_where_others_have_one_are_counted(tmp_path, capsys):
    path = write(tmp_path / "a.csv", TABLE.replace("\n2,", "\n,"))
    assert "1" in list(brought(path, tmp_path)["id"])
    assert "a.csv: 1 of 2 articles have no id in it" in capsys.readouterr().out
    assert "row 3, column id: the id is missing" in reused(path, tmp_path, capsys)
    brought(write(tmp_path / "b.csv", TABLE.replace("id,", "number,")), tmp_path, "--map", "id=", name="none")
    assert "have no id" not in capsys.readouterr().out


def test_a_number_that_is_none_is_a_missing_id(tmp_path, capsys):
    path = tmp_path / "a.parquet"
    pd.DataFrame({"id": [1.0, float("nan")], "text": [ONE, TWO]}).to_parquet(path)
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"id": pa.array([1.0, float("nan")]), "text": [ONE, TWO]}), path)
    assert "row 2, column id: the id is missing" in reused(path, tmp_path, capsys)


@pytest.mark.parametrize(
    ("name", "content", "import_says", "reuse_says"),
    [
        ("a.csv.gz", gzip.compress(gzip.compress(TABLE.encode())), "it is packed with gzip", "it is gzip"),
        ("a.csv", TABLE.encode("utf-16-le"), "", "it is UTF-16 without its mark"),
        ("a.csv", TABLE.encode("utf-16"), "", "it is UTF-16"),
        ("a.csv", TABLE.encode("utf-32"), "", "it is UTF-32"),
    ],
)
def test_what_is_packed_or_of_another_encoding_is_called_so(tmp_path, capsys, name, content, import_says, reuse_says):
    path = write(tmp_path / name, content)
    if import_says:
        assert import_says in refused(path, tmp_path, capsys)
    assert reuse_says in reused(path, tmp_path, capsys)


@pytest.mark.parametrize("content", ["5", "null", '"text"', "true"])
def test_facts_that_are_no_list_are_refused(tmp_path, capsys, content):
    news = write(tmp_path / "in" / "a.txt", f"Ferry\n\n{FERRY}")
    facts = write(tmp_path / "facts.json", content)
    assert "facts.json" in refused(news.parent, tmp_path, capsys, "--metadata", str(facts))


# Texts


def test_radicals_that_a_pdf_gives_for_characters_are_found_as_characters(tmp_path, capsys):
    from newsbench.opening import open_corpus

    radicals = "\u2f08\u6c11\u65e5\u62a5 \u2ea0\u4e3b \u2ec4\u5b89 \u2fb9"
    brought(write(tmp_path / "a.txt", f"Title\n\n{FERRY} {radicals}\n"), tmp_path)
    corpus = open_corpus("mine", tmp_path / "corpora")
    for query in ("\u4eba\u6c11", "\u2f08\u6c11", "\u6c11\u4e3b", "\u897f\u5b89"):
        assert len(corpus.concordance(query)) == 1, query
    assert "9 Chinese characters" in capsys.readouterr().out


def test_escapes_in_a_text_do_not_steer_a_terminal(tmp_path):
    from newsbench import index
    from newsbench.corpus import Corpus

    corpus = Corpus(index.of_texts({"a": "a\x1b[31mred\u202e mayor b"}, title=["T\x1b[2J"], outlet=["O\x9b"]), "x")
    shown = [corpus.concordance("mayor"), corpus.read("a"), corpus, corpus.concordance("mayor").lines()]
    for one in shown[:3]:
        assert not set("\x1b\x9b\u202e") & set(repr(one)), repr(one)


@pytest.mark.parametrize(
    ("term", "said"),
    [
        ("\u200bquay", "U[+]200B, a character that nobody sees"),
        ("cafe\u0301", "an accent apart"),
        ("a  b", "spaces that no text has"),
        ("...", "in which there is no word"),
        ("—", "in which there is no word"),
    ],
)
def test_a_term_that_no_text_can_have_is_refused_and_called_what_it_is(tmp_path, term, said):
    import json

    from analysis.errors import AnalysisError
    from analysis.topics import read_topics

    path = write(tmp_path / "topics.yml", f"harbour:\n  title: H\n  question: Q?\n  terms: [{json.dumps(term)}]\n")
    with pytest.raises(AnalysisError, match=said):
        read_topics(path)


def test_a_second_document_in_a_file_is_called_one(tmp_path):
    from analysis.errors import AnalysisError
    from analysis.topics import read_topics

    path = write(tmp_path / "topics.yml", "harbour:\n  title: H\n---\nquay:\n  title: Q\n")
    with pytest.raises(AnalysisError, match="a line of three hyphens begins a second document"):
        read_topics(path)


@pytest.mark.parametrize("tag", ["del", "s", "strike"])
def test_what_is_struck_out_is_not_shown_as_if_it_stood(tag):
    from proofpress.site import fragment

    assert fragment.blocks_of(f"<p>It is <{tag}>old</{tag}> new</p>") == [("words", "It is [struck out: old] new")]
