"""A fact sheet for a topic: what is said, what happened, which quantities, who is named, and where in the articles.

A topic that occurs in one article has no trend, and a topic that runs across the ten articles is no sample of anything.
"""

from __future__ import annotations

import re
from functools import lru_cache, wraps
from typing import TYPE_CHECKING

from analysis import dates
from analysis.errors import AnalysisError
from analysis.nearest import unknown
from cmpstudy import wording
from cmpstudy.corpus import voice_kinds

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
        "country": "is said to take a stand",
        "relayed_via": "relays",
    },
    "coverage": {"claim_holder": "makes a claim", "outlet": "carries what is said"},
    "reprints": {"origin": "is the origin of a text", "carrier": "carries a text"},
    "phrases": {"speaker": "speaks", "outlet": "carries what is said"},
    "events": {"actor": "acts in a dated event", "place": "is the place of an event"},
    "numbers": {"claimed_by": "gives a number"},
}


def _once(compute):
    """A report asks for one table in several places, and a corpus stays as it was read."""
    kept = lru_cache(maxsize=16)(compute)

    @wraps(compute)
    def asked(corpus: Corpus, name: str) -> pd.DataFrame:
        return kept(corpus, name).copy()

    return asked


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
            f"{wording.join(missing)} of topic {name!r} {'was' if len(missing) == 1 else 'were'} not looked for in the text yet",
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
    chosen = frame[[found.holds(row, naming) for row in frame.to_dict("records")]].reset_index(drop=True)
    return chosen.assign(
        where=[wording.locator(a, p) for a, p in zip(chosen["article"], chosen["paragraph"], strict=True)]
    )


@_once
def statements(corpus: Corpus, name: str) -> pd.DataFrame:
    """What is said: who, statement, form, where, id."""
    frame = _rows(corpus, "statements", name)
    return frame.assign(who=frame["speaker"].map(corpus.name, na_action="ignore").fillna("not said"))[
        ["who", "statement", "form", "where", "id"]
    ]


@_once
def events(corpus: Corpus, name: str) -> pd.DataFrame:
    """Dated events: label, date, when, lane (CMP's own text or where it is nested), kind, uncertain, rows, statement, where; by date."""
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


@_once
def numbers(corpus: Corpus, name: str) -> pd.DataFrame:
    """Quantities as bounds: label, value, unit, bound, claimed_by, kind, verified, rows, statement, where."""
    frame = _rows(corpus, "numbers", name)
    return frame.assign(
        label=frame["measures"],
        claimed_by=frame["claimed_by"].map(corpus.name),
        kind=frame["claimed_by_type"],
        rows=frame["id"],
    )[["label", "value", "unit", "bound", "claimed_by", "kind", "verified", "rows", "statement", "where"]]


def entities(corpus: Corpus, name: str, most: int = 12) -> pd.DataFrame:
    """Who and what is named in the topic's articles: entity, kind, mentions, paragraphs; the most mentioned first, `most` at the most."""
    if most < 1:
        raise AnalysisError(f"{most} is no number of entities", where="parameter most", do="Give 1 or more.")
    frame = corpus.mentions
    known = corpus.entities.set_index("entity")
    frame = frame[frame["article"].isin(scope(corpus, name)) & frame["term"].isin(known.index)]
    out = (
        frame.groupby("term")
        .agg(mentions=("count", "sum"), paragraphs=("count", "size"))
        .reset_index()
        .sort_values(["mentions", "term"], ascending=[False, True])
        .head(most)
    )
    return out.assign(entity=out["term"].map(corpus.name), kind=out["term"].map(known["kind"]))[
        ["entity", "kind", "mentions", "paragraphs"]
    ].reset_index(drop=True)


@_once
def dispersion(corpus: Corpus, name: str) -> pd.DataFrame:
    """Where the topic's terms stand: line (title), position (paragraph), voice, count, article, where; every paragraph of its articles."""
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
        wording.locator(article, paragraph) for article, paragraph in zip(out["article"], out["position"], strict=True)
    ]
    return out.sort_values(["rank", "position"])[
        ["line", "position", "voice", "count", "article", "where"]
    ].reset_index(drop=True)


