"""What is read is a regular file, whole; anything else is called by its name, and never waited for."""

import gzip
import io
import json
import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import inputs, notebook
from analysis.errors import AnalysisError, plain, quoted

READERS = (inputs.content, inputs.text, inputs.parsed, notebook.read)
CELL = {"cell_type": "code", "id": "a", "metadata": {}, "source": "1", "outputs": [], "execution_count": None}


def refused(reader, path) -> str:
    with pytest.raises(AnalysisError) as caught:
        reader(path)
    assert str(path) in str(caught.value)
    return str(caught.value)


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("a.csv", "id\n")
    return out.getvalue()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
@pytest.mark.parametrize("reader", READERS)
def test_a_pipe_is_refused_and_not_waited_for(reader, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert "it is a pipe and no file" in refused(reader, tmp_path / "pipe")


@pytest.mark.parametrize("reader", READERS)
def test_a_folder_is_refused(reader, tmp_path):
    assert "it is a folder and no file" in refused(reader, tmp_path)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no devices on this system")
@pytest.mark.parametrize("reader", READERS)
def test_a_link_to_a_device_that_never_ends_is_refused(reader, tmp_path):
    (tmp_path / "endless").symlink_to("/dev/zero")
    assert "it is a device and no file" in refused(reader, tmp_path / "endless")
    assert inputs.digest(tmp_path / "endless") == "" and not inputs.is_file(tmp_path / "endless")


def test_links_that_lead_nowhere_or_in_a_circle_are_named(tmp_path):
    (tmp_path / "gone").symlink_to(tmp_path / "nothing")
    (tmp_path / "round").symlink_to(tmp_path / "round")
    assert "is a link that leads nowhere" in refused(inputs.content, tmp_path / "gone")
    refused(inputs.content, tmp_path / "round")
    assert "it is missing" in refused(inputs.content, tmp_path / "nothing")
    assert [inputs.digest(tmp_path / name) for name in ("gone", "round", "nothing", "x" * 5000)] == [""] * 4


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (gzip.compress(b"id\n", mtime=0), "packed with gzip"),
        (zipped(), "a zip archive"),
        (b"PAR1\xff", "Parquet"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        ("id,text".encode("utf-16"), "UTF-16"),
        ("id,text".encode("utf-32"), "UTF-32"),
        ("id,text é".encode("utf-16-le"), "UTF-16 without its mark"),
        (b"one\ntwo \xe9\n", "line 2 is not UTF-8 (byte 9 of the file)"),
        (b"one\ntw\0o", "line 2 has the control character NUL"),
        (b"\x1b[31mred", "line 1 has the control character ESC"),
        ("a\u009bb".encode(), "line 1 has the control character U+009B"),
    ],
)
def test_what_is_no_text_is_called_by_its_name(tmp_path, content, said):
    (tmp_path / "a.txt").write_bytes(content)
    assert said in refused(inputs.text, tmp_path / "a.txt")


def test_a_mark_tabs_form_feeds_and_every_line_end_are_text(tmp_path):
    (tmp_path / "a.txt").write_bytes("\ufeffa\tb\fc\r\nd\u0085e".encode())
    assert inputs.text(tmp_path / "a.txt") == "a\tb\fc\r\nd\u0085e"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[" * 100_000, "nested too deep"),
        (b'{"a": ' * 50_000, "nested too deep"),
        (b"9" * 6000, "thousands of digits"),
        (b"{", "it is no JSON (line 1"),
        (b'{"a": "\xe9"}', "not UTF-8"),
        (b'["\\ud800"]', "half a character"),
        (b"", "it is no JSON"),
    ],
)
def test_json_of_any_depth_and_length_is_read_or_refused(tmp_path, content, said):
    (tmp_path / "a.json").write_bytes(content)
    assert said in refused(inputs.parsed, tmp_path / "a.json")
    assert said in refused(notebook.read, tmp_path / "a.json")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ([], "no list of cells"),
        (5, "no list of cells"),
        ({"cells": None}, "no list of cells"),
        ({"worksheets": []}, "no list of cells"),
        ({"cells": [], "metadata": []}, "its metadata are no object"),
        ({"cells": [5]}, "cell 1: it is no object"),
        ({"cells": [CELL, {**CELL, "cell_type": "heading"}]}, "cell 2: its kind"),
        ({"cells": [{**CELL, "source": 5}]}, "cell 1: its source is no text"),
        ({"cells": [{**CELL, "metadata": {"tags": "parameters"}}]}, "cell 1: its metadata or tags"),
        ({"cells": [{**CELL, "outputs": [5]}]}, "cell 1: its outputs"),
        ({"cells": [{**CELL, "outputs": None}]}, "cell 1: its outputs"),
        ({"cells": [{**CELL, "outputs": [{"output_type": "display_data"}]}]}, "cell 1: an output of it shows nothing"),
        ({"cells": [{**CELL, "outputs": [{"output_type": "stream", "text": 5}]}]}, "cell 1: a printed output"),
    ],
)
def test_a_notebook_of_another_form_is_refused_with_the_cell(tmp_path, changed, said):
    (tmp_path / "a.ipynb").write_text(json.dumps(changed))
    message = refused(notebook.read, tmp_path / "a.ipynb")
    assert "it is not a whole notebook" in message and said in message


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_bytes_are_text_or_refused(content):
    try:
        assert inputs.CONTROL.search(inputs.decoded(content, "a.txt")) is None
    except AnalysisError as error:
        assert str(error).startswith("a.txt: ")


@given(st.text())
def test_no_message_steers_a_terminal(text):
    assert not inputs.CONTROL.search(plain(text).replace("\f", "")) and "\u202e" not in plain(text)
    assert str(AnalysisError(text, where=text, do=text)) == plain(f"{text}: {text}\n  {text}" if text else "")


def test_a_message_shows_the_beginning_of_a_long_value():
    assert quoted("9" * 5000) == f"'{'9' * 120}'… (5,000 characters)" and quoted("a'b") == '"a\'b"' and quoted(5) == "5"
