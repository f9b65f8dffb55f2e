"""What was compiled is kept between runs, and never longer than what it was compiled of."""

import os
import subprocess
import sys

import pytest

HELPER = """
from numba import njit
import numpy as np

STEP = np.array([1])

@njit{inline}
def next_one(x):
    return x + {more}
"""
MIDDLE = """
from analysis.jit import compiled
from helper import next_one

@compiled
def further(x):
    return next_one(x)
"""
KERNEL = """
from analysis.jit import compiled
from {module} import {name} as step
from constants import BASE

@compiled
def kernel(x):
    return below(x) + BASE

@compiled
def below(x):
    return step(x)

print(kernel(10), sum(kernel.stats.cache_hits.values()))
"""


def ran(folder):
    done = subprocess.run(
        [sys.executable, "kernel.py"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    value, hits = done.stdout.split()
    return int(value), int(hits)


@pytest.mark.parametrize(
    ("inline", "module", "name"), [("", "helper", "next_one"), ('(inline="always")', "middle", "further")]
)
def test_a_kernel_is_compiled_anew_where_a_function_or_a_number_of_another_module_changed(
    tmp_path, inline, module, name
):
    (tmp_path / "helper.py").write_text(HELPER.format(inline=inline, more=1))
    (tmp_path / "middle.py").write_text(MIDDLE)
    (tmp_path / "constants.py").write_text("BASE = 100\n")
    (tmp_path / "kernel.py").write_text(KERNEL.format(module=module, name=name))
    assert ran(tmp_path) == (111, 0)
    assert ran(tmp_path) == (111, 1)  # it was kept
    (tmp_path / "helper.py").write_text(HELPER.format(inline=inline, more=2))
    assert ran(tmp_path) == (112, 0)
    (tmp_path / "constants.py").write_text("BASE = 200\n")
    assert ran(tmp_path) == (212, 0)
    assert ran(tmp_path) == (212, 1)
