"""``find``: errors that name row and column, what is found, and results that depend on the corpus alone."""

import random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import AnalysisError
from benchmarks import truth
from benchmarks.reuse import judged
from reprints.reuse import detect, find

WORDS = [
    a + b + c
    for a in ("ba", "ko", "ri", "tu", "se")
    for b in ("la", "mi", "no", "pe")
    for c in ("dor", "ven", "lis", "gam", "tok")
]
TABLES = ("passages", "links", "clusters", "boilerplate", "dropped")


def article(seed, size=60):
    rng = random.Random(seed)
    return [rng.choice(WORDS) + rng.choice(WORDS) for _ in range(size)]


def corpus(*rows):
    return pd.DataFrame(rows, columns=["id", "outlet", "date", "title", "text"])


def story(ident, words, outlet=None):
    return ident, outlet, None, None, " ".join(words)


def unrelated(n, outlets=5):
    return [story(f"u{i:03}", article(1000 + i), f"o{i % outlets}") for i in range(n)]


def same(one, other):
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))


@pytest.fixture(scope="module")
def press():
    """Forty documents: two stories with copies, one of them cut and edited; a footer in one outlet; noise."""
    one, two, foot = article(1, 200), article(2, 120), article(3, 25)
    edited = [w if i % 17 else "changed" for i, w in enumerate(one[40:160])]
    rows = [
        story("a1", one, "herald"),
        story("a2", ["added", *edited, "end"], "post"),
        story("a3", one[:100] + article(4, 30), "star"),
        story("b1", two, "herald"),
        story("b2", two[60:] + two[:60], "post"),
    ]
    rows += [story(f"f{i}", article(50 + i) + foot, "gazette") for i in range(4)]
    return corpus(*rows, *unrelated(30))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d.drop(columns="text"), "no column 'text'"),
        (lambda d: d.drop(columns="id"), "no column 'id'"),
        (lambda d: d.assign(id=["x", "y", "x"]), r"row 3, column id: the id 'x' stands in row 1 too"),
        (lambda d: d.assign(id=["x", None, "z"]), "row 2, column id: the id is missing"),
        (lambda d: d.assign(text=["x", " \n", "z"]), "row 2, column text: the text of 'b' is empty"),
        (lambda d: d.assign(text=["x", "y", None]), "row 3, column text"),
        (lambda d: d.assign(date=["2020", None, "yesterday"]), "row 3, column date: 'yesterday' is not an EDTF date"),
        (lambda d: d.assign(date=["2021-02-30", None, None]), "row 1, column date"),
    ],
)
def test_a_faulty_table_is_refused_with_row_and_column(change, message):
    good = corpus(("a", "o", None, None, "one"), ("b", "o", None, None, "two"), ("c", "o", None, None, "three"))
    find(good)
    with pytest.raises(AnalysisError, match=message):
        find(change(good))


def test_a_time_of_day_stays_with_its_date_and_is_counted_and_a_wrong_one_refused(tmp_path):
    from reprints.reuse.documents import load

    given = [
        "2021-03-01T08:00:00",
        "2021-03-01T23:30:00+08:00",
        "2021-03-02T00:00:00.250Z",
        "2021-03-03 07:15",
        "2021-03",
        None,
    ]
    read = load(corpus(*((f"d{n}", "o", day, None, "text") for n, day in enumerate(given))), tmp_path)
    assert [None if pd.isna(day) else day for day in read.about.sort_values("id")["date"]] == [
        "2021-03-01T08:00:00",
        "2021-03-01T23:30:00+08:00",
        "2021-03-02T00:00:00.250Z",
        "2021-03-03 07:15",
        "2021-03",
        None,
    ] and read.timed == 4
    for wrong in ("2021-02-30T08:00:00", "2021-03-01T25:00:00", "2021-03-01T08:00:00 o'clock"):
        with pytest.raises(AnalysisError, match="row 1, column date"):
            load(corpus(("d", "o", wrong, None, "text")), tmp_path)


