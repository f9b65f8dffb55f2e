"""A fact sheet for a topic: what is said, what happened, which quantities, who is named, and where in the articles.

A topic that occurs in one article has no trend, and a topic that runs across the articles is no sample of anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis import dates, wording
from analysis.errors import AnalysisError
from analysis.nearest import unknown
from analysis.sentence import Sentence, places, sentence
from cmpstudy import marks
from cmpstudy.corpus import voice_kinds  # noqa: F401 (notebooks on a topic ask for it here)
from cmpstudy.once import once

if TYPE_CHECKING:
    import pandas as pd

    from analysis.corpus import Corpus
    from analysis.topics import Topic

# Role in which an entity appears: table -> columns that name who acts, speaks or is spoken of.
ROLES = {
    "statements": {"speaker": "speaks", "outlet": "carries what is said", "about": "is spoken of"},
    "support": {
        "speaker": "speaks",
        "outlet": "carries what is said",
        "country": "is said to support or oppose",
        "relayed_via": "relays",
    },
    "coverage": {"claim_holder": "makes a claim", "outlet": "carries what is said"},
    "reprints": {"origin": "is the origin of a text", "carrier": "carries a text"},
    "phrases": {"speaker": "speaks", "outlet": "carries what is said"},
    "events": {"actor": "acts in a dated event", "place": "is the place of an event"},
    "numbers": {"claimed_by": "gives a number"},
}


def topic(corpus: Corpus, name: str) -> Topic:
    """A topic by name; AnalysisError lists the topics there are."""
    if name not in corpus.topics:
        raise unknown(
            "a topic",
            name,
            corpus.topics,
            where="parameter topic",
            do="A new one: its terms in data/raw/topics.yml, then make data by whoever has the text.",
        )
    if missing := corpus.uncounted(name):
        raise AnalysisError(
            f"{wording.join(missing)} of topic {name!r} {'was' if len(missing) == 1 else 'were'} not looked "
            "for in the text yet",
            where="parameter topic",
            do="Terms and spellings are counted in the text by whoever has it: CORPUS_TEXT=/path make data ACCEPT=1.",
        )
    return corpus.topics[name]


def scope(corpus: Corpus, name: str) -> list[str]:
    """Articles of a topic in the corpus's order: its own, or all in which it is mentioned."""
    found = topic(corpus, name)
    mentioned = set(corpus.mentions.loc[corpus.mentions["term"].isin(found.vocabulary), "article"])
    return [article for article in corpus.titles if article in (found.articles or mentioned)]


def _rows(corpus: Corpus, table: str, name: str) -> pd.DataFrame:
    """Rows of a coded table that belong to a topic, see `Topic.holds`."""
    found, frame = topic(corpus, name), corpus.frame(table)
    naming = corpus.codebook[table].naming("entities")
    chosen = frame[
        [found.holds({str(name): cell for name, cell in row.items()}, naming) for row in frame.to_dict("records")]
    ].reset_index(drop=True)
    return chosen.assign(
        where=[marks.locator(a, p) for a, p in zip(chosen["article"], chosen["paragraph"], strict=True)]
    )


@once
def statements(corpus: Corpus, name: str) -> pd.DataFrame:
    """What is said: who, statement, form, where, id."""
    frame = _rows(corpus, "statements", name)
    return frame.assign(who=frame["speaker"].map(corpus.name, na_action="ignore").fillna("not said"))[
        ["who", "statement", "form", "where", "id"]
    ]


@once
def events(corpus: Corpus, name: str) -> pd.DataFrame:
    """Dated events: label, date, when, lane (CMP's own text or where it is nested), kind, uncertain, rows, statement,
    where; by date.
    """
    frame = _rows(corpus, "events", name)
    frame = frame[frame["date"].notna()].reset_index(drop=True)
    out = frame.assign(
        label=frame["event"],
        when=frame["date"].map(dates.words),
        rows=frame["id"],
        uncertain=frame["date_basis"].map(lambda basis: "no" if basis == "stated" else "yes"),
    )
    out["first"] = out["date"].map(lambda date: dates.span(date).first or dates.span(date).last)
    return out.sort_values(["first", "id"])[
        ["label", "date", "when", "kind", "uncertain", "rows", "statement", "where", "date_basis"]
    ].reset_index(drop=True)


@once
def numbers(corpus: Corpus, name: str) -> pd.DataFrame:
    """Quantities as bounds: label, value, unit, bound, claimed_by, kind, verified, rows, statement, where."""
    frame = _rows(corpus, "numbers", name)
    return frame.assign(
        label=frame["measures"],
        claimed_by=frame["claimed_by"].map(corpus.name),
        kind=frame["claimed_by_type"],
        rows=frame["id"],
    )[["label", "value", "unit", "bound", "claimed_by", "kind", "verified", "rows", "statement", "where"]]


@once
def dispersion(corpus: Corpus, name: str) -> pd.DataFrame:
    """Where the topic's terms stand: line (title), position (paragraph), voice, count, article, where; every paragraph
    of its articles.
    """
    found, articles = topic(corpus, name), scope(corpus, name)
    counts = (
        corpus.mentions[corpus.mentions["term"].isin(found.vocabulary)].groupby(["article", "paragraph"])["count"].sum()
    )
    frame = corpus.paragraphs
    frame = frame[frame["article"].isin(articles)]
    keys = list(zip(frame["article"], frame["paragraph"], strict=True))
    out = frame.assign(
        line=frame["article"].map(corpus.titles),
        position=frame["paragraph"],
        count=[int(counts.get(key, 0)) for key in keys],
        rank=frame["article"].map(articles.index),
    )
    out["where"] = [
        marks.locator(article, paragraph) for article, paragraph in zip(out["article"], out["position"], strict=True)
    ]
    return out.sort_values(["rank", "position"])[
        ["line", "position", "voice", "count", "article", "where"]
    ].reset_index(drop=True)


