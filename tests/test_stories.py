"""Computed chains as figures: each is drawn or says why not, nothing undecided is asserted, and no text leaves with
them.
"""

import html
import json
import random
import re

import pandas as pd
import pytest
from news_corpus import TIERS, corpus, english
from this_study import HERE

from analysis import load_corpus
from analysis.__main__ import main
from analysis.charts.figure import Figure
from analysis.corpus.leaks import Private, views
from analysis.errors import AnalysisError
from analysis.study import VARIABLE
from reprints import stories
from reprints.chains import output, results
from reprints.stories import story, words
from reprints.stories.words import Note

ONE = [stories.tree, stories.edits, stories.strips]
ALL = [
    stories.matrix,
    stories.originals,
    stories.reprint_time,
    stories.shape,
    stories.kept,
    stories.places,
    stories.credited,
    stories.shared,
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Results of the news corpus as the command writes them, with figures and readers."""
    home = tmp_path_factory.mktemp("news")
    corpus().to_json(home / "news.jsonl", orient="records", lines=True, force_ascii=False)
    (home / "tiers.csv").write_text(TIERS, encoding="utf-8")
    assert (
        main(
            [
                "reuse",
                str(home / "news.jsonl"),
                "--out",
                str(home / "out"),
                "--quiet",
                "--figures",
                "1",
                "--reader",
                "--tiers",
                str(home / "tiers.csv"),
            ]
        )
        == 0
    )
    return home


@pytest.fixture(scope="module")
def news(folder):
    return stories.load(folder / "out", folder / "tiers.csv")


@pytest.fixture(scope="module")
def tide(news):
    return int(news.chains.loc[news.chains["id"] == "tide-1", "cluster"].iloc[0])


_drawn: dict = {}


def once(draw, news, *story):
    """A figure of the news corpus, drawn once for all tests."""
    key = draw.__name__, *story
    if key not in _drawn:
        _drawn[key] = draw(news, *story)
    return _drawn[key]


def crowd(size):
    """Results of one story: an agency's piece, copied by so many outlets on one day, every other one undecided."""
    tables = {name: results.empty(name) for name in results.TABLES if name != "documents"}
    rows = [(1, "top", None, 0.9, 0.9, "origin", 0)] + [
        (1, f"c{n:04}", "top", 0.99 if n % 2 else 0.5, 0.5, "copy" if n % 2 else "undecided", 0) for n in range(size)
    ]
    tables["chains"] = pd.DataFrame(rows, columns=results.TABLES["chains"])
    names = ["top", *(f"c{n:04}" for n in range(size))]
    about = pd.DataFrame(
        {
            "id": names,
            "outlet": [f"Outlet {n}" for n in range(size + 1)],
            "date": "2021-01-01",
            "title": "",
            "words": 100,
            "characters": 500,
            "tier": None,
        }
    )
    return results.Results(about=about, **tables)


def paragraphs():
    """Results without a story: runs that paragraphs of the ten articles share, the boilerplate left out."""
    corpus = load_corpus()
    frame = corpus.reuse[corpus.reuse["reason"] != "boilerplate"]
    links = frame.assign(
        id_a=frame["article_a"] + "#" + frame["paragraph_a"].astype(str),
        id_b=frame["article_b"] + "#" + frame["paragraph_b"].astype(str),
    )
    tables = {name: results.empty(name) for name in results.TABLES if name != "documents"}
    numbers = {"containment_a": float, "containment_b": float}
    tables["links"] = links[results.TABLES["links"]].astype(numbers).reset_index(drop=True)
    about = results.empty("documents").assign(tier=None).reindex(range(len(corpus.titles)))
    about = about.assign(id=list(corpus.titles), title=list(corpus.titles.values()))
    left = len(corpus.reuse) - len(frame)
    source = f"the ten articles ({left} pairs of boilerplate left out)"
    return results.Results(about=about, source=source, caveats=("C8",), **tables)


@pytest.mark.parametrize("draw", [*ONE, *ALL, stories.summary], ids=lambda f: f.__name__)
def test_without_a_chain_there_is_a_sentence_and_no_figure(draw):
    tables = {name: results.empty(name) for name in results.TABLES if name != "documents"}
    said = draw(results.Results(about=results.empty("documents").assign(tier=None), **tables))
    assert isinstance(said, Note) and "Not drawn" in said.text


def test_the_ten_articles_say_that_they_hold_no_chain_with_the_count():
    computed = paragraphs()
    text, facts = stories.answer(computed)
    assert (
        facts["stories"] == 0
        and facts["linked_pairs"] > 3
        and f"{facts['linked_pairs']} pairs of paragraphs" in text
        and "none joins two articles" in text
    )
    assert stories.gallery(computed, 0).figures == stories.gallery(computed).figures == []
    assert isinstance(stories.shared(computed), Figure)


@pytest.mark.parametrize("draw", ONE, ids=lambda f: f.__name__)
@pytest.mark.parametrize("first", ["tide-1", "zh-1"])
def test_each_figure_of_a_story_names_its_documents_and_their_rows(news, draw, first):
    number = news.chains.loc[news.chains["id"] == first, "cluster"].iloc[0]
    drawn = once(draw, news, int(number))
    members = set(news.chains.loc[news.chains["cluster"] == number, "id"])
    assert set(drawn.data["rows"]) - {""} <= members and drawn.caveats == words.NOTED
    assert re.search(r"\d", drawn.title) and f"story {number}" in drawn.source


@pytest.mark.parametrize("draw", ALL, ids=lambda f: f.__name__)
def test_each_figure_of_the_corpus_gives_n_and_a_source(news, draw):
    drawn = once(draw, news)
    assert re.search(r"\d", drawn.title + drawn.subtitle) and drawn.source.startswith("Source: computed")
    assert len(drawn.data) and drawn.alt.startswith(drawn.title)


def test_what_is_undecided_is_dashed_and_never_called_first(news):
    lamps = int(news.chains.loc[news.chains["id"] == "lamp-1", "cluster"].iloc[0])
    drawn = stories.tree(news, lamps)
    status = drawn.data.set_index("rows")["status"]
    undecided = news.chains[(news.chains["cluster"] == lamps) & (news.chains["status"] == "undecided")]["id"]
    assert len(undecided) and (status[list(undecided)] == "undecided").all()
    assert "cannot be told" in drawn.title and "stroke-dasharray" in drawn.svg
    assert drawn.data["status"].eq("ghost").sum() == 1 and "Harbour Gazette" in drawn.svg


def test_what_is_counted_in_a_chinese_story_is_called_a_character(news, tide):
    zh = int(news.chains.loc[news.chains["id"] == "zh-1", "cluster"].iloc[0])
    for draw in (stories.edits, stories.strips):
        said, english = (once(draw, news, number) for number in (zh, tide))
        assert (
            "characters" in (said.title + said.subtitle).lower()
            and "words" not in (said.title + said.subtitle.replace("word for word", "")).lower()
        )
        assert "characters" not in (english.title + english.subtitle).lower()


def test_a_tier_with_a_hue_is_a_hue_and_another_is_a_word(news, tide):
    drawn = once(stories.tree, news, tide).data.set_index("rows")
    assert (
        drawn.at["tide-1", "kind"] == "party-state"
        and drawn.at["tide-7", "kind"] == ""
        and drawn.at["tide-7", "label"] == "Ferry Times (local)"
    )


def test_a_story_of_one_day_has_no_time_axis_and_says_the_day():
    drawn = stories.tree(crowd(2))
    assert drawn.data["note"].str.startswith("1 Jan 2021").all()
    assert len(re.findall(">[^<]*1 Jan 2021[^<]*<", drawn.svg)) == 3  # the three documents


def test_the_time_of_day_of_each_document_stands_in_its_lane():
    told = crowd(2)
    told.about["date"] = ["2021-01-01T08:00Z", "2021-01-01T17:30+08:00", "2021-01-01"]
    notes = stories.tree(told).data["note"].tolist()
    assert notes[0].startswith("1 Jan 2021, 08:00 (UTC)")
    assert sum("17:30 (UTC+08:00)" in note for note in notes) == 1


def test_marks_stand_at_the_hour_that_is_given_and_a_day_without_one_says_so():
    told = crowd(2)
    told.about["date"] = ["2021-01-01T08:00Z", "2021-01-01T17:30+08:00", "2021-01-02"]
    data = stories.tree(told).data
    assert data["hour"].tolist() == [8.0, 17.5, ""]
    assert [note.split(",")[0] for note in data["note"]] == ["08:00 (UTC)", "17:30 (UTC+08:00)", "hour not known"]
    tree = __import__("sys").modules["analysis.charts.tree"]
    nodes = [{**row, "span": tree.span(row["date"])} for row in data.to_dict("records")]
    from analysis.charts.canvas import Canvas
    from analysis.charts.form import Asked

    asked = Asked("tree", {"slug": "a", "title": "T.", "source": "S."})
    tree._Tree(order := tree._descent({n["id"]: n for n in nodes}, ""), asked, True, "", "").compose(Canvas(720))
    at = {node["hour"]: node["x"] for node in order}
    assert at[8.0] < at[17.5] < at[""]


def test_who_cut_most_is_told_of_copies_whose_source_is_asserted():
    computed = stories.load(HERE.root / "data" / "invented-news")
    ferry = int(computed.chains.loc[computed.chains["id"] == "courier-tender-opened", "cluster"].iloc[0])
    drawn = stories.edits(computed, ferry)
    cut = drawn.data[drawn.data["part"] == "cut"].set_index("rows")["value"]
    assert cut.idxmax() == "courier-tender-opened"  # whose source is a guess
    assert drawn.title.startswith("1 of 3 copies") and drawn.title.endswith("; Port Sallow Bell cut 62 words")
    assert "3 copies with a source, 1 undecided" in drawn.subtitle and "moved" not in drawn.subtitle
    hops = pd.DataFrame({"id": ["a", "b"], "outlet": "", "cut": [9, 4], "headline_changed": False, "status": "copy"})
    assert story._edits_title(hops, "word").endswith("; a cut most, 9 words")
    assert story._edits_title(hops.assign(cut=9), "word").endswith("; at most 9 words were cut")
    assert "are guesses" in story._edits_title(hops.assign(status="undecided"), "word")


def test_a_label_begins_every_subtitle_and_is_no_name_in_the_code(news, tide):
    told = stories.labelled(news, "Invented news")
    drawn = [*stories.gallery(told, tide).figures, *stories.gallery(told).figures]
    assert len(drawn) > 5 and all(figure.subtitle.startswith("Invented news: ") for figure in drawn)
    assert not any("Invented" in figure.subtitle for figure in stories.gallery(news, tide).figures)


def test_a_grid_of_ones_is_a_sentence():
    told = stories.gallery(stories.load(HERE.root / "data" / "invented-news"))
    assert "who-from-whom" not in [figure.slug for figure in told.figures]
    assert any("no grid compares them" in item.text for item in told.items if isinstance(item, Note))


@pytest.mark.parametrize("size", [29, 30, 120])
def test_a_crowd_is_drawn_as_a_stub_with_its_number(size):
    drawn = stories.tree(crowd(size))
    assert len(drawn.data) <= 32
    left = size + 1 - drawn.data["status"].isin(["stated", "undecided"]).sum()
    stub = drawn.data.loc[drawn.data["status"] == "open-end", "label"].tolist()
    assert stub == ([f"and {left} more copies"] if left else [])


def test_copies_of_one_day_stand_right_of_their_source_so_that_siblings_are_no_chain():
    from matplotlib.patches import Circle

    from analysis.charts.canvas import Canvas
    from analysis.charts.form import Asked
    from reprints.chains.story import tree as table
    from reprints.stories.story import _nodes

    tree = __import__("sys").modules["analysis.charts.tree"]
    frame = _nodes(table(crowd(5), 1), pd.DataFrame(columns=["id", "parent", "above", "reason"]))
    nodes = [{**row, "span": tree.span(row["date"])} for row in frame.to_dict("records")]
    for width in (720, 370):
        canvas = Canvas(width)
        asked = Asked("tree", {"slug": "a", "title": "T.", "source": "S."})
        drawing = tree._Tree(tree._descent({node["id"]: node for node in nodes}, ""), asked, True, "", "")
        drawing.compose(canvas)
        xs = [mark.center[0] for mark in canvas.marks() if isinstance(mark, Circle)][-6:]
        assert len(set(xs[1:])) == 1 and xs[1] > xs[0]


def test_a_gallery_says_in_a_sentence_what_has_too_little_to_compare(news):
    told = [item.text for item in stories.gallery(news).items if isinstance(item, Note)]
    assert any("So few first reprints need no curve" in text for text in told)
    assert "first-reprint" not in {figure.slug for figure in stories.gallery(news).figures}


def test_a_corpus_too_small_for_a_curve_or_an_average_says_so():
    rows = crowd(4)
    assert "No curve for 1 piece" in stories.reprint_time(rows).text
    assert isinstance(stories.places(rows), Note)


def test_names_that_the_font_lacks_and_long_ones_can_be_drawn(tide):
    given = crowd(3)
    given.about["outlet"] = ["🍞 Bread", "x" * 400, "面" * 200, "العربية"]
    drawn = stories.tree(given)
    assert "□ Bread" in drawn.svg and "x" * 40 not in drawn.svg


def test_an_unknown_story_is_refused_with_the_known_ones(news):
    with pytest.raises(AnalysisError, match="parameter story.*\n.*0 is the largest"):
        stories.tree(news, 77)


def test_a_reader_needs_the_texts_and_shows_each_word_once(news, folder, tide):
    assert "not at hand" in stories.reader(news, "", tide).text
    docs = corpus().set_index("id")["text"]
    shown = stories.reader(news, folder / "news.jsonl", tide, ["tide-1", "tide-5"])
    cells = [re.sub(r"<[^>]+>", "", " ".join(column)) for column in zip(*shown.rows, strict=True)]
    assert [html.unescape(cell).split() for cell in cells] == [docs["tide-1"].split(), docs["tide-5"].split()]
    assert Private("\n".join(docs)).found(repr(shown)) == []
    with pytest.raises(AnalysisError, match="'none'"):
        stories.reader(news, folder / "news.jsonl", tide, ["tide-1", "none"])
    with pytest.raises(AnalysisError, match="no pair"):
        stories.reader(news, folder / "news.jsonl", tide, ["tide-1"])


def test_pages_say_what_is_chinese_and_name_a_face_for_it(folder):
    pages = [path.read_text(encoding="utf-8") for path in (folder / "out").rglob("*.html")]
    assert len(pages) >= 3 and all("Noto Sans CJK SC" in page for page in pages)
    assert words.marked_up("<b> 晨报, 1 May") == '&lt;b&gt; <span lang="zh">晨报</span>, 1 May'
    from reprints.stories.versions import beside

    shown = beside("今天石阶重新开放", "The steps reopen", ("晨报", "Post"))
    assert shown._repr_html_().count('<td lang="zh">') == 1 and "characters cut" in repr(shown)


def test_a_paragraph_that_repeats_itself_is_no_pair():
    computed = paragraphs()
    text, facts = stories.answer(computed)
    own = int((computed.links["id_a"] == computed.links["id_b"]).sum())
    assert own and facts["linked_pairs"] == len(computed.links) - own == len(stories.shared(computed).data)
    assert (
        f"{own} paragraphs more repeat a run within themselves" in text
        and "no run of eight words or more was taken" in text
    )


def test_a_reader_counts_as_the_ledger_does_and_names_a_pair_that_shares_nothing(news, folder):
    assert len(news.ledger)
    for hop in news.ledger.itertuples():
        shown = stories.reader(news, folder / "news.jsonl", 0, [hop.parent, hop.id])
        assert shown.counts == {kind: getattr(hop, kind) for kind in shown.counts}
    apart = stories.reader(news, folder / "news.jsonl", 0, ["tide-1", "zh-1"])
    assert isinstance(apart, Note) and "share no passage" in apart.text


def test_a_reader_escapes_what_a_text_holds():
    from reprints.stories.versions import beside

    shown = beside(
        "one <script>alert(1)</script> two three four\nfive six", "one <b>two</b> three four\nfive seven", ("<i>", "&")
    )
    assert (
        "<script>" not in shown._repr_html_()
        and "<b>" not in shown._repr_html_()
        and "&lt;i&gt;" in shown._repr_html_()
    )
    assert len(shown.rows) == 2


def public(out):
    """The files of a folder of results that its own note does not call private."""
    private = tuple(name.rstrip("/") for name in output.PRIVATE)
    return [path for path in sorted(out.rglob("*")) if path.is_file() and path.relative_to(out).parts[0] not in private]


def test_no_file_but_the_private_ones_holds_twelve_words_of_a_text(folder):
    docs = corpus()
    private = Private("\n".join(docs["text"]))
    files = public(folder / "out")
    assert len(files) > 40
    assert [path.name for path in files for view in views(path.name, path.read_bytes()) if private.found(view)] == []
    seen = [
        path
        for path in (folder / "out" / "reader").rglob("*.html")
        for view in views(path.name, path.read_bytes())
        if private.found(view)
    ]
    assert seen  # the check sees a text where there is one


def test_no_published_table_holds_hashes_of_words(folder):
    numbers = {name: pd.read_csv(folder / "out" / f"{name}.csv").columns for name in output.NUMBERS}
    assert all(
        not re.search("hash|shingle|gram|token", column) or name == "dropped"
        for name, columns in numbers.items()
        for column in columns
    )


def test_a_text_that_came_as_a_title_is_cut_and_so_is_a_long_credit_line(tmp_path):
    chance = random.Random(5)
    text = english(chance, 12)
    docs = pd.DataFrame(
        {
            "id": ["a", "b"],
            "date": ["2021-01-01", "2021-01-02"],
            "outlet": ["x", "y"],
            "title": [" ".join(text)] * 2,
            "text": [" ".join(text), " ".join(text[:9])],
        }
    )
    docs.to_csv(tmp_path / "c.csv", index=False)
    assert main(["reuse", str(tmp_path / "c.csv"), "--out", str(tmp_path / "out"), "--quiet"]) == 0
    late = Private(" ".join(text[4:]))
    assert [
        path.name
        for path in public(tmp_path / "out")
        for view in views(path.name, path.read_bytes())
        if late.found(view)
    ] == []


def test_the_note_names_every_file_and_git_ignores_the_private_ones(folder):
    note = (folder / "out" / "README.txt").read_text(encoding="utf-8")
    named = {
        word
        for line in note.splitlines()
        if line.startswith("  ")
        for word in [line.strip().split(":")[0].split(" ")[0].rstrip("/")]
    }
    there = {
        path.name.split(".")[0] if path.suffix in (".csv", ".parquet") else path.name
        for path in (folder / "out").iterdir()
    }
    assert there - {"README.txt", ".gitignore"} == named
    assert set((folder / "out" / ".gitignore").read_text().split()) == set(output.PRIVATE)


def test_the_index_opens_from_disk_and_shows_every_figure(folder):
    home = folder / "out" / "figures"
    page = (home / "index.html").read_text(encoding="utf-8")
    linked = set(re.findall(r'(?:src|href|srcset)="([^"]+)"', page))
    assert linked == {path.name for path in home.iterdir()} - {"index.html"}
    assert "<script" not in page and "http" not in page
    assert len([name for name in linked if name.endswith(".narrow.svg")]) == page.count("<img ") == page.count("alt=")


def test_figures_and_readers_of_the_user_stay(folder, tmp_path, capsys):
    for name in ("figures/mine.png", "reader/notes.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("mine")
    assert main(["reuse", str(folder / "news.jsonl"), "--out", str(tmp_path), "--quiet", "--figures", "--reader"]) == 2
    assert "figures/mine.png, reader/notes.txt" in capsys.readouterr().err
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} == {"mine.png", "notes.txt"}


def test_figures_of_a_corpus_without_stories_are_an_index_that_says_so():
    files = stories.figure_files(paragraphs(), [])
    assert list(files) == ["figures/index.html"] and b"Not drawn" in files["figures/index.html"]


def test_a_number_of_stories_below_none_is_refused(folder, capsys):
    assert main(["reuse", str(folder / "news.jsonl"), "--out", str(folder / "no"), "--quiet", "--figures", "-2"]) == 2
    assert "--figures" in capsys.readouterr().err


def test_a_wrong_tiers_file_is_said_before_the_work(folder, capsys):
    assert (
        main(
            [
                "reuse",
                str(folder / "news.jsonl"),
                "--out",
                str(folder / "no"),
                "--quiet",
                "--tiers",
                str(folder / "none.csv"),
            ]
        )
        == 2
    )
    assert "none.csv" in capsys.readouterr().err and not (folder / "no").exists()


def run(folder, **parameters):
    """The outputs of the notebook with some parameters."""
    import papermill

    done = folder / f"{len(parameters)}.ipynb"
    papermill.execute_notebook(
        str(HERE.notebooks / "15_computed_chains.ipynb"),
        str(done),
        parameters,
        kernel_name="python3",
        cwd=str(folder),
        progress_bar=False,
        log_output=False,
    )
    return [
        output["data"]
        for cell in json.loads(done.read_text("utf-8"))["cells"]
        for output in cell.get("outputs", [])
        if "data" in output
    ]


def test_the_notebook_draws_any_results_and_shows_no_text_unless_it_is_given(folder, tide, monkeypatch):
    from analysis.charts.figure import FIGURE_MIME

    monkeypatch.setenv("PYTHONPATH", str(HERE.root / "src"))  # the kernel tries this library, whichever is installed
    monkeypatch.setenv(VARIABLE, str(HERE.root))
    private = Private("\n".join(corpus()["text"]))
    shown = run(folder, results=str(folder / "out"), story=tide, tiers=str(folder / "tiers.csv"))
    slugs = [data[FIGURE_MIME]["slug"] for data in shown if FIGURE_MIME in data]
    assert sorted(slugs) == sorted(set(slugs)) and set(slugs) == {
        "chain",
        "edits",
        "passages",
        "originals",
        "share-kept",
        "credited",
    }
    assert private.found(json.dumps(shown, ensure_ascii=False)) == []
    read = run(
        folder,
        results=str(folder / "out"),
        story=tide,
        texts=str(folder / "news.jsonl"),
        pair=["tide-1", "tide-5"],
        tiers="",
    )
    assert private.found(re.sub("<[^>]+>", "", json.dumps(read, ensure_ascii=False)))


def test_pairs_of_the_ten_articles_are_named_by_title_and_without_boilerplate():
    computed = paragraphs()
    figure = stories.shared(computed)
    titles, ids = set(computed.about["title"]), set(computed.about["id"])
    assert len(figure.data) and all(
        any(f"‘{title}’" in group for title in titles) and not any(name in group.split() for name in ids)
        for group in figure.data["group"]
    )
    assert "boilerplate left out" in figure.source
    assert stories.caveats(computed) == ("C8", "R1", "R2", "R3")
