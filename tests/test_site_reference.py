"""The page of functions is made from docstrings: what is exported is on it, and every part has something to say."""

import ast

import pytest

from proofpress.reports import packages
from proofpress.site import reference


@pytest.fixture(scope="module")
def found():
    return {
        entry.name: entry for _, modules in reference.PARTS for module in modules for entry in reference.entries(module)
    }


def test_every_part_has_functions():
    for title, modules in reference.PARTS:
        assert any(True for module in modules for _ in reference.entries(module)), title


@pytest.mark.parametrize(
    "name",
    ["load_corpus", "bring", "open_corpus", "Corpus", "Concordance", "parse", "find", "paged", "build", "of_texts"],
)
def test_what_a_notebook_calls_is_on_the_page(found, name):
    assert found[name].about and found[name].examples or found[name].methods


def test_methods_stand_with_their_class(found):
    methods = {method.name: method for method in found["Concordance"].methods}
    assert {"sort", "where", "group", "lines", "page", "read", "browse"} <= set(methods)
    assert methods["page"].call == "page(number=1, size=PAGE)"
    assert {name: kind for name, kind, _ in dict(methods["page"].lists)["Parameters"]} == {"number, size": "int"}


def test_a_docstring_is_parted_into_its_sections(tmp_path, monkeypatch):
    (tmp_path / "tide.py").write_text(
        'def tide(harbour: str, /, *names: int, at=None, **more) -> int:\n    """The tide at a harbour.\n\n    '
        "Parameters\n"
        "    ----------\n    harbour : str\n        Its name,\n        in full.\n\n    Returns\n    -------\n    int\n"
        "\n"
        '    Examples\n    --------\n    >>> tide("Quay")\n    3\n    """\n\n\ndef other():\n    """No sections."""\n',
        "utf-8",
    )
    monkeypatch.setattr(packages, "folders", lambda: {"coast": tmp_path})
    (entry,) = reference.entries("coast.tide")
    assert entry.call == "tide(harbour, /, *names, at=None, **more)" and entry.about == ["The tide at a harbour."]
    assert entry.lists == [
        ("Parameters", [("harbour", "str", "Its name, in full.")]),
        ("Returns", [("int", "", "")]),
    ]
    assert entry.examples == '>>> tide("Quay")\n3'


def test_every_module_named_is_there():
    for _, modules in reference.PARTS:
        for module in modules:
            package, _, rest = module.partition(".")
            home = packages.folders()[package].joinpath(*rest.split("."))
            assert home.is_dir() or home.with_suffix(".py").is_file(), module
            assert ast.parse((home / "__init__.py" if home.is_dir() else home.with_suffix(".py")).read_text("utf-8"))
