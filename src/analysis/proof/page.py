"""build/check/index.html: every difference of a check, so that a person sees it. One file, no script, no network."""

from __future__ import annotations

import base64
import difflib
import io
from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

from analysis.proof.differences import Difference, Evidence, pixels

if TYPE_CHECKING:
    from analysis.proof.check import Outcome

_STYLE = """
:root { --ink: #1a1a1a; --soft: #595959; --hair: #d9d9d9; --old: #fbe9e7; --new: #e3f1e6; --oldink: #9c1c0f; --newink: #14602a; --ground: #f6f6f4 }
* { box-sizing: border-box }
body { margin: 0; font: 16px/1.5 system-ui, "Noto Sans", "Noto Sans SC", sans-serif; color: var(--ink); background: var(--ground) }
main { max-width: 1200px; margin: 0 auto; padding: 24px 20px 80px }
h1 { font-size: 28px; line-height: 1.25; margin: 8px 0 4px } h2 { font-size: 21px; margin: 0 } h3 { font-size: 16px; margin: 0; line-height: 1.4 }
p { margin: 6px 0 } .soft { color: var(--soft) }
nav { margin: 16px 0 0 } nav table { width: 100% }
section { background: #fff; border: 1px solid var(--hair); border-radius: 8px; margin: 24px 0; padding: 20px }
.cause { border-left: 4px solid #b26a00; background: #fff6e5; padding: 8px 12px; margin: 12px 0 0 } .cause ul { margin: 4px 0 0; padding-left: 20px }
article { border-top: 1px solid var(--hair); margin-top: 20px; padding-top: 16px; min-width: 0 }
.kind { display: inline-block; background: #e8eef6; color: #123f73; border-radius: 4px; padding: 0 8px; font-size: 14px; margin-right: 8px }
table { border-collapse: collapse; width: 100%; table-layout: fixed; font-size: 14px; margin-top: 10px }
td, th { text-align: left; vertical-align: top; padding: 5px 8px; border: 1px solid var(--hair); overflow-wrap: anywhere; white-space: pre-wrap }
th { background: var(--ground); font-weight: 600 } col.place { width: 28% } col.count { width: 110px }
.old { background: var(--old) } .new { background: var(--new) } del, ins { text-decoration: none; border-radius: 2px; font-weight: 600 }
del { background: #f3b8b0; color: var(--oldink) } ins { background: #a9d9b4; color: var(--newink) }
.lines { font: 13px/1.5 ui-monospace, "DejaVu Sans Mono", monospace; border: 1px solid var(--hair); margin-top: 10px; overflow-wrap: anywhere; white-space: pre-wrap }
.lines div { padding: 0 8px 0 26px; text-indent: -18px } .lines .gap { color: var(--soft); background: var(--ground); text-indent: 0 }
.pictures { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 12px; margin-top: 10px }
figure { margin: 0; min-width: 0 } figure img { width: 100%; border: 1px solid var(--hair); display: block; background: #fff } figcaption { font-size: 14px; font-weight: 600; margin-bottom: 4px }
a { color: #0b57a4 } details > summary { cursor: pointer; color: #0b57a4 }
@media (max-width: 700px) { main { padding: 12px 10px 60px } section { padding: 14px 12px } .pictures { grid-template-columns: minmax(0, 1fr) } h1 { font-size: 23px }
  table, table tbody, table tr, table td { display: block; width: 100% } table thead, table colgroup { display: none }
  table.list tr { margin-bottom: 12px } table.list td { border-bottom: 0; padding: 3px 8px } table.list td:last-child { border-bottom: 1px solid var(--hair) }
  table.cells tr { margin-bottom: 10px } table.cells td { border-bottom: 0 } table.cells td:last-child { border-bottom: 1px solid var(--hair) }
  table.cells td.old::before { content: "committed: "; color: var(--soft) } table.cells td.new::before { content: "fresh: "; color: var(--soft) } }
"""


