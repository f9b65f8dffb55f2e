"""From text of any origin to HTML that cannot be anything but text: the only place that marks a string as safe.

Everything that stands in a corpus, a coded row, a parameter or a notebook's output comes through here. Pages carry a
strict Content-Security-Policy as well; this module does not count on it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from html import unescape
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote

import mistune
from markupsafe import Markup, escape

from analysis.script import HAN
from proofpress.site import images

# A run of Chinese with the punctuation and full-width signs within and after it.
_HAN = re.compile(rf"[{HAN}][{HAN}\u3000-\u3004\u3008-\u303f\uff01-\uff5e\uffe0-\uffe6\u00b7\u201c\u201d\u300a\u300b]*")
# What reorders or hides a text, control characters, surrogates, and the last two code points of each plane.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff"
    + "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
    + "]"
)


def visible(text: object) -> str:
    """A text without characters that reorder or hide what a reader sees, or that HTML forbids."""
    return _UNSEEN.sub("", str(text))


def words(text: object) -> Markup:
    """A text, escaped, its Chinese marked as Chinese."""
    said = visible(text)
    out, end = [], 0
    for run in _HAN.finditer(said):
        out += [escape(said[end : run.start()]), Markup('<span lang="zh-Hans">') + escape(run[0]) + Markup("</span>")]
        end = run.end()
    return Markup("").join([*out, escape(said[end:])])


_OPENS = re.compile(r"(?<![^\s(\[{“‘—–-])(['\"])(?=\S)")
_CURLED = str.maketrans({"'": "’", '"': "”"})


def curled(text: str) -> str:
    """A text with apostrophes and quotation marks of one kind, the typographic ones."""
    return _OPENS.sub(lambda found: "‘" if found[1] == "'" else "“", text).translate(_CURLED)


def curled_all(value: Any) -> Any:
    """What a page's script is given, with its texts curled as those of the page are."""
    if isinstance(value, str):
        return curled(value)
    if isinstance(value, dict):
        return {key: curled_all(one) for key, one in value.items()}
    return [curled_all(one) for one in value] if isinstance(value, (list, tuple)) else value


def typeset(text: object) -> Markup:
    """Prose of a study: escaped, its Chinese marked, its quotation marks of one kind."""
    return words(curled(str(text)))


def coded(text: object) -> Markup:
    """A text of the package's own with its `commands` set as code."""
    parts = re.split(r"`([^`\n]+)`", visible(text))
    return Markup("").join(
        Markup("<code>") + words(part) + Markup("</code>") if number % 2 else typeset(part)
        for number, part in enumerate(parts)
    )


def sentence(text: str) -> str:
    """The first sentence of a text. A full stop inside a number or an abbreviation of one letter does not end it."""
    found = re.search(r"(?<![A-Z])(?<!\b[a-z])[.?!][”’)]?(?=\s+[A-Z“‘0-9]|\s*$)", text.strip())
    return text.strip()[: found.end()] if found else text.strip()


def slug(text: str) -> str:
    """An id made of a text: lower-case words joined by hyphens; never empty."""
    return "-".join(re.findall(r"[a-z0-9]+", text.casefold()))[:60].strip("-") or "part"


class Ids:
    """Ids of a page: each name is given once, later ones get a number."""

    def __init__(self, *taken: str):
        self._taken = dict.fromkeys(taken, 2)

    def give(self, name: str) -> str:
        unique, number = name, self._taken.get(name, 2)
        while unique in self._taken:
            unique, number = f"{name}-{number}", number + 1
        self._taken[name] = number
        self._taken.setdefault(unique, 2)
        return unique