def by_voice(corpus: Corpus, name: str) -> pd.DataFrame:
    """Mentions by whose words they stand in: voice, mentions, paragraphs."""
    frame = dispersion(corpus, name)
    out = (
        frame[frame["count"] > 0]
        .groupby("voice")
        .agg(mentions=("count", "sum"), paragraphs=("count", "size"))
        .reset_index()
    )
    return out.sort_values(["mentions", "voice"], ascending=[False, True]).reset_index(drop=True)


@_once
def roles(corpus: Corpus, name: str) -> pd.DataFrame:
    """In which roles the topic's entities appear in coded rows: group (role), item, kind, rows, statement, where; one row each."""
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
                                "where": wording.locator(row["article"], row["paragraph"]),
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


def answer(corpus: Corpus, name: str) -> tuple[str, dict]:
    """Sentences on a topic, and their facts. What no article mentions is said to be mentioned in none."""
    found, articles = topic(corpus, name), scope(corpus, name)
    said, dated, quantities, spread = (
        statements(corpus, name),
        events(corpus, name),
        numbers(corpus, name),
        dispersion(corpus, name),
    )
    total, places = int(spread["count"].sum()), int((spread["count"] > 0).sum())
    own = int(spread.loc[spread["voice"] == "cmp", "count"].sum())
    where = (
        f"‘{corpus.titles[articles[0]]}’"
        if len(articles) == 1
        else f"{wording.spell(len(articles))} of the {wording.spell(len(corpus.titles))} articles"
    )
    if not total and not len(said) + len(dated) + len(quantities):
        text = f"{_nowhere(corpus, found)}: none of the {wording.count(len(found.vocabulary), 'term')} that were looked for stands there. "
        return text + "What CMP does not mention is not covered by it, which is not zero.", _facts(
            articles, said, dated, quantities, 0, 0, 0
        )
    told = _by_speaker(said, found.question, dated) if found.articles else _by_article(corpus, name)
    text = (
        f"According to what CMP writes in {where}: {told}In all, {wording.count(len(said), 'coded statement')} by {wording.count(said['who'].nunique(), 'speaker')}, "
        f"{wording.count(len(dated), 'dated event')} and {wording.count(len(quantities), 'quantity', 'quantities')}. "
        f"{_roles_in_words(corpus, name)}"
    ) + (
        f"Its terms stand {total:,} {'time' if total == 1 else 'times'} in {wording.spell(places)} of {len(spread)} paragraphs, {own:,} of them in CMP's own text."
        if total
        else f"Its terms stand nowhere in their {len(spread)} paragraphs."
    )
    return text, _facts(articles, said, dated, quantities, total, places, own)


def _facts(
    articles: list[str],
    said: pd.DataFrame,
    dated: pd.DataFrame,
    quantities: pd.DataFrame,
    total: int,
    places: int,
    own: int,
) -> dict:
    return {
        "articles": len(articles),
        "statements": len(said),
        "speakers": said["who"].nunique(),
        "events": len(dated),
        "numbers": len(quantities),
        "mentions": total,
        "paragraphs_with_mentions": places,
        "mentions_in_cmp_text": own,
    }


def _nowhere(corpus: Corpus, found: Topic) -> str:
    """That a topic is not mentioned, and where."""
    if found.articles:
        return f"CMP does not mention {found.title} in {wording.join([f'‘{corpus.titles[name]}’' for name in found.articles])}"
    return f"CMP mentions {found.title} in none of the {wording.count(len(corpus.titles), 'article')}"


ROOM = 72  # words of an answer before its counts
_NO_CONTENT = set(
    "against article china chinese does each else from have said says that their them they this told what where which while whom whose with word words".split()
)


def _by_speaker(said: pd.DataFrame, question: str, dated: pd.DataFrame) -> str:
    """What the speakers with most coded statements say, nearest to the question, and the first and the last dated event."""
    ends = _ends(dated)
    room = ROOM - len(ends.split())
    most = said["who"].value_counts().head(3)  # of equal counts the one that is coded first
    nearest = [(*central(said[said["who"] == who], question), who, number) for who, number in most.items()]
    parts: list[str] = []
    for statement, near, who, number in sorted(nearest, key=lambda found: found[1], reverse=True):
        part = (
            f"{statement.rstrip('.')} ({f'1 of {number} statements' if number > 1 else 'the only statement'} by {who})"
        )
        room -= len(part.split())
        if parts and (room < 0 or not near[0]):
            break
        parts.append(part)
    return "".join(f"{part}. " for part in parts) + ends


