"""What ``find`` is asked for, checked."""

from __future__ import annotations

import re

from analysis.errors import AnalysisError

_UNITS = {"": 1, "B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12, "KIB": 2**10, "MIB": 2**20, "GIB": 2**30}
LARGEST = 10**9  # of any number that is asked for
_SMALLEST_MEMORY = 200 * 10**6


def amount(memory: str | int) -> int:
    """Bytes of an amount of memory such as 3GB."""
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([A-Za-z]*)\s*", str(memory))
    unit = _UNITS.get(match[2].upper()) if match else None
    if match is None or unit is None:
        raise AnalysisError(f"{memory!r} is no amount of memory", where="memory", do="Write it like 3GB or 800MB.")
    found = int(float(match[1]) * unit)
    if found < _SMALLEST_MEMORY:
        raise AnalysisError(f"{memory} is too little to work with", where="memory", do="Give 200MB or more.")
    return found


def check_options(min_words, max_df, boilerplate, processes, engine) -> None:
    """Raises AnalysisError for what ``find`` could not work with."""
    if min_words is not None and min_words < 5:
        raise AnalysisError(f"{min_words} words are too few", where="min_words", do="Use 5 or more, or repeats().")
    for name, value in (("min_words", min_words), ("max_df", max_df), ("processes", processes)):
        if value is not None and value > LARGEST:
            raise AnalysisError(f"{value} is too large", where=name, do=f"Use {LARGEST:,} or less.")
    if max_df < 2:
        raise AnalysisError(f"{max_df} documents are too few", where="max_df", do="Use 2 or more.")
    if boilerplate not in ("auto", "off"):
        raise AnalysisError(f"unknown choice {boilerplate!r}", where="boilerplate", do="Use 'auto' or 'off'.")
    if processes is not None and processes < 1:
        raise AnalysisError(f"{processes} processes cannot work", where="processes", do="Use 1 or more.")
    if engine not in ("duckdb", "spark"):
        raise AnalysisError(f"unknown engine {engine!r}", where="engine", do="Use 'duckdb' or 'spark'.")
