"""What stands above an article in a file of text: YAML between dashes, ``Label: value`` lines, a title, a date line."""

from __future__ import annotations

import re

from analysis.columns import MEANINGS, plain
from analysis.columns import meaning as usual
from newsbench.importing import when
from newsbench.importing.document import Doubt

_LABELLED = re.compile(r"^\s*+[\[【*#]*+\s*+([^\W\d_][\w \-/]{0,24}?)\s*+[\]】*]*+\s*+(?::|：|=)\s*+(?P<value>\S.*)?$")
_YAML = re.compile(r"\A\s*---[^\S\n]*\n(?P<head>.*?)\n(?:---|\.\.\.)[^\S\n]*(?:\n|\Z)", re.DOTALL)
_BY = re.compile(r"^(?:by|von|par|por|di)\s+(?P<name>\S.{1,80})$", re.IGNORECASE)
_SOURCED = re.compile(
    r"(?P<label>来源|來源|作者|记者|责任编辑|编辑|稿源)\s*[:：]\s*(?P<value>[^\s　:：|]+(?: [A-Za-z]+)*)"
)
TITLE = 200  # a first line of more characters, or one that ends as a sentence does, is doubted as a title
_LOOK = 6  # lines below a title that may tell of date, outlet and author


def yaml(text: str) -> tuple[dict[str, str], str, list[str]]:
    """Front matter between dashes: meaning -> value, the text below it, and labels of no known meaning.

    Raises ValueError with a sentence where it is no YAML.
    """
    found = _YAML.match(text)
    if not found:
        return {}, text, []
    import yaml as reader

    try:
        given = reader.load(found["head"], Loader=reader.BaseLoader)
    except reader.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise ValueError(
            f"its front matter is not YAML{f' (line {mark.line + 2})' if mark else ''}: {getattr(error, 'problem', '')}"
        ) from None
    if not isinstance(given, dict):
        return {}, text, []
    fields, unknown = {}, []
    for name, value in given.items():
        meant = usual(name)
        said = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        if meant and meant != "text" and meant not in fields and not isinstance(value, dict):
            fields[meant] = said.strip()
        else:
            unknown.append(str(name))
    return fields, text[found.end() :], unknown


def labels(lines: list[str]) -> tuple[dict[str, str], int]:
    """``Label: value`` lines at the beginning: meaning -> value, and how many lines they take.

    They count as such only where the first line is one of a known meaning, or a title stands first and one follows.
    """
    fields: dict[str, str] = {}
    at = 0
    while at < len(lines):
        line = lines[at]
        if not line.strip():
            if fields and not any(_meant(next_) for next_ in lines[at + 1 : at + 2]):
                break
            at += 1
            continue
        meant = _meant(line)
        if not meant or meant[0] in fields:
            break
        if meant[0] == "text":
            break
        fields[meant[0]] = meant[1]
        at += 1
    return fields, at if fields else 0


def _meant(line: str) -> tuple[str, str] | None:
    found = _LABELLED.match(line)
    if not found:
        return None
    meant = usual(found[1])
    return (meant, (found["value"] or "").strip()) if meant else None


def headed(text: str, order: str = "") -> tuple[dict[str, str], str, list[Doubt]]:
    """Title, date, outlet and author that stand above an article without labels, and the text below them.

    A date line is taken only where the whole line is a date.
    """
    fields: dict[str, str] = {}
    lines = text.split("\n")
    first, at = labels(lines)
    fields |= first
    while at < len(lines) and not lines[at].strip():
        at += 1
    doubts = []
    if meant := _meant(lines[at]) if at < len(lines) else None:
        if meant[0] == "text":
            lines[at] = meant[1]
    elif "title" not in fields and at < len(lines) and any(line.strip() for line in lines[at + 1 :]):
        title = lines[at].strip().lstrip("#").strip()
        if len(title) > TITLE or re.search(r"[.。;；,，]$", title):
            doubts.append(
                Doubt("title", "the first line reads as a sentence of the text, and was not taken", title[:TITLE])
            )
        else:
            fields["title"] = title
            at += 1
    end, seen = at, 0
    while at < len(lines) and seen < _LOOK:
        line = lines[at].strip()
        at += 1
        if not line:
            continue
        seen += 1
        if not _below(line, fields, order):
            break
        end = at
    return fields, "\n".join(lines[end:]), doubts


def _below(line: str, fields: dict[str, str], order: str) -> bool:
    """Take what a line below the title tells; whether it tells nothing else."""
    if (meant := _meant(line)) and meant[0] not in ("text", *fields) and meant[1] and not _SOURCED.search(line):
        fields[meant[0]] = meant[1]
        return True
    if (by := _BY.match(line)) and "author" not in fields and len(line.split()) < 9:
        fields["author"] = by["name"]
        return True
    rest, told = line, False
    for found in _SOURCED.finditer(line):
        name = {"来源": "outlet", "來源": "outlet", "稿源": "outlet", "作者": "author", "记者": "author"}.get(
            found["label"], ""
        )
        if name and name not in fields:
            fields[name] = found["value"]
        rest, told = rest.replace(found[0], " "), True
    rest = re.sub(r"[\s|　]+", " ", rest).strip()
    if not rest:
        return told
    if len(rest) > 80 or "date" in fields or not re.search(r"\d", rest):
        return False
    try:
        when.read(rest, order)
    except when.Ambiguous:
        pass
    except ValueError:
        return False
    fields["date"] = rest
    return True


def is_label(line: str) -> str:
    """The meaning of a line that is labelled, or an empty string."""
    found = _meant(line)
    return found[0] if found and found[0] in MEANINGS and len(plain(line)) > 2 else ""
