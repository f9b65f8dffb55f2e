"""The bench against its peers, on the same articles and machine: import, concordance, keyness, collocates.

    python -m benchmarks.bench                                # 10,000 articles of some 470 words, against the peers
    python -m benchmarks.bench --peers ""                     # ours alone
    python -m benchmarks.bench --articles 10000 100000 1000000 --words 400   # growth; peers at the smallest size only

Articles are invented: words of a Zipf distribution in sentences and paragraphs, twenty outlets, a year of dates. Peers
(conc, pycorpdiff) are installed by this script in an environment of their own that is thrown away (``--peers`` names
them; one that cannot be installed is left out, and said so). conc wants a model of spaCy, of which it uses the
tokenizer: it is given an empty English one. Every contender is a process of its own, and they take turns; of each
question the first answer and the best of five are told. Import is from a CSV file until a question can be asked, ours
with the manifest of the import and the index; the compiled code of ours is loaded before the clock starts, as are the
peers' libraries. Seconds depend on what else the machine does: compare the rows of one run; those of the processor
(``cpu``, of all its cores) less so. Peak memory is that of the whole process.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PEERS = ("conc==0.1.13", "pycorpdiff==0.1.0a27")
NODE, OUTLET = "w40", "outlet 3"  # a word in the middle of the frequent ones; one of the outlets
QUESTIONS = ("concordance", "keyness", "collocates")
VOCABULARY, PARAGRAPHS, SENTENCE = 60_000, 8, 18
AGAIN = 5


# The articles


def articles(count: int, words: int, folder: Path, seed: int = 7) -> Path:
    """A CSV file of invented articles, and with ``.target`` and ``.rest`` the ones of one outlet and of the others."""
    import numpy as np

    draw = np.random.default_rng(seed)
    weights = 1 / np.arange(2.7, VOCABULARY + 2.7)
    edges = np.cumsum(weights / weights.sum())
    names = np.array([f"w{n}" for n in range(VOCABULARY)])
    path = folder / "articles.csv"
    with (
        path.open("w", encoding="utf-8", newline="\n") as every,
        path.with_suffix(".target").open("w", encoding="utf-8", newline="\n") as target,
        path.with_suffix(".rest").open("w", encoding="utf-8", newline="\n") as rest,
    ):
        for file in (every, target, rest):
            file.write("id,title,outlet,date,text\n")
        for first in range(0, count, 1000):
            size = min(1000, count - first)
            lengths = draw.integers(words // 2, words * 3 // 2 + 1, size)
            chosen = names[np.minimum(np.searchsorted(edges, draw.random(int(lengths.sum()))), VOCABULARY - 1)]
            begin = 0
            for n, length in enumerate(lengths.tolist()):
                number = first + n
                row = _row(number, chosen[begin : begin + length].tolist())
                begin += length
                every.write(row)
                (target if f"outlet {number % 20}" == OUTLET else rest).write(row)
    return path


def _row(number: int, words: list[str]) -> str:
    sentences = [" ".join(words[n : n + SENTENCE]).capitalize() + "." for n in range(0, len(words), SENTENCE)]
    step = max(1, len(sentences) // PARAGRAPHS)
    text = "\n".join(" ".join(sentences[n : n + step]) for n in range(0, len(sentences), step))
    day = f"2020-{number % 12 + 1:02}-{number % 28 + 1:02}"
    return f'a{number},Title {number},outlet {number % 20},{day},"{text}"\n'


# The contenders: each is run in its own process, gives its import and then its questions, by name


def ours(path: Path, folder: Path):
    from newsbench.importing.bring import bring
    from newsbench.opening import open_corpus

    warm = folder / "warm.csv"
    warm.write_text('id,title,outlet,text\na,one,x,"a b. c"\nb,two,y,"b a"\n', encoding="utf-8")
    bring(warm, "warm", into=folder)
    small = open_corpus("warm", folder)
    small.where(outlet="x").keyness()
    small.collocates("a", least=1)

    def load():
        bring(path, "bench", into=folder)
        return open_corpus("bench", folder)

    yield load
    corpus = yield
    part = corpus.where(outlet=OUTLET)
    yield {
        "concordance": lambda: corpus.concordance(NODE).page(1),
        "keyness": lambda: part.keyness(),
        "collocates": lambda: corpus.collocates(NODE),
    }


def conc(path: Path, folder: Path):
    import spacy
    from conc.conc import Conc
    from conc.corpus import Corpus

    model = spacy.blank("en")
    for name in ("parser", "ner", "lemmatizer", "tagger", "senter", "tok2vec", "attribute_ruler"):
        model.add_pipe("sentencizer", name=name)  # conc turns these off by name, so they must be there
    model.to_disk(folder / "model")

    def built(name: str, source: Path):
        options = {"text_column": "text", "metadata_columns": ["outlet"], "model": str(folder / "model")}
        return Corpus(name, name).build_from_csv(str(source), str(folder / name), **options)

    yield lambda: built("every", path)
    corpus = yield
    every, target = Conc(corpus), Conc(built("target", path.with_suffix(".target")))
    target.set_reference_corpus(built("rest", path.with_suffix(".rest")))
    yield {
        "concordance": lambda: every.concordance(NODE, use_cache=False).to_frame(),
        "keyness": lambda: target.keywords().to_frame(),
        "collocates": lambda: every.collocates(NODE).to_frame(),
    }


def pycorpdiff(path: Path, folder: Path):
    import pycorpdiff as peer

    yield lambda: peer.read_csv(path, text_col="text", id_col="id", meta_cols=("outlet", "date"))
    corpus = yield
    target = corpus.slice(outlet=OUTLET)
    rest = corpus.slice(outlet=[f"outlet {n}" for n in range(20) if f"outlet {n}" != OUTLET])
    yield {
        "concordance": lambda: peer.kwic(corpus, NODE, n=20),
        "keyness": lambda: peer.compare(target, rest).keyness(),
        "collocates": lambda: peer.collocation.collocate_counts(corpus.tokens(), NODE, window=5),
    }


CONTENDERS = {"ours": ours, "conc": conc, "pycorpdiff": pycorpdiff}


def work(name: str, path: Path) -> dict:
    """What a contender needs, in seconds; memory in megabytes."""
    with tempfile.TemporaryDirectory() as folder:
        stages = CONTENDERS[name](path, Path(folder))
        load = next(stages)
        begun, worked = time.perf_counter(), time.process_time()
        loaded = load()
        found = {"import": time.perf_counter() - begun, "import cpu": time.process_time() - worked}
        found["import memory"] = _peak()
        next(stages)
        for question, ask in stages.send(loaded).items():
            try:
                times = [_timed(ask) for _ in range(AGAIN)]
                best, least = (min(column) for column in zip(*times, strict=True))
                found |= {question: best, f"{question} cpu": least, f"{question} first": times[0][0]}
            except Exception as error:  # a peer's: the others are told all the same
                print(f"{name}, {question}: {type(error).__name__}: {error}", file=sys.stderr)
        return found | {"memory": _peak()}


def _timed(ask) -> tuple[float, float]:
    """Seconds by the clock, and of the processor."""
    begun, worked = time.perf_counter(), time.process_time()
    ask()
    return time.perf_counter() - begun, time.process_time() - worked


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


# Side by side


def compare(sizes: list[int], words: int, peers: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        pythons = {"ours": sys.executable} | _installed(peers, Path(folder))
        columns = [
            "import",
            "import cpu",
            *(f"{q}{e}" for q in QUESTIONS for e in ("", " cpu", " first")),
            "import memory",
            "memory",
        ]
        print(f"{'':24}" + "".join(f"{name:>19}" for name in columns), flush=True)
        for number, size in enumerate(sizes):
            place = Path(folder) / str(size)
            place.mkdir()
            path = articles(size, words, place)
            rows = {}
            for name, python in pythons.items():
                if number and name != "ours":
                    continue
                rows[name] = _run(name, python, path)
                cells = "".join(_cell(rows[name].get(column), column) for column in columns)
                print(f"{size:>10,} {name:13}{cells}", flush=True)
            for name in (name for name in rows if name != "ours"):
                ratios = (_ratio(rows["ours"].get(column), rows[name].get(column)) for column in columns)
                print(f"{'':11}{f'ours / {name}':13}" + "".join(f"{ratio:>19}" for ratio in ratios), flush=True)


def _installed(peers: list[str], folder: Path) -> dict[str, str]:
    """The Python of each peer that could be installed, by its name."""
    pythons = {}
    for peer in peers:
        name = peer.partition("==")[0]
        home = folder / f"{name}-environment"
        python = home / "bin" / "python"
        uv = [sys.executable, "-m", "uv"]
        made = subprocess.run([*uv, "venv", "-q", "--python", sys.executable, home], check=False).returncode == 0
        if made and not subprocess.run([*uv, "pip", "install", "-q", "--python", python, peer], check=False).returncode:
            pythons[name] = str(python)
        else:
            print(f"{peer} could not be installed and is left out", file=sys.stderr)
    return pythons


def _run(name: str, python: str, path: Path) -> dict:
    done = subprocess.run(
        [python, Path(__file__).resolve(), "--work", name, path], capture_output=True, text=True, check=False, cwd=ROOT
    )
    for line in done.stderr.splitlines():
        if line.startswith(f"{name}, "):
            print(line, file=sys.stderr)
    if done.returncode:
        print(f"{name} stopped: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return {}
    return json.loads(done.stdout.splitlines()[-1])


def _cell(value: float | None, column: str) -> str:
    if value is None:
        return f"{'-':>19}"
    return f"{value:>16,.0f} MB" if "memory" in column else f"{value:>17.3f} s"


def _ratio(ours: float | None, peer: float | None) -> str:
    return f"{ours / peer:.3f}" if ours and peer else "-"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, nargs="+", default=[10_000])
    parser.add_argument("--words", type=int, default=470, help="of an article, in the mean")
    parser.add_argument("--peers", default=" ".join(PEERS), help="what to install and compare with; empty: nothing")
    parser.add_argument("--work", nargs=2, metavar=("CONTENDER", "CSV"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.work:
        print(json.dumps(work(arguments.work[0], Path(arguments.work[1]))))
    else:
        compare(arguments.articles, arguments.words, arguments.peers.split())


if __name__ == "__main__":
    main()
