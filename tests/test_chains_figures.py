"""Tables behind figures on chains: they add up to the chains, never hide what is undecided, and agree with published
values.
"""

import datetime as dt
from types import SimpleNamespace

import pandas as pd
import pytest
from news_corpus import TIERS, corpus

from analysis.errors import AnalysisError
from reprints.chains import figures, infer, results, spells, story, tell
from reprints.reuse.detect import find
from reprints.stories import courses

CORPUS_WIDE = [
    figures.outlet_matrix,
    spells.first_reprint,
    spells.first_reprint_spells,
    figures.originals_by_outlet,
    figures.fan_out,
    figures.credited_against_inferred,
    figures.hops_by_outlet,
    figures.cut_places,
    story.largest,
    courses.course,
]


@pytest.fixture(scope="module")
def news():
    docs = corpus()
    found = find(docs)
    return results.of(infer(docs, found), found)


@pytest.fixture(scope="module")
def nothing():
    docs = pd.DataFrame({"id": ["a"], "text": ["one lonely text"]})
    return results.of(infer(docs, SimpleNamespace(clusters=pd.DataFrame({"cluster": [1], "id": ["a"]}).head(0))))


def made(chains, documents, alone=()) -> results.Results:
    """Results of (id, parent, status) and (id, outlet, date), all in one cluster by the id's first letter."""
    tables = {name: results.empty(name) for name in results.TABLES if name != "documents"}
    tables["chains"] = pd.DataFrame(
        [(name[0], name, parent, 1.0, 1.0, status, 0) for name, parent, status in chains],
        columns=results.TABLES["chains"],
    )
    tables["alone"] = pd.DataFrame(list(alone), columns=["date", "documents"])
    about = pd.DataFrame(
        [(*row, "", 100, 500, None) for row in documents], columns=[*results.TABLES["documents"], "tier"]
    )
    return results.Results(about=about, **tables)


@pytest.mark.parametrize("table", CORPUS_WIDE, ids=lambda f: f.__name__)
def test_a_table_of_nothing_is_empty_with_its_columns(table, nothing, news):
    empty = table(nothing)
    assert empty.empty and list(empty.columns) == list(table(news).columns)


def test_tables_add_up_to_the_chains(chains):
    table = chains.chains
    assert figures.fan_out(chains)["documents"].sum() == len(table)
    outlets = figures.originals_by_outlet(chains)
    assert (outlets["origins"] + outlets["copies"] + outlets["undecided"] == outlets["documents"]).all()
    assert outlets["documents"].sum() == len(table)
    copies = int((table["status"] == "copy").sum())
    assert figures.outlet_matrix(chains)["copies"].sum() == copies
    assert figures.credited_against_inferred(chains)["copies"].sum() == copies
    assert len(figures.hops_by_outlet(chains)) == copies
    tree = story.tree(chains, table["cluster"].iloc[0])
    depth = tree.set_index("id")["depth"]
    hops = tree.dropna(subset="parent")
    assert (depth[hops["id"]].to_numpy() == depth[hops["parent"]].to_numpy() + 1).all()


def test_depth_counts_hops_of_a_chain_of_forty():
    rows = pd.DataFrame(
        [(1, f"d{n}", f"d{n - 1}" if n else None) for n in range(40)], columns=["cluster", "id", "parent"]
    ).sample(frac=1, random_state=1)
    depth, top = figures.descent(rows)
    assert dict(zip(rows["id"], depth, strict=True)) == {f"d{n}": n for n in range(40)}
    assert set(rows["id"].iloc[top]) == {"d0"}


def test_a_document_of_two_clusters_has_a_depth_in_each():
    rows = pd.DataFrame(
        [(1, "a", None), (1, "b", "a"), (2, "b", None), (2, "a", "b")], columns=["cluster", "id", "parent"]
    )
    assert figures.descent(rows)[0].tolist() == [0, 1, 0, 1]


# Weeks in remission of 21 patients on 6-mercaptopurine (Freireich and others 1963), the example of most textbooks on
# survival.
EVENTS, CENSORED = (6, 6, 6, 7, 10, 13, 16, 22, 23), (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)
PUBLISHED = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}


