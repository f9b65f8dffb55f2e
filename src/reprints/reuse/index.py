"""The index: which documents share a fingerprint. Plain SQL over integers, the same text for DuckDB and for Spark.

No statement touches text, calls a function that the engines spell or round differently, or depends on row order.

Tables: fingerprints (doc, pos, hash), each hash once a document, at its first token; outlets (doc, outlet), numbered,
-1 where unknown; boilerplate (hash).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from analysis.errors import AnalysisError

OUTLET_COPIES = 3  # documents in which one outlet prints a passage before it may be boilerplate
UNKNOWN_COPIES = 5  # the same where the outlet is unknown
COMMON_COPIES = 25  # the same over all outlets
LEAD_SEEDS = 3  # fingerprints, at one distance, that tie a document to the lead of a passage that is in very many
DISTANCE = 64  # tokens within which two distances between fingerprints are one

SPREAD = """
SELECT hash, count(*) AS documents, min(doc) AS lead
FROM fingerprints GROUP BY hash HAVING count(*) >= 2
"""

SHARED = """
SELECT f.doc AS doc, f.pos AS pos, f.hash AS hash, s.documents AS documents, s.lead AS lead
FROM fingerprints f JOIN spread s ON f.hash = s.hash
"""

SUSPECTS = f"""
SELECT p.hash AS hash, p.outlet AS outlet, p.copies AS copies, p.example AS example, e.pos AS pos
FROM (
    SELECT s.hash AS hash, o.outlet AS outlet, count(*) AS copies, min(s.doc) AS example
    FROM shared s JOIN outlets o ON s.doc = o.doc
    WHERE s.documents >= {OUTLET_COPIES}
    GROUP BY s.hash, o.outlet
    HAVING count(*) >= {OUTLET_COPIES} AND (o.outlet >= 0 OR count(*) >= {UNKNOWN_COPIES})
    UNION ALL
    SELECT hash, -1 AS outlet, documents AS copies, lead AS example FROM spread
    WHERE documents >= {COMMON_COPIES} OR documents > {{max_df}}
) p JOIN shared e ON e.hash = p.hash AND e.doc = p.example
"""

HOLDERS = """
SELECT s.hash AS hash, s.doc AS doc, o.outlet AS outlet, s.documents AS documents
FROM shared s JOIN chosen c ON s.hash = c.hash JOIN outlets o ON s.doc = o.doc
"""

SEEDS = """
SELECT s.doc AS doc, s.pos AS pos, s.hash AS hash, s.documents AS documents, s.lead AS lead
FROM shared s LEFT JOIN boilerplate b ON s.hash = b.hash WHERE b.hash IS NULL
"""

# Where a fingerprint is in at most max_df documents each is compared with each; beyond, each with the lead only.
CANDIDATES = f"""
SELECT a, b FROM (
    SELECT x.doc AS a, y.doc AS b, max(x.pos) - min(x.pos) AS extent
    FROM seeds x JOIN seeds y ON x.hash = y.hash AND x.doc < y.doc
    WHERE x.documents <= {{max_df}} AND y.documents <= {{max_df}}
    GROUP BY x.doc, y.doc
) pairs WHERE extent >= {{apart}}
UNION
SELECT a, b FROM (
    SELECT s.lead AS a, s.doc AS b, floor((s.pos - l.pos) / {DISTANCE}.0) AS distance
    FROM seeds s JOIN seeds l ON s.hash = l.hash AND s.lead = l.doc
    WHERE s.documents > {{max_df}} AND l.documents > {{max_df}} AND s.lead < s.doc
) led GROUP BY a, b, distance HAVING count(*) >= {LEAD_SEEDS}
"""

DROPPED = """
SELECT count(*) AS fingerprints, coalesce(sum(held), 0) AS occurrences FROM (
    SELECT hash, count(*) AS held FROM seeds WHERE documents > {max_df} GROUP BY hash
) frequent
"""


class Engine(Protocol):
    """What the index asks of an SQL engine."""

    def define(self, name: str, sql: str) -> None:
        """Keep the result of a query under a name."""

    def load(self, name: str, table: pa.Table) -> None:
        """Keep an Arrow table under a name."""

    def fetch(self, sql: str) -> pa.Table:
        """The result of a query."""

    def close(self) -> None:
        """Give back what it holds."""


@dataclass
class Index:
    """The statements above, in order. ``engine`` has the tables fingerprints and outlets.

    apart: tokens from the first to the last fingerprint that two documents must share; a stock phrase has fewer.
    """

    engine: Engine
    max_df: int
    apart: int

    def build(self) -> None:
        self.engine.define("spread", SPREAD)
        self.engine.define("shared", SHARED)

    def suspects(self) -> pa.Table:
        """Fingerprints that one outlet prints often: hash, outlet, copies, example (its first document), pos."""
        return self.engine.fetch(SUSPECTS.format(max_df=self.max_df))

    def holders(self, hashes: pa.Array) -> pa.Table:
        """The documents that hold some fingerprints: hash, doc, outlet, documents."""
        self.engine.load("chosen", pa.table({"hash": hashes}))
        return self.engine.fetch(HOLDERS)

    def pairs(self, boilerplate: pa.Array) -> str:
        """The query for ``candidates``, where they are to stay with the engine."""
        self.engine.load("boilerplate", pa.table({"hash": boilerplate}))
        self.engine.define("seeds", SEEDS)
        return CANDIDATES.format(max_df=self.max_df, apart=self.apart)

    def candidates(self, boilerplate: pa.Array) -> pa.Table:
        """The pairs of documents worth aligning, a < b; boilerplate: fingerprints that are none."""
        return self.engine.fetch(self.pairs(boilerplate))

    def dropped(self) -> tuple[int, int]:
        """Fingerprints over the cutoff, and their occurrences."""
        row = self.engine.fetch(DROPPED.format(max_df=self.max_df)).to_pylist()[0]
        return int(row["fingerprints"]), int(row["occurrences"])

    def close(self) -> None:
        self.engine.close()


class DuckDB:
    """The engine for one machine: in memory up to a limit, then on disk."""

    def __init__(self, workdir: Path, memory: int, threads: int):
        import duckdb

        self._connection = duckdb.connect()
        self._faults = (duckdb.OutOfMemoryException, duckdb.IOException)
        spill = str(workdir / "spill").replace("'", "''")
        for setting in (
            f"memory_limit = '{memory // (1 << 20)}MiB'",
            f"threads = {threads}",
            "preserve_insertion_order = false",
            f"temp_directory = '{spill}'",
        ):
            self._run(f"SET {setting}")

    def append(self, name: str, table: pa.Table) -> None:
        """Add rows to a table, which the first rows make."""
        made = self._run(f"FROM duckdb_tables() WHERE table_name = '{name}'")
        verb = f"INSERT INTO {name}" if made else f"CREATE TABLE {name} AS"
        self._connection.register("arriving", table)
        self._run(f"{verb} SELECT * FROM arriving")
        self._connection.unregister("arriving")

    def load(self, name: str, table: pa.Table) -> None:
        self.append(name, table)

    def define(self, name: str, sql: str) -> None:
        self._run(f"CREATE TABLE {name} AS {sql}")

    def fetch(self, sql: str) -> pa.Table:
        with self._told():
            return self._connection.sql(sql).to_arrow_table()

    def close(self) -> None:
        self._connection.close()

    def _run(self, sql: str) -> list:
        with self._told():
            return self._connection.execute(sql).fetchall()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """A full disk or memory that is too small is the user's to mend."""
        try:
            yield
        except self._faults as error:
            reason = str(error).strip().splitlines()[0]
            raise AnalysisError(
                f"the join found no room: {reason}", where="memory", do="Give more memory, or a workdir with more room."
            ) from None
