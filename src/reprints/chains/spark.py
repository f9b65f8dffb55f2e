"""Clusters that are solved on Apache Spark, story by story: the same functions as here, on shares of the stories.

A share holds all that inference needs of its stories. Texts are compared once and stay on the cluster; in each round
the shares count and their counts are summed here; in the end each share answers for its stories. Rows equal those of
one machine, and probabilities differ by no more than the order of a sum.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import add
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from reprints.chains.solve import Inference, Material, Progress, silent
from reprints.chains.weights import Counts, Weights
from reprints.reuse.spark import session

DOCUMENTS = 500  # of a share, and more where a story is larger
_SCHEMA = "share long, held binary"
_FILE = pa.schema([("share", pa.int64()), ("held", pa.large_binary())])


class Shares:
    """The clusters of a corpus on a cluster of machines (see ``solve.Solved``)."""

    def __init__(self, material: Material, scratch: Path, progress: Progress = silent):
        """scratch: a folder that the machines of the cluster can read, for as long as the shares are asked."""
        spark = session()
        spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "1")  # a share is large
        parts = shares(material.members)
        path = scratch / "shares.parquet"
        # By way of a file, one share after the other: together they are as large as all texts.
        with pq.ParquetWriter(path, _FILE) as writer:
            for number, part in enumerate(parts):
                progress("share", number, len(parts))
                row = {"share": [number], "held": [pickle.dumps(material.only(part))]}
                writer.write_table(pa.table(row, schema=_FILE))
        progress("compare", 0, 1)
        cores = spark.sparkContext.defaultParallelism
        held = spark.read.parquet(str(path)).repartition(max(1, min(len(parts), 4 * cores)), "share")
        self._held, self.members = held.mapInPandas(_Each(Inference), _SCHEMA).persist(), material.members

    def teaches(self) -> bool:
        return any(self._each(Inference.teaches))

    def counted(self, weights: Weights) -> Counts:
        return reduce(add, self._each(Inference.counted, weights))

    def answered(self, weights: Weights, asserted: float) -> dict[str, pd.DataFrame]:
        found = self._each(Inference.answered, weights, asserted)
        self._held.unpersist()
        return {name: pd.concat([tables[name] for tables in found], ignore_index=True) for name in found[0]}

    def _each(self, asked: Callable, *given) -> list[Any]:
        """What each share answers, in the order of the shares."""
        rows = self._held.mapInPandas(_Each(asked, given), _SCHEMA).toPandas().sort_values("share")
        return [pickle.loads(held) for held in rows["held"]]


@dataclass
class _Each:
    """A function of what a share holds, on a worker."""

    asked: Callable
    given: tuple = ()

    def __call__(self, batches: Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        for batch in batches:
            found = [pickle.dumps(self.asked(pickle.loads(held), *self.given)) for held in batch["held"]]
            yield pd.DataFrame({"share": batch["share"], "held": found})


def shares(members: pd.DataFrame) -> list[pd.DataFrame]:
    """The members of clusters in parts of some ``DOCUMENTS``, each with whole clusters, in their order."""
    begins = np.flatnonzero(np.append(True, np.diff(pd.factorize(members["cluster"])[0]) != 0))[: len(members)]
    part = begins // DOCUMENTS
    bounds = [*begins[np.append(True, np.diff(part) > 0)[: len(part)]].tolist(), len(members)]
    return [members.iloc[low:high] for low, high in zip(bounds[:-1], bounds[1:], strict=True)]
