"""Who appears in which article, and what they do there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.sentence import Sentence, sentence, together
from cmpstudy import marks
from cmpstudy.once import once

if TYPE_CHECKING:
    import pandas as pd

    from analysis.corpus import Corpus

# Who is looked for, with the accounts and pen names that belong to them: those who appear in two articles or more, and
# of whom every article that names them has a record.
WHO = {
    "peoples-daily": ("peoples-daily", "peoples-daily-online", "zhong-sheng"),
    "xinhua": ("xinhua", "xinhua-online-matters"),
    "xi-jinping": ("xi-jinping",),
    "wang-yi": ("wang-yi",),
    "china-daily": ("china-daily",),
    "cgtn": ("cgtn",),
}
# What a row says of them: table -> columns, by what they do.
DOES: dict[str, dict[str, tuple[str, ...]]] = {
    "speaks or acts": {
        "statements": ("speaker",),
        "support": ("speaker",),
        "coverage": ("claim_holder", "speaker"),
        "phrases": ("speaker",),
        "events": ("actor",),
        "numbers": ("claimed_by",),
    },
    "carries others": {
        "statements": ("outlet",),
        "support": ("outlet", "relayed_via"),
        "coverage": ("outlet",),
        "reprints": ("carrier",),
        "phrases": ("outlet",),
        "events": ("place",),
    },
    "is spoken of": {"statements": ("about",)},
}
# The strongest part that somebody has in an article gives the shade.
LOOKS = {"speaks or acts": ("speaks or acts", "#3F3F3F"), "carries others": ("carries others", "#8C8C8C")}
LOOKS |= {"is spoken of": ("is only spoken of", "#BDBDBD")}


@once
def presence(corpus: Corpus) -> pd.DataFrame:
    """One row for who appears in an article: group (who), item (its title), kind (the most that they do there), rows,
    article; by who appears in most.

    Whoever carries only their own words, such as a paper its own headline, speaks.
    """
    import pandas as pd

    found: dict[tuple[str, str], dict[str, list[str]]] = {}
    for does, tables in DOES.items():
        for table, columns in tables.items():
            for row in corpus.frame(table).to_dict("records"):
                for who, names in WHO.items():
                    if any(_named(row[column], names) for column in columns) and not (
                        does == "carries others" and _named(row.get("speaker") or row.get("origin"), names)
                    ):
                        found.setdefault((row["article"], who), {}).setdefault(does, []).append(row["id"])
    out = []
    for who in WHO:
        for article in corpus.titles:
            if parts := found.get((article, who)):
                out.append(
                    {
                        "group": corpus.name(who),
                        "item": corpus.titles[article],
                        "kind": next(does for does in DOES if does in parts),
                        "rows": together(name for names in parts.values() for name in names),
                        "article": article,
                    }
                )
    return pd.DataFrame(out, columns=["group", "item", "kind", "rows", "article"])


def _named(cell: object, names: tuple[str, ...]) -> bool:
    return isinstance(cell, str) and bool(set(cell.split("|")) & set(names))


def head(corpus: Corpus, frame: pd.DataFrame) -> dict[str, Sentence]:
    """Title, subtitle and source of the figure; frame: what it draws."""
    paper, leader, agency = (corpus.name(name) for name in ("peoples-daily", "xi-jinping", "xinhua"))
    told = {who: frame[frame["group"] == who] for who in (paper, leader, agency)}
    only = told[agency][told[agency]["kind"] == "carries others"]
    return {
        "title": sentence(
            "{paper} speaks or acts in all {papers} articles in which it appears, {leader} in all {leaders}; "
            "{agency} only carries others in {only} of {all}",
            rows=[row for who in told.values() for row in marks.behind(who, "article")],
            holds={
                "both always speak or act": set(told[paper]["kind"]) == set(told[leader]["kind"]) == {"speaks or acts"},
                "the agency also speaks": 0 < len(only) < len(told[agency]),
            },
            paper=paper,
            leader=leader,
            agency=agency,
            papers=len(told[paper]),
            leaders=len(told[leader]),
            only=len(only),
            all=len(told[agency]),
        ),
        "subtitle": sentence(
            "The articles in which each appears, by the most that each does there: {articles} articles, {count} "
            "records",
            rows=together(frame["rows"]),
            articles=frame["article"].nunique(),
            count=f"{len(marks.ids(frame['rows']))}",
        ),
        "source": marks.source(corpus, frame["rows"]),
    }
