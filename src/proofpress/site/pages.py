"""The pages that are no report: questions, proof and codebook. `claims` makes those of claims, `exporter` reports."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from types import SimpleNamespace

from analysis import dates
from analysis.charts import spec
from analysis.study import Study
from proofpress import package
from proofpress.site import markup
from proofpress.site.document import Document
from proofpress.site.frame import VENDOR, Site, render
from proofpress.site.proof import check_words, sha256


def index(site: Site) -> str:
    """The first page: the strongest figure with its question, the other questions, articles, limits, how to cite."""
    apart = [document for name, document in site.documents.items() if name in site.settings.apart]
    cards = [_card(document) for document in site.documents.values() if document not in apart]
    lead = next((card for card in cards if card.figure), cards[0] if cards else None)
    counts: dict[str, int] = {}
    for row in site.register.rows.values():
        counts[row.article] = counts.get(row.article, 0) + 1
    articles = [
        SimpleNamespace(
            article=a["article"],
            title=a["title"],
            url=a["url"] if a["url"].startswith(("http://", "https://")) else "",
            published=dates.words(a["published"]) if a["published"] else "unknown",
            paragraphs=a["paragraphs"],
            rows=counts.get(a["article"], 0),
        )
        for a in site.register.articles
    ]
    figure = lead.figure if lead else None
    return render(
        "index.html.j2",
        site,
        kind="index",
        file="index.html",
        title=site.settings.title,
        description=site.settings.why or site.settings.about,
        feature=lead,
        cards=[card for card in cards if card is not lead],
        apart=[(document.question, f"reports/{document.name}.html") for document in apart],
        articles=articles,
        counts=f"{len(articles)} articles, {len(site.register.rows)} records of claims, {len(cards)} reports.",
        preview=f"figures/{figure.stem}.png" if figure else "",
        preview_alt=figure.alt if figure else "",
    )


def _card(document: Document) -> SimpleNamespace:
    """A question on the index. picture: the drawing of its first figure that fits a card best, with its size; top: px
    of its head, which the card leaves out.
    """
    figure = document.figures[0] if document.figures else None
    narrow = figure is not None and "narrow.svg" in figure.files
    width, height = (figure.narrow_size if narrow else (figure.width, figure.height)) if figure else (0, 0)
    top = round(spec.head_height(figure.title, figure.subtitle, width)) if figure else 0
    return SimpleNamespace(
        question=document.question,
        answer=document.answer_text,
        sentence=markup.sentence(document.answer_text),
        file=f"reports/{document.name}.html",
        figure=figure,
        picture=f"figures/{figure.stem}.{'narrow.svg' if narrow else 'svg'}" if figure else "",
        width=round(width),
        height=round(height),
        top=top if top < height / 2 else 0,  # a drawing that is mostly head is shown whole
    )


def proof(site: Site) -> str:
    """What went in, what came out, how to repeat it, and what that does not show."""
    reports = [
        SimpleNamespace(
            name=document.name,
            question=document.question,
            file=f"reports/{document.name}.html",
            inputs=sorted(site.proof.reports.get(document.name, {}).items()),
            outputs=_outputs(site.owner, document.name),
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


def _begun(words: str) -> str:
    """A sentence that goes on after a colon: its first letter is small, unless a name or an abbreviation begins it."""
    return words[:1].lower() + words[1:] if words.startswith(("One ", "A ", "An ", "The ")) else words


def codebook(site: Site, counts: Mapping[str, int], files: Mapping[str, str]) -> str:
    """Every table with its columns and values. counts: rows by table; files: where a table can be downloaded."""
    tables = [
        SimpleNamespace(
            name=table["name"],
            title=table.get("title") or table["name"],
            about=table["description"],
            row=" ".join(filter(None, [_begun(table.get("row", "")), table.get("inclusion")])),
            source=table.get("source", ""),
            columns=[_column(found) for found in table["schema"]["fields"]],
            rules=[rule["words"] for rule in table.get("rules", []) if "words" in rule],
            count=counts[table["name"]],
            file=files[table["name"]],
        )
        for table in package.resources(site.owner)
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
