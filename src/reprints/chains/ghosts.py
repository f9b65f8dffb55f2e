"""Sources that the corpus does not hold: from credit lines, and from readings that only a lost text explains."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.rows import each
from reprints.chains.align import CHUNK, differences
from reprints.chains.credits import AGENCIES, plain
from reprints.chains.joins import parents
from reprints.chains.texts import Texts

LEAST = 3  # readings shared, and readings given back, before a lost text between two is inferred
COLUMNS = ["cluster", "ghost", "id", "parent", "reason", "words"]


def table(rows: list[tuple]) -> pd.DataFrame:
    """cluster, ghost, id, parent, reason, words: sorted, each document once a ghost."""
    frame = pd.DataFrame(rows, columns=COLUMNS).drop_duplicates(["cluster", "ghost", "id"])
    return frame.sort_values(["cluster", "ghost", "id"], ignore_index=True)


def of_credits(chains: pd.DataFrame, docs: pd.DataFrame, credits: pd.DataFrame) -> list[tuple]:
    """Names credited in a cluster of which no member is an outlet: one ghost a name and cluster.

    A credit counts where it is the story's: two members print it, or the cluster's origin does, or it names an agency.
    """
    outlet = dict(zip(docs["id"], docs["outlet"], strict=True))
    of: dict[str, list] = {}
    for row in each(credits):
        of.setdefault(row.id, []).append(row)
    crediting = chains["cluster"][chains["id"].isin(of.keys())].unique()
    rows = []
    for cluster, group in chains[chains["cluster"].isin(crediting)].groupby("cluster", sort=True):
        ids = group["id"].tolist()
        present = {outlet.get(i) for i in ids}
        origins = {i for i, alone in zip(ids, group["parent"].isna().tolist(), strict=True) if alone}
        named: dict[str, list] = {}
        for name in ids:
            for credit in of.get(name, ()):
                ghost = credit.outlet if isinstance(credit.outlet, str) else credit.credit
                if ghost not in present:
                    named.setdefault(plain(ghost), []).append((name, ghost, credit.line))
        for house, who in sorted(named.items()):
            if len({name for name, _, _ in who}) > 1 or any(n in origins for n, _, _ in who) or house in AGENCIES:
                ghost = min(ghost for _, ghost, _ in who)
                rows += [(cluster, ghost, name, None, "credit", line) for name, _, line in sorted(who)]
    return rows


def of_readings(chains: pd.DataFrame, texts: Texts) -> list[tuple]:
    """A lost text between a document, its parent and its grandparent.

    The document shares new readings with its parent, yet in other places agrees with the grandparent against it: the
    parent's own changes were not in what the document was copied from. Both then descend from a text between.
    """
    rows = []
    for cluster, parent in parents(chains):
        for name, above in parent.items():
            top = None if above is None else parent[above]
            if top is None:
                continue
            shared, given_back = _readings(texts, *(texts.position[i] for i in (name, above, top)))
            if shared >= LEAST and given_back >= LEAST:
                ghost = f"lost text before {above}"
                rows.append((cluster, ghost, name, top, "readings", str(given_back)))
                rows.append((cluster, ghost, above, top, "readings", str(shared)))
    return rows


def _readings(texts: Texts, name: int, above: int, top: int) -> tuple[int, int]:
    """Edited places of the parent that the document shares, and those where it has the grandparent's words."""
    new, middle, old = (texts.spelled(number) for number in (name, above, top))
    own = np.append(0.0, np.cumsum(texts.nats[above], dtype=float))
    changed = _places(differences(middle, old, own))
    lost = _places(differences(middle, new, own))
    shared = sum(1 for region in changed if not any(_touch(region, other) for other in lost))
    back = sum(
        1 for a, b, c, d in changed for e, f, g, h in lost if (a, b) == (e, f) and b > a and old[c:d] == new[g:h]
    )
    return shared, back


def _places(regions):
    return [r for r in regions if r[1] - r[0] < CHUNK and r[3] - r[2] < CHUNK]


def _touch(one, other) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]
