"""Detection against its peers, on the same documents and machine: speed, memory, precision, recall by length.

    python -m benchmarks.reuse                                   # 10,000 documents, three rounds
    python -m benchmarks.reuse --documents 10000 100000 1000000  # peers at the smallest size only, then growth
    python -m benchmarks.reuse --only "ours, whole command" --documents 10000 100000   # detection, chains and files
    python -m benchmarks.reuse --hard                            # the hard cases, one line each

Peers run in an environment of their own (``--peers``, made from benchmarks/peers.txt); one that does not import there
is left out and said so. Every run is a process of its own, and contenders take turns, so that what else the machine
does hits all alike; each row is printed when its last run is done. The clock runs from opening the file to the list of
pairs, after imports and, for ours, after the compiled code is loaded; what comes before it has a column of its own.
Truth: pairs of one story that share text outside the footers. Runs are counted in words; two Chinese characters are
one. Seconds depend on what else the machine does; processor seconds (of all threads) hardly. Peak memory is that of the
process and its largest child.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WORDS = re.compile(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+")
CLASSES = ((40, 10**9), (20, 40), (10, 20), (1, 10))
BASELINE = "datasketch .3"
LARGE = 100_000  # documents: beyond, one run
BATCH = 100_000  # documents that are made at a time


def ours_warm() -> list[str]:
    """Load the compiled code, by some texts that share a passage; nothing comes back."""
    import pandas as pd

    from reprints.reuse import find

    rng = random.Random(1)
    texts = [" ".join(f"w{rng.randrange(5000)}" for _ in range(60)) for _ in range(40)]
    shared = " ".join(f"s{i}" for i in range(60))
    texts = [f"{shared} {text}" if i % 2 else f"{text} {shared} 消息" for i, text in enumerate(texts)]
    names = [f"{i:02}" for i in range(len(texts))]
    find(pd.DataFrame({"id": names, "outlet": [str(i % 3) for i in range(len(texts))], "text": texts}))
    return []


def ours(path: str, **options) -> list[tuple[str, str]]:
    from reprints.reuse import find

    ours_warm()
    yield None  # the clock starts here
    found = find(path, **options)
    yield list(zip(found.links.id_a.tolist(), found.links.id_b.tolist(), strict=True))


def whole(path: str) -> list[tuple[str, str]]:
    """The command from the file to all of its files: detection, chains, tables, graphs."""
    import pandas as pd

    from reprints.__main__ import main

    ours_warm()
    yield None
    with tempfile.TemporaryDirectory() as folder:
        assert main([path, "--out", folder + "/out", "--quiet"]) == 0
        links = pd.read_parquet(folder + "/out/links.parquet", columns=["id_a", "id_b"])
        yield list(zip(links.id_a.tolist(), links.id_b.tolist(), strict=True))


def shingled(path: str) -> tuple[list[str], list[list[str]]]:
    """Ids and the set of shingles of each document: five words, or eight characters where it begins in Chinese."""
    import pyarrow.parquet as pq

    table = pq.read_table(path, columns=["id", "text"])
    out = []
    for text in table["text"].to_pylist():
        words = WORDS.findall(text.lower())
        size = 8 if words and words[0] >= "\u3400" else 5
        out.append(list({" ".join(words[i : i + size]) for i in range(len(words) - size + 1)}))
    return table["id"].to_pylist(), out


def datasketch(path: str, threshold: float = 0.3):
    from datasketch import MinHash, MinHashLSH

    yield None
    ids, documents = shingled(path)
    index = MinHashLSH(threshold=threshold, num_perm=128)
    hashes = []
    for number, document in enumerate(documents):
        minhash = MinHash(num_perm=128)
        minhash.update_batch([shingle.encode() for shingle in document])
        hashes.append(minhash)
        index.insert(number, minhash)
    yield [(ids[i], ids[j]) for i, minhash in enumerate(hashes) for j in index.query(minhash) if i < j]


def rensa(path: str, bands: int = 64):
    from rensa import RMinHash, RMinHashLSH

    yield None
    ids, documents = shingled(path)
    index = RMinHashLSH(threshold=0.3, num_perm=128, num_bands=bands)
    hashes = []
    for number, document in enumerate(documents):
        minhash = RMinHash(num_perm=128, seed=42)
        minhash.update(document)
        hashes.append(minhash)
        index.insert(number, minhash)
    yield [
        (ids[i], ids[j])
        for i, minhash in enumerate(hashes)
        for j in index.query(minhash)
        if i < j and minhash.jaccard(hashes[j]) >= 0.1
    ]


def gaoya(path: str, bands: int = 42):
    from gaoya.minhash import MinHashStringIndex

    yield None
    ids, documents = shingled(path)
    index = MinHashStringIndex(
        hash_size=32,
        jaccard_threshold=0.1,
        num_bands=bands,
        band_size=3,
        num_hashes=bands * 3,
        analyzer="word",
        ngram_range=(1, 1),
    )
    joined = [" ".join(shingle.replace(" ", "_") for shingle in document) for document in documents]
    index.par_bulk_insert_docs(list(range(len(joined))), joined)
    yield [(ids[i], ids[j]) for i, found in enumerate(index.par_bulk_query(joined)) for j in found if i < j]


def text_dedup(path: str, threshold: float = 0.3):
    """Its own signatures and hash tables, as its command makes them; the command itself deletes and tells no pairs."""
    import numpy as np
    from text_dedup.minhash import RNG, SIGNATURE_COLUMN, embed_func
    from text_dedup.utils import optimal_param, xxh3_32hash

    yield None
    bands, rows = optimal_param(threshold, 128, false_positive_weight=0.5, false_negative_weight=0.5)
    largest, prime = np.uint32((1 << 32) - 1), np.uint32((1 << 32) - 5)
    options = {
        "num_perm": 128,
        "ngram_size": 1,
        "min_length": 0,
        "hashranges": [(i * rows, (i + 1) * rows) for i in range(bands)],
        "permutations": (
            RNG.randint(1, prime, size=128, dtype=np.uint32),
            RNG.randint(0, prime, size=128, dtype=np.uint32),
        ),
        "hash_func": xxh3_32hash,
        "dtype": np.uint32,
        "max_hash": largest,
        "modulo_prime": prime,
    }
    ids, documents = shingled(path)
    tables: list[dict[bytes, list[int]]] = [{} for _ in range(bands)]
    for number, document in enumerate(documents):
        joined = " ".join(shingle.replace(" ", "_") for shingle in document)
        for table, signature in zip(tables, embed_func(joined, number, **options)[SIGNATURE_COLUMN], strict=True):
            table.setdefault(signature, []).append(number)
    pairs = {(i, j) for table in tables for same in table.values() for n, j in enumerate(same) for i in same[:n]}
    yield [(ids[i], ids[j]) for i, j in pairs]


CONTENDERS = {
    "ours": (ours, {}),
    "ours, sensitive": (ours, {"sensitive": True}),
    "ours, whole command": (whole, {}),
    "datasketch .3": (datasketch, {"threshold": 0.3}),
    "datasketch .12": (datasketch, {"threshold": 0.12}),
    "rensa": (rensa, {}),
    "gaoya": (gaoya, {}),
    "text-dedup .3": (text_dedup, {}),
}


def work(name: str, path: str, out: str, launched: str) -> None:
    """One run, in this process: writes seconds, peak memory (MB) and the pairs. launched: seconds since 1970."""
    import resource

    function, options = CONTENDERS[name]
    steps = function(path, **options)
    next(steps)
    startup = time.time() - float(launched)
    start, busy = time.perf_counter(), time.process_time()
    pairs = next(steps)
    seconds, busy = time.perf_counter() - start, time.process_time() - busy
    peak = (own_peak() + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) // 1024
    told = {"seconds": seconds, "busy": busy, "startup": startup, "peak": peak, "pairs": [sorted(p) for p in pairs]}
    Path(out).write_text(json.dumps(told), encoding="utf-8")


def own_peak() -> int:
    """Peak memory of this process in KB. (getrusage begins with the memory of the process that started it.)"""
    import resource

    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
        return int(re.search(r"VmHWM:\s+(\d+)", status)[1])
    except (OSError, TypeError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def corpus(documents: int, seed: int, folder: Path) -> tuple[Path, Path]:
    """The documents and the true pairs of one size and seed, made once."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from benchmarks import truth

    path, pairs = folder / f"{documents}-{seed}.parquet", folder / f"{documents}-{seed}-pairs.parquet"
    if not pairs.exists():
        folder.mkdir(parents=True, exist_ok=True)
        parts = truth.parts(documents, seed, BATCH)
        texts = links = None
        for part in parts:
            table = pa.Table.from_pandas(part.docs, preserve_index=False)
            true = pa.Table.from_pandas(part.pairs, preserve_index=False)
            texts = texts or pq.ParquetWriter(path, table.schema)
            links = links or pq.ParquetWriter(pairs.with_suffix(".part"), true.schema)
            texts.write_table(table.cast(texts.schema), row_group_size=10_000)
            links.write_table(true.cast(links.schema))
        texts.close()
        links.close()
        pairs.with_suffix(".part").rename(pairs)
    return path, pairs


