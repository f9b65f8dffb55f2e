"""Facial recognition: who claims what about the machines' data, what happened when, and one survey."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis import dates
from cmpstudy import wording

if TYPE_CHECKING:
    import pandas as pd

    from analysis.corpus import Corpus

# Matters of the grid: column heading -> the claim types that speak to it.
MATTERS = {
    "collects facial data": ("collects", "not-collects"),
    "stores them": ("stores", "not-stores"),
    "deletes them": ("deletes",),
    "sends them to a network": ("networked", "not-networked"),
    "meets the rules": ("meets-rules",),
    "risk of misuse": ("misuse-risk",),
}
_SAYS = {
    "collects": "yes",
    "not-collects": "no",
    "stores": "yes, for a time",
    "not-stores": "not in future, it pledges",
    "deletes": "yes",
    "networked": "yes",
    "not-networked": "no",
    "meets-rules": "yes",
    "misuse-risk": "fears it",
}


def _named(corpus: Corpus) -> pd.DataFrame:
    frame = corpus.coverage
    optional = lambda column: frame[column].map(corpus.name, na_action="ignore").fillna("")  # noqa: E731
    return frame.assign(
        holder=optional("claim_holder"),
        place_name=optional("place"),
        outlet_name=optional("outlet"),
        speaker_name=optional("speaker"),
        sector_name=frame["sector"].map(lambda sector: sector.replace("-", " "), na_action="ignore").fillna(""),
        where=[
            wording.locator(article, paragraph)
            for article, paragraph in zip(frame["article"], frame["paragraph"], strict=True)
        ],
    )


DISPENSERS = "public-toilet"  # the sector of the paper dispensers


def claims(corpus: Corpus, sector: str = "") -> pd.DataFrame:
    """Claims about scanned faces: row (holder), column (matter), words, kind (of who tells it), contradicted (yes or no), rows, statement, where.

    A holder's several rows on one matter share a cell. A claim is contradicted when it names a row that it contradicts, or is named.
    sector: only claims that are coded as made about it; a claim without a sector is about none in particular.
    """
    import pandas as pd

    frame = _named(corpus)
    clash = set(frame.loc[frame["contradicts"].notna(), "id"]) | {
        part for cell in frame["contradicts"].dropna() for part in cell.split("|")
    }
    out = []
    for matter, types in MATTERS.items():
        own = frame[
            frame["claim_type"].isin(types) & (frame["holder"] != "") & ((frame["sector"] == sector) | (sector == ""))
        ]
        for (holder, claim), group in own.groupby(["holder", "claim_type"], sort=False):
            tellers = [name for name in dict.fromkeys(group["speaker_name"]) if name and name != holder]
            told = f" – as told by {wording.join(tellers)}" if tellers else ""
            out.append(
                {
                    "row": holder,
                    "column": matter,
                    "words": (
                        "the prototype can"
                        if set(group["action"]) == {"inspect"} and claim in ("collects", "deletes")
                        else _SAYS[claim]
                    )
                    + told,
                    "kind": group["speaker_type"].iloc[0],
                    "contradicted": "yes" if clash & set(group["id"]) else "no",
                    "rows": wording.rows(group["id"]),
                    "statement": " ".join(group["statement"]),
                    "where": group["where"].iloc[0],
                    "matter": list(MATTERS).index(matter),
                }
            )
    cards = pd.DataFrame(
        out, columns=["row", "column", "words", "kind", "contradicted", "rows", "statement", "where", "matter"]
    )
    first = {holder: number for number, holder in enumerate(frame["holder"])}
    weight = cards["row"].value_counts()
    return (
        cards.assign(weight=cards["row"].map(weight), first=cards["row"].map(first))
        .sort_values(["matter", "weight", "first"], ascending=[True, False, True], kind="stable")[
            ["row", "column", "words", "kind", "contradicted", "rows", "statement", "where"]
        ]
        .reset_index(drop=True)
    )


def acts(corpus: Corpus) -> pd.DataFrame:
    """What was done, not claimed: label (with the place, or where none is named who reports it), act (in words), date, date_of, when, lane (the sector), kind, sector, place, outlet, rows, statement, where, slip (what the source gets wrong)."""
    frame = _named(corpus)
    frame = frame[~frame["action"].isin(["claim", "voice"])]
    labels = {
        "deploy": "in use",
        "curb": "curbs",
        "ruling": "court ruling",
        "withdraw": "withdrawal",
        "survey": "survey",
        "report": "reports",
        "evade": "evasion",
        "inspect": "inspection",
        "sell": "on sale",
        "law": "law",
    }
    deeds = frame["action"].map(labels)
    out = frame.assign(
        act=deeds,
        lane=frame["sector_name"].where(frame["sector_name"] != "", "no sector named"),
        kind=frame["speaker_type"],
        rows=frame["id"],
        date=frame["date"].fillna(""),
        label=[
            f"{deed}: {place}" if place else f"{deed}, as told by {outlet}" if outlet else deed
            for deed, place, outlet in zip(deeds, frame["place_name"], frame["outlet_name"], strict=True)
        ],
    )
    slipped = frame["source_slip"].notna()
    out["label"] = out["label"].where(~slipped, out["label"] + " (the source errs here)")
    out["slip"] = frame["source_slip"].fillna("")
    out["when"] = out["date"].map(lambda date: dates.words(date) if date else "no date")
    return (
        out[
            [
                "label",
                "act",
                "date",
                "date_of",
                "when",
                "lane",
                "kind",
                "sector_name",
                "place_name",
                "outlet_name",
                "rows",
                "statement",
                "where",
                "slip",
            ]
        ]
        .rename(columns={"sector_name": "sector", "place_name": "place", "outlet_name": "outlet"})
        .reset_index(drop=True)
    )


def sectors(corpus: Corpus) -> pd.DataFrame:
    """Rows by sector and action: sector, rows (ids), count, actions; the largest first."""
    frame = _named(corpus)
    frame = frame[frame["sector"].notna()]
    out = (
        frame.groupby("sector_name")
        .agg(
            count=("id", "size"),
            rows=("id", wording.rows),
            actions=("action", lambda actions: ", ".join(dict.fromkeys(actions))),
        )
        .reset_index()
    )
    return (
        out.rename(columns={"sector_name": "sector"})
        .sort_values(["count", "sector"], ascending=[False, True])
        .reset_index(drop=True)
    )


def numbers(corpus: Corpus, article: str) -> pd.DataFrame:
    """Quantities of an article as bounds: label, value, unit, bound, claimed_by, kind, verified, rows, statement, where."""
    frame = corpus.numbers
    frame = frame[frame["article"] == article].reset_index(drop=True)
    return frame.assign(
        label=frame["measures"],
        claimed_by=frame["claimed_by"].map(corpus.name),
        kind=frame["claimed_by_type"],
        rows=frame["id"],
        where=[wording.locator(a, p) for a, p in zip(frame["article"], frame["paragraph"], strict=True)],
    )[["label", "value", "unit", "bound", "claimed_by", "kind", "verified", "rows", "statement", "where"]]


def answer(corpus: Corpus) -> tuple[str, dict]:
    """Sentences on the claims and the acts, and their facts."""
    grid, done, frame = claims(corpus), acts(corpus), corpus.coverage
    holders, dispensers = grid["row"].nunique(), claims(corpus, DISPENSERS)["row"].nunique()
    clash = grid[grid["contradicted"] == "yes"]
    matters = list(dict.fromkeys(clash["column"]))
    dated = int((done["date_of"] == "act").sum())
    text = (
        f"According to CMP and the report that it translates, {wording.count(holders, 'holder')} make claims about what becomes of scanned faces, {wording.spell(dispensers)} of them about paper dispensers in public toilets, "
        + (
            f"and they clash on whether the machine {wording.join(matters)}. "
            if matters
            else "and none contradicts another. "
        )
        + f"Besides claims, {wording.count(len(done), 'act')} are told, {wording.spell(dated)} of them with a date of their own; they reach from use and sale to curbs, a court ruling and a withdrawal."
    )
    return text, {
        "coverage_rows": len(frame),
        "claim_holders": holders,
        "claim_holders_on_dispensers": dispensers,
        "claims": len(grid),
        "claims_contradicted": len(clash),
        "acts": len(done),
        "acts_dated": dated,
    }


def claims_title(claims: pd.DataFrame) -> str:
    """The finding of the grid as a title."""
    clash = claims[claims["contradicted"] == "yes"]
    if clash.empty:
        return f"{wording.spell(claims['row'].nunique()).capitalize()} holders make claims about the data, and none contradicts another"
    matters = list(dict.fromkeys(clash["column"]))
    return f"Claims clash on {wording.count(len(matters), 'matter')}: whether the machine {wording.join(matters, 'or')}"


def acts_title(acts: pd.DataFrame) -> str:
    """The finding of the strip as a title."""
    timed = acts[acts["date_of"] == "act"]
    return f"Of {wording.count(len(acts), 'act')} told, {wording.spell(len(timed))} have a date of their own; the rest are known by the day of a report or undated"


def numbers_title(numbers: pd.DataFrame) -> str:
    """The finding on quantities as a title."""
    exact, unchecked = int((numbers["bound"] == "exact").sum()), int((numbers["verified"] == "unchecked").sum())
    if len(numbers) == 1:
        return f"One quantity, {'given as exact' if exact else 'given as a bound'} and {'verified by nobody' if unchecked else 'checked outside'}"
    return f"{wording.count(len(numbers), 'quantity', 'quantities').capitalize()}: {wording.spell(exact)} given as exact, {wording.spell(unchecked)} verified by nobody"
