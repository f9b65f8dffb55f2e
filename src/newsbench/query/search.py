"""Where a query is found: the rarest word of each phrase first, the others beside it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from newsbench.index.letters import fold, plain
from newsbench.index.store import Index
from newsbench.query.parse import Branch, Query, Sequence, Slot, parse
from newsbench.query.variants import variants


@dataclass(frozen=True)
class Hits:
    """Where a query is found, in the order of the corpus.

    Attributes
    ----------
    starts, ends : numpy.ndarray
        Place of the first word of each hit, and one beyond its last.
    counted : dict of str to int
        What was found under each way of writing, where there is more than one.
    beside : dict of str to int
        Words close to the one that was asked for which are not counted.
    """

    starts: np.ndarray
    ends: np.ndarray
    counted: dict[str, int] = field(default_factory=dict)
    beside: dict[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.starts)

    def take(self, chosen: np.ndarray | slice) -> Hits:
        """Some of them."""
        return Hits(self.starts[chosen], self.ends[chosen], self.counted, self.beside)


def find(index: Index, query: str | Query, *, case: bool = False, written: bool = False) -> Hits:
    """Where a query is found in a corpus.

    Parameters
    ----------
    index : Index
        Of the corpus.
    query : str
        See ``help(newsbench.query)``.
    case : bool
        Whether capitals count.
    written : bool
        Whether to find only what is written as in the query: ``win-win`` finds neither ``win win`` nor ``winwin``.

    Returns
    -------
    Hits

    Raises
    ------
    AnalysisError
        For what is no query.

    Examples
    --------
    >>> len(find(index, "fish market"))
    1
    """
    query = query if isinstance(query, Query) else parse(query)
    search = _Search(index, case, written)
    found = [search.branch(branch) for branch in query.branches]
    starts, ends = _merged(found)
    # Places as they are kept count without a sign, and what one takes from them must not run over.
    starts, ends = starts.astype(np.int64), ends.astype(np.int64)
    near = any(branch.within for branch in query.branches)
    as_asked = list(search.counted) in ([], [" ".join(fold(query.text).split())])
    return Hits(starts, ends, {} if near or as_asked else search.counted, search.beside(query))


Spans = tuple[np.ndarray, np.ndarray]


def _merged(found: list[Spans]) -> Spans:
    """All spans in order; of those that begin at one place, the longest."""
    if len(found) == 1:
        return found[0]
    starts = np.concatenate([spans[0] for spans in found]).astype(np.int64)
    ends = np.concatenate([spans[1] for spans in found]).astype(np.int64)
    order = np.lexsort((-ends, starts))
    starts, ends = starts[order], ends[order]
    first = np.ones(len(starts), bool)
    first[1:] = starts[1:] != starts[:-1]
    return starts[first], ends[first]


@dataclass
class _Search:
    index: Index
    case: bool
    written: bool
    counted: dict[str, int] = field(default_factory=dict)

    def branch(self, branch: Branch) -> Spans:
        spans = [self._phrase(ways) for ways in branch.phrases]
        found = spans[0]
        for other, within in zip(spans[1:], branch.within, strict=True):
            found = self._near(found, other, within)
        return found

    def beside(self, query: Query) -> dict[str, int]:
        """The possessive of a single word, which is a word of its own."""
        if len(query.branches) > 1 or len(query.branches[0].phrases) > 1 or len(query.branches[0].phrases[0]) > 1:
            return {}
        (sequence,) = query.branches[0].phrases[0]
        if len(sequence) > 1 or not sequence[0].plain:
            return {}
        number = self.index.type_id(f"{sequence[0].text}'s")
        return {} if number is None else {str(self.index.types[number]): int(self.index.frequency[number])}

    def _phrase(self, ways: tuple[Sequence, ...]) -> Spans:
        wider = ways if self.written else [way for given in ways for way in variants(given, self.index)]
        every = list(dict.fromkeys(wider))
        found = [self._sequence(way) for way in every]
        for way, spans in zip(every, found, strict=True):
            if len(spans[0]):
                self.counted[shown(way)] = len(spans[0])
        return _merged(found)

    def _sequence(self, sequence: Sequence) -> Spans:
        slots = [self._fitting(slot) for slot in sequence]
        sizes = [self.index.n_tokens if fits is None else fits.size for fits in slots]
        anchor = int(np.argmin(sizes))
        fits = slots[anchor]
        places = np.arange(self.index.n_tokens) if fits is None else fits.places(self.index)
        length = len(sequence)
        if length == 1:
            return places, places + 1
        places = places.astype(np.int64) - anchor
        places = places[(places >= 0) & (places + length <= self.index.n_tokens)]
        for number, fits in enumerate(slots):
            if number != anchor and fits is not None and len(places):
                places = places[fits.at(self.index, places + number)]
        if len(places):
            inner = np.searchsorted(self.index.sentences, places, "right")
            places = places[inner == np.searchsorted(self.index.sentences, places + length - 1, "right")]
        for number, slot in enumerate(sequence):
            if slot.glued and number and len(places):
                places = places[self.index.spans(places + number)[0] == self.index.spans(places + number - 1)[1]]
        return places, places + length

    def _fitting(self, slot: Slot) -> _Fits | None:
        """The types, or with case the spellings, that a word may have; None for any."""
        if slot.any:
            return None
        index = self.index
        if self.case:
            pattern = f"/{slot.text}/" if slot.regex else slot.text
            if slot.plain:
                number = index.type_id(slot.text)
                near = [] if number is None else list(index.form_ids(number))
                wanted = plain(slot.text)
                forms = np.array([form for form in near if plain(index.forms[form]) == wanted], np.int64)
            else:
                forms = index.lines_of_forms.matching(pattern, folded=False)
            types = np.unique(np.searchsorted(index.forms_of, forms, "right") - 1)
            return _Fits(types, int(index.frequency[types].sum()), forms, len(index.forms))
        if slot.plain:
            number = index.type_id(slot.text)
            types = np.array([] if number is None else [number], np.int64)
        else:
            types = index.matching(f"/{slot.text}/" if slot.regex else slot.text)
        return _Fits(types, int(index.frequency[types].sum()), None, len(index.frequency))

    def _near(self, one: Spans, other: Spans, within: int) -> Spans:
        """Each span of the first with the nearest of the second, where one is near: from the first word to the last."""
        if not len(one[0]) or not len(other[0]):
            return np.empty(0, np.int64), np.empty(0, np.int64)
        starts, ends = one[0].astype(np.int64), one[1].astype(np.int64)
        others, other_ends = other[0].astype(np.int64), other[1].astype(np.int64)
        document = self.index.document_of(starts)
        best = np.full(len(starts), within + 1)
        low, high = starts.copy(), ends.copy()
        # The first that begins behind this one; the last that ends before it (ends of one phrase rise with its starts).
        after = np.searchsorted(others, ends)
        by_end = np.argsort(other_ends, kind="stable")
        before = np.searchsorted(other_ends[by_end], starts, "right") - 1
        for at, is_after in ((after, True), (by_end[np.maximum(before, 0)], False)):
            there = (at < len(others)) if is_after else (before >= 0)
            at = np.minimum(at, len(others) - 1)
            gap = others[at] - ends + 1 if is_after else starts - other_ends[at] + 1
            good = there & (gap < best) & (self.index.document_of(others[at]) == document)
            best = np.where(good, gap, best)
            low = np.where(good, np.minimum(starts, others[at]), low)
            high = np.where(good, np.maximum(ends, other_ends[at]), high)
        kept = best <= within
        spans = np.unique(np.stack([low[kept], high[kept]], axis=1), axis=0)
        return spans[:, 0], spans[:, 1]


@dataclass(frozen=True)
class _Fits:
    """Types that fit a word, how often they occur at most, and where capitals count the spellings that do."""

    types: np.ndarray
    size: int
    forms: np.ndarray | None
    known: int  # types, or spellings, of the corpus

    def places(self, index: Index) -> np.ndarray:
        if len(self.types) == 1:
            places = index.positions(int(self.types[0]))
        else:
            places = np.concatenate([np.empty(0, np.int64), *(index.positions(int(t)) for t in self.types)])
            places.sort()
        return places if self.forms is None else places[self.at(index, places)]

    def at(self, index: Index, places: np.ndarray) -> np.ndarray:
        """Whether the word at each place fits."""
        if self.forms is None and len(self.types) == 1:
            return index.tokens[places] == self.types[0]
        fitting = np.zeros(self.known, bool)
        if self.forms is None:
            fitting[self.types] = True
            return fitting[index.tokens[places]]
        fitting[self.forms] = True
        return fitting[index.forms_of[index.tokens[places]] + index.variants[places]]


def shown(sequence: Sequence) -> str:
    """A way of writing, as one would write it in a query."""
    out = ""
    for slot in sequence:
        out += ("" if slot.glued or not out else " ") + (f"/{slot.text}/" if slot.regex else slot.text.lower())
    return out
