"""The chains that 15_computed_chains shows are those of the invented articles, and the report says that they are
invented.
"""

import json

import pandas as pd
from invented import FOLDER, made
from this_study import HERE

from reprints.chains import results


def test_the_results_are_those_of_the_invented_articles():
    kept = {name: pd.read_parquet(FOLDER / f"{name}.parquet") for name in results.TABLES}
    for name, frame in made().items():
        assert list(frame.columns) == list(kept[name].columns), name
        left, right = (one.astype(object).where(one.notna(), None) for one in (frame, kept[name]))
        pd.testing.assert_frame_equal(left, right, check_dtype=False, atol=1e-6, rtol=0)


def test_the_report_on_invented_news_says_so_before_anything_else():
    cells = json.loads((HERE.notebooks / "15_computed_chains.ipynb").read_text("utf-8"))["cells"]
    assert "invented" in "".join(cells[0]["source"]).splitlines()[0]
    assert "**The articles here are invented.**" in "".join(cells[0]["source"])
