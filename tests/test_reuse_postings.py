"""The index in memory and the SQL say the same, row for row, and the one gives way to the other."""

import random

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reprints.reuse import detect, find, postings
from reprints.reuse.fingerprints import NUMBERED
from reprints.reuse.index import DuckDB, Index

TABLES = ("passages", "links", "clusters", "boilerplate", "dropped")
GIVEN = 20_000_000  # bytes for fingerprints: plenty here


def rows(fingerprints) -> pa.Table:
    """Rows of (doc, pos, hash), each hash once a document."""
    once = {(doc, value): (doc, pos, value) for doc, pos, value in fingerprints}
    columns = list(zip(*once.values(), strict=True)) or [(), (), ()]
    return pa.table([pa.array(c, t.type) for c, t in zip(columns, NUMBERED, strict=True)], schema=NUMBERED)


def sorted_rows(table: pa.Table) -> list[tuple]:
    return sorted(zip(*(table.column(c).to_pylist() for c in sorted(table.column_names)), strict=True))


def answers(index, plain) -> list:
    """All that an index is asked, in the order in which it is asked."""
    suspects = index.suspects()
    hashes = pa.array(sorted(set(suspects.column("hash").to_pylist())), pa.int64())
    holders = sorted_rows(index.holders(hashes)) if len(hashes) else []
    pairs = sorted_rows(index.candidates(pa.array(plain, pa.int64())))
    return [sorted_rows(suspects), holders, pairs, index.dropped()]


def both(table, outlets, max_df, apart, pieces, plain, tmp_path):
    engine = DuckDB(tmp_path, 200_000_000, 1)
    engine.load("fingerprints", table)
    engine.load("outlets", pa.table({"doc": pa.array(range(len(outlets)), pa.int32()), "outlet": outlets}))
    sql = Index(engine, max_df, apart)
    sql.build()
    heap = postings.Heap(len(table), GIVEN)
    for low in range(0, len(table), pieces):
        heap.add(table.slice(low, pieces))
    memory = postings.Postings(heap, outlets, max_df, apart, 2)
    try:
        return answers(memory, plain), answers(sql, plain)
    finally:
        sql.close()


# Few documents, hashes and places, so that they meet; hashes at both ends of 64 bits, so that all buckets are used.
HASHES = st.sampled_from([-(2**63), -(2**62), -7, -1, 0, 1, 5, 2**40, 2**62, 2**63 - 1])
FINGERPRINTS = st.lists(st.tuples(st.integers(0, 29), st.integers(0, 200), HASHES), max_size=150)


@settings(max_examples=60, deadline=None)
@given(
    FINGERPRINTS,
    st.integers(0, 4),
    st.integers(2, 30),
    st.sampled_from([0, 5, 40]),
    st.integers(1, 200),
    st.lists(HASHES, max_size=2),
)
def test_fuzzed_fingerprints(tmp_path_factory, fingerprints, outlets, max_df, apart, pieces, plain):
    codes = (np.arange(30) % (outlets + 1) - 1).astype(np.int32)
    one, other = both(rows(fingerprints), codes, max_df, apart, pieces, plain, tmp_path_factory.getbasetemp())
    assert one == other


@pytest.mark.parametrize("max_df", [20, 400])
def test_many_documents_in_small_buckets_and_chunks(tmp_path, monkeypatch, max_df):
    """A story that hundreds print at shifted places, in more buckets than one and in chunks that end inside it."""
    monkeypatch.setattr(postings, "BUCKET", 50)
    monkeypatch.setattr(postings, "CHUNK", 100)
    rng = random.Random(5)
    hashes = [rng.getrandbits(64) - 2**63 for _ in range(60)]
    held = [
        (doc, 10 * i + doc % 150, hashes[i])
        for doc in range(300)
        for i in range(60)
        if rng.random() < (0.5 if i < 8 else 0.05)
    ]
    rng.shuffle(held)
    outlets = np.array([rng.randrange(-1, 9) for _ in range(300)], np.int32)
    one, other = both(rows(held), outlets, max_df, 5, 37, hashes[:1], tmp_path)
    assert one == other
    assert len(one[0]) > 50 and len(one[2]) > 200 and (one[3][0] > 3) == (max_df == 20)


def test_what_does_not_fit_in_memory_is_joined_by_duckdb_with_the_same_result(monkeypatch):
    rng = random.Random(3)
    words = ["".join(rng.choice("bdfgklmnprstvz") + rng.choice("aeiou") for _ in range(3)) for _ in range(2000)]
    story, foot = [rng.choice(words) for _ in range(200)], [rng.choice(words) for _ in range(30)]
    texts = [[rng.choice(words) for _ in range(150)] + (foot if i % 3 == 0 else []) for i in range(60)]
    texts += [story[i : 120 + i] + foot for i in range(12)]
    docs = pd.DataFrame(
        {
            "id": [f"d{i:02}" for i in range(72)],
            "outlet": [f"o{i % 3}" for i in range(72)],
            "text": map(" ".join, texts),
        }
    )
    expected = find(docs, max_df=8)
    assert len(expected.links) and len(expected.boilerplate) and expected.dropped.shingles[:2].min() > 0
    used = []
    joined = detect.DuckDB
    monkeypatch.setattr(detect, "DuckDB", lambda *given: used.append(given) or joined(*given))
    monkeypatch.setattr("reprints.reuse.documents.ROWS", 7)
    for share in (0, 1000 * postings.ROW / 200e6):  # nothing fits; some does, and follows the rest
        monkeypatch.setattr(postings, "SHARE", share)
        found = find(docs, max_df=8, memory="200MB")
        for name in TABLES:
            pd.testing.assert_frame_equal(getattr(found, name), getattr(expected, name))
    assert len(used) == 2


def test_an_index_of_nothing_has_nothing(tmp_path):
    one, other = both(rows([]), np.full(3, -1, np.int32), 100, 5, 1, [], tmp_path)
    assert one == other == [[], [], [], (0, 0)]


def test_more_memory_than_the_machine_has_is_no_error():
    docs = pd.DataFrame({"id": ["a", "b"], "text": [" ".join(f"word{i}" for i in range(40))] * 2})
    assert len(find(docs, memory="900TB").links) == 1
