"""The study in whose checkout the tests lie."""

from __future__ import annotations

from pathlib import Path

from analysis import study

HERE = study.at(Path(__file__).resolve().parents[1])