def test_survival_agrees_with_the_textbook():
    start, end = dt.date(2021, 1, 1), dt.date(2021, 12, 31)
    chains, documents = [], []
    for letter, lag in zip("abcdefghi", EVENTS, strict=True):
        chains += [(f"{letter}0", None, "origin"), (f"{letter}1", f"{letter}0", "copy")]
        documents += [(f"{letter}0", "x", str(start)), (f"{letter}1", "y", str(start + dt.timedelta(lag)))]
    alone = pd.Series([str(end - dt.timedelta(lag)) for lag in CENSORED]).value_counts().items()
    chains.append(("z0", "z1", "undecided"))  # the corpus's last day, of a document that is no piece
    chains.append(("z1", None, "undecided"))
    documents += [("z0", "x", str(end)), ("z1", "x", str(end))]
    curve = spells.first_reprint(made(chains, documents, alone)).set_index("day")
    assert curve["at_risk"].iloc[0] == 21
    assert {day: round(share, 3) for day, share in curve[curve["events"] > 0]["share"].items()} == pytest.approx(
        PUBLISHED, abs=1e-3
    )
    assert curve.loc[6, ["lower", "upper"]].tolist() == pytest.approx([0.620, 0.952], abs=1e-3)


def test_an_origin_without_a_copy_waits_to_the_last_day_and_one_with_undated_copies_is_left_out():
    rows = [
        ("a0", None, "origin"),
        ("a1", "a0", "copy"),
        ("b0", None, "origin"),
        ("b1", "b0", "copy"),
        ("c0", None, "origin"),
        ("d0", None, "undecided"),
    ]
    documents = [
        ("a0", "x", "2020-01-01"),
        ("a1", "y", "2020-01-03/2020-01-07"),
        ("b0", "x", "2020-01-01"),
        ("b1", "y", None),
        ("c0", "x", "2020-01-05"),
        ("d0", "x", "2020-01-02"),
    ]
    waits = spells.first_reprint_spells(made(rows, documents))
    assert waits[["id", "reprinted", "shortest", "days", "longest"]].to_numpy().tolist() == [
        ["a0", True, 2, 4, 6],
        ["c0", False, 2, 2, 2],
    ]


def test_a_reprint_is_what_lies_below_an_origin_and_not_what_shares_its_cluster():
    rows = [("a0", None, "origin"), ("a1", "a0", "copy"), ("a2", None, "origin"), ("a3", "a2", "copy")]
    documents = [
        ("a0", "x", "2020-01-01"),
        ("a1", "y", "2020-01-09"),
        ("a2", "x", "2020-01-02"),
        ("a3", "y", "2020-01-03"),
    ]
    assert spells.first_reprint_spells(made(rows, documents))[["id", "days"]].to_numpy().tolist() == [
        ["a0", 8],
        ["a2", 1],
    ]


def test_pieces_that_share_nothing_are_at_risk():
    rows, documents = (
        [("a0", None, "origin"), ("a1", "a0", "copy")],
        [("a0", "x", "2020-01-01"), ("a1", "y", "2020-01-02")],
    )
    curve = spells.first_reprint(made(rows, documents, [("2020-01-01", 9), ("2020-01", 5)]))
    assert curve["at_risk"].iloc[0] == 10 and curve["share"].iloc[-1] == 0.9


def test_stretches_of_the_fullest_version_lie_in_it_and_do_not_overlap(news):
    numbers = story.largest(news)["story"]
    assert len(numbers)
    for number in numbers:
        rows, whole, length = story.strips(news, number)
        assert set(rows["id"]) == set(news.chains.loc[news.chains["cluster"] == number, "id"])
        assert rows["id"].iloc[0] == whole and rows["covered"].iloc[0] == 1
        for _, own in rows.dropna(subset="start").groupby("id"):
            assert own["start"].ge(0).all() and own["end"].le(length).all()
            assert (own["start"].to_numpy()[1:] > own["end"].to_numpy()[:-1]).all()


def test_a_cut_end_is_missing_in_the_last_fifth_and_not_in_the_first(news):
    table = figures.cut_places(news).set_index(["outlet", "fifth"])["missing"]
    assert table["Morning Post", 1] < 0.05 and table["Morning Post", 5] > 0.95


