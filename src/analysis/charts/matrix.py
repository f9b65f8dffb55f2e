"""Matrix: who says so. Rows by columns, the words themselves in the cells."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.charts import columns, fonts, style
from analysis.charts.scene import DASHED, Scene, block, key, kinds
from analysis.charts.scened import Scened, make

_PAD = 6


def matrix(
    frame,
    *,
    slug: str,
    title: str,
    subtitle: str,
    source: str,
    alt: str = "",
    caveats: Sequence[str] = (),
    tooltip: Sequence[str] = (),
    uncertain_means: str = "uncertain",
    empty_means: str = "",
) -> Scened:
    """Draw words in a grid; several rows of the frame may share a cell.

    frame: row (label at the left), column (heading), words (what stands in the cell); optional kind (a channel,
    speaker or outlet kind: the hue), relay (through whom it reached the source: drawn with an arrow below the words),
    uncertain (yes: dashed and hollow), contradicted (yes, or by whom: red), rows (ids). Rows and columns come in the
    frame's order.
    tooltip: columns that a pointer asks for. empty_means: what a dash in an empty cell means; empty cells stay blank without it.
    Raises AnalysisError for an empty frame, a missing column or an empty cell in a required one.
    """
    drawn = columns.need(
        "matrix", slug, frame, ["row", "column", "words"], ["kind", "relay", "uncertain", "contradicted"], tooltip
    )
    columns.allowed("matrix", slug, drawn, "uncertain", ["yes", "no"])
    grid = _Grid(drawn, tooltip, uncertain_means, empty_means)
    return make(
        grid.compose,
        drawn,
        slug=slug,
        title=title,
        subtitle=subtitle,
        source=source,
        alt=alt or grid.alt(title),
        caveats=caveats,
    )


class _Grid:
    def __init__(self, frame, tooltip, uncertain_means, empty_means):
        self.cards = frame.to_dict("records")
        self.rows, self.heads = columns.ordered(frame["row"]), columns.ordered(frame["column"])
        self.tooltip, self.uncertain_means, self.empty_means = tooltip, uncertain_means, empty_means

    def cell(self, row: str, column: str) -> list[dict]:
        return [
            card for card in self.cards if (columns.shown(card["row"]), columns.shown(card["column"])) == (row, column)
        ]

    def alt(self, title: str) -> str:
        parts = [
            f"{card['row']}, {card['column']}: {card['words']}"
            + (f", relayed by {card['relay']}" if card.get("relay") else "")
            + (" (uncertain)" if card.get("uncertain") == "yes" else "")
            + (" (contradicted)" if _contradiction(card) else "")
            for card in self.cards
        ]
        return f"{title} Matrix of {len(self.rows)} rows by {len(self.heads)} columns. {'; '.join(parts)}."

    def compose(self, scene: Scene) -> None:
        self.legend(scene)
        (self.gridded if self.fits(scene) else self.stacked)(scene)

    def fits(self, scene: Scene) -> bool:
        """Whether a grid reads well: on a phone only with short words in few columns."""
        if not scene.narrow:
            return len(self.heads) <= 6
        room = (scene.room + 8) / len(self.heads) - 8
        inner = room - 2 * _PAD - 4
        short = all(
            len(fonts.wrap(card["words"], style.LABEL, inner)) == 1
            and not card.get("relay")
            and not _contradiction(card)
            for card in self.cards
        )
        return short and all(
            fonts.width(word, style.LABEL) <= room for head in self.heads for word in fonts.clean(head).split()
        )

    def legend(self, scene: Scene) -> None:
        found = columns.ordered(card["kind"] for card in self.cards if card.get("kind"))
        by_column = {
            head: {card.get("kind", "") for card in self.cards if columns.shown(card["column"]) == head}
            for head in self.heads
        }
        entries = []
        if found and (any(len(mixed) > 1 for mixed in by_column.values()) or len(found) < len(self.heads)):
            entries += kinds(found, "box")
        if any(card.get("uncertain") == "yes" for card in self.cards):
            entries.append(("dashed", style.SOFT, self.uncertain_means))
        if any(_contradiction(card) for card in self.cards):
            entries.append(("hollow", style.CONTRADICTED, "contradicted"))
        if any(card.get("relay") for card in self.cards):
            entries.append(("arrow", style.SOFT, "relayed by"))
        if entries:
            key(scene, entries)

    def gridded(self, scene: Scene) -> None:
        # On a phone the label of a row stands above its cells.
        label_room = (
            0 if scene.narrow else min(150, max(fonts.width(fonts.clean(row), style.LABEL) for row in self.rows) + 18)
        )
        gap = 8
        column_room = (scene.room - label_room + gap) / len(self.heads) - gap
        xs = [scene.left + label_room + number * (column_room + gap) for number in range(len(self.heads))]
        headings = [fonts.wrap(head, style.LABEL, column_room) for head in self.heads]
        deepest = max(map(len, headings))
        for x, head, lines in zip(xs, self.heads, headings, strict=True):
            top = scene.y + block(deepest, style.LABEL) - block(len(lines), style.LABEL)
            scene.lines(x, top, lines, style.LABEL, style.SOFT)
        scene.y += block(deepest, style.LABEL) + 5
        for row in self.rows:
            scene.line([(scene.left, scene.y), (scene.right, scene.y)], style.HAIR)
            scene.y += 7
            bottom = (
                scene.lines(
                    scene.left, scene.y + 3, fonts.wrap(row, style.LABEL, label_room - 14 if label_room else scene.room)
                )
                + 2
            )
            if not label_room:
                scene.y = bottom + 2
            for x, head in zip(xs, self.heads, strict=True):
                top = scene.y
                for card in self.cell(row, head):
                    top = self.card(scene, card, x, top, column_room) + 5
                if top == scene.y and self.empty_means:
                    scene.text(x + 2, top + 4 + style.LABEL * fonts.ASCENT, "–", style.LABEL, style.FAINT)
                bottom = max(bottom, top - 5)
            scene.y = max(bottom, scene.y + 20) + 8
        self.dash(scene)

    def stacked(self, scene: Scene) -> None:
        """For a phone, or a grid too wide for a page: a section for each row, a card for each cell with its column above."""
        for row in self.rows:
            scene.line([(scene.left, scene.y), (scene.right, scene.y)], style.HAIR)
            scene.y = (
                scene.lines(scene.left, scene.y + 6, fonts.wrap(row, style.SUBTITLE, scene.room), style.SUBTITLE) + 5
            )
            for head in self.heads:
                cards = self.cell(row, head)
                if cards:
                    scene.y = (
                        scene.lines(
                            scene.left, scene.y, fonts.wrap(head, style.SMALL, scene.room), style.SMALL, style.SOFT
                        )
                        + 3
                    )
                for card in cards:
                    scene.y = self.card(scene, card, scene.left, scene.y, scene.room) + 6
            scene.y += 5

    def dash(self, scene: Scene) -> None:
        if self.empty_means and any(not self.cell(row, head) for row in self.rows for head in self.heads):
            scene.y = scene.lines(
                scene.left,
                scene.y + 2,
                fonts.wrap(f"– {self.empty_means}", style.SMALL, scene.room),
                style.SMALL,
                style.SOFT,
            )

    def card(self, scene: Scene, card: dict, x: float, top: float, room: float) -> float:
        colour = style.hue(card["kind"]) if card.get("kind") else style.FAINT
        against = _contradiction(card)
        unsure = card.get("uncertain") == "yes"
        inner = room - 2 * _PAD - 4
        said = fonts.wrap(card["words"], style.LABEL, inner)
        relay = fonts.wrap(card["relay"], style.SMALL, inner - 16) if card.get("relay") else []
        noted = fonts.wrap(against, style.SMALL, inner) if against else []
        height = (
            2 * _PAD
            - 1
            + block(len(said), style.LABEL)
            + sum(3 + block(len(lines), style.SMALL) for lines in (relay, noted) if lines)
        )
        scene.box(x, top, room, height, style.PAPER if unsure or against else style.tint(colour))
        if unsure or against:
            scene.box(
                x + 0.6,
                top + 0.6,
                room - 1.2,
                height - 1.2,
                stroke=style.CONTRADICTED if against else colour,
                width=1.4,
                dash=DASHED if unsure else (),
            )
        if not unsure:
            scene.box(x, top, 4, height, colour)
        y = scene.lines(x + 4 + _PAD, top + _PAD - 2, said)
        if relay:
            y += 3
            middle = y + style.SMALL * fonts.ASCENT - 4
            scene.line([(x + 4 + _PAD, middle), (x + 4 + _PAD + 8, middle)], style.SOFT, 1.3)
            scene.arrow(x + 4 + _PAD + 12, middle, style.SOFT, 3.6)
            y = scene.lines(x + 4 + _PAD + 16, y, relay, style.SMALL, style.SOFT)
        if noted:
            y = scene.lines(x + 4 + _PAD, y + 3, noted, style.SMALL, style.RED_WORDS)
        scene.hit(x, top, room, height, columns.tips(card, self.tooltip))
        return top + height


def _contradiction(card: dict) -> str:
    """The words of the red note, empty where nothing contradicts."""
    against = str(card.get("contradicted", "")).strip()
    if against in ("", "no"):
        return ""
    return "contradicted" if against == "yes" else f"contradicted by {against}"
