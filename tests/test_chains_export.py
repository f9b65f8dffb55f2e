"""What leaves the package: files that are the same every time, tables that add up, credits read in two languages."""

import json
from types import SimpleNamespace

import networkx as nx
import pandas as pd
import pytest

from analysis.chains import credits, figures, infer, to_graphml, to_json
from benchmarks import chains as benchmark
from benchmarks import truth


@pytest.fixture(scope="module")
def chains():
    made = truth.make(700, 3)
    return infer(made.docs, benchmark.clusters_of(made.docs, made.truth, given=True))


@pytest.fixture(scope="module")
def nothing():
    docs = pd.DataFrame({"id": ["a"], "text": ["one lonely text"]})
    return infer(docs, SimpleNamespace(clusters=pd.DataFrame({"cluster": [1], "id": ["a"]}).head(0)))


FIGURES = [
    figures.outlet_matrix, figures.first_reprint, figures.first_reprint_spells, figures.originals_by_outlet,
    figures.fan_out, figures.who_cuts, figures.credited_against_inferred,
]  # fmt: skip


@pytest.mark.parametrize("figure", FIGURES, ids=lambda f: f.__name__)
def test_a_figure_of_nothing_is_an_empty_table_with_its_columns(figure, nothing, chains):
    table = figure(nothing)
    assert table.empty and list(table.columns) == list(figure(chains).columns)


@pytest.mark.parametrize("write", [to_graphml, to_json])
def test_a_file_is_the_same_every_time_and_leaves_nothing_beside_it(write, chains, nothing, tmp_path):
    first, second = write(chains, tmp_path / "a" / "x"), write(chains, tmp_path / "b" / "x")
    assert first.read_bytes() == second.read_bytes()
    assert [p.name for p in first.parent.iterdir()] == ["x"]
    assert write(nothing, tmp_path / "empty").read_bytes()


def test_graphml_and_json_hold_every_document_and_every_edge(chains, tmp_path):
    graph = nx.read_graphml(to_graphml(chains, tmp_path / "x.graphml"))
    data = json.loads(to_json(chains, tmp_path / "x.json").read_text(encoding="utf-8"))
    table = chains.chains
    copies = table.dropna(subset="parent")
    edges = {(f"{r.cluster}/{r.parent}", f"{r.cluster}/{r.id}") for r in copies.itertuples()}
    assert set(graph.nodes) == {f"{r.cluster}/{r.id}" for r in table.itertuples()}
    assert set(graph.edges) == edges
    assert {(e["from"], e["to"]) for c in data["clusters"] for e in c["edges"]} == edges
    assert all("text" not in node for c in data["clusters"] for node in c["nodes"])


def test_figures_add_up_to_the_chains(chains):
    table = chains.chains
    assert figures.fan_out(chains)["documents"].sum() == len(table)
    outlets = figures.originals_by_outlet(chains)
    assert (outlets["origins"] + outlets["copies"] + outlets["undecided"] == outlets["documents"]).all()
    assert outlets["documents"].sum() == len(table)
    copies = int((table["status"] == "copy").sum())
    assert figures.outlet_matrix(chains)["copies"].sum() == copies
    assert figures.credited_against_inferred(chains)["copies"].sum() == copies
    assert figures.who_cuts(chains)["hops"].sum() == copies
    tree = figures.tree(chains, table["cluster"].iloc[0])
    depth = tree.set_index("id")["depth"]
    hops = tree.dropna(subset="parent")
    assert (depth[hops["id"]].to_numpy() == depth[hops["parent"]].to_numpy() + 1).all()


def test_survival_falls_and_counts_origins_that_nobody_reprinted():
    docs = pd.DataFrame(
        [("a", "x", "2020-01-01", "alpha beta gamma delta " * 10), ("b", "y", "2020-01-03", "alpha beta gamma delta " * 10),
         ("c", "z", "2020-01-05", "one two three four five " * 10)],
        columns=["id", "outlet", "date", "text"],
    )  # fmt: skip
    chains = infer(docs, SimpleNamespace(clusters=pd.DataFrame({"cluster": [1, 1, 2], "id": ["a", "b", "c"]})))
    spells = figures.first_reprint_spells(chains)
    assert spells[["id", "reprinted", "days"]].to_numpy().tolist() == [["a", True, 2], ["c", False, 0]]
    curve = figures.first_reprint(chains)
    assert curve[["days", "at_risk", "reprinted", "survival"]].to_numpy().tolist() == [[2, 1, 1, 0.0]]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("PARIS, May 2 (Xinhua) -- Work began on Tuesday", "Xinhua"),
        ("Xinhua reported on Monday that work began.", "Xinhua"),
        ("Work began.\nSource: China Daily", "China Daily"),
        ("According to the Harbour Gazette, work began.", "Harbour Gazette"),
        ("据新华社电，工程开始。", "新华社"),
        ("工程开始。来源：人民网", "人民网"),
        ("（转载自：环球时报）工程开始。", "环球时报"),
    ],
)
def test_a_credit_line_is_read(text, name):
    assert name in [credit for credit, _ in credits.credited("", text)]


@pytest.mark.parametrize("text", ["", "Work began on the source of the river.", "工程开始，来源不明"])
def test_a_text_without_a_credit_has_none(text):
    assert credits.credited("", text) == []


@pytest.mark.parametrize(
    ("credit", "outlet", "alike"),
    [
        ("新华社", "Xinhua", True),
        ("The Harbour Gazette", "harbour gazette", True),
        ("人民网", "People's Daily", True),
        ("Daily", "China Daily", True),
        ("AP", "Apple Daily", False),
        ("", "Xinhua", False),
    ],
)
def test_a_credit_means_an_outlet_by_name_or_house(credit, outlet, alike):
    assert credits.same(credit, outlet) is alike
