"""Pages as HTML: a template and what it is given. Jinja escapes everything that `markup` has not made.

Plain Jinja, the engine of nbconvert, and not nbconvert's exporter: that one does not escape, passes an output's HTML
through, and looks for templates in the user's own folders. Figures are put into the page by vega-embed with every option
set by `site.js`; those that a specification brings itself (`usermeta`) are taken out of it first.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import SimpleNamespace

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from analysis import dates, paths
from analysis.findings.caveats import CAVEATS
from analysis.site import drawing, markup
from analysis.site.document import Document, Figure
from analysis.site.proof import Proof, sha256
from analysis.site.rows import ROW_TABLES, Register, outlets
from analysis.site.settings import Settings

HERE = Path(__file__).parent
ASSETS = HERE / "assets"
VENDOR = HERE / "vendor"
DRAWING = ("vega.min.js", "vega-lite.min.js", "vega-interpreter.min.js", "vega-embed.min.js")  # in this order
NAV = (("Questions", "index.html"), ("Claims", "claims.html"), ("Codebook", "codebook.html"), ("Proof", "proof.html"))
# From disk 'self' is the folder of the page; nothing may be loaded from elsewhere, and no string is ever run as code.
POLICY = ("default-src 'none'; script-src {scripts}; style-src {styles}; img-src 'self' data:; font-src data:; base-uri 'none'; form-action 'none'; "
          "object-src 'none'; connect-src 'none'")


@dataclass(frozen=True)
class Site:
    """What all pages share. private: paragraph texts by (article, paragraph), in text mode only."""

    settings: Settings
    register: Register
    proof: Proof
    documents: Mapping[str, Document]
    private: Mapping[tuple[str, int], str] | None = None

    @property
    def order(self) -> list[str]:
        return list(self.documents)

    def shared(self) -> SimpleNamespace:
        return SimpleNamespace(title=self.settings.title, about=self.settings.about, nav=NAV, caveats=CAVEATS, articles=self.register.articles,
                               topics=self.register.topics, private=self.private is not None)


def _night() -> str:
    """Tones of a drawing on dark paper, as the table of a filter: each keeps the contrast to the paper that it had to white.

    Contrast as WCAG 2 defines it, (L + .05) / (L' + .05); the paper of dark pages has a luminance of .008. Plain
    inversion would leave ink on a middle grey with a contrast of 3.
    """
    def tone(value: float) -> float:
        light = value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        dark = min(1.0, max(0.0, 1.05 * 0.058 / (light + 0.05) - 0.05))
        return 12.92 * dark if dark <= 0.0031308 else 1.055 * dark ** (1 / 2.4) - 0.055

    return " ".join(f"{tone(step / 20):.3f}" for step in range(21))


NIGHT = _night()


@cache
def environment() -> Environment:
    made = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.filters["zh"] = markup.words
    made.filters["coded"] = markup.coded
    made.filters["code"] = _highlighted
    made.finalize = lambda value: value if isinstance(value, Markup) else markup.visible(value) if isinstance(value, str) else value
    return made


def _highlighted(source: str) -> Markup:
    """Python source with classes for its colours; Pygments escapes it."""
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import PythonLexer

    return Markup(highlight(markup.visible(source), PythonLexer(), HtmlFormatter(nowrap=True)))


def _render(template: str, site: Site, **page) -> str:
    single = page.get("single", False)
    defaults = {"root": "", "single": False, "preview": "", "preview_alt": "", "register": "claims.html", "file": "", "kind": "page", "night": NIGHT}
    page = defaults | page
    if single:
        page |= _inlined(page)
    else:
        root = page["root"]
        page |= {"policy": POLICY.format(scripts="'self'", styles="'self'"),
                 "styles": Markup(f'<link rel="stylesheet" href="{root}assets/font.css">\n<link rel="stylesheet" href="{root}assets/site.css">'),
                 "scripts": Markup("".join(f'<script defer src="{root}assets/{name}"></script>\n' for name in ("tablesort.min.js", "site.js")))}
        page["data_root"] = root
    text = environment().get_template(template).render(page=SimpleNamespace(**page), site=site.shared(), proof=site.proof,
                                                       **({"doc": page["doc"]} if "doc" in page else {}))
    return re.sub(r"[ \t]+\n", "\n", re.sub(r"\n{2,}", "\n", text)) if "<pre" not in text else text


def _inlined(page: Mapping) -> dict[str, object]:
    """Styles and scripts inside the page, allowed by their hashes: one file to mail."""
    styles = [page["font_css"], (ASSETS / "site.css").read_text("utf-8")]
    scripts = [_closed((VENDOR / name).read_text("utf-8")) for name in (*DRAWING, "tablesort.min.js")] + [_closed((ASSETS / "site.js").read_text("utf-8"))]
    wait = "document.addEventListener('DOMContentLoaded',function(){window.startPage()});"
    return {"policy": POLICY.format(scripts=_hashes([*scripts, wait]), styles=_hashes(styles)), "styles": Markup("".join(f"<style>{part}</style>" for part in styles)),
            "scripts": Markup("".join(f"<script>{part}</script>" for part in [*scripts, wait])), "data_root": ""}


def _hashes(parts: Sequence[str]) -> str:
    return " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(part.encode()).digest()).decode()}'" for part in parts)


def _closed(script: str) -> str:
    """A script that does not end its element early, nor seems to: in texts and patterns, where such signs stand, `\\x3c` is the same."""
    return re.sub(r"<(?=/[A-Za-z]|!--)", r"\\x3c", script)


# The pages.


def report(site: Site, name: str, *, single: bool = False, font_css: str = "") -> str:
    """The page of a report; single: with everything inside and the rows behind its figures at its end."""
    document = site.documents[name]
    order = site.order
    place = order.index(name)
    around = [site.documents[order[other]] if 0 <= other < len(order) else None for other in (place - 1, place + 1)]
    known = {limit.lower() for limit, _ in document.limits}
    rows = {row: site.register.rows[row] for row in document.used}
    shown = SimpleNamespace(**{key: getattr(document, key) for key in ("name", "notebook", "question", "lead", "answer", "limits", "toc", "settings")},
                            blocks=[(kind, _dressed(content, single)) if kind == "figure" else (kind, content) for kind, content in document.blocks],
                            limit_link=lambda limit: f"#{limit.lower()}" if limit.lower() in known else "" if single or limit not in CAVEATS else f"../index.html#{limit.lower()}")
    first = document.figures[0] if document.figures else None
    inputs = sorted(site.proof.reports.get(name, {}).items())
    return _render(
        "report.html.j2", site, single=single, font_css=font_css, kind="report", root="" if single else "../", file=f"reports/{name}.html",
        title=document.question, description=markup.sentence(document.answer_text or site.settings.about), doc=shown, kicker=document.series or f"Report {place + 1} of {len(order)}",
        register="" if single else "../claims.html", preview="" if single or not first else f"../figures/{first.stem}.png", preview_alt=first.alt if first else "",
        previous=None if single or not around[0] else (around[0].question, f"{around[0].name}.html"),
        next=None if single or not around[1] else (around[1].question, f"{around[1].name}.html"),
        siblings=[(other.question, f"{other.name}.html") for other in site.documents.values() if other.notebook == document.notebook and other.name != name],
        inputs=inputs, check_words=check_words(site.proof), rows_json=markup.data({row: found.record() for row, found in rows.items()}),
        single_rows=[rows[row] for row in sorted(rows)] if single else [])


def _dressed(figure: Figure, single: bool) -> SimpleNamespace:
    """A figure with its data for the script and its files to download."""
    kinds = ["svg", "png", "csv"] + ["narrow.svg"] * bool(figure.narrow)
    return SimpleNamespace(**{key: getattr(figure, key) for key in (*figure.__dataclass_fields__, "source_drawn")},
                           files=[] if single else [(kind, f"figures/{figure.stem}.{kind}") for kind in kinds],
                           spec_json=markup.data(figure.spec) if figure.spec else "",
                           places_json=markup.data(drawing.record(figure.places, figure.narrow_places)) if figure.places or figure.narrow_places else "")


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
    articles = [SimpleNamespace(article=a["article"], title=a["title"], url=a["url"], published=dates.words(a["published"]) if a["published"] else "unknown",
                                paragraphs=a["paragraphs"], rows=counts.get(a["article"], 0)) for a in site.register.articles]
    lead = next((document.figures[0] for document in site.documents.values() if document.figures), None)
    return _render("index.html.j2", site, kind="index", file="index.html", title=site.settings.title, description=site.settings.about, cards=main,
                   groups=[("Fact sheets, one a topic" if "topic" in notebook else f"More from {notebook}", cards) for notebook, cards in grouped.items()],
                   articles=articles, counts=f"{len(articles)} articles, {len(site.register.rows)} coded rows, {len(site.documents)} reports.",
                   preview=f"figures/{lead.stem}.png" if lead else "", preview_alt=lead.alt if lead else "")


def _card(document: Document, *, first: bool, plain: bool) -> SimpleNamespace:
    figure = None if plain or not document.figures else document.figures[0]
    wide = figure.wide if figure and (first or not figure.narrow) else ""
    return SimpleNamespace(question=document.question, answer=document.answer_text, sentence=markup.sentence(document.answer_text), file=f"reports/{document.name}.html",
                           figure=figure, wide=wide, narrow=figure.narrow if figure else "")


def claims(site: Site) -> str:
    """The register: every coded row with an address of its own and the figures that use it."""
    used: dict[str, list[tuple[str, str]]] = {}
    for document in site.documents.values():
        for figure in document.figures:
            for row in figure.used:
                used.setdefault(row, []).append((f"{document.question} Figure {figure.number}", f"reports/{document.name}.html#{figure.id}"))
    rows = list(site.register.rows.values())
    footings = list(dict.fromkeys(sorted(f"{row.table}: {row.footing_words}" for row in rows)))
    tables = [(table.name, sum(row.table == table.name for row in rows)) for table in ROW_TABLES]
    texts = {row.id: site.private[row.article, row.paragraph] for row in rows if (row.article, row.paragraph) in site.private} if site.private else {}
    return _render("claims.html.j2", site, kind="register", file="claims.html", title="Claims register", rows=rows, used=used, texts=texts, outlets=outlets(rows), footings=footings,
                   tables=[(name, count) for name, count in tables if count], abouts={table.name: table.about for table in ROW_TABLES}, register="",
                   description=f"All {len(rows)} coded rows: who says what, on which footing, and in which paragraph.")


def check_words(proof: Proof) -> str:
    """What the last check on record compared, in a sentence."""
    check = proof.check
    if not {"reports", "outputs", "files"} <= set(check):
        return "No check is on record in this copy: `make check` compares, and `make record` after it puts the result on record."
    if not proof.current:
        return "The last check on record is of earlier outputs than these: `make check` compares anew, and `make record` after it puts the result on record."
    said = (f"The last check on record ran {check['reports']} reports afresh without a network and compared {check['outputs']} outputs of cells and "
            f"{check['files']} files with the committed ones; no byte differed.")
    if {"caught", "mutations"} <= set(check):
        said += f" The checker is tested itself: of {check['mutations']} kinds of planted change it catches and names {check['caught']}."
    return said


def proof(site: Site) -> str:
    """What went in, what came out, how to repeat it, and what that does not show."""
    reports = [SimpleNamespace(name=document.name, question=document.question, file=f"reports/{document.name}.html",
                               inputs=sorted(site.proof.reports.get(document.name, {}).items()), outputs=_outputs(document.name)) for document in site.documents.values()]
    return _render("proof.html.j2", site, kind="proof-page", file="proof.html", title="Proof, and its limits", description="Hashes, versions and commands to repeat the build.",
                   reports=reports, check_words=check_words(site.proof), vendor=json.loads((VENDOR / "manifest.json").read_text("utf-8"))["files"])


def _outputs(name: str) -> list[tuple[str, str]]:
    files = [paths.EXECUTED / f"{name}.ipynb", *sorted(paths.FIGURES.glob(f"{name}--*"))]
    return [(file.relative_to(paths.ROOT).as_posix(), sha256(file)) for file in files if file.exists()]


def codebook(site: Site, counts: Mapping[str, int], files: Mapping[str, str]) -> str:
    """Every table with its columns and values. counts: rows by table; files: where a table can be downloaded."""
    from analysis.codebook import ALL_TABLES

    tables = [SimpleNamespace(name=table.name, about=table.about, row=table.row, source=table.source, columns=table.columns, count=counts[table.name], file=files[table.name])
              for table in ALL_TABLES if table.name in counts]
    return _render("codebook.html.j2", site, kind="codebook", file="codebook.html", title="Codebook and tables", tables=tables,
                   description="Every table, column and value, with definitions and downloads.")


def codecheck(site: Site, names: Sequence[str]) -> str:
    """codecheck.yml: the manifest of outputs for whoever wants to check them. It names no checker and no certificate."""
    def quote(text: str) -> str:
        return json.dumps(markup.visible(text), ensure_ascii=False)  # JSON strings are YAML

    lines = ["---", "version: https://codecheck.org.uk/spec/config/1.0/", "paper:", f"  title: {quote(site.settings.title)}", "manifest:"]
    for name in names:
        for figure in site.documents[name].figures:
            lines += [f"  - file: reports/figures/{figure.stem}.png", f"    comment: {quote(f'{site.documents[name].question} Figure {figure.number}: {figure.title}')}"]
        lines += [f"  - file: reports/notebooks/{name}.ipynb", f"    comment: {quote(f'Executed report: {site.documents[name].question}')}"]
    return "\n".join(lines) + "\n"


def with_private(site: Site, texts: Mapping[tuple[str, int], str]) -> Site:
    """The same site for the owner of the text, each paragraph beside its claims."""
    return replace(site, private=texts)
