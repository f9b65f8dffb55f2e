"""How lines look: the nodes below each other, the left context cut at its far end."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from newsbench.concordance.lines import wide

if TYPE_CHECKING:
    import pandas as pd

_CELL = "padding:1px 4px;white-space:nowrap;"


def as_text(said: str, lines: pd.DataFrame, total: int) -> str:
    """Lines for a terminal, in a type of fixed width."""
    rows = _rows(lines)
    room = max((_width(row["left"]) for row in rows), default=0)
    node = max((_width(row["node"]) for row in rows), default=0)
    told = [
        f"{' ' * (room - _width(row['left']))}{row['left']} [{row['node']}]{' ' * (node - _width(row['node']))} "
        f"{row['right']}  {row['article']}:{row['paragraph']}"
        for row in rows
    ]
    return "\n".join([said, *told, *_more(lines, total)])


def as_html(said: str, lines: pd.DataFrame, total: int) -> str:
    """Lines as a table of a page."""
    sides = {
        "line": "right",
        "article": "left",
        "paragraph": "right",
        "left": "right",
        "node": "center",
        "right": "left",
    }
    rows = "".join(
        "<tr>"
        + "".join(
            f'<td style="{_CELL}text-align:{side};{"font-weight:bold" if name == "node" else ""}">'
            f"{html.escape(row[name])}</td>"
            for name, side in sides.items()
        )
        + "</tr>"
        for row in _rows(lines)
    )
    head = "".join(f'<th scope="col">{name}</th>' for name in sides)
    more = "".join(f"<p>{html.escape(line)}</p>" for line in _more(lines, total))
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>" if len(lines) else ""
    return f'<div style="overflow-x:auto"><p>{html.escape(said)}</p>{table}{more}</div>'


def _rows(lines: pd.DataFrame) -> list[dict[str, str]]:
    return [{str(name): str(cell) for name, cell in row.items()} for row in lines.to_dict("records")]


def _more(lines: pd.DataFrame, total: int) -> list[str]:
    return (
        [f"Lines 1 to {len(lines)} of {total:,}: .page(2), .lines() and .browse() give more."]
        if total > len(lines)
        else []
    )


def _width(text: str) -> int:
    return sum(map(wide, text))
