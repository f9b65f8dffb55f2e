"""Facts about articles without their texts: RIS, CSL JSON, the citations of CNKI and EndNote, tables such as those of
Media Cloud.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from analysis import columns, inputs
from analysis.errors import AnalysisError
from newsbench.importing import encodings
from newsbench.importing.asked import Asked
from newsbench.importing.document import Unreadable
from newsbench.importing.parts import Part
from newsbench.importing.tables import MARKS

FILE = ("file", "filename", "file_name", "document", "doc", "path", "文件名", "文件")
SUFFIXES = (".ris", ".enw", ".net", ".csl")
_LONGEST = 131_072  # characters of a cell
_RIS = {
    "title": ("title", "primary_title", "translated_title"),
    "outlet": ("secondary_title", "journal_name", "alternate_title3", "alternate_title2", "name_of_database"),
    "date": ("date", "year", "publication_year"),
    "author": ("authors", "first_authors"),
    "url": ("urls", "url"),
    "page": ("start_page",),
    "section": ("section",),
    "language": ("language",),
    "edition": ("edition",),
}
# CNKI's own form, that of NoteExpress, and EndNote's.
_CITED = {
    "title": ("Title-题名", "{Title}", "%T"),
    "author": ("Author-作者", "{Author}", "%A"),
    "outlet": ("Source-文献来源", "Source-刊名", "{Journal}", "{Newspaper}", "%J", "%B"),
    "date": ("PubTime-发表时间", "{Date}", "%8"),
    "year": ("Year-年", "{Year}", "%D"),
    "page": ("PageCount-页码", "{Pages}", "%P"),
    "url": ("Link-链接", "{URL}", "%U"),
}
_BEGINS = ("SrcDatabase-来源库", "{Reference Type}", "%0")
_BY_MARK = {mark: meaning for meaning, marks in _CITED.items() for mark in marks}
_LABELS = "|".join(sorted(map(re.escape, [*_BY_MARK, *_BEGINS]), key=len, reverse=True))
_CITATION = re.compile(rf"^(?P<mark>{_LABELS})\s*[:：]?\s*(?P<value>.*)$")


def records(part: Part, asked: Asked) -> list[dict[str, str]]:
    """The facts that a file holds, an article each: meaning -> words; ``file`` names the article's own file.

    Raises Unreadable for a file that holds none.
    """
    text, _ = encodings.decode(part.read(), part.name, asked.encoding)
    if re.search(r"^TY {1,2}- ", text, re.MULTILINE):
        found = list(_ris(text, part.name))
    elif any(line.startswith(_BEGINS) for line in text.splitlines()[:50]):
        found = list(_citations(text))
    elif text.lstrip()[:1] in ("[", "{"):
        found = list(_csl(text, part.name))
    else:
        found = list(_table(text, part.name, asked))
    if not found:
        raise Unreadable(
            "it holds no facts about articles", where=part.name, do="Read are RIS, CSL JSON, CNKI and CSV."
        )
    return found


def is_metadata(part: Part) -> bool:
    """Whether a file in a folder holds facts only: by its name, or as a table without a column of texts."""
    if part.suffix in SUFFIXES:
        return True
    if part.suffix not in (".csv", ".tsv"):
        return False
    with part.open() as file:
        begin = file.read(65_536)
    try:
        text, _ = encodings.decode(begin[: begin.rfind(b"\n") + 1] or begin, part.name)
    except AnalysisError:
        return False
    header = _header(text)[0]
    named = {columns.meaning(name) for name in header} | ({"file"} if _file_column(header) else set())
    return "text" not in named and bool(named & {"url", "title", "file"})


def _ris(text: str, name: str) -> Iterator[dict[str, str]]:
    import rispy

    try:
        entries = rispy.loads(text, skip_unknown_tags=True)
    except (rispy.ParseError, OSError, ValueError, TypeError, KeyError) as error:
        raise Unreadable(f"is not RIS: {error}", where=name, do="Export it again.") from None
    for entry in entries:
        fields = {}
        for meaning, keys in _RIS.items():
            said = next((entry[key] for key in keys if entry.get(key)), "")
            fields[meaning] = "; ".join(said) if isinstance(said, list) and meaning == "author" else _one(said)
        fields["date"] = fields["date"].strip("/ ").replace("//", "/")
        yield {key: value for key, value in fields.items() if value}


def _one(said: object) -> str:
    return str(said[0] if isinstance(said, list) and said else said or "").strip()


def _csl(text: str, name: str) -> Iterator[dict[str, str]]:
    try:
        value = inputs.value_of(text)
    except ValueError as error:
        raise Unreadable(str(error), where=name, do="Export it again.") from None
    if not isinstance(value, (list, dict)):
        raise Unreadable("it is no list of entries", where=name, do="Export it again.")
    for entry in value if isinstance(value, list) else value.get("items", [value]):
        if not isinstance(entry, dict):
            continue
        authors = [
            ", ".join(filter(None, [one.get("family"), one.get("given")])) or one.get("literal", "")
            for one in entry.get("author", [])
            if isinstance(one, dict)
        ]
        fields = {
            "title": entry.get("title"),
            "outlet": entry.get("container-title") or entry.get("publisher"),
            "date": _issued(entry.get("issued")),
            "author": "; ".join(filter(None, authors)),
            "url": entry.get("URL"),
            "page": entry.get("page"),
            "section": entry.get("section"),
            "edition": entry.get("edition"),
            "language": entry.get("language"),
        }
        yield {key: str(said) for key, said in fields.items() if said}


def _issued(issued: object) -> str:
    if not isinstance(issued, dict):
        return ""
    parts = issued.get("date-parts")
    if isinstance(parts, list) and parts and isinstance(parts[0], list):
        return "-".join(f"{int(part):02d}" for part in parts[0] if str(part).isdigit())
    return str(issued.get("raw") or issued.get("literal") or "")


def _citations(text: str) -> Iterator[dict[str, str]]:
    fields: dict[str, str] = {}
    for line in [*text.splitlines(), _BEGINS[0]]:
        found = _CITATION.match(line.strip())
        if not found:
            continue
        if found["mark"] in _BEGINS:
            if fields:
                fields.setdefault("date", fields.get("year", ""))
                fields.pop("year", None)
                yield {key: said for key, said in fields.items() if said}
            fields = {}
            continue
        meaning, value = _BY_MARK[found["mark"]], found["value"].strip().strip(";")
        fields[meaning] = f"{fields[meaning]}; {value}" if meaning == "author" and fields.get(meaning) else value


def _table(text: str, name: str, asked: Asked) -> Iterator[dict[str, str]]:
    header, mark = _header(text)
    own = {meaning: column for meaning, column in asked.columns.items() if column in header}
    wanted = tuple(meaning for meaning in columns.MEANINGS if meaning != "text")
    taken = columns.match(header, name, wanted, (), own, strict=True, do="Rename one of them, or say which: --map")
    file = _file_column(header)
    if not {"url", "title", "id"} & set(taken.names) and not file:
        raise Unreadable(
            "it has no column by which its rows are told to articles",
            where=name,
            do="It needs a column file, url, or title, by their usual names.",
        )
    for row in _rows(text, mark, name):
        fields = {meaning: str(row.get(column) or "").strip() for meaning, column in taken.names.items()}
        if file:
            fields["file"] = str(row.get(file) or "").strip()
        yield {key: said for key, said in fields.items() if said}


def _rows(text: str, mark: str, name: str) -> list[dict[str, str]]:
    before = csv.field_size_limit(_LONGEST)  # the process's: whoever reads long texts has lifted it
    try:
        return list(csv.DictReader(io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n")), delimiter=mark))
    except csv.Error as error:
        raise Unreadable(
            f"it is no table that can be read: {error}", where=name, do="Does a quotation mark never close?"
        ) from None
    finally:
        csv.field_size_limit(before)


def _header(text: str) -> tuple[list[str], str]:
    first = next(iter(text.splitlines()), "")
    mark = max(MARKS, key=first.count)
    try:
        return [name.strip() for name in next(csv.reader([first], delimiter=mark), [])], mark
    except csv.Error:  # thousands of characters in one cell: no header
        return [], mark


def _file_column(header: list[str]) -> str:
    return next((name for name in header if columns.plain(name) in FILE), "")
