"""Chinese: words where they are asked for, and traditional and simplified characters as one.

The index knows characters, so that an exact string is found wherever it stands. Words are a reading of the text by
rjieba: another dictionary cuts it otherwise, and names that it does not know fall into characters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.errors import AnalysisError
from analysis.script import CHARACTER, has_han
from newsbench.counting.result import Result, result

if TYPE_CHECKING:
    import pandas as pd

    from newsbench.counting.counted import Counted


__all__ = ["either_script", "words"]


def words(
    corpus: Counted, names: Iterable[str] = (), *, simplified: bool = False, least: int = 1, longest: int | None = None
) -> Result:
    """How often each Chinese word comes, as rjieba cuts the text.

    Parameters
    ----------
    corpus : Corpus
        The whole or a part.
    names : iterable of str
        Words that are one, such as the Chinese names of a study's ``entities.csv``.
    simplified : bool
        Count traditional and simplified writings as one, under the simplified one.
    least : int
        Leave out words that come more seldom.
    longest : int, optional
        Leave out longer words.

    Returns
    -------
    Result
        word, count, articles, per_1000 (characters); the most frequent first.

    Raises
    ------
    AnalysisError
        For a name that has no Chinese character.

    Examples
    --------
    >>> words(Corpus(of_texts({"a": "学习强国是平台。"})), ["学习强国"])["word"].tolist()
    ['学习强国', '平台', '是']
    """
    given = list(names)
    _check(given)
    found: dict[str, list[tuple[int, int]]] = {}
    for word, start, end in _cut(corpus, given):
        if longest is None or len(word) <= longest:
            found.setdefault(_simplified(word) if simplified else word, []).append((start, end))
    kept = {word: np.array(places) for word, places in found.items() if len(places) >= least}
    order = sorted(kept, key=lambda word: (-len(kept[word]), word))
    counts = np.array([len(kept[word]) for word in order], np.int64)
    articles = [len(np.unique(corpus.index.document_of(kept[word][:, 0]))) for word in order]
    table: dict[str, Any] = {"word": order, "count": counts, "articles": np.array(articles, np.int64)}
    table["per_1000"] = 1000 * counts / max(corpus.n_words, 1)

    def opens(row: pd.Series) -> tuple[str, np.ndarray, np.ndarray]:
        places = kept[row["word"]]
        return str(row["word"]), places[:, 0], places[:, 1]

    formula = {"per_1000": "1,000 · count / characters"}
    return result(corpus, table, opens, formula=formula, cut_by="rjieba", names=len(given))


def either_script(query: str) -> str:
    """A query that finds traditional and simplified writings of its Chinese.

    Parameters
    ----------
    query : str
        See ``help(newsbench.query)``.

    Returns
    -------
    str
        Each part with Chinese as alternatives; the rest as it was.

    Examples
    --------
    >>> either_script("黨媒 media")
    '黨媒|党媒 media'
    """
    import regex

    def both(part: str) -> str:
        if not has_han(part) or part.startswith("/"):
            return part
        forms = [form for one in part.split("|") for form in (one, _simplified(one), _traditional(one))]
        return "|".join(dict.fromkeys(forms))

    return regex.sub(r"\S+", lambda found: both(found.group()), query)


def _check(names: list[str]) -> None:
    wrong = [name for name in names if not isinstance(name, str) or not has_han(name)]
    if wrong:
        raise AnalysisError(
            f"{', '.join(map(repr, wrong[:5]))} has no Chinese character", where="names", do="Give Chinese names only."
        )


def _cut(corpus: Counted, names: list[str]) -> Iterator[tuple[str, int, int]]:
    """Each Chinese word with its first place and the one beyond its last."""
    import rjieba

    knife = rjieba.Jieba()
    for name in names:
        knife.add_word(name, None, None)
    han = CHARACTER
    index, scope = corpus.index, corpus.scope
    text, read = "", -1
    for begin, end in zip(scope.begins.tolist(), scope.ends.tolist(), strict=True):
        document = int(index.document_of(np.array([begin]))[0])
        if document != read:
            text, read = index.text(document), document
        offsets = index.offsets[begin:end].astype(np.int64)
        first = int(offsets[0])
        last = int(index.spans(np.array([end - 1]))[1][0])
        at = first
        for word in knife.cut(text[first:last]):
            if han.search(word):
                low, high = np.searchsorted(offsets, [at, at + len(word)])
                yield word, begin + int(low), begin + int(high)
            at += len(word)


@lru_cache(maxsize=2)
def _converter(how: str) -> Any:
    import opencc

    return opencc.OpenCC(how)


def _simplified(text: str) -> str:
    return str(_converter("t2s").convert(text))


def _traditional(text: str) -> str:
    return str(_converter("s2t").convert(text))
