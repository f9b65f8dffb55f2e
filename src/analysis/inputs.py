"""What is read: regular files, whole, and what is no text is called by its name. The one door for files of a study.

A pipe waits for ever and a device never ends, so neither is opened; a link counts as what it leads to. Standard library
only.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import stat
from pathlib import Path

from analysis.errors import AnalysisError, quoted
from analysis.study import shown

# What a file is by its first bytes, whatever it is called.
_KINDS = (
    (b"\x1f\x8b", "packed with gzip"),
    (b"PK\x03\x04", "a zip archive, as sheets of Excel are"),
    (b"PAR1", "Parquet"),
    (b"\x28\xb5\x2f\xfd", "packed with zstd"),
    (b"\xfd7zXZ\0", "packed with xz"),
    (b"BZh", "packed with bzip2"),
    (b"SQLite format 3\0", "a database of SQLite"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\xd0\xcf\x11\xe0", "a document of an old Office"),
    (b"\xff\xfe\0\0", "UTF-32"),
    (b"\0\0\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
# Control characters no text has, but for tab, line feed, form feed and carriage return; they steer terminals and cut
# names short.
CONTROL = re.compile(r"[\0-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f]")
_SPOKEN = {0: "NUL", 7: "BEL", 8: "backspace", 11: "a vertical tab", 27: "ESC", 127: "DEL"}
_OTHERS = ((stat.S_ISDIR, "a folder"), (stat.S_ISFIFO, "a pipe"), (stat.S_ISSOCK, "a socket"))


def content(path: Path, what: str = "it") -> bytes:
    """The bytes of a regular file. what: what the file is, with its article.

    Raises AnalysisError, naming the file, where there is none, where it is something else, and where it cannot be read.
    """
    try:
        refuse_others(path.stat().st_mode, shown(path))
        return path.read_bytes()
    except FileNotFoundError:
        broken = path.is_symlink()
        raise AnalysisError(
            f"{what} is a link that leads nowhere" if broken else f"{what} is missing",
            where=shown(path),
            do="Mend the link." if broken else "Restore it with git, or check the path.",
        ) from None
    except (OSError, ValueError) as error:
        raise AnalysisError(
            f"{what} cannot be read ({getattr(error, 'strerror', None) or error})",
            where=shown(path),
            do="Restore it, or mend its permissions.",
        ) from None


def refuse_others(mode: int, where: str) -> None:
    """Raises AnalysisError where a mode is not that of a regular file."""
    if stat.S_ISREG(mode):
        return
    what = next((said for known, said in _OTHERS if known(mode)), "a device")
    raise AnalysisError(f"it is {what} and no file", where=where, do="Put a regular file there.")


def is_file(path: Path) -> bool:
    """Whether a regular file is there, or a link that leads to one; nothing is opened."""
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except (OSError, ValueError):
        return False


def text(path: Path, what: str = "it") -> str:
    """The text of a file in UTF-8, without a byte order mark. Raises AnalysisError naming the line and what is
    there.
    """
    return decoded(content(path, what), shown(path))


def decoded(data: bytes, where: str) -> str:
    """Bytes as text. Raises AnalysisError for another encoding or format, and for control characters."""
    try:
        said = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        named = kind(data)
        line = data.count(b"\n", 0, error.start) + 1
        raise AnalysisError(
            f"it is {named}, and no text"
            if named
            else f"line {line} is not UTF-8 (byte {error.start + 1} of the file)",
            where=where,
            do="Unpack it or save it as plain text in UTF-8." if named else "Save it as UTF-8.",
        ) from None
    if fault := control(said):
        line = said.count("\n", 0, CONTROL.search(said).start()) + 1  # type: ignore[union-attr]
        raise AnalysisError(f"line {line} has {fault}", where=where, do="Take it out: no text has one.")
    return said


def kind(data: bytes) -> str:
    """What bytes are by their beginning, in a few words; empty where they may be text."""
    named = next((said for magic, said in _KINDS if data.startswith(magic)), "")
    if not named and data[:200].count(0) > len(data[:200]) // 4:
        return "UTF-16 without its mark, or no text at all"
    return named


def control(said: str) -> str:
    """The first control character of a text in words; empty where there is none."""
    found = CONTROL.search(said)
    code = ord(found[0]) if found else 0
    return f"the control character {_SPOKEN.get(code, f'U+{code:04X}')}" if found else ""


def parsed(path: Path, what: str = "it") -> object:
    """What a JSON file holds. Raises AnalysisError where it is none, however deep it is nested."""
    return of_json(content(path, what), shown(path))


def of_json(data: bytes, where: str) -> object:
    """What JSON in UTF-8 says. Raises AnalysisError naming the line."""
    try:
        found = json.loads(data.decode("utf-8-sig"))
        if b"\\ud" in data.lower():  # an escape of half a character, which UTF-8 cannot hold
            json.dumps(found, ensure_ascii=False).encode()
        return found
    except UnicodeDecodeError:
        problem = f"it is {kind(data) or 'not UTF-8'}"
    except UnicodeEncodeError:
        problem = "a text in it has half a character"
    except json.JSONDecodeError as error:
        problem = f"it is no JSON (line {error.lineno}: {error.msg})"
    except RecursionError:
        problem = "it is nested too deep"
    except ValueError:  # Python reads no number of more than 4,300 digits
        problem = "a number in it has thousands of digits"
    raise AnalysisError(problem, where=where, do="Restore it with git, or build it again.")


def value_of(text: str) -> object:
    """A value of JSON from outside. Raises ValueError with a sentence: no JSON, a key twice in one object, too deep."""
    try:
        return json.loads(text, object_pairs_hook=_each_once)
    except json.JSONDecodeError as error:
        raise ValueError(f"is not JSON: {error.msg} (line {error.lineno}, column {error.colno})") from None
    except RecursionError:
        raise ValueError("is nested too deep") from None
    except _Twice as error:
        raise ValueError(f"has the key {quoted(error.args[0])} twice") from None
    except ValueError:  # Python reads no number of more than 4,300 digits
        raise ValueError("holds a number of thousands of digits") from None


class _Twice(ValueError):
    """A key that stands twice in one object."""


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        raise _Twice(next(key for key, _ in pairs if key in seen or seen.add(key)))  # type: ignore[func-returns-value]
    return found


def digest(path: Path) -> str:
    """SHA-256 of a regular file; empty where there is none. Raises OSError where it cannot be read."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return ""
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENAMETOOLONG):
            return ""
        raise


def is_text(name: str | os.PathLike[str]) -> bool:
    """Whether UTF-8 can hold a name, as every format that is written needs."""
    try:
        os.fspath(name).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
