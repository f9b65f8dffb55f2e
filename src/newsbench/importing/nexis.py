"""Exports of Nexis: Nexis Uni (DOCX and RTF, all results in one or one a file) and the older plain text.

An article begins with its title, its outlet and its date line; labels follow (Section, Length, Byline), then the word
Body and the text, the classification, and ``End of Document``. Labels are in the language of the interface. What is
missing is doubted, never made up: where no date line is found, the day of loading is not taken for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsbench.importing import when
from newsbench.importing.document import Doubt, Found
from newsbench.importing.lines import Line, joined

_END = re.compile(
    r"^(?:end of document|ende des dokuments|fin du document|fin del documento|einde van document|文档结束)$",
    re.IGNORECASE,
)
_LABELS = {
    "section": "section|rubrik|rubrique|sección|sectie",
    "length": "length|länge|longueur|longitud|lengte",
    "author": "byline|autor|auteur|author",
    "edition": "edition|ausgabe|édition|edición|editie",
    "dateline": "dateline|ortsmarke|lieu",
    "highlight": "highlight|zusammenfassung",
    "language": "language|sprache|langue|idioma|taal",
    "loaded": "load-date|update|ladedatum|date de chargement",
    "url": "url",
    "credit": "series|serie",
    "other": "graphic|grafik|publication-type|journal code|subject|industry|person|geographic|company|organization|"
    "ticker|acc-no|distribution|type|isbn|issn|copyright notice|correction-date|notes|column|cite",
}
_LABEL = re.compile(
    r"^(?:" + "|".join(rf"(?P<{name}>{words})" for name, words in _LABELS.items()) + r")\s*:\s*(?P<value>.*)$", re.I
)
_INSIDE = re.compile(r"\s(?=(?:Highlight|Length|Section|Dateline|Byline|Load-Date):\s)")
_BODY = re.compile(r"^(?:body|volltext|text|corps|cuerpo|正文)$", re.IGNORECASE)
_AFTER = re.compile(
    r"^(?:classification|klassifizierung|graphic|grafik|notes|correction|load-date:.*|language:.*)$", re.I
)
_COUNT = re.compile(r"^(?:documents|dokumente|documentos|documenten)\s*\((?P<count>[\d.,]+)\)$", re.IGNORECASE)
_COVER = re.compile(
    r"^(?:user name|date and time|job number|client/matter|search terms|search type|narrowed by|content type|"
    r"sources?)\b|^\d+\.\s",
    re.IGNORECASE,
)
_FIRST = re.compile(r"^(?:user name|job number):", re.IGNORECASE)
_PAGE = re.compile(r"(?<!\s)[;,]?\s*+(?:pg|page|p|blz|s|seite|pág)\.?\s*(?P<page>[A-Z]?\d+[A-Z]?)\s*$", re.IGNORECASE)
_PAGE_OF = re.compile(r"^page \d+ of \d+$", re.IGNORECASE)
_COPYRIGHT = re.compile(r"^(?:copyright|©|\(c\))", re.IGNORECASE)
_OLD = re.compile(r"^\d+ of \d+ documents?$|^dokument \d+ von \d+$", re.IGNORECASE)


def recognised(lines: list[Line]) -> bool:
    """Whether the lines are of an export of Nexis."""
    ends = sum(bool(_END.match(line.text)) for line in lines)
    old = sum(bool(_OLD.match(line.text)) for line in lines)
    labels = {found.lastgroup for line in lines[:4000] if (found := _LABEL.match(line.text))}
    names = {name for line in lines[:4000] if (found := _LABEL.match(line.text)) for name in _LABELS if found[name]}
    return bool(labels) and bool(ends or old) and bool(names & {"length", "loaded"})


def read(lines: list[Line], name: str, order: str) -> tuple[list[Found], str]:
    """The articles, and a sentence where the cover counts others than were found."""
    if any(_OLD.match(line.text) for line in lines) and not any(_END.match(line.text) for line in lines):
        chunks = _cut(lines, _OLD)[1:]
        found = [_old(chunk, name, number, order) for number, chunk in enumerate(chunks, 1)]
        return found, ""
    chunks = [chunk for chunk in _cut(lines, _END) if any(line.text for line in chunk)]
    if chunks and not any(_LABEL.match(line.text) or _BODY.match(line.text) for line in chunks[-1]):
        chunks.pop()  # what stands below the last end
    alone = len(chunks) == 1
    found = [
        _article(chunk, name, "" if alone else f"article {number}", order) for number, chunk in enumerate(chunks, 1)
    ]
    told = next((match for line in lines[:60] if (match := _COUNT.match(line.text))), None)
    count = int(re.sub(r"\D", "", told["count"])) if told else len(found)
    wrong = f"{name}: its cover says {count} documents, {len(found)} were found" if count != len(found) else ""
    return found, wrong


def _cut(lines: list[Line], at: re.Pattern) -> list[list[Line]]:
    chunks: list[list[Line]] = [[]]
    for line in lines:
        if at.match(line.text):
            chunks.append([])
        else:
            chunks[-1].append(line)
    return chunks


def _article(lines: list[Line], name: str, place: str, order: str) -> Found:
    lines = [line for line in lines if not _PAGE_OF.match(line.text)]
    body = next((index for index, line in enumerate(lines) if _BODY.match(line.text)), None)
    labelled = [index for index, line in enumerate(lines) if _LABEL.match(line.text) and (body is None or index < body)]
    doubts = []
    if body is None:
        # A layout without the word Body: the text begins below the labels that stand together.
        top = [index for index in labelled if not _AFTER.match(lines[index].text)]
        body = top[-1] if top else -1
        for index, following in zip(top, top[1:], strict=False):
            if any(line.text for line in lines[index + 1 : following]):
                body = index
                break
        doubts.append(Doubt("boundary", "it has no line that says Body, so its text may begin elsewhere", ""))
    head, rest = lines[: max(0, body)], lines[body + 1 :]
    if body >= 0 and not _BODY.match(lines[body].text):
        head = lines[: body + 1]
    fields, unsure = _head(head, order)
    after = next((index for index, line in enumerate(rest) if _AFTER.match(line.text)), len(rest))
    for line in rest[after:]:
        _label(line.text, fields)
    loaded = fields.pop("loaded", "")
    if "date" not in fields:
        doubts.append(
            Doubt("date", "no line tells when it appeared" + (f"; it was loaded on {loaded}" if loaded else ""), "")
        )
    text = joined(rest[:after])
    _sorted(fields)
    return Found(text, fields, name, place, [*doubts, *unsure], wrapped=False)


def _sorted(fields: dict[str, str]) -> None:
    """Take the page out of the section, and leave what is no fact of a corpus."""
    for extra in ("dateline", "highlight", "length", "loaded"):
        fields.pop(extra, None)
    if section := fields.get("section"):
        if page := _PAGE.search(section):
            fields["page"] = page["page"]
            section = section[: page.start()]
        fields["section"] = re.sub(r"\s*;[\s;]*", "; ", section).strip("; ")


def _head(lines: list[Line], order: str) -> tuple[dict[str, str], list[Doubt]]:
    """Title, outlet, date line and labels of what stands above the text."""
    fields: dict[str, str] = {}
    doubts: list[Doubt] = []
    above: list[Line] = []
    if any(_COUNT.match(line.text) or _FIRST.match(line.text) for line in lines):  # below the cover
        covered = max(index for index, line in enumerate(lines) if _COVER.match(line.text) or _COUNT.match(line.text))
        lines = lines[covered + 1 :]
    for line in lines:
        if _label(line.text, fields):
            continue
        if line.text and not fields:
            above.append(line)
    above = [
        line
        for line in above
        if not _COPYRIGHT.match(line.text) and not re.match(r"^all rights reserved", line.text, re.IGNORECASE)
    ]
    # The date line is the last that begins as a date and has words above it: a title may hold something like one.
    at, date = next(
        ((index, date) for index in range(len(above) - 1, 0, -1) if (date := _dated(above[index].text, order))),
        (None, None),
    )
    if at is None or date is None:
        top = next((index for index in range(len(above) - 1, -1, -1) if above[index].heading), 0)
        title, outlet = ([line.text for line in above[top : top + 2]] + ["", ""])[:2]
        doubts.append(Doubt("title", "it has no date line, by which its title and outlet are told", title))
        return {**fields, **{key: said for key, said in (("title", title), ("outlet", outlet)) if said}}, doubts
    fields["date"], edition = date
    beyond = [line.text for line in above[at + 1 :] if not _COVER.match(line.text)]
    if edition or beyond:
        fields.setdefault("edition", "; ".join(filter(None, [edition, *beyond])))
    headings = [index for index in range(at) if above[index].heading]
    start = headings[-1] if headings else None
    while start and start - 1 in headings:  # a title of two lines
        start -= 1
    if start is not None and start < at - 1:
        titles = [line.text for line in above[start : at - 1]]
    else:
        titles = [line.text for line in above[: at - 1]]
        if len(titles) > 1:
            doubts.append(
                Doubt("title", f"it stands on {len(titles)} lines, or some of them are none of it", " ".join(titles))
            )
    if titles:
        fields["title"] = " ".join(titles)
    else:
        doubts.append(
            Doubt("title", "only one line stands above the date, which was taken for the outlet", above[0].text)
        )
    if at >= 1:
        fields["outlet"] = above[at - 1].text
    return fields, doubts


def _dated(text: str, order: str) -> tuple[str, str] | None:
    """The date that a line begins with, and the edition that it ends with; None for another line."""
    if not re.search(r"\d{4}", text) or len(text) > 120:
        return None
    try:
        read, rest = when.find(text, order)
    except when.Ambiguous:
        return text, ""
    except ValueError:
        return None
    if read is None or read.date is None:
        return None
    bare = when.NOISE.sub("", rest)
    begins = not when.NOISE.sub("", rest[: len(rest) - len(rest.lstrip())] + rest[:3])
    if bare and not begins:
        return None
    edition = re.sub(r"^[\s,;.]+|[\s,;.]+$", "", _tail(text)) if bare else ""
    said = text[: len(text) - len(edition)].strip(" ,;") if edition and text.rstrip(" ,;.").endswith(edition) else text
    return said, edition


def _tail(text: str) -> str:
    """What stands behind the last part of a date line that belongs to the date."""
    parts = re.split(r"\s*,\s*|\s{2,}", text)
    kept: list[str] = []
    for part in reversed(parts):
        if re.search(r"\d{4}|\d:\d\d", part) or not part or not when.NOISE.sub("", part.casefold()):
            break
        kept.insert(0, part)
    if kept:
        return ", ".join(kept)
    weekday = re.search(rf"(?i)\b(?:{when.WEEKDAY})\b[\s,]*(?P<rest>\D*)$", text)
    return weekday["rest"] if weekday else ""


def _label(text: str, fields: dict[str, str]) -> bool:
    """Take what a labelled line tells; some documents put several labels in one line. Whether it is one."""
    found = _LABEL.match(text)
    if not found:
        return False
    first, *others = _INSIDE.split(found["value"])
    kind = next(name for name in _LABELS if found[name])
    if kind != "other" and first.strip():
        fields.setdefault(kind, first.strip())
    for other in others:
        _label(other.strip(), fields)
    return True


def _old(lines: list[Line], name: str, number: int, order: str) -> Found:
    """An article of the older text: outlet and date stand above the title."""
    fields: dict[str, str] = {}
    doubts: list[Doubt] = []
    filled = [line for line in lines if line.text]
    labelled = [index for index, line in enumerate(filled) if _LABEL.match(line.text)]
    last = next(
        (index for index in labelled if filled[index].text.upper().startswith(("LENGTH", "LÄNGE", "LONGUEUR"))), None
    )
    start = (last + 1) if last is not None else (labelled[0] + 1 if labelled else 0)
    above = [line.text for line in filled[:start] if not _label(line.text, fields) and not _COPYRIGHT.match(line.text)]
    at = next((index for index, line in enumerate(above) if _dated(line, order)), None)
    if at is None:
        doubts.append(Doubt("date", "no line tells when it appeared", ""))
        outlet, title = above[:1], above[1:]
    else:
        fields["date"], edition = _dated(above[at], order) or ("", "")
        if edition:
            fields["edition"] = edition
        outlet, title = above[:at], above[at + 1 :]
    fields |= {"outlet": " ".join(outlet)} if outlet else {}
    fields |= {"title": title[-1]} if title else {}
    end = next((index for index, line in enumerate(filled[start:]) if _ends(line.text)), len(filled) - start)
    for line in filled[start + end :]:
        _label(line.text, fields)
    _sorted(fields)
    # Lines of this layout are cut at a width; the empty lines between paragraphs tell them apart.
    first = lines.index(filled[start]) if start < len(filled) else len(lines)
    stop = next((index for index in range(first, len(lines)) if _ends(lines[index].text)), len(lines))
    text = "\n".join(line.text for line in lines[first:stop])
    return Found(text, fields, name, f"article {number}", doubts)


def _ends(text: str) -> bool:
    found = _LABEL.match(text)
    return bool(found and (found["loaded"] or found["language"] or found["other"])) or bool(_COPYRIGHT.match(text))


def articles(lines: list[Line], name: str, order: str, notes: list[str]) -> Iterator[Found]:
    """The articles; what the cover says of their number, where it differs, goes into ``notes``."""
    found, wrong = read(lines, name, order)
    if wrong:
        notes.append(wrong)
    yield from found
