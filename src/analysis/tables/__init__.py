"""Tables that say what they hold: a description, strict CSV in with all its faults at once, byte-stable CSV out.

A `Table` is described in a YAML file beside its CSV (see `analysis.codebook`). What a spreadsheet makes of a CSV file
is read all the same and told (see `spreadsheet`).
"""

from analysis.tables.reading import frame, load, read, rows_of
from analysis.tables.table import Table
from analysis.tables.writing import to_csv, write

__all__ = ["Table", "frame", "load", "read", "rows_of", "to_csv", "write"]
