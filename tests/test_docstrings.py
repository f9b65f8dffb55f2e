"""What a package exports explains itself: the sections of numpydoc, and examples that run."""

import doctest
import importlib
import inspect
import pkgutil
from pathlib import Path

import coding_study
import corpus_fixture
import counting_corpus
import pandas as pd
import pytest
from chart_samples import HEAD, STACKED, STRIP
from this_study import HERE

from analysis.errors import AnalysisError

PACKAGES = [
    name
    for init in sorted(HERE.source.rglob("__init__.py"))
    if "template" not in init.parts
    for name in [".".join(init.parent.relative_to(HERE.source).parts)]
    if hasattr(importlib.import_module(name), "__all__")
]
# The rooms whose names a reader imports.
ROOMS = ("analysis", "newsbench", "reprints")
# Where the text of a function is its own, and where the methods of a class are for its readers as well.
EXPORTS = {
    f"{package}.{name}": getattr(importlib.import_module(package), name)
    for package in PACKAGES
    for name in importlib.import_module(package).__all__
}
FUNCTIONS = {name: one for name, one in EXPORTS.items() if inspect.isfunction(one)}
CLASSES = {name: one for name, one in EXPORTS.items() if inspect.isclass(one)}


def sections(text):
    lines = (text or "").splitlines()
    return {
        line.strip()
        for line, below in zip(lines, lines[1:], strict=False)
        if line.strip() and below.strip() == "-" * len(line.strip())
    }


def wanted(function):
    """The sections that a function needs: what it takes and gives, as far as it takes and gives anything."""
    signature = inspect.signature(function)
    gives = signature.return_annotation not in (None, "None")
    return {"Examples"} | ({"Parameters"} if signature.parameters else set()) | ({"Returns"} if gives else set())


def test_every_export_has_the_sections_that_it_needs():
    assert PACKAGES and len(EXPORTS) > 50
    lacking = {
        name: sorted(missing) for name, one in FUNCTIONS.items() if (missing := wanted(one) - sections(one.__doc__))
    }
    lacking |= {
        name: ["Parameters or Attributes"]
        for name, one in CLASSES.items()
        if not sections(one.__doc__) & {"Parameters", "Attributes"} and AnalysisError not in one.__bases__
    }
    assert lacking == {}


def test_what_raises_says_so():
    """As far as its own lines show: an error that it raises itself is told in a section of its own."""
    silent = [
        name
        for name, one in FUNCTIONS.items()
        if "raise AnalysisError" in inspect.getsource(one) and "Raises" not in sections(one.__doc__)
    ]
    assert silent == []


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """What examples speak of, by their room: a study of three articles, reprints computed from a small corpus of news,
    and a corpus to count in.
    """
    from analysis import charts, codebook, load_corpus, study, tables
    from analysis.__main__ import main
    from analysis.corpus import processed
    from analysis.corpus.source import read_text
    from analysis.files import replace_file
    from reprints import stories
    from reprints.chains import infer
    from reprints.reuse import find

    home = tmp_path_factory.mktemp("examples")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CORPUS_TEXT", "")
        patch.setenv(study.VARIABLE, str(home))
        text = corpus_fixture.write(home)
        for path, content in processed.build(read_text(text)).items():
            replace_file(path, content.encode())
        patch.chdir(home)
        words = [f"word{number}" for number in range(60)]
        docs = pd.DataFrame(
            {
                "id": ["a", "b", "c"],
                "outlet": ["Morning Post", "Evening Star", "Ferry Times"],
                "date": ["2021-03-01", "2021-03-02", "2021-03-04"],
                "title": ["Lamps are lit", "Lamps are lit", "Light on the quay"],
                "text": [" ".join(words), " ".join(words[:50]), " ".join(words[:40])],
            }
        )
        docs.to_csv("news.csv", index=False)
        assert main(["reuse", "news.csv", "--out", "out", "--quiet"]) == 0
        told = {
            "corpus": load_corpus(text),
            "charts": charts,
            "tables": tables,
            "book": codebook.read(study.find()),
            "table": codebook.read(study.find())["entities"],
            "docs": docs,
            "find": find,
            "infer": infer,
            "computed": stories.load("out"),
            "drawn": charts.stacked(STACKED, **HEAD),
            "events": STRIP.assign(rows="s-0001"),
            "pd": pd,
            "coded": coding_study.coded(home / "coded"),
        }
        yield {"study": told, "newsbench": imported()}


def imported():
    """What examples of the bench speak of: a corpus that was brought into the study, and where its words stand."""
    import numpy as np

    from newsbench import bring
    from newsbench.corpus import Corpus
    from newsbench.index import of_texts
    from newsbench.opening import open_corpus

    Path("exports").mkdir()
    facts = {"outlet": counting_corpus.OUTLET, "date": counting_corpus.DATE, "text": counting_corpus.TEXTS}
    articles = pd.DataFrame(facts).rename_axis("id").query("text != ''")
    articles.assign(title=articles.index.str.replace("-", " ")).to_csv("exports/harbour.csv")
    Path("moods.yml").write_text("calm: [quiet, still]\ngay: [merr*]\n", "utf-8")
    bring("exports/harbour.csv", "harbour")
    corpus = open_corpus("harbour")
    return {"corpus": corpus, "index": corpus.index, "np": np, "Corpus": Corpus, "of_texts": of_texts}


def examples():
    """(name, example) of every docstring that has one, exported or not."""
    for room in ROOMS:
        for module in pkgutil.walk_packages(importlib.import_module(room).__path__, f"{room}."):
            if not set(module.name.split(".")) & {"__main__", "startup", "template"}:
                found = doctest.DocTestFinder(exclude_empty=True).find(importlib.import_module(module.name))
                yield from ((test.name, test) for test in found if test.examples)


EXAMPLES = dict(examples())


def test_every_exported_function_has_an_example_that_is_run():
    assert {name.partition(".")[0] for name in EXAMPLES} == set(ROOMS)
    functions = {f"{one.__module__}.{one.__qualname__}" for one in FUNCTIONS.values()}
    assert {name for name in functions if name.partition(".")[0] in ROOMS} - set(EXAMPLES) == set()


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_gives_what_it_says(world, name):
    example = EXAMPLES[name]
    assert not any(doctest.SKIP in one.options for one in example.examples), f"{name}: an example that does not run"
    said = []
    example.globs = world["newsbench" if name.startswith("newsbench.") else "study"] | example.globs
    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS, verbose=False).run(example, out=said.append, clear_globs=False)
    assert said == [], "".join(said)
