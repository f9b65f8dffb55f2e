"""Results as files: Parquet and CSV for tables, GraphML for Gephi and its like, JSON for everything else.

None holds a text. `README.txt` in the folder says which hold numbers only and which also hold headlines, and that the
working folder and the readers are private: hashes of every few words give a text back.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from reprints.chains import Chains, results, to_graphml, to_json
from analysis.files import MARKER
from reprints.reuse.detect import Reuse

_NO_XML = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
_GRAPHML = "http://graphml.graphdrawing.org/xmlns"

# What a table holds, for the reader of the folder. Numbers: ids, dates, outlets, counts, offsets, probabilities.
NUMBERS = {
    "passages": "reused passages: places in both texts (characters, ends exclusive) and aligned words",
    "links": "pairs of documents that share passages: words, longest run, share of each text",
    "clusters": "documents that belong to one story",
    "chains": "for each document its source, how probable, and its status: origin, copy, undecided",
    "posteriors": "every source that is possible, with its probability",
    "ties": "documents of equal words, which only dates tell apart",
    "joins": "further sources of pieces that take from two",
    "boilerplate": "places of footers and bylines that were left out",
    "dropped": "how much a frequency cutoff took out of the comparison",
    "edits": "where each hop kept, cut, added, moved and replaced (characters, ends exclusive; words), and what others have of a story's fullest version",
    "alone": "how many documents of each date are in no cluster",
}
NAMES = {
    "documents": "the documents in clusters: outlet, date, headline, length",
    "ledger": "what each hop kept, cut, added, moved and replaced (words), both headlines, the credit line",
    "credits": "whom each document names as its source",
    "ghosts": "sources that the corpus does not hold: credited ones and lost texts",
}
GRAPHS = {
    "links.graphml": "links for Gephi and its like, with headlines",
    "chains.graphml": "chains for Gephi and its like, with headlines",
    "chains.json": "chains as nodes and edges, with headlines",
    "reuse.json": "documents and tables in one file, with headlines",
}
PRIVATE = {
    "work/": "fingerprints of the texts: hashes of every few words, from which a text can be put together again",
    "reader/": "the texts themselves, two and two",
}


def save(folder: Path, about: pd.DataFrame, found: Reuse, inferred: Chains, alone: pd.DataFrame | None = None) -> None:
    """Write every table, the graphs and a note on what may be shown into an empty folder.

    about: id, outlet, date, title of each document. alone: date, documents in no cluster. Headlines of more than 40
    words are cut, credit lines after 11, so that no file holds a passage of a text. Raises OSError where the
    folder cannot be written.
    """
    told = results.of(inferred, found, alone)
    titles = told.about.set_index("id")["title"]
    about = about.assign(title=about["id"].map(titles))
    shown = replace(inferred, ghosts=told.ghosts, _docs=inferred._docs.assign(title=inferred._docs["id"].map(titles)))
    tables = {name: getattr(found, name) for name in ("passages", "links", "clusters", "boilerplate", "dropped")}
    tables |= {name: getattr(told, name) for name in ("chains", "joins", "ghosts")}
    more = {name: getattr(told, name) for name in ("posteriors", "ties", "edits", "ledger", "credits", "alone")}
    more["documents"] = told.about.drop(columns="tier")
    for name, table in (tables | more).items():
        pq.write_table(
            pa.Table.from_pandas(table, preserve_index=False), folder / f"{name}.parquet", compression="zstd"
        )
        table.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n", encoding="utf-8")
    nodes = about[about.id.isin(set(found.clusters.id))]
    _graphml(folder / "links.graphml", nodes, found.links)
    _json(folder / "reuse.json", nodes, tables)
    graph = to_graphml(shown, folder / "chains.graphml")
    graph.write_text(
        _NO_XML.sub("\ufffd", graph.read_text(encoding="utf-8")), encoding="utf-8", newline="\n"
    )  # as networkx lets them through
    to_json(shown, folder / "chains.json")
    (folder / "README.txt").write_text(readme(), encoding="utf-8", newline="\n")
    (folder / ".gitignore").write_text("".join(f"{name}\n" for name in PRIVATE), encoding="utf-8", newline="\n")


def readme() -> str:
    """Which files of the folder may be passed on."""

    def listed(files: dict[str, str], kinds: str = "") -> str:
        return "".join(f"  {name}{kinds}: {holds}\n" for name, holds in files.items())

    return (
        "Reused passages and reprint chains. No file here holds a text, and none holds hashes of its words, except as said below.\n\n"
        f"Numbers only (ids, outlets, dates, counts, offsets, probabilities). Safe to publish where the list of documents is:\n{listed(NUMBERS, ' (.csv, .parquet)')}\n"
        f"Also headlines (up to {results.LONGEST_TITLE} words) and credit lines (up to {results.LONGEST_CREDIT} words) as the documents print them. Safe to publish where headlines may be quoted:\n"
        f"{listed(NAMES, ' (.csv, .parquet)')}{listed(GRAPHS)}  figures/: drawn from the tables above, if it was asked for\n\n"
        f"Names and hashes of the files that were written here, by which the next run knows which it may replace. Safe to publish:\n  {MARKER}: files that it does not name are never touched\n\n"
        f"Private. Never publish, never commit:\n{listed(PRIVATE)}"
    )


def _graphml(path: Path, nodes: pd.DataFrame, links: pd.DataFrame) -> None:
    """Documents and what they share, without direction; row by row, so that a million links need no graph in memory."""
    fields = [("node", c, nodes[c]) for c in nodes if c != "id"]
    fields += [("edge", c, links[c]) for c in links if c not in ("id_a", "id_b")]
    key = {(kind, name): f"{kind[0]}{i}" for i, (kind, name, _) in enumerate(fields)}
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="{_GRAPHML}">\n')
        for kind, name, column in fields:
            file.write(
                f'<key id="{key[kind, name]}" for="{kind}" attr.name={quoteattr(name)} attr.type="{_type(column)}"/>\n'
            )
        file.write('<graph edgedefault="undirected">\n')
        for row in _records(nodes):
            file.write(f"<node id={_attribute(row['id'])}>{_data(row, 'node', key)}</node>\n")
        for row in _records(links):
            source, target = _attribute(row["id_a"]), _attribute(row["id_b"])
            file.write(f"<edge source={source} target={target}>{_data(row, 'edge', key)}</edge>\n")
        file.write("</graph>\n</graphml>\n")


def _records(table: pd.DataFrame) -> Iterator[dict]:
    """The rows, a hundred thousand in memory at a time."""
    for low in range(0, len(table), 100_000):
        yield from table.iloc[low : low + 100_000].to_dict("records")


def _type(column: pd.Series) -> str:
    if pd.api.types.is_integer_dtype(column):
        return "long"
    return "double" if pd.api.types.is_float_dtype(column) else "string"


def _attribute(value: object) -> str:
    return quoteattr(_NO_XML.sub("\ufffd", str(value)))


def _data(row: dict, kind: str, key: dict) -> str:
    cells = ((key.get((kind, name)), value) for name, value in row.items())
    return "".join(
        f'<data key="{name}">{escape(_NO_XML.sub(chr(0xFFFD), str(value)))}</data>'
        for name, value in cells
        if name and _known(value)
    )


def _known(value: object) -> bool:
    return value is not None and value is not pd.NA and not (isinstance(value, float) and math.isnan(value))


def _json(path: Path, nodes: pd.DataFrame, tables: dict[str, pd.DataFrame]) -> None:
    """One object: documents, and each table as a list of rows, a row a line."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write("{")
        for n, (name, table) in enumerate({"documents": nodes, **tables}.items()):
            file.write(f'{"," if n else ""}\n"{name}": [')
            for i, row in enumerate(_records(table)):
                cells = {k: (v if _known(v) else None) for k, v in row.items()}
                file.write(("," if i else "") + "\n" + json.dumps(cells, ensure_ascii=False, default=_plain))
            file.write("]")
        file.write("}\n")


def _plain(value: object) -> object:
    """NumPy scalars, and anything that is a list at heart."""
    return value.item() if hasattr(value, "item") else list(value) if hasattr(value, "__iter__") else str(value)
