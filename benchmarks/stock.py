"""Copy with stock sentences (markets, sports, courts): true reprints among articles that share formulas only.

Each house style is a set of sentences with slots. An article takes several of them, fills the slots, and adds sentences
of its own; one in four is reprinted, cut and edited, by other outlets. So most articles of a beat share whole sentences
with many others of which they are no copies. Invented by rule; nothing is tuned on it.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd

from benchmarks import truth as yardstick

BEATS, FORMULAS, LENGTH = 6, 14, (9, 22)  # beats, sentences of each, words of a sentence
STOCK, OWN = (2, 6), (3, 9)  # sentences of an article
REPRINTED, COPIES, CUT, EDITED = 0.25, (1, 4), 0.4, 0.02


def make(articles: int, seed: int, *, language: str = "en") -> tuple[pd.DataFrame, pd.DataFrame]:
    """docs (id, outlet, date, title, text) and truth (id, tree, parent, content, day, dated)."""
    world, rng = yardstick.shared_world(seed), np.random.default_rng([seed, 6, articles])
    beats = [[_sentence(world, rng) for _ in range(FORMULAS)] for _ in range(BEATS)]
    rows: list[dict] = []
    for tree in range(articles):
        beat, day = beats[rng.integers(BEATS)], int(rng.integers(200))
        chosen = rng.choice(FORMULAS, int(rng.integers(*STOCK)), replace=False)
        text = [_filled(world, rng, beat[i]) for i in chosen]
        for _ in range(int(rng.integers(*OWN))):
            text.insert(int(rng.integers(len(text) + 1)), _sentence(world, rng))
        rows.append({"tree": tree, "parent": None, "day": day, "text": text})
        if rng.random() < REPRINTED:
            family = [len(rows) - 1]
            for _ in range(int(rng.integers(*COPIES))):
                parent = int(rng.choice(family))
                kept = rows[parent]["text"]
                if rng.random() < CUT and len(kept) > 3:
                    kept = kept[: int(rng.integers(len(kept) // 2, len(kept)))]
                text = [_edited(world, rng, sentence) for sentence in kept]
                rows.append(
                    {"tree": tree, "parent": parent, "day": rows[parent]["day"] + int(rng.integers(4)), "text": text}
                )
                family.append(len(rows) - 1)
    place = rng.permutation(len(rows))
    names = [f"a{number:05d}" for number in place]
    spelled = [" ".join(world.render(language, np.array(sentence)) for sentence in row["text"]) for row in rows]
    docs = pd.DataFrame(
        {
            "id": names,
            "outlet": [f"outlet-{rng.integers(40):02d}" for _ in rows],
            "date": [(date(2019, 1, 1) + timedelta(row["day"])).isoformat() for row in rows],
            "title": "",
            "text": spelled,
        }
    )
    truth = pd.DataFrame(
        {
            "id": names,
            "tree": [row["tree"] for row in rows],
            "parent": [None if row["parent"] is None else names[row["parent"]] for row in rows],
            "content": [spelled.index(text) for text in spelled],
            "day": [row["day"] for row in rows],
            "dated": True,
        }
    )
    return docs.sort_values("id", ignore_index=True), truth.sort_values("id", ignore_index=True)


def _sentence(world: yardstick.World, rng) -> list[int]:
    return world.draw(rng, int(rng.integers(*LENGTH))).tolist()


def _filled(world: yardstick.World, rng, formula: list[int]) -> list[int]:
    """A formula with another word or two, as a figure or a name is."""
    words = list(formula)
    for _ in range(int(rng.integers(3))):
        words[int(rng.integers(len(words)))] = int(world.draw(rng, 1)[0])
    return words


def _edited(world: yardstick.World, rng, sentence: list[int]) -> list[int]:
    return [int(world.draw(rng, 1)[0]) if rng.random() < EDITED else word for word in sentence]