def test_a_credited_source_outside_the_corpus_stands_above_what_names_it(news):
    number = news.chains.loc[news.chains["id"] == "lamp-1", "cluster"].iloc[0]
    tops = news.chains[(news.chains["cluster"] == number) & news.chains["parent"].isna()]["id"]
    assert story.ghosts(news, number)[["id", "above", "reason"]].to_numpy().tolist() == [
        ["Harbour Gazette", "\n".join(tops), "credit"]
    ]


def test_the_largest_story_is_taken_and_an_unknown_one_refused(news, nothing):
    assert story.pick(news, 0) == story.largest(news)["story"].iloc[0]
    for given, number in ((news, 99), (nothing, 0), (nothing, 1)):
        with pytest.raises(AnalysisError, match="parameter story"):
            story.pick(given, number)


def test_a_story_whose_first_cannot_be_told_is_told_so(news):
    text = tell(news, news.chains.loc[news.chains["id"] == "lamp-1", "cluster"].iloc[0])
    assert "cannot be told; the best guess is" in text and "first in this corpus is lamp" not in text.lower()
    assert "Harbour Gazette is credited, but the corpus holds no document of it" in text


def test_results_come_back_from_their_folder_as_they_were(news, tmp_path):
    for name in results.TABLES:
        table = news.about if name == "documents" else getattr(news, name)
        table.drop(columns="tier", errors="ignore").to_csv(tmp_path / f"{name}.csv", index=False)
    (tmp_path / "tiers.csv").write_text(TIERS, encoding="utf-8")
    back = results.read(tmp_path, tmp_path / "tiers.csv")
    pd.testing.assert_frame_equal(figures.outlet_matrix(back), figures.outlet_matrix(news))
    assert back.about.set_index("id").at["zh-1", "tier"] == "party-state" and pd.isna(
        back.about.set_index("id").at["tide-5", "tier"]
    )


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda f: (f / "ledger.csv").unlink(), "no ledger.parquet and no ledger.csv"),
        (lambda f: (f / "chains.csv").write_text("cluster,id\n1,a\n"), "chains lacks parent"),
        (lambda f: (f / "chains.csv").write_bytes(b"\xff\xfe\x00"), "chains cannot be read"),
        (lambda f: (f / "links.parquet").write_bytes(b"no parquet"), "links cannot be read"),
        (lambda f: (f / "tiers.csv").write_text("name,tier\nx,y\n"), "no column 'outlet'"),
        (lambda f: (f / "tiers.csv").write_text("outlet,tier\nx,y\nx,z\n"), "'x' stands twice"),
        (lambda f: (f / "tiers.csv").unlink(), "cannot be read"),
    ],
)
def test_a_folder_that_cannot_be_used_is_a_message_that_names_the_file(nothing, tmp_path, damage, said):
    for name, columns in results.TABLES.items():
        pd.DataFrame(columns=columns).to_csv(tmp_path / f"{name}.csv", index=False)
    (tmp_path / "tiers.csv").write_text(TIERS, encoding="utf-8")
    assert results.read(tmp_path, tmp_path / "tiers.csv").clusters == 0
    damage(tmp_path)
    with pytest.raises(AnalysisError, match=said):
        results.read(tmp_path, tmp_path / "tiers.csv")


def test_a_folder_that_is_not_there_is_a_message(tmp_path):
    with pytest.raises(AnalysisError, match="python -m reprints"):
        results.read(tmp_path / "none")


