"""The same detection on Apache Spark: the same kernels in ``mapInArrow``, the same SQL, the same rows.

Texts, fingerprints and candidate pairs stay on the cluster; what comes back to the driver is what is found. Needs the
extra ``[spark]`` (pyspark, and a Java runtime); a session that is already active is used.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from analysis.errors import AnalysisError
from reprints.reuse import boilerplate as _boilerplate
from reprints.reuse import passages
from reprints.reuse.compare import Comparer, Found
from reprints.reuse.documents import Documents
from reprints.reuse.fingerprints import Recipe, fingerprint
from reprints.reuse.index import Index
from reprints.reuse.tokens import WORDS

_PASSAGES = (
    "a long, b long, from_a long, to_a long, from_b long, to_b long, words long, run long, size_a long, size_b long"
)
_PASSAGES += ", start_a long, end_a long, start_b long, end_b long"
BATCH = 2_000  # pairs that are aligned together


class Spark:
    """What the index asks of an engine, answered by a Spark session."""

    def __init__(self, session):
        self.session = session
        self._kept = []

    def define(self, name: str, sql: str) -> None:
        self.keep(name, self.session.sql(sql))

    def load(self, name: str, table: pa.Table) -> None:
        self.keep(name, frame(self.session, table))

    def keep(self, name: str, data) -> None:
        self._kept.append(data.persist())
        data.createOrReplaceTempView(name)

    def fetch(self, sql: str) -> pa.Table:
        return collect(self.session.sql(sql))

    def close(self) -> None:
        for data in self._kept:
            data.unpersist()


def session():
    """The active Spark session, or one on this machine."""
    try:
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError:
        raise AnalysisError(
            "the Spark engine needs pyspark, which is not installed",
            where="engine='spark'",
            do="Install the extra [spark] and a Java runtime, or use engine='duckdb'.",
        ) from None
    active = SparkSession.getActiveSession()
    if active is not None:
        return active
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # workers would take the python3 of the PATH
    try:
        builder = SparkSession.builder.appName("text reuse").master("local[*]").config("spark.ui.enabled", "false")
        return builder.config("spark.sql.shuffle.partitions", "16").getOrCreate()
    except (OSError, RuntimeError, PySparkException, Py4JError) as error:
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise AnalysisError(
            f"Spark does not start: {reason}", where="engine='spark'", do="Is Java installed, and JAVA_HOME right?"
        ) from None


def frame(spark, table: pa.Table):
    """An Arrow table as a Spark frame."""
    names = {pa.int32(): "int", pa.int64(): "long"}
    schema = ", ".join(f"{f.name} {names.get(f.type, 'string')}" for f in table.schema)
    return spark.createDataFrame(table.to_pandas(), schema) if len(table) else spark.createDataFrame([], schema)


def collect(data) -> pa.Table:
    """A Spark frame of integers as an Arrow table."""
    rows = data.toPandas()
    return pa.table({name: pa.array(rows[name].to_numpy(np.int64)) for name in rows.columns})


@dataclass
class _Fingerprints:
    """Batches of (doc, text) to (doc, pos, hash), on a worker."""

    recipe: Recipe

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            yield fingerprint(batch, self.recipe).select(["doc", "pos", "hash"])


@dataclass
class _Align:
    """Batches of (a, b, text_a, text_b) to passages, on a worker."""

    recipe: Recipe
    boilerplate: np.ndarray
    passage: int
    link: int

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        comparer = Comparer(None, self.recipe, self.boilerplate, 1)
        for batch in batches:
            yield self._aligned(comparer, batch)

    def _aligned(self, comparer: Comparer, batch: pa.RecordBatch) -> pa.RecordBatch:
        a, b = (batch.column(c).to_numpy() for c in "ab")
        sides = [comparer.prepare(batch.column(c)) for c in ("text_a", "text_b")]
        (tokens_a, packed_a, key_a), (tokens_b, packed_b, key_b) = sides
        n = len(a)
        packed = np.concatenate([packed_a, packed_b])
        starts = np.concatenate([tokens_a.bounds[:-1], tokens_b.bounds[:-1] + len(tokens_a)])
        stops = np.concatenate([tokens_a.bounds[1:], tokens_b.bounds[1:] + len(tokens_a)])
        one, other = np.arange(n), np.arange(n) + n
        swap = key_a > key_b
        rows = passages.align_pairs(
            packed,
            starts,
            stops,
            np.where(swap, other, one),
            np.where(swap, one, other),
            2 * self.passage,
            2 * self.link,
        )
        pair = rows[:, 0]
        ends = np.where(swap[pair][:, None], rows[:, [3, 4, 1, 2]], rows[:, 1:5]).astype(np.int64)
        free = passages.unmasked(packed, starts, stops)
        first_a, first_b = tokens_a.bounds[pair], tokens_b.bounds[pair]
        columns = [a[pair], b[pair], *ends.T, rows[:, 5], rows[:, 6], free[pair], free[n + pair]]
        columns += [tokens_a.start[first_a + ends[:, 0]], tokens_a.end[first_a + ends[:, 1] - 1]]
        columns += [tokens_b.start[first_b + ends[:, 2]], tokens_b.end[first_b + ends[:, 3] - 1]]
        names = [part.split()[0] for part in _PASSAGES.split(", ")]
        return pa.record_batch([pa.array(np.asarray(c, np.int64)) for c in columns], names=names)


def detect(corpus: Documents, recipe, limits, max_df, learning, threads, memory, scratch, store, progress):
    """What ``detect._detect`` does, on Spark. The store of fingerprints is not used: the cluster keeps its own."""
    spark = session()
    spark.conf.set("spark.sql.execution.arrow.pyspark.enabled", "true")
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", str(BATCH))
    engine = Spark(spark)
    try:
        progress("fingerprint", 0, len(corpus))
        engine.keep("texts", _texts(spark, corpus, scratch))
        texts = spark.table("texts")
        engine.keep("fingerprints", texts.mapInArrow(_Fingerprints(recipe), "doc long, pos int, hash long"))
        names, codes = _boilerplate.outlet_codes(corpus.about.outlet)
        engine.load("outlets", pa.table({"doc": np.arange(len(corpus), dtype=np.int64), "outlet": codes}))
        progress("index", 0, 1)
        index = Index(engine, max_df, apart=max(0, limits.passage - WORDS))
        index.build()
        learned = _boilerplate.nothing()
        if learning:
            learned = _boilerplate.learn(index, Comparer(corpus, recipe, learned.hashes, threads), names, codes)
        pairs = index.pairs(pa.array(learned.hashes.view(np.int64)))
        engine.define("candidates", pairs)
        dropped = index.dropped()
        progress("align", 0, 1)
        pairs = spark.sql(
            "SELECT c.a AS a, c.b AS b, x.text AS text_a, y.text AS text_b FROM candidates c "
            "JOIN texts x ON c.a = x.doc JOIN texts y ON c.b = y.doc"
        )
        rows = collect(
            pairs.mapInArrow(_Align(recipe, learned.hashes, limits.passage, limits.link), _PASSAGES)
        ).to_pandas()
        progress("align", 1, 1)
    finally:
        engine.close()
    rows = rows.sort_values(["a", "b", "from_a", "from_b"], ignore_index=True)
    size = np.zeros(len(corpus), np.int64)
    size[rows.a], size[rows.b] = rows.size_a, rows.size_b
    columns = {c: rows[c].to_numpy() for c in ("a", "b", "from_a", "to_a", "from_b", "to_b", "words", "run")}
    places = tuple(rows[c].to_numpy() for c in ("start_a", "end_a", "start_b", "end_b"))
    return (Found(**columns, size=size), places), learned, dropped


def _texts(spark, corpus: Documents, scratch):
    """The numbered texts as a Spark frame, by way of a Parquet file."""
    import pyarrow.parquet as pq

    path = scratch / "texts.parquet"
    schema = pa.schema([("doc", pa.int64()), ("text", pa.string())])
    with pq.ParquetWriter(path, schema) as writer:
        for batch in corpus.texts():
            writer.write_table(pa.Table.from_batches([batch]).cast(schema))
    return spark.read.parquet(str(path))
