"""Where a term stands: in the text, for who owns a copy; without it, what the list of counted terms tells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from analysis.nearest import nearest
from analysis.script import normalise

if TYPE_CHECKING:
    import pandas as pd

    from analysis.codebook import Codebook
    from analysis.corpus.terms import Vocabulary
    from analysis.corpus.text import Article
    from newsbench.corpus import Corpus

_FACTS = {"title": "title", "outlet": "outlet", "date": "published", "author": "author", "url": "url"}
_SAID = ("statement", "note")  # columns of a coded table that say in words what was coded


def searched(
    articles: Mapping[str, Article],
    facts: pd.DataFrame,
    paragraphs: pd.DataFrame | None,
    coded: Mapping[str, pd.DataFrame],
    faulty: list[str],
    codebook: Codebook,
) -> Corpus:
    """The articles of a study to be searched and read, with their voices and what was coded of each paragraph.

    faulty: tables of coded rows that cannot be read, which each article says.
    """
    from newsbench import index
    from newsbench.corpus import Corpus

    rows = facts.set_index("article").reindex(list(articles))
    known = {
        fact: rows[column].astype("object").where(rows[column].notna(), None).to_list()
        for fact, column in _FACTS.items()
        if column in rows
    }
    texts = {slug: "\n".join(map(normalise, article.paragraphs)) for slug, article in articles.items()}
    voices = None
    if paragraphs is not None and "voice" in paragraphs:
        places = zip(paragraphs["article"], paragraphs["paragraph"], paragraphs["voice"], strict=True)
        voices = {(article, int(number)): voice for article, number, voice in places}
    return Corpus(
        index.of_texts(texts, **known),
        voices=voices,
        own=frozenset(codebook.playing("own")),
        notes=_notes(coded)
        | {(slug, 0): [f"{name} has faults, and what it says is not shown" for name in faulty] for slug in articles},
    )


def _notes(coded: Mapping[str, pd.DataFrame]) -> dict[tuple[str, int], list[str]]:
    """What coders wrote, by article and paragraph."""
    notes: dict[tuple[str, int], list[str]] = {}
    for name, frame in coded.items():
        said = next((column for column in _SAID if column in frame), None)
        if said is None or not {"article", "paragraph"} <= set(frame):
            continue
        named = frame["id"] if "id" in frame else [name] * len(frame)
        for article, paragraph, which, text in zip(
            frame["article"], frame["paragraph"], named, frame[said], strict=True
        ):
            if isinstance(text, str) and paragraph == paragraph:
                notes.setdefault((article, int(paragraph)), []).append(f"{which}: {text}")
    return notes


def listed(term: str, vocabulary: Vocabulary, counted: frozenset[str], mentions: pd.DataFrame | None) -> str:
    """What is known of a term without the text: counted, absent, or not on the list."""
    from analysis.corpus.terms import one_form

    asked = one_form(normalise(term))
    spellings = {spelling.casefold(): name for spelling, name in vocabulary.spellings.items()}
    name = spellings.get(asked.casefold(), asked if asked in vocabulary.terms else None)
    if name is None:
        near = nearest(asked, vocabulary.spellings)
        like = f"; near it stand {', '.join(near)}" if near else ""
        return (
            f"{asked!r} is not on the list of {len(vocabulary.terms)} terms that are looked for{like}: "
            "whether it is absent, the tables cannot tell"
        )
    if name not in counted:
        return f"{asked!r} is on the list, and nobody has looked for it in the text yet"
    rows = None if mentions is None else mentions[mentions["term"] == name]
    if rows is None or rows.empty:
        return f"{asked!r} was looked for in the text and is absent"
    count, articles = int(rows["count"].sum()), rows["article"].nunique()
    return (
        f"{asked!r} was counted: {count} mention{'s' * (count != 1)} in {articles} article{'s' * (articles != 1)} "
        f'(corpus.mentions, term "{name}")'
    )
