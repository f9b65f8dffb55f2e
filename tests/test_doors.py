"""Hard inputs at the doors of a study: each ends in the work done or in a sentence that names what is wrong; never in a
traceback, and never in a wait.
"""

import gzip
import json
import os
import re
import shutil
from pathlib import Path

import pytest
import yaml

from analysis import load_corpus, study
from analysis.__main__ import main
from analysis.errors import AnalysisError
from analysis.newstudy.command import rendered
from proofpress import archive, crate, package
from proofpress.reports import freshness, parameters

TITLE = "A New Piece\nIts only paragraph.\n"


def said(capsys, *call: str) -> str:
    """What a verb that refuses its input says."""
    assert main(list(call)) == 2
    told = capsys.readouterr()
    assert "Traceback" not in told.err
    return told.err


@pytest.fixture
def root(invented) -> Path:
    return study.find().root


def put(root: Path, name: str, content: bytes | str) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


# Tables


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (gzip.compress, "it is packed with gzip, and no CSV"),
        (lambda data: b"PAR1" + data, "it is Parquet, and no CSV"),
        (lambda data: data.decode().encode("utf-16-le"), "UTF-16 without its mark"),
        (lambda data: data.decode().encode("utf-32"), "it is UTF-32"),
        (lambda data: data.replace("安".encode(), b"\xed\xa0\x80", 1), "line 2 is not UTF-8 (byte "),
        (lambda data: data.replace(b"Brandt", b"Bra\0ndt", 1), "row 2, column"),
        (lambda data: data.replace(b"Brandt", b"\x1b[31mBrandt", 1), "has the control character ESC"),
        (lambda data: data.replace(b"Brandt", b"n" * 200_000, 1), "a cell has more than 131,072 characters"),
    ],
)
def test_a_table_that_is_none_is_called_by_its_name(root, capsys, change, message):
    path = root / "data/raw/entities.csv"
    before = path.read_bytes()
    put(root, "data/raw/entities.csv", changed := change(before))
    assert changed != before and message in (told := said(capsys, "tidy-table", "entities"))
    assert "data/raw/entities.csv" in told and "\x1b" not in told and len(told) < 2000
    assert path.read_bytes() == changed


@pytest.mark.parametrize("encoding", ["idna", "undefined", "hex", "unicode_escape", "a\0b", "nonsense"])
def test_an_encoding_that_is_none_is_refused(root, capsys, encoding):
    put(root, "data/raw/entities.csv", (root / "data/raw/entities.csv").read_bytes() + b"\xff")
    said(capsys, "tidy-table", "entities", "--encoding", encoding)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
@pytest.mark.parametrize(
    "name", ["data/raw/entities.csv", "data/raw/entities.yml", "data/raw/topics.yml", "data/raw/caveats.yml"]
)
def test_a_pipe_where_a_file_belongs_is_never_waited_for(root, name):
    (root / name).unlink(missing_ok=True)
    os.mkfifo(root / name)
    with pytest.raises(AnalysisError, match="it is a pipe and no file"):
        from analysis import caveats

        len(load_corpus("").topics), load_corpus("").frame("entities"), caveats.read(study.find())


# YAML


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a: \0b\n", "line 1 has the control character NUL"),
        (b"[" * 20_000, "it is not valid YAML"),
        (b"{a: " * 5000, "it is not valid YAML"),
        ("a: 1".encode("utf-16"), "it is UTF-16"),
        (b"a: \xe9", "line 1 is not UTF-8"),
        (b"\x1f\x8b\x08", "it is packed with gzip"),
        (b'a: "\\ud800"\n', "it is not valid YAML"),
        (b'"a\\0b": 1\n', "has the control character NUL"),
    ],
)
@pytest.mark.parametrize("name", ["data/raw/topics.yml", "data/raw/entities.yml", "data/package.yml"])
def test_yaml_that_is_none_is_refused_with_its_line(root, capsys, name, content, message):
    put(root, name, content)
    told = said(capsys, "codebook", "--check")
    assert message in told and name in told