def page(outcomes: Sequence[Outcome], general: Sequence[Difference]) -> str:
    """The page of a check."""
    wrong = [outcome for outcome in outcomes if outcome.differences]
    total = sum(len(outcome.differences) for outcome in wrong) + len(general)
    if not total:
        body = f"<h1>All {len(outcomes)} reports reproduce</h1><p>Nothing that a reader sees differs from what is committed.</p>"
    else:
        body = (f"<h1>{len(wrong)} of {len(outcomes)} reports did not come out as committed</h1>"
                f"<p class=soft>{total} difference{'s' * (total != 1)}. Red is the committed side, green is the fresh run. If the fresh side is right: <code>make accept</code>.</p>"
                + _contents(wrong, general)
                + "".join(_section(outcome.name, outcome.differences, outcome.causes) for outcome in wrong)
                + (_section("Other files", general, []) if general else ""))
    return (f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>Check of the reports</title><style>{_STYLE}</style></head><body><main>{body}</main></body></html>\n")


def _contents(wrong: Sequence[Outcome], general: Sequence[Difference]) -> str:
    rows = [(outcome.name, outcome.differences, outcome.causes[0] if outcome.causes else "") for outcome in wrong]
    rows += [("Other files", general, "")] if general else []
    listed = "".join(f'<tr><td><a href="#{escape(name)}">{escape(name)}</a></td><td>{escape(cause)}</td><td>{escape(_kinds(differences))}</td></tr>' for name, differences, cause in rows)
    return f"<nav><table class=list><thead><tr><th>Report</th><th>Likely cause</th><th>What differs</th></tr></thead><tbody>{listed}</tbody></table></nav>"


def _kinds(differences: Iterable[Difference]) -> str:
    kinds: dict[str, int] = {}
    for difference in differences:
        kinds[difference.kind] = kinds.get(difference.kind, 0) + 1
    return ", ".join(kind + (f" ({count})" if count > 1 else "") for kind, count in kinds.items())


def _section(name: str, differences: Sequence[Difference], causes: Sequence[str]) -> str:
    shown = "".join(f"<li>{escape(cause)}</li>" for cause in causes)
    cause = f"<div class=cause><strong>Likely cause</strong><ul>{shown}</ul></div>" if causes else ""
    return f'<section id="{escape(name)}"><h2>{escape(name)}</h2>{cause}{"".join(map(_article, differences))}</section>'


def _article(difference: Difference) -> str:
    head = f"<h3><span class=kind>{escape(difference.kind)}</span>{escape(difference.where)}</h3><p>{escape(_sentence(difference.what))}</p>"
    evidence = _evidence(difference.evidence)
    if not evidence and (difference.old or difference.new):
        evidence = _cells((("", difference.old, difference.new),))
    if difference.kind in ("provenance", "nbval", "narrow svg") or (difference.kind.startswith("figure file") and evidence):  # these repeat what stands above
        evidence = f"<details><summary>Show</summary>{evidence}</details>"
    return f"<article>{head}{evidence}</article>"


def _sentence(what: str) -> str:
    return what[:1].upper() + what[1:] + ("" if what.endswith(".") else ".")


def _evidence(evidence: Evidence) -> str:
    if evidence.form == "image":
        return _pictures(evidence.old, evidence.new)
    if evidence.cells:
        return _cells(evidence.cells)
    if evidence.old or evidence.new:
        return _lines(str(evidence.old), str(evidence.new))
    return ""


def _cells(cells: Iterable[tuple[str, str, str]]) -> str:
    rows = []
    for place, old, new in cells:
        a, b = _marked(old[:4000], new[:4000])
        rows.append(f"<tr><td>{escape(place)}</td><td class=old>{a}</td><td class=new>{b}</td></tr>")
    return ("<table class=cells><colgroup><col class=place><col><col></colgroup><thead><tr><th>Where</th><th>Committed</th><th>Fresh</th></tr></thead>"
            f"<tbody>{''.join(rows)}</tbody></table>")


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
    rows, most = [], 400
    groups = difflib.SequenceMatcher(None, before, after, autojunk=False).get_grouped_opcodes(2) if len(before) + len(after) < 6000 else [[("replace", 0, len(before), 0, len(after))]]
    for number, group in enumerate(groups):
        if number:
            rows.append("<div class=gap>…</div>")
        for kind, i, j, k, m in group:
            if kind == "equal":
                rows += [f"<div>  {escape(line)}</div>" for line in before[i:j]]
                continue
            pairs = [_marked(a, b) for a, b in zip(before[i:j], after[k:m], strict=True)] if j - i == m - k else [(escape(a), "") for a in before[i:j]] + [("", escape(b)) for b in after[k:m]]
            paired = j - i == m - k
            rows += [f"<div class=old>- {a}</div>" for a, b in pairs if a or paired]
            rows += [f"<div class=new>+ {b}</div>" for a, b in pairs if b or paired]
    if len(rows) > most:
        rows = [*rows[:most], f"<div class=gap>and {len(rows) - most} more lines</div>"]
    if not rows:
        rows = [f"<div class=old>- {escape(repr(old[-80:]))}</div>", f"<div class=new>+ {escape(repr(new[-80:]))}</div>"]
    return f"<div class=lines>{''.join(rows)}</div>"


def _pictures(old: str | bytes, new: str | bytes) -> str:
    """Both sides and a picture of where they differ."""
    parts = [_picture("Committed", _uri(old)), _picture("Fresh", _uri(new))]
    where = _difference(old, new)
    parts.append(_picture("Where they differ", _uri(where)) if where else "<figure><figcaption>Where they differ</figcaption><p class=soft>No pixel differs, or a side cannot be drawn.</p></figure>")
    return f"<div class=pictures>{''.join(parts)}</div>"


def _picture(caption: str, uri: str) -> str:
    return f'<figure><figcaption>{caption}</figcaption><img alt="{caption}" src="{uri}"></figure>'


def _uri(picture: str | bytes) -> str:
    kind = "image/svg+xml" if isinstance(picture, str) else "image/png"
    return f"data:{kind};base64,{base64.b64encode(picture.encode() if isinstance(picture, str) else picture).decode()}"


def _difference(old: str | bytes, new: str | bytes) -> bytes:
    """The fresh picture, faint, with each changed pixel in red and a frame around what changed; empty where nothing did."""
    import numpy as np
    from PIL import Image, ImageDraw

    try:
        a, b = (pixels(_drawn(side)) for side in (old, new))
    except Exception:  # a side that is no picture any more is said so on the page
        return b""
    height, width = max(a.shape[0], b.shape[0]), max(a.shape[1], b.shape[1])
    a, b = (np.pad(side, ((0, height - side.shape[0]), (0, width - side.shape[1]), (0, 0))) for side in (a, b))
    apart = np.abs(a.astype(int) - b.astype(int)).max(axis=2) > 0
    if not apart.any():
        return b""
    shown = np.full((height, width, 3), 255, dtype=np.uint8)
    shown[:] = 255 - (255 - b[:, :, :3].astype(int)) // 4
    shown[apart] = (204, 0, 0)
    picture = Image.fromarray(shown)
    rows, columns = np.nonzero(apart)
    frame = (max(0, columns.min() - 8), max(0, rows.min() - 8), min(width - 1, columns.max() + 8), min(height - 1, rows.max() + 8))
    ImageDraw.Draw(picture).rectangle([int(edge) for edge in frame], outline=(204, 0, 0), width=max(2, width // 360))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _drawn(side: str | bytes) -> bytes:
    if isinstance(side, bytes):
        return side
    from analysis.charts.svg import rasterise

    return rasterise(side)