@pytest.mark.parametrize(
    "options",
    [
        {"min_words": 2},
        {"max_df": 1},
        {"boilerplate": "maybe"},
        {"processes": 0},
        {"engine": "flink"},
        {"memory": "lots"},
        {"memory": "1MB"},
        {"fold": "s2t"},
    ],
)
def test_unusable_options_are_refused(options):
    with pytest.raises(AnalysisError):
        find(corpus(("a", None, None, None, "one")), **options)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("no.csv", None, "no such file"),
        ("a.txt", b"x", "not a format"),
        ("a.parquet", b"no parquet", "cannot be read"),
        ("a.csv", b"id,words\n1,x\n", "no column 'text'"),
        ("a.csv", b"id,text\n1,x,y\n", r"(?s)row 2 \(line 2\).*','"),
        ("a.csv", b"id;text\n1;x;y\n", "(?s)row 2.*';'"),
        ("a.csv", b"id;words\n1;x\n", "no column 'text' among id, words"),
        ("a.tsv", b"id\ttext\n1\tx\ty\n", "(?s)row 2.*a tab"),
        (
            "a.tsv",
            b'id\ttext\n1\t"Hello\n2\tyou\n3\tthere"\n4\tx\n',
            "row 2: a quotation mark opens a value that runs over several rows",
        ),
        ("a.csv", b"id,text\n1,x\n1,y\n", "row 3, column id: the id '1' stands in row 2 too"),
        ("a.csv", b"id,text,date\n1,x,\n2,y,2021-13-01\n", "row 3, column date"),
        ("a.csv", b'id,text\n1,"x\n', "not CSV"),
        ("a.csv", b"id,text\n1,\xff\n", "not UTF-8"),
        ("a.csv", b"", "no column 'id'"),
        ("a.jsonl", b'{"id": 1, "text": "x"}\n{"id": 2\n', "row 2"),
        ("a.jsonl", b'{"id": 1, "text": "x"}\n{"id": 2}\n', "row 2: there is no column 'text'"),
        ("a.jsonl", b"[1]\n", "not a JSON object"),
    ],
)
def test_an_unreadable_file_is_refused(tmp_path, name, content, message):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(AnalysisError, match=message):
        find(path)


def test_nothing_shared_gives_empty_tables_with_their_columns():
    for frame in (corpus(*unrelated(3)), corpus(story("a", ["one"])), corpus()):
        found = find(frame)
        assert found.links.empty
        assert list(found.passages) == ["id_a", "id_b", "start_a", "end_a", "start_b", "end_b", "words"]
        assert list(found.links) == ["id_a", "id_b", "shared_words", "longest_run", "containment_a", "containment_b"]
        assert list(found.clusters) == ["cluster", "id"]


def test_copies_cuts_and_edits_are_found_and_nothing_else(press):
    found = find(press)
    assert list(zip(found.links.id_a, found.links.id_b, strict=True)) == [
        ("a1", "a2"),
        ("a1", "a3"),
        ("a2", "a3"),
        ("b1", "b2"),
    ]
    cut = found.links.set_index(["id_a", "id_b"]).loc[("a1", "a3")]
    assert (cut.shared_words, cut.longest_run, cut.containment_a, cut.containment_b) == (100, 100, 0.5, 100 / 130)
    groups = found.clusters.groupby("cluster").id.agg(list).tolist()
    assert groups == [["a1", "a2", "a3"], ["b1", "b2"]]


def test_moved_text_is_two_passages_that_reproduce_it(press):
    found = find(press).passages.query("id_a == 'b1'")
    text = press.set_index("id").text
    assert found.words.tolist() == [60, 60]
    for row in found.itertuples():
        assert text["b1"][row.start_a : row.end_a] == text["b2"][row.start_b : row.end_b]


