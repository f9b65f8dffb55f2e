"""What fills the caveats of data/raw/caveats.yml, what they rest on, and when they are true. Others are plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.corpus.processed import MIN_WORDS
from analysis.sentence import places, together
from cmpstudy import corpus as whole
from cmpstudy import reprints

if TYPE_CHECKING:
    from analysis.corpus import Corpus


def _sample(corpus: Corpus) -> dict:
    articles = corpus.articles
    return {
        "rows": "articles",
        "holds": {
            "all have one byline": articles["author"].nunique() == 1,
            "they are consecutive posts": sorted(articles["position"]) == list(range(1, len(articles) + 1)),
        },
        "articles": len(articles),
        "months": whole.months(corpus),
    }


def _dates(corpus: Corpus) -> dict:
    published = whole.publication(corpus)
    exact, wide = published[published["days"] == 1], published[published["days"] >= 14]
    return {
        "rows": ["articles", together(places("articles", wide))],
        "holds": {
            "most articles have no exact date": len(exact) * 2 < len(published),
            "some dates are a range of weeks": len(wide) > 0,
        },
        "exact": len(whole.exactly_dated(corpus)),
        "articles": len(corpus.articles),
    }


def _repetition(corpus: Corpus) -> dict:
    return {"rows": "articles", "least": MIN_WORDS, "articles": len(corpus.articles)}


def _carriers(corpus: Corpus) -> dict:
    carried = corpus.reprints
    carried = carried[(carried["item"] == "xinhua-look-back") & carried["relation"].isin(reprints.CARRYING)]
    return {
        "rows": together(carried["id"]),
        "holds": {
            "no carrier has a time": bool(carried["date"].isna().all()),
            "no carrier shows its text": bool((carried["excerpt_seen"] == "no").all()),
        },
    }


def _numbers(corpus: Corpus) -> dict:
    numbers = corpus.numbers
    return {
        "rows": numbers,
        "numbers": len(numbers),
        "others": int((numbers["claimed_by_type"] != "cmp").sum()),
    }


FILLED = {
    "C1": _sample,
    "C3": _dates,
    "C8": _repetition,
    "C9": _carriers,
    "C11": _numbers,
}