NOTEBOOK = {
    "cells": [
        {
            "cell_type": "code",
            "id": "p",
            "metadata": {"tags": ["parameters"]},
            "source": "size: float = 1.0  # how large\nname: str = ''  # of what\nmany: int = 1  # how many",
            "outputs": [],
            "execution_count": None,
        }
    ],
    "metadata": {},
    "nbformat": 4,
    "nbformat_minor": 5,
}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("size: 1.0e+999", "'1.0e+999' is not a number"),
        ("size: -1.0e+999", "is not a number"),
        (f"many: {'9' * 5000}", "(5,000 characters) is not a whole number"),
        (f"many: {'9' * 19}", "is not a whole number"),
        ('name: "a\\0b"', "has the control character NUL"),
        ('name: "\\e[31m"', "has the control character ESC"),
    ],
)
def test_a_parameter_that_no_kernel_should_get_is_refused(root, given, message):
    put(root, "notebooks/10_size.ipynb", json.dumps(NOTEBOOK))
    put(root, "notebooks/params/size.yml", f"notebook: 10_size\nparameters:\n  {given}\n")
    with pytest.raises(AnalysisError) as caught:
        parameters.read_report(study.find(), "size")
    assert message in str(caught.value) and len(str(caught.value)) < 1000


# Texts


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("A New Piece\nIts \0 paragraph.\n", "line 2 has the control character NUL"),
        ("A New \x1b[31mPiece\nIts paragraph.\n", "line 1 has the control character ESC"),
        ('---\ntitle: "A\\nB"\n---\nIts paragraph.\n', "'title' at its top has a line break"),
        ('---\ntitle: "A\\0B"\n---\nIts paragraph.\n', "has a line break or a control character"),
        ("---\noutlet: a\noutlet: b\n---\nA\nIts paragraph.\n", "'outlet' stands twice at its top"),
        (f"---\n{'[' * 5000}\n---\nA\n", "is not like `title: A title`"),
        ("---\na: &a [*a]\n---\nA\n", "is not like `title: A title`"),
        (gzip.compress(TITLE.encode(), mtime=0), "it is packed with gzip, and no text"),
    ],
)
def test_a_text_that_is_none_is_refused_with_its_line(root, capsys, content, message):
    path = put(root, "text/piece.txt", content)
    manifest = (root / "data/raw/articles.csv").read_bytes()
    assert message in said(capsys, "add-article", str(path), "--article", "piece")
    assert (root / "data/raw/articles.csv").read_bytes() == manifest


@pytest.mark.parametrize(
    ("option", "message"),
    [
        (("--until", "A Secnd Piece"), "did you mean 'A Second Piece'?"),
        (("--until", "A Second Piece", "--until", "Nowhere"), "equals 'Nowhere'"),
        (("--until", ""), "--until"),
        (("--author", "A\nB"), "has a line break"),
        (("--author", "A\0B"), "has the control character NUL"),
        (("--published", "9" * 4000), "(4,000 characters) is not an EDTF date"),
    ],
)
def test_metadata_of_an_article_are_one_line_and_name_what_is_there(root, capsys, option, message):
    path = put(root, "text/piece.txt", f"{TITLE}A Second Piece\nIts paragraph.\n")
    assert message in said(capsys, "add-article", str(path), "--article", "piece", *option)


# What a build left


BROKEN = [b"", b"[" * 100_000, b"[]", b"5", b'{"a": 5}', b"\x1f\x8b", b'{"inputs": 5, "outputs": {}}', b"9" * 5000]


@pytest.mark.parametrize("content", BROKEN)
def test_a_broken_record_of_a_build_is_none(root, content):
    put(root, "build/keys/x.json", content)
    put(root, "reports/provenance.json", content)
    assert freshness.recorded(study.find(), "x") is None
    assert freshness.provenance(study.find()) == {}


@pytest.mark.parametrize("content", BROKEN)
def test_a_broken_data_package_is_named(root, content):
    put(root, "data/datapackage.json", content)
    with pytest.raises(AnalysisError, match=r"data/datapackage\.json"):
        package.resources(study.find())


@pytest.mark.parametrize("path", ["../../secret.csv", "/etc/passwd"])
def test_a_data_package_leads_to_nothing_outside_its_data(root, path):
    put(root, "data/datapackage.json", json.dumps({"resources": [{"name": "x", "path": path}]}))
    with pytest.raises(AnalysisError, match="lies outside data/"):
        package.resources(study.find())


