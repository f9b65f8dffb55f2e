"""``python -m analysis reuse`` killed outright, wherever it stood: the next run gives what an undisturbed one gives."""

import random
import signal
import subprocess
import sys

import pandas as pd
import pytest

from analysis import files as place
from analysis.__main__ import main
from reprints.reuse import detect

# Small pieces, so that there is a middle; then the signal that no process can catch, from inside, at a known place.
CHILD = """
import os, signal, sys
from analysis.__main__ import main
from reprints import __main__ as command
from reprints.reuse import detect, documents, store
documents.ROWS = detect.ROWS = store.SEGMENT = 4
place, times = sys.argv[1], int(sys.argv[2])

class Killer(command.Progress):
    def __call__(self, stage, done, total):
        global times
        times -= stage == place
        if times == 0:
            os.kill(os.getpid(), signal.SIGKILL)

command.Progress = Killer
if place == "save":
    replace = os.replace
    def killed(*names):
        global times
        times -= 1
        if times == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        replace(*names)
    os.replace = killed
main(["reuse", *sys.argv[3:]])
"""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    rng = random.Random(8)
    words = ["".join(rng.choice("bdfgklmnprstvz") + rng.choice("aeiou") for _ in range(3)) for _ in range(900)]
    stories = [[rng.choice(words) for _ in range(90)] for _ in range(12)]
    foot = [rng.choice(words) for _ in range(25)]
    rows = [
        {
            "id": f"{copy}{i:02}",
            "outlet": f"o{i % 4}",
            "date": f"2021-03-{1 + copy + i:02}",
            "text": " ".join(text[10 * copy :] + foot * (i % 4 == 0)),
        }
        for i, text in enumerate(stories)
        for copy in range(3)
    ]
    path = tmp_path_factory.mktemp("killed") / "corpus.parquet"
    pd.DataFrame(rows).to_parquet(path)
    return path


@pytest.fixture(scope="module")
def undisturbed(corpus):
    out = corpus.parent / "undisturbed"
    assert main(["reuse", str(corpus), "--out", str(out), "--quiet"]) == 0
    return files(out)


def files(out):
    return {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}


@pytest.mark.parametrize(("place", "times"), [("fingerprint", 6), ("index", 1), ("align", 1), ("save", 20)])
def test_the_next_run_is_as_if_nothing_had_happened(corpus, undisturbed, tmp_path, capsys, place, times):
    out = tmp_path / "out"
    given = [str(corpus), "--out", str(out)]
    done = subprocess.run(
        [sys.executable, "-c", CHILD, place, str(times), *given], capture_output=True, text=True, check=False
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert bool(list(out.glob("*.parquet"))) == (place == "save")
    assert list((out / "work").glob("*/*.arrow"))  # what it had fingerprinted stays
    assert bool(list((out / "work").glob(f"{detect.SCRATCH}*"))) == (place != "save")
    assert main(["reuse", *given, "--quiet"]) == 0
    assert files(out) == undisturbed
    assert not list((out / "work").glob(f"{detect.SCRATCH}*"))  # what it had in hand is cleared away


def test_the_scratch_of_a_run_that_is_alive_is_let_alone(tmp_path):
    with detect.scratch_folder(tmp_path) as one, detect.scratch_folder(tmp_path) as other:
        assert one != other and one.is_dir() and (one / place.HELD).is_file()
    assert not list(tmp_path.iterdir())


def test_runs_that_begin_and_end_at_once_never_clear_each_other_away(tmp_path):
    code = (
        "import sys; from pathlib import Path\nfrom analysis.files import HELD\nfrom reprints.reuse import detect\n"
        "for _ in range(300):\n    with detect.scratch_folder(sys.argv[1]) as one:\n        (one / "
        "'work').write_bytes(b'x'); assert (one / HELD).is_file() and (one / 'work').is_file()\n"
    )
    runs = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    assert [(run.communicate()[1][-500:], run.returncode) for run in runs] == [("", 0)] * 3
    assert not list(tmp_path.iterdir())
