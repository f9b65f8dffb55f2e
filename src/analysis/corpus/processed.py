"""``make data``: the processed tables, built from the private text and compared with the committed ones.

A study has those of them that it describes in data/processed/; what they are made of (voices, glosses, entities,
topics) may be missing, and then they hold less.
"""

from __future__ import annotations

import argparse
import difflib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from analysis import codebook, study, tables
from analysis.codebook import Codebook
from analysis.codebook.generated import package_files
from analysis.corpus import imported, reprinted
from analysis.corpus.source import read_text, text_path
from analysis.corpus.terms import Vocabulary, one_form
from analysis.corpus.text import Article, checksum, quoted_words
from analysis.errors import Finding, many
from analysis.files import replace_files
from analysis.script import count_han, count_words, has_han, normalise
from analysis.study import Study, shown
from analysis.tables.column import LIST_SEPARATOR
from analysis.tables.table import needs
from analysis.topics import read_topics, topics_path

Rows = list[dict[str, object]]
Place = tuple[str, int]
MIN_WORDS = 8  # of a repeated passage: longer than the official phrases that recur by themselves
_VOICES = ("article", "paragraph", "kind", "voice", "voice_holder")
_GLOSSES = ("article", "paragraph", "chinese", "english")


def _optional(book: Codebook, name: str, columns: tuple[str, ...]) -> list[dict[str, str]] | None:
    """The rows of a table that a study may lack; None where it does."""
    table = book.get(name)
    if table is None or not table.path.exists():
        return None
    return tables.rows_of(needs(table, columns, what="data/processed"))


def _places(articles: Iterable[Article]) -> Iterable[tuple[Place, str]]:
    for article in articles:
        for number, text in enumerate(article.paragraphs, start=1):
            yield (article.slug, number), text


def _voices(book: Codebook) -> dict[Place, dict[str, str]] | None:
    rows = _optional(book, "voices", _VOICES)
    return None if rows is None else {(row["article"], int(row["paragraph"])): row for row in rows}


def _playing(book: Codebook, column: str, role: str) -> set[str]:
    """The values of a column of voices that play a role."""
    return {value for value, code in book["voices"][column].codes.items() if code.role == role}


def paragraphs(articles: Iterable[Article], book: Codebook) -> Rows:
    """One row a paragraph: form and voice as coded, sizes as counted."""
    coded = _voices(book)
    own = set() if coded is None else _playing(book, "voice", "own")
    where = "" if coded is None else shown(book["voices"].path)
    rows: Rows = []
    missing = []
    for (slug, number), text in _places(articles):
        voice = {"article": slug} if coded is None else coded.pop((slug, number), None)
        if voice is None:
            missing.append(f"paragraph {number} of {slug} is not coded")
            continue
        rows.append(
            {
                **voice,
                "paragraph": number,
                "words": count_words(text),
                "han": count_han(text),
                "checksum": checksum(text),
                "quoted_words": quoted_words(text) if coded is None or voice["voice"] in own else 0,
            }
        )
    if missing:
        raise many(missing, where, f"Add a row for each: {', '.join(_VOICES)}.")
    if coded:
        raise many(
            [f"{slug} has no paragraph {number}" for slug, number in coded],
            where,
            "Remove the row, or mend its locator.",
        )
    return rows


def _vocabulary(book: Codebook, of: Study) -> tuple[list[dict[str, str]], Vocabulary]:
    entities = _optional(book, "entities", ("entity", "english")) or []
    where = of.shown(book["entities"].path) if entities else ""
    return entities, Vocabulary.of(entities, read_topics(topics_path(of)).values(), where)


def mentions(articles: Iterable[Article], book: Codebook) -> Rows:
    """One row for each listed term in each paragraph where it stands."""
    entities, vocabulary = _vocabulary(book, book.study)
    full = {
        row["entity"]: {one_form(normalise(name)).casefold() for name in (row["english"], row.get("chinese", ""))}
        for row in entities
    }
    rows: Rows = []
    for (slug, number), text in _places(articles):
        found = vocabulary.mentions(normalise(text))
        aliases = Counter(term for term, written in found if term in full and written.casefold() not in full[term])
        rows += [
            {"article": slug, "paragraph": number, "term": term, "count": count, "by_alias": aliases[term]}
            for term, count in sorted(Counter(term for term, _ in found).items())
        ]
    return rows


