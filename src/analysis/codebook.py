"""The codebook and the data package, generated from the schemas so that they cannot drift."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from analysis import tables
from analysis.coding.passes import PASS_TABLES
from analysis.coding.schema import CODED_TABLES
from analysis.corpus.schema import CORPUS_TABLES
from analysis.errors import AnalysisError
from analysis.files import replace_file
from analysis.paths import ROOT
from analysis.tables import Column, Table

DATA = ROOT / "data"
CODEBOOK = DATA / "CODEBOOK.md"
PACKAGE = DATA / "datapackage.json"
ALL_TABLES = (*CORPUS_TABLES, *CODED_TABLES, *PASS_TABLES)

_FRICTIONLESS_TYPE = {"text": "string", "list": "string", "edtf": "string", "integer": "integer", "number": "number"}


def package_files() -> dict[Path, str]:
    """The generated files and what they must hold."""
    return {CODEBOOK: codebook(), PACKAGE: datapackage()}


def codebook() -> str:
    """The codebook in Markdown: every table, column and value."""
    out = [
        "# Codebook",
        "",
        "Generated from the schemas in `src/analysis/corpus/schema.py` and `src/analysis/coding/` by `make codebook`; do not edit it by hand.",
        "Dates are in the Extended Date/Time Format (EDTF): `2020-09-08`, `2020-09`, `2020-09-12/2020-09-18`, `2020-08-12~` for about, `?` for probably, `..` for an open end.",
        "Examples are in our own words.",
        "",
        "| table | one row is | rows come from |",
        "|---|---|---|",
    ]
    out += [f"| [{table.name}](#{table.name}) | {_md(table.row)} | {_md(table.source)} |" for table in ALL_TABLES]
    for table in ALL_TABLES:
        out += [
            "",
            f"## {table.name}",
            "",
            f"`{tables.shown(table.path)}`. {table.about}",
            "",
            f"One row: {table.row} Key: {', '.join(f'`{name}`' for name in table.key)}.",
            "",
            "| column | type | what it holds | empty means |",
            "|---|---|---|---|",
        ]
        out += [
            f"| `{column.name}` | {column.type}{f' ({column.unit})' if column.unit else ''} | {_md(column.about)}{_reference(column)} | {_md(column.null) or 'never empty'} |"
            for column in table.columns
        ]
        for column in table.columns:
            if column.allowed:
                out += ["", f"**{column.name}**", "", "| value | meaning | example | border |", "|---|---|---|---|"]
                out += [
                    f"| `{name}` | {_md(value.meaning)} | {_md(value.example)} | {_md(value.border)} |"
                    for name, value in column.allowed.items()
                ]
    return "\n".join(out) + "\n"


def _md(text: str) -> str:
    return text.replace("|", "\\|")


def _reference(column: Column) -> str:
    return f" Refers to `{column.refers}`." if column.refers else ""


def datapackage() -> str:
    """A Frictionless data package (Data Package v1) of all tables."""
    descriptor = {
        "name": "cmp-staff-articles",
        "title": "Coded facts from ten China Media Project staff articles, August 2020 to February 2021",
        "description": "Metadata, coded statements in our own words, term counts and reuse results. The text of the articles is not included.",
        "profile": "data-package",
        "licenses": [
            {
                "name": "CC-BY-4.0",
                "title": "Creative Commons Attribution 4.0",
                "path": "https://creativecommons.org/licenses/by/4.0/",
            }
        ],
        "sources": [{"title": "China Media Project, articles by CMP Staff", "path": "https://chinamediaproject.org/"}],
        "resources": [_resource(table) for table in ALL_TABLES],
    }
    return json.dumps(descriptor, ensure_ascii=False, indent=1) + "\n"


def _resource(table: Table) -> dict:
    fields = []
    for column in table.columns:
        constraints: dict[str, object] = {} if column.null else {"required": True}
        if column.allowed and column.type != "list":
            constraints["enum"] = list(column.allowed)
        if column.pattern and column.type != "list":
            constraints["pattern"] = column.pattern
        fields.append(
            {
                "name": column.name,
                "type": _FRICTIONLESS_TYPE[column.type],
                "description": column.about,
                **({"unit": column.unit} if column.unit else {}),
                **({"constraints": constraints} if constraints else {}),
            }
        )
    keys = [
        {"fields": [column.name], "reference": {"resource": "" if other == table.name else other, "fields": [key]}}
        for column in table.columns
        if column.refers and column.type != "list"
        for other, key in [column.refers.split(".")]
    ]
    return {
        "name": table.name.replace("_", "-"),
        "path": str(table.path.relative_to(DATA)),
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "title": table.name,
        "description": f"{table.about} One row: {table.row}",
        "schema": {
            "fields": fields,
            "primaryKey": list(table.key),
            "missingValues": [""],
            **({"foreignKeys": keys} if keys else {}),
        },
    }


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="change nothing; fail if a generated file is out of date")


def run(args: argparse.Namespace) -> int:
    for path, content in package_files().items():
        if path.exists() and path.read_bytes() == content.encode():
            continue
        if args.check:
            raise AnalysisError(
                "it differs from what the schemas give", where=tables.shown(path), do="make codebook, then commit it."
            )
        replace_file(path, content.encode())
        print(f"{tables.shown(path)}: written")
    return 0
