"""Matrix: who says so. Rows by columns, the words themselves in the cells."""

from __future__ import annotations

from typing import Any, Unpack

from analysis.charts import columns, fonts, form, options, style
from analysis.charts.figure import Figure
from analysis.charts.form import Asked, Head, Paper
from analysis.charts.kinds import Given, merged

_PAD, _BAR, _GAP = 5, 4, 8


@options.checked
def matrix(
    frame,
    *,
    kinds: Given | None = None,
    uncertain_means: str = "uncertain",
    empty_means: str = "",
    **head: Unpack[Head],
) -> Figure:
    """Draw words in a grid; several rows of the frame may share a cell.

    Parameters
    ----------
    frame : pandas.DataFrame
        row (label at the left), column (heading), words (what stands in the cell); optional kind (a value of `kinds`:
        the hue), relay (through whom it reached the source: below the words), uncertain (yes: dashed and hollow),
        contradicted (yes, or by whom: red), rows (ids). Rows and columns come in the frame's order.
    kinds : mapping
        value of kind -> (label, hue name or #hex).
    uncertain_means, empty_means : str
        What a dashed card means, and a dash in an empty cell; empty cells stay blank without it.

    Returns
    -------
    Figure

    Raises
    ------
    AnalysisError
        For an empty frame, a missing column or an empty cell in a required one.

    Examples
    --------
    >>> import pandas as pd
    >>> acts = pd.DataFrame(
    ...     {"row": ["North", "South"], "column": ["Own paper", "Radio"], "words": ["calls it timely", "is silent"]}
    ... )
    >>> matrix(acts, slug="acts", title="North alone speaks", source="Source: invented (N = 2).")
    Figure acts: North alone speaks
    """
    asked = Asked("matrix", head, kinds)
    drawn = asked.frame(frame, ["row", "column", "words"], ["kind", "relay", "uncertain", "contradicted"])
    columns.allowed(asked.where, drawn, "uncertain")
    grid = _Grid(drawn, asked, uncertain_means, empty_means)
    return asked.figure(grid.draw, drawn, grid.described())


