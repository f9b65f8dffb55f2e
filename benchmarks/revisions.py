"""Revision histories with known order, made from real prose: articles that grow, as encyclopaedia articles do.

A stub takes a few sentences of a tract; each version adds sentences, rewords, sometimes cuts or moves, rarely goes back
to the version before last. Here "the longer is the older" points the wrong way, which is what this corpus is for.

Restless histories go back, move and cut far more often, and one version in eight is a vandal's, who takes most of the
text away or puts nonsense in; the next one takes that back whole, so that it was made from the last sound version.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Habits:
    """How many versions in one add, cut, reword, move, go back, or are a vandal's."""

    adds: float
    cuts: float
    rewords: float
    moves: float
    reverts: float
    vandals: float = 0.0


STEADY = Habits(0.75, 0.2, 0.8, 0.1, 0.03)
RESTLESS = Habits(0.75, 0.4, 0.8, 0.33, 0.14, 0.125)


def make(
    folder: Path, seed: int, *, histories: int = 200, shared_day: bool, habits: Habits = STEADY
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """docs and truth (id, tree, parent, content, day, dated) of histories of 4 to 8 versions.

    folder: plain-text tracts. shared_day: two versions a day, which hides their order; else one a day.
    """
    rng = np.random.default_rng([seed, 4, shared_day])
    books = [_sentences(path.read_text(encoding="utf-8", errors="replace")) for path in sorted(folder.glob("*.txt"))]
    words = sorted({w for book in books for s in book[:2000] for w in s.split()})
    rows = []
    for tree in range(histories):
        book = books[rng.integers(len(books))]
        start = int(rng.integers(len(book) - 60))
        supply = iter(book[start : start + 60])
        versions = [[next(supply) for _ in range(int(rng.integers(3, 7)))]]
        sources, sound = [-1], 0
        for _ in range(int(rng.integers(3, 8))):
            text, source, sound = _next(rng, habits, versions, sound, supply, words)
            versions.append(text)
            sources.append(source)
        day = int(rng.integers(3000))
        texts = [" ".join(v) for v in versions]
        for i, text in enumerate(texts):
            day += int(rng.choice([1, 1, 2, 5, 20])) if not (shared_day and i % 2) else 0
            rows.append((tree, i, text, texts.index(text), day, sources[i]))
    order = rng.permutation(len(rows))
    names = {(rows[k][0], rows[k][1]): f"v{place:05d}" for place, k in enumerate(order)}
    docs = pd.DataFrame(
        {
            "id": [names[t, i] for t, i, *_ in rows],
            "outlet": "wiki",
            "date": [(date(2005, 1, 1) + timedelta(d)).isoformat() for *_, d, _ in rows],
            "title": "",
            "text": [text for _, _, text, *_ in rows],
        }
    )
    truth = pd.DataFrame(
        {
            "id": docs["id"],
            "tree": [t for t, *_ in rows],
            "parent": [names.get((t, source)) for t, *_, source in rows],
            "content": [content for *_, content, _, _ in rows],
            "day": [d for *_, d, _ in rows],
            "dated": True,
        }
    )
    return docs.sort_values("id", ignore_index=True), truth.sort_values("id", ignore_index=True)


def _sentences(text: str) -> list[str]:
    flat = re.sub(r"\s+", " ", text)
    return [s for s in re.split(r"(?<=[.;!?]) ", flat) if 6 <= len(s.split()) <= 60]


def _revise(rng, habits: Habits, versions: list[list[str]], supply, words: list[str]) -> list[str]:
    if len(versions) > 2 and rng.random() < habits.reverts:
        return list(versions[-2])
    text = list(versions[-1])
    changed = False
    while not changed:
        if rng.random() < habits.adds:
            at = len(text) if rng.random() < 0.5 else int(rng.integers(len(text) + 1))
            text[at:at] = [s for s in (next(supply, "") for _ in range(int(rng.integers(1, 4)))) if s]
            changed = True
        if rng.random() < habits.cuts and len(text) > 3:
            del text[int(rng.integers(len(text)))]
            changed = True
        if rng.random() < habits.moves and len(text) > 3:
            text.insert(int(rng.integers(len(text))), text.pop(int(rng.integers(len(text)))))
            changed = True
        if rng.random() < habits.rewords:
            for _ in range(int(rng.integers(1, 7))):
                i = int(rng.integers(len(text)))
                tokens = text[i].split()
                tokens[int(rng.integers(len(tokens)))] = words[int(rng.integers(len(words)))]
                text[i] = " ".join(tokens)
            changed = True
    return text


def _vandalised(rng, text: list[str], words: list[str]) -> list[str]:
    """Most of it gone, or nonsense put in, or nonsense in its place."""

    def nonsense(count: int) -> list[str]:
        return [" ".join(words[i] for i in rng.integers(len(words), size=12)) + "." for _ in range(count)]

    kind, at = int(rng.integers(3)), int(rng.integers(len(text)))
    if kind == 0:
        return text[: max(2, len(text) // 3)]
    if kind == 1:
        return text[:at] + nonsense(int(rng.integers(1, 5))) + text[at:]
    return nonsense(2) + text[len(text) // 2 :]


def _next(rng, habits: Habits, versions: list[list[str]], sound: int, supply, words) -> tuple[list[str], int, int]:
    """The next version, the one that it was made from, and the last that is no vandal's. sound: the one so far."""
    last = len(versions) - 1
    if sound < last:  # what a vandal left is taken back whole
        return list(versions[sound]), sound, last + 1
    if habits.vandals and len(versions) > 1 and rng.random() < habits.vandals:
        return _vandalised(rng, versions[-1], words), last, last
    return _revise(rng, habits, versions, supply, words), last, last + 1
