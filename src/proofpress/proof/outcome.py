"""What a check found out about a report, and how a terminal shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from proofpress.proof.differences import Difference, Evidence

LISTED = 12  # differences of a report that the terminal shows


@dataclass
class Outcome:
    """What a check found out about one report."""

    name: str
    notebook: bytes = b""
    drawings: Mapping[str, bytes] = field(default_factory=dict)
    inputs: dict[str, str] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)
    causes: list[str] = field(default_factory=list)
    repeatable: bool = True
    tolerance: float = 0.0


def summary(wrong: Sequence[Outcome], general: Sequence[Difference]) -> list[str]:
    """What the terminal shows: per report its differences with old and new value, and the likely cause."""
    lines = []
    for title, differences, causes in [
        *((outcome.name, outcome.differences, outcome.causes) for outcome in wrong),
        *([("other files", general, [])] if general else []),
    ]:
        lines.append(f"{title}: {len(differences)} difference{'s' * (len(differences) != 1)}")
        for difference in differences[:LISTED]:
            lines.append(f"  {difference.where}: {difference.kind}: {difference.what}")
            lines += [f"    {mark} {value}" for mark, value in (("-", difference.old), ("+", difference.new)) if value]
        if len(differences) > LISTED:
            lines.append(f"  and {len(differences) - LISTED} more")
        lines += [f"  likely cause: {reason}" for reason in causes[:5]]
        if len(causes) > 5:
            lines.append(f"  and {len(causes) - 5} more")
    return lines


def consequence(difference: Difference, others: Sequence[Difference]) -> bool:
    """Whether a difference most likely repeats one of the same report that says more.

    A file written from an output that changed in the same way, another drawing of a figure whose SVG changed, nbval's
    view of cells that are compared here, inputs that the cause names.
    """
    kinds = {other.kind for other in others}
    if difference.kind in ("nbval", "provenance"):
        return bool(kinds - {"nbval", "provenance"})
    if difference.kind == "facts file":
        return "facts" in kinds
    if difference.kind.startswith("figure file "):
        change = (difference.what, difference.old, difference.new)
        return any(
            change == (other.what, other.old, other.new)
            for other in others
            if not other.kind.startswith("figure file ")
        )
    cell = difference.where.split(",")[0]
    drawn = any(other.kind == "svg" and other.where.split(",")[0] == cell for other in others)
    return drawn and (
        difference.kind in ("narrow svg", "png") or (difference.kind == "result" and _hash_only(difference.evidence))
    )


def of_a_picture(difference: Difference) -> bool:
    """Whether only a drawing differs, or a hash of one: not what is said, counted or specified."""
    if difference.kind.removeprefix("figure file ") in ("svg", "narrow svg", "png"):
        return True
    if difference.kind == "figure metadata":
        cells = difference.evidence.cells
        return bool(cells) and all(where.startswith("sha256") for where, *_ in cells)
    return difference.kind == "result" and _hash_only(difference.evidence)


def _hash_only(evidence: Evidence) -> bool:
    """Whether two texts are the same but for the hash of a drawing."""
    old, new = (str(side).splitlines() for side in (evidence.old, evidence.new))
    return len(old) == len(new) and all(a == b or a.startswith("sha256 of ") for a, b in zip(old, new, strict=True))