@pytest.mark.parametrize("content", [b"", b"5", b"- a\n", b"authors: 5\n", b"authors: [a]\n", b"[" * 5000, b"a: \xe9"])
def test_a_citation_file_that_is_none_is_named(root, content):
    put(root, "CITATION.cff", content)
    with pytest.raises(AnalysisError, match=r"CITATION\.cff"):
        crate._citation(study.find(), "2021-01-01")


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"@graph": 5}', b'{"@graph": [5]}'])
def test_an_unpacked_archive_with_a_broken_description_is_named(tmp_path, content):
    shutil.rmtree(tmp_path / ".git", ignore_errors=True)
    put(tmp_path, archive.METADATA, content)
    with pytest.raises(AnalysisError, match="description of an archive|JSON"):
        archive.tracked(study.Study(tmp_path))


@pytest.mark.skipif(os.name == "nt" or os.uname().sysname == "Darwin", reason="names are Unicode there")
def test_a_file_whose_name_is_no_text_changes_no_ending(root, capsys):
    named = os.fsencode(root / "data/raw") + b"/\xca\xe4.csv"
    Path(os.fsdecode(named)).write_bytes(b"a\n")
    assert len(freshness.listing_digest(root / "data/raw")) == 64
    assert main(["codebook"]) == 0 and main(["codebook", "--check"]) == 0
    assert "\\udcca\\udce4" in capsys.readouterr().out.encode("ascii", "backslashreplace").decode()


def test_the_table_of_doors_names_tests_that_are_there():
    from this_study import HERE

    named = set(re.findall(r"`(test_\w+\.py)`", (HERE.root / "docs/doors.md").read_text("utf-8")))
    assert len(named) > 10 and [name for name in named if not (HERE.root / "tests" / name).is_file()] == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
@pytest.mark.parametrize(
    "call",
    [
        "new-study PIPE",
        "add-article PIPE --article x",
        "leaks --path PIPE",
        "data",
        "import PIPE --as x --into c",
        "import a.csv --as x --into c --metadata PIPE",
        "reuse PIPE --out o",
        "reuse a.csv --out o --figures --tiers PIPE",
        "codebook --from PIPE",
    ],
)
def test_a_pipe_is_called_one_by_every_verb_and_never_waited_for(invented, tmp_path, capsys, monkeypatch, call):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "a.csv").write_text("id,text\na,some words\n")
    monkeypatch.setenv("CORPUS_TEXT", str(tmp_path / "pipe" if call == "data" else invented))
    monkeypatch.chdir(tmp_path)
    assert "a pipe" in said(capsys, *call.replace("PIPE", str(tmp_path / "pipe")).split())


def test_names_of_a_study_that_yaml_reads_otherwise_stay_names():
    for name in ("null", "true", "on", "no"):
        for file in ("data/package.yml.j2", "environment.yml.j2"):
            assert yaml.safe_load(rendered(file, name=name, title="T"))["name"] == name


# What holds nothing one could read, names that are paths, ids that outgrow four digits


@pytest.mark.parametrize("kind", ["a pipe", "a socket", "a link", "a folder that is closed"])
def test_what_cannot_be_looked_at_for_leaks_is_named_and_nothing_is_called_clean(
    root, invented, capsys, tmp_path, monkeypatch, kind
):
    monkeypatch.setenv("CORPUS_TEXT", str(invented))
    put(root, "site/page.html", "Nothing of the text.")
    odd = root / "site" / "deep" / "odd"
    odd.parent.mkdir()
    if kind == "a pipe":
        os.mkfifo(odd)
    elif kind == "a socket":
        import socket

        made = socket.socket(socket.AF_UNIX)
        monkeypatch.chdir(odd.parent)  # the path of a socket may have some hundred bytes only
        made.bind("odd")
        made.close()
    elif kind == "a link":
        odd.symlink_to(put(tmp_path, "elsewhere.txt", "what is elsewhere"))
    else:
        if os.getuid() == 0:
            pytest.skip("nothing is closed to root")
        odd.mkdir(mode=0)
    told = said(capsys, "leaks", "--path", str(root / "site"))
    assert str(odd) in told and (kind in told or "closed" in kind)


@pytest.mark.parametrize("given", ["./pipe.csv", "/nowhere/claims.csv", ".csv", "../support"])
def test_a_path_in_place_of_a_table_is_named_whole(root, capsys, given):
    told = said(capsys, "tidy-table", given)
    assert f"'{given}'" in told and "''" not in told


