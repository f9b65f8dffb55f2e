"""build/check/index.html: every difference of a check, so that a person sees it. One file, no script, no network."""

from __future__ import annotations

import base64
import difflib
import io
from collections.abc import Sequence
from html import escape
from pathlib import Path

from proofpress.proof.differences import Difference, Evidence, pixels
from proofpress.proof.outcome import Outcome, consequence

ROWS, LINES, DIFFERENCES, CAUSES = 12, 40, 12, 5  # of a table, a text, a report that are shown before a click
MOST = 2000  # lines of a text that the page holds
_STYLE = Path(__file__).with_name("page.css")


def page(outcomes: Sequence[Outcome], general: Sequence[Difference]) -> str:
    """The page of a check."""
    wrong = [outcome for outcome in outcomes if outcome.differences]
    total = sum(len(outcome.differences) for outcome in wrong) + len(general)
    if not total:
        body = (
            f"<h1>All {len(outcomes)} reports reproduce</h1><p>Nothing that a reader sees differs from what "
            "is committed.</p>"
        )
    else:
        count = (
            f"{len(wrong)} of {len(outcomes)} reports did not come out as committed"
            if wrong
            else f"All {len(outcomes)} reports reproduce, other files do not"
        )
        body = (
            f"<h1>{count}</h1>"
            f"<p class=soft>{total} difference{'s' * (total != 1)}. Red is the committed side, green is the fresh run. "
            "If the fresh side is right: <code>make accept</code>.</p>"
            + _contents(wrong, general)
            + "".join(_section(outcome.name, outcome.differences, outcome.causes) for outcome in wrong)
            + (_section("Other files", general, []) if general else "")
        )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Check of the reports</title><style>\n{_STYLE.read_text('utf-8')}</style></head>"
        f"<body><main>{body}</main></body></html>\n"
    )


def _contents(wrong: Sequence[Outcome], general: Sequence[Difference]) -> str:
    rows: list[tuple[str, Sequence[Difference], str]] = [
        (outcome.name, outcome.differences, _cause(outcome.causes[0]) if outcome.causes else "") for outcome in wrong
    ]
    rows += [("Other files", general, "")] if general else []
    listed = "".join(
        f'<tr><td><a href="#{_anchor(name)}">{escape(name)}</a></td><td>{cause}</td>'
        f"<td>{escape(_kinds(differences))}</td></tr>"
        for name, differences, cause in rows
    )
    return (
        "<nav><table class=list><thead><tr><th>Report</th><th>Likely cause</th><th>What differs</th></tr></thead>"
        f"<tbody>{listed}</tbody></table></nav>"
    )


def _anchor(name: str) -> str:
    return escape(name.replace(" ", "-"))


def _cause(cause: str) -> str:
    """A cause with its kind set off: code, data, parameter, ..."""
    kind, colon, rest = cause.partition(": ")
    return f"<strong>{escape(kind)}</strong>: {escape(rest)}" if colon else escape(cause)


def _kinds(differences: Sequence[Difference]) -> str:
    kinds: dict[str, int] = {}
    first, rest = _parted(differences)
    for difference in first:
        kinds[difference.kind] = kinds.get(difference.kind, 0) + 1
    return ", ".join(kind + (f" ({count})" if count > 1 else "") for kind, count in kinds.items()) + (
        f", and {len(rest)} as a rule because of these" if rest else ""
    )


def _parted(differences: Sequence[Difference]) -> tuple[list[Difference], list[Difference]]:
    """What is shown in full, and what most likely repeats it."""
    follows = [consequence(difference, differences) for difference in differences]
    return [one for one, repeats in zip(differences, follows, strict=True) if not repeats], [
        one for one, repeats in zip(differences, follows, strict=True) if repeats
    ]


def _section(name: str, differences: Sequence[Difference], causes: Sequence[str]) -> str:
    first, rest = _parted(differences)
    listed = [f"<li>{_cause(cause)}</li>" for cause in causes]
    told = (
        f"<p>Likely cause: {_cause(causes[0])}.</p>"
        if len(causes) == 1
        else f"<p>Likely causes:</p>{_beginning(listed, CAUSES, '<ul>', '</ul>')}"
        if causes
        else ""
    )
    cause = f"<div class=cause>{told}</div>" if told else ""
    follow = (
        f"<div class=follow><h3>Also different, as a rule because of the above</h3>{''.join(map(_folded, rest))}</div>"
        if rest
        else ""
    )
    return (
        f'<section id="{_anchor(name)}">'
        f"<h2>{escape(name)}</h2>{cause}{_beginning([*map(_article, first)], DIFFERENCES, '', '')}{follow}</section>"
    )


