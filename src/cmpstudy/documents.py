"""What README and docs/ tell of this study alone: blocks that `make docs` fills."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.coding import passes

if TYPE_CHECKING:
    import pandas as pd

    from analysis.study import Study


def agreement(study: Study) -> str:
    """How often both coders found the same rows, and gave them the same values."""
    return f"{_markdown(passes.row_agreement(study))}\n{_markdown(passes.value_agreement(study))}"


def _markdown(frame: pd.DataFrame) -> str:
    """A frame as a Markdown table: two decimals, a dash where there is no value."""
    head = "| " + " | ".join(name.replace("_", " ") for name in frame.columns) + " |"
    lines = ("| " + " | ".join(map(_cell, row)) + " |" for row in frame.astype(object).to_numpy().tolist())
    return "\n".join([head, "|" + "---|" * len(frame.columns), *lines]) + "\n"


def _cell(value: object) -> str:
    if value is None or value != value:
        return "–"
    return f"{value:.2f}" if isinstance(value, float) else str(value)


BLOCKS = {"agreement": agreement}
