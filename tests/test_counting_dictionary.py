"""Dictionaries: each format is read as its programs write it, and what cannot be read is told with its line."""

import pytest
from counting_corpus import corpus

from analysis.errors import AnalysisError
from newsbench.counting import read

FILES = {
    "moods.yml": "mood:\n  glad: [happy, joy*]\n  sad:\n    - tear\n    - grief\nsea: ferry\n",
    "moods.dic": "%\n1\tglad\n2\tsad\n%\nhappy\t1\njoy*\t1\ntear\t2\ngrief\t2\nmoved to tears\t1 2\n",
    "moods.ykd": '<?xml version="1.0"?><dictionary style="050805"><cnode name="Moods"><cnode name="glad"><pnode '
    'name="happy"/>'
    '<pnode name="joy*"/></cnode><cnode name="sad"><pnode name="tear"></pnode><pnode name="grief"/></cnode></cnode>'
    "</dictionary>",
    "moods.lc3": "+glad\nhappy\njoy*\n\n+sad\ntear\ngrief\n",
    "moods.lcd": '<dictionary><cnode name="glad"><pnode name="happy"/><pnode name="joy*"/></cnode><cnode name="sad">'
    '<pnode name="tear"/><pnode name="grief"/></cnode></dictionary>',
}


def written(folder, name, text, encoding="utf-8"):
    path = folder / name
    path.write_text(text, encoding=encoding)
    return path


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("x.txt", "", r"\.txt is no format"),
        ("x.yml", "a: [b", "is no YAML, line 1"),
        ("x.yml", "- a\n- b\n", "has no categories"),
        ("x.yml", "a:\n", "has no category with a word"),
        ("x.dic", "happy 1\n", "no categories between two lines of %"),
        (
            "x.dic",
            "%\n1\tglad\n%\nhappy\t1\nsad\t7\njoy\n",
            "2 faults(.|\n)*line 5: there is no category 7(.|\n)*line 6",
        ),
        ("x.ykd", "<dictionary><cnode>", "is no XML"),
        ("x.lcd", "happy\n+glad\n", "line 1: 'happy' stands before the first category"),
    ],
)
def test_a_file_that_is_no_dictionary_is_refused_with_its_line(tmp_path, name, text, said):
    with pytest.raises(AnalysisError, match=said):
        read(written(tmp_path, name, text))


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(AnalysisError, match="cannot be read"):
        read(tmp_path / "none.dic")


@pytest.mark.parametrize("name", FILES)
def test_every_format_gives_the_same_categories(tmp_path, name):
    found = read(written(tmp_path, name, FILES[name]))
    prefix = "mood > " if name.endswith("yml") else ""
    assert found[f"{prefix}glad"][:2] == ["happy", "joy*"] and found[f"{prefix}sad"][:2] == ["tear", "grief"]
    if prefix:
        assert found["mood"] == ["happy", "joy*", "tear", "grief"] and found["sea"] == ["ferry"]


def test_an_old_encoding_is_read(tmp_path):
    assert read(written(tmp_path, "x.lcd", "+froh\nglücklich\n", "cp1252")) == {"froh": ["glücklich"]}


def test_a_place_that_two_words_of_a_category_fit_counts_once(tmp_path):
    made = corpus({"a": "happy joyful day. A happy day.", "b": "tears"})
    file = written(
        tmp_path, "x.dic", "%\n1\tglad\n2\tsad\n%\nhappy\t1\nhapp*\t1\nhappy day\t1\njoy*\t1\ntear*\t2\n:)\t1\n"
    )
    found = made.dictionary(file).set_index("category")
    assert found["count"].to_dict() == {"glad": 3, "sad": 1}
    assert found["articles"].to_dict() == {"glad": 1, "sad": 1}
    assert found.loc["glad", ["words", "words_found"]].tolist() == [5, 4]
    assert "':)'" in found.attrs["left_out"]
    assert len(found.lines("glad")) == 3
