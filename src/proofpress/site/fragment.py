"""The HTML of an output, read into blocks that a page builds anew: texts, lists, tables, pictures, and what it cannot
show.

Nothing of the output's own markup is kept. Tables keep their spans and what stands inside a cell, at its place.
"""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser

from analysis.charts.table import STYLE
from proofpress.site import images
from proofpress.site.blocks import Block, Cell, Grid, Listing, lost, said, settle
from proofpress.site.markup import web_only

DEEPEST = 8  # lists and tables within each other; what lies deeper is kept as text


_STRUCK = ("del", "s", "strike")
_MARKED = ("a", "sup", "sub", *_STRUCK)


class _Flow:
    """Blocks that follow each other: of the whole output, of a cell, of an item, of a caption."""

    def __init__(self, holder: Cell | Listing | Grid | None = None):
        self.holder = holder
        self.blocks: list[Block] = []
        self.texts: list[str] = []

    def end_text(self) -> None:
        if self.texts:
            lines = "".join(self.texts).split("\n")
            said = "\n".join(" ".join(re.split(r"[ \t\r\f]+", line)).strip() for line in lines).strip("\n")
            if said:
                self.blocks.append(("words", said))
            self.texts = []


_MUTED = {"script", "style", "template", "title", "iframe", "select", "datalist", "math", "canvas", "audio", "video"}
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
_INLINE = {
    *("a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd"),
    *("label", "mark", "q", "ruby", "rp", "rt", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time"),
    *("tt", "u", "var", "wbr"),
}
_LOST = {
    "script": "a script",
    "canvas": "a canvas",
    "math": "a formula in MathML",
    "iframe": "a page inside the page",
    "object": "a page inside the page",
    "embed": "a page inside the page",
    "frame": "a page inside the page",
    "audio": "sound or film",
    "video": "sound or film",
    "input": "controls (they need a script)",
    "select": "controls (they need a script)",
    "textarea": "controls (they need a script)",
    "button": "controls (they need a script)",
}
_NO_END = re.compile(r"</(?![a-zA-Z])")  # what looks like the end of an element and is none
_COLOURED = re.compile(r"(?<![\w-])(?:background(?:-color)?|color)\s*:", re.IGNORECASE)
_HIGH = str.maketrans("0123456789+-\u2212=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾")
_LOW = str.maketrans("0123456789+-\u2212=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.places: list[_Flow | Grid | Listing] = [_Flow()]
        self.muted: list[str] = []
        self.deep = 0  # lists and tables that lie too deep
        self.raw = 0  # elements that keep their lines as they are
        self.drawing: list[str] = []  # open elements of a drawing
        self.source: list[str] = []  # and its text
        self.marks: list[tuple[str, _Flow, int, str]] = []
        self.section: dict[int, str] = {}
        self.told: set[Block] = set()

    # Where the reader stands.

    @property
    def flow(self) -> _Flow:
        """The flow that takes texts now."""
        return next(place for place in reversed(self.places) if isinstance(place, _Flow))

    def close_to(self, kind: type) -> Grid | Listing | None:
        """End what is open inside the nearest table (list), and give that; None where none is open here."""
        for number in range(len(self.places) - 1, -1, -1):
            place = self.places[number]
            if isinstance(place, kind) and isinstance(place, Grid | Listing):
                while len(self.places) > number + 1:
                    self.finish(self.places.pop())
                return place
            if kind is Listing and isinstance(place, Grid):
                return None
        return None

    def finish(self, place: _Flow | Grid | Listing) -> None:
        if isinstance(place, Grid):
            self.section.pop(id(place), None)
            settle(place)
            if place.head or place.body or place.foot or place.caption:
                self.flow.blocks.append(("grid", place))
            return
        if isinstance(place, Listing):
            if place.items:
                self.flow.blocks.append(("list", place))
            return
        place.end_text()
        if isinstance(place.holder, Cell):
            place.holder.blocks = place.blocks
            place.holder.text = said(place.blocks)
        elif isinstance(place.holder, Listing):
            place.holder.items.append(place.blocks)
        elif isinstance(place.holder, Grid):
            place.holder.caption = " ".join([place.holder.caption, said(place.blocks)]).strip()

    def lose(self, what: str) -> None:
        """Say, once an output, that something of it is not shown."""
        self.tell(lost(what))

    def leave_out(self, what: str) -> None:
        """The same for a picture that others would show."""
        self.tell(("lost", f"Left out here, because the notebook does not hold it whole: a {what}."))

    def tell(self, block: Block) -> None:
        if block not in self.told:
            self.told.add(block)
            flow = self.flow
            flow.end_text()
            flow.blocks.append(block)

    # Elements.

    def handle_starttag(self, tag, attrs):
        if self.drawing:
            self.source.append(self.get_starttag_text() or "")
            self.drawing.append(re.match(r"<([^\s/>]+)", self.get_starttag_text() or f"<{tag}")[1])
            return
        if self.muted:
            if tag == self.muted[-1] or (tag in _MUTED and tag not in _VOID):
                self.muted.append(tag)
            return
        if tag in _LOST and not _quiet(tag, attrs):
            self.lose(_LOST[tag])
        if attrs and any(
            (name == "style" and _COLOURED.search(value or "")) or name in ("bgcolor", "color") for name, value in attrs
        ):
            self.lose("colours of its own")
        if tag in _MUTED:
            self.muted.append(tag)
        elif tag == "svg":
            self.drawing, self.source = ["svg"], [self.get_starttag_text() or "<svg>"]
        elif tag in _INLINE:
            flow = self.flow
            if tag in _MARKED:
                self.marks.append((tag, flow, len(flow.texts), dict(attrs).get("href") or ""))
        elif tag == "br":
            self.flow.texts.append("\n")
        elif tag == "img":
            self.image(dict(attrs))
        elif tag == "pre":
            self.flow.end_text()
            self.raw += 1
        else:
            self.structure(tag, attrs)

    def structure(self, tag, attrs):
        if tag in ("table", "ul", "ol"):
            self.flow.end_text()
            if self.deep or len(self.places) > 2 * DEEPEST:
                self.deep += 1
                self.lose("lists or tables that lie too deep in each other")
            elif tag == "table":
                self.places.append(Grid())
            else:
                self.places.append(Listing(tag == "ol", "limits" in (dict(attrs).get("class") or "").split()))
        elif self.deep:
            self.flow.end_text()
        elif tag == "li":
            if listing := self.close_to(Listing):
                self.places.append(_Flow(listing))
            else:
                self.flow.end_text()
        elif tag in ("thead", "tbody", "tfoot", "tr", "td", "th", "caption") and (grid := self.close_to(Grid)):
            self.row(tag, dict(attrs), grid)
        else:
            self.flow.end_text()

    def row(self, tag, attrs, grid):
        if tag == "caption":
            self.places.append(_Flow(grid))
            return
        if tag in ("thead", "tbody", "tfoot"):
            self.section[id(grid)] = tag
            grid.bodies += tag == "tbody"
            return
        lines = {"thead": grid.head, "tfoot": grid.foot}.get(self.section.get(id(grid), ""), grid.body)
        if tag == "tr" or not lines:
            lines.append([])
        if tag != "tr":
            down, across = (_span(attrs.get(name)) for name in ("rowspan", "colspan"))
            grid.spanned = grid.spanned or down != 1 or across != 1
            cell = Cell(tag == "th", down, min(max(across, 1), 1000))
            lines[-1].append(cell)
            self.places.append(_Flow(cell))

    def image(self, attrs):
        flow, alt, source = self.flow, " ".join((attrs.get("alt") or "").split()), attrs.get("src") or ""
        flow.end_text()
        if found := images.addressed(source, alt):
            flow.blocks.append(("picture", found))
            return
        where = f", {source}" if web_only(source) else ""
        self.leave_out(f"picture{f' (“{alt}”)' if alt else ''}{where}")

    def handle_startendtag(self, tag, attrs):
        if self.drawing:
            self.source.append(self.get_starttag_text() or "")
        else:
            self.handle_starttag(tag, attrs)
            if tag == "svg" or (tag in _MUTED and tag == "math"):
                self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if self.drawing:
            self.draw(tag)
        elif self.muted:
            if tag == self.muted[-1]:
                self.muted.pop()
        elif tag in _INLINE:
            self.mark(tag)
        elif tag == "pre":
            self.end_raw()
        elif tag in ("table", "ul", "ol"):
            if self.deep:
                self.flow.end_text()
                self.deep -= 1
            elif place := self.close_to(Grid if tag == "table" else Listing):
                self.places.pop()
                self.finish(place)
        elif self.deep:
            self.flow.end_text()
        elif tag == "li":
            self.close_to(Listing)
        elif tag in ("thead", "tbody", "tfoot", "tr", "td", "th", "caption"):
            if (grid := self.close_to(Grid)) and tag in ("thead", "tfoot"):
                self.section.pop(id(grid), None)
        elif tag not in _VOID:
            self.flow.end_text()

    def draw(self, tag):
        """End an element of a drawing; at its end the drawing is a picture."""
        if tag in [name.lower() for name in self.drawing]:
            while self.drawing:
                name = self.drawing.pop()
                self.source.append(f"</{name}>")
                if name.lower() == tag:
                    break
        if not self.drawing:
            self.drawn()

    def drawn(self):
        self.flow.end_text()
        found = images.picture(images.SVG, "".join(self.source))
        if found:
            self.flow.blocks.append(("picture", found))
        else:
            self.leave_out("drawing, which is not well formed")
        self.drawing, self.source = [], []

    def mark(self, tag):
        """End a link (its address stays, in brackets), what is struck out, or raised and lowered figures."""
        while self.marks and tag in _MARKED:
            opened, flow, start, address = self.marks.pop()
            if opened != tag:
                continue
            words = "".join(flow.texts[start:])
            if tag == "a" and web_only(address) and not address.startswith("#") and address not in words:
                flow.texts.append(f" ({address})")
            elif tag in _STRUCK and words.strip():
                flow.texts[start:] = [f"[struck out: {words.strip()}]"]
            elif tag in ("sup", "sub") and re.fullmatch(r"\s*[\d+\-\u2212=()]+\s*", words):
                flow.texts[start:] = [words.strip().translate(_HIGH if tag == "sup" else _LOW)]
            return

    def end_raw(self):
        flow = self.flow
        if self.raw and flow.texts:
            kept = "".join(flow.texts).strip("\n")
            flow.texts = []
            if kept.strip():
                flow.blocks.append(("text", kept))
        self.raw = max(0, self.raw - 1)

    def handle_data(self, text):
        if self.drawing:
            self.source.append(escape(re.sub(r"<!\[CDATA\[|\]\]>", "", text), quote=False))
        elif self.muted:
            if self.muted[-1] == "style" and text != STYLE and _COLOURED.search(text):
                self.lose("colours of its own")
        elif self.raw:
            self.flow.texts.append(text)
        else:
            self.flow.texts.append(text.replace("\n", " "))


def _quiet(tag: str, attrs: list) -> bool:
    """Whether an element shows nothing by itself."""
    return tag == "input" and dict(attrs).get("type") == "hidden"


# Python's parser stumbles over some declarations, and looks at the whole rest for each tag or comment that does not
# end. So these go first, as in a browser; the inside of scripts and styles is not looked at.
_INSIDE = r"""(?:=\s*"[^"]*(?:"|\Z)|=\s*'[^']*(?:'|\Z)|[^>])*+"""
_MARKUP = re.compile(
    rf"(?P<code><(script|style)(?=[\s/>]){_INSIDE}>.*?(?:</\2\s*>|\Z))|(?P<tag></?[a-z]{_INSIDE}>)|</?[a-z]{_INSIDE}\Z|"
    r"<!--.*?(?:-->|\Z)|<[!?][^>]*>?",
    re.DOTALL | re.IGNORECASE,
)


def _span(given: str | None) -> int:
    found = re.match(r"\s*\+?(\d{1,9})", given or "")
    return int(found[1]) if found else 1


def blocks_of(html: str) -> list[Block]:
    """The blocks of an output's HTML, in order."""
    reader = _Reader()
    html = _NO_END.sub("&lt;/", html)  # which the parser of the library would look through to the end for each
    reader.feed(_MARKUP.sub(lambda found: found["code"] or found["tag"] or "", html))
    reader.close()
    if reader.drawing:
        while reader.drawing:
            reader.source.append(f"</{reader.drawing.pop()}>")
        reader.drawn()
    while len(reader.places) > 1:
        reader.finish(reader.places.pop())
    root = reader.flow
    root.end_text()
    return root.blocks
