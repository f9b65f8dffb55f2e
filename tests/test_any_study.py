"""The packages serve any study: what names a table, a column, a value or a caveat of this one stands in its own package
or in data.
"""

import csv
import re
from functools import cache

import pytest
import yaml
from this_study import HERE

from analysis import codebook

# What every study may have: the model of a corpus, which the packages know (see data/CODEBOOK.md).
MODEL = {
    "articles",
    "entities",
    "topics",
    "caveats",
    "codes",
    "paragraphs",
    "mentions",
    "terms",
    "glossary",
    "glosses",
    "voices",
    "reuse",
    "decisions",
    "matches",
}
PACKAGES = ("analysis", "newsbench", "reprints", "proofpress")
FILES = [
    path
    for package in PACKAGES
    for path in sorted((HERE.source / package).rglob("*"))
    if path.suffix in (".py", ".j2", ".js", ".css") and not {"template", "vendor", "__pycache__"} & set(path.parts)
]


@cache
def names_of_this_study() -> set[str]:
    """Tables, columns, values, topics, articles and caveats that only this study has, as far as they are no plain
    English words.
    """
    book = codebook.read(HERE)
    own = [book[name] for name in book if name not in MODEL]
    shared = {column.name for name in book if name in MODEL for column in book[name].columns}
    columns = {column.name for table in own for column in table.columns} - shared
    values = {value for table in own for column in table.columns for value in column.codes}
    caveats = yaml.safe_load((HERE.raw / "caveats.yml").read_text("utf-8"))
    with (HERE.raw / "articles.csv").open(encoding="utf-8") as file:
        articles = {row["article"] for row in csv.DictReader(file)}
    topics = yaml.safe_load((HERE.raw / "topics.yml").read_text("utf-8"))
    named = {name for name in (*columns, *values, *articles, *topics) if re.search(r"[_-]", name)}
    # C1 to C3 are any study's, and docstrings give them as examples.
    own_caveats = {name for name in caveats if re.fullmatch(r"[A-Z]\d+", name) and int(name[1:]) > 3}
    return named | own_caveats | {"China Media Project", "CMP", "cmpstudy"}


# Words of the trade that this study's codebook uses as others would.
GENERAL = {
    *("date_of", "date_basis", "source_slip", "checked_date", "checked_source", "speaker_type", "self-quotation"),
    "party-state",  # a kind of outlet that has a hue of its own wherever reprints are drawn
    # What the forms of figures take: the state of a carrier, the kind of a bound.
    *("open-end", "more-than", "less-than", "claimed_by"),
}


@cache
def pattern_of_names() -> re.Pattern[str]:
    names = sorted(names_of_this_study() - GENERAL, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, names))})(?![\w-])")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(HERE.source).as_posix())
def test_no_package_names_what_only_this_study_has(path):
    pattern = pattern_of_names()
    found = {
        match[0]: number
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        for match in pattern.finditer(line)
    }
    assert found == {}


def test_the_names_that_are_looked_for_are_those_of_the_study():
    assert len(FILES) > 150
    assert pattern_of_names().search("corpus.frame('x')['channel_type']")
    names = names_of_this_study()
    assert {"channel_type", "chinese-state-media", "C12", "clean-network", "press-cards"} <= names
    assert not {"article", "id", "outlet_kind"} & names
