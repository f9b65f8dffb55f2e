"""The leak check: 12 words of the text in a row are found in whatever form a reader could see them, fewer are not."""

import base64
import io
import json
import random
import struct
import subprocess
import zipfile
import zlib

import corpus_fixture
import mini_project
import pytest
import site_tree
from this_study import HERE

from analysis.corpus import leakcheck, leaks
from analysis.errors import AnalysisError
from analysis.study import Study
from proofpress import archive

SENTENCE = corpus_fixture.TIDES  # 14 words
PRIVATE = leaks.Private(corpus_fixture.page())


def png(*chunks):
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def zipped(members, how=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return out.getvalue()


PICTURE = png((b"tEXt", b"Description\0" + SENTENCE.encode()))
HIDDEN = {
    "packed.zip": zipped({"a.txt": SENTENCE.encode()}),
    "stored.zip": zipped(
        {"deep/page.html": f"<p>{SENTENCE}</p>".replace("tide", "&#116;ide").encode()}, zipfile.ZIP_STORED
    ),
    "nested.zip": zipped({"inner.zip": zipped({"a.png": PICTURE})}),
    "named.zip": zipped({SENTENCE.replace(" ", "_ ") + ".txt": b""}),
    "cut.zip": zipped({"a.txt": SENTENCE.encode()}, zipfile.ZIP_STORED)[:-30],
    "font.bin": b"wOF2\0\0\xff" + SENTENCE.encode(),
    "picture.ipynb": json.dumps(
        {"cells": [{"outputs": [{"data": {"image/png": base64.encodebytes(PICTURE).decode()}}]}]}
    ),
    "data.html": f'<img src="data:image/png;base64,{base64.b64encode(PICTURE).decode()}">',
    "data.css": f"x{{src:url(data:text/plain;base64,{base64.b64encode(SENTENCE.encode()).decode()})}}",
    "plain.txt": SENTENCE,
    "upper.md": SENTENCE.upper(),
    "quoted.md": f"> {SENTENCE}",
    "wrapped.py": "# " + SENTENCE.replace(" ", "\n# "),
    "row.csv": f'a,"{SENTENCE}",3',
    "punctuated.txt": SENTENCE.replace(" ", ", "),
    "curly.txt": f"“{SENTENCE}”",
    "table.csv": SENTENCE.replace(" ", ","),
    "page.html": "<p>" + SENTENCE.replace(" ", " <b>x</b> ").replace("<b>x</b>", "<i></i>") + "</p>",
    "inner.html": "<p>" + SENTENCE.replace("tables", "tab<b>les</b>") + "</p>",
    "entities.html": SENTENCE.replace("tide", "&#116;ide").replace(" ", "&nbsp;"),
    "attribute.html": f'<img alt="{SENTENCE}">',
    "escaped.html": "&lt;p&gt;" + SENTENCE.replace(" ", "&lt;br/&gt;") + "&lt;/p&gt;",
    "figure.svg": "<svg><text>" + "".join(f"<tspan>{word}</tspan>" for word in SENTENCE.split()) + "</text></svg>",
    "title.svg": f"<svg><title>{SENTENCE}</title></svg>",
    "label.svg": f'<svg aria-label="{SENTENCE}"/>',
    "spec.html": "<script>" + json.dumps({"d": SENTENCE.replace(" ", "\n")}) + "</script>",
    "unicode.html": "<script>" + SENTENCE.replace("t", "\\u0074") + "</script>",
    "spec.json": json.dumps({"a": [1, {"b": SENTENCE.replace(" ", "\n")}]}),
    "key.json": json.dumps({SENTENCE: 1}),
    "lines.ipynb": json.dumps({"cells": [{"source": [SENTENCE[:30], SENTENCE[30:]]}]}),
    "cells.json": json.dumps([SENTENCE.split()]),
    "output.ipynb": json.dumps(
        {"cells": [{"outputs": [{"data": {"text/html": ["<td>" + SENTENCE.replace(" ", "</td><td>") + "</td>"]}}]}]}
    ),
    "broken.json": "{" + SENTENCE,
    "utf16.txt": SENTENCE.encode("utf-16"),
    "alt.png": png((b"tEXt", b"Description\0" + SENTENCE.encode())),
    "zipped.png": png((b"zTXt", b"Alt\0\0" + zlib.compress(SENTENCE.encode()))),
    "international.png": png((b"iTXt", b"Alt\0\1\0en\0Alt\0" + zlib.compress(SENTENCE.encode()))),
}


@pytest.mark.parametrize("name", HIDDEN)
def test_sentence_is_found_in_every_form(tmp_path, name):
    content = HIDDEN[name]
    (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    found = list(leaks.leaks(PRIVATE, [tmp_path / name]))
    assert [(path.name, len(run) >= 12) for path, run in found] == [(name, True)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ".join(SENTENCE.split()[:11]),
        " ".join(SENTENCE.split()[3:14]),
        " ".join(SENTENCE.split()[:6] + ["very"] + SENTENCE.split()[6:]),
        " ".join(reversed(SENTENCE.split())),
        "The Ferry “Ledger” Lanterns at Low Water Rope Makers, Faux Pas",
        "安娜 小岛 安静 今年",
    ],
)
def test_shorter_runs_titles_and_other_orders_are_not(text):
    assert PRIVATE.found(text) == []


@pytest.mark.parametrize(("size", "found"), [(11, 0), (12, 1), (13, 1), (14, 1)])
def test_border_is_twelve_words(size, found):
    assert [len(run) for run in PRIVATE.found(" ".join(SENTENCE.split()[:size]))] == [size] * found


@pytest.mark.parametrize(("size", "found"), [(12, 0), (23, 0), (24, 1), (30, 1)])
def test_border_of_chinese_is_twenty_four_characters(size, found):
    chinese = "".join(chr(0x4E00 + number) for number in range(40))
    assert len(leaks.Private(chinese).found(f"before {chinese[5 : 5 + size]} after")) == found


def test_each_run_is_reported_once_a_file_and_links_and_noise_are_passed_over(tmp_path):
    (tmp_path / "twice.html").write_text(f"<p>{SENTENCE}</p><p>{SENTENCE}</p>", "utf-8")
    (tmp_path / "font.woff2").write_bytes(random.Random(1).randbytes(100_000))
    (tmp_path / "cut.zip").write_bytes(zipped({"a.txt": b"nothing"})[:40])
    (tmp_path / "link.txt").symlink_to(tmp_path / "twice.html")
    assert [path.name for path, _ in leaks.leaks(PRIVATE, tmp_path.rglob("*"))] == ["twice.html"]


def call(monkeypatch, text, *argv, where=None):
    import argparse

    monkeypatch.setenv("CORPUS_TEXT", str(text))
    parser = argparse.ArgumentParser()
    leakcheck.add_arguments(parser)
    return leakcheck.run(parser.parse_args(argv, argparse.Namespace(study=where or HERE)))


@pytest.fixture
def text(tmp_path):
    path = tmp_path / "text" / "page.txt"
    path.parent.mkdir()
    path.write_text(corpus_fixture.page(), "utf-8")
    return path


def test_leak_in_a_folder_is_an_error_that_shows_five_words_only(text, tmp_path, monkeypatch, capsys):
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "page.html").write_text(SENTENCE, "utf-8")
    with pytest.raises(AnalysisError, match="1 passage of the private text"):
        call(monkeypatch, text, "--path", str(tmp_path / "site"))
    out = capsys.readouterr().out
    assert "page.html: 14 words" in out and "the tide tables are older" in out and "pier" not in out


