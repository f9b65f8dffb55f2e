"""Values that others published, computed with the public functions: ``python tests/reference.py FILE.csv [--corpus
DIR]``.

A row names a measure, its input as JSON, what was published, and how far off one may be. Every miss is printed, and
every row whose measure is not offered; the last line says how many rows are within tolerance. Exit status 0 when all
are, 1 when one is not, 2 when the file cannot be read. How a row's words are read stands in `reference_measures.py`.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "src")]

from reference_measures import NotOffered, Texts, compute  # noqa: E402

from analysis import AnalysisError  # noqa: E402

COLUMNS = ("id", "family", "measure", "input", "expected", "tolerance", "source")


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a file, with everything in them that cannot be read told at once."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
            if missing:
                raise AnalysisError(
                    f"there is no column {', '.join(missing)}", where=str(path), do=f"A file has {', '.join(COLUMNS)}."
                )
            found = list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise AnalysisError(
            f"cannot be read ({getattr(error, 'strerror', None) or error})",
            where=str(path),
            do="Give a CSV file in UTF-8.",
        ) from None
    if not found:
        raise AnalysisError("has no rows", where=str(path), do="Give a file with a row a value.")
    faults = []
    for number, row in enumerate(found, start=2):
        for column, read in (("input", json.loads), ("tolerance", float)):
            try:
                read(row[column])
            except (ValueError, TypeError):
                faults.append(f"line {number}: {column} is {row[column]!r}")
    if faults:
        raise AnalysisError("\n  ".join(faults[:20]), where=str(path), do="input is JSON, tolerance a number.")
    return found


def expected(text: str) -> object:
    """A published value: JSON where it is such, else the text itself."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def near(got: object, wanted: object, tolerance: float) -> bool:
    """Whether a computed value is as published; a list and a mapping by their members."""
    if isinstance(wanted, bool) or isinstance(got, bool):
        return got is wanted
    if isinstance(wanted, list) and isinstance(got, list):
        return len(got) == len(wanted) and all(near(a, b, tolerance) for a, b in zip(got, wanted, strict=True))
    if isinstance(wanted, dict) and isinstance(got, dict):
        return got.keys() == wanted.keys() and all(near(got[key], wanted[key], tolerance) for key in wanted)
    try:
        # A value on the edge of its tolerance is within it, whatever the last digit of a float.
        return math.isclose(float(got), float(wanted), abs_tol=tolerance * (1 + 1e-9), rel_tol=1e-14)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return got == wanted


def main(arguments: list[str] | None = None) -> int:
    """Print the misses and the score."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])  # type: ignore[union-attr]
    parser.add_argument("file", type=Path, help="rows with id, family, measure, input, expected, tolerance, source")
    parser.add_argument("--corpus", type=Path, help="folder of the inaugural addresses, where a row needs them")
    given = parser.parse_args(arguments)
    try:
        texts = Texts(given.corpus)
        wanted = rows(given.file)
    except AnalysisError as error:
        print(error, file=sys.stderr)
        return 2
    within = missed = absent = 0
    for row in wanted:
        told = f"{row['id']} {row['family']}, {row['measure']}"
        try:
            got = compute(row["family"], row["measure"], json.loads(row["input"]), texts)
        except NotOffered as reason:
            absent += 1
            print(f"not offered: {told}: {reason}")
            continue
        except AnalysisError as error:
            got = " ".join(str(error).split())
        if near(got, expected(row["expected"]), float(row["tolerance"])):
            within += 1
            continue
        missed += 1
        print(f"miss: {told}: got {got!r}, expected {row['expected']} within {row['tolerance']} ({row['source']})")
    if absent:
        print(f"{absent} of {len(wanted)} rows ask for a measure that is not offered")
    print(f"{within} of {len(wanted)} within tolerance")
    return int(within < len(wanted))


if __name__ == "__main__":
    sys.exit(main())
