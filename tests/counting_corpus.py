"""A small invented corpus to count in: two outlets, dates of every kind, a text that three articles have."""

from newsbench.corpus import Corpus
from newsbench.index import of_texts

WIRE = (
    "The harbour board met on Tuesday and decided to close the old ferry landing before the winter storms arrive. "
    "Captain Ada Reyes said that the crew would carry passengers from the north pier until the new terminal opens. "
    "Nobody on the board voted against the plan, which costs four million and will take three years to finish."
)
TEXTS = {
    "ferry-one": WIRE,
    "ferry-two": WIRE + "\nThe paper adds that the ferry has sailed since the days of the lighthouse keeper.",
    "ferry-three": "Correspondents report from the coast this morning.\n" + WIRE,
    "bridge": "The bridge opens at noon. A bridge is no ferry, the mayor said. The bridge carries cars and trams.",
    "market": "Fish is cheap at the market. The ferry brings fish, and the fish market opens when the ferry lands.",
    "quote": "The mayor quoted the board: nobody on the board voted against the plan, which costs four million. "
    "Then she spoke of schools, roads, libraries, parks, theatres, swimming pools, taxes and the weather for an hour.",
    "empty": "",
}
OUTLET = dict(zip(TEXTS, ["Post", "Post", "Echo", "Echo", "Post", "Echo", "Echo"], strict=True))
DATE = dict(
    zip(
        TEXTS,
        ["2020-01-07", "2020-01-08", "2020-02-03", "2020-01-20", "2020-01/2020-02", "2020-03-01~", None],
        strict=True,
    )
)


def corpus(texts=None, **facts):
    """The corpus, or one of other texts."""
    if texts is None:
        return Corpus(of_texts(TEXTS, outlet=OUTLET, date=DATE), "coast")
    return Corpus(of_texts(texts, **facts))
