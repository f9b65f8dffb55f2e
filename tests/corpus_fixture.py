"""A small invented corpus with what makes real ones hard: planted reprints, bracketed glosses, captions, list items,
quotes that do not close, non-breaking spaces, a title inside a translated piece, subheads that look like titles.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from this_study import HERE

from analysis import codebook, study, tables
from analysis.corpus.manifest import describe
from analysis.corpus.text import Line
from analysis.script import normalise

# Planted passages, each of 8 words or more.
TIDES = "the tide tables are older than the pier and nobody has counted them twice"  # lead-in, translation, reprint
LAMPS = "every lamp on the quay burned until the last boat was tied"  # twice in one paragraph
CREDIT = "• Harbour Post, Island Edition, morning print of 12 May, page 3, column 2"

# (slug, title, [(text, kind, voice, holder)])
ARTICLES = [
    (
        "ferry-ledger",
        "The Ferry “Ledger”",
        [
            (f"Keeper Anna Brandt (安娜) told the Harbour Post that “{TIDES}“ last spring.", "body", "cmp", ""),
            ("What the Tide Tables Say", "subhead", "cmp", ""),
            ("Lanterns at Low Water", "headline", "translated", "harbour-post"),  # the title of the next article
            ("By Ole Quist", "byline", "translated", "harbour-post"),
            ("12 May 1931", "dateline", "translated", "harbour-post"),
            (f"In the old book one reads: {TIDES}, and the\u00a0keeper  agrees.", "body", "translated", "harbour-post"),
            ("A lantern on the quay. Image by O. Quist.", "caption", "caption", ""),
            ("• rope and tar", "list-item", "cmp", ""),
            ("• oil", "list-item", "cmp", ""),
            (CREDIT, "credit", "cmp", ""),
        ],
    ),
    (
        "lanterns-low-water",
        "Lanterns at Low Water",
        [
            (
                "The island (小岛) calls it “the quiet hour” (“安静”), and so does Anna Brandt’s sister.",
                "body",
                "cmp",
                "",
            ),
            (f"The Post wrote: {TIDES}.", "body", "quoted", "harbour-post"),
            (f"That night {LAMPS}, as the song has it: {LAMPS}.", "body", "cmp", ""),
            ("The Ferry Ledger", "subhead", "cmp", ""),  # the first title without its quotation marks
            (CREDIT, "credit", "cmp", ""),
        ],
    ),
    (
        "rope-makers",
        "Rope Makers, Faux Pas",
        [
            ("Rope is dear this year (今年, @绳索V).", "body", "cmp", ""),
            ("…", "omission", "cmp", ""),
        ],
    ),
]

ENTITIES = [
    {"entity": "anna-brandt", "kind": "person", "english": "Anna Brandt", "chinese": "安娜", "aliases": "Brandt"},
    {
        "entity": "harbour-post",
        "kind": "outlet",
        "outlet_kind": "foreign",
        "english": "Harbour Post",
        "aliases": "Post",
    },
]
GLOSSES = [
    {"article": "ferry-ledger", "paragraph": 1, "chinese": "安娜", "english": "Anna Brandt", "kind": "person"},
    {"article": "lanterns-low-water", "paragraph": 1, "chinese": "小岛", "english": "island", "kind": "term"},
    {"article": "lanterns-low-water", "paragraph": 1, "chinese": "安静", "english": "quiet hour", "kind": "term"},
    {"article": "rope-makers", "paragraph": 1, "chinese": "今年", "english": "this year", "kind": "term"},
    {"article": "rope-makers", "paragraph": 1, "chinese": "@绳索V", "english": "Rope", "kind": "outlet"},
]
TOPICS = """\
harbour:
  title: Harbour life
  question: Who counts the tides?
  articles: [ferry-ledger]
  terms: [tide tables, quay, 小岛]
  entities: [anna-brandt]
"""


def page() -> str:
    """The text as one page: a byline header, then articles whose only boundary is a title line."""
    parts = ["Author: Harbour Staff"]
    for _, title, paragraphs in ARTICLES:
        parts += [title, *(text for text, *_ in paragraphs)]
    return "\n\n".join(parts).replace("• rope and tar\n\n", "• rope and tar\n") + "\n"


def manifest() -> list[dict[str, object]]:
    rows = []
    for position, (slug, title, paragraphs) in enumerate(ARTICLES, start=1):
        lines = [
            Line("page.txt", number, raw, normalise(raw))
            for number, raw in enumerate([title, *(text for text, *_ in paragraphs)], start=1)
        ]
        rows.append(
            {
                "article": slug,
                "position": position,
                "author": "Harbour Staff",
                "author_type": "collective",
                "published": "1931-05",
                "published_basis": "invented",
                **describe(lines, title),
            }
        )
    return rows


def table(name: str) -> tables.Table:
    """A table of the study that the test works in."""
    return codebook.read(study.find()).table(name)


def describe_tables(root: Path) -> None:
    """The descriptions of this study's tables, in another folder: what a study of ten articles needs, an invented one
    can use.
    """
    for path in HERE.data.rglob("*.yml"):
        if path.name not in ("topics.yml", "caveats.yml", "package.yml"):
            there = root / path.relative_to(HERE.root)
            there.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, there)


def write(root: Path) -> Path:
    """A study with the text and raw tables of the corpus; returns the file of the text."""
    (root / "notebooks" / "params").mkdir(parents=True)
    text = root / "text" / "page.txt"
    text.parent.mkdir(parents=True)
    text.write_text(page(), "utf-8")
    describe_tables(root)
    (root / "data" / "raw" / "topics.yml").write_text(TOPICS, "utf-8")
    book = codebook.read(study.at(root))
    voices = [
        {"article": slug, "paragraph": number, "kind": kind, "voice": voice, "voice_holder": holder}
        for slug, _, paragraphs in ARTICLES
        for number, (_, kind, voice, holder) in enumerate(paragraphs, start=1)
    ]
    filled = {"articles": manifest(), "entities": ENTITIES, "glosses": GLOSSES, "voices": voices}
    for found in book.values():
        if found.name in filled or found.path.parent == book.study.coded:
            tables.write(found, filled.get(found.name, []))
    return text
