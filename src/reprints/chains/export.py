"""Chains and links for other programs: GraphML (Gephi, yEd, Cytoscape) and JSON. The same chains give the same bytes.

Rows are written one by one, so that a million of them need no graph in memory.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pandas as pd

from analysis.rows import each
from reprints.chains.inference import Chains

_GRAPHML = "http://graphml.graphdrawing.org/xmlns"
_CHUNK = 100_000  # rows that are spelled out at a time
# What XML 1.0 has no way to write, not even as a character reference (section 2.2, production 2, Char).
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PICTURES = 0x2400  # block of signs for control characters, in their order
# As attributes and data hold them: a parser would make spaces of the first three and line feeds of the last.
_KEPT = {"\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
_RETURN = {"\r": "&#13;"}
_SURROGATE = re.compile("[\ud800-\udfff]")
# How JSON spells what a table holds.
_SPELLED: dict[type, Callable[[Any], str]] = {
    str: partial(json.dumps, ensure_ascii=False),
    int: str,
    float: json.dumps,
    bool: json.dumps,
    type(None): lambda value: "null",
}


def to_graphml(chains: Chains, path: Path | str) -> Path:
    """One directed graph: nodes are documents (and ghosts), edges run from source to copy. Text is not included.

    A document in several clusters is one node a cluster, named ``cluster/id``. Characters that XML cannot hold become
    visible ones: a control character its sign (U+2400 and after), any other the replacement character. Nodes stay
    apart: of two names that would then be alike the later one gets a number.

    Parameters
    ----------
    chains : Chains
        What ``infer`` gave.
    path : Path or str
        The file; it is replaced whole.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    OSError
        Where it cannot be written.

    Examples
    --------
    >>> to_graphml(infer(docs, find(docs)), Path("chains.graphml")).name
    'chains.graphml'
    """
    nodes = pd.DataFrame(_nodes(chains), columns=["key", "cluster", "kind", "outlet", "date", "title"], dtype=object)
    edges = pd.DataFrame(
        _edges(chains), columns=["from", "to", "kind", "score", "margin", "status", "words"], dtype=object
    )
    nodes = nodes.astype({"cluster": chains.chains["cluster"].dtype})
    edges = edges.astype({"score": float, "margin": float, "words": "Int64"})
    return _write(Path(path), graphml(nodes, edges, directed=True))


def to_json(chains: Chains, path: Path | str) -> Path:
    """{"clusters": [{"cluster", "nodes": [...], "edges": [...]}]}, keys sorted, one line a cluster.

    Half of a surrogate pair, which no encoding can hold, becomes the replacement character.

    Parameters
    ----------
    chains : Chains
        What ``infer`` gave.
    path : Path or str
        The file; it is replaced whole.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    OSError
        Where it cannot be written.

    Examples
    --------
    >>> to_json(infer(docs, find(docs)), Path("chains.json")).name
    'chains.json'
    """
    grouped: dict = {}
    for node in _nodes(chains):
        grouped.setdefault(node["cluster"], {"nodes": [], "edges": []})["nodes"].append(node)
    for edge in _edges(chains):
        grouped[edge["cluster"]]["edges"].append(edge)
    return _write(Path(path), _lines_of(grouped))


def _lines_of(grouped: dict) -> Iterator[str]:
    yield '{"clusters": ['
    for number, (cluster, parts) in enumerate(grouped.items()):
        line = json.dumps({"cluster": cluster, **parts}, ensure_ascii=False, sort_keys=True)
        yield (",\n" if number else "\n") + _SURROGATE.sub("\ufffd", line)
    yield "\n]}\n"


def tables_json(tables: dict[str, pd.DataFrame], path: Path) -> Path:
    """One object: each table as a list of rows, a row a line."""
    return _write(path, _rows_of(tables))


def _rows_of(tables: dict[str, pd.DataFrame]) -> Iterator[str]:
    yield "{"
    for n, (name, table) in enumerate(tables.items()):
        yield f'{"," if n else ""}\n"{name}": ['
        for low in range(0, len(table), _CHUNK):
            cells = [
                [f"{json.dumps(key)}: {_SPELLED[type(value)](value)}" for value in _plain_column(column)]
                for key, column in table.iloc[low : low + _CHUNK].items()
            ]
            lines = ",\n".join("{" + ", ".join(row) + "}" for row in zip(*cells, strict=True))
            yield (",\n" if low else "\n") + _SURROGATE.sub("\ufffd", lines)
        yield "]"
    yield "}\n"


def links_graphml(about: pd.DataFrame, links: pd.DataFrame, path: Path) -> Path:
    """Documents and what they share, without direction. about: id and facts; links: id_a, id_b and facts."""
    nodes = about.rename(columns={"id": "key"})
    edges = links.rename(columns={"id_a": "from", "id_b": "to"})
    return _write(path, graphml(nodes, edges, directed=False))


def graphml(nodes: pd.DataFrame, edges: pd.DataFrame, *, directed: bool) -> Iterator[str]:
    """The parts of a GraphML file. nodes have ``key``, edges ``from`` and ``to``; all other columns are facts."""
    names = _Names()
    facts = [("node", name, nodes[name]) for name in nodes if name != "key"]
    facts += [("edge", name, edges[name]) for name in edges if name not in ("from", "to")]
    number = {(kind, name): f"{kind[0]}{i}" for i, (kind, name, _) in enumerate(facts)}
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="{_GRAPHML}">\n'
    for kind, name, column in facts:
        said = f'for="{kind}" attr.name={quoteattr(str(name))} attr.type="{_type(column)}"'
        yield f'<key id="{number[kind, name]}" {said}/>\n'
    yield f'<graph edgedefault="{"directed" if directed else "undirected"}">\n'
    for low in range(0, len(nodes), _CHUNK):
        part = nodes.iloc[low : low + _CHUNK]
        heads = [f"<node id={_attribute(names[name])}>" for name in part["key"].tolist()]
        yield from _elements(heads, part.drop(columns="key"), "node", number)
    for low in range(0, len(edges), _CHUNK):
        part = edges.iloc[low : low + _CHUNK]
        heads = [
            f"<edge source={_attribute(names[one])} target={_attribute(names[other])}>"
            for one, other in zip(part["from"].tolist(), part["to"].tolist(), strict=True)
        ]
        yield from _elements(heads, part.drop(columns=["from", "to"]), "edge", number)
    yield "</graph>\n</graphml>\n"


def _elements(heads: list[str], facts: pd.DataFrame, kind: str, number: dict) -> Iterator[str]:
    cells = [_data(column, number[kind, name]) for name, column in facts.items()]
    yield "".join(f"{head}{''.join(row)}</{kind}>\n" for head, *row in zip(heads, *cells, strict=True))


class _Names(dict):
    """Name in the file by name in the chains: what XML can hold, and no two alike."""

    def __init__(self):
        super().__init__()
        self._taken: set[str] = set()

    def __missing__(self, name: str) -> str:
        clean, number = _clean(str(name)), 1
        while clean in self._taken:
            number += 1
            clean = f"{_clean(str(name))} ({number})"
        self._taken.add(clean)
        self[name] = clean
        return clean


def _clean(text: str) -> str:
    """A text that XML can hold."""
    return _FORBIDDEN.sub(lambda found: chr(_PICTURES + ord(found[0])) if ord(found[0]) < 0x20 else "\ufffd", text)


def _attribute(text: str) -> str:
    return quoteattr(text, _KEPT)


def _data(column: pd.Series, number: str) -> list[str]:
    """The cells of a column as XML; nothing where one is missing."""
    begin, end = f'<data key="{number}">', "</data>"
    return [
        ""
        if value is None
        else f"{begin}{escape(_clean(value), _RETURN)}{end}"
        if isinstance(value, str)
        else f"{begin}{value}{end}"
        for value in _plain_column(column)
    ]


def _plain_column(column: pd.Series) -> list:
    """The values of a column that XML and JSON can hold; missing is None."""
    if column.dtype == object or isinstance(column.dtype, pd.StringDtype):
        return [value if isinstance(value, str) else _plain(value) for value in column.tolist()]
    gone = column.isna()
    values = column.astype(object).where(~gone, None).tolist() if gone.any() else column.tolist()
    return values


def _type(column: pd.Series) -> str:
    if pd.api.types.is_integer_dtype(column):
        return "long"
    return "double" if pd.api.types.is_float_dtype(column) else "string"


def _nodes(chains: Chains) -> list[dict]:
    facts = chains.documents().set_index("id")[["outlet", "date", "title"]].to_dict("index")
    nodes = []
    for row in chains.chains.itertuples(index=False):
        about = {name: _plain(value) for name, value in facts[row.id].items()}
        nodes.append({"key": f"{row.cluster}/{row.id}", "cluster": _plain(row.cluster), "kind": row.status, **about})
    for cluster, ghost in chains.ghosts[["cluster", "ghost"]].drop_duplicates().itertuples(index=False):
        nodes.append({"key": f"{cluster}/ghost: {ghost}", "cluster": _plain(cluster), "kind": "ghost", "title": ghost})
    return nodes


def _edges(chains: Chains) -> list[dict]:
    edges = []
    for row in each(chains.chains[chains.chains["parent"].notna()]):
        about = {name: _plain(getattr(row, name)) for name in ("score", "margin", "status")}
        edges.append(_edge(row.cluster, row.parent, row.id, kind="copy", **about))
    for row in each(chains.joins):
        edges.append(_edge(row.cluster, row.parent, row.id, kind="further parent", words=int(row.words)))
    for row in each(chains.ghosts):
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


def _write(path: Path, parts: Iterable[str]) -> Path:
    """Beside, then renamed: nobody ever reads half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".part")
    with beside.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(parts)
    os.replace(beside, path)
    return path
