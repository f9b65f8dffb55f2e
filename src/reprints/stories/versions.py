"""Two versions side by side, with what was cut, added, replaced and moved marked. Holds text: never for publication."""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pandas as pd

from analysis.errors import AnalysisError
from analysis.rows import each
from reprints.chains.results import Results
from reprints.chains.story import hops, pick
from reprints.stories import words
from reprints.stories.words import Note

STYLE = (
    ".reader{border-collapse:collapse;width:100%;table-layout:fixed;font-size:.9rem;line-height:1.5}"
    "table.reader th,table.reader td{width:50%;vertical-align:top;text-align:left;padding:.35rem .8rem;"
    "border-bottom:1px solid #D9D9D9;overflow-wrap:anywhere}"
    ".reader del,.reader-key del{text-decoration:line-through;background:#E4E4E4}"
    ".reader ins,.reader-key ins{text-decoration:none;background:#CFE6F5;border-bottom:2px solid #0072B2}"
    ".reader mark,.reader-key mark{background:none;border-bottom:2px dotted #1F1F1F}"
    ".reader em,.reader-key em{font-style:normal;border:1px dashed #595959}"
    ".reader-key{font-size:.8rem;color:#595959}"
)
_TAG = {"cut": "del", "added": "ins", "replaced": "mark", "moved": "em"}


class SideBySide:
    """What ``reader`` returns; a notebook shows it. As plain text it is counts only: no log keeps a sentence."""

    def __init__(self, rows: list[tuple[str, str]], heads: tuple[str, str], counts: dict[str, int], unit: str = "word"):
        self.rows, self.heads, self.counts, self.unit = rows, heads, counts, unit

    def __repr__(self) -> str:
        return f"{self.heads[0]} beside {self.heads[1]}: " + ", ".join(
            f"{number} {self.unit}s {kind}" for kind, number in self.counts.items()
        )

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return {"text/html": self._repr_html_(), "text/plain": repr(self)}

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col">{words.marked_up(name)}</th>' for name in self.heads)
        left, right = (
            ' lang="zh"' * words.chinese(re.sub("<[^>]*>", "", " ".join(row[side] for row in self.rows)))
            for side in (0, 1)
        )
        body = "".join(f"<tr><td{left}>{one}</td><td{right}>{other}</td></tr>" for one, other in self.rows)
        key = (
            '<p class="reader-key"><del>cut</del> <ins>added</ins> <mark>replaced</mark> <em>moved</em> · '
            + html.escape(", ".join(f"{number:,} {self.unit}s {kind}" for kind, number in self.counts.items()))
            + "; headline lines and boilerplate are not compared</p>"
        )
        return (
            f"<style>{STYLE}</style>{key}"
            f'<table class="reader"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
        )


def reader(
    results: Results, texts: Path | str | pd.DataFrame, story: int = 0, pair: Sequence[str] = ()
) -> SideBySide | Note:
    """A copy beside its source.

    Parameters
    ----------
    results : Results
        Results of ``python -m reprints``, as `load` gives them.
    texts : Path, str or pandas.DataFrame
        The corpus, as a file or a table with id and text; empty where it is not at hand.
    story : int
        Number of a story; 0 is the largest.
    pair : sequence of str
        Two ids; without them the copy of the story that changed most, beside its source.

    Returns
    -------
    SideBySide or Note
        A sentence that says why, where there is nothing to show.

    Raises
    ------
    AnalysisError
        For an id that the corpus lacks, and for what is no pair.

    Examples
    --------
    >>> reader(computed, docs)
    Morning Post · 2021-03-01 · Lamps are lit beside Evening Star · 2021-03-02 · Lamps are lit: 50 words kept, ...
    """
    if isinstance(texts, str) and not texts:
        return Note(
            "Not shown: the texts are not at hand. Name the corpus in the parameter texts to read two versions "
            "side by side."
        )
    if not results.clusters and not pair:
        return Note("Not shown: the results hold no chain.")
    if pair and len(pair) != 2:
        raise AnalysisError(f"{len(pair)} ids are no pair", where="parameter pair", do="Name two ids, or none.")
    if not pair:
        changed = hops(results, pick(results, story))
        if changed.empty:
            return Note("Not shown: nobody in this story can be given a source. Name two ids in the parameter pair.")
        row = changed.iloc[(changed["cut"] + changed["added"] + changed["replaced"] + changed["moved"]).argmax()]
        pair = [row["parent"], row["id"]]
    found = _texts(texts, [str(name) for name in pair])
    return aligned(results, found, *map(str, pair))


