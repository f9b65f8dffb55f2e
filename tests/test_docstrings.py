"""What a package exports explains itself: the sections of numpydoc, and examples that run."""

import doctest
import importlib
import inspect

import corpus_fixture
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
    """What examples speak of: a study of three articles, and reprints computed from a small corpus of news."""
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
        yield {
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
        }


def examples():
    """(name, text, module) of everything exported that has examples, methods of classes among it."""
    for name, one in EXPORTS.items():
        if name.startswith("newsbench."):  # see its own tests
            continue
        yield from (
            (f"{name}.{found.name.rpartition('.')[2]}", found)
            for found in doctest.DocTestFinder(recurse=False).find(one, name)
            if found.examples
        )
        if inspect.isclass(one):
            for method, found in inspect.getmembers(one, inspect.isfunction):
                if not method.startswith("_"):
                    yield from (
                        (f"{name}.{method}", test)
                        for test in doctest.DocTestFinder(recurse=False).find(found, method)
                        if test.examples
                    )


@pytest.mark.parametrize(("name", "example"), [pytest.param(name, test, id=name) for name, test in examples()])
def test_an_example_gives_what_it_says(world, name, example):
    assert not any(doctest.SKIP in one.options for one in example.examples), f"{name}: an example that does not run"
    said = []
    example.globs = {**example.globs, **{key: value for key, value in world.items() if key not in example.globs}}
    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS, verbose=False).run(example, out=said.append, clear_globs=False)
    assert said == [], "".join(said)