def test_a_footer_is_named_and_left_out_of_scores(press):
    found = find(press)
    assert found.boilerplate[["outlet", "documents"]].values.tolist() == [["gazette", 4]]
    text = press.set_index("id").text
    place = found.boilerplate.iloc[0]
    assert place.id in {"f0", "f1", "f2", "f3"}
    assert text[place.id][place.start : place.end].split() == article(3, 25)
    with_it = find(press, boilerplate="off")
    assert {"f0", "f1", "f2", "f3"} <= set(with_it.links.id_a) | set(with_it.links.id_b)
    assert with_it.boilerplate.empty


def test_a_story_that_one_outlet_prints_thrice_is_no_boilerplate():
    one = article(1, 100)
    rows = [story(f"r{i}", [*one, f"ending{i}"], "gazette") for i in range(4)]
    found = find(corpus(*rows, *unrelated(10)))
    assert found.boilerplate.empty
    assert len(found.links) == 6


def test_a_quotation_without_outlet_is_no_boilerplate_but_a_footer_is():
    quoted, foot = article(1, 25), article(2, 25)
    rows = [story(f"q{i}", article(20 + i, 40) + quoted + article(40 + i, 40)) for i in range(6)]
    rows += [story(f"f{i}", article(80 + i) + foot) for i in range(6)]
    found = find(corpus(*rows, *unrelated(10)))
    assert found.boilerplate.id.str[0].tolist() == ["f"]
    assert set(found.links.id_a) | set(found.links.id_b) == {f"q{i}" for i in range(6)}


def test_a_story_in_more_documents_than_the_cutoff_is_tied_to_one():
    one = article(1, 80)
    rows = [story(f"w{i:02}", [*one, *article(100 + i, 20)], f"outlet{i}") for i in range(30)]
    found = find(corpus(*rows, *unrelated(10)), max_df=10)
    ends = pd.concat([found.links.id_a, found.links.id_b]).value_counts()
    assert len(found.links) == 29 and sorted(ends) == [1] * 29 + [29]
    assert found.clusters.id.tolist() == [f"w{i:02}" for i in range(30)]
    over = found.dropped.set_index("what").loc["over max_df"]
    assert over.shingles > 0 and over.occurrences == 30 * over.shingles


def test_a_page_stitched_from_two_stories_stands_in_two_clusters():
    one, two = article(1, 100), article(2, 100)
    rows = [story(f"a{i}", one) for i in range(3)] + [story(f"b{i}", two) for i in range(3)]
    found = find(corpus(*rows, story("s", one[:60] + two[:60])))
    assert found.clusters.groupby("cluster").id.agg(list).tolist() == [["a0", "a1", "a2", "s"], ["b0", "b1", "b2", "s"]]


def test_chinese_is_found_by_character_and_forty_make_a_link():
    rng = random.Random(5)
    text = ["".join(chr(0x4E00 + rng.randrange(3000)) for _ in range(200)) for _ in range(3)]
    frame = corpus(*[(f"c{i}", None, None, None, t) for i, t in enumerate(text)])
    frame = pd.concat([frame, corpus(("x", None, None, None, text[0][:39] + text[1][50:90] + "，" + text[2][:9]))])
    found = find(frame, sensitive=True)
    assert found.links[["id_a", "id_b", "shared_words"]].values.tolist() == [["c1", "x", 40]]


def test_file_formats_give_what_the_table_gives(press, tmp_path):
    expected = find(press)
    press.to_parquet(tmp_path / "p.parquet")
    press.to_csv(tmp_path / "p.csv", index=False)
    press.to_json(tmp_path / "p.jsonl", orient="records", lines=True)
    press.to_csv(tmp_path / "p.tsv", index=False, sep="\t")
    press.to_csv(tmp_path / "european.csv", index=False, sep=";")
    for name in ("p.parquet", "p.csv", "p.jsonl", "p.tsv", "european.csv"):
        same(find(tmp_path / name), expected)


