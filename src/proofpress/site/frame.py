"""The frame of every page: one environment of templates, the policy, styles and scripts, and what all pages share.

Jinja escapes everything that `markup` has not made. Figures are put into the page by vega-embed with every option set
by `site.js`; those that a specification brings itself (`usermeta`) are taken out of it first.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from analysis import dates
from analysis.errors import AnalysisError
from analysis.study import Study
from proofpress.site import markup
from proofpress.site.document import Document
from proofpress.site.proof import Proof, nothing, read_proof
from proofpress.site.reading import read_document
from proofpress.site.register import Register
from proofpress.site.rows import read_register
from proofpress.site.settings import Settings, built, read_settings

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
ASSETS = HERE / "assets"
VENDOR = HERE / "vendor"
DRAWING = ("vega.min.js", "vega-lite.min.js", "vega-interpreter.min.js", "vega-embed.min.js")  # in this order
NAV = (
    ("Questions", "index.html"),
    ("Claims", "claims.html"),
    ("Codebook", "codebook.html"),
    ("Functions", "reference.html"),
    ("Proof", "proof.html"),
)
# From disk 'self' is the folder of the page; nothing may be loaded from elsewhere, and no string is ever run as code.
POLICY = (
    "default-src 'none'; script-src {scripts}; style-src {styles}; img-src 'self' data:; font-src data:; "
    "base-uri 'none'; form-action 'none'; "
    "object-src 'none'; connect-src 'none'"
)


@dataclass(frozen=True)
class Site:
    """What all pages share. order: the reports that are built, by importance; private: paragraph texts by (article,
    paragraph), in text mode only.
    """

    settings: Settings
    register: Register
    proof: Proof
    order: tuple[str, ...]
    study: Study | None = None
    documents: Mapping[str, Document] = field(default_factory=dict)
    private: Mapping[tuple[str, int], str] | None = None

    @property
    def owner(self) -> Study:
        """The study whose pages these are; a stranger's notebook has none, and none of the pages that ask."""
        if self.study is None:
            raise AnalysisError("it belongs to no study", where="site", do="Work in the folder of a study.")
        return self.study

    @property
    def caveats(self) -> dict[str, str]:
        """Every caveat that a report names: id -> what it says, by number."""
        said = {name: words for document in self.documents.values() for name, words in document.limits}
        return dict(sorted(said.items(), key=lambda item: _by_number(item[0])))

    def shared(self) -> SimpleNamespace:
        return SimpleNamespace(
            title=self.settings.title,
            why=self.settings.why,
            author=self.settings.author,
            date=dates.words(self.proof.day) if self.proof.day else "",
            year=self.proof.day[:4],
            address=self.settings.address,
            cite=self.settings.cite,
            coders=self.settings.coders,
            licence=self.settings.licence,
            citation=bool(self.study and (self.study.root / "CITATION.cff").exists()),
            about=self.settings.about,
            nav=NAV,
            caveats=self.caveats,
            articles=self.register.articles,
            topics=self.register.topics,
            private=self.private is not None,
        )


def read_site(study: Study | None) -> Site:
    """What a study has for every page, no document read yet; without a study, what a stranger's notebook gets."""
    if study is None:
        return Site(Settings("Notebook", "", (), ()), Register({}, (), {}, {}), nothing(), ())
    settings = read_settings(study)
    return Site(settings, read_register(study), read_proof(study), tuple(built(study, settings)), study)


def _by_number(name: str) -> tuple[str, int]:
    """R2 comes before R10."""
    letters = name.rstrip("0123456789")
    return letters, int(name[len(letters) :] or 0)


def documents(study: Study) -> Site:
    """The site with every report that was executed."""
    site = read_site(study)
    return replace(site, documents={name: read_document(study, name, site.register) for name in site.order})


