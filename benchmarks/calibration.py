"""How often a stated probability is right, on corpora of several kinds.

    python -m benchmarks.calibration --tracts FOLDER     # counts anew: docs/calibration.csv and docs/calibration.svg
    python -m benchmarks.calibration --draw              # the drawing alone, from the committed table

Counted are the sources that the answer names, asserted or best guess, each with its score. A source is right if its
text is that of the true source. Stories are found and not given, but for articles that grow. No seed was used to
choose a setting; no kind was tuned on.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks import chains, hard, revisions, stock
from benchmarks import truth as yardstick

ROOT = Path(__file__).resolve().parents[1]
TABLE, DRAWING = ROOT / "docs" / "calibration.csv", ROOT / "docs" / "calibration.svg"
SEEDS = (2000, 2001)
TENTHS = 10
SMALL = 20  # corpora of thirty articles, each inferred from by itself
LEAST, Z = 8, 1.96  # answers of a tenth that is drawn; of an interval of 95%
MISREAD = 0.06  # of the words of a scan


def news(seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    made = yardstick.make(2000, seed)
    return made.docs, made.truth


def scans(seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Invented news in English, each copy misread in a way of its own."""
    docs, truth = news(seed)
    rng = np.random.default_rng([seed, 8])
    truth = truth[truth["language"] == "en"].reset_index(drop=True)
    docs = docs[docs["id"].isin(truth["id"])].reset_index(drop=True)
    return docs.assign(text=[_misread(rng, text) for text in docs["text"]]), truth


def _misread(rng, text: str) -> str:
    words = text.split(" ")
    for at in np.flatnonzero(rng.random(len(words)) < MISREAD):
        words[at] = hard.misread(rng, words[at]) if words[at] else words[at]
    return " ".join(words)


def kinds(tracts: Path) -> dict[str, list[tuple[pd.DataFrame, pd.DataFrame, bool]]]:
    """For each kind its corpora: docs, truth, and whether the stories are given."""
    grown = {
        name: [(*revisions.make(tracts, seed, histories=60, shared_day=shared), True) for seed in SEEDS]
        for name, shared in (("articles that grow", False), ("the same, two versions a day", True))
    }
    stocks = {
        f"stock sentences, {name}": [(*stock.make(500, seed, language=code), False) for seed in SEEDS]
        for name, code in (("English", "en"), ("Chinese", "zh"))
    }
    small = [(*stock.make(30, 100 * seed + number), False) for seed in SEEDS for number in range(SMALL)]
    return {
        "invented news": [(*news(seed), False) for seed in SEEDS],
        "the same, misread": [(*scans(seed), False) for seed in SEEDS],
        **stocks,
        "30 articles with stock": small,
        **grown,
    }


def answers(docs: pd.DataFrame, truth: pd.DataFrame, given: bool) -> tuple[np.ndarray, np.ndarray]:
    """The score of each source that is named, and whether it is right."""
    found = chains.clusters_of(docs, truth, given)
    table = chains.one_each(chains.infer(docs, found).chains).dropna(subset="parent").set_index("id")
    hit, _ = chains.correct(truth, table["parent"])
    right = pd.Series(hit, truth["id"][truth["parent"].notna()]).reindex(table.index, fill_value=False)
    return table["score"].to_numpy(float), right.to_numpy(bool)


def count(tracts: Path) -> pd.DataFrame:
    """kind, low (of a tenth), answers, stated (mean score), right (share)."""
    rows = []
    for kind, corpora in kinds(tracts).items():
        said = [answers(*corpus) for corpus in corpora]
        score, right = (np.concatenate(column) for column in zip(*said, strict=True))
        tenth = np.minimum((score * TENTHS).astype(int), TENTHS - 1)
        for at in np.unique(tenth):
            here = tenth == at
            rows.append((kind, at / TENTHS, int(here.sum()), score[here].mean(), right[here].mean()))
        table = pd.DataFrame(rows, columns=["kind", "low", "answers", "stated", "right"]).round(4)
        print(f"{kind}: {error(table[table['kind'] == kind]):.3f} of {len(score)}", flush=True)
    return table


def error(table: pd.DataFrame) -> float:
    """The mean distance of what is stated from what is right, by answers (ECE)."""
    return float((table["answers"] * (table["stated"] - table["right"]).abs()).sum() / table["answers"].sum())


def draw(table: pd.DataFrame):
    """One square a kind. Tenths of few answers tell nothing and stand in the table alone."""
    import altair as alt

    from analysis import charts

    errors = {kind: error(rows) for kind, rows in table.groupby("kind", sort=False)}
    n, share = table["answers"], table["right"]
    middle, wide = (share + Z**2 / (2 * n)) / (1 + Z**2 / n), np.sqrt(share * (1 - share) / n + (Z / (2 * n)) ** 2)
    wide = Z * wide / (1 + Z**2 / n)  # Wilson 1927
    shown = table.assign(low=(middle - wide).clip(0), high=(middle + wide).clip(upper=1))[n >= LEAST]
    even = alt.Chart(pd.DataFrame({"stated": [0, 1], "right": [0, 1]})).mark_line(strokeDash=[3, 3], color="#9A9A9A")
    even = even.encode(x="stated:Q", y="right:Q")
    squares = []
    for kind, off in errors.items():
        base = alt.Chart(shown[shown["kind"] == kind]).encode(
            x=alt.X("stated:Q", title="stated", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(values=[0, 0.5, 1]))
        )
        across = alt.Axis(values=[0, 0.5, 1])
        bars = base.mark_rule().encode(
            y=alt.Y("low:Q", title="right", scale=alt.Scale(domain=[0, 1]), axis=across), y2="high:Q"
        )
        dots = base.mark_circle(size=60, opacity=1).encode(y=alt.Y("right:Q", title="right", axis=across))
        squares.append((even + bars + dots).properties(width=170, height=170, title=f"{kind}: {off:.3f}"))
    worst = max(errors, key=lambda kind: errors[kind])
    return charts.figure(
        alt.concat(*squares, columns=3),
        slug="calibration",
        title=f"Stated probabilities are off by {min(errors.values()):.2f} to {errors[worst]:.2f} on average",
        subtitle="Share of named sources that is right, by tenths of the stated probability, with 95% intervals; on "
        "the dashed line both are equal. After each name the mean difference",
        source=f"Source: benchmarks/calibration.py, {len(SEEDS)} seeds (N = {int(n.sum()):,}); tenths of {LEAST} "
        "answers or more.",
        alt="Share of named sources that are right against the stated probability. "
        + "; ".join(f"{kind}: mean difference {off:.3f}" for kind, off in errors.items())
        + ".",
        data=table,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tracts", type=Path, help="folder of plain-text books, for articles that grow")
    parser.add_argument("--draw", action="store_true")
    options = parser.parse_args()
    if not options.draw:
        if options.tracts is None:
            parser.error("--tracts is needed to count anew")
        count(options.tracts).to_csv(TABLE, index=False, lineterminator="\n")
    draw(pd.read_csv(TABLE)).save(DRAWING)


if __name__ == "__main__":
    main()