def test_order_threads_batches_and_memory_do_not_matter(press, monkeypatch):
    expected = find(press, processes=1)
    same(find(press.sample(frac=1, random_state=3), processes=2), expected)
    monkeypatch.setattr("reprints.reuse.documents.ROWS", 3)
    monkeypatch.setattr("reprints.reuse.compare.BATCH", 2)
    monkeypatch.setattr(detect, "ROWS", 3)
    same(find(press, processes=3, memory="200MB"), expected)
    monkeypatch.setattr("reprints.reuse.compare.TOKENS_A_DOCUMENT", 4_000_000)
    same(find(press, memory="200MB"), expected)


def test_numpy_alone_gives_what_numba_gives(press, monkeypatch):
    expected = find(press)
    monkeypatch.setattr(detect, "compiled_available", lambda: False)
    same(find(press), expected)


def test_names_of_documents_do_not_matter(press):
    expected = find(press)
    names = dict(zip(press.id, sorted(press.id, reverse=True), strict=True))
    found = find(press.assign(id=press.id.map(names)))
    turned = found.links.rename(
        columns={"id_a": "id_b", "id_b": "id_a", "containment_a": "containment_b", "containment_b": "containment_a"}
    )
    back = {v: k for k, v in names.items()}
    turned = turned.assign(id_a=turned.id_a.map(back), id_b=turned.id_b.map(back))[list(expected.links)]
    pd.testing.assert_frame_equal(turned.sort_values(["id_a", "id_b"], ignore_index=True), expected.links)


def test_a_workdir_computes_only_what_is_new_and_changes_nothing(press, tmp_path, monkeypatch):
    expected = find(press)
    computed = []
    whole = detect.Store._compute
    monkeypatch.setattr(
        detect.Store, "_compute", lambda self, key, text: computed.append(len(text)) or whole(self, key, text)
    )
    same(find(press.iloc[:25], workdir=tmp_path), find(press.iloc[:25]))
    assert sum(computed) == 25
    same(find(press, workdir=tmp_path), expected)
    assert sum(computed) == len(press)
    same(find(press.iloc[::-1], workdir=tmp_path), expected)
    assert sum(computed) == len(press)
    find(press, workdir=tmp_path, sensitive=True)
    assert sum(computed) == 2 * len(press)
    assert not list(tmp_path.glob("reuse-*"))


def test_a_run_that_was_stopped_goes_on_and_a_damaged_segment_is_made_anew(press, tmp_path, monkeypatch):
    expected = find(press)
    monkeypatch.setattr("reprints.reuse.store.SEGMENT", 5)
    monkeypatch.setattr("reprints.reuse.documents.ROWS", 5)

    def stop(stage, done, total):
        if stage == "fingerprint" and done >= 3 * detect.ROWS or stage == "index":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        find(press, workdir=tmp_path, progress=stop)
    segments = sorted(tmp_path.glob("*/*.arrow"))
    assert segments and not list(tmp_path.glob("*/*.part*"))
    segments[0].write_bytes(segments[0].read_bytes()[:100])
    same(find(press, workdir=tmp_path), expected)


def test_an_unwritable_workdir_is_an_error(press, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(AnalysisError, match="cannot be written"):
        find(press, workdir=tmp_path / "file" / "below")


def test_progress_names_stages_in_order(press):
    stages = []
    find(press, progress=lambda stage, done, total: stages.append(stage) if stage not in stages else None)
    assert stages == ["read", "fingerprint", "index", "align", "locate"]


LETTERS = st.text(st.characters(codec="utf-8"), max_size=200)


@settings(max_examples=60, deadline=None)
@given(st.lists(LETTERS, min_size=2, max_size=5), st.integers(0, 10**6), st.sampled_from(["", "\n", "，", " "]))
def test_fuzzed_texts_with_a_planted_passage(texts, seed, joint):
    planted = " ".join(article(seed, 25))
    rows = [(f"d{i}", None, None, None, f"x {t} {joint} {planted} {joint}{t[::-1]}") for i, t in enumerate(texts)]
    frame = corpus(*rows)
    found = find(frame, sensitive=True, boilerplate="off")
    text = frame.set_index("id").text
    assert len(found.links) == len(rows) * (len(rows) - 1) // 2
    assert (found.links.id_a < found.links.id_b).all()
    assert found.links.containment_a.between(0, 1).all() and found.links.containment_b.between(0, 1).all()
    assert (found.links.longest_run <= found.links.shared_words).all() and (found.links.longest_run >= 25).all()
    assert found.passages.words.sum() == found.links.shared_words.sum()
    for row in found.passages.itertuples():
        assert 0 <= row.start_a < row.end_a <= len(text[row.id_a])
        assert 0 <= row.start_b < row.end_b <= len(text[row.id_b])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from("abcdef"), max_size=120), st.lists(st.sampled_from("abcdef"), max_size=120))
