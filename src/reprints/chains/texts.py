"""The documents of the clusters as words: numbered over the corpus, without boilerplate, headline apart from body."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import pandas as pd
import pyarrow as pa

from reprints.chains import dull
from reprints.chains.private import private
from reprints.chains.ragged import Ragged, bounds, joined, narrowed
from reprints.chains.spelling import Spelling, Vocabulary
from reprints.chains.surprise import surprise, worth
from reprints.reuse.fingerprints import Recipe, compiled_available
from reprints.reuse.heap import trim
from reprints.reuse.tokens import Tokens

LONGEST_HEADLINE = 40  # words; a first line that is longer is a paragraph
BATCH = 4_000  # documents that are read together
_STOP = re.compile(r"[!?。！？；;…\n]|\.(?=[\s\"'”’)]|$)")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SURROGATES = 0xD800, 0xE000
_POINTS = 0x10FFFF - 0x801


@dataclass(frozen=True)
class Texts:
    """Words of documents in the order of ``ids``.

    words: numbers of the words of each document, body only; heads: the same for headlines; start, long: first character
        of the body's words in ``text``, and how many each has; nats, head_nats: how surprising each word is where it
        stands (see ``surprise``), as far as seven digits tell;
    worth: for each word of the vocabulary how surprising it is on average (see ``worth``); stops: for each body one
        byte a word and one more, 1 where a sentence or paragraph begins or the text ends; private, private_heads:
        whether a document has a reading alone (see ``private``); signs: 1 for a document most of whose words are single
        characters, as in Chinese, else 0; characters: of each text; spelling: of each word of the vocabulary.
    """

    ids: np.ndarray
    words: Ragged
    heads: Ragged
    start: Ragged
    long: Ragged
    nats: Ragged
    head_nats: Ragged
    worth: np.ndarray
    stops: Ragged
    private: Ragged
    private_heads: Ragged
    signs: np.ndarray
    characters: np.ndarray
    spelling: Spelling

    def only(self, rows: np.ndarray) -> Texts:
        """Some of the documents, with the words that they have."""
        names = ("words", "heads", "start", "long", "nats", "head_nats", "stops", "private", "private_heads")
        taken = {name: getattr(self, name).taken(rows) for name in names}
        words, heads = taken["words"], taken["heads"]
        used, number = np.unique(np.concatenate([words.flat, heads.flat]), return_inverse=True)
        number, size = number.astype(np.int32), len(words.flat)
        taken |= {"words": Ragged(number[:size], words.bounds), "heads": Ragged(number[size:], heads.bounds)}
        return Texts(
            ids=self.ids[rows], worth=self.worth[used], signs=self.signs[rows], characters=self.characters[rows],
            spelling=self.spelling.only(used), **taken,
        )  # fmt: skip

    def spelled(self, number: int) -> str:
        """A body as a string of one character a word: what the aligner reads fastest."""
        return spell(self.words[number])

    @cached_property
    def position(self) -> dict:
        return {name: i for i, name in enumerate(self.ids)}

    @cached_property
    def cost(self) -> np.ndarray:
        """Nats to write each document out of nothing, headline and body, each word at its worth."""
        worth = self.worth
        return np.array(
            [worth[body].sum() + worth[head].sum() for body, head in zip(self.words, self.heads, strict=True)]
        )


def spell(words: np.ndarray) -> str:
    """One character a word. In a vocabulary beyond Unicode's size two words in a million look alike."""
    points = words.astype(np.uint32) % _POINTS + 1
    points = np.where(points >= _SURROGATES[0], points + (_SURROGATES[1] - _SURROGATES[0]), points)
    return points.astype("<u4").tobytes().decode("utf-32-le")


