"""Saved pages: the article that trafilatura finds, with what the page's metadata say; WeChat, Weibo and Factiva by
their own layouts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress

from newsbench.importing import encodings, factiva, when
from newsbench.importing.asked import Asked
from newsbench.importing.blocks import words_of
from newsbench.importing.document import Doubt, Found, LeftOut, Unreadable
from newsbench.importing.parts import Part

_CHARSET = re.compile(rb"<meta[^>]+charset=[\"']?\s*([\w-]+)", re.I)
_DATES = (
    "//meta[@property='article:published_time' or @name='article:published_time']/@content",
    "//meta[@itemprop='datePublished']/@content",
    "//*[@itemprop='datePublished']/@datetime",
    "//meta[translate(@name,'PDCR','pdcr')='pubdate' or @name='publishdate' or @name='publish_date'"
    " or @name='publication_date' or @name='DC.date.issued' or @name='dcterms.created' or @name='date'"
    " or @name='parsely-pub-date']/@content",
    "//time[@pubdate]/@datetime",
    "//article//time/@datetime",
)


def read(part: Part, asked: Asked) -> Iterator[Found | LeftOut]:
    """The articles of a saved page. Raises Unreadable where it holds none."""
    data = part.read()
    text, encoding = _decoded(data, part.name, asked)
    root = _parsed(text, part.name)
    found = wechat(root, text, part.name) or weibo(root, text, part.name) or factiva.html(root, part.name)
    found = found or [_article(root, text, part.name)]
    for one in found:
        if not encoding.sure:
            one.doubts.append(Doubt("encoding", "it is not UTF-8 and does not say what it is", encoding.name))
        yield one


def _decoded(data: bytes, name: str, asked: Asked) -> tuple[str, encodings.Encoding]:
    said = _CHARSET.search(data[:4096])
    if not asked.encoding and said:
        label = said[1].decode("ascii").lower()
        with suppress(LookupError, UnicodeDecodeError):
            own = {"gb2312": "gb18030", "gbk": "gb18030", "iso-8859-1": "cp1252"}.get(label, label)
            return data.decode(own), encodings.Encoding(own, True)
    return encodings.decode(data, name, asked.encoding)


def _parsed(text: str, name: str):
    from lxml import etree, html

    try:
        return html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    except (etree.ParserError, ValueError) as error:
        raise Unreadable(f"is no page: {error}", where=name, do="Save the page again, as complete HTML.") from None


def _first(root, *paths: str) -> str:
    for path in paths:
        for found in root.xpath(path):
            said = found if isinstance(found, str) else words_of(found)
            if said.strip():
                return " ".join(said.split())
    return ""


def _article(root, text: str, name: str) -> Found:
    """The article of any page: its metadata first, then what trafilatura finds."""
    import trafilatura

    extracted = trafilatura.bare_extraction(
        text,
        with_metadata=True,
        include_comments=False,
        date_extraction_params={"original_date": True, "extensive_search": False},
    )
    body = (getattr(extracted, "text", None) or "") if extracted else ""
    doubts: list[Doubt] = []
    if not body.strip():
        body = words_of(root)
        if len(body) < 50:
            raise Unreadable("no article was found in the page", where=name, do="Save it as complete HTML, or as text.")
        doubts.append(
            Doubt("boundary", "no article was told apart in the page, so all of its words were taken", body[:80])
        )
    linked = _linked(root)
    fields = {
        "title": linked.get("title") or _first(root, "//meta[@property='og:title']/@content", "//h1", "//title"),
        "date": linked.get("date") or _first(root, *_DATES),
        "outlet": linked.get("outlet") or _first(root, "//meta[@property='og:site_name']/@content"),
        "author": linked.get("author") or (getattr(extracted, "author", None) or "" if extracted else ""),
        "url": _first(root, "//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content"),
        "section": _first(root, "//meta[@property='article:section']/@content"),
        "language": _first(root, "/html/@lang"),
    }
    if not fields["date"] and extracted and (guess := getattr(extracted, "date", None)):
        fields["date"] = guess
        doubts.append(Doubt("date", "no metadata tell it; it was found in the page or its address", guess))
    return Found(body, {key: said for key, said in fields.items() if said}, name, "", doubts, wrapped=False)


def _linked(root) -> dict[str, str]:
    """What the page says of itself in JSON-LD."""
    for node in root.xpath("//script[@type='application/ld+json']/text()"):
        with suppress(ValueError, RecursionError):
            for one in _entries(json.loads(node)):
                if "Article" in str(one.get("@type")) or "Posting" in str(one.get("@type")):
                    publisher, author = one.get("publisher"), one.get("author")
                    return {
                        key: str(said).strip()
                        for key, said in {
                            "title": one.get("headline"),
                            "date": one.get("datePublished"),
                            "outlet": publisher.get("name") if isinstance(publisher, dict) else publisher,
                            "author": "; ".join(_names(author)),
                        }.items()
                        if isinstance(said, str) and said.strip()
                    }
    return {}


def _entries(value: object) -> Iterator[dict]:
    if isinstance(value, list):
        for one in value:
            yield from _entries(one)
    elif isinstance(value, dict):
        yield value
        yield from _entries(value.get("@graph", []))


def _names(author: object) -> list[str]:
    if isinstance(author, list):
        return [name for one in author for name in _names(one)]
    if isinstance(author, dict):
        author = author.get("name")
    return [author] if isinstance(author, str) else []


def wechat(root, text: str, name: str) -> list[Found]:
    """A saved article of a public account of WeChat."""
    body = root.xpath("//*[@id='js_content']")
    if not body:
        return []
    stamp = re.search(r"\b(?:var )?(?:oriCreateTime|ct|create_time)\s*[=:]\s*[\"'](\d{10})[\"']", text)
    account = re.search(r"var nickname\s*=\s*(?:htmlDecode\()?[\"']([^\"']+)[\"']", text)
    link = re.search(r"var msg_link\s*=\s*[\"']([^\"']+)[\"']", text)
    fields = {
        "title": _first(root, "//*[@id='activity-name']", "//meta[@property='og:title']/@content"),
        "outlet": _first(root, "//*[@id='js_name']") or (account[1] if account else ""),
        "author": _first(root, "//meta[@name='author']/@content", "//*[@id='js_author_name']"),
        "date": _first(root, "//*[@id='publish_time']") or (stamp[1] if stamp else ""),
        "url": _first(root, "//meta[@property='og:url']/@content")
        or (link[1].replace("\\x26amp;", "&") if link else ""),
    }
    return [Found(words_of(body[0]), {key: said for key, said in fields.items() if said}, name, wrapped=False)]


def weibo(root, text: str, name: str) -> list[Found]:
    """Saved posts of Weibo: of a page for phones, which carries its data, or of a page for desktops."""
    data = re.search(r"\$render_data\s*=\s*(\[.*?\])\s*\[0\]", text, re.DOTALL)
    if data:
        with suppress(ValueError, KeyError, TypeError, RecursionError):
            return [_status(json.loads(data[1])[0]["status"], name)]
    out = []
    for number, post in enumerate(
        root.xpath("//div[contains(@class,'WB_detail')] | //article[contains(@class,'woo-panel')]"), 1
    ):
        said = _first(post, ".//div[contains(@class,'WB_text')]", ".//div[contains(@class,'wbpro-feed-content')]")
        if not said:
            continue
        fields = {
            "outlet": _first(post, ".//*[contains(@class,'WB_info')]/a[1]", ".//a[contains(@class,'head_name')]"),
            "date": _first(
                post,
                ".//*[contains(@class,'WB_from')]//a[@date]/@title",
                ".//a[contains(@class,'head-info_time')]/@title",
            ),
            "url": _first(
                post,
                ".//*[contains(@class,'WB_from')]//a[@date]/@href",
                ".//a[contains(@class,'head-info_time')]/@href",
            ),
        }
        out.append(
            Found(said, {key: value for key, value in fields.items() if value}, name, f"post {number}", wrapped=False)
        )
    return out


def _status(status: dict, name: str) -> Found:
    from lxml import html

    def plain(markup: str) -> str:
        return words_of(html.fragment_fromstring(markup, create_parent="div"))

    text = plain(status["text"])
    if isinstance(reposted := status.get("retweeted_status"), dict):
        text += "\n" + plain(reposted.get("text", ""))
    fields = {
        "outlet": str(status.get("user", {}).get("screen_name", "")),
        "date": str(status.get("created_at", "")),
        "id": str(status.get("mid") or status.get("id") or ""),
        "title": str(status.get("status_title") or ""),
    }
    fields = {key: said for key, said in fields.items() if said}
    doubts = []
    try:
        when.read(fields.get("date", ""))
    except ValueError as error:
        doubts = [Doubt("date", str(error), fields.pop("date", ""))]
    return Found(text, fields, name, "", doubts, wrapped=False)
