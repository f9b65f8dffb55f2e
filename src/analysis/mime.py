"""Names of what a report's outputs carry besides what a notebook shows, for who writes it and who reads it."""

from __future__ import annotations

FIGURE = "application/vnd.analysis.figure+json"
FACTS = "application/vnd.analysis.facts+json"
