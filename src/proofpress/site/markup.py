"""From text of any origin to HTML that cannot be anything but text: the only place that marks a string as safe.

Everything that stands in a corpus, a coded row, a parameter or a notebook's output comes through here. Pages carry a
strict Content-Security-Policy as well; this module does not count on it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from html.parser import HTMLParser

import mistune
from markupsafe import Markup, escape

_HAN = re.compile(r"[㐀-鿿豈-﫿𠀀-𪛟][㐀-鿿豈-﫿𠀀-𪛟　-〿＀-￯·“”《》]*")
# What reorders or hides a text, control characters, surrogates, and the last two code points of each plane.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff"
    + "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
    + "]"
)


def visible(text: object) -> str:
    """A text without the characters that reorder or hide what a reader sees, and without control characters that HTML forbids."""
    return _UNSEEN.sub("", str(text))


def words(text: object) -> Markup:
    """A text, escaped, its Chinese marked as Chinese."""
    said = visible(text)
    out, end = [], 0
    for run in _HAN.finditer(said):
        out += [escape(said[end : run.start()]), Markup('<span lang="zh-Hans">') + escape(run[0]) + Markup("</span>")]
        end = run.end()
    return Markup("").join([*out, escape(said[end:])])


def coded(text: object) -> Markup:
    """A text of the package's own with its `commands` set as code."""
    parts = re.split(r"`([^`\n]+)`", visible(text))
    return Markup("").join(
        Markup("<code>") + words(part) + Markup("</code>") if number % 2 else words(part)
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
        self._taken = set(taken)

    def give(self, name: str) -> str:
        unique, number = name, 2
        while unique in self._taken:
            unique, number = f"{name}-{number}", number + 1
        self._taken.add(unique)
        return unique


class _Renderer(mistune.HTMLRenderer):
    """Markdown without raw HTML, images or foreign protocols; headings with ids, one level below the page's own."""

    def __init__(self, ids: Ids, link: Callable[[str], str]):
        super().__init__(escape=True)
        self.ids, self.link_to, self.headings = ids, link, []

    def text(self, text: str) -> str:
        return str(words(unescape(text) if "&" in text else text))

    def codespan(self, text: str) -> str:
        said = f"<code>{words(text)}</code>"
        report = self.link_to(f"{text}.ipynb") if re.fullmatch(r"[a-z0-9_-]+", text) else ""
        return f'<a href="{escape(report)}">{said}</a>' if report else said

    def heading(self, text: str, level: int, **attrs) -> str:
        plain = plain_text(text)
        name = self.ids.give(slug(plain))
        level = min(max(level, 2), 4)
        self.headings.append((level, name, plain))
        return f'<h{level} id="{name}">{text} <a class="permalink" href="#{name}" aria-label="Link to this section: {escape(plain)}">#</a></h{level}>\n'

    def link(self, text: str, url: str, title: str | None = None) -> str:
        target = self.link_to(unescape(url))
        text = re.sub(r"</?a\b[^>]*>", "", text)  # a link holds no other
        return f'<a href="{escape(target)}">{text}</a>' if target else text

    def image(self, text: str, url: str, title: str | None = None) -> str:
        return str(words(unescape(text)))

    def block_html(self, html: str) -> str:
        return f"<p>{words(html.strip())}</p>\n"

    def inline_html(self, html: str) -> str:
        return str(words(html))

    def block_code(self, code: str, info: str | None = None) -> str:
        return f'<pre tabindex="0"><code>{words(code)}</code></pre>\n'


def web_only(url: str) -> str:
    """An address that a page may link to as it is: http, https or a place on the same page; else an empty string."""
    return url if re.match(r"https?://[^\s<>\"']+$|#[\w-]+$", url) else ""


def markdown(
    text: str, ids: Ids | None = None, link: Callable[[str], str] = web_only
) -> tuple[Markup, list[tuple[int, str, str]]]:
    """Markdown as HTML, and its headings as (level, id, text). link: gives the target of a link, or '' to keep only its words."""
    renderer = _Renderer(ids or Ids(), link)
    made = mistune.create_markdown(renderer=renderer, plugins=["table", "strikethrough"])(visible(text))
    return Markup(made), renderer.headings


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


class _Tables(HTMLParser):
    """The plain tables and lists of an output's HTML, as texts. Whatever else is there is dropped or kept as text."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.parts: list[dict] = []
        self._stack: list[str] = []
        self._cell: list[str] | None = None
        self._muted = 0

    def handle_starttag(self, tag, attrs):
        if tag in ("script", "style", "template", "noscript", "iframe", "object"):
            self._muted += 1
        if tag == "table":
            self.parts.append({"kind": "table", "caption": "", "head": [], "body": [], "span": False})
        elif tag in ("ul", "ol"):
            self.parts.append({"kind": "list", "items": [], "limits": "limits" in dict(attrs).get("class", "").split()})
        elif tag == "tr" and self._in("table"):
            self.parts[-1]["body"].append([])
        elif tag in ("td", "th", "caption", "li"):
            self._cell = []
            if tag in ("td", "th") and ({"rowspan", "colspan"} & set(dict(attrs))):
                self.parts[-1]["span"] = True
            self._heads = tag == "th"
        elif tag == "p":
            self.parts.append({"kind": "text", "text": ""})
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")
        if tag not in (
            "br",
            "img",
            "hr",
            "input",
            "meta",
            "link",
            "wbr",
            "col",
            "area",
            "base",
            "embed",
            "source",
            "track",
        ):
            self._stack.append(tag)

    def _in(self, kind: str) -> bool:
        return bool(self.parts) and self.parts[-1]["kind"] == kind

    def handle_endtag(self, tag):
        if tag in ("script", "style", "template", "noscript", "iframe", "object") and self._muted:
            self._muted -= 1
        if tag in ("td", "th", "caption", "li") and self._cell is not None:
            said = " ".join("".join(self._cell).split())
            if tag in ("td", "th") and self._in("table") and self.parts[-1]["body"]:
                self.parts[-1]["body"][-1].append((said, self._heads))
            elif tag == "caption" and self._in("table"):
                self.parts[-1]["caption"] = said
            elif tag == "li" and self._in("list"):
                self.parts[-1]["items"].append(said)
            self._cell = None
        if tag == "thead" and self._in("table"):
            self.parts[-1]["head"], self.parts[-1]["body"] = self.parts[-1]["body"], []
        while tag in self._stack and self._stack.pop() != tag:
            pass

    def handle_data(self, text):
        if self._muted:
            return
        if self._cell is not None:
            self._cell.append(text)
        elif text.strip() and "table" not in self._stack:
            if not self._in("text"):
                self.parts.append({"kind": "text", "text": ""})
            self.parts[-1]["text"] += text


def parts_of(html: str) -> list[dict]:
    """The tables (kind, caption, head, body), lists and texts of an output's HTML, as plain texts.

    An output keeps nothing of its own markup: the page builds its tables anew.
    """
    parser = _Tables()
    parser.feed(html)
    parser.close()
    return [part for part in parser.parts if part["kind"] != "text" or part["text"].strip()]
