"""Facial recognition: who claims what about the machines' data, what happened when, and one survey."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis import dates, wording
from analysis.sentence import Sentence, paragraph, sentence, together
from cmpstudy import marks
from cmpstudy.once import once

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


@once
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
            marks.locator(article, paragraph)
            for article, paragraph in zip(frame["article"], frame["paragraph"], strict=True)
        ],
    )


DISPENSERS = "public-toilet"  # the sector of the paper dispensers


@once
def claims(corpus: Corpus, sector: str = "") -> pd.DataFrame:
    """Claims about scanned faces: row (holder), column (matter), words, kind (of who tells it), contradicted (yes or
    no), rows, statement, where.

    A holder's several rows on one matter share a cell. A claim is contradicted when it names a row that it contradicts,
    or is named. sector: only claims that are coded as made about it; a claim without a sector is about none in
    particular.
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
                    "rows": marks.rows(group["id"]),
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


# What was done: action -> how it is called.
DEEDS = {
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


@once
def acts(corpus: Corpus) -> pd.DataFrame:
    """What was done, not claimed: label (with the place, or where none is named who reports it), act (in words), date,
    date_of, when, lane (the sector), kind, sector, place, outlet, rows, statement, where, slip (what the source gets
    wrong).
    """
    frame = _named(corpus)
    frame = frame[~frame["action"].isin(["claim", "voice"])]
    deeds = frame["action"].map(DEEDS)
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
    out["label"] = out["label"].astype("str")
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
            rows=("id", marks.rows),
            actions=("action", lambda actions: ", ".join(dict.fromkeys(actions))),
        )
        .reset_index()
    )
    return (
        out.rename(columns={"sector_name": "sector"})
        .sort_values(["count", "sector"], ascending=[False, True])
        .reset_index(drop=True)
    )


@once
def numbers(corpus: Corpus, article: str) -> pd.DataFrame:
    """Quantities of an article as bounds: label, value, unit, bound, claimed_by, kind, verified, rows, statement,
    where.
    """
    frame = corpus.numbers
    frame = frame[frame["article"] == article].reset_index(drop=True)
    return frame.assign(
        label=frame["measures"],
        claimed_by=frame["claimed_by"].map(corpus.name),
        kind=frame["claimed_by_type"],
        rows=frame["id"],
        where=[marks.locator(a, p) for a, p in zip(frame["article"], frame["paragraph"], strict=True)],
    )[["label", "value", "unit", "bound", "claimed_by", "kind", "verified", "rows", "statement", "where"]]


def _clash(corpus: Corpus) -> tuple[list[str], list[str]]:
    """Matters on which claims contradict each other, and what that rests on: either side of each."""
    grid = claims(corpus)
    grid = grid[grid["contradicted"] == "yes"]
    frame = corpus.coverage.set_index("id")
    sides = grid.assign(side=[frame.loc[marks.ids([cell])[0], "claim_type"] for cell in grid["rows"]])
    return list(dict.fromkeys(grid["column"])), marks.behind(sides, ["column", "side"])


def facts(corpus: Corpus) -> dict:
    """Numbers on claims and acts."""
    grid, done = claims(corpus), acts(corpus)
    return {
        "coverage_rows": len(corpus.coverage),
        "claim_holders": grid["row"].nunique(),
        "claim_holders_on_dispensers": claims(corpus, DISPENSERS)["row"].nunique(),
        "claims": len(grid),
        "claims_contradicted": int((grid["contradicted"] == "yes").sum()),
        "acts": len(done),
        "acts_dated": int((done["date_of"] == "act").sum()),
    }