def read(
    docs: pd.DataFrame,
    cluster_of: pd.DataFrame,
    boilerplate: pd.DataFrame | None = None,
    fold: str | None = None,
    stock: pd.DataFrame | None = None,
) -> Texts:
    """The documents that stand in a cluster.

    docs: id, text, and title if there is one. cluster_of: cluster, id. boilerplate: id, start, end, an example of each
    piece that detection has learned (character offsets into text); lines that several clusters print go as well. fold:
    as detection folded the texts. stock: id, start, end of passages that say nothing about copying: they go where they
    stand.
    """

    def tokens(texts: list[str]) -> Tokens:
        return _tokens(texts, fold)

    names = docs["id"].reset_index(drop=True)
    inside = names[names.isin(cluster_of["id"])].sort_values(kind="stable")
    rows, ids = inside.index.to_numpy(), inside.to_numpy(object)
    titles = docs["title"] if "title" in docs else pd.Series("", docs.index)
    pieces, places, vocabulary = dull.known(docs, boilerplate, tokens), dull.places(ids, stock), Vocabulary()
    parts = []
    for low in range(0, len(rows), BATCH):
        here = rows[low : low + BATCH]
        bodies = _strings(docs["text"], here)
        body, title = tokens(bodies), tokens(_strings(titles, here))
        gone = dull.standing(pieces, body) | dull.inside(places, body, low)
        parts.append(_part(bodies, body, title, gone, vocabulary, low))
    return _together(ids, parts, vocabulary, cluster_of)


def _strings(column: pd.Series, rows: np.ndarray) -> list[str]:
    return column.iloc[rows].fillna("").astype(str).tolist()


@dataclass
class _Part:
    """Some documents: the words of their bodies, which of them go, and all that else comes from the texts.

    words: in the order in which the vocabulary met them; stops: whether a sentence ends between a word and the one
    before; gone: whether a word is known to go; sizes: words of each document; lines: words of each line; printed: see
    ``dull.printed``.
    """

    words: np.ndarray
    start: np.ndarray
    long: np.ndarray
    stops: np.ndarray
    gone: np.ndarray
    sizes: np.ndarray
    lines: np.ndarray
    printed: np.ndarray
    heads: list[np.ndarray]
    signs: np.ndarray
    characters: np.ndarray

    def keep(self, trade: np.ndarray) -> None:
        """Let go what goes. trade: which of the lines go, too."""
        kept = ~(self.gone | np.repeat(trade, self.lines))
        ends = np.cumsum(self.stops)[kept]
        self.sizes = np.diff(np.append(0, np.cumsum(kept))[bounds(self.sizes)])
        self.words, self.start, self.long = self.words[kept], self.start[kept], self.long[kept]
        # A byte a word, and one at the end of each document: 1 where a sentence begins.
        at = bounds(self.sizes + 1)
        stops = np.ones(at[-1], np.uint8)
        inner = np.ones(at[-1], bool)
        inner[at[1:] - 1] = False
        begins = np.append(True, np.diff(ends) > 0)[: len(ends)]
        begins[bounds(self.sizes)[:-1][self.sizes > 0]] = True
        stops[inner] = begins
        self.stops = stops
        del self.gone, self.lines


def _part(
    bodies: list[str], body: Tokens, title: Tokens, gone: np.ndarray, vocabulary: Vocabulary, first: int
) -> _Part:
    line = dull.lines(bodies, body)
    lines, printed = dull.printed(body, line, first)
    words, of_title = vocabulary.add(bodies, body, title)
    heads = []
    for i in range(len(bodies)):
        here = slice(body.bounds[i], body.bounds[i + 1])
        size, head = _headline(words[here], of_title[title.bounds[i] : title.bounds[i + 1]], line[here])
        gone[here][:size] = True
        heads.append(head)
    singles = np.append(0, np.cumsum(body.single))[body.bounds]
    sizes = np.diff(body.bounds)
    stops = [_ends(text, body.start[low:high]) for text, (low, high) in zip(bodies, pairwise(body.bounds), strict=True)]
    long = body.end - body.start
    return _Part(
        words, body.start.astype(np.int32), long.astype(np.min_scalar_type(long.max(initial=0))),
        np.concatenate(stops), gone, sizes, lines, printed, heads,
        (2 * np.diff(singles) > sizes).astype(np.int64), np.array([len(text) for text in bodies]),
    )  # fmt: skip


