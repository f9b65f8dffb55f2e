"""The index of word positions equals a naive scan, and is whole, bound to its text and bounded."""

import hashlib
import json
import unicodedata

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import AnalysisError
from newsbench import index
from newsbench.index import documents
from newsbench.index.letters import UNSPACED, fold

SINGLE = rf"[{UNSPACED}&&[\p{{L}}\p{{N}}]]"
LETTER = rf"[[\p{{L}}\p{{N}}]--{SINGLE}]"
DIGIT = rf"[\p{{N}}--{SINGLE}]"
MARK = "[\\p{M}\u00ad\u200c\u200d\u2060\ufeff]"
JOIN = "['\u2019\u2018\u02bc\uff07\\-\u2010\u2011\uff0d\\p{Pc}]"
ALPHA = rf"[\p{{L}}--{SINGLE}]"
# The rule once more, as one pattern: what the compiled scan must find.
WORD = regex.compile(
    rf"(?V1){SINGLE}{MARK}*"
    rf"|{LETTER}(?:{LETTER}|{MARK}|{JOIN}(?={LETTER})"
    rf"|(?<={DIGIT}{MARK}*)[.,\uff0e\uff0c](?={DIGIT})"
    rf"|(?<=(?:^|[^\p{{L}}\p{{N}}\p{{M}}\u00ad\u200c\u200d\u2060\ufeff]|{SINGLE}{MARK}*){ALPHA}{MARK}*)[.\uff0e](?={ALPHA}(?!{ALPHA})))*"
)
TEXT = st.text(
    st.sampled_from(
        "ab\u00e9e\u0301AB\u0130\u00df\u00f8\ufb01\uff21 \n\t'\u2019-\u2010.,!?\u3002\uff01\u201c\u201d01\uff11"
        "\u4e2d\u515a\u5a92\u3042\u30a2\u0e01\u0e34\u00ad\u200d_\U00020000\U0001f600\ufdfa"
    ),
    max_size=60,
)


def words(text):
    return [match.group() for match in WORD.finditer(text)]


@given(st.lists(TEXT, max_size=4))
@settings(max_examples=300, deadline=None)
def test_the_index_equals_a_naive_scan(texts):
    made = index.of_texts({str(n): text for n, text in enumerate(texts)})
    expected = [(n, match.start(), match.group()) for n, text in enumerate(texts) for match in WORD.finditer(text)]
    every = np.arange(made.n_tokens)
    first, last = made.spans(every)
    found = [(int(d), int(a), made.text(d)[a:b]) for d, a, b in zip(made.document_of(every), first, last, strict=True)]
    assert found == expected
    assert [made.types[t] for t in made.tokens] == [fold(word) for _, _, word in expected]
    for number, name in enumerate(made.types):
        at = [place for place, (_, _, word) in enumerate(expected) if fold(word) == name]
        assert made.positions(number).tolist() == at and made.frequency[number] == len(at)
    assert set(made.starts[:-1][np.diff(made.starts) > 0]) <= set(made.paragraphs) <= set(made.sentences)
    assert len(set(made.types)) == len(made.types)


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_every_normal_form_counts_as_the_same_words(form):
    text = "Caf\u00e9 \ufb01nance \uff30\uff41\uff52\uff54\uff59 \ud55c\uad6d"
    one, other = index.of_texts({"a": text}), index.of_texts({"a": unicodedata.normalize(form, text)})
    assert list(one.types) == list(other.types)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("China\u2019s self-evident COVID-19", ["China\u2019s", "self-evident", "COVID-19"]),
        ("3,000 or 0.5, by 2020.", ["3,000", "or", "0.5", "by", "2020"]),
        ("the U.S. and e.g. this.That", ["the", "U.S", "and", "e.g", "this", "That"]),
        ("'quoted' \u2018so\u2019 - and--dashes", ["quoted", "so", "and", "dashes"]),
        ("\u515a\u5a92\u59d3\u515a5G", ["\u515a", "\u5a92", "\u59d3", "\u515a", "5G"]),
        ("_emphasis_ and snake_case", ["emphasis", "and", "snake_case"]),
    ],
)
def test_the_rule_of_a_word(text, expected):
    made = index.of_texts({"a": text})
    assert made.forms[made.forms_of[made.tokens] + made.variants].tolist() == expected == words(text)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("It rained. It poured! Did it? Yes", 4),
        ("Mr. Smith of the U.S. Treasury paid 3.5 million. J. Doe did not.", 2),
        ("\u201cWe won.\u201d Then he left.", 2),
        ("\u4e0b\u96e8\u4e86\u3002\u5929\u9ed1\u4e86\uff01\u8d70", 3),
        ("a heading\nA line\n\n\nand another", 3),
        ("it is e.g. so, and so on... and on", 1),
    ],
)
def test_where_a_sentence_begins(text, sentences):
    assert len(index.of_texts({"a": text}).sentences) == sentences


def frame(count):
    text = [f"The ferry number {n} sails.\nIt is \u515a late, Ferry {n}." for n in range(count)]
    return pd.DataFrame({"id": [f"a{n}" for n in range(count)], "text": text, "outlet": "Harbour Post"})