def _article(difference: Difference) -> str:
    what = "" if difference.what == "it changed" else f"<p>{escape(_sentence(difference.what))}</p>"
    return f"<article><h3>{_badge(difference)}</h3>{what}{_shown(difference)}</article>"


def _badge(difference: Difference) -> str:
    return f"<span class=kind>{escape(difference.kind)}</span>{escape(difference.where)}"


def _folded(difference: Difference) -> str:
    head = f"{_badge(difference)}: {escape(difference.what)}"
    shown = (
        "" if difference.kind.startswith("figure file") else _shown(difference)
    )  # such a file is an output shown above
    return f"<details><summary>{head}</summary>{shown}</details>" if shown else f"<p>{head}</p>"


def _shown(difference: Difference) -> str:
    evidence = _evidence(difference.evidence)
    return evidence or (_cells((("", difference.old, difference.new),)) if difference.old or difference.new else "")


def _sentence(what: str) -> str:
    return what[:1].upper() + what[1:] + ("" if what.endswith(".") else ".")


def _evidence(evidence: Evidence) -> str:
    if evidence.form == "image":
        pictures, seen = _pictures(evidence.old, evidence.new)
        # The elements explain a drawing; where no pixel differs they are all there is to see.
        count = len(evidence.cells)
        cells = (
            f"<details{'' if seen else ' open'}><summary>{count} change{'s' * (count != 1)} in the "
            f"file</summary>{_cells(evidence.cells)}</details>"
            if count
            else ""
        )
        return pictures + cells
    if evidence.cells:
        return _cells(evidence.cells)
    if evidence.old and evidence.old == evidence.new:  # one text about both sides: what nbval says
        return f"<div class=lines><div>{escape(str(evidence.old)[-6000:])}</div></div>"
    if evidence.old or evidence.new:
        return _lines(str(evidence.old), str(evidence.new))
    return ""


def _cells(cells: Sequence[tuple[str, str, str]]) -> str:
    rows = []
    for place, old, new in cells:
        a, b = _marked(old[:1000], new[:1000])
        rows.append(f"<tr><td>{escape(place)}</td><td class=old>{a}</td><td class=new>{b}</td></tr>")
    head = (
        "<table class=cells><colgroup><col class=place><col><col></colgroup><thead><tr><th>Where</th>"
        "<th>Committed</th><th>Fresh</th></tr></thead>"
    )
    return _beginning(rows, ROWS, f"{head}<tbody>", "</tbody></table>")


def _beginning(rows: Sequence[str], room: int, before: str, after: str) -> str:
    """The first rows, and the others for who asks."""
    if len(rows) <= room + 3:  # nobody wants to click for three
        return f"{before}{''.join(rows)}{after}"
    return (
        f"{before}{''.join(rows[:room])}{after}<details><summary>{len(rows) - room} "
        f"more</summary>{before}{''.join(rows[room:])}{after}</details>"
    )


def _marked(old: str, new: str) -> tuple[str, str]:
    """Two texts with what differs marked; wholly different ones without marks."""
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False) if len(old) + len(new) < 1200 else None
    if matcher is None or matcher.ratio() < 0.3:
        return escape(old), escape(new)
    a, b = "", ""
    for kind, i, j, k, m in matcher.get_opcodes():
        a += escape(old[i:j]) if kind == "equal" or i == j else f"<del>{escape(old[i:j])}</del>"
        b += escape(new[k:m]) if kind == "equal" or k == m else f"<ins>{escape(new[k:m])}</ins>"
    return a, b


def _lines(old: str, new: str) -> str:
    """A text diff with a little around each change."""
    before, after = old.splitlines(), new.splitlines()
    rows = []
    groups = (
        difflib.SequenceMatcher(None, before, after, autojunk=False).get_grouped_opcodes(2)
        if len(before) + len(after) < 6000
        else [[("replace", 0, len(before), 0, len(after))]]
    )
    for number, group in enumerate(groups):
        if number:
            rows.append("<div class=gap>…</div>")
        for kind, i, j, k, m in group:
            if kind == "equal":
                rows += [f"<div>  {escape(line)}</div>" for line in before[i:j]]
                continue
            pairs = (
                [_marked(a, b) for a, b in zip(before[i:j], after[k:m], strict=True)]
                if j - i == m - k
                else [(escape(a), "") for a in before[i:j]] + [("", escape(b)) for b in after[k:m]]
            )
            paired = j - i == m - k
            rows += [f"<div class=old>- {a}</div>" for a, b in pairs if a or paired]
            rows += [f"<div class=new>+ {b}</div>" for a, b in pairs if b or paired]
    if not rows:
        rows = [
            f"<div class=old>- {escape(repr(old[-80:]))}</div>",
            f"<div class=new>+ {escape(repr(new[-80:]))}</div>",
        ]
    return _beginning(rows[:MOST], LINES, "<div class=lines>", "</div>")


