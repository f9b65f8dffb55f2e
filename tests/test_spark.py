"""Both engines, row for row. Needs pyspark and Java (``make test-spark``); without them it says so and is skipped."""

import random
import shutil

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from analysis.errors import AnalysisError
from reprints.reuse import find

TABLES = ("passages", "links", "clusters", "boilerplate", "dropped")

try:
    import pyspark  # noqa: F401
except ImportError:
    MISSING = "pyspark is not installed (extra [spark])"
else:
    MISSING = "" if shutil.which("java") else "there is no Java runtime"


@pytest.mark.skipif(MISSING != "pyspark is not installed (extra [spark])", reason="pyspark is installed")
def test_the_engine_without_pyspark_says_what_to_install():
    with pytest.raises(AnalysisError, match=r"extra \[spark\]"):
        find(pd.DataFrame({"id": ["a"], "text": ["one"]}), engine="spark")


spark_only = pytest.mark.skipif(bool(MISSING), reason=MISSING or "runs")


@pytest.fixture(scope="module")
def session():
    from reprints.reuse.spark import session

    spark = session()
    spark.sparkContext.setLogLevel("ERROR")
    spark.conf.set("spark.sql.shuffle.partitions", "3")  # the corpus is small: more would only be waited for
    yield spark
    spark.stop()


@pytest.fixture(scope="module")
def press():
    """Some 300 documents in two scripts: reprints that are cut, edited and moved, footers, a story over the cutoff."""
    rng = random.Random(11)
    latin = [
        "".join(rng.choice("bdfgklmnprstvz") + rng.choice("aeiou") for _ in range(rng.randint(1, 4)))
        for _ in range(3000)
    ]
    han = [chr(0x4E00 + i) for i in range(3000)]
    rows = []

    def add(words, joint, outlet):
        rows.append(
            (f"d{len(rows):03}", outlet, None, None, joint.join(words) + rng.choice(["", "…", " 😀", "\u0301"]))
        )

    footers = [[rng.choice(latin) for _ in range(25)] for _ in range(3)]
    for _ in range(40):
        words, joint = (latin, " ") if rng.random() < 0.5 else (han, "")
        source = [rng.choice(words) for _ in range(rng.randint(60, 300))]
        add(source, joint, "wire")
        for copy in range(rng.randint(0, 8)):
            text = source[rng.randint(0, 20) : rng.randint(50, 300)]
            text = [rng.choice(words) if rng.random() < 0.04 else w for w in text]
            if rng.random() < 0.2:
                text = text[len(text) // 2 :] + text[: len(text) // 2]
            foot = footers[copy % 3] if joint == " " and copy % 2 else []
            add([*text, *foot], joint, f"outlet{copy % 3}" if copy else None)
    story = [rng.choice(latin) for _ in range(100)]
    for i in range(30):
        add([*story[: 60 + i], *(rng.choice(latin) for _ in range(20))], " ", f"o{i}")
    return pd.DataFrame(rows, columns=["id", "outlet", "date", "title", "text"])


@spark_only
def test_fingerprints_are_the_same_to_the_bit(session, press):
    from reprints.reuse.fingerprints import Recipe, fingerprint
    from reprints.reuse.spark import _Fingerprints

    recipe = Recipe(keep=1)
    batch = pa.record_batch({"doc": pa.array(range(len(press)), pa.int64()), "text": pa.array(press.text, pa.string())})
    here = fingerprint(batch, recipe).to_pandas()
    texts = session.createDataFrame(
        press.assign(doc=range(len(press)))[["doc", "text"]], "doc long, text string"
    ).repartition(3)
    there = texts.mapInArrow(_Fingerprints(recipe), "doc long, pos int, hash long").toPandas()
    assert len(here) > 10_000
    columns = ["doc", "pos"]
    pd.testing.assert_frame_equal(
        there.sort_values(columns, ignore_index=True), here.sort_values(columns, ignore_index=True)
    )


@spark_only
@pytest.mark.parametrize("options", [{}, {"sensitive": True, "boilerplate": "off"}, {"max_df": 5, "min_words": 10}])
def test_tables_are_the_same_row_for_row(session, press, options):
    local, cluster = find(press, **options), find(press, engine="spark", **options)
    assert len(local.links) > 100
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(cluster, name), getattr(local, name))


@spark_only
def test_nothing_found_is_the_same_nothing(session):
    frame = pd.DataFrame({"id": ["a", "b"], "text": ["one two", "three"]})
    local, cluster = find(frame), find(frame, engine="spark")
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(cluster, name), getattr(local, name))


@pytest.fixture
def dated(press):
    """The same with days, one in five unknown, and headlines."""
    rng = random.Random(12)
    days = [f"2021-03-{rng.randint(1, 28):02}" if rng.random() < 0.8 else None for _ in range(len(press))]
    return press.assign(date=days, title=[f"Headline {rng.randint(1, 9)}" for _ in days])


@spark_only
def test_sources_are_the_same_row_for_row_and_probabilities_to_a_billionth(session, dated, monkeypatch):
    from reprints.chains import infer, spark

    monkeypatch.setattr(spark, "DOCUMENTS", 40)
    found = find(dated)
    local, cluster = infer(dated, found), infer(dated, found, engine="spark")
    assert len(spark.shares(found.clusters)) > 3
    for name, learned in vars(local.weights).items():
        np.testing.assert_allclose(getattr(cluster.weights, name), learned, rtol=1e-9, atol=1e-9)
    for name in ("chains", "posteriors", "ties", "joins", "ghosts", "ledger", "cut"):
        # What is shown has six digits, of which the last may be rounded otherwise.
        pd.testing.assert_frame_equal(getattr(cluster, name), getattr(local, name), rtol=0, atol=1.01e-6)


@spark_only
def test_no_story_has_no_source_on_a_cluster_either(session):
    frame = pd.DataFrame({"id": ["a", "b"], "text": ["one two", "three"]})
    from reprints.chains import infer

    found = find(frame)
    pd.testing.assert_frame_equal(infer(frame, found, engine="spark").chains, infer(frame, found).chains)