def test_ids_go_on_after_the_9999th_row_and_those_that_were_given_stay(tmp_path):
    import coding_study

    from analysis import codebook, tables
    from analysis.coding import coderfile

    template = Path(str(study.__file__)).parent / "newstudy" / "template" / "data" / "raw" / "coded" / "claims.yml"
    pattern = re.search(r"pattern: '(claims-[^']*)'", template.read_text("utf-8"))[1]
    of = coding_study.make(tmp_path / "study")
    path = of.coded / "claims.yml"
    path.write_text(path.read_text("utf-8").replace("claims-[0-9]{4}", pattern), "utf-8")
    table = codebook.read(of)["claims"]
    ids = [f"claims-{number:04d}" for number in (1, 2, 9998, 9999, 10000, 10001)]
    row = {"article": "ferry", "paragraph": "1", "statement": "S", "stance": "for"}
    tables.write(table, [{**row, "id": one, "speaker": one} for one in reversed(ids)])
    assert [one["id"] for one in tables.rows_of(table)] == ids
    assert coderfile.settled_id(table, ids) == "claims-10002"
    assert coderfile.minted(table, "ana", [f"claims-ana-{number}" for number in (9999, 10000)]) == "claims-ana-10001"


def test_articles_that_are_called_by_a_year_stand_as_they_did():
    from types import SimpleNamespace

    from analysis.tables.writing import sort_key

    class Articles(dict):
        key, name = ("article",), "articles"

    table = Articles(article=SimpleNamespace(type="string"))
    slugs = ["notice-1999-a", "notice-2020", "notice-10000", "notice-2020-b"]
    assert sorted(slugs, key=lambda slug: sort_key(table, {"article": slug})) == sorted(slugs)


# A file that is named to be written is never one that is read, and never a device


@pytest.mark.parametrize(
    "place", ["data/raw/coding/claims/ben.csv", "data/raw/coded/claims.csv", "data/raw/articles.csv", "link.csv", "new"]
)
def test_a_sheet_is_not_written_over_what_the_study_reads(tmp_path, capsys, place):
    import coding_study

    of = coding_study.coded(tmp_path / "study")
    (of.root / "link.csv").symlink_to("data/raw/coding/claims/ben.csv")
    place = "notebooks/params/a.xlsx" if place == "new" else place
    before = {path: path.read_bytes() for path in of.root.rglob("*") if path.is_file()}
    call = ["--study", str(of.root), "code", "export", str(of.root / place), "--table", "claims", "--coder", "ana"]
    assert "lies among what the study reads" in said(capsys, *call)
    assert {path: path.read_bytes() for path in of.root.rglob("*") if path.is_file()} == before


def test_the_texts_are_not_packed_over_themselves(root, invented, capsys, monkeypatch, tmp_path):
    packed = shutil.copy(invented, tmp_path / "texts.zip")
    monkeypatch.setenv("CORPUS_TEXT", str(packed))
    assert "lies among what the study reads" in said(capsys, "code", "export", str(packed))
    assert packed.read_bytes() == invented.read_bytes()


def test_a_copy_that_was_kept_is_not_replaced_by_the_next(root, capsys):
    table = root / "data/raw/entities.csv"
    put(root, "data/raw/entities.csv.bak", "the first one")
    table.write_bytes(table.read_bytes().replace(b"\n", b"\r\n"))
    assert "entities.csv.bak: it is there already" in said(capsys, "tidy-table", "entities", "--keep")
    assert b"\r\n" in table.read_bytes() and (root / "data/raw/entities.csv.bak").read_bytes() == b"the first one"


@pytest.mark.parametrize("kind", ["a pipe", "a folder", "a device"])
def test_a_pipe_a_folder_or_a_device_is_not_replaced_by_a_file(tmp_path, kind):
    from analysis.files import replace_file

    place = tmp_path / "place"
    if kind == "a pipe":
        os.mkfifo(place)
    elif kind == "a folder":
        place.mkdir()
    else:
        place.symlink_to("/dev/null")
    mode = place.stat().st_mode
    with pytest.raises(AnalysisError, match=f"it is {kind} and no file"):
        replace_file(place, b"new")
    assert place.stat().st_mode == mode and [one.name for one in tmp_path.iterdir()] == ["place"]
