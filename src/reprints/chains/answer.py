"""From probabilities to one answer a document: its parent in the tree that fits best, and how sure that is."""

from __future__ import annotations

import numpy as np
import pandas as pd

from reprints.chains.graph import Graph
from reprints.chains.nodes import Nodes

LISTED = 20  # documents of one node that are named one by one as possible parents
_SHOWN = 1e-6  # posteriors below are left out
_LIKELY = 0.01  # probability from which a document counts among those that could be the parent


def tables(
    members: pd.DataFrame,
    nodes: Nodes,
    graph: Graph,
    certain: np.ndarray,
    edge: np.ndarray,
    origin: np.ndarray,
    asserted: float,
) -> dict[str, pd.DataFrame]:
    """chains, posteriors and ties (see ``inference.Chains``). members: cluster, id, sorted; certain: whether dates
    prove an edge.
    """
    ids = members["id"].to_numpy(object)
    first = _first(nodes)
    chains = members.assign(**_chains(nodes, graph, certain, edge, origin, asserted, ids, first))
    same = nodes.text
    ties = members.assign(tie=same)[pd.Series(same).duplicated(keep=False).to_numpy()]
    # Numbered by the first of their documents, as everything that is shown is in the order of ids.
    ties = ties.assign(tie=ties.groupby("cluster")["tie"].transform(lambda t: pd.factorize(t)[0] + 1))
    return {
        "chains": chains,
        "posteriors": _posteriors(members, nodes, graph, edge, origin, ids, first),
        "ties": ties[["cluster", "tie", "id"]].sort_values(["cluster", "tie", "id"], ignore_index=True),
    }


def _first(nodes: Nodes) -> tuple[np.ndarray, np.ndarray]:
    """Members by node, each node's in the order of ids, and where each node begins."""
    return np.argsort(nodes.node, kind="stable"), np.append(0, np.cumsum(nodes.many))


def _chains(nodes: Nodes, graph: Graph, certain, edge, origin, asserted: float, ids, first) -> dict[str, np.ndarray]:
    source, target, many = graph.source, graph.target, graph.many
    # An edge from any of several equal texts is an edge from that text. Among equal texts only dates tell who was
    # first: there an edge without that proof stands alone, and speaks of one document.
    text = nodes.node_text
    alone = (text[source] == text[target]) & ~certain
    others = np.maximum(many[source] - (source == target), 1)
    value = np.where(alone, edge / others, edge)
    kinds = len(nodes.text_doc)
    key = target * (kinds + len(alone)) + np.where(alone, kinds + np.arange(len(alone)), text[source])
    group, number = np.unique(key, return_inverse=True)
    together = np.bincount(number, value, len(group))
    loop = np.zeros(graph.size)  # probability of one other document of the same node
    own = source == target
    loop[target[own]] = value[own]
    here = (origin + (many - 1) * np.maximum(origin, loop)) / many
    best = graph.best((together[number] + 1e-3 * edge) * many[target], here * many)
    copied = best >= 0
    chosen = np.where(copied, number[best] if len(edge) else 0, -1)
    score = np.where(copied, together[chosen] if len(group) else 0.0, origin)
    into = group // (kinds + len(alone))
    rival = np.where(copied, origin, 0.0)
    other = np.flatnonzero(np.isin(np.arange(len(group)), chosen[copied], invert=True))
    np.maximum.at(rival, into[other], together[other])
    possible = np.bincount(number, np.where(edge / others > _LIKELY, others, 0), len(group)).astype(int)
    tied = np.where(copied, np.maximum(possible[chosen] - 1, 0) if len(group) else 0, 0)
    parent = np.where(copied, source[best] if len(edge) else 0, -1)
    return _told(nodes, parent, score, rival, tied, origin, loop, asserted, ids, first)


def _told(nodes: Nodes, parent, score, rival, tied, origin, loop, asserted: float, ids, first) -> dict[str, np.ndarray]:
    """The answer of each member from that of its node."""
    by_node, begin = first
    head = by_node[begin[:-1]]
    node = nodes.node
    named = parent[node] >= 0
    above = np.where(named, head[np.maximum(parent, 0)][node], -1)
    score, rival, tied = score[node], rival[node], tied[node]
    # Of documents that nothing tells apart all but one name that one, as good a guess as any other.
    guess = ~named & (head[node] != np.arange(len(node))) & (loop > origin)[node]
    above = np.where(guess, head[node], above)
    rival = np.where(guess, np.maximum(loop, origin)[node], rival)
    score = np.where(guess, loop[node], score)
    tied = np.where(guess, np.maximum(nodes.many[node] - 2, 0), tied)
    parents = np.full(len(node), None, object)
    parents[above >= 0] = ids[above[above >= 0]]
    return {
        "parent": pd.Series(parents, dtype=object).to_numpy(),
        "score": np.clip(score, 0.0, 1.0).round(6),
        "margin": np.clip(score - rival, -1.0, 1.0).round(6),
        "status": np.where(score < asserted, "undecided", np.where(above >= 0, "copy", "origin")),
        "tied": tied.astype(int),
    }


def _posteriors(members: pd.DataFrame, nodes: Nodes, graph: Graph, edge, origin, ids, first) -> pd.DataFrame:
    by_node, begin = first
    many = graph.many
    shown = np.flatnonzero(edge > _SHOWN)
    source, target = graph.source[shown], graph.target[shown]
    listed = many[source] <= LISTED
    rows = np.repeat(np.arange(len(shown)), many[target])  # an edge for each of its target's documents
    child = by_node[begin[target[rows]] + _within(many[target])]
    each = np.where(listed, many[source], 1)[rows]
    pair = np.repeat(np.arange(len(rows)), each)
    parent = by_node[begin[source[rows[pair]]] + _within(each)]
    child, row = child[pair], rows[pair]
    loop, alone = (source == target)[row], listed[row]
    others = many[source][row] - loop
    # Nobody is its own parent: where one document stands for all, the second does for the first.
    parent = np.where(
        loop & ~alone & (parent == child), by_node[np.minimum(begin[source[row]] + 1, len(by_node) - 1)], parent
    )
    kept = parent != child
    child, parent, row, others, alone = (column[kept] for column in (child, parent, row, others, alone))
    probability = np.where(alone, edge[shown][row] / np.maximum(others, 1), edge[shown][row])
    size = len(members)
    table = pd.concat(
        [
            pd.DataFrame(
                {
                    "member": child,
                    "parent": ids[parent],
                    "probability": probability,
                    "among": np.where(alone, 1, others),
                }
            ),
            pd.DataFrame({"member": np.arange(size), "parent": None, "probability": origin[nodes.node], "among": 1}),
        ]
    )
    table["probability"] = table["probability"].round(6)
    table = table.sort_values(["member", "probability", "parent"], ascending=[True, False, True], kind="stable")
    table["cluster"] = members["cluster"].to_numpy()[table["member"]]
    table["id"] = ids[table["member"]]
    return table[["cluster", "id", "parent", "probability", "among"]].reset_index(drop=True)


def _within(counts: np.ndarray) -> np.ndarray:
    """0 to count - 1 for each count, one after the other."""
    return np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
