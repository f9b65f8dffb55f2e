"""An article for reading: numbered paragraphs, whose words they are, what was found and what was coded in them."""

from __future__ import annotations

import html
from collections.abc import Collection, Mapping, Sequence

from analysis.errors import plain

NOT_CODED = "not coded"
_SHADE = "#efefef"  # behind words that are not the article's own
_LIT = "#ffe08a"  # the place that was looked for
_MARKED = "#fff3cc"  # other hits
_HEAD = ("outlet", "date", "time", "author", "section", "page", "edition", "credit", "url")  # said below the title


class Reader:
    """An article: it shows itself in a notebook, and opens at a paragraph.

    Parameters
    ----------
    facts : mapping of str to str
        What is known: id, title, outlet, date ...
    text : str
        A paragraph a line.
    at : int, optional
        The paragraph that it opens at.
    lit : tuple of int, optional
        First character and the one beyond the last of the place that was looked for.
    marks : sequence of tuple of int
        Other places that are marked.
    voices : mapping of int to str, optional
        Paragraph -> whose words it holds; None where that is not coded at all.
    own : collection of str
        The voices that are the article's own, whose paragraphs are not shaded.
    notes : mapping of int to list of str
        Paragraph -> what was coded of it; 0 for what is said of the whole.
    """

    def __init__(
        self,
        facts: Mapping[str, str],
        text: str,
        *,
        at: int | None = None,
        lit: tuple[int, int] | None = None,
        marks: Sequence[tuple[int, int]] = (),
        voices: Mapping[int, str] | None = None,
        own: Collection[str] = (),
        notes: Mapping[int, Sequence[str]] | None = None,
    ):
        self.facts, self.at, self.notes = facts, at, notes or {}
        self.paragraphs: list[tuple[int, str]] = []  # first character, text
        begin = 0
        for line in text.split("\n"):
            if line.strip():
                self.paragraphs.append((begin, line))
            begin += len(line) + 1
        numbers = range(1, len(self.paragraphs) + 1)
        self.voices = {n: voices.get(n, NOT_CODED) for n in numbers} if voices is not None else {}
        self._own = {*own, NOT_CODED}
        self._marks = sorted({*marks, *([lit] if lit else [])})
        self._lit = lit

    @property
    def title(self) -> str:
        """The title, or the id where there is none."""
        return self.facts.get("title") or self.facts.get("id", "")

    @property
    def told(self) -> str:
        """Outlet, date and what else is known, in a line."""
        return " · ".join(self.facts[name] for name in _HEAD if self.facts.get(name))

    def __repr__(self) -> str:
        lines = [self.title, *filter(None, [self.told]), *self.notes.get(0, ())]
        for number, (_, text) in enumerate(self.paragraphs, start=1):
            voice = f"[{self.voices[number]}] " if self.voices else ""
            lines.append(f"{number:>3}  {voice}{' '.join(text.split())}")
            lines += [f"       · {note}" for note in self.notes.get(number, ())]
        return plain("\n".join(lines))

    def _repr_html_(self) -> str:
        rows = "".join(self._row(number) for number in range(1, len(self.paragraphs) + 1))
        below = [*filter(None, [self.told]), *self.notes.get(0, ())]
        told = "".join(f'<br><span style="font-size:0.8em">{html.escape(line)}</span>' for line in below)
        return (
            f'<table class="reader"><caption style="text-align:left;font-size:1.2em">{html.escape(self.title)}{told}'
            f"</caption>{rows}</table>"
        )

    def _row(self, number: int) -> str:
        voice = self.voices.get(number)
        shade = _SHADE if voice is not None and voice not in self._own else "transparent"
        here = f"box-shadow:inset 4px 0 {_LIT};" if number == self.at else ""
        notes = "".join(
            f'<div style="font-size:0.85em;border-left:2px solid #999;padding-left:0.5em;margin:0.3em 0">'
            f"{html.escape(note)}</div>"
            for note in self.notes.get(number, ())
        )
        said = "" if voice is None else f'<td style="text-align:left;vertical-align:top">{html.escape(voice)}</td>'
        at = ' class="at"' if number == self.at else ""
        return (
            f'<tr{at} style="background:{shade}"><th scope="row" style="vertical-align:top;{here}">{number}</th>{said}'
            f'<td style="text-align:left;max-width:42em;white-space:normal">{self._marked(number)}{notes}</td></tr>'
        )

    def _marked(self, number: int) -> str:
        begin, text = self.paragraphs[number - 1]
        out, done = [], 0
        for first, last in self._marks:
            low, high = first - begin, last - begin
            if low >= done and high <= len(text):
                color = _LIT if (first, last) == self._lit else _MARKED
                out.append(html.escape(text[done:low]))
                out.append(f'<mark style="background:{color};color:#000">{html.escape(text[low:high])}</mark>')
                done = high
        return "".join([*out, html.escape(text[done:])])
