"""How often the inferred parent is the true one: the default, baselines, and an oracle's ceiling.

    python -m benchmarks.chains [--documents 10000] [--seeds 5] [--tracts FOLDER] [--given]

Clusters are found, not given (``--given`` for the true ones). A parent counts as right if its text equals the true
parent's. Columns: all copies; dated (both dates known, not the same day); missing (a date is missing); same-day;
origins: trees of which exactly the true origins are named. Reported seeds start at ``truth.REPORT_SEEDS``; no setting was chosen on them.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd

from analysis.chains import credits
from analysis.chains.inference import _Story, infer
from analysis.chains.texts import read
from benchmarks import baselines, ceiling, hard, revisions
from benchmarks import truth as yardstick

COLUMNS = ["all", "dated", "missing", "same-day", "origins"]


def judge(truth: pd.DataFrame, predicted: pd.Series) -> dict[str, float]:
    """Share right in each column. predicted: parent by id, missing for an origin; absent ids are wrong."""
    right, kind = correct(truth, predicted)
    groups = {"all": kind >= 0, "dated": kind == 0, "missing": kind == 1, "same-day": kind == 2}
    answer = {name: float(right[group].mean()) if group.any() else np.nan for name, group in groups.items()}
    together = truth[truth.duplicated("tree", keep=False)]
    found = together["id"].isin(predicted.index).to_numpy()
    wrong = predicted.reindex(together["id"]).isna().to_numpy() != together["parent"].isna().to_numpy()
    wrong = np.where(found, wrong, together["parent"].isna())
    answer["origins"] = float((~pd.Series(wrong, dtype=bool).groupby(together["tree"].to_numpy()).any()).mean())
    return answer


def correct(truth: pd.DataFrame, predicted: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """For each true copy whether its parent is right, and its kind: 0 dated, 1 a date missing, 2 same day."""
    rows = truth.set_index("id")
    copies = rows.dropna(subset="parent")
    parents = rows.loc[copies["parent"]]
    guess = predicted.reindex(copies.index)
    known = guess.notna().to_numpy()
    guessed = rows.reindex(guess.where(known))
    right = known & (guessed["tree"].to_numpy() == copies["tree"].to_numpy())
    right &= guessed["content"].to_numpy() == parents["content"].to_numpy()
    if "also" in rows:
        right |= known & (guess == copies["also"]).to_numpy()
    dated = copies["dated"].to_numpy() & parents["dated"].to_numpy()
    same = dated & (copies["day"].to_numpy() == parents["day"].to_numpy())
    return right, np.where(~dated, 1, np.where(same, 2, 0))


def clusters_of(docs: pd.DataFrame, truth: pd.DataFrame, given: bool):
    if not given:
        from analysis.reuse import find

        return find(docs)
    together = truth[truth.duplicated("tree", keep=False)]
    return SimpleNamespace(clusters=together[["tree", "id"]].rename(columns={"tree": "cluster"}))


def compare(docs: pd.DataFrame, truth: pd.DataFrame, found) -> tuple[dict[str, pd.Series], pd.DataFrame]:
    """Parents by method, and the default's table of chains."""
    chains = one_each(infer(docs, found, ghosts=False).chains)
    members = found.clusters[["cluster", "id"]].drop_duplicates().sort_values(["cluster", "id"], ignore_index=True)
    texts = read(docs, members, getattr(found, "boilerplate", None))
    inside = docs.set_index("id", drop=False).loc[list(texts.ids)].reset_index(drop=True)
    story = _Story(inside, members, texts, credits.table(inside.head(0)), None)
    kept = np.concatenate([story.pairs.kept, story.pairs.kept])
    evidence = baselines.Evidence(story.graph, kept, story.words, story.days.take(story.doc))
    answers = {"default": chains.set_index("id")["parent"]}
    ids = members["id"].to_numpy(object)
    for name, method in baselines.METHODS.items():
        parent = method(evidence)
        table = members.assign(parent=np.where(parent >= 0, ids[parent], None), score=story.words[: len(ids)])
        answers[name] = table.drop_duplicates("id").set_index("id")["parent"]
    return answers, chains


def one_each(chains: pd.DataFrame) -> pd.DataFrame:
    """A document that stands in several clusters answers with its surest parent."""
    order = chains.assign(origin=chains["parent"].isna()).sort_values(["id", "origin", "score"], ascending=[True, True, False])
    return order.drop_duplicates("id")


