"""Facts from elsewhere are joined to articles: by the name of the file, the address, title and date, or title."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import parse_qsl, urlencode, urlsplit

from newsbench.importing import when
from newsbench.importing.document import Doubt

_TRACKING = re.compile(r"(?:utm_.*|fbclid|gclid|spm|from|isappinstalled|scene|ref|share_token|chksm|wfr|for)")
_COMPARED = ("title", "outlet")
_TOLD = {
    "file": "the name of the file",
    "id": "id",
    "url": "address",
    "dated": "title and date",
    "title": "title alone",
}
_NAMED = 5


@dataclass
class Joiner:
    """The facts of one import that come from elsewhere, found by what an article tells of itself."""

    order: str
    records: list[dict[str, str]] = field(default_factory=list)
    by: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._found: dict[tuple[str, str], list[int]] = {}
        self._used: Counter[int] = Counter()
        self.alone = 0

    def add(self, records: Iterable[dict[str, str]]) -> None:
        for record in records:
            at = len(self.records)
            self.records.append(record)
            for key in self._keys(record, record.get("file", "")):
                self._found.setdefault(key, []).append(at)

    def join(self, file: str, fields: dict[str, str]) -> list[Doubt]:
        """Put what is known of an article to what is known already, which stays; what differs is doubted."""
        for kind, key in self._keys(fields, file):
            found = self._found.get((kind, key), [])
            if len(found) != 1:
                continue
            record = self.records[found[0]]
            if kind == "title" and self._dates_differ(fields, record):
                continue
            self._used[found[0]] += 1
            self.by[kind] += 1
            doubts = list(self._differing(fields, record))
            if kind == "title" and self._used[found[0]] > 1:
                doubts.append(Doubt("join", "another article has the same title and the same facts from elsewhere", ""))
            for name, said in record.items():
                if name not in ("file", "id"):
                    fields.setdefault(name, said)
            return doubts
        self.alone += 1
        return []

    def told(self) -> list[str]:
        """What was joined and what was not, in a sentence or two."""
        if not self.records:
            return []
        joined = ", ".join(f"{count} by {_TOLD[kind]}" for kind, count in sorted(self.by.items()))
        unmet = [record for at, record in enumerate(self.records) if at not in self._used]
        told = f"facts from elsewhere: {len(self._used)} of {len(self.records)} joined"
        told += f" ({joined})" if joined else ""
        if unmet:
            named = [one.get("title") or one.get("url") or one.get("file", "") for one in unmet[:_NAMED]]
            more = " and more" if len(unmet) > _NAMED else ""
            told += f"; {len(unmet)} met no article: {'; '.join(named)}{more}"
        return [told + (f"; {self.alone} articles met none" if self.alone else "")]

    def _keys(self, fields: dict[str, str], file: str) -> Iterable[tuple[str, str]]:
        if file:
            path = PurePosixPath(file.replace("\\", "/"))
            yield "file", unicodedata.normalize("NFC", path.name if path.suffix else path.stem).casefold()
            if path.suffix:
                yield "file", unicodedata.normalize("NFC", path.stem).casefold()
        if name := fields.get("id"):
            yield "id", name
        if url := fields.get("url"):
            yield "url", address(url)
        if title := folded(fields.get("title", "")):
            if day := self._day(fields):
                yield "dated", f"{title}|{day}"
            yield "title", title

    def _day(self, fields: dict[str, str]) -> str:
        try:
            return (when.read(fields["date"], self.order).date or "")[:10] if fields.get("date") else ""
        except ValueError:
            return ""

    def _dates_differ(self, fields: dict[str, str], record: dict[str, str]) -> bool:
        one, other = self._day(fields), self._day(record)
        return bool(one and other) and not (one.startswith(other) or other.startswith(one))

    def _differing(self, fields: dict[str, str], record: dict[str, str]) -> Iterable[Doubt]:
        if self._dates_differ(fields, record):
            yield Doubt("join", f"the facts from elsewhere have the date {record['date']}", fields["date"])
        for name in _COMPARED:
            own, other = fields.get(name, ""), record.get(name, "")
            if own and other and folded(own) != folded(other):
                yield Doubt("join", f"the facts from elsewhere have the {name} {other[:80]}", own[:80])


def address(url: str) -> str:
    """An address as it is compared: without scheme, www, what tracks a reader, and a stroke at its end."""
    try:
        parts = urlsplit(url.strip() if "//" in url else f"//{url.strip()}")
        host = re.sub(r"^(?:www\d?|m|mobile|amp)\.", "", (parts.hostname or "").lower())
    except ValueError:
        return url.strip()
    kept = [
        (key, value)
        for key, value in parse_qsl(parts.query, keep_blank_values=True)
        if not _TRACKING.fullmatch(key.lower())
    ]
    return host + parts.path.rstrip("/") + (f"?{urlencode(sorted(kept))}" if kept else "")


def folded(title: str) -> str:
    """A title as it is compared: letters and digits in folded case."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", title).casefold())
