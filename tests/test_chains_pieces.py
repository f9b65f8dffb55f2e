"""Large corpora are worked on in pieces: how large a piece is changes nothing, to the byte."""

import numpy as np
import pandas as pd
import pytest

from benchmarks import stock, truth
from reprints.chains import infer, joins, output, private, ragged, results, script, surprise, texts
from reprints.reuse import find


@pytest.fixture(scope="module")
def corpora():
    """News with cuts, moves and footers in two scripts, some of it in two stories, and copy with stock sentences."""
    return [truth.make(400, 3).docs, stock.make(80, 3)[0]]


def written(docs: pd.DataFrame, folder) -> dict[str, bytes]:
    folder.mkdir()
    found = find(docs)
    inferred = infer(docs, found)
    output.save(folder, found, inferred, results.of(inferred, found))
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != ".parquet"}


def test_files_are_the_same_to_the_byte_whatever_the_size_of_a_piece(corpora, tmp_path, monkeypatch):
    whole = [written(docs, tmp_path / f"whole-{at}") for at, docs in enumerate(corpora)]
    assert all(len(files["edits.csv"]) > 10_000 for files in whole)
    for module, name, size in (
        (surprise, "PIECE", 1_000), (private, "PIECE", 1_000), (joins, "PIECE", 1_000), (ragged, "PIECE", 1_000),
        (texts, "BATCH", 7), (script, "PAIRS", 5), (output, "ROWS", 64), (output, "LINES", 11),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, size)
    for at, docs in enumerate(corpora):
        assert written(docs, tmp_path / f"pieces-{at}") == whole[at]
        for path in (tmp_path / f"whole-{at}").glob("*.parquet"):
            pieces = pd.read_parquet(tmp_path / f"pieces-{at}" / path.name)
            pd.testing.assert_frame_equal(pieces, pd.read_parquet(path))


def test_numbers_are_narrowed_in_their_own_place(monkeypatch):
    monkeypatch.setattr(ragged, "PIECE", 3)
    for size in range(12):
        values = np.random.default_rng(size).normal(size=size)
        expected = values.astype(np.float32)
        np.testing.assert_array_equal(ragged.narrowed(values.copy())[:size], expected)


def test_arrays_of_several_kinds_are_joined_in_their_order_and_let_go():
    parts = [np.array([1, 2], np.uint8), np.array([300], np.uint16), np.zeros(0, np.uint8)]
    assert ragged.joined(parts).tolist() == [1, 2, 300] and not parts