def test_what_was_cut_from_within_a_passage_is_neither_drawn_nor_counted(tmp_path):
    from news_corpus import english

    from reprints.chains import infer
    from reprints.reuse import find

    said = english(__import__("random").Random(3), 9)
    docs = pd.DataFrame(
        {
            "id": ["a", "b"],
            "outlet": ["x", "y"],
            "date": ["2021-01-01", "2021-01-02"],
            "title": "",
            "text": [" ".join(said), " ".join(said[:4] + said[5:])],
        }
    )
    found = find(docs, workdir=tmp_path)
    told = results.of(infer(docs, found), found)
    rows, whole, _ = story.strips(told, told.chains["cluster"].iloc[0])
    hop, own = told.ledger.iloc[0], rows[rows["id"] == "b"]
    gap = len(" ".join(said[:4])), len(" ".join(said[:5]))
    assert whole == hop["parent"] == "a" and hop["cut"] > 8
    missing = figures.cut_places(told).set_index("fifth")["missing"]
    assert max(missing[1], missing[5]) < 0.01 and missing[3] > 0.5
    assert (own["kept"] == hop["kept"]).all() and (own["covered"] == hop["share_kept"]).all()
    assert sum(
        min(end, gap[1]) - max(start, gap[0])
        for start, end in zip(own["start"], own["end"], strict=True)
        if start < gap[1] and end > gap[0]
    ) < 0.2 * (gap[1] - gap[0])


def test_every_word_stands_in_one_row_of_the_edits_which_add_up_to_the_ledger(news):
    words = news.about.set_index("id")["words"]
    for (one, other), rows in news.edits.groupby(["id_a", "id_b"]):
        assert rows["words_a"].sum() == words[one] and rows["words_b"].sum() == words[other]
    sums = news.edits.assign(words=news.edits[["words_a", "words_b"]].max(axis=1)).pivot_table(
        index=["id_a", "id_b"], columns="kind", values="words", aggfunc="sum", fill_value=0
    )
    for hop in news.ledger.itertuples():
        assert [
            sums.loc[(hop.parent, hop.id)].get(kind, 0) for kind in ("kept", "cut", "added", "moved", "replaced")
        ] == [hop.kept, hop.cut, hop.added, hop.moved, hop.replaced]


def test_the_course_of_a_story_is_told_in_hours_where_clocks_are_known_and_names_no_first_where_none_is():
    above = {"a1": None, "a2": "a1", "a3": "a2", "a4": "a2", "b1": None, "b2": "b1", "c1": None, "c2": None}
    status = {"b1": "undecided", "b2": "undecided"}
    chains = [(name, up, status.get(name, "copy" if up else "origin")) for name, up in above.items()]
    days = ["2021-03-02T01:00+08:00", "2021-03-01T23:00Z", "2021-03-04", "2021-03", "2021-03-01", "2021-03-01", "", ""]
    table = courses.course(made(chains, [(row[0], f"o{row[0]}", day) for row, day in zip(chains, days, strict=True)]))
    rows = table.set_index("story")
    assert rows.loc["a", ["first", "soonest", "half", "last", "hops", "widest"]].tolist() == [
        "a1",
        0.25,
        1.125,
        2,
        2,
        2,
    ]
    assert rows["first"].isna().to_dict() == {"a": False, "b": True, "c": True}
    assert rows[["soonest", "half", "last"]].loc[["b", "c"]].isna().all(axis=None)


def test_whoever_rewrote_most_is_named_with_what_was_kept(news):
    row = courses.course(news).iloc[0]
    hops = news.ledger[(news.ledger["cluster"] == row["story"]) & (news.ledger["status"] == "copy")]
    assert hops.set_index("id")["share_kept"][row["rewrote"]] == row["kept"] == hops["share_kept"].min()


@pytest.mark.parametrize(("zone", "first"), [("", "a"), ("Z", "a"), ("+08:00", "a")])
def test_tables_and_words_of_a_story_follow_the_clock(zone, first):
    days = [
        f"2021-03-01T08:00{zone}",
        f"2021-03-01T12:00{zone}",
        "2021-03-01T23:30-08:00" if zone else "2021-03-01T20:00",
    ]
    docs = pd.DataFrame({"id": ["c", "a", "b"], "outlet": ["x", "y", "z"], "date": [days[1], days[0], days[2]]})
    docs["text"] = " ".join(f"word{n}" for n in range(60))
    told = results.of(infer(docs, find(docs)))
    assert story.largest(told)["first_date"].tolist() == [days[0]] and courses.course(told)["first"].tolist() == [first]
    hops = story.hops(told, 1)
    assert hops["id"].tolist() == ["c", "b"]
    assert "08:00" in tell(told, 1)
