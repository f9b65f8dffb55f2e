"""Results as files: Parquet and CSV for tables, GraphML for Gephi and its like, JSON for everything else.

None holds a text. `README.txt` in the folder says which hold numbers only and which also hold headlines, and that the
working folder and the readers are private: hashes of every few words give a text back.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analysis.files import MARKER
from analysis.formulas import inert_frame
from reprints.chains import Chains, export, results
from reprints.reuse.detect import Reuse

ROWS, LINES = 1 << 20, 1 << 16  # of a table that are written together as Parquet, and as CSV
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
    "stock": "places of sentences that stories share which share nothing else; they make no source",
    "dropped": "how much a frequency cutoff took out of the comparison",
    "cut": "large stories: how many pairs of texts were compared, and how far what was left out may move an answer",
    "edits": "where each hop kept, cut, added, moved and replaced (characters, ends exclusive; words), and what others "
    "have of a story's fullest version",
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


def save(folder: Path, found: Reuse, inferred: Chains, told: results.Results) -> None:
    """Write every table, the graphs and a note on what may be shown into an empty folder.

    told: what ``results.of`` made of the other two: there, headlines of more than 40 words are cut, credit lines after
    11, so that no file holds a passage of a text. Raises OSError where the folder cannot be written.
    """
    titles = told.about.set_index("id")["title"]
    shown = replace(inferred, ghosts=told.ghosts, _docs=inferred._docs.assign(title=inferred._docs["id"].map(titles)))
    tables = {
        name: getattr(found, name) for name in ("passages", "links", "clusters", "boilerplate", "stock", "dropped")
    }
    tables |= {name: getattr(told, name) for name in ("chains", "joins", "ghosts")}
    more = {name: getattr(told, name) for name in ("posteriors", "ties", "edits", "ledger", "credits", "alone")}
    more["cut"] = inferred.cut
    more["documents"] = told.about.drop(columns="tier")
    for name, table in (tables | more).items():
        _write(table, folder / f"{name}.parquet", folder / f"{name}.csv")
    nodes = told.about[["id", "outlet", "date", "title"]]
    export.links_graphml(nodes, found.links, folder / "links.graphml")
    export.tables_json({"documents": nodes, **tables}, folder / "reuse.json")
    export.to_graphml(shown, folder / "chains.graphml")
    export.to_json(shown, folder / "chains.json")
    (folder / "README.txt").write_text(readme(), encoding="utf-8", newline="\n")
    (folder / ".gitignore").write_text("".join(f"{name}\n" for name in PRIVATE), encoding="utf-8", newline="\n")


def _write(table: pd.DataFrame, parquet: Path, csv: Path) -> None:
    """One table as Parquet and as CSV, so many rows at a time."""
    plain = {
        name: kind.categories.dtype if isinstance(kind, pd.CategoricalDtype) else np.int64
        for name, kind in table.dtypes.items()
        if isinstance(kind, pd.CategoricalDtype) or kind == np.int32
    }
    schema = pa.Table.from_pandas(table.iloc[: ROWS if plain else None].astype(plain), preserve_index=False).schema
    with (
        pq.ParquetWriter(parquet, schema, compression="zstd") as writer,
        csv.open("w", encoding="utf-8", newline="") as file,
    ):
        for low in range(0, max(len(table), 1), ROWS):
            part = table.iloc[low : low + ROWS].astype(plain)
            writer.write_table(pa.Table.from_pandas(part, schema, preserve_index=False))
            for at in range(0, max(len(part), 1), LINES):
                lines = inert_frame(part.iloc[at : at + LINES])
                lines.to_csv(file, index=False, header=not low + at, lineterminator="\n")


def readme() -> str:
    """Which files of the folder may be passed on."""

    def listed(files: dict[str, str], kinds: str = "") -> str:
        return "".join(f"  {name}{kinds}: {holds}\n" for name, holds in files.items())

    return (
        "Reused passages and reprint chains. No file here holds a text, and none holds hashes of its words, "
        "except as said below.\n\n"
        "Numbers only (ids, outlets, dates, counts, offsets, probabilities). Safe to publish where the list of "
        "documents is:\n"
        f"{listed(NUMBERS, ' (.csv, .parquet)')}\n"
        f"Also headlines (up to {results.LONGEST_TITLE} words) and credit lines (up to {results.LONGEST_CREDIT} "
        "words) as the documents print them. Safe to publish where headlines may be quoted:\n"
        f"{listed(NAMES, ' (.csv, .parquet)')}{listed(GRAPHS)}"
        "  figures/: drawn from the tables above, if it was asked for\n\n"
        "Names and hashes of the files that were written here, by which the next run knows which it may replace. "
        "Safe to publish:\n"
        f"  {MARKER}: files that it does not name are never touched\n\n"
        f"Private. Never publish, never commit:\n{listed(PRIVATE)}"
    )
