"""Tokens: what is a word, what is folded, and the way back to the characters."""

import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import AnalysisError
from reprints.reuse import find, fold
from reprints.reuse.tokens import tokenise


def spellings(text):
    found = tokenise([text])
    return [text[a:b] for a, b in zip(found.start, found.end, strict=True)]


def hashes(text):
    return tokenise([text]).hash.tolist()


def test_unknown_fold_is_refused():
    with pytest.raises(AnalysisError, match="unknown fold"):
        fold.table("s2t")


@pytest.mark.parametrize("text", ["", " ", "\n\n", "—…!?", "\ud800", "‘’", "-", "a\u0300"[1:]])
def test_text_without_words_has_no_tokens(text):
    assert len(tokenise([text])) == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＡＢＣ１２", "abc12"),
        ("STRASSE", "straße"),
        ("ﬁne", "fine"),
        ("cafe\u0301", "café"),
        ("café", "cafe"),
        ("don’t", "don't"),
        ("ſinfulneſs", "sinfulness"),
        ("exam-\nple", "example"),
        ("exam- \r\n ple", "example"),
        ("exam¬\nple", "example"),
        ("exam\u00adple", "example"),
        ("state-run", "state\u2010run"),
        ("caf\u00e9-chef", "cafe\u0301-chef"),
        ("le caf\u00e9-\nchef", "le cafe\u0301-\nchef"),
        ("ｶﾞｽ", "ガス"),
        ("か\u3099", "が"),
        ("\u1112\u1161\u11ab", "한"),
        ("㍿", "㍿"),
        ("٢٠٢١", "2021"),
        ("\ufeffword", "word"),
    ],
)
def test_spellings_that_differ_only_in_form_are_one_token(one, other):
    assert hashes(one) == hashes(other) and len(hashes(one)) >= 1


@pytest.mark.parametrize(
    ("one", "other"), [("no", "on"), ("a b", "ab"), ("汉字", "字汉"), ("word--word", "wordword"), ("कि", "का")]
)
def test_different_words_stay_different(one, other):
    assert hashes(one) != hashes(other)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Party media, 2021", ["Party", "media", "2021"]),
        ("汉字hello世界", ["汉", "字", "hello", "世", "界"]),
        ("said - twice--over", ["said", "twice", "over"]),
        ("exam-\nple", ["exam-\nple"]),
        ("end-\n\n\n\n\n\n\n\n\nfar", ["end", "far"]),
        ("(新闻敲诈)", list("新闻敲诈")),
        ("한국어 텍스트", ["한국어", "텍스트"]),
        ("ไทย", list("ไทย")),
        ("rock ’n’ roll’s", ["rock", "n", "roll’s"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
    ],
)
def test_tokens_are_words_or_single_characters(text, words):
    assert spellings(text) == words


def test_a_hyphen_at_the_end_of_a_text_does_not_reach_into_the_next():
    found = tokenise(["exam-", "\nple"])
    assert np.diff(found.bounds).tolist() == [1, 1]


def test_simplified_folding_without_opencc_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "opencc", None)
    with pytest.raises(AnalysisError, match="pip install opencc"):
        fold.table.__wrapped__("t2s")


def test_traditional_and_simplified_are_one_text_where_opencc_is():
    pytest.importorskip(
        "opencc", reason="OpenCC is not installed (pip install opencc): folding of traditional Chinese not tried"
    )
    folded = fold.table("t2s")
    assert tokenise(["國際關係"], folded).hash.tolist() == tokenise(["国际关系"], folded).hash.tolist()
    assert tokenise(["國際關係"]).hash.tolist() != tokenise(["国际关系"]).hash.tolist()
    assert folded.name != fold.table().name and "opencc" in folded.name
    traditional = (
        "國務院發言人在記者會上說，兩國關係的發展為雙方人民帶來實際利益，中方願與對方繼續擴大貿易與投資領域的合作。"
    )
    simplified = (
        "国务院发言人在记者会上说，两国关系的发展为双方人民带来实际利益，中方愿与对方继续扩大贸易与投资领域的合作。"
    )
    docs = pd.DataFrame({"id": ["t", "s"], "text": [traditional, simplified]})
    assert find(docs).links.empty
    found = find(docs, fold="t2s")
    assert found.links.longest_run.tolist() == [sum(c not in "，。" for c in simplified)]
    assert found.passages[["start_a", "end_a"]].to_numpy().tolist() == [[0, len(simplified) - 1]]


@given(st.lists(st.text(st.characters(), max_size=60), max_size=5))
def test_offsets_are_ordered_inside_the_text_and_texts_do_not_touch(texts):
    together = tokenise(texts)
    for d, text in enumerate(texts):
        alone = tokenise([text])
        part = slice(together.bounds[d], together.bounds[d + 1])
        assert together.hash[part].tolist() == alone.hash.tolist()
        assert together.start[part].tolist() == alone.start.tolist()
        ends = [0, *alone.end.tolist()][: len(alone.end)]
        for start, end, before in zip(alone.start, alone.end, ends, strict=True):
            assert before <= start < end <= len(text)


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_each_token_alone_is_that_token_again(text):
    found = tokenise([text])
    for value, start, end in zip(found.hash, found.start, found.end, strict=True):
        assert tokenise([text[start:end]]).hash.tolist() == [value]