def terms(articles: Iterable[Article], book: Codebook) -> Rows:
    """One row for each term that was looked for, also where it occurs nowhere."""
    _, vocabulary = _vocabulary(book, book.study)
    found: dict[str, Counter[str]] = {}
    for (slug, _), text in _places(articles):
        for term, count in vocabulary.count(normalise(text)).items():
            found.setdefault(term, Counter())[slug] += count
    return [
        {
            "term": term,
            "spellings": LIST_SEPARATOR.join(spellings),
            "articles": len(found.get(term, ())),
            "count": sum(found.get(term, Counter()).values()),
        }
        for term, spellings in vocabulary.terms.items()
    ]


def glossary(articles: Iterable[Article], book: Codebook) -> Rows:
    """The coded glosses, each checked against its paragraph; refuses a Chinese string that nobody coded.

    A study without coded glosses has no glossary.
    """
    given = _optional(book, "glosses", _GLOSSES)
    if given is None:
        return []
    coded: dict[Place, list[dict[str, str]]] = {}
    for row in given:
        coded.setdefault((row["article"], int(row["paragraph"])), []).append(row)
    rows: Rows = []
    faults = []
    for place, text in _places(articles):
        slug, number = place
        normal = rest = normalise(text)
        # The longest first: a short gloss may stand inside a longer one.
        for row in sorted(coded.pop(place, []), key=lambda row: -len(row["chinese"])):
            chinese = normalise(row["chinese"])
            if chinese not in normal or normalise(row["english"]) not in normal:
                faults.append(
                    f"{row['english']} ({row['chinese']}) does not stand in paragraph {number} of {slug}: "
                    "write both as they stand in the text"
                )
            rest = rest.replace(chinese, "")
            rows.append(dict(row))
        if has_han(rest):
            faults.append(f"paragraph {number} of {slug} has Chinese that no row covers: add a row for it")
    faults += [f"{slug} has no paragraph {number}: remove the row, or mend its locator" for slug, number in coded]
    if faults:
        raise many(faults, shown(book["glosses"].path), "Compare the rows with the text.")
    return rows


def reuse(articles: Iterable[Article], book: Codebook) -> Rows:
    """Pairs of paragraphs that share a passage, with the reason that their voices give."""
    import pandas as pd

    from reprints.reuse import repeats

    coded = _voices(book)
    units = pd.DataFrame(
        [{"id": f"{slug}#{number:04}", "text": text} for (slug, number), text in _places(articles)],
        columns=["id", "text"],
    )
    rows: Rows = []
    for pair in repeats(units, min_words=MIN_WORDS).to_dict("records"):
        ends = [(slug, int(number)) for slug, number in (pair[side].split("#") for side in ("id_a", "id_b"))]
        rows.append(
            {
                "article_a": ends[0][0],
                "paragraph_a": ends[0][1],
                "article_b": ends[1][0],
                "paragraph_b": ends[1][1],
                **{name: pair[name] for name in ("shared_words", "longest_run", "containment_a", "containment_b")},
                "reason": "other" if coded is None else _reason(coded[ends[0]], coded[ends[1]], book),
            }
        )
    return rows


def _reason(a: Mapping[str, str], b: Mapping[str, str], book: Codebook) -> str:
    if {a["kind"], b["kind"]} <= _playing(book, "kind", "boilerplate"):
        return "boilerplate"
    if {a["voice"], b["voice"]} & _playing(book, "voice", "own"):
        return "self-quotation"
    if a["voice_holder"] and a["voice_holder"] == b["voice_holder"]:
        return "quotation of one source"
    return "other"


BUILDERS: dict[str, Callable[[Iterable[Article], Codebook], Rows]] = {
    "paragraphs": paragraphs,
    "mentions": mentions,
    "terms": terms,
    "glossary": glossary,
    "reuse": reuse,
}


def build(articles: list[Article], of: Study | None = None) -> dict[Path, str]:
    """The processed tables that a study describes, as the texts of their files."""
    book = codebook.read(of or study.find())
    return {
        book[name].path: tables.to_csv(book[name], make(articles, book))
        for name, make in BUILDERS.items()
        if name in book
    }