def judged(pairs, truth) -> dict:
    """Precision, recall, and recall by the longest run that a pair shares."""
    import pandas as pd

    found = pd.DataFrame(pairs, columns=["id_a", "id_b"]).drop_duplicates()
    truth = truth[truth.shared > 0]
    run = truth.longest.where(truth.language != "zh", truth.longest / 2)
    joined = truth.assign(run=run).merge(found.assign(hit=True), on=["id_a", "id_b"], how="left")
    hit = joined.hit.notna()
    scores = {"precision": hit.sum() / len(found) if len(found) else float("nan"), "recall": hit.mean()}
    for name, (low, high) in zip(classes(), CLASSES, strict=True):
        chosen = (joined.run >= low) & (joined.run < high)
        scores[name] = hit[chosen].mean() if chosen.any() else float("nan")
    return scores


def classes() -> list[str]:
    return [f"run {low}+" if high > 10**6 else f"run {low}-{high - 1}" for low, high in CLASSES]


COLUMNS = (
    "documents",
    "seconds",
    "processor s",
    "start-up s",
    "peak MB",
    "times datasketch",
    "pairs",
    "precision",
    "recall",
)


def compare(arguments: argparse.Namespace) -> None:
    """A row for each contender and size, printed when it is known."""
    sizes = sorted(arguments.documents)
    names = [n for n in CONTENDERS if not arguments.only or n in arguments.only]
    print("\t".join(["", *COLUMNS, *classes()]), flush=True)
    seconds: dict[tuple[str, int], float] = {}
    for size in sizes:
        here = [n for n in names if size == sizes[0] or n.startswith("ours")]
        seconds |= {(name, size): median for name, median in rounds(here, size, arguments, seconds, sizes[0]).items()}
    for name in (n for n in names if n.startswith("ours")):
        for one, other in pairwise(sizes):
            if (name, one) in seconds and (name, other) in seconds:
                grown = math.log(seconds[name, other] / seconds[name, one]) / math.log(other / one)
                print(f"{name}: from {one:,} to {other:,} documents time grows as n^{grown:.2f}")
        for size in sizes:
            base = seconds.get((BASELINE, sizes[0]))
            if base and (name, size) in seconds:
                print(
                    f"{name}: {size:,} documents take {seconds[name, size] / base:.2f} times what {BASELINE} takes "
                    f"for {sizes[0]:,}"
                )


