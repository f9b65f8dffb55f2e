"""Sections of scanned newspapers: short, misread word by word, in tens of thousands of small stories.

    python -m benchmarks.noisy 190000 noisy.parquet

A section has some 90 words. Seven in ten are of a story of two to a few hundred, most of them small; a copy begins and
ends somewhere else, is edited a little, and is misread at a rate of its own; one section in ten has a formula that many
have. Half of the dates are days, the rest months or missing. Invented by rule; nothing is tuned on it.
"""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks import truth as yardstick

WORDS, SPREAD = 90, 25
IN_STORIES, FORMULAS, WITH_FORMULA = 0.7, 400, 0.1
MISREAD = (0.01, 0.03, 0.06, 0.10)  # rates of words that one scan or another has
FORMS = 6  # ways to misread each word
EDITED, SHIFT = 0.01, 15


def make(sections: int, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """docs (id, outlet, date, title, text) and truth (id, tree)."""
    world, rng = yardstick.shared_world(seed), np.random.default_rng([seed, 7, sections])
    spelled = _spellings(world.vocabulary["en"], rng)
    formulas = [world.draw(rng, int(rng.integers(12, 26))) for _ in range(FORMULAS)]
    odds = 1 / (np.arange(FORMULAS) + 3.0)
    odds /= odds.sum()
    texts, trees, days = [], [], []
    tree = 0
    while len(texts) < sections:
        size = _size(rng) if rng.random() < IN_STORIES / 5 * 1.6 else 1
        whole = world.draw(rng, int(np.clip(rng.normal(WORDS, SPREAD), 30, 250)) + 2 * SHIFT)
        first = int(rng.integers(20_000))
        for _ in range(min(size, sections - len(texts))):
            low, high = rng.integers(0, 2 * SHIFT, 2)
            words = whole[low : len(whole) - high].copy() if size > 1 else whole[SHIFT:-SHIFT].copy()
            changed = rng.random(len(words)) < EDITED
            words[changed] = world.draw(rng, int(changed.sum()))
            if rng.random() < WITH_FORMULA:
                at = int(rng.integers(len(words)))
                words = np.concatenate([words[:at], formulas[rng.choice(FORMULAS, p=odds)], words[at:]])
            form = np.where(
                rng.random(len(words)) < MISREAD[rng.integers(len(MISREAD))], rng.integers(1, FORMS + 1, len(words)), 0
            )
            texts.append(" ".join(spelled[form, words]))
            trees.append(tree)
            days.append(first + int(rng.geometric(0.02)) - 1)
        tree += 1
    kind = rng.random(len(texts))
    dated = [date(1830, 1, 1) + timedelta(day) for day in days]
    told = [
        day.isoformat() if k < 0.5 else day.isoformat()[:7] if k < 0.8 else None
        for day, k in zip(dated, kind, strict=True)
    ]
    names = [f"s{number:07d}" for number in rng.permutation(len(texts))]
    docs = pd.DataFrame(
        {
            "id": names,
            "outlet": [f"paper-{n:03d}" for n in rng.integers(0, 300, len(texts))],
            "date": told,
            "title": None,
            "text": texts,
        }
    )
    truth = pd.DataFrame({"id": names, "tree": trees})
    return docs.sort_values("id", ignore_index=True), truth.sort_values("id", ignore_index=True)


def _size(rng) -> int:
    return int(min(2 + rng.geometric(0.35) - 1 + (rng.pareto(1.5) if rng.random() < 0.3 else 0), 300))


def _spellings(vocabulary: np.ndarray, rng) -> np.ndarray:
    """Each word as it is, and in so many misread forms."""
    letters = np.array(list("aceilnrtuvwf1"))
    rows = [vocabulary]
    for _ in range(FORMS):
        at, by = rng.random(len(vocabulary)), letters[rng.integers(len(letters), size=len(vocabulary))]
        rows.append(
            np.array(
                [
                    w[: int(a * len(w))] + b + w[int(a * len(w)) + 1 :]
                    for w, a, b in zip(vocabulary, at, by, strict=True)
                ],
                object,
            )
        )
    return np.array(rows, object)


def main() -> None:
    sections, path = int(sys.argv[1]), Path(sys.argv[2])
    make(sections, int(sys.argv[3]) if len(sys.argv) > 3 else yardstick.REPORT_SEEDS)[0].to_parquet(path)


if __name__ == "__main__":
    main()