def aligned(results: Results, texts: dict[str, str], one: str, other: str) -> SideBySide | Note:
    """Two documents as the ledger and the figures have them; a pair that shares no passage is only named."""
    from reprints.chains.script import told

    heads = heading(results, one), heading(results, other)
    script = told(results.edits, one, other)
    if len(script):
        return beside(texts[one], texts[other], heads, script)
    shared = {
        frozenset((str(a), str(b))) for a, b in zip(results.passages["id_a"], results.passages["id_b"], strict=True)
    }
    if one != other and frozenset((str(one), str(other))) not in shared:
        return Note(f"{heads[0]} and {heads[1]} share no passage, so they are not set side by side.")
    return beside(texts[one], texts[other], heads)


def beside(one: str, other: str, heads: tuple[str, str], script: pd.DataFrame | None = None) -> SideBySide:
    """Two texts in two columns: a row for each paragraph of the first, and what became of it. script: as
    ``chains.script`` gives it.
    """
    from reprints.chains.script import between
    from reprints.reuse.tokens import tokenise

    script = between(one, other) if script is None else script
    tokens = tokenise([one, other])
    middle = int(tokens.bounds[1])
    starts_a, starts_b = tokens.start[:middle].tolist(), tokens.start[middle:].tolist()
    marks_a = sorted((r.start_a, r.end_a, r.kind) for r in each(script) if r.end_a > r.start_a and r.kind != "kept")
    marks_b = sorted((r.start_b, r.end_b, r.kind) for r in each(script) if r.end_b > r.start_b and r.kind != "kept")
    # Where each kept word of the first stands in the second: paragraphs are cut there.
    place: list[tuple[int, int]] = []
    for row in each(script[script["kind"] == "kept"]):
        a, b = bisect_left(starts_a, row.start_a), bisect_left(starts_b, row.start_b)
        place += [(starts_a[a + k], starts_b[b + k]) for k in range(row.words_a)]
    place.sort()
    cuts = [(0, 0)]
    for match in re.finditer(r"\n+", one):
        at = bisect_left(place, (match.end(), -1))
        if at < len(place) and place[at][1] > cuts[-1][1]:
            cuts.append((match.end(), place[at][1]))
    cuts.append((len(one), len(other)))
    paragraphs = [(_marked(one, a, c, marks_a), _marked(other, b, d, marks_b)) for (a, b), (c, d) in pairwise(cuts)]
    longer = script[["words_a", "words_b"]].max(axis=1)
    counts = {kind: int(longer[script["kind"] == kind].sum()) for kind in ("kept", "cut", "added", "replaced", "moved")}
    return SideBySide(paragraphs, heads, counts, "character" if words.chinese(one) else "word")


def _marked(text: str, low: int, high: int, marks: list[tuple[int, int, str]]) -> str:
    out, at = [], low
    for start, end, kind in marks:
        start, end = max(start, low), min(end, high)
        if start >= end:
            continue
        out += [_safe(text[at:start]), f"<{_TAG[kind]}>{_safe(text[start:end])}</{_TAG[kind]}>"]
        at = end
    return "".join([*out, _safe(text[at:high])]).strip()


def _safe(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")


def heading(results: Results, name: object) -> str:
    row = results.about[results.about["id"].astype(str) == str(name)]
    outlet, date, title = (words.given(row[c].iloc[0]) if len(row) else "" for c in ("outlet", "date", "title"))
    return " · ".join(part for part in (outlet or str(name), date, title) if part)


def _texts(texts: Path | str | pd.DataFrame, ids: list[str]) -> dict[str, str]:
    import tempfile

    from reprints.reuse.documents import frame

    source = texts if isinstance(texts, pd.DataFrame) else Path(texts).expanduser()
    with tempfile.TemporaryDirectory() as scratch:
        found = frame(source, set(ids), Path(scratch))
    known = dict(zip(found["id"].astype(str), found["text"].astype(str), strict=True))
    for name in ids:
        if name not in known:
            raise AnalysisError(
                f"there is no document {name!r}",
                where="texts",
                do="Name ids as the corpus has them; the results must be of this corpus.",
            )
    return known
