"""Codebook and data package: generated from the schemas, never adrift from them, valid to others' tools, true of the committed tables."""

import json

import pytest

from analysis import codebook, load_corpus, paths, tables
from analysis.__main__ import main
from analysis.codebook import ALL_TABLES
from analysis.coding.passes import PASS_TABLES
from analysis.corpus import load

COMMITTED = [table for table in ALL_TABLES if table.path.exists()]


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    files = {tmp_path / path.name: content for path, content in codebook.package_files().items()}
    monkeypatch.setattr(codebook, "package_files", lambda: files)
    return files


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n")),
        lambda path: path.write_bytes(path.read_bytes() + b" "),
    ],
    ids=["missing", "crlf", "one-byte"],
)
def test_drift_is_found_and_mended(elsewhere, capsys, spoil):
    assert main(["codebook"]) == 0 and main(["codebook", "--check"]) == 0
    for path in elsewhere:
        spoil(path)
        assert main(["codebook", "--check"]) == 1
        assert path.name in capsys.readouterr().err
        assert main(["codebook"]) == 0
        assert path.read_bytes().decode() == elsewhere[path]


def test_committed_codebook_and_package_are_what_the_schemas_give():
    assert main(["codebook", "--check"]) == 0


def test_codebook_names_every_table_column_and_value():
    text = codebook.codebook()
    for table in ALL_TABLES:
        section = text.split(f"\n## {table.name}\n")[1].split("\n## ")[0]
        assert str(table.path.relative_to(paths.ROOT)) in section
        for column in table.columns:
            assert f"| `{column.name}` |" in section
            assert all(f"| `{value}` |" in section for value in column.allowed)


def test_package_is_valid_to_frictionless():
    from frictionless import Package

    package = json.loads(codebook.PACKAGE.read_text("utf-8"))
    assert [error.message for error in Package.metadata_validate(package)] == []
    assert len(package["resources"]) == len(ALL_TABLES)


def test_committed_tables_are_valid_to_frictionless():
    """Every committed table against the package's own description of it, keys and references among them."""
    from frictionless import Package

    descriptor = json.loads(codebook.PACKAGE.read_text("utf-8"))
    there = {str(table.path.relative_to(codebook.DATA)) for table in COMMITTED}
    descriptor["resources"] = [resource for resource in descriptor["resources"] if resource["path"] in there]
    report = Package.from_descriptor(descriptor, basepath=str(codebook.DATA)).validate()
    assert report.flatten(["title", "rowNumber", "fieldName", "message"]) == []
    assert len(report.tasks) == len(there)


@pytest.mark.parametrize("name", [table.name for table in COMMITTED if table not in PASS_TABLES])
def test_committed_table_is_read_with_its_references(name):
    frame = load_corpus("").frame(name)
    assert list(frame.columns) == load.TABLES[name].names


@pytest.mark.parametrize("name", [table.name for table in COMMITTED])
def test_committed_table_is_sorted_and_in_the_one_form(name):
    table = next(table for table in COMMITTED if table.name == name)
    assert tables.to_csv(table, tables.rows_of(table, table.path)).encode() == table.path.read_bytes()
