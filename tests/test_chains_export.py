"""What leaves the package: files that are the same every time, tables that add up, credits read in two languages."""

import json
import tempfile
from pathlib import Path
from types import SimpleNamespace

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reprints.chains import Chains, credits, infer, to_graphml, to_json


@pytest.fixture(scope="module")
def nothing():
    docs = pd.DataFrame({"id": ["a"], "text": ["one lonely text"]})
    return infer(docs, SimpleNamespace(clusters=pd.DataFrame({"cluster": [1], "id": ["a"]}).head(0)))


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


ANY = st.text(st.characters(exclude_categories=()), max_size=6)  # control characters and halves of surrogate pairs too
HARD = ANY | st.text("\0\x01\x08\x0b\x1f\x7f\x85\u2400\u2401\ufffd\ufffe\uffff\ud800\r\n\t<&>\"']a", max_size=4)


@settings(max_examples=120, deadline=None)
@given(st.lists(HARD, min_size=2, max_size=5, unique=True), HARD, HARD, HARD)
def test_any_id_outlet_and_title_give_files_that_can_be_read(ids, outlet, title, ghost):
    docs = pd.DataFrame({"id": ids, "outlet": outlet, "date": None, "title": title, "text": ""}, dtype=object)
    table = pd.DataFrame(
        {"cluster": 1, "id": ids, "parent": [None, *ids[:-1]], "score": 0.9, "margin": 0.8}, dtype=object
    )
    table["status"] = ["origin", *["copy"] * (len(ids) - 1)]
    lost = pd.DataFrame([(1, ghost, ids[0])], columns=["cluster", "ghost", "id"], dtype=object).assign(reason="credit")
    none = pd.DataFrame(columns=["cluster", "id", "parent", "words"])
    made = Chains(table, none, none, none, lost, None, docs, None, none)
    with tempfile.TemporaryDirectory() as folder:
        graph = nx.read_graphml(to_graphml(made, Path(folder) / "x.graphml"))
        data = json.loads(to_json(made, Path(folder) / "x.json").read_text(encoding="utf-8"))
    assert len(graph.nodes) == len(ids) + 1 and len(graph.edges) == len(ids)
    assert len(data["clusters"][0]["nodes"]) == len(ids) + 1


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
        ("（據路透電）工程開始。", "路透"),
    ],
)
def test_a_credit_line_is_read(text, name):
    assert name in [credit for credit, _ in credits.credited("", text)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("据群岛通讯社报道，工程开始。", "群岛通讯社"),
        ("據群島通訊社報導，工程開始。", "群島通訊社"),
        ("据群岛通讯社记者王明报道，工程开始。", "群岛通讯社"),
        ("据群岛电讯报消息，工程开始。", "群岛电讯报"),
        ("據群島電視台報道，工程開始。", "群島電視台"),
        ("据群岛资讯报道，工程开始。", "群岛资讯"),
        ("据群岛日报网报道，工程开始。", "群岛日报网"),
        ("据群岛电力公司消息，工程开始。", "群岛电力公司"),
        ("据群岛社会报电工程开始。", "群岛社会报"),
        ("群岛通讯社萨洛港6月3日电 工程开始。", "群岛通讯社"),
        ("群島通訊社薩洛港6月3日電 工程開始。", "群島通訊社"),
        ("（群岛电讯报记者王明6月3日讯）工程开始。", "群岛电讯报"),
        ("群岛社会报萨洛港六月三日电 工程开始。", "群岛社会报"),
        ("群島社台北6月3日電 工程開始。", "群島社"),
        ("据群岛通讯社萨洛港6月3日电，工程开始。", "群岛通讯社"),
        ("群島晨報網薩洛港3日訊 工程開始。", "群島晨報網"),
    ],
)
def test_a_chinese_name_is_taken_whole_and_nothing_else_with_it(text, name):
    assert [credit for credit, _ in credits.credited("", text)] == [name]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Work began on the source of the river.",
        "工程开始，来源不明",
        "每逢节日电车都很挤",
        "根据群岛电力法，工程开始",
    ],
)
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
