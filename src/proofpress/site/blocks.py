"""What an output is made of, however it came: texts, lists, tables, pictures, and words for what a page cannot show."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from proofpress.site import images

Block = tuple[str, object]  # kind and content: words, text, list, grid, picture or lost
NUMBER = re.compile(r"-?[\d,]*\.?\d+ ?%?")


def lost(what: str) -> Block:
    """The sentence that stands in the place of what a page cannot show."""
    return "lost", f"This cell shows {what}, which a page cannot hold. It is in the notebook only."


def said(blocks: Iterable[Block]) -> str:
    """The texts of blocks, on one line."""
    found = []
    for kind, content in blocks:
        if isinstance(content, Listing):
            found.append("; ".join(said(item) for item in content.items))
        elif isinstance(content, Grid):
            found += [cell.text for line in content.lines for cell in line]
        elif isinstance(content, images.Picture):
            found.append(content.alt)
        elif kind != "lost":
            found.append(str(content))
    return " ".join(" ".join(found).split())


@dataclass(eq=False)
class Cell:
    """A cell of a table. down, across: lines and columns that it spans; rows: the coded rows that it names."""

    heading: bool
    down: int = 1
    across: int = 1
    blocks: list[Block] = field(default_factory=list)
    text: str = ""
    rows: tuple[str, ...] = ()

    @property
    def plain(self) -> bool:
        """Whether it holds nothing but texts."""
        return all(kind == "words" for kind, _ in self.blocks)

    @property
    def number(self) -> bool:
        return not self.heading and NUMBER.fullmatch(self.text) is not None


@dataclass(eq=False)
class Grid:
    """A table as an output has it."""

    caption: str = ""
    head: list[list[Cell]] = field(default_factory=list)
    body: list[list[Cell]] = field(default_factory=list)
    foot: list[list[Cell]] = field(default_factory=list)
    bodies: int = 0
    spanned: bool = False

    @property
    def lines(self) -> list[list[Cell]]:
        return [*self.head, *self.body, *self.foot]

    @property
    def simple(self) -> bool:
        """Whether every line can stand anywhere: one heading, a text a cell, no spans, groups or sums at the foot."""
        return (
            not self.spanned
            and len(self.head) <= 1
            and not self.foot
            and self.bodies <= 1
            and all(cell.plain for line in self.lines for cell in line)
        )

    @property
    def width(self) -> int:
        return max((sum(cell.across for cell in line) for line in self.lines), default=0)


@dataclass(eq=False)
class Listing:
    """A list. limits: it holds the caveats of a report."""

    ordered: bool
    limits: bool = False
    items: list[list[Block]] = field(default_factory=list)


def settle(grid: Grid) -> None:
    """Headings to the head, spans within their part, a second heading that only names the index into the first."""
    while not grid.head and len(grid.body) > 1 and grid.body[0] and all(cell.heading for cell in grid.body[0]):
        grid.head.append(grid.body.pop(0))
    for lines in (grid.head, grid.body, grid.foot):
        lines[:] = [line for line in lines if line]
        for number, line in enumerate(lines):
            for cell in line:
                cell.down = min(cell.down or len(lines), len(lines) - number)
    if len(grid.head) == 2 and not grid.spanned and len(grid.head[0]) == len(grid.head[1]):
        pairs = list(zip(*grid.head, strict=True))
        if all(not (above.text and below.text) for above, below in pairs) and all(cell.plain for cell in grid.head[1]):
            grid.head = [[above if above.text else below for above, below in pairs]]
