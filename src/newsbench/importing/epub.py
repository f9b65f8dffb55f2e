"""EPUB: a book of pages in the order of its spine; a page with words is an article, the book its outlet."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from urllib.parse import unquote

from newsbench.importing.blocks import words_of
from newsbench.importing.document import Found, LeftOut, Unreadable
from newsbench.importing.parts import DAMAGED, Part

KIND = b"application/epub+zip"
_NS = {
    "c": "urn:oasis:names:tc:opendocument:xmlns:container",
    "o": "http://www.idpf.org/2007/opf",
    "d": "http://purl.org/dc/elements/1.1/",
}
_OF_BOOK = {"outlet": "title", "author": "creator", "date": "date", "language": "language"}


def read(part: Part) -> Iterator[Found | LeftOut]:
    """The pages of a book. Raises Unreadable for one that is damaged or locked."""
    from lxml import etree

    try:
        with zipfile.ZipFile(io.BytesIO(part.read())) as packed:
            yield from _pages(packed, part.name)
    except (*DAMAGED, KeyError, etree.LxmlError) as error:
        raise Unreadable(
            f"it is no whole EPUB: {str(error).splitlines()[0]}", where=part.name, do="Is it locked? Fetch it again."
        ) from None


def _pages(packed: zipfile.ZipFile, name: str) -> Iterator[Found | LeftOut]:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    container = etree.fromstring(packed.read("META-INF/container.xml"), parser)
    home = container.xpath("string(//c:rootfile/@full-path)", namespaces=_NS)
    book = etree.fromstring(packed.read(home), parser)
    told = {
        meaning: " ".join(book.xpath(f"string(//d:{tag})", namespaces=_NS).split()) for meaning, tag in _OF_BOOK.items()
    }
    items = {item.get("id"): item for item in book.xpath("//o:manifest/o:item", namespaces=_NS)}
    for number, one in enumerate(book.xpath("//o:spine/o:itemref/@idref", namespaces=_NS), 1):
        item, place = items[one], f"page {number}"
        if "nav" in (item.get("properties") or "").split():
            yield LeftOut(name, place, "a table of contents")
            continue
        page = posixpath.normpath(posixpath.join(posixpath.dirname(home), unquote(item.get("href") or "")))
        title, text = _page(packed.read(page))
        yield Found(text, {key: said for key, said in {**told, "title": title}.items() if said}, name, place, [], False)


def _page(content: bytes) -> tuple[str, str]:
    """The title of a page, and its words without it."""
    from lxml import html

    root = html.document_fromstring(content, parser=html.HTMLParser(encoding="utf-8", no_network=True))
    heads = root.xpath("//body//h1 | //body//h2")
    title = " ".join(words_of(heads[0]).split()) if heads else ""
    if heads:
        heads[0].drop_tree()
    return title, words_of(root)
