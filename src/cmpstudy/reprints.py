"""Who carried whose words, as the articles say: a fan-out, sequences with stated times, wording called alike,
repetition.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from analysis import study, wording
from analysis.corpus.processed import MIN_WORDS
from analysis.errors import AnalysisError
from analysis.nearest import unknown
from analysis.sentence import Row, Sentence, paragraph, sentence
from cmpstudy import marks, posts
from cmpstudy.once import once

if TYPE_CHECKING:
    import pandas as pd

    from analysis.corpus import Corpus
    from reprints.chains.results import Results

OPEN_END = "and so on"
CARRYING = ("reprinted", "carried")
SHOWN = "some words are shown"


def _items(corpus: Corpus, items: Sequence[str], parameter: str) -> pd.DataFrame:
    """Rows of items in the order asked for, with names and locators. Refuses an item that nobody coded."""
    frame = corpus.reprints
    coded = sorted(set(frame["item"]))
    for item in items:
        if item not in coded:
            raise unknown("an item", item, coded, where=f"parameter {parameter}")
    frame = frame[frame["item"].isin(items)]
    kinds = corpus.entities.set_index("entity")["outlet_kind"]
    return frame.assign(
        carrier_name=frame["carrier"].map(corpus.name),
        origin_name=frame["origin"].map(corpus.name),
        kind=[kind if isinstance(kind, str) else "" for kind in frame["carrier"].map(kinds)],
        where=[
            marks.locator(article, paragraph)
            for article, paragraph in zip(frame["article"], frame["paragraph"], strict=True)
        ],
    )


@once
def fan_out(corpus: Corpus, item: str) -> pd.DataFrame:
    """The carriers of one item: id, parent, label, kind, open, uncertain, rows, statement, where, article; the origin
    first.

    They stand as the article lists them, which is no order in time. open: an 'and so on'.
    """
    import pandas as pd

    frame = _items(corpus, [item], "item")
    carried = frame[frame["relation"].isin(CARRYING)]
    if carried.empty:
        raise AnalysisError(
            f"nobody is said to have reprinted or carried {item}",
            where="parameter item",
            do="Items with carriers: "
            f"{', '.join(sorted(set(corpus.reprints.loc[corpus.reprints['relation'].isin(CARRYING), 'item'])))}",
        )
    origin = carried.iloc[0]["origin"]
    kinds = corpus.entities.set_index("entity")["outlet_kind"]
    posted = frame[(frame["relation"] == "posted") & (frame["carrier"] == origin)]
    rows = [
        {
            "id": origin,
            "parent": "",
            "label": corpus.name(origin),
            "kind": kinds[origin] if isinstance(kinds.get(origin), str) else "",
            "open": "no",
            "uncertain": "no",
            "rows": marks.rows(posted["id"]),
            "statement": " ".join(posted["statement"]),
            "where": carried.iloc[0]["where"],
            "article": carried.iloc[0]["article"],
        }
    ]
    rows += [
        {
            "id": row["carrier"],
            "parent": origin,
            "label": "and so on: others, unnamed" if row["certainty"] == "open-end" else row["carrier_name"],
            "kind": row["kind"],
            "open": "yes" if row["certainty"] == "open-end" else "no",
            "uncertain": "yes" if row["certainty"] == "hedged" else "no",
            "rows": row["id"],
            "statement": row["statement"],
            "where": row["where"],
            "article": row["article"],
        }
        for row in carried.to_dict("records")
    ]
    return pd.DataFrame(rows)


@once
def alike(corpus: Corpus) -> pd.DataFrame:
    """Wording that CMP calls alike: item, origin, carrier, judged by, excerpt (seen or not), what can be checked,
    where, rows, statement.
    """
    frame = corpus.reprints
    frame = frame[frame["relation"] == "worded-alike"]
    items = _items(corpus, list(dict.fromkeys(frame["item"])), "item")
    items = items[items["relation"] == "worded-alike"]
    return (
        items.assign(
            judged_by=items["asserted_by"].map(lambda who: "CMP" if who == "cmp" else who),
            item=items["item"].str.replace("-", " "),
            excerpt=items["excerpt_seen"].map({"yes": SHOWN, "no": "no words are shown"}),
            rows=items["id"],
        )[["item", "origin_name", "carrier_name", "judged_by", "certainty", "excerpt", "where", "rows", "statement"]]
        .rename(columns={"origin_name": "one", "carrier_name": "other"})
        .reset_index(drop=True)
    )


REASONS = {
    "self-quotation": "CMP's running text gives words that are also elsewhere in the article",
    "quotation of one source": "two passages of one source share a formula",
    "boilerplate": "a source line recurs",
    "other": "none of these",
}


@once
def repetition(corpus: Corpus) -> pd.DataFrame:
    """Repeated runs within the articles: article, paragraphs, longest_run, shared_words, contained (share of the
    shorter side), reason.
    """
    frame = corpus.reuse
    return (
        frame.assign(
            article=frame["article_a"].where(
                frame["article_a"] == frame["article_b"], frame["article_a"] + " and " + frame["article_b"]
            ),
            paragraphs=[
                f"{a} and {b}" if (a, x) != (b, y) else f"twice in {a}"
                for a, b, x, y in zip(
                    frame["paragraph_a"], frame["paragraph_b"], frame["article_a"], frame["article_b"], strict=True
                )
            ],
            contained=frame[["containment_a", "containment_b"]].max(axis=1).astype(float).round(2),
            why=frame["reason"].map(REASONS),
        )[["article", "paragraphs", "longest_run", "shared_words", "contained", "reason", "why"]]
        .sort_values(["longest_run", "article", "paragraphs"], ascending=[False, True, True])
        .reset_index(drop=True)
    )


def chains(folder: str, tiers: str = "") -> Results:
    """Results of ``python -m reprints`` from a folder."""
    from reprints.chains import results

    found = results.read(place(folder), place(tiers))
    return replace(found, source=found.source.replace("-", " "))  # a folder's name, as a source line tells it


def place(path: str) -> str:
    """A path as a notebook's parameter gives it: from the study's folder, as a notebook may run in one of its own."""
    given = Path(path).expanduser()
    return str(given if given.is_absolute() else study.find().root / given) if path else ""


def relations(corpus: Corpus) -> pd.DataFrame:
    """How the 'who carried whom' rows spread over relations: relation, meaning, rows, timed (with a date), seen (words
    shown).
    """
    frame = corpus.reprints
    groups = frame.groupby("relation")
    out = groups.agg(rows=("id", "size"), timed=("date", "count")).reset_index()
    out["seen"] = (
        out["relation"].map(frame[frame["excerpt_seen"] == "yes"]["relation"].value_counts()).fillna(0).astype(int)
    )
    out["meaning"] = out["relation"].map(
        {name: code.meaning for name, code in corpus.codebook["reprints"]["relation"].codes.items()}
    )
    out = out.assign(relation=out["relation"].str.replace("-", " "))
    return out.sort_values(["rows", "relation"], ascending=[False, True])[
        ["relation", "meaning", "rows", "timed", "seen"]
    ].reset_index(drop=True)


PIECES = {"xinhua-look-back": "{origin}'s look back at {leader}'s speech of {day}"}
UNNAMED = "others that it does not name"


def _carriers(tree: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """The branches of a fan-out, and who they are, the open end last."""
    branches = tree[tree["parent"] != ""]
    opened = [UNNAMED] if (branches["open"] == "yes").any() else []
    return branches, [*branches.loc[branches["open"] == "no", "label"], *opened]


def _across(corpus: Corpus) -> int:
    """How many repeated runs join two articles."""
    return int((corpus.reuse["article_a"] != corpus.reuse["article_b"]).sum())


def facts(corpus: Corpus, item: str) -> dict:
    """Numbers on the fan-out and the repetition."""
    branches, _ = _carriers(fan_out(corpus, item))
    repeated = repetition(corpus)
    return {
        "fan_out_carriers_named": int((branches["open"] == "no").sum()),
        "worded_alike": len(alike(corpus)),
        "repeated_runs": len(repeated),
        "repeated_runs_self_quotation": int((repeated["reason"] == "self-quotation").sum()),
        "repeated_runs_across_articles": _across(corpus),
        "longest_repeated_run": repeated["longest_run"].max(),
        "reprint_rows": len(corpus.reprints),
    }


def answer(corpus: Corpus, item: str) -> Sentence:
    """What became of posts, who carried a piece, and what is worded alike."""
    tree, pairs = fan_out(corpus, item), alike(corpus)
    branches, carriers = _carriers(tree)
    carried = corpus.reprints[corpus.reprints["id"].isin(branches["rows"])]
    spoken = Row(corpus, "events-0005", actor="xi-jinping")
    piece = PIECES.get(item, "{origin}'s piece").format(
        origin=tree.iloc[0]["label"], leader=spoken.name("actor"), day=spoken.when
    )
    timed, seen = int(carried["date"].notna().sum()), int((carried["excerpt_seen"] == "yes").sum())
    return paragraph(
        posts.fates_answer(corpus),
        sentence(
            "According to CMP, {piece} was carried by {carriers}; CMP gives no time or text for any of them.",
            rows=[*branches["rows"], spoken],
            piece=piece,
            carriers=carriers,
        )
        if not timed + seen
        else sentence(
            "According to CMP, {piece} was carried by {carriers}; "
            "of {count} {count:record/records} on carriers, {timed} have a date and {seen} show words.",
            rows=[*branches["rows"], spoken],
            piece=piece,
            carriers=carriers,
            count=len(carried),
            timed=wording.spell(timed),
            seen=wording.spell(seen),
        ),
        sentence(
            "In {pairs} {pairs:case/cases} CMP calls wording alike, and shows some words of each.",
            rows=pairs,
            holds={
                "it is CMP that says so": bool((pairs["judged_by"] == "CMP").all()),
                "some words of each are shown": bool((pairs["excerpt"] == SHOWN).all()),
            },
            pairs=len(pairs),
        ),
    )


def repeats(corpus: Corpus) -> Sentence:
    """What repeats within the articles, in one sentence."""
    repeated, across = repetition(corpus), _across(corpus)
    own = int((repeated["reason"] == "self-quotation").sum())
    if not across:
        return sentence(
            "The same {least} or more words in a row occur twice in {runs} cases. In {own} of them CMP repeats words "
            "within one article; none joins two articles.",
            rows="reuse",
            least=MIN_WORDS,
            runs=len(repeated),
            own=own,
        )
    return sentence(
        "The same {least} or more words in a row occur twice in {runs} cases. In {own} of them CMP repeats words "
        "within one article; {across} {across:joins/join} two articles.",
        rows="reuse",
        least=MIN_WORDS,
        runs=len(repeated),
        own=own,
        across=across,
    )