def test_in_a_folder_and_in_memory_it_is_the_same_however_it_is_cut(tmp_path, monkeypatch):
    path = tmp_path / "documents.parquet"
    frame(50).to_parquet(path)
    memory = index.of_texts(frame(50))
    monkeypatch.setattr(documents, "BATCH", 100)
    monkeypatch.setattr("newsbench.index.making._BLOCK", 7)
    monkeypatch.setattr("newsbench.index.parts.CHUNK", 11)
    told = []
    made = index.build(path, tmp_path / "index", progress=lambda *step: told.append(step))
    for name in ("tokens", "variants", "offsets", "starts", "sentences", "paragraphs", "frequency", "_postings"):
        assert getattr(made, name).tolist() == getattr(memory, name).tolist(), name
    assert list(made.types) == list(memory.types) and list(made.forms) == list(memory.forms)
    assert made.facts["outlet"].unique() == ["Harbour Post"] and made.facts["date"].isna().all()
    assert [made.text(n) for n in range(50)] == frame(50)["text"].tolist()
    assert told[0][0] == "words" and told[-1] == ("places", made.n_tokens, made.n_tokens)
    assert index.open(tmp_path / "index", path).digest == made.digest


def test_a_second_index_takes_the_place_of_the_first_and_leaves_nothing_beside(tmp_path):
    index.build(frame(3), tmp_path / "index")
    assert index.build(frame(5), tmp_path / "index").n_documents == 5
    assert [path.name for path in tmp_path.iterdir()] == ["index"]


def test_an_index_of_another_text_says_so(tmp_path):
    path = tmp_path / "documents.parquet"
    frame(3).to_parquet(path)
    index.build(path, tmp_path / "index")
    frame(4).to_parquet(path)
    with pytest.raises(index.StaleIndex, match="not made of documents.parquet as it is now"):
        index.open(tmp_path / "index", path)


def test_an_index_of_another_version_says_so(tmp_path):
    index.build(frame(3), tmp_path / "index")
    head = json.loads((tmp_path / "index/index.json").read_text())
    (tmp_path / "index/index.json").write_text(json.dumps(head | {"rule": 0}))
    with pytest.raises(index.StaleIndex, match="another version"):
        index.open(tmp_path / "index")


def test_an_index_with_a_file_cut_short_says_so(tmp_path):
    index.build(frame(3), tmp_path / "index")
    tokens = tmp_path / "index/tokens"
    tokens.write_bytes(tokens.read_bytes()[:-4])
    with pytest.raises(index.StaleIndex, match="do not belong together"):
        index.open(tmp_path / "index")


def test_a_folder_of_other_files_is_not_replaced(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/notes.txt").write_text("kept")
    with pytest.raises(AnalysisError, match="is no index"):
        index.build(frame(1), tmp_path / "mine")
    assert (tmp_path / "mine/notes.txt").read_text() == "kept"


def test_a_run_that_fails_leaves_the_old_index(tmp_path):
    index.build(frame(3), tmp_path / "index")
    twice = pd.concat([frame(2), frame(1)])
    with pytest.raises(AnalysisError, match="1 ids stand for two articles or more: a0"):
        index.build(twice, tmp_path / "index")
    assert index.open(tmp_path / "index").n_documents == 3
    assert [path.name for path in tmp_path.iterdir()] == ["index"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (pd.DataFrame({"id": ["a"]}), "no column text"),
        (pd.DataFrame({"id": ["a", None], "text": ["x", "y"]}), "an article has no id"),
        (7, "a int holds no articles"),
    ],
)
def test_what_is_no_corpus_is_refused(given, said):
    with pytest.raises(AnalysisError, match=said):
        index.of_texts(given)


def test_articles_without_text_are_articles_of_no_words():
    made = index.of_texts(pa.table({"id": ["a", "b", "c"], "text": pa.array([None, "two words", ""], pa.string())}))
    assert made.facts["words"].tolist() == [0, 2, 0] and made.document_of(np.arange(2)).tolist() == [1, 1]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("terror*", ["terror", "terrorist"]),
        ("?error", ["error", "terror"][1:]),
        ("TERROR", ["terror"]),
        ("*.*", ["u.s"]),
        ("/^s/", ["self-evident"]),
        ("zebra*", []),
    ],
)
def test_a_pattern_fits_whole_types(pattern, expected):
    made = index.of_texts({"a": "Terror terrorist U.S. self-evident"})
    assert sorted(made.types[made.matching(pattern)]) == expected


@pytest.mark.parametrize(
    ("pattern", "said"), [("/(/", "is no regular expression"), ("/^(a|a?|aa)+$/", "takes more than")]
)
def test_a_regular_expression_that_cannot_be_used_says_so(monkeypatch, pattern, said):
    monkeypatch.setattr("newsbench.index.patterns.SECONDS", 0.05)
    made = index.of_texts({"a": "a" * 60 + "b"})
    with pytest.raises(AnalysisError, match=said):
        made.matching(pattern)


def test_the_digest_is_of_the_file(tmp_path):
    (tmp_path / "x").write_bytes(b"abc")
    assert documents.digest(tmp_path / "x") == hashlib.sha256(b"abc").hexdigest()
    pq.write_table(pa.table({"id": ["a"], "text": ["b"]}), tmp_path / "d.parquet")
    assert index.build(tmp_path / "d.parquet", tmp_path / "index").n_tokens == 1
