"""``python -m analysis new-topic NAME``: asks for terms, shows how often each stands in the texts, writes the files."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from analysis import codebook, tables
from analysis.codebook.generated import package_files
from analysis.corpus import processed, source
from analysis.corpus.terms import Vocabulary
from analysis.errors import AnalysisError
from analysis.files import in_turn, replace_files
from analysis.nearest import listed
from analysis.study import Study
from analysis.topics import Topic, read_topics, topics_path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Name, terms, and what is asked for where it is not given."""
    parser.add_argument("name", metavar="NAME", help="id of the topic: lower-case letters, digits and hyphens")
    parser.add_argument(
        "--terms", default="", help="terms, with commas between them; asked for where they are not given"
    )
    parser.add_argument("--title", default="", help="title; default: made from the name")
    parser.add_argument("--question", default="", help="what is asked; default: what the articles say about it")
    parser.add_argument("--entities", default="", help="ids of entities, with commas between them")


def run(args: argparse.Namespace) -> int:
    """Write a topic and the parameters of its report."""
    of: Study = args.study
    notebook = _notebook(of)
    path = topics_path(of)
    topics = read_topics(path)
    report = of.params / f"{notebook}-{args.name}.yml"
    topic = None if report.exists() or (args.name in topics and not args.terms) else _asked(args)
    # A topic without a report may be what a full disk stopped halfway: then it is the same.
    if topic is None or topics.get(args.name, topic) != topic:
        where = of.shown(path if args.name in topics else report)
        raise AnalysisError(f"there is a topic {args.name}", where=where, do="Choose another name.")
    content = path.read_text("utf-8") if args.name in topics else _written(path, topic)
    _check(of, content)
    _show(of, topic)
    if not args.terms and not _yes("Write it?"):
        print("Nothing was written.")
        return 0
    report_of = f"notebook: {notebook}\nparameters:\n  topic: {topic.topic}\n"
    with in_turn(of.build, "topics"):
        if args.name not in read_topics(path):
            content = _written(path, topic)  # somebody may have added one meanwhile
        replace_files({path: content.encode(), report: report_of.encode()})
    print(f"{of.shown(path)}: {topic.topic} added\n{of.shown(report)}: written")
    if source.at_hand(of):
        with _afterwards("make data ACCEPT=1"):
            print(f"data/processed: {processed.accept(of)} tables written\nNext: make")
    else:
        with _afterwards("make codebook"):
            replace_files({file: made.encode() for file, made in package_files(of).items()})
        print("The text is not here: whoever has it runs make data ACCEPT=1, then make.")
    return 0


@contextmanager
def _afterwards(command: str) -> Iterator[None]:
    """What cannot be written when the topic already is: an error says how to go on."""
    try:
        yield
    except AnalysisError as error:
        do = f"The topic and its report are there. When it can be written: {command}"
        raise AnalysisError(error.what, where=error.where, do=do) from None


def _notebook(of: Study) -> str:
    """The notebook of topics: the one that is called so."""
    found = sorted(path.stem for path in of.notebooks.glob("*_topic.ipynb"))
    if not found:
        raise AnalysisError(
            "there is no notebook for topics",
            where=of.shown(of.notebooks),
            do="One whose name ends in _topic.ipynb, with a parameter `topic`, is taken.",
        )
    return found[0]


def _asked(args: argparse.Namespace) -> Topic:
    title = args.title or args.name.replace("-", " ").capitalize()
    terms = args.terms
    if not terms and not args.entities:
        if not sys.stdin.isatty():
            raise AnalysisError(
                "it has no terms", where="--terms", do="Give them, with commas between: --terms 'ferry, new ship'"
            )
        print("Terms: lower case for any case, capitals as written, Chinese as it stands; with commas between them.")
        terms = input("terms: ")
        title = input(f"title [{title}]: ") or title
    question = args.question or f"What do the articles say about {title[:1].lower()}{title[1:]}?"
    split = [tuple(dict.fromkeys(filter(None, map(str.strip, given.split(","))))) for given in (terms, args.entities)]
    if not any(split):
        raise AnalysisError("it has no terms", where="--terms", do="Give one at least.")
    return Topic(args.name, title, question, (), split[0], split[1])


def _written(path: Path, topic: Topic) -> str:
    """The list of topics with the new one at its end; what stands above stays as it is, comments too."""
    import yaml

    entry: dict[str, object] = {"title": topic.title, "question": topic.question}
    entry |= {key: list(value) for key in ("terms", "entities") if (value := getattr(topic, key))}
    before = path.read_text("utf-8") if path.exists() else ""
    if before and not before.endswith("\n"):
        before += "\n"
    return before + yaml.safe_dump({topic.topic: entry}, allow_unicode=True, sort_keys=False, width=120)


def _check(of: Study, content: str) -> None:
    """Raises AnalysisError with every fault that the list of topics would have."""
    with tempfile.TemporaryDirectory() as folder:
        beside = Path(folder, "topics.yml")
        beside.write_text(content, "utf-8")
        topics = read_topics(beside)
    entities = codebook.read(of).get("entities")
    known = tables.rows_of(entities) if entities is not None and entities.path.exists() else []
    ids = {row["entity"] for row in known}
    wrong = [name for topic in topics.values() for name in topic.entities if name not in ids]
    if wrong:
        raise AnalysisError(f"{listed(wrong)} is no id of an entity", where="--entities", do=f"Known: {listed(ids)}.")
    Vocabulary.of(known, topics.values())


def _show(of: Study, topic: Topic) -> None:
    """Print how often each term stands in the texts, and in how many articles."""
    path = source.at_hand(of)
    if path is None:
        print(
            f"{len(topic.terms)} terms; how often they stand in the texts is not known here, the text is not at hand."
        )
        return
    vocabulary, hits, held = Vocabulary.of([], [topic]), Counter[str](), Counter[str]()
    articles = source.read_text(path, of)
    for article in articles:
        counted: Counter[str] = Counter()
        for paragraph in article.paragraphs:
            counted += vocabulary.count(paragraph)
        hits += counted
        held.update(counted.keys())
    width = max((len(term) for term in topic.terms), default=4)
    for term in topic.terms:
        said = f"{hits[term]:>6,} in {held[term]} of {len(articles)} articles" if hits[term] else "     0: it is absent"
        print(f"  {term:<{width}} {said}")


def _yes(question: str) -> bool:
    return input(f"{question} [Y/n] ").strip().casefold() in ("", "y", "yes")
