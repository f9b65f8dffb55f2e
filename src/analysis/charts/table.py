"""A table as a reader sees it: semantic HTML without scripts, the same on every run."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from analysis.charts import style
from analysis.errors import AnalysisError
from analysis.script import HAN

if TYPE_CHECKING:
    import pandas as pd

_WIDE = rf"{HAN}\u3000-\u303f\uff00-\uffef"  # with the signs and the full-width forms of Chinese text
_HAN = re.compile(rf"[{_WIDE}]+(?:[\u3000-\u303f·“”‘’ ]*[{_WIDE}]+)*")
STYLE = (  # a page that has a style of its own for tables knows it by this text
    f".house-table{{border-collapse:collapse;font-size:.85rem;line-height:1.4;color:{style.INK};margin:.5rem 0}}"
    f".house-table caption{{caption-side:top;text-align:left;color:{style.SOFT};padding:0 0 .4rem}}"
    f".house-table th,.house-table td{{text-align:left;vertical-align:top;padding:.25rem .75rem .25rem 0;"
    f"border-bottom:1px solid {style.HAIR};background:none;white-space:normal}}"
    f".house-table thead th{{font-weight:normal;color:{style.SOFT};border-bottom-color:{style.FAINT}}}"
    ".house-table tbody th{font-weight:normal}.house-table .number{text-align:right;font-variant-numeric:tabular-nums}"
    ".house-table code{font-size:.75rem;overflow-wrap:anywhere}.house-scroll{overflow-x:auto}"
)


@dataclass(frozen=True, repr=False)
class HtmlTable:
    """What `table` returns; a notebook shows it. frame: what is shown; caption, names and notes: see `table`."""

    frame: pd.DataFrame = field(compare=False)
    caption: str
    names: Mapping[str, str]
    code: tuple[str, ...]
    missing: str
    note: str

    def __repr__(self) -> str:
        return f"{self.caption}\n{self._plain()}" + (f"\n{self.note}" if self.note else "")

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": self.html, "text/plain": repr(self)}

    @property
    def html(self) -> str:
        names = list(self.frame.columns)
        numeric = {name for name in names if _is_numeric(self.frame[name])}
        head = "".join(
            f'<th scope="col"{_class(name in numeric)}>{_text(self.names.get(name, str(name).replace("_", " ")))}</th>'
            for name in names
        )
        body = []
        for row in self.frame.itertuples(index=False, name=None):
            cells = [f'<th scope="row"{_class(names[0] in numeric)}>{self._cell(names[0], row[0])}</th>']
            cells += [
                f"<td{_class(name in numeric)}>{self._cell(name, cell)}</td>"
                for name, cell in zip(names[1:], row[1:], strict=True)
            ]
            body.append(f"<tr>{''.join(cells)}</tr>")
        note = f"<p>{_text(self.note)}</p>" if self.note else ""
        return (
            f'<style>{STYLE}</style><div class="house-scroll" role="region" tabindex="0" '
            f'aria-label="{html.escape(self.caption, quote=True)}">'
            f'<table class="house-table"><caption>{_text(self.caption)}</caption><thead><tr>{head}</tr></thead><tbody>'
            f"{''.join(body)}</tbody></table>{note}</div>"
        )

    def _cell(self, name: str, cell: object) -> str:
        words = self._words(cell)
        if name in self.code and words != self.missing:
            return " ".join(f"<code>{_text(part)}</code>" for part in words.split("|"))
        return _text(words)

    def _words(self, cell: Any) -> str:
        import pandas as pd

        if isinstance(cell, list | tuple):
            return ", ".join(map(self._words, cell))
        if pd.isna(cell) or cell == "":
            return self.missing
        if isinstance(cell, bool):
            return "yes" if cell else "no"
        if isinstance(cell, float):
            return f"{cell:,.2f}".rstrip("0").rstrip(".")
        return f"{cell:,}" if isinstance(cell, int) and abs(cell) >= 10000 else str(cell)

    def _plain(self) -> str:
        rows = [[str(self.names.get(name, name)) for name in self.frame.columns]]
        rows += [
            [" ".join(self._words(cell).split()) for cell in row]
            for row in self.frame.itertuples(index=False, name=None)
        ]
        widths = [max(len(row[number]) for row in rows) for number in range(len(rows[0]))]
        return "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
        )


def table(
    frame: pd.DataFrame,
    *,
    caption: str,
    names: Mapping[str, str] | None = None,
    code: Sequence[str] = ("id", "rows"),
    missing: str = "–",
    note: str = "",
    empty: str = "",
) -> HtmlTable:
    """Show a frame as a table: the first column heads its row, numbers stand right, Chinese is marked as such.

    Parameters
    ----------
    frame : pandas.DataFrame
        What to show; every cell is data and is escaped.
    caption : str
        What the table shows, with N.
    names : mapping, optional
        Column -> heading; its name without underscores otherwise.
    code : sequence of str
        Columns of ids, shown small.
    missing : str
        What stands for an empty cell.
    note : str
        A line below.
    empty : str
        A sentence for a frame without rows; without it that is an error.

    Returns
    -------
    HtmlTable

    Raises
    ------
    AnalysisError
        Without a caption, columns or rows.

    Examples
    --------
    >>> import pandas as pd
    >>> table(pd.DataFrame({"who": ["Iran"], "rows": ["support-0001"]}), caption="Who supports it (N = 1)").caption
    'Who supports it (N = 1)'
    """
    if not caption.strip():
        raise AnalysisError("a table needs a caption", where="table", do="Say what it shows, with N.")
    if not len(frame.columns):
        raise AnalysisError("the frame has no columns", where=f"table {caption!r}", do="Choose the columns to show.")
    if frame.empty and not empty:
        raise AnalysisError(
            "there is nothing to show: the frame has no rows",
            where=f"table {caption!r}",
            do="Check the filter that made it, or say with empty= why it may be.",
        )
    unknown = [name for name in names or {} if name not in frame.columns]
    if unknown:
        raise AnalysisError(
            f"names has {', '.join(unknown)}, which the frame lacks",
            where=f"table {caption!r}",
            do=f"The frame has {', '.join(map(str, frame.columns))}.",
        )
    said = " ".join(part for part in (empty if frame.empty else "", note) if part)
    return HtmlTable(
        frame.reset_index(drop=True),
        caption,
        dict(names or {}),
        (code,) if isinstance(code, str) else tuple(code),
        missing,
        said,
    )


def _is_numeric(column: pd.Series) -> bool:
    from pandas.api.types import is_bool_dtype, is_numeric_dtype

    return is_numeric_dtype(column) and not is_bool_dtype(column)


def _class(number: bool) -> str:
    return ' class="number"' if number else ""


def _text(words: object) -> str:
    """Escaped text, Chinese marked so that it is read aloud and set as Chinese."""
    return _HAN.sub(lambda found: f'<span lang="zh">{found[0]}</span>', html.escape(str(words), quote=True))