@once
def roles(corpus: Corpus, name: str) -> pd.DataFrame:
    """In which roles the topic's entities appear in coded rows: group (role), item, kind, rows, statement, where; one
    row each.
    """
    import pandas as pd

    names, out = set(topic(corpus, name).entities), []
    for table, columns in ROLES.items():
        for row in corpus.frame(table).to_dict("records"):
            for column, role in columns.items():
                value = row[column]
                for part in value.split("|") if isinstance(value, str) else []:
                    if part in names:
                        out.append(
                            {
                                "group": role,
                                "item": corpus.name(part),
                                "table": table,
                                "rows": row["id"],
                                "statement": row["statement"],
                                "where": marks.locator(row["article"], row["paragraph"]),
                                "article": row["article"],
                            }
                        )
    frame = pd.DataFrame(
        out, columns=["group", "item", "table", "rows", "statement", "where", "article"]
    ).drop_duplicates(["group", "rows"])
    order = list(dict.fromkeys(role for columns in ROLES.values() for role in columns.values()))
    return (
        frame.assign(rank=frame["group"].map(order.index))
        .sort_values(["rank", "rows"])
        .drop(columns="rank")
        .reset_index(drop=True)
    )


def facts(corpus: Corpus, name: str) -> dict:
    """Numbers on a topic."""
    said, spread = statements(corpus, name), dispersion(corpus, name)
    return {
        "articles": len(scope(corpus, name)),
        "statements": len(said),
        "speakers": said["who"].nunique(),
        "events": len(events(corpus, name)),
        "numbers": len(numbers(corpus, name)),
        "mentions": int(spread["count"].sum()),
        "paragraphs_with_mentions": int((spread["count"] > 0).sum()),
        "mentions_in_cmp_text": int(spread.loc[spread["voice"] == "cmp", "count"].sum()),
    }


def coded(corpus: Corpus, name: str) -> Sentence:
    """What the tables below an answer hold; of a topic that no article mentions, that none does."""
    found, said, dated, quantities = (
        topic(corpus, name),
        statements(corpus, name),
        events(corpus, name),
        numbers(corpus, name),
    )
    rows = [*said["id"], *dated["rows"], *quantities["rows"]]
    if rows:
        return sentence(
            "The tables below list {statements} by {speakers}, {events} and {quantities}.",
            rows=rows,
            statements=wording.count(len(said), "statement"),
            speakers=wording.count(said["who"].nunique(), "speaker"),
            events=wording.count(len(dated), "dated event"),
            quantities=wording.count(len(quantities), "quantity", "quantities"),
        )
    if dispersion(corpus, name)["count"].sum():
        return sentence(
            "There is no record of a statement, event or quantity on it in {articles}.",
            rows=places("articles", corpus.articles.loc[lambda frame: frame["article"].isin(scope(corpus, name))]),
            articles=[f"‘{corpus.titles[article]}’" for article in scope(corpus, name)],
        )
    return sentence(
        "CMP mentions {title} in none of the {articles} {articles:article/articles}: "
        "none of the {terms} {terms:term/terms} that we looked for occurs there. "
        "If CMP does not mention something, that does not mean that there is none.",
        rows="articles",
        title=found.title,
        articles=len(corpus.titles),
        terms=len(found.vocabulary),
    )


def presence(corpus: Corpus, name: str) -> list[Sentence]:
    """In how many articles, and in which roles, the entities of a topic across articles appear."""
    found = roles(corpus, name)
    if found.empty:
        return []
    by_role = found.groupby("group", sort=False)["article"].nunique().sort_values(ascending=False, kind="stable")
    return [
        sentence(
            "Records of {articles} of CMP's {all} articles name {names:or}.",
            rows=marks.behind(found, "article"),
            articles=found["article"].nunique(),
            all=len(corpus.titles),
            names=[corpus.name(entity) for entity in topic(corpus, name).entities],
        ),
        sentence(
            "By role and number of articles: {roles}.",
            rows=marks.behind(found, ["group", "article"]),
            roles=[f"{role} in {wording.spell(number)}" for role, number in by_role.items()],
        ),
    ]


def head(corpus: Corpus, name: str, spread: pd.DataFrame) -> dict[str, str]:
    """Title, subtitle and source of the dispersion; spread: what it draws."""
    total, own = int(spread["count"].sum()), int(spread.loc[spread["voice"] == "cmp", "count"].sum())
    hits = places(
        "mentions", spread.loc[spread["count"] > 0, ["article", "position"]].rename(columns={"position": "paragraph"})
    )
    found = topic(corpus, name)
    return {
        "title": sentence(
            "{topic}: {others} of {total} mentions are outside CMP's own paragraphs",
            rows=hits,
            topic=found.title,
            others=f"{total - own:,}",
            total=f"{total:,}",
        )
        if (total - own) * 2 > total
        else sentence(
            "{topic}: {own} of {total} mentions are in CMP's own paragraphs",
            rows=hits,
            topic=found.title,
            own=f"{own:,}",
            total=f"{total:,}",
        ),
        "subtitle": sentence(
            "Mentions by paragraph, shaded by whose words; {total:,} {total:mention/mentions} in "
            "{paragraphs:,} paragraphs",
            rows=hits,
            total=total,
            paragraphs=len(spread),
        ),
        "source": f"Source: CMP staff articles; a fixed list of the topic's terms, {len(found.vocabulary):,} in all",
    }
