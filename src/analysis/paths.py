"""Where things are. Found from this file, so that the working directory never matters."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

RAW = ROOT / "data" / "raw"
CODED = RAW / "coded"
PROCESSED = ROOT / "data" / "processed"

NOTEBOOKS = ROOT / "notebooks"
PARAMS = NOTEBOOKS / "params"

REPORTS = ROOT / "reports"
EXECUTED = REPORTS / "notebooks"
FIGURES = REPORTS / "figures"

BUILD = ROOT / "build"
SITE = ROOT / "site"
LOCK = ROOT / "requirements.lock"


def shown(path: Path) -> str:
    """A path as an error names it: from the root of the package where it lies inside."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)
