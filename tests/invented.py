"""The results over invented news that 15_computed_chains shows: from the articles that a new study starts with."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import yaml
from this_study import HERE

from reprints.chains import infer, results
from reprints.reuse import find

TEXTS = HERE.source / "analysis/newstudy/template/data/raw/text"
FOLDER = HERE.data / "invented-news"


def made() -> dict[str, pd.DataFrame]:
    """Table -> frame; numbers to six digits, so that machines agree."""
    docs = pd.DataFrame([_document(path) for path in sorted(TEXTS.glob("*.txt"))])
    found = find(docs)
    inside = docs["id"].isin(set(found.clusters.id))
    alone = docs[~inside].groupby("date").size().rename("documents").reset_index()
    told = results.of(infer(docs[inside].reset_index(drop=True), found), found, alone)
    frames = {
        name: told.about.drop(columns="tier") if name == "documents" else getattr(told, name) for name in results.TABLES
    }
    return {name: frame.round(6).reset_index(drop=True) for name, frame in frames.items()}


def _document(path: Path) -> dict[str, str]:
    _, head, text = path.read_text("utf-8").split("---\n", 2)
    known = yaml.safe_load(head)
    outlet = str(known.get("outlet", "")).replace("-", " ").title() or None
    return {
        "id": path.stem,
        "outlet": outlet,
        "date": str(known.get("published", "")) or None,
        "title": known["title"],
        "text": text,
    }


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, frame in made().items():
        frame.to_parquet(FOLDER / f"{name}.parquet", index=False)