def _pictures(old: str | bytes, new: str | bytes) -> tuple[str, bool]:
    """Both sides, where they differ and, where that is small, a close-up of it; and whether any pixel differs."""
    drawn = _drawn(old), _drawn(new)
    parts = [_picture("Committed", drawn[0], old), _picture("Fresh", drawn[1], new)]
    if any(side is None for side in drawn):
        return f"<div class=pictures>{''.join(parts)}</div>", False
    a, b = _padded(*drawn)
    box = _box(a, b)
    if box is None:
        return (
            f"<div class=pictures>{''.join(parts)}<figure><figcaption>Where they differ</figcaption>"
            "<p class=soft>Nowhere: no pixel differs.</p></figure></div>",
            False,
        )
    rows = f"<div class=pictures>{''.join(parts)}{_image('Where they differ', _marked_picture(a, b, box))}</div>"
    left, top, right, bottom = _around(box, a.shape)
    if (right - left) * (bottom - top) < 0.25 * a.shape[0] * a.shape[1]:
        close = [side[top:bottom, left:right] for side in (a, b, _marked_picture(a, b, None))]
        named = ("Committed, close up", "Fresh, close up", "Where they differ, close up")
        rows += (
            "<div class='pictures close'>"
            f"{''.join(_image(caption, _enlarged(side)) for caption, side in zip(named, close, strict=True))}</div>"
        )
    return rows, True


def _drawn(side: str | bytes):
    """A side as pixels (height x width x 4), None where it is no picture any more."""
    from analysis.charts.render import png

    try:
        return pixels(png(side, 1) if isinstance(side, str) else side)
    except Exception:  # whatever a decoder says of broken bytes
        return None


def _picture(caption: str, drawn, side: str | bytes) -> str:
    if drawn is None:
        return (
            f"<figure><figcaption>{caption}</figcaption><p class=soft>It cannot be drawn: "
            f"{len(side)} {'characters' if isinstance(side, str) else 'bytes'} that are no picture.</p></figure>"
        )
    kind, content = ("image/svg+xml", side.encode()) if isinstance(side, str) else ("image/png", side)
    return _image(caption, content, kind)


def _image(caption: str, content, kind: str = "image/png") -> str:
    """content: the bytes of a file, or pixels."""
    if not isinstance(content, bytes):
        from PIL import Image

        out = io.BytesIO()
        Image.fromarray(content).save(out, "PNG")
        content = out.getvalue()
    return (
        f"<figure><figcaption>{caption}</figcaption>"
        f'<img alt="{caption}" src="data:{kind};base64,{base64.b64encode(content).decode()}"></figure>'
    )


def _padded(a, b):
    """Two pictures in the larger width and height of both."""
    import numpy as np

    height, width = max(a.shape[0], b.shape[0]), max(a.shape[1], b.shape[1])
    return [np.pad(side, ((0, height - side.shape[0]), (0, width - side.shape[1]), (0, 0))) for side in (a, b)]


def _box(a, b) -> tuple[int, int, int, int] | None:
    """Left, top, right, bottom of what differs."""
    rows, columns = (a != b).any(axis=2).nonzero()
    return (int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1) if len(rows) else None


def _around(box: tuple[int, int, int, int], shape: tuple[int, ...]) -> tuple[int, int, int, int]:
    """A box with room around it: at least 12 px, and at least 96 by 48 in all."""
    left, top, right, bottom = box
    x, y = max(12, (96 - right + left) // 2), max(12, (48 - bottom + top) // 2)
    return max(0, left - x), max(0, top - y), min(shape[1], right + x), min(shape[0], bottom + y)


def _marked_picture(a, b, box: tuple[int, int, int, int] | None):
    """The fresh picture, faint, with each changed pixel in red and, given a box, a frame around it."""
    import numpy as np
    from PIL import Image, ImageDraw

    shown = (255 - (255 - b[:, :, :3].astype(int)) // 4).astype(np.uint8)
    shown[(a != b).any(axis=2)] = (204, 0, 0)
    if box is None:
        return shown
    picture = Image.fromarray(shown)
    frame = (max(0, box[0] - 8), max(0, box[1] - 8), min(b.shape[1] - 1, box[2] + 8), min(b.shape[0] - 1, box[3] + 8))
    ImageDraw.Draw(picture).rectangle(frame, outline=(204, 0, 0), width=max(2, b.shape[1] // 360))
    return np.asarray(picture)


def _enlarged(picture):
    """A picture of 360 px or more in width, by whole numbers, so that its pixels stay pixels."""
    times = max(1, -(-360 // picture.shape[1]))
    return picture.repeat(times, axis=0).repeat(times, axis=1)
