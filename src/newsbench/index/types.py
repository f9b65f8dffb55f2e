"""Spellings to types: which spellings are one word, and the order of both in an index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsbench.index.letters import fold

if TYPE_CHECKING:
    import numpy as np

VARIANTS = 1 << 16  # spellings of a type that an index tells apart


@dataclass(frozen=True)
class Types:
    """The types of a corpus, the most frequent first, and the spellings of each, the most frequent first.

    forms_of[t] to forms_of[t + 1] are the numbers of the spellings of type t.
    """

    types: list[str]
    frequency: np.ndarray
    forms: list[str]
    forms_of: np.ndarray
    type_of: np.ndarray  # uint32: number of a spelling as it was met -> type
    variant_of: np.ndarray  # uint16: the same -> its place among the spellings of its type


def of_spellings(spellings: list[str], counts: np.ndarray) -> Types:
    """The types of spellings that were met so often. Equal counts stand in the order of their letters."""
    import numpy as np

    given: dict[str, int] = {}
    group = np.fromiter((given.setdefault(fold(form), len(given)) for form in spellings), np.int64, len(spellings))
    frequency = np.zeros(len(given), np.int64)
    np.add.at(frequency, group, counts)
    names = list(given)
    by_name = np.array(sorted(range(len(names)), key=names.__getitem__), np.int64)
    order = by_name[np.argsort(-frequency[by_name], kind="stable")]
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))

    type_of = rank[group]
    by_form = np.array(sorted(range(len(spellings)), key=spellings.__getitem__), np.int64)
    forms = by_form[np.lexsort((-counts[by_form], type_of[by_form]))]
    forms_of = np.zeros(len(order) + 1, np.int64)
    np.cumsum(np.bincount(type_of, minlength=len(order)), out=forms_of[1:])
    variant_of = np.empty(len(spellings), np.int64)
    variant_of[forms] = np.arange(len(forms)) - forms_of[type_of[forms]]
    return Types(
        [names[i] for i in order],
        frequency[order],
        [spellings[i] for i in forms],
        forms_of,
        type_of.astype(np.uint32),
        np.minimum(variant_of, VARIANTS - 1).astype(np.uint16),
    )
