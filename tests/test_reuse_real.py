"""Real texts, where they are at hand: the corpus's own (CORPUS_TEXT), and seven scanned tracts (CORPUS_TRACTS, a
folder).
"""

import os
from pathlib import Path

import pandas as pd
import pytest

from reprints.reuse import find, repeats

TEXT, TRACTS = os.environ.get("CORPUS_TEXT", ""), os.environ.get("CORPUS_TRACTS", "")
# One book printed whole inside another, and two editions of one tract. Whatever else the tracts share is a verse, an
# imprint or a scanner's notice: 31 words at most.
SAME = {
    ("calltounconv00baxt", "lifeofrevrichard00baxt"),
    ("practicalthought00nev", "thoughtsonpopery00nevi"),
    ("remember00palm", "remembermeorholy00palm"),
}
VERSE = 31


def paragraphs():
    path = Path(TEXT)
    files = [path] if path.is_file() else sorted(path.glob("*.txt"))
    lines = [line.strip() for file in files for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    return pd.DataFrame({"id": [f"{i:04}" for i in range(len(lines))], "text": lines})


@pytest.mark.skipif(not TEXT, reason="CORPUS_TEXT is not set")
def test_block_quotes_that_repeat_their_lead_in_and_all_other_repeats():
    units = paragraphs()
    exact = repeats(units)
    between = exact[exact.id_a != exact.id_b]
    quotes = between.nlargest(2, "longest_run")
    assert quotes.longest_run.tolist() == [47, 42]
    assert (quotes[["containment_a", "containment_b"]].max(axis=1) > 0.85).all()
    assert (exact.id_a == exact.id_b).sum() == 2
    found = find(units, sensitive=True, min_words=8)
    assert set(zip(between.id_a, between.id_b, strict=True)) <= set(
        zip(found.links.id_a, found.links.id_b, strict=True)
    )


@pytest.mark.skipif(not TRACTS, reason="CORPUS_TRACTS is not set")
@pytest.mark.parametrize("sensitive", [False, True])
def test_editions_align_whole_and_nothing_else_links_beyond_a_verse(sensitive):
    files = sorted(Path(TRACTS).glob("*.txt"))
    tracts = pd.DataFrame(
        {"id": [f.stem for f in files], "text": [f.read_text(encoding="utf-8", errors="replace") for f in files]}
    )
    found = find(tracts, sensitive=sensitive)
    links = found.links.set_index(["id_a", "id_b"])
    edition = links.loc[("remember00palm", "remembermeorholy00palm")]
    assert edition.containment_a > 0.93 and edition.containment_b > 0.93
    one = found.passages[(found.passages.id_a == "remember00palm") & (found.passages.id_b == "remembermeorholy00palm")]
    assert len(one) == 1
    assert (
        links.loc[[pair for pair in SAME if pair in links.index]][["containment_a", "containment_b"]].max(axis=1) > 0.9
    ).all()
    assert set(links.index) >= SAME
    others = found.passages[[pair not in SAME for pair in zip(found.passages.id_a, found.passages.id_b, strict=True)]]
    assert others.words.max() <= VERSE
    members = found.clusters.groupby("cluster").id.agg(set).tolist()
    assert {"remember00palm", "remembermeorholy00palm"} in members and {
        "calltounconv00baxt",
        "lifeofrevrichard00baxt",
    } in members
