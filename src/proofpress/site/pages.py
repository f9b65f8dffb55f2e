"""The pages that are no report: questions, claims, proof and codebook. `exporter` makes those of reports."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from types import SimpleNamespace

from analysis import dates
from analysis.study import Study
from proofpress import package
from proofpress.site import markup
from proofpress.site.document import Document
from proofpress.site.frame import VENDOR, Site, render
from proofpress.site.proof import check_words, sha256
from proofpress.site.rows import outlets


def index(site: Site) -> str:
    """The first page: questions with their answers and figures, then articles, limits, how to check and cite."""
    main, grouped = [], {}
    shared = {}
    for document in site.documents.values():
        shared.setdefault(document.notebook, []).append(document.name)
    for document in site.documents.values():
        target = grouped.setdefault(document.notebook, []) if len(shared[document.notebook]) > 2 else main
        target.append(_card(document, first=not main and target is main, plain=target is not main))
    counts = {}
    for row in site.register.rows.values():
        counts[row.article] = counts.get(row.article, 0) + 1
    articles = [
        SimpleNamespace(
            article=a["article"],
            title=a["title"],
            url=a["url"],
            published=dates.words(a["published"]) if a["published"] else "unknown",
            paragraphs=a["paragraphs"],
            rows=counts.get(a["article"], 0),
        )
        for a in site.register.articles
    ]
    lead = next((document.figures[0] for document in site.documents.values() if document.figures), None)
    return render(
        "index.html.j2",
        site,
        kind="index",
        file="index.html",
        title=site.settings.title,
        description=site.settings.about,
        cards=main,
        groups=[
            ("Fact sheets, one a topic" if "topic" in notebook else f"More from {notebook}", cards)
            for notebook, cards in grouped.items()
        ],
        articles=articles,
        counts=f"{len(articles)} articles, {len(site.register.rows)} coded rows, {len(site.documents)} reports.",
        preview=f"figures/{lead.stem}.png" if lead else "",
        preview_alt=lead.alt if lead else "",
    )


def _card(document: Document, *, first: bool, plain: bool) -> SimpleNamespace:
    figure = None if plain or not document.figures else document.figures[0]
    wide = figure.wide if figure and (first or not figure.narrow) else ""
    return SimpleNamespace(
        question=document.question,
        answer=document.answer_text,
        sentence=markup.sentence(document.answer_text),
        file=f"reports/{document.name}.html",
        figure=figure,
        wide=wide,
        narrow=figure.narrow if figure else "",
    )


def claims(site: Site) -> str:
    """The register: every coded row with an address of its own and the figures that use it."""
    used: dict[str, list[tuple[str, str]]] = {}
    for document in site.documents.values():
        for figure in document.figures:
            for row in figure.used:
                used.setdefault(row, []).append(
                    (f"{document.question} Figure {figure.number}", f"reports/{document.name}.html#{figure.id}")
                )
    rows = list(site.register.rows.values())
    footings = list(dict.fromkeys(sorted(f"{row.table}: {row.footing_words}" for row in rows)))
    tables = [(name, sum(row.table == name for row in rows)) for name in site.register.tables]
    texts = (
        {
            row.id: site.private[row.article, row.paragraph]
            for row in rows
            if (row.article, row.paragraph) in site.private
        }
        if site.private
        else {}
    )
    return render(
        "claims.html.j2",
        site,
        kind="register",
        file="claims.html",
        title="Claims register",
        rows=rows,
        used=used,
        texts=texts,
        outlets=outlets(rows),
        footings=footings,
        tables=[(name, count) for name, count in tables if count],
        abouts=site.register.tables,
        register="",
        description=f"All {len(rows)} coded rows: who says what, on which footing, and in which paragraph.",
    )


def proof(site: Site) -> str:
    """What went in, what came out, how to repeat it, and what that does not show."""
    reports = [
        SimpleNamespace(
            name=document.name,
            question=document.question,
            file=f"reports/{document.name}.html",
            inputs=sorted(site.proof.reports.get(document.name, {}).items()),
            outputs=_outputs(site.study, document.name),
        )
        for document in site.documents.values()
    ]
    return render(
        "proof.html.j2",
        site,
        kind="proof-page",
        file="proof.html",
        title="Proof, and its limits",
        description="Hashes, versions and commands to repeat the build.",
        reports=reports,
        check_words=check_words(site.proof),
        vendor=json.loads((VENDOR / "manifest.json").read_text("utf-8"))["files"],
    )


def _outputs(study: Study, name: str) -> list[tuple[str, str]]:
    files = [study.executed / f"{name}.ipynb", *sorted(study.figures.glob(f"{name}--*"))]
    return [(study.shown(file), sha256(file)) for file in files if file.exists()]


def codebook(site: Site, counts: Mapping[str, int], files: Mapping[str, str]) -> str:
    """Every table with its columns and values. counts: rows by table; files: where a table can be downloaded."""
    tables = [
        SimpleNamespace(
            name=table["name"],
            about=table["description"],
            row=" ".join(filter(None, [table.get("row"), table.get("inclusion")])),
            source=table.get("source", ""),
            columns=[_column(found) for found in table["schema"]["fields"]],
            rules=[rule["words"] for rule in table.get("rules", []) if "words" in rule],
            count=counts[table["name"]],
            file=files[table["name"]],
        )
        for table in package.resources(site.study)
    ]
    return render(
        "codebook.html.j2",
        site,
        kind="codebook",
        file="codebook.html",
        title="Codebook and tables",
        tables=tables,
        description="Every table, column and value, with definitions and downloads.",
    )


def _column(field: Mapping) -> SimpleNamespace:
    """A column with its values; what a description leaves out is empty."""
    codes = {
        value: SimpleNamespace(**{key: code.get(key, "") for key in ("meaning", "example", "border")})
        for value, code in field.get("codes", {}).items()
    }
    texts = {key: field.get(key, "") for key in ("name", "description", "empty")}
    return SimpleNamespace(**texts, codes=codes)


def codecheck(site: Site, names: Sequence[str]) -> str:
    """codecheck.yml: the manifest of outputs for whoever checks them. It names no checker and no certificate."""

    def quote(text: str) -> str:
        return json.dumps(markup.visible(text), ensure_ascii=False)  # JSON strings are YAML

    lines = [
        "---",
        "version: https://codecheck.org.uk/spec/config/1.0/",
        "paper:",
        f"  title: {quote(site.settings.title)}",
        "manifest:",
    ]
    for name in names:
        for figure in site.documents[name].figures:
            lines += [
                f"  - file: reports/figures/{figure.stem}.png",
                f"    comment: {quote(f'{site.documents[name].question} Figure {figure.number}: {figure.title}')}",
            ]
        lines += [
            f"  - file: reports/notebooks/{name}.ipynb",
            f"    comment: {quote(f'Executed report: {site.documents[name].question}')}",
        ]
    return "\n".join(lines) + "\n"