def _together(ids: np.ndarray, parts: list[_Part], vocabulary: Vocabulary, cluster_of: pd.DataFrame) -> Texts:
    characters = np.concatenate([np.zeros(0, np.int64), *(part.characters for part in parts)])
    cluster = _main_cluster(cluster_of, dict(zip(ids, characters.tolist(), strict=True)))
    story = pd.factorize(np.array([cluster[name] for name in ids], object))[0].astype(np.int32)
    printed = np.concatenate([np.zeros((0, 3), np.uint64), *(part.printed for part in parts)])
    printed[:, 2] = story[printed[:, 2].astype(np.int64)]
    trade = dull.of_the_trade(printed)
    lines = bounds(np.array([len(part.printed) for part in parts]))
    for number, part in enumerate(parts):
        part.keep(trade[lines[number] : lines[number + 1]])
    sizes = np.concatenate([np.zeros(0, np.int64), *(part.sizes for part in parts)])
    heads = [head for part in parts for head in part.heads]
    body, of_heads = bounds(sizes), bounds(np.array([*map(len, heads)]))
    signs = np.concatenate([np.zeros(0, np.int64), *(part.signs for part in parts)])
    start, long, stops = (joined([_taken(part, name) for part in parts]) for name in ("start", "long", "stops"))
    # In the order of their hashes, so that what else is in the corpus changes nothing in how two texts compare.
    words = vocabulary.order()[joined([*(_taken(part, "words") for part in parts), *heads])]
    every = Ragged(words, np.append(body, of_heads[1:] + body[-1]))
    stories = np.append(story, story)
    trim()
    nats = surprise(every, stories)
    price = worth(every, nats, stories)
    short, end = narrowed(nats), int(body[-1])
    return Texts(
        ids, Ragged(words[:end], body), Ragged(words[end:], of_heads), Ragged(start, body), Ragged(long, body),
        Ragged(short[:end], body), Ragged(short[end:], of_heads), price, Ragged(stops, body + np.arange(len(body))),
        Ragged(private(Ragged(words[:end], body), story), body),
        Ragged(private(Ragged(words[end:], of_heads), story), of_heads),
        signs, characters, vocabulary.spelling(),
    )  # fmt: skip


def _taken(part: _Part, name: str) -> np.ndarray:
    """A column of a part, which has it no longer."""
    return part.__dict__.pop(name)


def _main_cluster(cluster_of: pd.DataFrame, length: dict) -> dict:
    """For each document its cluster, of several the largest: by members, then by characters, never by number."""
    sizes = (
        cluster_of.assign(length=cluster_of["id"].map(length).fillna(0))
        .groupby("cluster")["length"]
        .agg(["size", "sum"])
    )
    order = cluster_of.merge(sizes, left_on="cluster", right_index=True).sort_values(["size", "sum"], kind="stable")
    return dict(zip(order["id"], order["cluster"], strict=True))


def _tokens(texts: list[str], fold: str | None) -> Tokens:
    """The tokens as detection sees them. Half of a surrogate pair, which no encoding can hold, separates words."""
    recipe = Recipe(fold=fold, compiled=compiled_available())
    return recipe.tokenise(pa.array([_SURROGATE.sub("\ufffd", text) for text in texts], pa.large_string()))


def _ends(text: str, start: np.ndarray) -> np.ndarray:
    """Whether a sentence or paragraph ends between a word and the one before, by punctuation and line breaks."""
    places = np.array([found.start() for found in _STOP.finditer(text)], np.int64)
    before = np.searchsorted(places, start)
    return np.diff(before, prepend=before[:1]) > 0


def _headline(words: np.ndarray, title: np.ndarray, lines: np.ndarray) -> tuple[int, np.ndarray]:
    """How many words at the start of the body are its headline, and the headline."""
    size = len(title)
    if size:
        # At the head of a scan a word of the title may be misread.
        stands = len(words) >= size and 2 * np.count_nonzero(words[:size] == title) > size
        return (size, title) if stands else (0, title)
    if not len(words) or lines[0] == lines[-1]:
        return 0, title
    size = int(np.searchsorted(lines, lines[0], side="right"))
    return (size, words[:size].copy()) if size <= LONGEST_HEADLINE else (0, title)
