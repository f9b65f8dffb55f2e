"""Fingerprints: bit for bit the same, whatever computes them, and the same as they ever were."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reprints.reuse.fingerprints import Recipe, fingerprint
from reprints.reuse.sieve import Sieve
from reprints.reuse.store import Store

SAMPLE = ["The quick brown fox jumps over the lazy dog.", "敏捷的棕色狐狸跳过懒狗 twice"]
TEXTS = st.lists(
    st.text(st.characters(codec="utf-8") | st.sampled_from("abc -\n’汉字ｶﾞ\u0301"), max_size=80), max_size=6
)


def prints(texts, **options):
    batch = pa.record_batch({"doc": pa.array(range(len(texts)), pa.int64()), "text": pa.array(texts, pa.string())})
    return fingerprint(batch, Recipe(**options)).to_pandas()


@pytest.mark.parametrize("compiled", [True, False])
def test_golden_vectors(compiled):
    """Changing one of these numbers means a new version of the algorithm: stored fingerprints of the old one
    are void.
    """
    found = prints(SAMPLE, keep=1, compiled=compiled)
    assert found[["doc", "pos", "hash"]].to_numpy().tolist() == GOLDEN


def test_the_name_of_the_algorithm_tells_all_that_changes_it():
    names = {Recipe(keep=k).algorithm for k in (1, 2, 4)}
    assert len(names) == 3 and all(name.startswith("reuse1-") for name in names)


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.sampled_from([1, 2, 4]))
def test_numba_equals_numpy(texts, keep):
    text = pa.array(texts, pa.string())
    fast, slow = Recipe(keep=keep), Recipe(keep=keep, compiled=False)
    one, other = fast.tokenise(text), slow.tokenise(text)
    for name in ("hash", "start", "end", "single", "bounds"):
        assert getattr(one, name).tolist() == getattr(other, name).tolist(), name
    for a, b in zip(fast.shingles(one), slow.shingles(other), strict=True):
        assert a.tolist() == b.tolist()


@settings(deadline=None)
@given(TEXTS)
def test_a_thinner_index_is_a_subset_and_batches_do_not_matter(texts):
    dense = prints(texts, keep=1)
    thin = prints(texts, keep=4)
    assert (
        thin.to_numpy().tolist()
        == dense[dense.hash.to_numpy(np.int64).view(np.uint64) % np.uint64(4) == 0].to_numpy().tolist()
    )
    alone = [row for i, text in enumerate(texts) for row in prints([text], keep=1).assign(doc=i).to_numpy().tolist()]
    assert alone == dense.to_numpy().tolist()
    assert not dense.duplicated(["doc", "hash"]).any()


def test_a_slice_of_an_arrow_array_is_read_at_its_place():
    array = pa.array(["x", None, *SAMPLE, "y"])
    recipe = Recipe(keep=1)
    assert recipe.tokenise(array.slice(2, 2)).hash.tolist() == recipe.tokenise(pa.array(SAMPLE)).hash.tolist()
    assert len(recipe.tokenise(array.slice(1, 1))) == 0


def test_the_sieve_keeps_all_that_stands_twice_and_little_else():
    rng = np.random.default_rng(1)
    hashes = rng.integers(-(2**62), 2**62, 20_000)
    twice = np.concatenate([hashes, hashes[:500]])
    batch = pa.record_batch({"hash": pa.array(twice)})
    sieve = Sieve(len(twice))
    sieve.add(pa.chunked_array([batch.column("hash")]))
    left = sieve.sift(batch).column("hash").to_numpy()
    assert set(hashes[:500]) <= set(left)
    assert len(left) < 1000 + 0.1 * len(hashes)


def test_the_store_returns_what_it_was_given(tmp_path):
    batch = pa.record_batch({"doc": pa.array([4, 2], pa.int64()), "text": pa.array(SAMPLE, pa.string())})
    expected = fingerprint(batch, Recipe(keep=1)).to_pandas().astype("int64")
    for computed in (2, 0):
        store = Store(tmp_path, Recipe(keep=1))
        rows = pa.concat_tables(store.fingerprints([batch])).to_pandas().astype("int64")
        assert rows.to_numpy().tolist() == expected.to_numpy().tolist()
        assert store.computed == computed


GOLDEN = [
    [0, 0, -5972981363174140942],
    [0, 1, 6496573399242157309],
    [0, 2, 1502426395423759641],
    [0, 3, -9180280853864659170],
    [0, 4, -640105646860621627],
    [1, 0, 9138659038396624695],
    [1, 1, 663554837899927179],
    [1, 2, -3524782681984201927],
    [1, 3, -7710150252760116910],
    [1, 4, -3974031878407421503],
]