# Elements of HTML in Markdown that only dress words: the words stay. All other HTML is shown as it is written.
_DRESS = (
    "abbr|b|big|center|cite|code|dd|del|details|div|dl|dt|em|figcaption|figure|font|h[1-6]|i|ins|kbd|li|mark|ol|p|pre|"
    "q|s|samp|section|small|span|strong|sub|summary|sup|tt|u|ul|var"
)
_TAG = re.compile(
    rf"<!--(?:(?!<!--).)*?-->|</?(?:{_DRESS})(?:\s[^<>]*)?>|<(?P<void>br|img)\b(?P<rest>[^<>]*)>",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"""(\w+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_FORMULA = "Formulas are shown as their LaTeX source."


class _Renderer(mistune.HTMLRenderer):
    """Markdown without raw HTML or foreign protocols; headings with ids, one level below the page's own.

    Pictures are those attached to the cell and those that stand in an address; of all others it is said where they are.
    """

    def __init__(self, ids: Ids, link: Callable[[str], str], attachments: Mapping, curl: bool):
        super().__init__(escape=True)
        self.ids, self.link_to, self.attachments = ids, link, attachments
        self.said = typeset if curl else words
        self.headings: list[tuple[int, str, str]] = []
        self.formulas = 0

    def text(self, text: str) -> str:
        return str(self.said(unescape(text) if "&" in text else text))

    def codespan(self, text: str) -> str:
        said = f"<code>{words(text)}</code>"
        report = self.link_to(f"{text}.ipynb") if re.fullmatch(r"[a-z0-9_-]+", text) else ""
        return f'<a href="{escape(report)}">{said}</a>' if report else said

    def heading(self, text: str, level: int, **attrs) -> str:
        plain = plain_text(text) or "Section"
        name = self.ids.give(slug(plain))
        level = min(max(level, 2), 4)
        self.headings.append((level, name, plain))
        return (
            f'<h{level} id="{name}">{text} '
            f'<a class="permalink" href="#{name}" aria-label="Link to this section: {escape(plain)}">#</a></h{level}>\n'
        )

    def link(self, text: str, url: str, title: str | None = None) -> str:
        target = self.link_to(unescape(url))
        text = re.sub(r"</?a\b[^>]*>", "", text)  # a link holds no other
        return f'<a href="{escape(target)}">{text}</a>' if target else text

    def image(self, text: str, url: str, title: str | None = None) -> str:
        return self.picture(unescape(url), plain_text(text))

    def picture(self, url: str, alt: str, about: Mapping | None = None) -> str:
        name = unquote(url.removeprefix("attachment:"))
        if url.startswith("attachment:"):
            held = self.attachments.get(name)
            bundle = held if isinstance(held, Mapping) else {}
            found = next(
                (images.picture(kind, "".join(bundle[kind]), alt, about) for kind in images.KINDS if kind in bundle),
                None,
            )
            missing = f"{name}, which is not in the notebook" if not bundle else f"{name}, which cannot be read"
        else:
            found = images.addressed(url, alt)
            missing = f"at {url}" if not url.startswith("data:") else "whose data cannot be read"
        if found:
            return str(img(found))
        said = f"[A picture that this page does not show: {alt + ', ' if alt else ''}{missing}]"
        return f'<span class="lost">{words(said)}</span>'

    def html(self, html: str) -> str:
        """HTML as words: what only dresses them goes, pictures are shown, all else stays as it is written."""
        out, end = [], 0
        for tag in _TAG.finditer(html):
            out.append(str(words(html[end : tag.start()])))
            end = tag.end()
            if (tag["void"] or "").lower() == "img":
                given = {name.lower(): unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(tag["rest"] or "")}
                if given.get("src"):
                    out.append(self.picture(given["src"], given.get("alt", ""), given))
            elif tag["void"]:
                out.append("<br>")
            elif re.search(r"\son\w+\s*=", tag[0]):  # it would have acted: shown, so that it is seen
                out.append(str(words(tag[0])))
        return "".join([*out, str(words(html[end:]))])

    def block_html(self, html: str) -> str:
        said = self.html(html.strip()).strip()
        return f"<p>{said}</p>\n" if said else ""

    def inline_html(self, html: str) -> str:
        return self.html(html)

    def block_code(self, code: str, info: str | None = None) -> str:
        drawn = '<p class="note">A diagram, as its Mermaid source.</p>\n' if (info or "").strip() == "mermaid" else ""
        return f'{drawn}<pre tabindex="0"><code>{words(code)}</code></pre>\n'

    def formula(self, text: str) -> str:
        self.formulas += 1
        return f'<code class="formula">{words(text)}</code>'

    def formula_block(self, text: str) -> str:
        self.formulas += 1
        return f'<pre tabindex="0"><code class="formula">{words(text)}</code></pre>\n'


# As notebooks take formulas, except that sums of money are none: nothing stands at the outer side of a single sign that
# a number or a word would have there, and no space at its inner side.
_ENVIRONMENT = r"\\begin\{(?P<environment>[A-Za-z]+\*?)\}[\s\S]{1,9999}?\\end\{(?P=environment)\}"
_DISPLAYED = rf"\$\$(?:(?!\$\$)[\s\S])+\$\$|\\\\\[(?:(?!\\\\\[)[\s\S])+?\\\\\]|{_ENVIRONMENT}"
_FORMULA_BLOCK = rf"^ {{0,3}}(?:{_DISPLAYED})[ \t]*(?:\n|$)"
_FORMULA_INLINE = (
    rf"(?:{_DISPLAYED}|\\\\\((?:(?!\\\\\()[\s\S])+?\\\\\)|(?<![\w$\\])\$(?![\s$])(?:[^$\\]|\\.)+?(?<!\s)\$(?![\w$]))"
)


def _formulas(md: mistune.Markdown) -> None:
    """The plugin of mistune that keeps formulas as they are written."""

    def inline(_, found, state):
        state.append_token({"type": "formula", "raw": found["formula"]})
        return found.end()

    def block(_, found, state):
        state.append_token({"type": "formula_block", "raw": found["formula_block"].strip()})
        return found.end()

    md.inline.register("formula", _FORMULA_INLINE, inline, before="escape")
    md.block.register("formula_block", _FORMULA_BLOCK, block, before="setex_heading")


def web_only(url: str) -> str:
    """An address that a page may link to as it is: http, https or a place on the same page; else an empty string."""
    return url if re.match(r"https?://[^\s<>\"']+$|#[\w-]+$", url) else ""


def img(picture: images.Picture) -> Markup:
    """A picture as an image that holds itself, and what had to be left out of it."""
    size = "".join(
        f' {side}="{number}"' for side, number in (("width", picture.width), ("height", picture.height)) if number
    )
    alt = words_only(picture.alt)
    drawn = Markup(f'<img class="picture" src="data:{picture.kind};base64,{picture.data}" alt="{escape(alt)}"{size}>')
    lacks = f" [Left out of this picture: {', '.join(picture.lacks)}]" if picture.lacks else ""
    return drawn + Markup('<span class="lost">') + words(lacks) + Markup("</span>") if lacks else drawn


def words_only(text: object) -> str:
    """A text for an attribute: on one line, nothing hidden."""
    return " ".join(visible(text).split())


def markdown(
    text: str,
    ids: Ids | None = None,
    link: Callable[[str], str] = web_only,
    attachments: Mapping = MappingProxyType({}),
    *,
    curl: bool = False,
) -> tuple[Markup, list[tuple[int, str, str]]]:
    """Markdown as HTML, and its headings as (level, id, text).

    link: gives the target of a link, or '' to keep only its words. attachments: pictures of the cell, by name and kind.
    curl: quotation marks become typographic ones.
    """
    renderer = _Renderer(ids or Ids(), link, attachments, curl)
    made = mistune.create_markdown(renderer=renderer, plugins=["table", "strikethrough", _formulas])(visible(text))
    note = f'<p class="note">{_FORMULA}</p>\n' if renderer.formulas else ""
    return Markup(f"{made}{note}"), renderer.headings


def inline(text: str) -> Markup:
    """A sentence of Markdown without its paragraph: for answers and captions."""
    made = str(markdown(text)[0]).strip()
    return (
        Markup(re.sub(r"^<p>(.*)</p>$", r"\1", made, flags=re.DOTALL))
        if made.count("<p>") == 1 and made.startswith("<p>")
        else Markup(made)
    )


def plain_text(html: str) -> str:
    """What a reader sees of a piece of HTML, on one line."""
    return " ".join(unescape(re.sub(r"<[^>]*>", "", html)).split())


def stripped(markdown_text: str) -> str:
    """What a reader sees of a piece of Markdown, on one line."""
    return plain_text(str(markdown(markdown_text)[0]))


def data(value: object) -> Markup:
    """JSON for a `<script type="application/json">`: nothing in it can end the element or start another."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)