def central(said: pd.DataFrame, question: str) -> tuple[str, tuple]:
    """The statement that shares most words with a question, and how near it is: their number, then how early they stand in it.

    Of those that are as near, the one coded first. Words have four letters or more, without a plural's s or a verb's ed
    and ing ("supports" is "support"); words that any question holds do not count.
    """
    asked = _stems(question)
    near = [_near(asked, _stems(text)) for text in said["statement"]]
    best = near.index(max(near))
    return said["statement"].iloc[best], near[best]


def _near(asked: list[str], told: list[str]) -> tuple:
    shared = [place for place, word in enumerate(asked) if word in told]
    return len(shared), [-place for place in shared]


def _stems(text: str) -> list[str]:
    """The words that count, each once, in order."""
    words = [word for word in re.findall("[a-z]{4,}", text.lower()) if word not in _NO_CONTENT]
    return list(
        dict.fromkeys(re.sub(r"(.)\1$", r"\1", re.sub("(ing|ed|es|s)$", "", word)).rstrip("e") for word in words)
    )


def _ends(dated: pd.DataFrame) -> str:
    if dated.empty:
        return ""
    spans = [dates.span(date) for date in dated["date"]]
    last = max(
        range(len(spans)),
        key=lambda place: (spans[place].first or spans[place].last, spans[place].last or spans[place].first, place),
    )
    first, last = (f"{row['label']} ({row['when']})" for row in (dated.iloc[0], dated.iloc[last]))
    return f"First dated event: {first}; last: {last}. " if len(dated) > 1 else f"The one dated event: {first}. "


def _by_article(corpus: Corpus, name: str) -> str:
    """In which role the entities of a topic appear most often in each article, with the number of coded rows; the article with most rows first.

    Two roles an article where there is room for all articles, else one.
    """
    found = roles(corpus, name)
    if found.empty:
        return ""
    names = [corpus.name(entity) for entity in topic(corpus, name).entities]
    head = f"{wording.join(names, 'or')} most often, by article and number of coded rows: "
    articles = found["article"].value_counts().index
    for most in (2, 1):
        parts = [
            f"‘{corpus.titles[article]}’ – {', '.join(f'{role} {number}' for role, number in found.loc[found['article'] == article, 'group'].value_counts().head(most).items())}"
            for article in articles
        ]
        if len(head.split()) + sum(len(part.split()) for part in parts) <= ROOM:
            break
    return f"{head}{'; '.join(parts)}. "


def _roles_in_words(corpus: Corpus, name: str) -> str:
    """As what the entities of a topic across articles appear in all, the most frequent role first; empty for a topic that is an article."""
    if topic(corpus, name).articles:
        return ""
    counts = roles(corpus, name)["group"].value_counts()
    return (
        f"Over all articles it {wording.join([f'{role} ({number})' for role, number in counts.items()])}. "
        if len(counts)
        else ""
    )


def title(corpus: Corpus, name: str) -> str:
    """The finding of the dispersion as a title."""
    spread = dispersion(corpus, name)
    shares = spread.groupby("voice")["count"].sum()
    total = int(shares.sum())
    others = total - int(shares.get("cmp", 0))
    label = topic(corpus, name).title
    if not total:
        return f"{label}: not mentioned"
    if others * 2 > total:
        return f"{label}: {others} of {total} mentions stand in other people's words"
    return f"{label}: {total - others} of {total} mentions stand in CMP's own text"


def events_title(events: pd.DataFrame, found: Topic) -> str:
    """The finding of the strip as a title."""
    stated = int((events["uncertain"] == "no").sum())
    return f"{found.title}: {wording.count(len(events), 'dated event')}, {wording.spell(stated)} with a date that the article states"


def numbers_title(numbers: pd.DataFrame) -> str:
    """The finding on quantities as a title."""
    from cmpstudy.coverage import numbers_title as title_of

    return title_of(numbers)