def _night() -> str:
    """Tones of a drawing on dark paper, as the table of a filter: each keeps the contrast to the paper that it had to
    white.

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
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["zh"] = _prose
    made.filters["coded"] = markup.coded
    made.filters["curled"] = markup.curled
    made.filters["img"] = markup.img
    made.filters["code"] = _highlighted
    made.filters["day"] = lambda said: dates.order(said) or 99_999_999  # no date comes last
    made.finalize = lambda value: (
        value if isinstance(value, Markup) else markup.visible(value) if isinstance(value, str) else value
    )
    return made


@pass_context
def _prose(around: Context, text: object) -> Markup:
    """A text for a reader: as it is written in a stranger's notebook, with quotation marks of one kind in a study."""
    page = around.get("page")
    return markup.words(text) if getattr(page, "stranger", False) else markup.typeset(text)


def _highlighted(source: str) -> Markup:
    """Python source with classes for its colours; Pygments escapes it."""
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import PythonLexer

    return Markup(highlight(markup.visible(source), PythonLexer(), HtmlFormatter(nowrap=True)))


def context(site: Site, **given: Any) -> dict[str, object]:
    """What a template is given: page, site and proof. single: styles, scripts and `font_css` go into the page."""
    page: dict[str, Any] = {
        "root": "",
        "single": False,
        "preview": "",
        "preview_alt": "",
        "record": None,
        "needs": (),
        "file": "",
        "kind": "page",
        "stranger": False,
        "night": NIGHT,
    } | given
    root, single, register = page["root"], page["single"], site.register
    needs: Sequence[str] = page["needs"]
    page["record"] = (lambda row: f"#{row}") if single else (lambda row: f"{root}{register.address[row]}")
    if page["single"]:
        page |= _inlined(page)
    else:
        page |= {
            "policy": POLICY.format(scripts="'self'", styles="'self'"),
            "styles": Markup(
                f'<link rel="stylesheet" href="{root}assets/font.css">\n<link rel="stylesheet" '
                f'href="{root}assets/site.css">'
            ),
            "scripts": Markup(
                "".join(
                    f'<script defer src="{root}assets/{name}"></script>\n'
                    for name in (*needs, "tablesort.min.js", "site.js")
                )
            ),
        }
        page["data_root"] = root
    return {"page": SimpleNamespace(**page), "site": site.shared(), "proof": site.proof}


def render(template: str, site: Site, **page) -> str:
    return tidy(environment().get_template(template).render(context(site, **page)))


def tidy(text: str) -> str:
    """Without the empty lines that templates leave, where a page has nothing that must keep its own."""
    return re.sub(r"[ \t]+\n", "\n", re.sub(r"\n{2,}", "\n", text)) if "<pre" not in text else text


def font_css(characters: str) -> str:
    """The font of the pages, cut to some characters, within the style sheet: so it loads from disk in every browser."""
    from analysis.charts import fonts

    return f"{fonts.face(characters)}\n:root{{--face:'{fonts.FAMILY}'}}\n"


def _inlined(page: Mapping) -> dict[str, object]:
    """Styles and scripts inside the page, allowed by their hashes: one file to mail."""
    styles = [page["font_css"], (ASSETS / "site.css").read_text("utf-8")]
    scripts = [_closed((VENDOR / name).read_text("utf-8")) for name in (*DRAWING, "tablesort.min.js")] + [
        _closed((ASSETS / "site.js").read_text("utf-8"))
    ]
    wait = "document.addEventListener('DOMContentLoaded',function(){window.startPage()});"
    return {
        "policy": POLICY.format(scripts=_hashes([*scripts, wait]), styles=_hashes(styles)),
        "styles": Markup("".join(f"<style>{part}</style>" for part in styles)),
        "scripts": Markup("".join(f"<script>{part}</script>" for part in [*scripts, wait])),
        "data_root": "",
    }


def _hashes(parts: Sequence[str]) -> str:
    return " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(part.encode()).digest()).decode()}'" for part in parts)


def with_style(page: str, old: str, new: str) -> str:
    """A page by itself with another style sheet in the place of one, allowed by its hash."""
    was, now = (_hashes([style]).strip("'") for style in (old, new))
    return page.replace(was, now, 1).replace(f"<style>{old}</style>", f"<style>{new}</style>", 1)


def _closed(script: str) -> str:
    r"""A script that does not end its element early, nor seems to: in texts and patterns, where such signs stand,
    `\x3c` is the same.
    """
    return re.sub(r"<(?=/[A-Za-z]|!--)", r"\\x3c", script)