def rounds(
    names: list[str], size: int, arguments: argparse.Namespace, seconds: dict, smallest: int
) -> dict[str, float]:
    """Median seconds of each contender at one size."""
    import pandas as pd

    path, pairs = corpus(size, arguments.seed, arguments.folder)
    truth = pd.read_parquet(pairs)
    count = arguments.runs if size <= LARGE else 1
    runs: dict[str, list[dict]] = {name: [] for name in names}
    for turn in range(count):
        for name in list(runs):
            told = one_run(name, path, arguments.peers)
            if isinstance(told, str):
                print(f"{name}: left out ({told})", flush=True)
                del runs[name]
                continue
            runs[name].append(told)
            print(
                f"# run {turn + 1}: {name} {told['seconds']:.2f} s, {told['busy']:.2f} processor s",
                file=sys.stderr,
                flush=True,
            )
    medians = {name: statistics.median(r["seconds"] for r in done) for name, done in runs.items()}
    base = medians.get(BASELINE) or seconds.get((BASELINE, smallest))
    for name, done in runs.items():
        scores = judged(done[0]["pairs"], truth)
        times = f"{base / medians[name]:.1f}" if base and size == smallest else ""
        busy, startup = (statistics.median(r[c] for r in done) for c in ("busy", "startup"))
        cells = [
            size,
            f"{medians[name]:.2f}",
            f"{busy:.2f}",
            f"{startup:.1f}",
            max(r["peak"] for r in done),
            times,
            len(done[0]["pairs"]),
        ]
        print("\t".join([name, *map(str, cells), *(f"{v:.4f}" for v in scores.values())]), flush=True)
    return medians