def trust(truth: pd.DataFrame, chains: pd.DataFrame) -> dict[str, float]:
    """Coverage and share right of what is asserted; share right of the surest nine tenths; calibration error."""
    rows = truth.set_index("id")
    table = chains.set_index("id").reindex(rows.index[rows["tree"].duplicated(keep=False)])
    right = pd.Series(rows["parent"].reindex(table.index).isna().to_numpy() & table["parent"].isna().to_numpy(), table.index)
    hit, _ = correct(truth, table["parent"])
    right[rows.index[rows["parent"].notna()]] = hit
    edges = table.dropna(subset="parent")
    hits = right[edges.index].to_numpy(bool)
    said = (edges["status"] == "copy").to_numpy()
    score = edges["score"].to_numpy(float)
    surest = np.argsort(-score, kind="stable")[: int(0.9 * len(score))]
    bins = np.minimum((score * 10).astype(int), 9)
    gaps = [abs(score[bins == b].mean() - hits[bins == b].mean()) * (bins == b).mean() for b in np.unique(bins)]
    return {
        "coverage": float(said.mean()),
        "right of asserted": float(hits[said].mean()),
        "right at .90": float(hits[surest].mean()),
        "ECE": float(sum(gaps)),
    }


def frozen(documents: int, seeds: int, given: bool) -> None:
    tables, trusts, seconds = [], [], []
    for seed in range(yardstick.REPORT_SEEDS, yardstick.REPORT_SEEDS + seeds):
        made = yardstick.make(documents, seed)
        found = clusters_of(made.docs, made.truth, given)
        start = time.perf_counter()
        infer(made.docs, found, ghosts=False)
        seconds.append(time.perf_counter() - start)
        answers, chains = compare(made.docs, made.truth, found)
        answers["oracle"] = ceiling.predict(made).set_index("id")["parent"]
        tables.append(pd.DataFrame({name: judge(made.truth, a) for name, a in answers.items()}).T)
        trusts.append(trust(made.truth, chains))
    mean = sum(tables) / len(tables)
    mean.loc["default / oracle"] = mean.loc["default"] / mean.loc["oracle"]
    show(f"Invented news, {documents} documents, mean of {seeds} seeds, clusters {'given' if given else 'found'}", mean)
    show("What is asserted", pd.DataFrame(trusts).mean().to_frame("mean").T)
    print(f"inference: {np.median(seconds):.1f} s\n")


def growing(folder: Path, seeds: int) -> None:
    for shared_day in (False, True):
        tables = []
        for seed in range(yardstick.REPORT_SEEDS, yardstick.REPORT_SEEDS + seeds):
            docs, truth = revisions.make(folder, seed, shared_day=shared_day)
            answers, _ = compare(docs, truth, clusters_of(docs, truth, True))
            tables.append(pd.DataFrame({name: judge(truth, a) for name, a in answers.items()}).T)
        title = "two versions share a day" if shared_day else "strict order"
        show(f"Revision histories that grow, {title}", (sum(tables) / len(tables))[["all", "origins"]])


def hard_cases(seed: int) -> None:
    rows = {}
    for name in hard.CASES:
        made = hard.case(name, seed)
        start = time.perf_counter()
        found = clusters_of(made.docs, made.truth, False)
        chains = one_each(infer(made.docs, found).chains)
        copies = made.truth["parent"].notna().sum()
        score = judge(made.truth, chains.set_index("id")["parent"])
        false = (~chains["id"].isin(made.truth[made.truth.duplicated("tree", keep=False)]["id"])).sum()
        rows[name] = {"copies": copies, "right": score["all"], "origins": score["origins"], "false members": false, "seconds": time.perf_counter() - start}
    show("Hard cases, clusters found", pd.DataFrame(rows).T)


def show(title: str, table: pd.DataFrame) -> None:
    print(f"{title}\n{table.round(3).to_string()}\n", flush=True)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--tracts", type=Path, help="folder of plain-text books, for revision histories")
    parser.add_argument("--given", action="store_true", help="true clusters instead of found ones")
    parser.add_argument("--hard", action="store_true", help="also the hard cases")
    options = parser.parse_args(arguments)
    frozen(options.documents, options.seeds, options.given)
    if options.tracts:
        growing(options.tracts, options.seeds)
    if options.hard:
        hard_cases(yardstick.REPORT_SEEDS)


if __name__ == "__main__":
    main(sys.argv[1:])