def differences(built: dict[Path, str]) -> str:
    """A unified diff of the committed tables against the built ones; empty when they are equal."""
    parts: list[str] = []
    for path, new in built.items():
        old = path.read_bytes() if path.exists() else b""
        if old == new.encode():
            continue
        # Split at LF only and without translating line ends: the diff must show every byte that may differ.
        parts += difflib.unified_diff(
            old.decode("utf-8", "backslashreplace").replace("\r", "\\r").split("\n"),
            new.split("\n"),
            f"{shown(path)} (committed)",
            f"{shown(path)} (from the text)",
            lineterm="",
            n=0,
        )
    return "\n".join(parts)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--accept", action="store_true", help="write the tables that the text gives")
    parser.add_argument("--corpus", default="", metavar="NAME", help="of an imported corpus: terms of topics, reprints")


def accept(of: Study) -> int:
    """Write the tables that the text gives, and the codebook and the data package of all; how many tables."""
    built = made(of)
    replace_files({path: content.encode() for path, content in built.items()})
    replace_files({path: content.encode() for path, content in package_files(of).items()})
    return len(built)


def made(of: Study) -> dict[Path, str]:
    """All tables that the text gives, as the texts of their files."""
    articles = read_text(text_path(of), of)
    return {**build(articles, of), **reprinted.build(articles, of)}


def of_imported(of: Study, name: str) -> dict[Path, bytes]:
    """What is counted in the texts of an imported corpus: terms and mentions, where the study has them, and reprints.

    Raises AnalysisError for a corpus that there is not, for a name that no table can have, and without its texts.
    """
    found, book = imported.texts(of, name), codebook.read(of)
    articles = [
        Article(slug, title or slug, tuple(line for line in (text or "").split("\n") if line.strip()), 0)
        for slug, title, text in zip(found["id"], found["title"].fillna(""), found["text"], strict=True)
    ]
    made: dict[Path, bytes] = {}
    for table in ("mentions", "terms"):
        if table not in book:
            continue
        own = book[table]
        path = own.path.with_name(f"{table}_{name}.csv")
        described = own.path.with_suffix(".yml").read_text("utf-8")
        described = described.replace("{resource: articles, fields: [article]}", f"{{resource: {name}, fields: [id]}}")
        described = described.replace("refers: articles.article", f"refers: {name}.id")
        title = next(line for line in described.splitlines() if line.startswith("title:"))
        made[path.with_suffix(".yml")] = described.replace(title, f"{title} of {name}", 1).encode()
        made[path] = tables.to_csv(own, BUILDERS[table](articles, book)).encode()
    return made | reprinted.of_imported(of, name)


def _of_imported(of: Study, name: str, accepted: bool) -> int:
    built = of_imported(of, name)
    if accepted:
        replace_files(built)
        replace_files({path: content.encode() for path, content in package_files(of).items()})
        print(f"data/processed: {len(built)} files of {name} written")
        return 0
    if differing := [shown(path) for path, new in built.items() if not path.exists() or path.read_bytes() != new]:
        raise Finding(
            f"the texts of {name} give another {', '.join(differing)}",
            where="data/processed",
            do=f"If the change is meant: make data CORPUS={name} ACCEPT=1, then commit it.",
        )
    print(f"data/processed: {len(built)} files of {name} equal the committed ones")
    return 0


def run(args: argparse.Namespace) -> int:
    of = args.study
    if args.corpus:
        return _of_imported(of, args.corpus, args.accept)
    if args.accept:
        print(f"data/processed: {accept(of)} tables written")
        return 0
    built = made(of)
    if changes := differences(built):
        print(changes)
        raise Finding(
            "the text gives other tables than the committed ones (diff above)",
            where="data/processed",
            do="If the change is meant: make data ACCEPT=1, then commit it.",
        )
    for path, content in package_files(of).items():
        if not path.exists() or path.read_bytes() != content.encode():
            raise Finding(
                "it differs from what the descriptions and tables give",
                where=shown(path),
                do="make codebook, then commit it.",
            )
    print(f"data/processed: {len(built)} tables equal the committed ones")
    return 0
