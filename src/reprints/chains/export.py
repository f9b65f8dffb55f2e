"""Chains for other programs: GraphML (Gephi, yEd, Cytoscape) and JSON. The same chains give the same bytes."""

from __future__ import annotations

import io
import json
import os
import re
from pathlib import Path

import pandas as pd

from reprints.chains.inference import Chains

_EDGE = ["score", "margin", "status"]
# What XML 1.0 has no way to write, not even as a character reference (section 2.2, production 2, Char).
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PICTURES = 0x2400  # block of signs for control characters, in their order


def to_graphml(chains: Chains, path: Path | str) -> Path:
    """One directed graph: nodes are documents (and ghosts), edges run from source to copy. Text is not included.

    A document in several clusters is one node a cluster, named ``cluster/id``. Characters that XML cannot hold become
    visible ones: a control character its sign (U+2400 and after), any other the replacement character. Nodes stay apart:
    of two names that would then be alike the later one gets a number.
    """
    import networkx as nx

    graph, names = nx.DiGraph(), _Names()
    for node in _nodes(chains):
        graph.add_node(
            names[node.pop("key")], **{name: _clean(value) for name, value in node.items() if value is not None}
        )
    for edge in _edges(chains):
        source, target = names[edge.pop("from")], names[edge.pop("to")]
        graph.add_edge(source, target, **{name: _clean(value) for name, value in edge.items() if value is not None})
    buffer = io.BytesIO()
    nx.write_graphml_xml(graph, buffer, encoding="utf-8", prettyprint=True)
    return _write(Path(path), buffer.getvalue() + b"\n")


def to_json(chains: Chains, path: Path | str) -> Path:
    """{"clusters": [{"cluster", "nodes": [...], "edges": [...]}]}, keys sorted, one line a cluster.

    Half of a surrogate pair, which no encoding can hold, becomes the replacement character.
    """
    nodes, edges = _nodes(chains), _edges(chains)
    grouped: dict = {}
    for node in nodes:
        grouped.setdefault(node["cluster"], {"nodes": [], "edges": []})["nodes"].append(node)
    for edge in edges:
        grouped[edge["cluster"]]["edges"].append(edge)
    lines = [
        json.dumps({"cluster": cluster, **parts}, ensure_ascii=False, sort_keys=True)
        for cluster, parts in grouped.items()
    ]
    text = '{"clusters": [\n' + ",\n".join(lines) + "\n]}\n"
    return _write(Path(path), re.sub("[\ud800-\udfff]", "\ufffd", text).encode("utf-8"))


class _Names(dict):
    """Name in the file by name in the chains: what XML can hold, and no two alike."""

    def __init__(self):
        super().__init__()
        self._taken: set[str] = set()

    def __missing__(self, name: str) -> str:
        clean, number = _clean(name), 1
        while clean in self._taken:
            number += 1
            clean = f"{_clean(name)} ({number})"
        self._taken.add(clean)
        self[name] = clean
        return clean


def _clean(value):
    """A value that XML can hold."""
    if not isinstance(value, str):
        return value
    return _FORBIDDEN.sub(lambda found: chr(_PICTURES + ord(found[0])) if ord(found[0]) < 0x20 else "\ufffd", value)


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
