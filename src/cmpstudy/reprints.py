"""Who carried whose words, as the articles say: a fan-out, sequences with stated times, wording called alike,
repetition.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from analysis import dates, study, wording
from analysis.corpus import load_corpus
from analysis.corpus.processed import MIN_WORDS
from analysis.errors import AnalysisError
from analysis.nearest import unknown
from analysis.sentence import Sentence, paragraph, sentence, together
from cmpstudy import marks
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


def sequence(corpus: Corpus, items: Sequence[str]) -> pd.DataFrame:
    """What happened to items with stated times: label, date (EDTF), lane (item in words), kind, relation, rows,
    statement, where.

    Rows without a date are left out; `untimed` counts them.
    """
    frame = _items(corpus, items, "sequences")
    frame = frame[frame["date"].notna()]
    deeds = {
        "posted": "put up",
        "archived": "copied",
        "criticised": "criticised",
        "deleted": "taken down",
        "reprinted": "shared",
        "carried": "carried",
        "quoted": "quoted",
        "summarised": "reported",
        "translated": "translated",
        "revised": "revised",
        "worded-alike": "worded alike",
    }
    out = frame.assign(
        label=[sentence_of(deeds[row["relation"]], row["carrier_name"]) for row in frame.to_dict("records")],
        lane=frame["item"].map(lambda item: item.replace("-", " ")),
        uncertain=frame["certainty"].map(lambda certainty: "yes" if certainty == "hedged" else "no"),
        rows=frame["id"],
    )
    out["first"] = out["date"].map(lambda date: dates.span(date).first or dates.span(date).last)
    place = {item: number for number, item in enumerate(items)}
    out = out.assign(place=out["item"].map(place)).sort_values(["place", "first", "order", "id"], kind="stable")
    return out[["label", "date", "lane", "kind", "relation", "uncertain", "rows", "statement", "where"]].reset_index(
        drop=True
    )


def sentence_of(deed: str, carrier: str) -> str:
    """``criticised by the CCF``; ``taken down, by whom is not said``."""
    return (
        f"{deed}, by whom is not said"
        if carrier.lower() == "not said"
        else f"{deed} by {carrier[:1].lower() + carrier[1:] if carrier.split()[0] in ('Many', 'Internet') else carrier}"
    )


def untimed(corpus: Corpus, items: Sequence[str]) -> int:
    """How many rows of the items have no date and are left out of the strip."""
    return len(_untimed(corpus, items))


def _untimed(corpus: Corpus, items: Sequence[str]) -> pd.DataFrame:
    return _items(corpus, items, "sequences")[lambda frame: frame["date"].isna()]


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
            excerpt=items["excerpt_seen"].map({"yes": SHOWN, "no": "no words are shown"}),
            rows=items["id"],
        )[["item", "origin_name", "carrier_name", "judged_by", "certainty", "excerpt", "where", "rows", "statement"]]
        .rename(columns={"origin_name": "one", "carrier_name": "other"})
        .reset_index(drop=True)
    )


REASONS = {
    "self-quotation": "CMP's running text gives words that stand elsewhere in the article",
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


def chains(folder: str = "", tiers: str = "") -> Results:
    """Results of ``python -m reprints`` from a folder; without one, what was computed from the ten articles.

    Paths are as a notebook's parameters give them (see ``place``).
    """
    from reprints.chains import results

    return results.read(place(folder), place(tiers)) if folder else computed(load_corpus())


def place(path: str) -> str:
    """A path as a notebook's parameter gives it: from the study's folder, as a notebook may run in one of its own."""
    given = Path(path).expanduser()
    return str(given if given.is_absolute() else study.find().root / given) if path else ""


def computed(corpus: Corpus) -> Results:
    """What was computed from the ten articles, as results that `stories` draws: links between paragraphs, and no chain.

    A link's ids are article#paragraph; about has the articles with their titles. Boilerplate is left out, as it is of
    any corpus (caveat R3), and the name of the results says how much. Two articles that shared a run would be a pair of
    documents; as none do, no document is in a cluster. Raises AnalysisError if two do: chains then have to be inferred
    from the text.
    """
    from reprints.chains import results

    frame = corpus.reuse
    across = frame[frame["article_a"] != frame["article_b"]]
    if len(across):
        raise AnalysisError(
            f"{across.iloc[0]['article_a']} and {across.iloc[0]['article_b']} share a run of words, "
            "so there may be a chain",
            where="data/processed/reuse.csv",
            do="Infer it from the text: python -m reprints CORPUS --out DIR, and name DIR in the parameter results.",
        )
    boilerplate = frame["reason"] == "boilerplate"
    left = int(boilerplate.sum())
    links = frame[~boilerplate].assign(
        id_a=frame["article_a"] + "#" + frame["paragraph_a"].astype(str),
        id_b=frame["article_b"] + "#" + frame["paragraph_b"].astype(str),
    )
    tables = {name: results.empty(name) for name in results.TABLES if name != "documents"}
    tables["links"] = (
        links[results.TABLES["links"]].astype({"containment_a": float, "containment_b": float}).reset_index(drop=True)
    )
    about = (
        results.empty("documents")
        .assign(tier=None)
        .reindex(range(len(corpus.titles)))
        .assign(id=list(corpus.titles), title=list(corpus.titles.values()))
    )
    source = f"the {wording.spell(len(corpus.titles))} articles" + (
        f" ({wording.count(left, 'pair')} of boilerplate left out)" if left else ""
    )
    return results.Results(about=about, source=source, caveats=("C8",), **tables)


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
    return out.sort_values(["rows", "relation"], ascending=[False, True])[
        ["relation", "meaning", "rows", "timed", "seen"]
    ].reset_index(drop=True)


UNNAMED = "others that it does not name"


def _carriers(tree: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """The branches of a fan-out, and who they are, the open end last."""
    branches = tree[tree["parent"] != ""]
    opened = [UNNAMED] if (branches["open"] == "yes").any() else []
    return branches, [*branches.loc[branches["open"] == "no", "label"], *opened]


def _across(corpus: Corpus) -> int:
    """How many repeated runs join two articles."""
    return int((corpus.reuse["article_a"] != corpus.reuse["article_b"]).sum())


def facts(corpus: Corpus, item: str, sequences: Sequence[str]) -> dict:
    """Numbers on the fan-out, the sequences and the repetition."""
    branches, _ = _carriers(fan_out(corpus, item))
    repeated = repetition(corpus)
    return {
        "fan_out_carriers_named": int((branches["open"] == "no").sum()),
        "timed_steps": len(sequence(corpus, sequences)),
        "worded_alike": len(alike(corpus)),
        "repeated_runs": len(repeated),
        "repeated_runs_self_quotation": int((repeated["reason"] == "self-quotation").sum()),
        "repeated_runs_across_articles": _across(corpus),
        "longest_repeated_run": repeated["longest_run"].max(),
        "reprint_rows": len(corpus.reprints),
    }


def answer(corpus: Corpus, item: str, sequences: Sequence[str]) -> Sentence:
    """Who carried a piece, which stories have times, and what is worded alike."""
    tree, strip, pairs = fan_out(corpus, item), sequence(corpus, sequences), alike(corpus)
    repeated, across = repetition(corpus), _across(corpus)
    branches, carriers = _carriers(tree)
    carried = corpus.reprints[corpus.reprints["id"].isin(branches["rows"])]
    timed, seen = int(carried["date"].notna().sum()), int((carried["excerpt_seen"] == "yes").sum())
    own = int((repeated["reason"] == "self-quotation").sum())
    return paragraph(
        sentence(
            "According to CMP, {origin}'s piece was carried by {carriers}; no carrier has a time or shows its text.",
            rows=branches,
            origin=tree.iloc[0]["label"],
            carriers=carriers,
        )
        if not timed + seen
        else sentence(
            "According to CMP, {origin}'s piece was carried by {carriers}; "
            "of {count} coded {count:row/rows} on carriers, {timed} have a date and {seen} show words.",
            rows=branches,
            origin=tree.iloc[0]["label"],
            carriers=carriers,
            count=len(carried),
            timed=wording.spell(timed),
            seen=wording.spell(seen),
        ),
        sentence(
            "Times are told for {steps} {steps:step/steps} of {stories} other {stories:story/stories}.",
            rows=strip,
            steps=len(strip),
            stories=strip["lane"].nunique(),
        ),
        sentence(
            "CMP calls the wording alike in {pairs} {pairs:case/cases}, "
            "of which {seen} can be compared at least in part.",
            rows=pairs,
            holds={"it is CMP that says so": bool((pairs["judged_by"] == "CMP").all())},
            pairs=len(pairs),
            seen=wording.spell(int((pairs["excerpt"] == SHOWN).sum())),
        ),
        sentence(
            "Of {runs} repeated runs of {least} or more words in the articles, "
            "{own} {own:is/are} CMP repeating words within one article; none joins two articles.",
            rows="reuse",
            runs=len(repeated),
            least=MIN_WORDS,
            own=own,
        )
        if not across
        else sentence(
            "Of {runs} repeated runs of {least} or more words in the articles, "
            "{own} {own:is/are} CMP repeating words within one article and {across} {across:joins/join} two articles.",
            rows="reuse",
            runs=len(repeated),
            least=MIN_WORDS,
            own=own,
            across=across,
        ),
    )


def tree_head(corpus: Corpus, tree: pd.DataFrame) -> dict[str, Sentence]:
    """Title, subtitle and source of the fan-out."""
    branches, carriers = _carriers(tree)
    behind = marks.ids(tree["rows"])
    return {
        "title": sentence(
            "CMP says that {carriers} carried {origin}'s piece",
            rows=branches,
            carriers=carriers,
            origin=tree.iloc[0]["label"],
        ),
        "subtitle": sentence(
            "Carriers as CMP lists them, in no order of time; {count} coded {count:row/rows}, the origin's included",
            rows=behind,
            holds={"the origin has a row": bool(tree.iloc[0]["rows"])},
            count=len(behind),
        ),
        "source": marks.source(corpus, tree["rows"]),
    }


def sequence_head(corpus: Corpus, steps: pd.DataFrame, sequences: Sequence[str]) -> dict[str, Sentence]:
    """Title, subtitle and source of the strips; the title says how long each item stood, where both ends are dated."""
    parts, rest, criticised = [], [], []
    for lane, group in steps.groupby("lane", sort=False):
        put, taken = (group[group["relation"] == relation] for relation in ("posted", "deleted"))
        if len(put) and len(taken):
            days = (dates.span(taken["date"].iloc[0]).last - dates.span(put["date"].iloc[0]).first).days
            hedged = taken["uncertain"].iloc[0] == "yes"
            parts.append(
                f"the {lane} {'apparently ' if hedged else ''}{'a day' if days == 1 else wording.count(days, 'day')}"
            )
            against = group.loc[group["relation"] == "criticised", "rows"]
            rest += [put["rows"].iloc[0], taken["rows"].iloc[0], *([together(against)] if len(against) else [])]
            criticised.append(len(against) > 0)
    return {
        "title": sentence(
            "CMP tells of posts taken down after criticism: {parts} after being put up",
            rows=rest,
            holds={"each of them was criticised": all(criticised)},
            parts=parts,
        )
        if parts
        else sentence(
            "What was done with {lanes}, and when", rows=steps, lanes=[f"the {lane}" for lane in steps["lane"]]
        ),
        "subtitle": sentence(
            "What was done with each item, on the days that CMP names; {count} coded {count:row/rows}",
            rows=steps,
            count=len(steps),
        ),
        "source": sentence(
            "{source}; {untimed} {untimed:step/steps} without a date {untimed:is/are} not drawn",
            rows=[steps, *_untimed(corpus, sequences)["id"]],
            source=marks.source(corpus, steps["rows"]),
            untimed=untimed(corpus, sequences),
        )
        if untimed(corpus, sequences)
        else marks.source(corpus, steps["rows"]),
    }


def repetition_head(corpus: Corpus, repeated: pd.DataFrame) -> dict[str, str]:
    """Title, subtitle and source of the figure on repetition; repeated: what it draws."""
    own, across = int((repeated["reason"] == "self-quotation").sum()), _across(corpus)
    counted = {"own": own, "runs": len(repeated)}
    return {
        "title": sentence(
            "No article repeats another: {own} of {runs} repeated runs are CMP giving the same words "
            "twice in one article",
            rows="reuse",
            **counted,
        )
        if not across
        else sentence(
            "{across} repeated {across:run joins/runs join} two articles: "
            "{own} of {runs} repeated runs are CMP giving the same words twice in one article",
            rows="reuse",
            across=across,
            **counted,
        ),
        "subtitle": sentence(
            "Runs of {least} or more words that stand twice, by reason; {runs} pairs of paragraphs",
            rows="reuse",
            least=MIN_WORDS,
            runs=f"{len(repeated):,}",
        ),
        "source": "Source: computed from the text; data/processed/reuse.csv",
    }
