"""Chains for other programs: GraphML (Gephi, yEd, Cytoscape) and JSON. The same chains give the same bytes."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pandas as pd

from analysis.chains.inference import Chains

_EDGE = ["score", "margin", "status"]


def to_graphml(chains: Chains, path: Path | str) -> Path:
    """One directed graph: nodes are documents (and ghosts), edges run from source to copy. Text is not included.

    A document in several clusters is one node a cluster, named ``cluster/id``.
    """
    import networkx as nx

    graph = nx.DiGraph()
    for node in _nodes(chains):
        graph.add_node(node.pop("key"), **{name: value for name, value in node.items() if value is not None})
    for edge in _edges(chains):
        graph.add_edge(edge.pop("from"), edge.pop("to"), **edge)
    buffer = io.BytesIO()
    nx.write_graphml_xml(graph, buffer, encoding="utf-8", prettyprint=True)
    return _write(Path(path), buffer.getvalue() + b"\n")


def to_json(chains: Chains, path: Path | str) -> Path:
    """{"clusters": [{"cluster", "nodes": [...], "edges": [...]}]}, keys sorted, one line a cluster."""
    nodes, edges = _nodes(chains), _edges(chains)
    grouped: dict = {}
    for node in nodes:
        grouped.setdefault(node["cluster"], {"nodes": [], "edges": []})["nodes"].append(node)
    for edge in edges:
        grouped[edge["cluster"]]["edges"].append(edge)
    lines = [
        json.dumps({"cluster": cluster, **parts}, ensure_ascii=False, sort_keys=True) for cluster, parts in grouped.items()
    ]
    text = '{"clusters": [\n' + ",\n".join(lines) + "\n]}\n"
    return _write(Path(path), text.encode("utf-8"))


def _nodes(chains: Chains) -> list[dict]:
    facts = chains.documents().set_index("id")
    nodes = []
    for row in chains.chains.itertuples(index=False):
        about = {name: _plain(facts.at[row.id, name]) for name in ("outlet", "date", "title")}
        nodes.append({"key": f"{row.cluster}/{row.id}", "cluster": _plain(row.cluster), "kind": row.status, **about})
    for cluster, ghost in chains.ghosts[["cluster", "ghost"]].drop_duplicates().itertuples(index=False):
        nodes.append({"key": f"{cluster}/ghost: {ghost}", "cluster": _plain(cluster), "kind": "ghost", "title": ghost})
    return nodes


def _edges(chains: Chains) -> list[dict]:
    edges = []
    for row in chains.chains[chains.chains["parent"].notna()].itertuples(index=False):
        about = {name: _plain(getattr(row, name)) for name in _EDGE}
        edges.append(_edge(row.cluster, row.parent, row.id, kind="copy", **about))
    for row in chains.joins.itertuples(index=False):
        edges.append(_edge(row.cluster, row.parent, row.id, kind="further parent", words=int(row.words)))
    for row in chains.ghosts.itertuples(index=False):
        edges.append(_edge(row.cluster, f"ghost: {row.ghost}", row.id, kind=f"ghost by {row.reason}"))
    taken: dict = {}
    for edge in edges:  # a ghost or further parent never hides the edge that stands already
        taken.setdefault((edge["from"], edge["to"]), edge)
    return list(taken.values())


def _edge(cluster, source, target, **about) -> dict:
    return {"cluster": _plain(cluster), "from": f"{cluster}/{source}", "to": f"{cluster}/{target}", **about}


def _plain(value):
    """A value that GraphML and JSON can hold; missing is None."""
    if value is None or pd.isna(value):
        return None
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value.item() if hasattr(value, "item") else value


def _write(path: Path, data: bytes) -> Path:
    """Beside, then renamed: nobody ever reads half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".part")
    beside.write_bytes(data)
    os.replace(beside, path)
    return path
