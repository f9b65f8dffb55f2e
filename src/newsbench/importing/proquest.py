"""Exports of ProQuest as text: articles between lines of underscores, each a list of labels."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsbench.importing.document import Doubt, Found
from newsbench.importing.lines import Line

_RULE = re.compile(r"^_{20,}$")
_LABELS = (
    "Author Abstract Subject Location Company People Title Pages Publisher ISSN ISBN Copyright Database Section Issue "
    "Volume Links Number Edition Classification Identifier Illustration Credit".split()
    + [
        *("Full text", "Publication title", "Publication date", "Publication year", "Publication info", "First page"),
        *("Place of publication", "Country of publication", "Publication subject", "Source type", "Document type"),
        *("Language of publication", "ProQuest document ID", "Document URL", "Last updated", "Document feature"),
        *("Start page", "Year", "column", "Identifier / keyword", "Company / organization", "Business indexing term"),
        *("Number of pages", "Publication note", "Dateline", "e-ISSN", "Accession number", "Publisher Date"),
    ]
)
_LABEL = re.compile(
    rf"^(?P<label>{'|'.join(sorted(map(re.escape, _LABELS), key=len, reverse=True))})\s*:\s*(?P<value>.*)$", re.I
)
_MEANS = {
    "title": "title",
    "author": "author",
    "publication title": "outlet",
    "publication date": "date",
    "section": "section",
    "pages": "page",
    "first page": "page",
    "start page": "page",
    "proquest document id": "id",
    "document url": "url",
    "language of publication": "language",
    "edition": "edition",
    "credit": "credit",
}
_INFO = re.compile(
    r"^(?P<outlet>[^,;\[]+?)\s*(?:,\s*(?P<edition>[^;\[]*))?(?:;.*|\[.*\])?\]?\s*"
    r"(?P<date>\d{1,2} [A-Z][a-z]{2,8} \d{4})\s*:?\s*(?P<page>[A-Z]{0,2}[.\-]?\d+[A-Z]?)?\.?$"
)
_OF = re.compile(r"^document \d+ of \d+$", re.I)


def recognised(lines: list[Line]) -> bool:
    """Whether the lines are of an export of ProQuest."""
    labels = {found["label"].casefold() for line in lines[:4000] if (found := _LABEL.match(line.text))}
    return (
        "proquest document id" in labels
        or {"full text", "publication info"} <= labels
        or {"full text", "publication title"} <= labels
    )


def articles(lines: list[Line], name: str) -> Iterator[Found]:
    """The articles; pieces without any label (the table of contents, the notice at the end) are none."""
    chunks: list[list[str]] = [[]]
    for line in lines:
        if _RULE.match(line.text):
            chunks.append([])
        else:
            chunks[-1].append(line.text)
    number = 0
    for chunk in chunks:
        labels = [found["label"].casefold() for text in chunk if (found := _LABEL.match(text))]
        if "full text" in labels or "publication title" in labels or "publication info" in labels:
            number += 1
            yield _article(chunk, name, number)


def _article(lines: list[str], name: str, number: int) -> Found:
    fields: dict[str, str] = {}
    text: list[str] = []
    doubts: list[Doubt] = []
    top = [line for line in lines if line and not _OF.match(line)]
    if top and not _LABEL.match(top[0]):
        fields["title"] = top[0]
    label, info = "", ""
    for line in lines:
        found = _LABEL.match(line)
        if found and not (label == "full text" and found["label"] not in _LABELS):
            label = found["label"].casefold()
            value = found["value"].strip()
            if label == "full text":
                text.append(value)
            elif label == "publication info":
                info = value
            elif value and (meaning := _MEANS.get(label)):
                fields.setdefault(meaning, value)
        elif label == "full text":
            text.append(line)
    if info and (told := _INFO.match(info)):
        for key, value in told.groupdict().items():
            if value:
                fields.setdefault(key, value.strip())
    if "date" not in fields:
        doubts.append(Doubt("date", "no label tells when it appeared", info))
    if not any(text):
        doubts.append(Doubt("boundary", "it has no label Full text", ""))
    return Found("\n".join(text), fields, name, f"article {number}", doubts)