def test_what_git_ignores_is_not_looked_at_but_what_it_would_add_is(text, tmp_path, monkeypatch, capsys):
    repo = tmp_path / "repo"
    repo.mkdir()
    subprocess.run(["git", "init", "-q", repo], check=True)
    (repo / ".gitignore").write_text("ignored.txt\n")
    (repo / "ignored.txt").write_text(SENTENCE)
    assert call(monkeypatch, text, where=Study(repo)) == 0
    assert "in 1 files" in capsys.readouterr().out
    (repo / "new.txt").write_text(SENTENCE)
    with pytest.raises(AnalysisError):
        call(monkeypatch, text, where=Study(repo))


@pytest.mark.parametrize(
    ("content", "argv", "said"),
    [
        ("too short", [], "fewer than 12 words"),
        (corpus_fixture.page(), ["--path", "/nowhere/at/all"], "no such file or folder"),
    ],
)
def test_nothing_to_compare_is_an_error_and_not_a_pass(text, monkeypatch, content, argv, said):
    text.write_text(content, "utf-8")
    with pytest.raises(AnalysisError, match=said):
        call(monkeypatch, text, *argv)


def test_without_the_text_or_git_it_says_so(text, tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(AnalysisError, match="no git checkout"):
        call(monkeypatch, text, where=Study(tmp_path))
    with pytest.raises(AnalysisError, match="CORPUS_TEXT"):
        call(monkeypatch, "", where=Study(tmp_path))


@pytest.mark.text
def test_site_and_archive_of_the_package_hold_no_sentence_of_the_articles(text_of_articles, tmp_path_factory, tmp_path):
    private = leaks.Private(
        text_of_articles.read_text("utf-8")
        if text_of_articles.is_file()
        else "\n".join(path.read_text("utf-8") for path in sorted(text_of_articles.glob("*.txt")))
    )
    site = site_tree.real(mini_project.shared(tmp_path_factory))
    packed = tmp_path / "archive.zip"
    packed.write_bytes(archive.archive(HERE, site=False))
    assert len(private.runs) > 5000
    assert [(str(path), " ".join(run[:5])) for path, run in leaks.leaks(private, [packed, *site.rglob("*")])] == []