def answer(corpus: Corpus) -> Sentence:
    """What is claimed of scanned faces, and what was done."""
    grid, dispensers, done = claims(corpus), claims(corpus, DISPENSERS), acts(corpus)
    matters, sides = _clash(corpus)
    did = done["act"].value_counts()
    return paragraph(
        sentence(
            "According to CMP and the report that it translates, {holders} {holders:holder makes/holders make} claims "
            "about what becomes of scanned faces, {dispensers} of them about paper dispensers in public toilets, "
            "and they clash on whether the machine {matters}.",
            rows=[*marks.behind(grid, "row"), *marks.behind(dispensers, "row"), *sides],
            holders=grid["row"].nunique(),
            dispensers=dispensers["row"].nunique(),
            matters=matters,
        ),
        sentence(
            "Besides claims, {acts} acts are told, {dated} of them with a date of their own; "
            "they reach from use and sale to curbs, a court ruling and a withdrawal.",
            rows=done,
            holds={
                "there are acts of use": did.get(DEEDS["deploy"], 0) > 0,
                "there is a sale": did.get(DEEDS["sell"], 0) > 0,
                "there are several curbs": did.get(DEEDS["curb"], 0) > 1,
                "there is one court ruling": did.get(DEEDS["ruling"], 0) == 1,
                "there is one withdrawal": did.get(DEEDS["withdraw"], 0) == 1,
            },
            acts=len(done),
            dated=int((done["date_of"] == "act").sum()),
        ),
    )


def claims_head(corpus: Corpus, claims: pd.DataFrame) -> dict[str, Sentence]:
    """Title, subtitle and source of the grid; claims: what it draws."""
    matters, sides = _clash(corpus)
    return {
        "title": sentence(
            "Claims clash on {matters} {matters:matter/matters}: whether the machine {which:or}",
            rows=sides,
            matters=len(matters),
            which=matters,
        ),
        "subtitle": sentence(
            "Claims about what the machines do with data, by holder; colour: who tells it; "
            "{claims:,} {claims:claim/claims} of {holders} {holders:holder/holders}",
            rows=claims,
            claims=len(claims),
            holders=claims["row"].nunique(),
        ),
        "source": sentence(
            "Source: CMP, {articles}, and the report that it translates",
            rows=together(claims["rows"]),
            articles=marks.articles(corpus, claims["rows"]),
        ),
    }


def acts_head(corpus: Corpus, acts: pd.DataFrame) -> dict[str, Sentence]:
    """Title, subtitle and source of the strip, which draws the acts with a date of their own."""
    timed = acts[acts["date_of"] == "act"]
    rest = len(acts) - len(timed)
    return {
        "title": sentence(
            "Of {acts} acts told, {timed} {timed:has a date of its/have a date of their} own; "
            "the rest are known by the day of a report or undated",
            rows=acts,
            holds={"there is a rest": rest > 1},
            acts=len(acts),
            timed=len(timed),
        ),
        "subtitle": sentence(
            "Acts by sector, as precisely as they are dated; {timed} coded {timed:row/rows}",
            rows=timed,
            timed=len(timed),
        ),
        "source": sentence(
            "{source}; {rest} {rest:act/acts} without a date of {rest:its/their} own {rest:is/are} not drawn",
            rows=acts,
            source=marks.source(corpus, timed["rows"]),
            rest=rest,
        ),
    }


def numbers_head(corpus: Corpus, numbers: pd.DataFrame) -> dict[str, Sentence]:
    """Title, subtitle and source of the figure on quantities; numbers: what it draws."""
    exact, unchecked = int((numbers["bound"] == "exact").sum()), int((numbers["verified"] == "unchecked").sum())
    return {
        "title": sentence(
            "{quantities} quantity, given as {exact} and {checked}",
            rows=numbers,
            quantities=len(numbers),
            exact="exact" if exact else "a bound",
            checked="not verified" if unchecked else "checked outside",
        )
        if len(numbers) == 1
        else sentence(
            "{quantities} quantities: {exact} given as exact, {unchecked} not verified",
            rows=numbers,
            quantities=len(numbers),
            exact=wording.spell(exact),
            unchecked=wording.spell(unchecked),
        ),
        "subtitle": sentence(
            "Each with its bound and who gives it; {count} coded {count:row/rows}", rows=numbers, count=len(numbers)
        ),
        "source": marks.source(corpus, numbers["rows"]),
    }
