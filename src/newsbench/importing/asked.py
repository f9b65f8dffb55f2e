"""What a person asks of an import: kept in ``import.yml``, so that the next import needs the source only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from analysis.columns import MEANINGS
from analysis.errors import AnalysisError
from analysis.nearest import unknown
from newsbench.importing import encodings, filenames, when

_KEYS = ("columns", "dates", "pattern", "split", "sheet", "encoding", "metadata", "open")


@dataclass(frozen=True)
class Asked:
    """columns: meaning -> column (empty: none); dates: dmy or mdy; pattern: of file names; split: where articles of one
    file begin, as a regular expression; sheet: of a workbook; encoding: of all files; metadata: names of the
    files from which facts were joined; open: the texts are free.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    dates: str = ""
    pattern: str = ""
    split: str = ""
    sheet: str = ""
    encoding: str = ""
    metadata: str = ""
    open: bool = False

    def __post_init__(self) -> None:
        for meaning in self.columns:
            if meaning not in MEANINGS:
                raise unknown("a column of a corpus", meaning, MEANINGS, where="--map")
        if self.dates and self.dates not in when.ORDERS:
            raise unknown("an order of dates", self.dates, when.ORDERS, where="--dates")
        if self.encoding:
            encodings.named(self.encoding)
        if self.pattern:
            filenames.pattern(self.pattern)
        if self.split:
            try:
                re.compile(self.split)
            except (re.error, OverflowError, RecursionError) as error:
                raise AnalysisError(
                    f"it is no regular expression: {error}",
                    where=f"--split {self.split}",
                    do="For example: ^Article \\d+",
                ) from None

    def over(self, before: Asked) -> Asked:
        """What is asked now, and what was asked before where nothing is said now."""
        said = {
            name: getattr(self, name) or getattr(before, name)
            for name in ("dates", "pattern", "split", "sheet", "encoding", "metadata")
        }
        return Asked({**before.columns, **self.columns}, **said, open=self.open or before.open)

    def yaml(self, source: str) -> str:
        """The text of ``import.yml``."""
        import yaml

        said: dict[str, object] = {"source": source}
        said |= {name: value for name in _KEYS[1:-1] if (value := getattr(self, name))}
        if self.columns:
            said["columns"] = dict(self.columns)
        told = yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=120)
        return (
            "# What was asked when this corpus was imported; the next import of it reads it here.\n"
            f"{told}# true: the texts are free, and may stand in what is published; the leak check passes over them.\n"
            f"open: {'true' if self.open else 'false'}\n"
        )


def read(content: bytes, where: str) -> Asked:
    """What ``import.yml`` says. Raises AnalysisError, all faults in one, for what it may not say."""
    import yaml

    do = f"It may say: source, {', '.join(_KEYS)}."
    try:
        given = yaml.load(content.decode("utf-8-sig"), Loader=yaml.BaseLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise AnalysisError(f"is not YAML: {str(error).splitlines()[0]}", where=where, do=do) from None
    if not isinstance(given, dict):
        raise AnalysisError("is no list of what was asked", where=where, do=do)
    for name in given:
        if name not in ("source", *_KEYS):
            raise unknown("a thing that an import is asked", name, ("source", *_KEYS), where=where)
    free = given.pop("open", "false")
    if free not in ("true", "false"):
        raise AnalysisError(f"open is {free!r}", where=where, do="Write open: true or open: false.")
    columns = given.pop("columns", {})
    wrong = [name for name, value in given.items() if not isinstance(value, str)]
    if wrong or not isinstance(columns, dict) or not all(isinstance(value, str) for value in columns.values()):
        raise AnalysisError(f"{(wrong or ['columns'])[0]} is no word", where=where, do=do)
    given.pop("source", None)
    return Asked(columns=columns, open=free == "true", **given)