def test_alignment_of_repetitive_texts_is_symmetric_and_one_to_one(one, other):
    frame = corpus(story("a", [*one, "w"]), story("b", [*other, "v"]))
    found = find(frame, sensitive=True, boilerplate="off", min_words=5)
    turned = find(frame.assign(id=["b", "a"]), sensitive=True, boilerplate="off", min_words=5)
    columns = ["start_b", "end_b", "start_a", "end_a", "words"]
    mirrored = turned.passages.sort_values(["start_b", "start_a"])[columns].to_numpy()
    assert mirrored.tolist() == found.passages[["start_a", "end_a", "start_b", "end_b", "words"]].to_numpy().tolist()
    for start, end in (("start_a", "end_a"), ("start_b", "end_b")):
        places = found.passages[[start, end]].sort_values(start).to_numpy()
        assert (places[1:, 0] >= places[:-1, 1]).all()


@pytest.mark.parametrize(
    ("size", "outlets"),
    [
        (25, lambda i: f"outlet {i}"),
        (85, lambda i: f"outlet {i}"),  # longer than two fifths of what it stands under
        (
            25,
            lambda i: "herald" if i < 3 else f"outlet {i}",
        ),  # two copies of one story and another: three by one outlet
    ],
)
def test_a_legal_notice_that_many_outlets_print_once_each_joins_nobody(size, outlets):
    notice = article(77, size)
    texts = [article(500 + i, 100) for i in range(30)]
    texts[1] = texts[0]  # the one true reprint
    found = find(corpus(*(story(f"d{i:02}", text + notice, outlets(i)) for i, text in enumerate(texts))))
    assert found.links[["id_a", "id_b"]].to_numpy().tolist() == [["d00", "d01"]]
    assert found.links.shared_words.tolist() == [100]
    assert found.boilerplate.documents.tolist() == [30]


def test_a_story_that_thirty_outlets_print_with_an_end_of_their_own_is_no_boilerplate():
    one = article(78, 100)
    found = find(corpus(*(story(f"d{i:02}", one + article(600 + i, 50), f"outlet {i}") for i in range(30))))
    assert found.boilerplate.empty and len(found.links) == 30 * 29 // 2


def test_words_misread_one_by_one_are_followed():
    """Three words of ten misread in each of two copies of a text: half of it agrees, in runs of two words."""
    rng = random.Random(9)

    def misread(words):
        return [w[:-1] + "#" + w[-1] + "q" if rng.random() < 0.3 else w for w in words]

    one = article(79, 600)
    found = find(corpus(story("a", misread(one)), story("b", misread(one)), *unrelated(30)), sensitive=True)
    assert found.links[["id_a", "id_b"]].to_numpy().tolist() == [["a", "b"]]
    assert found.links.longest_run[0] < 20 and found.links.shared_words[0] > 100


@pytest.mark.parametrize(("sensitive", "least"), [(False, 0.97), (True, 0.99)])
def test_recall_and_precision_on_invented_news(sensitive, least):
    """Over pairs with a run of twenty words (forty characters) in common; in a small corpus stock phrases are rare and
    few.
    """
    made = truth.make(1500, 77)
    found = find(made.docs, sensitive=sensitive)
    scores = judged(list(zip(found.links.id_a, found.links.id_b, strict=True)), made.pairs)
    assert scores["precision"] >= 0.99
    assert min(scores["run 40+"], scores["run 20-39"]) >= least
