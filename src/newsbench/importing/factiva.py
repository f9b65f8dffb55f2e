"""Exports of Factiva: by its two-letter labels (RTF, HTML, text), as the articles that its pages show, and as XML.

HD title, BY author, CR credit, WC words, PD date, ET time, SN outlet, ED edition, PG page, SE section, LA language,
LP and TD the text, AN its number. Dates are in the language of the exporter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsbench.importing import when
from newsbench.importing.blocks import words_of
from newsbench.importing.document import Doubt, Found
from newsbench.importing.lines import Line

_CODES = (
    "SE HD BY CR WC PD ET SN SC ED PG VOL LA CY LP TD CX ART CLM RF CO IN NS RE IPC IPD PUB AN DLN CT TK SB".split()
)
_CODE = re.compile(rf"^(?P<code>{'|'.join(_CODES)})(?:[\s|:]++(?P<rest>.*))?$")
_MEANS = {
    "HD": "title",
    "BY": "author",
    "CR": "credit",
    "PD": "date",
    "SN": "outlet",
    "ED": "edition",
    "PG": "page",
} | {
    "SE": "section",
    "LA": "language",
}
_WORDS = re.compile(
    r"^[\d.,\s]+\s*(?:words|wörter|mots|palabras|parole|palavras|woorden|слов\w*|字|個字|个字|词|文字|語|単語|kata)$",
    re.I,
)
_NUMBER = re.compile(r"^(?:document|dokument|documento|документ|文件|文档|文書)\s+(?P<id>[A-Z0-9]{15,})$", re.I)
_COPYRIGHT = re.compile(r"^(?:copyright|©|\(c\)|版权|版權)", re.I)
_RIGHTS = re.compile(r"©|copyright|all rights reserved", re.I)


def recognised(lines: list[Line]) -> bool:
    """Whether the lines carry the labels of Factiva."""
    seen: dict[str, int] = {}
    for line in lines[:6000]:
        if found := _CODE.match(line.text):
            seen[found["code"]] = seen.get(found["code"], 0) + 1
    return all(code in seen for code in ("HD", "PD", "SN")) and ("LP" in seen or "TD" in seen)


def labelled(lines: list[Line], name: str) -> Iterator[Found]:
    """The articles of labelled lines: one begins at SE or HD, after the number or the text of the one before."""
    current: dict[str, list[str]] = {}
    code, number = "", 0
    for line in lines:
        found = _CODE.match(line.text)
        if found and _is_label(found):
            begins = found["code"] in ("SE", "HD", "CLM") and ("AN" in current or found["code"] in current)
            if begins and ("LP" in current or "TD" in current or "AN" in current):
                number += 1
                yield _of_codes(current, name, number)
                current = {}
            code = found["code"]
            current.setdefault(code, [])
            if rest := (found["rest"] or "").strip(" |"):
                current[code].append(rest)
        elif code and (text := line.text.strip(" |")):
            current[code].append(text)
    if "HD" in current:
        yield _of_codes(current, name, number + 1)


def _is_label(found: re.Match) -> bool:
    """Whether a line that begins with two letters is labelled: words of a text begin so too (IN, RE, CO)."""
    gap = found.string[len(found["code"]) :]
    return (
        not gap.strip()
        or gap[:1] in "|\t:"
        or gap.startswith("  ")
        or found["code"] not in ("IN", "RE", "CO", "BY", "ART")
    )


def _of_codes(codes: dict[str, list[str]], name: str, number: int) -> Found:
    fields = {meaning: " ".join(codes[code]) for code, meaning in _MEANS.items() if codes.get(code)}
    if number_ := codes.get("AN"):
        found = re.search(r"[A-Z0-9]{15,}", " ".join(number_), re.I)
        fields["id"] = found[0].upper() if found else " ".join(number_).removeprefix("Document ")
    if time := " ".join(codes.get("ET", [])):
        fields["time"] = time
    doubts = []
    if not (codes.get("LP") or codes.get("TD")):
        doubts.append(Doubt("boundary", "it has no label LP or TD, so it may lack its text", ""))
    text = "\n".join([*codes.get("LP", []), *codes.get("TD", []), *codes.get("CX", [])])
    return Found(text, fields, name, f"article {number}", doubts, wrapped=False)


def html(root, name: str) -> list[Found]:
    """The articles of a saved page of Factiva; none where it is another page."""
    out = []
    tables = [table for table in root.iter("table") if _coded(table)]
    for table in tables:
        rows = []
        for row in table.iter("tr"):
            cells = [
                " ".join(words_of(cell).split()) if index == 0 else words_of(cell)
                for index, cell in enumerate(row.iter("td", "th"))
            ]
            if len(cells) > 1 and cells[0] in _CODES:
                first, *others = cells[1].split("\n") or [""]
                rows += [Line(f"{cells[0]}\t{first}"), *(Line(other) for other in others)]
        out += list(labelled(rows, name))
    if out:
        return [
            Found(one.text, one.fields, name, f"article {number}", one.doubts, False)
            for number, one in enumerate(out, 1)
        ]
    blocks = root.xpath(
        "//div[contains(concat(' ', normalize-space(@class)), 'Article') and contains(@class, 'article ')]"
    )
    return [_shown(block, name, number) for number, block in enumerate(blocks, 1)]


def _coded(table) -> bool:
    own = {" ".join("".join(cell.itertext()).split()) for cell in table.iter("td", "th")}
    inner = any(_ is not table for _ in table.iter("table"))
    return not inner and {"HD", "PD"} <= own


def _shown(block, name: str, number: int) -> Found:
    """An article as the page shows it: headline, author, words, date, time, outlet, code, language, copyright."""
    fields: dict[str, str] = {}
    doubts: list[Doubt] = []
    heading = block.xpath(".//*[contains(@class, 'Headline') or contains(@class, 'headline')]")
    if heading:
        fields["title"] = re.sub(r"^\d+\)\s*", "", " ".join(words_of(heading[0]).split()))
    if author := block.xpath(".//div[contains(@class, 'author')]"):
        fields["author"] = " ".join(words_of(author[0]).split())
    told = [" ".join(words_of(div).split()) for div in block.xpath("./div") if not div.xpath(".//div | .//p")]
    told = [line for line in told if line and line not in fields.values()]
    _facts(told, fields, doubts)
    holder = block.getparent()
    given = (holder.get("id") or "") if holder is not None else ""
    paragraphs = []
    for paragraph in block.iter("p", "pre"):
        said = words_of(paragraph).strip()
        if end := _NUMBER.match(said):
            fields["id"] = end["id"].upper()
        elif said:
            paragraphs.append(" ".join(said.split()))
    if given.startswith("article-"):
        fields.setdefault("id", given.removeprefix("article-").upper())
    return Found("\n".join(paragraphs), fields, name, f"article {number}", doubts, wrapped=False)


def _facts(told: list[str], fields: dict[str, str], doubts: list[Doubt]) -> None:
    """What the lines below a headline tell, by their order: section before it, then words, date, time, outlet, code."""
    at = next((index for index, line in enumerate(told) if _WORDS.match(line)), None)
    if at is None:
        doubts.append(Doubt("date", "the line that counts its words is missing, below which its date is told", ""))
        return
    if at > 0:
        fields.setdefault("section", told[0])
    rest = told[at + 1 :]
    for index, line in enumerate(rest):
        try:
            when.read(line)
        except when.Ambiguous:
            pass
        except ValueError:
            continue
        fields["date"] = line
        rest = rest[index + 1 :]
        break
    else:
        doubts.append(Doubt("date", "no line tells when it appeared", ""))
    if rest and re.fullmatch(r"\d{1,2}:\d\d(?::\d\d)?.{0,12}", rest[0]):
        fields["time"] = rest.pop(0)
    if rest:
        fields["outlet"] = rest.pop(0)
    code = next((index for index, line in enumerate(rest) if re.fullmatch(r"[A-Z][A-Z0-9]{2,9}", line)), None)
    if code is not None:
        for line in rest[:code]:
            fields.setdefault("page" if re.fullmatch(r"[A-Z]?\d+[A-Z]?(?:-\d+)?", line) else "edition", line)
        if code + 1 < len(rest) and not _COPYRIGHT.match(rest[code + 1]) and not _RIGHTS.search(rest[code + 1]):
            fields["language"] = rest[code + 1]


def xml(root, name: str) -> list[Found]:
    """The articles of Factiva's XML: elements by their names, whatever space of names they are in."""

    def first(node, *names: str) -> str:
        for wanted in names:
            for found in node.iter():
                if isinstance(found.tag, str) and found.tag.rpartition("}")[2] == wanted:
                    said = " ".join("".join(found.itertext()).split()) or found.get("value", "")
                    if said:
                        return said
        return ""

    out = []
    articles = [
        node
        for node in root.iter()
        if isinstance(node.tag, str)
        and node.tag.rpartition("}")[2] in ("article", "Article")
        and first(node, "headline")
    ]
    for number, node in enumerate(articles, 1):
        paragraphs = []
        for part in node.iter():
            kind = part.tag.rpartition("}")[2] if isinstance(part.tag, str) else ""
            if kind in ("leadParagraph", "tailParagraphs"):
                inner = [
                    one
                    for one in part.iter()
                    if isinstance(one.tag, str) and one.tag.rpartition("}")[2] in ("paragraph", "para")
                ]
                paragraphs += [" ".join("".join(one.itertext()).split()) for one in inner or [part]]
        reference = first(node, "reference", "accessionNo", "an")
        fields = {
            "title": first(node, "headline"),
            "author": first(node, "byline"),
            "outlet": first(node, "sourceName"),
            "date": first(node, "publicationDate", "publicationDateTime"),
            "time": first(node, "publicationTime"),
            "language": first(node, "baseLanguage", "language"),
            "section": first(node, "sectionName", "section"),
            "page": first(node, "page", "pages"),
            "edition": first(node, "edition"),
            "credit": first(node, "credit"),
            "id": reference.rpartition("/")[2].rpartition("::")[2] or "",
        }
        out.append(
            Found(
                "\n".join(filter(None, paragraphs)),
                {k: v for k, v in fields.items() if v},
                name,
                f"article {number}",
                [],
                False,
            )
        )
    return out
