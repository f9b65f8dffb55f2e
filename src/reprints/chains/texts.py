"""The documents of the clusters as words: numbered over the corpus, without boilerplate, headline apart from body."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import pyarrow as pa

from analysis.rows import each
from reprints.chains.spelling import Spelling
from reprints.chains.spelling import read as read_spelling
from reprints.reuse.fingerprints import Recipe, compiled_available
from reprints.reuse.tokens import Tokens

LONGEST_HEADLINE = 40  # words; a first line that is longer is a paragraph
_SHINGLE = 5  # words by which known boilerplate is recognised
SHARED_LINE = 3  # clusters that print the same line: it belongs to the trade, not to a story
_STOP = re.compile(r"[!?。！？；;…\n]|\.(?=[\s\"'”’)]|$)")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SURROGATES = 0xD800, 0xE000
_POINTS = 0x10FFFF - 0x801


@dataclass(frozen=True)
class Texts:
    """Words of documents in the order of ``ids``.

    words: one int32 array a document, body only; heads: the same for headlines; start, end: character offsets of the
        body's words in ``text``; nats, head_nats: how surprising each word is where it stands (see ``surprise``);
    worth: for each word of the vocabulary how surprising it is on average (see ``worth``); stops: for each body one
        byte a word and one more, 1 where a sentence or paragraph begins or the text ends; signs: 1 for a document most
        of whose words are single characters, as in Chinese, else 0; spelling: of each word of the vocabulary.
    """

    ids: np.ndarray
    words: list[np.ndarray]
    heads: list[np.ndarray]
    start: list[np.ndarray]
    end: list[np.ndarray]
    nats: list[np.ndarray]
    head_nats: list[np.ndarray]
    worth: np.ndarray
    stops: list[bytes]
    signs: np.ndarray
    spelling: Spelling

    @cached_property
    def spelled(self) -> list[str]:
        """Each body as a string of one character a word: what the aligner reads fastest."""
        return [spell(words) for words in self.words]

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
    inside = docs[docs["id"].isin(cluster_of["id"])].sort_values("id", kind="stable")
    bodies = inside["text"].fillna("").astype(str).tolist()
    titles = (inside["title"] if "title" in inside else pd.Series("", inside.index)).fillna("").astype(str).tolist()
    ids = inside["id"].to_numpy(object)
    body, title = _tokens(bodies, fold), _tokens(titles, fold)
    # In the order of their hashes, so that what else is in the corpus changes nothing in how two texts compare.
    numbers = pd.factorize(np.concatenate([body.hash, title.hash]), sort=True)[0]
    numbers = numbers.astype(np.int32)
    of_body, of_title = numbers[: len(body)], numbers[len(body) :]
    cluster = _main_cluster(cluster_of, dict(zip(ids, map(len, bodies), strict=True)))
    lines = _lines(bodies, body)
    dull = _dull_lines(of_body, lines, [cluster[name] for name in ids], body)
    dull |= _boilerplate(docs, boilerplate, body, fold)
    if stock is not None and len(stock):
        dull |= _standing(ids, body, stock)
    words, heads, starts, ends = [], [], [], []
    for i in range(len(ids)):
        low, high = body.bounds[i], body.bounds[i + 1]
        own, start, end = of_body[low:high], body.start[low:high], body.end[low:high]
        keep = ~dull[low:high]
        size, head = _headline(own, of_title[title.bounds[i] : title.bounds[i + 1]], lines[low:high])
        keep[:size] = False
        words.append(own[keep])
        heads.append(head)
        starts.append(start[keep].astype(np.int32))
        ends.append(end[keep].astype(np.int32))
    singles = np.append(0, np.cumsum(body.single))[body.bounds]
    signs = (2 * np.diff(singles) > np.diff(body.bounds)).astype(np.int64)
    spelling = read_spelling(bodies, of_body, body.document, body.start, body.end)
    del body, title, numbers, of_body, of_title, lines, dull  # what follows takes much for each word
    stops = [_stops(text, start) for text, start in zip(bodies, starts, strict=True)]
    stories = [cluster[name] for name in ids]
    nats = surprise(words + heads, stories + stories)
    price = worth(words + heads, nats, stories + stories)
    return Texts(ids, words, heads, starts, ends, nats[: len(ids)], nats[len(ids) :], price, stops, signs, spelling)


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


def surprise(texts: list[np.ndarray], stories: list) -> list[np.ndarray]:
    """Nats to write each word, given the word before it, as far as *other* stories print that pair too.

    A story counts once, however often it was copied. So a set phrase that two texts share by chance weighs little,
    and a rare wording weighs much.
    """
    if not texts:
        return []
    sizes = np.array([len(words) for words in texts], np.int64)
    words = np.concatenate([*texts, np.zeros(0, np.int32)])
    names = pd.factorize(np.array(stories, object))[0].astype(np.int32)
    story = np.repeat(names, sizes)
    base = int(words.max(initial=0)) + 2
    before = np.append(np.int32(base - 1), words)[:-1]
    before[(np.cumsum(sizes) - sizes)[sizes > 0]] = base - 1  # nothing stands before a first word
    single = np.bincount(words, np.repeat(1 / np.bincount(names)[names], sizes)).astype(float)
    single /= max(single.sum(), 1.0)
    # By sorting and not by hashing, which takes several times as much memory.
    key = before.astype(np.int64) * base + words
    order = np.argsort(key, kind="stable")
    key = key[order]
    new = np.append(True, key[1:] != key[:-1])[: len(key)]
    pairs = key[new]
    pair = np.empty(len(key), np.int32)
    pair[order] = np.cumsum(new) - 1
    del key, order, new
    wide = int(story.max(initial=0)) + 1
    seen = pair.astype(np.int64) * wide + story
    seen.sort()
    seen = seen[np.append(True, seen[1:] != seen[:-1])[: len(seen)]] // wide
    spread = np.bincount(seen, minlength=len(pairs))  # stories that print the pair
    follows = np.bincount(pairs // base, spread, base)  # stories that print the first word with any other
    del seen, story
    elsewhere = (spread[pair] - 1) / follows[before]
    return np.split(-np.log(0.5 * elsewhere + 0.5 * single[words]), np.cumsum(sizes)[:-1])


def worth(texts: list[np.ndarray], nats: list[np.ndarray], stories: list) -> np.ndarray:
    """Mean surprise of each word over the places where it stands, each story counting once.

    What a copy shares with its source has to weigh the same whatever stands beside it: were a word weighed by its
    neighbours, cutting or rewording these would move the weight of words that nobody touched, by more than the odds of
    a cut, and towards a document that is not the source.
    """
    if not texts:
        return np.zeros(0)
    sizes = [len(words) for words in texts]
    words = np.concatenate([*texts, np.zeros(0, np.int64)]).astype(np.int64)
    names = pd.factorize(np.array(stories, object))[0]
    share = 1 / np.repeat(np.bincount(names)[names], sizes)
    with np.errstate(invalid="ignore"):
        return np.bincount(words, share * np.concatenate(nats)) / np.bincount(words, share)


def _stops(text: str, start: np.ndarray) -> bytes:
    """Where sentences begin, by punctuation and line breaks before each word; the first and the end count."""
    places = np.array([found.start() for found in _STOP.finditer(text)], np.int64)
    before = np.searchsorted(places, start)
    return np.concatenate([[True], np.diff(before) > 0, [True]])[-len(start) - 1 :].astype(np.uint8).tobytes()


def _lines(texts: list[str], body) -> np.ndarray:
    """For each word, the number of its line over the corpus (rising; a new document is a new line)."""
    number, base = np.empty(len(body), np.int64), 0
    for i, text in enumerate(texts):
        breaks = np.array([found.start() for found in re.finditer("\n", text)], np.int64)
        low, high = body.bounds[i], body.bounds[i + 1]
        number[low:high] = base + np.searchsorted(breaks, body.start[low:high])
        base += len(breaks) + 1
    return number


def _dull_lines(words: np.ndarray, lines: np.ndarray, clusters: list, body) -> np.ndarray:
    """Words in lines that several clusters print letter for letter."""
    if not len(words):
        return np.zeros(0, bool)
    begins = np.flatnonzero(np.append(True, np.diff(lines) != 0))
    ends = np.append(begins[1:], len(lines))
    numbers = {c: i for i, c in enumerate(dict.fromkeys(clusters))}
    document = body.document[begins]
    cluster = np.array([numbers[c] for c in clusters])[document]
    # Two sums over the line's words tell lines apart: one of the words, one of the words in their places.
    place = np.arange(len(words)) - np.repeat(begins, ends - begins)
    mixed = body.hash * (2 * place.astype(np.uint64) + 1)
    key = pd.DataFrame({"sum": np.add.reduceat(mixed, begins), "size": ends - begins, "cluster": cluster})
    spread = key.groupby(["sum", "size"])["cluster"].transform("nunique").to_numpy()
    return np.repeat(spread >= SHARED_LINE, ends - begins)


def _boilerplate(docs: pd.DataFrame, examples: pd.DataFrame | None, body: Tokens, fold: str | None) -> np.ndarray:
    """Words that stand in a known piece of boilerplate, wherever it is printed. examples: id, start, end."""
    dull = np.zeros(len(body), bool)
    if examples is None or not len(examples) or not len(body):
        return dull
    texts = docs.set_index("id")["text"]
    here = examples[examples["id"].isin(texts.index)]
    pieces = _tokens([texts[row.id][row.start : row.end] for row in each(here)], fold)
    known = _shingles(pieces)
    at = np.flatnonzero(np.isin(_shingles(body), known[known != 0]))
    for step in range(_SHINGLE):
        dull[at + step] = True
    return dull


def _standing(ids: np.ndarray, body: Tokens, places: pd.DataFrame) -> np.ndarray:
    """Words that begin in some places (id, start, end)."""
    number = pd.Index(ids).get_indexer(places["id"])
    places = places[number >= 0]
    wide = int(max(body.end.max(initial=0), places["end"].max() if len(places) else 0)) + 1
    at = body.document * wide + body.start
    low, high = (number[number >= 0] * wide + places[name].to_numpy() for name in ("start", "end"))
    change = np.zeros(len(body) + 1, np.int64)
    np.add.at(change, np.searchsorted(at, low), 1)
    np.add.at(change, np.searchsorted(at, high), -1)
    return np.cumsum(change[:-1]) > 0


def _shingles(tokens) -> np.ndarray:
    """A number for the words from each place on; 0 where the text ends before."""
    size = len(tokens) - _SHINGLE + 1
    if size <= 0:
        return np.zeros(max(size, 0), np.uint64)
    total = np.zeros(size, np.uint64)
    for step in range(_SHINGLE):
        total = total * np.uint64(0x9E3779B97F4A7C15) + tokens.hash[step : step + size]
    document = tokens.document
    return np.where(document[:size] == document[_SHINGLE - 1 :], total, np.uint64(0))


def _headline(words: np.ndarray, title: np.ndarray, lines: np.ndarray) -> tuple[int, np.ndarray]:
    """How many words at the start of the body are its headline, and the headline."""
    size = len(title)
    if size:
        return (size, title) if np.array_equal(words[:size], title) else (0, title)
    if not len(words) or lines[0] == lines[-1]:
        return 0, title
    size = int(np.searchsorted(lines, lines[0], side="right"))
    return (size, words[:size]) if size <= LONGEST_HEADLINE else (0, title)
