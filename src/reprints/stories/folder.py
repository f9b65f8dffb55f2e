"""Figures and readers as files of a folder that opens from disk, with an index and no need of a network."""

from __future__ import annotations

import html

import pandas as pd

from analysis.charts.figure import Figure
from analysis.rows import each
from reprints.caveats import CAVEATS
from reprints.chains.results import Results
from reprints.chains.story import hops
from reprints.stories import galleries, story, versions, words

FIGURES, READER = "figures", "reader"
HOPS = 30  # copies of a story that get a reader, those that changed most
_FACES = (
    "'Source Sans 3','Source Sans Pro','Helvetica Neue',Arial,'Noto Sans','Noto Sans CJK SC',"
    "'Source Han Sans SC','PingFang SC','Microsoft YaHei',sans-serif"
)  # no network, so what is there
_PAGE = (
    "body{font:16px/1.5 " + _FACES + ";color:#1F1F1F;background:#fff;max-width:1100px;margin:2rem auto;padding:0 1rem}"
    "figure{margin:0 0 2.5rem;max-width:720px}"
    "img{max-width:100%;height:auto}figcaption,small{color:#595959;font-size:.85rem}"
    "h1{font-size:1.6rem;line-height:1.25}h2{font-size:1.2rem;margin-top:3rem}"
    "a{color:#0B5C8A}p,li{max-width:45rem}"
)


def figure_files(results: Results, stories: list) -> dict[str, bytes]:
    """Every figure (svg, narrow.svg, png, csv) and index.html, by their names below the folder of results.

    Parameters
    ----------
    results : Results
        Results of ``python -m reprints``, as `load` gives them.
    stories : list
        Numbers of the stories to draw.

    Returns
    -------
    dict
        File name -> content.

    Raises
    ------
    AnalysisError
        For a number that no story has.

    Examples
    --------
    >>> sorted(figure_files(computed, []))[-1]
    'figures/index.html'
    """
    items = [(f"story-{number}", galleries.gallery(results, number)) for number in stories]
    items.append(("all-stories", galleries.gallery(results)))
    files: dict[str, bytes] = {}
    body = [
        f"<h1>Reprint chains: {html.escape(results.source)}</h1><p>{words.marked_up(galleries.answer(results)[0])}</p>",
        "<ul>" + "".join(f"<li><b>{name}</b> {html.escape(CAVEATS[name])}</li>" for name in CAVEATS) + "</ul>",
    ]
    for name, shown in items:
        body.append(f"<h2>{html.escape(name.replace('-', ' ').capitalize())}</h2>")
        for item in shown.items:
            if isinstance(item, Figure):
                stem = f"{name}--{item.slug}"
                files |= {
                    f"{stem}.svg": item.svg.encode(),
                    f"{stem}.narrow.svg": item.narrow_svg.encode(),
                    f"{stem}.png": item.png,
                    f"{stem}.csv": item.csv.encode(),
                }
                body.append(
                    f'<figure><picture><source media="(max-width: 500px)" srcset="{stem}.narrow.svg">'
                    f'<img src="{stem}.svg" alt="{html.escape(item.alt)}"></picture>'
                    f'<figcaption><a href="{stem}.svg">SVG</a> · <a href="{stem}.png">PNG</a> · '
                    f'<a href="{stem}.csv">data</a></figcaption></figure>'
                )
            else:
                body.append(f"<p>{words.marked_up(item.text)}</p>")
    files["index.html"] = _page(f"Reprint chains: {results.source}", "".join(body))
    return _below(FIGURES, files)


def reader_files(results: Results, docs: pd.DataFrame, stories: list) -> dict[str, bytes]:
    """A page for each story, each copy beside its source, by their names below the folder of results. They hold the
    texts: git is told to pass them over.

    Parameters
    ----------
    results : Results
        Results of ``python -m reprints``, as `load` gives them.
    docs : pandas.DataFrame
        The corpus: id and text.
    stories : list
        Numbers of the stories to read.

    Returns
    -------
    dict
        File name -> content.

    Raises
    ------
    AnalysisError
        For a number that no story has.

    Examples
    --------
    >>> sorted(reader_files(computed, docs, [1]))
    ['reader/.gitignore', 'reader/index.html', 'reader/story-1.html']
    """
    texts = dict(zip(docs["id"], docs["text"].fillna("").astype(str), strict=True))
    files, links = {}, []
    for number in stories:
        table = hops(results, number)
        table = table.assign(changed=table["cut"] + table["added"] + table["replaced"] + table["moved"]).nlargest(
            HOPS, "changed"
        )
        parts = [f"<p>{words.marked_up(story.summary(results, number).text)}</p>"]
        for hop in each(table):
            shown = versions.aligned(results, texts, hop.parent, hop.id)
            page = shown._repr_mimebundle_()["text/html"]
            parts.append(
                f"<h2>{words.marked_up(words.named(hop.parent, hop.source_outlet))} → "
                f"{words.marked_up(words.named(hop.id, hop.outlet))}</h2>{page}"
            )
        files[f"story-{number}.html"] = _page(f"Story {number}", "".join(parts))
        links.append(
            f'<li><a href="story-{number}.html">Story {number}</a>: {words.many(len(table), "copy", "copies")} '
            "beside their sources</li>"
        )
    files["index.html"] = _page(
        "Readers", f"<h1>Texts side by side</h1><p>Private: these pages hold the texts.</p><ul>{''.join(links)}</ul>"
    )
    files[".gitignore"] = b"*\n"
    return _below(READER, files)


def _below(folder: str, files: dict[str, bytes]) -> dict[str, bytes]:
    return {f"{folder}/{name}": content for name, content in files.items()}


def _page(title: str, body: str) -> bytes:
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title)}</title>"
        f"<style>{_PAGE}</style></head><body>{body}</body></html>\n"
    ).encode()
