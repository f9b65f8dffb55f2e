"""Which pairs of texts of a cluster are compared: all, or in a large cluster those with rare wordings in common.

Copies that share an innovation share a wording that few others have; the source of an unedited copy has none of its
own. So each document of a large cluster meets those with which it shares most rare wordings, the documents with the
least wording of their own, and those that detection found closest.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from reprints.chains.texts import Texts

LARGE = 120  # texts up to which every pair is compared
NEAR = 12  # partners by rare wordings
HUBS = 8  # documents without wordings of their own, whom everybody meets
_RARE = 20  # documents of the cluster that have a wording
_RUN = 4  # words


def pairs(texts: Texts, doc: np.ndarray, cluster: np.ndarray, linked: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Texts to compare, first < second; those of a cluster stand together.

    doc: a document (number of ``Texts``) that has each text. linked: a, b (a < b), words: what detection found.
    """
    begins = np.flatnonzero(np.append(True, np.diff(cluster) != 0))[: len(cluster)]
    ends = np.append(begins[1:], len(cluster))[: len(begins)]
    linked = linked.sort_values("a", kind="stable")
    edges = np.searchsorted(linked["a"].to_numpy(), np.append(begins, len(cluster)))
    first, second = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for begin, end, low, high in zip(begins, ends, edges[:-1], edges[1:], strict=True):
        if end - begin <= LARGE:
            a, b = np.triu_indices(end - begin, 1)
        else:
            a, b = _near(texts, doc[begin:end], linked.iloc[low:high], begin)
        first.append(a + begin)
        second.append(b + begin)
    return np.concatenate(first), np.concatenate(second)


def _near(texts: Texts, doc: np.ndarray, linked: pd.DataFrame, begin: int) -> tuple[np.ndarray, np.ndarray]:
    size = len(doc)
    run, member = _runs([texts.words[d] for d in doc])
    spread = np.bincount(run)
    rare = (spread[run] > 1) & (spread[run] <= _RARE)
    a, b = _together(run[rare], member[rare])
    key, count = np.unique(np.minimum(a, b) * size + np.maximum(a, b), return_counts=True)
    a, b = key // size, key % size
    chosen = [_top(a, b, count, NEAR)]
    if len(linked):
        a, b = linked["a"].to_numpy() - begin, linked["b"].to_numpy() - begin
        chosen.append(_top(a, b, linked["words"].to_numpy(float), NEAR))
    own = np.bincount(member[spread[run] == 1], minlength=size)
    common = np.bincount(member[spread[run] > _RARE], minlength=size)
    everyone = np.arange(size)
    for hub in np.lexsort((everyone, own - common))[:HUBS]:
        others = everyone[everyone != hub]
        chosen.append(np.minimum(others, hub) * size + np.maximum(others, hub))
    key = np.unique(np.concatenate([c if c.ndim == 1 else c[0] * size + c[1] for c in chosen]))
    return key // size, key % size


def _runs(words: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Numbers of the runs of four words in each text, each once a text, and the texts."""
    power = np.array([1_000_003**i % 2**61 for i in range(_RUN)], np.uint64)
    hashes = []
    for text in words:
        text = text.astype(np.uint64)
        size = max(len(text) - _RUN + 1, 0)
        total = np.zeros(size, np.uint64)
        for i in range(_RUN):
            total += text[i : i + size] * power[i]
        hashes.append(np.unique(total))
    member = np.repeat(np.arange(len(words)), [len(h) for h in hashes])
    return np.unique(np.concatenate(hashes), return_inverse=True)[1], member


def _together(run: np.ndarray, member: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """All pairs of members that share a run, once a run."""
    order = np.lexsort((member, run))
    run, member = run[order], member[order]
    first, second = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for step in range(1, _RARE):
        same = run[step:] == run[:-step]
        first.append(member[:-step][same])
        second.append(member[step:][same])
    return np.concatenate(first), np.concatenate(second)


def _top(a: np.ndarray, b: np.ndarray, count: np.ndarray, limit: int) -> np.ndarray:
    """The pairs that are among the best of either side, as a (2, pairs) array."""
    whose, other = np.concatenate([a, b]), np.concatenate([b, a])
    weight = np.concatenate([count, count])
    order = np.lexsort((other, -weight, whose))
    whose, other = whose[order], other[order]
    begins = np.flatnonzero(np.append(True, np.diff(whose) != 0))[: len(whose)]
    rank = np.arange(len(whose)) - np.repeat(begins, np.diff(np.append(begins, len(whose))))
    kept = rank < limit
    return np.stack([np.minimum(whose[kept], other[kept]), np.maximum(whose[kept], other[kept])])
