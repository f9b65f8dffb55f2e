"""TEI: the header tells title, date, author and source; the text is its paragraphs."""

from __future__ import annotations

from collections.abc import Iterator

from newsbench.importing.document import Found, Unreadable
from newsbench.importing.parts import Part

_NS = {"t": "http://www.tei-c.org/ns/1.0"}
_BLOCKS = ("p", "head", "ab", "l", "item", "cell", "note", "quote")


def parsed(part: Part):
    """The root of an XML file: no entity is resolved, nothing is fetched. Raises Unreadable."""
    from lxml import etree

    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        return etree.fromstring(part.read(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(
            f"is not XML: {str(error).splitlines()[0]}", where=part.name, do="Check it with an XML editor."
        ) from None


def read(root, name: str) -> Iterator[Found]:
    """The articles of a TEI document: one, or those of a teiCorpus."""
    own = root.xpath("//t:TEI", namespaces=_NS) or root.xpath("//TEI")
    for number, tei in enumerate(own or [root], 1):
        yield _article(tei, name, f"text {number}" if len(own) > 1 else "")


def _article(tei, name: str, place: str) -> Found:
    def first(*paths: str) -> str:
        for path in paths:
            for found in tei.xpath(path, namespaces=_NS):
                said = found if isinstance(found, str) else "".join(found.itertext())
                if said.strip():
                    return " ".join(said.split())
        return ""

    fields = {
        "title": first("t:teiHeader//t:sourceDesc//t:title[@level='a']", "t:teiHeader//t:titleStmt/t:title"),
        "author": first("t:teiHeader//t:sourceDesc//t:author", "t:teiHeader//t:titleStmt/t:author"),
        "date": first("t:teiHeader//t:sourceDesc//t:date/@when", "t:teiHeader//t:sourceDesc//t:date")
        or first("t:teiHeader//t:publicationStmt/t:date/@when", "t:teiHeader//t:publicationStmt/t:date"),
        "outlet": first("t:teiHeader//t:sourceDesc//t:title[@level='j']", "t:teiHeader//t:sourceDesc//t:publisher"),
        "language": first("t:teiHeader//t:langUsage/t:language/@ident", "@xml:lang"),
        "page": first("t:teiHeader//t:sourceDesc//t:biblScope[@unit='page']"),
        "url": first("t:teiHeader//t:sourceDesc//t:ref/@target", "t:teiHeader//t:sourceDesc//t:ptr/@target"),
    }
    paragraphs = []
    for node in tei.xpath("t:text//*", namespaces=_NS):
        kind = node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""
        inside = any(
            above.tag.rpartition("}")[2] in _BLOCKS for above in node.iterancestors() if isinstance(above.tag, str)
        )
        if kind in _BLOCKS and not inside:
            paragraphs.append(" ".join("".join(node.itertext()).split()))
    return Found("\n".join(paragraphs), {key: said for key, said in fields.items() if said}, name, place, wrapped=False)
