"""``make data``: the processed tables, built from the private text and compared with the committed ones."""

from __future__ import annotations

import argparse
import difflib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from analysis import tables
from analysis.coding.schema import VOICES
from analysis.corpus import schema
from analysis.corpus.source import read_text, text_path
from analysis.corpus.terms import Vocabulary, read_topics
from analysis.corpus.text import HAN, Article, checksum, count_han, count_words, normalise, quoted_words
from analysis.errors import AnalysisError
from analysis.files import replace_file

Rows = list[dict[str, object]]
MIN_WORDS = 8  # of a repeated passage: longer than the official phrases that recur by themselves


def paragraphs(articles: Iterable[Article]) -> Rows:
    """One row a paragraph: form and voice as coded, sizes as counted."""
    coded = {(row["article"], int(row["paragraph"])): row for row in tables.rows_of(VOICES, VOICES.path)}
    rows = []
    for article in articles:
        for number, text in enumerate(article.paragraphs, start=1):
            voice = coded.pop((article.slug, number), None)
            if voice is None:
                raise AnalysisError(
                    f"paragraph {number} of {article.slug} is not coded",
                    where=tables.shown(VOICES.path),
                    do="Add a row: article, paragraph, kind, voice, voice_holder.",
                )
            rows.append(
                {
                    **voice,
                    "paragraph": number,
                    "words": count_words(text),
                    "han": count_han(text),
                    "checksum": checksum(text),
                    "quoted_words": quoted_words(text) if voice["voice"] == "cmp" else 0,
                }
            )
    if coded:
        article, number = next(iter(coded))
        raise AnalysisError(
            f"{article} has no paragraph {number}",
            where=tables.shown(VOICES.path),
            do="Remove the row, or mend its locator.",
        )
    return rows


def mentions(articles: Iterable[Article]) -> Rows:
    """One row for each listed term in each paragraph where it stands."""
    entities = tables.rows_of(schema.ENTITIES, schema.ENTITIES.path)
    vocabulary = Vocabulary.of(entities, read_topics().values())
    full = {
        row["entity"]: {normalise(name).replace("’", "'").casefold() for name in (row["english"], row["chinese"])}
        for row in entities
    }
    rows = []
    for article in articles:
        for number, text in enumerate(article.paragraphs, start=1):
            found = vocabulary.mentions(normalise(text))
            aliases = Counter(term for term, written in found if term in full and written.casefold() not in full[term])
            rows += [
                {"article": article.slug, "paragraph": number, "term": term, "count": count, "by_alias": aliases[term]}
                for term, count in sorted(Counter(term for term, _ in found).items())
            ]
    return rows


def glossary(articles: Iterable[Article]) -> Rows:
    """The coded glosses, each checked against its paragraph; refuses a Chinese string that nobody coded."""
    coded: dict[tuple[str, int], list[dict[str, str]]] = {}
    for row in tables.rows_of(schema.GLOSSES, schema.GLOSSES.path):
        coded.setdefault((row["article"], int(row["paragraph"])), []).append(row)
    where = tables.shown(schema.GLOSSES.path)
    rows = []
    for article in articles:
        for number, text in enumerate(article.paragraphs, start=1):
            rest = text
            # The longest first: a short gloss may stand inside a longer one.
            for row in sorted(coded.pop((article.slug, number), []), key=lambda row: -len(row["chinese"])):
                if row["chinese"] not in text or row["english"] not in normalise(text):
                    raise AnalysisError(
                        f"{row['english']} ({row['chinese']}) does not stand in paragraph {number} of {article.slug}",
                        where=where,
                        do="Write both as they stand in the text.",
                    )
                rest = rest.replace(row["chinese"], "")
                rows.append(row)
            if HAN.search(rest):
                raise AnalysisError(
                    f"paragraph {number} of {article.slug} has Chinese that no row covers",
                    where=where,
                    do="Add a row for it.",
                )
    if coded:
        article, number = next(iter(coded))
        raise AnalysisError(
            f"{article} has no paragraph {number}", where=where, do="Remove the row, or mend its locator."
        )
    return rows


def reuse(articles: Iterable[Article]) -> Rows:
    """Pairs of paragraphs that share a passage, with the reason that their voices give."""
    import pandas as pd

    from reprints.reuse import repeats

    coded = {(row["article"], int(row["paragraph"])): row for row in tables.rows_of(VOICES, VOICES.path)}
    units = pd.DataFrame(
        [
            {"id": f"{article.slug}#{number:04}", "text": text}
            for article in articles
            for number, text in enumerate(article.paragraphs, start=1)
        ]
    )
    rows = []
    for pair in repeats(units, min_words=MIN_WORDS).to_dict("records"):
        ends = [(slug, int(number)) for slug, number in (pair[side].split("#") for side in ("id_a", "id_b"))]
        rows.append(
            {
                "article_a": ends[0][0],
                "paragraph_a": ends[0][1],
                "article_b": ends[1][0],
                "paragraph_b": ends[1][1],
                **{name: pair[name] for name in ("shared_words", "longest_run", "containment_a", "containment_b")},
                "reason": _reason(coded[ends[0]], coded[ends[1]]),
            }
        )
    return rows


def _reason(a: dict[str, str], b: dict[str, str]) -> str:
    if a["kind"] == b["kind"] == "credit":
        return "boilerplate"
    if "cmp" in (a["voice"], b["voice"]):
        return "self-quotation"
    if {a["voice"], b["voice"]} <= {"translated", "quoted"} and a["voice_holder"] == b["voice_holder"]:
        return "quotation of one source"
    return "other"


BUILDERS = (
    (schema.PARAGRAPHS, paragraphs),
    (schema.MENTIONS, mentions),
    (schema.GLOSSARY, glossary),
    (schema.REUSE, reuse),
)


def build(articles: list[Article]) -> dict[Path, str]:
    """The processed tables as the texts of their files."""
    return {table.path: tables.to_csv(table, make(articles)) for table, make in BUILDERS}


def differences(built: dict[Path, str]) -> str:
    """A unified diff of the committed tables against the built ones; empty when they are equal."""
    parts = []
    for path, new in built.items():
        old = path.read_bytes() if path.exists() else b""
        if old == new.encode():
            continue
        # Split at LF only and without translating line ends: the diff must show every byte that may differ.
        parts += difflib.unified_diff(
            old.decode("utf-8", "backslashreplace").replace("\r", "\\r").split("\n"),
            new.split("\n"),
            f"{tables.shown(path)} (committed)",
            f"{tables.shown(path)} (from the text)",
            lineterm="",
            n=0,
        )
    return "\n".join(parts)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--accept", action="store_true", help="write the tables that the text gives")


def run(args: argparse.Namespace) -> int:
    from analysis.codebook import package_files

    built = build(read_text(text_path()))
    changes = differences(built)
    if args.accept:
        for path, content in built.items():
            replace_file(path, content.encode())
    elif changes:
        print(changes)
        raise AnalysisError(
            "the text gives other tables than the committed ones (diff above)",
            where="data/processed",
            do="If the change is meant: make data ACCEPT=1, then commit it.",
        )
    for path, content in package_files().items():
        if args.accept:
            replace_file(path, content.encode())
        elif not path.exists() or path.read_bytes() != content.encode():
            raise AnalysisError(
                "it differs from what the schemas and tables give",
                where=tables.shown(path),
                do="make codebook, then commit it.",
            )
    print(f"data/processed: {len(built)} tables {'written' if args.accept and changes else 'equal the committed ones'}")
    return 0
