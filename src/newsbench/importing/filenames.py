"""What the names of files tell, by a pattern that the caller shows: ``{date}_{outlet}_{title}``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from analysis.columns import MEANINGS
from analysis.errors import AnalysisError
from analysis.nearest import asked

_SLOT = re.compile(r"\{([^{}]*)\}")
EXAMPLE = "{date}_{outlet}_{title}"


@dataclass(frozen=True)
class Pattern:
    """shown: as the caller wrote it."""

    shown: str
    form: re.Pattern

    def read(self, name: str) -> dict[str, str] | None:
        """What the name of a file tells; None where it is not of this pattern."""
        path = PurePosixPath(name)
        parts = self.shown.count("/")
        wanted = "/".join([*path.parent.parts[len(path.parent.parts) - parts :], path.stem]) if parts else path.stem
        found = self.form.fullmatch(wanted)
        return {key: value.strip() for key, value in found.groupdict().items() if value.strip()} if found else None


def pattern(shown: str) -> Pattern:
    """Raises AnalysisError for a pattern that names an unknown slot, none, or one twice."""
    slots = _SLOT.findall(shown)
    known = (*(meaning for meaning in MEANINGS if meaning != "text"), "")
    wrong = [slot for slot in slots if slot not in known]
    if wrong or not any(slots) or len(set(filter(None, slots))) < len([slot for slot in slots if slot]):
        what = (
            f"{{{wrong[0]}}} is no slot of a pattern{asked(wrong[0], known)}"
            if wrong
            else "it names no slot"
            if not any(slots)
            else "a slot stands in it twice"
        )
        raise AnalysisError(
            what,
            where=f"--pattern {shown}",
            do=f"For example {EXAMPLE}; slots: {', '.join(filter(None, known))}; {{}} is a part to pass over.",
        )
    form, last = "", 0
    for found in _SLOT.finditer(shown):
        form += re.escape(shown[last : found.start()])
        slot = found[1]
        lazy = "?" if found.end() < len(shown) else ""
        form += rf"(?P<{slot}>[^/]+{lazy})" if slot else f"[^/]*{lazy}"
        last = found.end()
    return Pattern(shown, re.compile(form + re.escape(shown[last:])))


def suggested(names: list[str]) -> str:
    """A pattern that the names of a folder seem to have, for a hint; empty where they have none."""
    stems = [PurePosixPath(name).stem for name in names[:200]]
    dated = re.compile(r"^(?:19|20)\d\d[-.]?\d\d[-.]?\d\d(?P<mark>[_ -]+)(?P<rest>.+)$")
    found = [match for match in map(dated.match, stems) if match]
    if not stems or len(found) < 0.8 * len(stems):
        return ""
    mark = found[0]["mark"]
    outlet = f"{{outlet}}{mark}" if all(mark in match["rest"] for match in found) else ""
    return f"{{date}}{mark}{outlet}{{title}}"