class _Grid:
    def __init__(self, frame, asked: Asked, uncertain_means: str, empty_means: str):
        self.cards, self.asked = frame.to_dict("records"), asked
        self.rows, self.heads = columns.ordered(frame["row"]), columns.ordered(frame["column"])
        self.uncertain_means, self.empty_means = uncertain_means, empty_means

    def cell(self, row: str, column: str) -> list[dict]:
        return [
            card for card in self.cards if (columns.shown(card["row"]), columns.shown(card["column"])) == (row, column)
        ]

    def described(self) -> str:
        parts = [
            f"{card['row']}, {card['column']}: {card['words']}"
            + (f", relayed by {card['relay']}" if card.get("relay") else "")
            + (" (uncertain)" if card.get("uncertain") == "yes" else "")
            + (" (contradicted)" if _contradiction(card) else "")
            for card in self.cards
        ]
        return f"Matrix of {len(self.rows)} rows by {len(self.heads)} columns. {'; '.join(parts)}."

    def fits(self, paper: Paper) -> bool:
        """Whether a grid reads well: on a phone only with short words in few columns."""
        if not paper.narrow:
            return len(self.heads) <= 6
        room = (paper.room + _GAP) / len(self.heads) - _GAP
        short = all(
            len(fonts.wrap(card["words"], paper.size, room - 2 * _PAD - _BAR)) == 1
            and not card.get("relay")
            and not _contradiction(card)
            for card in self.cards
        )
        return short and all(
            fonts.width(word, paper.size) <= room for head in self.heads for word in fonts.clean(head).split()
        )

    def draw(self, paper: Paper):
        """On a page a grid; on a phone, or where columns are too many, a section for each row with its cards below."""
        grid = self.fits(paper)
        label_room = 0.0
        if grid and not paper.narrow:
            label_room = min(
                150.0 if len(self.heads) < 5 else 120.0,
                max(fonts.width(fonts.clean(row), paper.size) for row in self.rows) + 18,
            )
        width = paper.room - label_room
        step = width / len(self.heads) if grid else width
        inner = step - (_GAP if grid else 0) - 2 * _PAD - _BAR
        cards: list[dict] = []
        heads: list[dict] = []
        notes: list[dict] = []
        y = 0.0
        for row in self.rows:
            lines = fonts.wrap(row, paper.size, label_room - 14 if label_room else width)
            heads.append({"row": row, "lines": lines, "rule": y, "top": y + 9})
            tall = len(lines) * paper.line()
            start = y + 8 if label_room else y + 12 + tall
            bottom = y + 9 + tall
            for head in self.heads:
                top = start if grid else bottom
                if not grid and self.cell(row, head):
                    small = fonts.wrap(head, paper.small, width)
                    notes.append({"row": row, "lines": small, "top": top + 4, "column": head})
                    top += 6 + len(small) * paper.line(paper.small)
                for card in self.cell(row, head):
                    made = self.card(card, paper, inner, top)
                    cards.append(made)
                    top = made["bottom"] + 5
                if grid and not self.cell(row, head) and self.empty_means:
                    notes.append({"row": row, "lines": ["–"], "top": top + 4, "column": head})
                bottom = max(bottom, top - 5 if self.cell(row, head) else bottom)
            y = max(bottom, start + 20 if grid else 0) + 8
        return self.layers(paper, cards, heads, notes, grid, width, label_room, y)

    def card(self, card: dict, paper: Paper, inner: float, top: float) -> dict:
        """A card with its lines and its place from the top."""
        against = _contradiction(card)
        said = fonts.wrap(card["words"], paper.size, inner)
        relay = fonts.wrap(f"via {card['relay']}", paper.small, inner) if card.get("relay") else []
        noted = fonts.wrap(against, paper.small, inner) if against else []
        small = paper.line(paper.small)
        below = top + _PAD + len(said) * paper.line()
        kept = {
            "row": columns.shown(card["row"]),
            "column": columns.shown(card["column"]),
            "kind": "contradicted" if against else self.asked.kinds.label(card.get("kind") or ""),
            "look": "uncertain" if card.get("uncertain") == "yes" else "contradicted" if against else "sure",
            "hue": self.hue(card, bool(against)),
            "lines": said,
            "relayed": relay,
            "noted": noted,
            "top": top,
            "text": top + _PAD,
            "relay_at": below,
            "noted_at": below + len(relay) * small,
            "bottom": below + (len(relay) + len(noted)) * small + _PAD - 3,
        }
        return dict(card) | kept

    def hue(self, card: dict, against: bool) -> str:
        """The colour of a card's bar: who tells it, also where it is contradicted; none where nothing is sure."""
        kind = card.get("kind") or ""
        if card.get("uncertain") == "yes" or (against and not kind):
            return ""
        return self.asked.kinds.colour(kind)

    def layers(self, paper: Paper, cards, heads, notes, grid: bool, width: float, label_room: float, y: float):
        import altair as alt

        palette = self.asked.kinds
        # The legend in the order in which a reader meets the hues, column by column.
        by_head = sorted(self.cards, key=lambda card: self.heads.index(columns.shown(card["column"])))
        found = columns.ordered(card["kind"] for card in by_head if card.get("kind"))
        hues = {palette.label(kind): palette.colour(kind) for kind in found} | {"": style.FAINT}
        red = any(card["kind"] == "contradicted" for card in cards)
        hues |= {"contradicted": style.CONTRADICTED} if red else {}
        by_column = [
            {card.get("kind", "") for card in self.cards if columns.shown(card["column"]) == head}
            for head in self.heads
        ]
        telling = found and (any(len(mixed) > 1 for mixed in by_column) or len(found) < len(self.heads))
        said = [palette.label(kind) for kind in found] * bool(telling) + ["contradicted"] * red
        wrapped = {head: fonts.wrap(head, paper.small, width / len(self.heads) - _GAP) for head in self.heads}
        offset = form.over(wrapped, paper) if grid else 6
        held = merged(said, hues, width, offset=10 if grid else 6)
        color = alt.Color("kind:N", scale=alt.Scale(domain=list(hues), range=list(hues.values())), legend=held)
        scale = alt.Scale(paddingInner=_GAP / (width / len(self.heads)), paddingOuter=0)
        x = alt.X("column:N", sort=self.heads, scale=scale, axis=None)
        start = alt.X("column:N", sort=self.heads, scale=scale, axis=None, bandPosition=0)
        whole = {"x": alt.value(0), "x2": alt.value(width)}
        at = {"x": x} if grid else whole
        left = start if grid else alt.value(0)
        top, y2 = form.down("top", y), alt.Y2("bottom:Q")
        layers = [
            alt.Chart(form.table(heads))
            .mark_rule(color=style.HAIR)
            .encode(x=alt.value(-label_room), x2=alt.value(width), y=form.down("rule", y))
        ]
        tips = self.asked.tips()
        sure = [card for card in cards if card["look"] == "sure"]
        if sure:
            base = alt.Chart(form.table(sure))
            layers.append(base.mark_rect(fillOpacity=0.16).encode(**at, y=top, y2=y2, color=color, **tips))
        for look, dash in (("contradicted", form.SOLID), ("uncertain", form.DASH)):
            some = [card for card in cards if card["look"] == look]
            if some:
                edge: dict[str, Any] = {"filled": False, "fill": style.PAPER, "strokeWidth": 1.4, "strokeDash": dash}
                layers.append(
                    alt.Chart(form.table(some)).mark_rect(**edge).encode(**at, y=top, y2=y2, color=color, **tips)
                )
        if barred := [card for card in cards if card["hue"]]:
            bar = alt.Chart(form.table(barred)).mark_rule(strokeWidth=_BAR, xOffset=_BAR / 2)
            layers.append(bar.encode(x=left, y=top, y2=y2, color=alt.Color("hue:N", scale=None)))
        dx = _BAR + _PAD
        layers += form.texts(cards, paper, left, form.down("text", y), dx=dx)
        relayed, noted = ([card for card in cards if card[name]] for name in ("relayed", "noted"))
        layers += form.texts(
            relayed, paper, left, form.down("relay_at", y), "relayed", dx=dx, fontSize=paper.small, color=style.SOFT
        )
        layers += form.texts(
            noted, paper, left, form.down("noted_at", y), "noted", dx=dx, fontSize=paper.small, color=style.RED_WORDS
        )
        layers += form.texts(heads, paper, alt.value(-label_room), form.down("top", y))
        layers += form.texts(
            notes, paper, left, form.down("top", y), fontSize=paper.small, color=style.SOFT, dx=2 * grid
        )
        layers += form.headings(wrapped, "column", start, paper, label_room, align="left") if grid else []
        entries = []
        if any(card["look"] == "uncertain" for card in cards):
            entries = form.key(
                {self.uncertain_means: ("square", style.PAPER, style.SOFT, [3, 2])}, width, offset=offset
            )
        if grid and self.empty_means and any(note["lines"] == ["–"] for note in notes):
            foot = [{"lines": fonts.wrap(f"– {self.empty_means}", paper.small, paper.room), "top": y}]
            layers += form.texts(
                foot, paper, alt.value(-label_room), form.down("top", y), fontSize=paper.small, color=style.SOFT
            )
        return form.layered([*entries, *layers], width, paper.height or y)


def _contradiction(card: dict) -> str:
    """The words of the red note, empty where nothing contradicts."""
    against = str(card.get("contradicted", "")).strip()
    if against in ("", "no"):
        return ""
    return "contradicted" if against == "yes" else f"contradicted by {against}"