def one_run(name: str, path: Path, peers: Path) -> dict | str:
    """What a run in a process of its own tells, or why there was none."""
    python = sys.executable if name.startswith("ours") else str(peers)
    with tempfile.NamedTemporaryFile(suffix=".json") as out:
        command = [python, str(Path(__file__).resolve()), "--work", name, str(path), out.name, str(time.time())]
        try:
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        except OSError as error:
            return f"{python}: {error.strerror}"
        if done.returncode:
            return (done.stderr.strip().splitlines() or ["no message"])[-1]
        return json.loads(Path(out.name).read_text(encoding="utf-8"))


def hard(seed: int) -> None:
    """Each hard case: what is found, what is not, and how many clusters."""
    from benchmarks import hard as cases
    from reprints.reuse import find

    print("\t".join(["", "documents", "links", "clusters", "largest", "precision", "recall", *classes()]), flush=True)
    for name in cases.CASES:
        for sensitive in (False, True):
            made = cases.case(name, seed)
            found = find(made.docs, sensitive=sensitive)
            size = found.clusters.groupby("cluster").size().max() if len(found.clusters) else 0
            scores = judged(list(zip(found.links.id_a.tolist(), found.links.id_b.tolist(), strict=True)), made.pairs)
            if made.pairs.empty and len(found.links):  # too many to be listed: links inside one story are right
                tree = made.truth.set_index("id")["tree"]
                scores["precision"] = (
                    found.links.id_a.map(tree).to_numpy() == found.links.id_b.map(tree).to_numpy()
                ).mean()
            cells = [
                name + (", sensitive" if sensitive else ""),
                len(made.docs),
                len(found.links),
                found.clusters.cluster.nunique(),
                size,
            ]
            print("\t".join([*map(str, cells), *(f"{v:.3f}" for v in scores.values())]), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, nargs="+", default=[10_000])
    parser.add_argument("--seed", type=int, default=1001)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", nargs="*", choices=list(CONTENDERS))
    parser.add_argument("--peers", type=Path, default=ROOT / "build" / "peers" / "bin" / "python")
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "benchmarks")
    parser.add_argument("--hard", action="store_true")
    parser.add_argument("--work", nargs=4, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.work:
        work(*arguments.work)
    elif arguments.hard:
        hard(arguments.seed)
    else:
        compare(arguments)


if __name__ == "__main__":
    main()
