"""Names of what a report's outputs carry besides what a notebook shows: whoever writes one and whoever reads it agree here."""

from __future__ import annotations

FIGURE = "application/vnd.analysis.figure+json"
FACTS = "application/vnd.analysis.facts+json"
