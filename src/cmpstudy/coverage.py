"""Facial recognition: what a machine does with a face, by whose word, and where faces are scanned."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from analysis import wording
from analysis.sentence import Row, Sentence, paragraph, sentence, together
from cmpstudy import marks
from cmpstudy.cards import grid
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

    def optional(column: str) -> pd.Series:
        return frame[column].astype(object).map(corpus.name, na_action="ignore").fillna("")

    return frame.assign(
        holder=optional("claim_holder"),
        place_name=optional("place"),
        outlet_name=optional("outlet"),
        speaker_name=optional("speaker"),
        sector_name=frame["sector"]
        .astype(object)
        .map(lambda sector: sector.replace("-", " "), na_action="ignore")
        .fillna(""),
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
                        else _SAYS[str(claim)]
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


def facts(corpus: Corpus) -> dict:
    """Numbers on claims and places."""
    grid = claims(corpus)
    return {
        "coverage_rows": len(corpus.coverage),
        "claim_holders": grid["row"].nunique(),
        "claim_holders_on_dispensers": claims(corpus, DISPENSERS)["row"].nunique(),
        "claims": len(grid),
        "claims_contradicted": int((grid["contradicted"] == "yes").sum()),
        "places_named": places(corpus)["row"].nunique(),
    }


TAKES, KEEPS, DELETES, PASSES = "takes the face", "keeps it", "deletes it", "where it goes"
RULES = "the rules"


@once
def faces(corpus: Corpus) -> pd.DataFrame:
    """What the dispenser does with a face, by who says so, the maker first: row (who), column (matter), words, kind,
    contradicted (by whom), rows, where.
    """
    maker = Row(corpus, "coverage-0041", claim_type="collects", claim_holder="soline", speaker="soline")
    denial = Row(corpus, "coverage-0039", claim_type="not-collects", claim_holder="soline", speaker="station staff")
    centre = Row(corpus, "coverage-0049", claim_type="collects", claim_holder="mps-inspection-center")
    meets = Row(corpus, "coverage-0051", claim_type="meets-rules", claim_holder="mps-inspection-center")
    deletes = Row(corpus, "coverage-0044", claim_type="deletes", claim_holder="soline", bound="exact")
    station = Row(corpus, "coverage-0018", claim_type="deletes", claim_holder="hangzhou-east-station", bound="exact")
    itself, told, reply = (
        "The maker itself",
        "The maker, as station staff pass it on",
        "The station, in a headline",
    )
    tester, users = "The police ministry's test centre", "People at the station"
    cards = [
        (itself, TAKES, "a few points of it", maker),
        (itself, KEEPS, "in memory, for a short time", Row(corpus, "coverage-0042", claim_type="stores")),
        (itself, KEEPS, "not in future, it pledges", Row(corpus, "coverage-0045", claim_type="not-stores")),
        (itself, DELETES, f"after {wording.spell(int(deletes['number'] or 0))} minutes", deletes),
        (told, TAKES, "no facial information", denial),
        (told, PASSES, "not to the internet", Row(corpus, "coverage-0040", claim_type="not-networked")),
        (reply, DELETES, f"by itself after {wording.spell(int(station['number'] or 0))} minutes", station),
        (tester, TAKES, "the prototype can", centre),
        (tester, DELETES, "the prototype can, in a set time", Row(corpus, "coverage-0050", claim_type="deletes")),
        (tester, RULES, "meets requirements; which, is not said", meets),
        (users, PASSES, "a woman fears misuse", Row(corpus, "coverage-0032", claim_type="misuse-risk")),
        (users, PASSES, "a traveller fears theft", Row(corpus, "coverage-0034", claim_type="misuse-risk")),
        (users, PASSES, "a cleaner does not mind", Row(corpus, "coverage-0033", action="voice", stance="favourable")),
    ]
    against = "the maker itself and the test centre"
    return _told(corpus, cards).assign(
        contradicted=lambda frame: [against if rows == denial.id else "no" for rows in frame["rows"]]
    )


SCANS, LIMITS, SEAT = "faces are scanned", "scanning is limited", "seat of the maker"
UNNAMED = "No place named"


@once
def places(corpus: Corpus) -> pd.DataFrame:
    """Where faces are scanned and where that is limited, by place and not by row: row (city), column, words, rows."""
    station = corpus.coverage.loc[
        lambda frame: (frame["place"] == "hangzhou-east-station") & (frame["action"] == "deploy")
    ]
    hangzhou, tianjin, nanjing, dongguan = (
        corpus.name(name) for name in ("hangzhou", "tianjin", "nanjing", "dongguan")
    )
    deploy = {"action": "deploy"}
    cards = [
        (hangzhou, SCANS, f"{corpus.name('hangzhou-east-station')}, toilets", together(station["id"])),
        (
            hangzhou,
            SCANS,
            f"around {corpus.name('lingyin')}, toilets",
            Row(corpus, "coverage-0046", place="lingyin", **deploy),
        ),
        (hangzhou, SCANS, "shopping malls", Row(corpus, "coverage-0048", place="hangzhou", **deploy)),
        (
            hangzhou,
            LIMITS,
            "court: zoo may not, without consent",
            Row(corpus, "coverage-0003", place="hangzhou", action="ruling"),
        ),
        (tianjin, LIMITS, "in public, by the city", Row(corpus, "coverage-0008", place="tianjin", action="curb")),
        (tianjin, SEAT, "it sells nationwide", Row(corpus, "coverage-0015", place="tianjin", action="sell")),
        (nanjing, LIMITS, "in public, by the city", Row(corpus, "coverage-0009", place="nanjing", action="curb")),
        (
            dongguan,
            LIMITS,
            "toilet machines, to be withdrawn",
            Row(corpus, "coverage-0016", place="dongguan", action="withdraw"),
        ),
        (
            UNNAMED,
            SCANS,
            "toilets of stations, malls and sights",
            Row(corpus, "coverage-0014", place="china", **deploy),
        ),
        (UNNAMED, SCANS, "sales rooms for flats", Row(corpus, "coverage-0006", place="china", **deploy)),
        (UNNAMED, SCANS, "housing compounds", Row(corpus, "coverage-0023", place="", **deploy)),
        (UNNAMED, SCANS, "smart cities, in general", Row(corpus, "coverage-0019", place="", **deploy)),
        (UNNAMED, SCANS, "unlocking of phones", Row(corpus, "coverage-0020", place="", **deploy)),
    ]
    return _told(corpus, cards).drop(columns="kind")  # who tells it matters less than where


def _told(corpus: Corpus, cards: Sequence[tuple[str, str, str, object]]) -> pd.DataFrame:
    """Cards written by hand, with the rows behind each."""
    return grid(corpus, [(row, column, sentence(words, rows=behind)) for row, column, words, behind in cards])


def _outside(corpus: Corpus) -> pd.DataFrame:
    """Uses of scanning at a place that is named and does not lie in Hangzhou."""
    inside = ("hangzhou", "hangzhou-east-station", "lingyin", "china")
    return corpus.coverage.loc[
        lambda frame: (frame["action"] == "deploy") & frame["place"].notna() & ~frame["place"].isin(inside)
    ]


def answer(corpus: Corpus) -> Sentence:
    """What the machine does with a face, by whose word, and where faces are scanned."""
    denial = Row(corpus, "coverage-0039", claim_type="not-collects", claim_holder="soline", speaker="station staff")
    reads = Row(corpus, "coverage-0041", claim_type="collects", claim_holder="soline", speaker="soline")
    deletes = Row(corpus, "coverage-0044", claim_type="deletes", claim_holder="soline", speaker="soline", bound="exact")
    centre = {"claim_holder": "mps-inspection-center"}
    test, timed, meets = (
        Row(corpus, "coverage-0049", claim_type="collects", **centre),
        Row(corpus, "coverage-0050", claim_type="deletes", **centre),
        Row(corpus, "coverage-0051", claim_type="meets-rules", **centre),
    )
    law = Row(corpus, "statements-0070", speaker="qianjiang-evening-news")
    return paragraph(
        sentence(
            "Staff of {station} say that {maker}, the maker of its toilet-paper dispensers, told them the machines "
            "collect no facial information.",
            rows=denial,
            station=denial.name("place"),
            maker=denial.name("claim_holder"),
        ),
        sentence(
            "Asked by {paper}, the maker says that its machine reads a few points of the face and deletes them after "
            "{minutes} minutes.",
            rows=[reads, deletes],
            paper=reads.name("outlet"),
            minutes=int(deletes["number"] or 0),
        ),
        sentence(
            "The police ministry's test centre, the {centre}, notes that the prototype can collect facial data and "
            "delete it within a set time, and that it met requirements; which ones is not said.",
            rows=[test, timed, meets],
            centre=test.name("claim_holder"),
        ),
        sentence(
            "The paper objects that by law such data may be collected only if that is legal, proper and necessary.",
            rows=law,
        ),
    )


def faces_head(corpus: Corpus, faces: pd.DataFrame) -> dict[str, Sentence]:
    """Title, subtitle and source of the grid of who says what of the machine; faces: what it draws."""
    denial = Row(corpus, "coverage-0039", claim_type="not-collects", claim_holder="soline", speaker="station staff")
    reads = Row(corpus, "coverage-0041", claim_type="collects", claim_holder="soline", speaker="soline")
    return {
        "title": sentence(
            "The denial that faces are taken comes second-hand; asked directly, the maker says that its machine "
            "reads points of the face",
            rows=[denial, reads],
        ),
        "subtitle": sentence(
            "What the toilet-paper dispensers at a Chinese railway station do with a face, by who says so, from the "
            "maker outwards",
            rows=together(faces["rows"]),
        ),
        "source": marks.source(corpus, faces["rows"]),
    }


def places_head(corpus: Corpus, places: pd.DataFrame) -> dict[str, Sentence]:
    """Title, subtitle and source of the figure on places; places: what it draws."""
    named = places[places["row"] != UNNAMED]
    scans, limits = named[named["column"] == SCANS], named[named["column"] == LIMITS]
    sold = named[named["column"] == SEAT]
    curbs = limits[limits["row"].isin(sold["row"])]
    maker = Row(corpus, "coverage-0038", action="deploy", place="hangzhou-east-station")
    return {
        "title": sentence(
            "{seat} curbs face scans in public and is home to the maker of {city}'s toilet-paper scanners",
            rows=[together(scans["rows"]), *curbs["rows"], *sold["rows"], maker],
            holds={
                "one city has all the places": scans["row"].nunique() == 1,
                "no other place is named": _outside(corpus).empty,
                "the maker's city curbs scans": len(sold) == len(curbs) == 1,
            },
            city=scans["row"],
            seat=sold["row"],
        ),
        "subtitle": sentence(
            "Where CMP and the report that it translates say that faces are scanned, and where that is limited; "
            "{cities} cities are named",
            rows=marks.behind(named, "row"),
            cities=named["row"].nunique(),
        ),
        "source": marks.source(corpus, places["rows"]),
    }


def numbers(corpus: Corpus, article: str) -> pd.DataFrame:
    """Quantities of an article: label, value, unit, bound, claimed_by, where, rows."""
    frame = corpus.numbers
    frame = frame[frame["article"] == article].reset_index(drop=True)
    return frame.assign(
        label=frame["measures"],
        bound=frame["bound"].str.replace("-", " "),
        claimed_by=frame["claimed_by"].map(corpus.name),
        rows=frame["id"],
        where=[marks.locator(a, p) for a, p in zip(frame["article"], frame["paragraph"], strict=True)],
    )[["label", "value", "unit", "bound", "claimed_by", "where", "rows"]]
