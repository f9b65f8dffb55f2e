"""A figure is the same on every run, whole by itself, restyled like any chart, and the same whoever draws it."""

import base64
import io
import json
import math
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from chart_samples import DOTS, FORMS, HEAD, STACKED, draw
from chart_texts import rows, said, size
from PIL import Image

from analysis import AnalysisError, charts
from analysis.charts import fonts, markup, render, spec
from analysis.charts.figure import shown

TESTS = Path(__file__).parent
MATPLOTLIB = ("tree", "tracks")
CHROMIUM = next(
    (
        path
        for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
        if Path(path).exists()
    ),
    None,
)


@pytest.fixture(scope="module")
def drawn():
    return {form: draw(form) for form in FORMS}


def pixels(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("L"), dtype=float)


def own(chart, **changes):
    return charts.figure(chart, **{**HEAD, "alt": "Words.", **changes})


def bars():
    import altair as alt

    frame = pd.DataFrame({"who": ["she", "he"], "n": [3, 7], "rows": ["s-0001|s-0002", "s-0003"]})
    return alt.Chart(frame).mark_bar().encode(x="n:Q", y="who:N", tooltip=["who", "n"])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"slug": "No file name"}, "no file name"),
        ({"title": " "}, "no title"),
        ({"source": ""}, "no source"),
        ({"width": "wide"}, "width is 'wide'"),
        ({"colour": "red"}, "dots has no colour"),
        ({"kinds": "blue"}, "kinds is a str"),
        ({"kinds": {"citizen": "blue"}}, "kinds\\['citizen'\\]"),
        ({"kinds": {"citizen": ("Citizens", "crimson")}}, "hue 'crimson'"),
        ({"sort": "upwards"}, "sort is 'upwards'"),
        ({"sort": ["Nobody"]}, "sort names 'Nobody'"),
    ],
)
def test_a_wrong_argument_is_answered_in_words(change, said):
    with pytest.raises(AnalysisError, match=said):
        draw("dots", **change)


def test_a_list_for_a_frame_is_answered_in_words():
    with pytest.raises(AnalysisError, match="the frame is a list"):
        draw("dots", frame=[1, 2])


@pytest.mark.parametrize(
    ("chart", "changes", "said"),
    [
        ("bars", {}, "a str is neither"),
        (None, {"alt": " "}, "no alt text"),
        (None, {"data": [1]}, "data is a list"),
        (None, {"narrow": 3}, "an? int is neither"),
    ],
)
def test_what_is_no_figure_is_refused_with_the_reason(chart, changes, said):
    with pytest.raises(AnalysisError, match=said):
        own(chart or bars(), **changes)


def test_a_missing_font_is_an_error_and_not_another_font(monkeypatch):
    monkeypatch.setattr(fonts, "SOURCE", "NoSuchFont.otf")
    with pytest.raises(AnalysisError, match="Noto Sans SC is missing"):
        fonts.received.__wrapped__()


def test_the_font_of_the_package_is_made_of_the_received_one():
    assert fonts.small() == fonts.path().read_bytes()


def test_text_is_as_wide_whichever_python_adds_it_up():
    """Python 3.12 adds floats otherwise than 3.11; only the exact sum is the same in both."""
    added = 0.0
    for character in (line := "Revisiting China's Media Policy " * 3):
        added += fonts.width(character, 1)
    assert fonts.width(line, 1) == math.fsum(fonts.width(character, 1) for character in line) != added


def test_the_font_numbers_its_characters_without_gaps():
    """resvg reads the list of gaps for each letter that it draws."""
    from fontTools.ttLib import TTFont

    with TTFont(fonts.path()) as font:
        assert font.getGlyphOrder()[1:] == [f"cid{n:05d}" for n in range(1, font["maxp"].numGlyphs)]


def test_a_rare_character_is_drawn_and_one_that_no_font_has_is_named():
    frame = pd.DataFrame({"who": ["龘"], "n": [1]})
    one = own(bars().properties(data=frame))
    assert fonts.rare("龘") and not fonts.rare("媒体") and "龘" in one.svg
    shown = pixels(one.png)
    other = pixels(own(bars().properties(data=frame.assign(who="龖"))).png)
    assert shown.shape == other.shape and (shown != other).any()
    with pytest.raises(AnalysisError, match="U\\+1F35E"):
        own(bars().properties(data=frame.assign(who="🍞"))).svg  # noqa: B018


def test_cells_that_a_spreadsheet_would_run_are_disarmed_and_numbers_are_not():
    frame = pd.DataFrame({"group": ["=1+1", "+cmd", "-x", "@y", "-3.5", "fine"], "=head": [-1, 2, 3, 4, 5, 6]})
    lines = own(bars(), data=frame).csv.splitlines()
    assert lines == ["group,'=head", "'=1+1,-1", "'+cmd,2", "'-x,3", "'@y,4", "-3.5,5", "fine,6"]


@pytest.mark.parametrize("form", FORMS)
def test_a_form_is_a_chart_of_a_library_that_people_know(drawn, form):
    from altair import TopLevelMixin
    from matplotlib.figure import Figure

    kind = Figure if form in MATPLOTLIB else TopLevelMixin
    assert isinstance(drawn[form].chart, kind) and isinstance(drawn[form].narrow, kind)


@pytest.mark.parametrize("form", FORMS)
def test_the_bundle_says_what_is_to_be_drawn_and_draws_nothing_of_altair(drawn, form):
    bundle, _ = drawn[form]._repr_mimebundle_()
    kept = bundle[charts.figure.__globals__["FIGURE_MIME"]]
    assert "text/html" not in bundle and "image/png" not in bundle and "svg" not in kept
    assert ("image/svg+xml" in bundle) == (form in MATPLOTLIB) == ("application/vnd.vegalite.v5+json" not in bundle)
    assert bundle["text/plain"].startswith(f"Figure sample: {HEAD['title']}\n")
    assert json.loads(json.dumps(bundle)) == bundle


def test_a_kernel_that_shows_figures_starts_no_renderer():
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from chart_samples import FORMS, draw\n"
        "for form in FORMS: draw(form)._repr_mimebundle_()\nprint('vl_convert' in sys.modules)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    done = subprocess.run([sys.executable, "-c", code, str(TESTS)], env=environment, capture_output=True, text=True)
    assert done.stdout.strip() == "False", done.stderr


@pytest.mark.parametrize("form", FORMS)
def test_an_svg_is_whole_by_itself(drawn, form):
    for text in (drawn[form].svg, drawn[form].narrow_svg):
        root = ET.fromstring(text)
        assert root.get("aria-label").startswith(HEAD["title"].split(",")[0])
        assert "font/woff2;base64," in text and HEAD["source"] in " ".join(said(text))
        assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)|<script|<image|class=|style=", text)
        plain = re.sub(r'(aria-label|data-tip|data-rows)="[^"]*"', "", text)
        assert not re.search(r'="[^"]*\d\.\d{3,}', re.sub(r"scale\([^)]*\)", "", plain))
        assert {part.get("font-family") for part in root.iter()} <= {None, f"'{fonts.FAMILY}', sans-serif"}


def test_the_font_of_an_svg_holds_exactly_its_characters(drawn):
    from fontTools.ttLib import TTFont

    text = drawn["alignment"].svg
    font = TTFont(io.BytesIO(base64.b64decode(re.search(r"base64,([^)]+)\)", text)[1])))
    assert set(font.getBestCmap()) == {ord(character) for line in said(text) for character in line} | {32}


def test_hostile_words_stay_words():
    evil = '<script>alert("x")</script> & $x_1$'
    for form, frame in (("dots", DOTS.assign(item=evil)), ("tree", FORMS["tree"][0].assign(note=evil))):
        one = draw(form, frame)
        assert "<script" not in one.svg and any("<script>" in text for text in said(one.svg))


def test_a_mark_knows_its_rows_and_what_it_says():
    svg = own(bars()).svg
    assert rows(svg) == ["s-0001|s-0002", "s-0003"]
    assert json.loads(re.search(r'data-tip="([^"]*)"', svg)[1].replace("&quot;", '"')) == [["Who", "she"], ["N", "3"]]


@pytest.mark.parametrize("form", FORMS)
def test_every_mark_of_page_and_phone_has_the_rows_of_its_datum(drawn, form):
    frame = FORMS[form][0]
    one = draw(form, frame.assign(rows=[f"s-{number:04d}" for number in range(len(frame))]))
    for svg in (one.svg, one.narrow_svg):
        found = {row for part in rows(svg) for row in part.split("|")}
        empty = {
            "stacked": lambda: frame["value"] > 0,
            "tally": lambda: frame["value"] > 0,
            "tracks": lambda: frame["start"].notna(),
            "survival": lambda: frame["censored"] > 0,  # the curve is one mark of all
            "intervals": lambda: frame["date"] != "",
        }
        drawn_rows = empty[form]() if form in empty else pd.Series(True, frame.index)
        assert found == {f"s-{number:04d}" for number, there in enumerate(drawn_rows) if there}


RESTYLED = ["stacked", "dispersion", "counts", "intervals", "strip", "matrix", "dots", "tally", "spread", "survival"]


@pytest.mark.parametrize("form", RESTYLED)
def test_another_width_of_the_chart_shows(drawn, form):
    one = drawn[form]
    assert size(one.using(one.chart.properties(width=900)).svg)[0] > size(one.svg)[0] + 100


def test_a_filter_a_layer_and_a_chart_beside_it_show(drawn):
    import altair as alt

    one = drawn["stacked"]
    before = pixels(one.png)
    few = one.filter("datum.bar == 'First'").chart
    line = alt.Chart(pd.DataFrame({"at": [0.5]})).mark_rule(color="red").encode(x="at:Q")
    for changed in (few, one.chart + line, one.chart | bars()):
        after = pixels(one.using(changed).png)
        assert after.shape != before.shape or (after != before).any()


def test_a_filter_on_a_field_that_no_layer_has_is_refused(drawn):
    with pytest.raises(AnalysisError, match="no layer of the chart has colour"):
        drawn["stacked"].filter("datum.colour == 'red'")


def test_other_colours_show_in_marks_and_key():
    looks = [{"cmp": ("One", hue), "quoted": ("Two", "pale")} for hue in ("blue", "#123456")]
    one, other = (draw("stacked", STACKED, kinds=kinds).svg for kinds in looks)
    assert one.count("#0072B2") == other.count("#123456") >= 2 and "#0072B2" not in other


def test_an_interactive_form_has_its_selection_on_the_page(drawn):
    one = drawn["survival"]
    assert "params" not in one.spec and one.using(one.chart.interactive()).spec["params"][0]["bind"] == "scales"


def test_options_are_called_as_altair_calls_them_and_show(drawn):
    before = draw("stacked").svg
    assert size(draw("stacked", width=500).svg)[0] < size(before)[0]
    assert size(draw("stacked", height=300).svg)[1] > size(before)[1]
    assert 'font-size="17"' in draw("stacked", fontSize=17).svg and 'font-size="17"' not in before
    order = [text for text in said(draw("stacked", sort="ascending").svg) if text in ("First", "Second, 第二")]
    assert order == ["Second, 第二", "First"]


def test_a_scale_of_local_time_is_warned_of_and_utc_is_not():
    import altair as alt

    frame = pd.DataFrame({"day": ["2020-12-01"], "n": [1]})
    base = alt.Chart(frame).mark_point()
    with pytest.warns(UserWarning, match="day stands on a scale of local time"):
        own(base.encode(x="day:T"))
    for chart in (base.encode(x=alt.X("day:T", scale=alt.Scale(type="utc"))), base.encode(x="utcyearmonth(day):T")):
        assert spec.local_times(spec.dictionary(chart)) == []


@pytest.mark.parametrize("form", ["strip", "intervals"])
def test_forms_have_no_local_time(drawn, form):
    assert spec.local_times(drawn[form].spec) == spec.local_times(drawn[form].narrow_spec) == []


def test_a_matplotlib_figure_has_the_head_the_foot_and_the_rows_of_its_marks():
    from matplotlib.figure import Figure

    plot = Figure()
    bar = plot.subplots().bar(["she", "中"], [3, 7])
    charts.mark(bar[0], "s-0001", who="she")
    one = own(plot)
    words = said(one.svg)
    assert HEAD["title"] in " ".join(words) and "中" in words and rows(one.svg) == ["s-0001"] and not one.narrow_svg


def titles(svg):
    """How often the title of the chart below is drawn; the alt text, which has it as well, is no drawing."""
    return re.sub(r"(?s)<title>.*?</title>|aria-label=.[^>]*", "", svg).count("North leads")


def test_a_plot_that_became_a_figure_is_not_shown_once_more_at_the_end_of_its_cell():
    import matplotlib.pyplot as plt

    drawn, axes = plt.subplots()
    axes.bar(["North"], [3])
    one = own(drawn, data=pd.DataFrame())
    assert not plt.get_fignums() and "North" in said(one.svg)


def test_a_title_of_its_own_that_is_the_title_of_the_figure_is_drawn_once():
    import altair as alt
    from matplotlib.figure import Figure as Drawing

    frame = pd.DataFrame({"a": [1, 2], "b": ["x", "y"]})
    bars = alt.Chart(frame, title="North leads").mark_bar().encode(x="a:Q", y="b:N")
    plain = {"slug": "own", "title": "North leads", "source": "Source: invented (N = 2).", "alt": "Two bars."}
    drawn = Drawing(figsize=(4, 2))
    drawn.subplots().plot([1, 2])
    drawn.axes[0].set_title("North leads")
    for one in (shown(bars), charts.figure(bars, **plain), shown(drawn), charts.figure(drawn, **plain)):
        assert titles(one.svg) == 1
    assert drawn.axes[0].title.get_visible()
    other = charts.figure(bars.properties(title="By region"), **plain).svg
    assert titles(other) == 1 and "By region" in other


@pytest.mark.parametrize("kind", ["svg", "png", "pdf", "html", "json"])
def test_a_figure_is_saved_as_its_ending_says(tmp_path, kind):
    path = own(bars()).save(tmp_path / f"x.{kind}")
    content = path.read_bytes()
    assert content.startswith({"svg": b"<svg", "png": b"\x89PNG", "pdf": b"%PDF", "html": b"<!", "json": b"{"}[kind])
    assert not re.search(rb"<script[^>]* src=", content)


def test_an_ending_that_is_none_and_json_of_matplotlib_are_refused(tmp_path):
    from matplotlib.figure import Figure

    with pytest.raises(AnalysisError, match="cannot be saved as .gif"):
        own(bars()).save(tmp_path / "x.gif")
    with pytest.raises(AnalysisError, match="has no JSON"):
        own(Figure(), data=pd.DataFrame()).save(tmp_path / "x.json")
    for path, given, words in (
        (3, {}, "the path is 3"),
        ("x.png", {"scale": "big"}, "'big' is no size"),
        ("x.png", {"width": -1}, "-1 is no size"),
        ("x.png", {"scale": None}, "None is no size"),
    ):
        with pytest.raises(AnalysisError, match=words):
            own(bars()).save(tmp_path / path if isinstance(path, str) else path, **given)
    assert not list(tmp_path.iterdir())


def test_a_saved_picture_has_the_size_asked_for(tmp_path):
    one = own(bars())
    assert Image.open(one.save(tmp_path / "x.png", width=1000)).width == 1000
    assert Image.open(one.save(tmp_path / "y.png", scale=1)).width == round(size(one.svg)[0])
    assert 'width="1000"' in one.save(tmp_path / "x.svg", width=1000).read_text("utf-8")


def test_the_rarest_colours_of_a_picture_become_their_nearest_and_the_others_stay():
    shades = np.zeros((30, 100, 4), np.uint8) + 255
    ramp = np.arange(2500)  # more colours than a palette holds, each once, on paper
    shades[5:, :, 0].flat, shades[5:, :, 1].flat = ramp % 256, ramp // 256 * 20
    shades[:5, :50] = (200, 30, 30, 255)
    got = np.asarray(Image.open(io.BytesIO(render.packed(shades))).convert("RGB")).astype(int)
    assert (got[:5] == shades[:5, :, :3]).all()
    assert len(np.unique(got.reshape(-1, 3), axis=0)) == 256 and 0 < np.abs(got - shades[:, :, :3]).sum(2).max() < 200


_HASHES = """
import hashlib, json, sys
sys.path.insert(0, sys.argv[1])
from chart_samples import draw
out = {}
for form in ("matrix", "strip", "tree"):
    one = draw(form)
    whole = json.dumps(one._repr_mimebundle_()) + one.svg + one.narrow_svg
    out[form] = hashlib.sha256(whole.encode() + one.png).hexdigest()
print(json.dumps(out))
"""


def test_another_process_with_another_hash_seed_zone_and_place_draws_the_same_bytes(tmp_path):
    seen = []
    for seed, zone, place in (("1", "Asia/Shanghai", TESTS), ("2", "America/New_York", tmp_path)):
        environment = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "TZ": zone,
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
            "LC_ALL": "C",
        }
        run = subprocess.run(
            [sys.executable, "-c", _HASHES, str(TESTS)],
            env=environment,
            cwd=place,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert run.returncode == 0, run.stderr
        seen.append(json.loads(run.stdout))
    assert seen[0] == seen[1]


def test_importing_charts_imports_no_library():
    code = (
        "import sys, analysis.charts; print([m for m in ('altair', 'matplotlib', 'pandas', 'vl_convert', 'fontTools', "
        "'uharfbuzz') if m in sys.modules])"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_form_is_the_function_even_after_its_module_was_imported():
    import analysis.charts.matrix

    assert callable(charts.matrix) and analysis.charts.matrix is charts.matrix


@pytest.fixture(scope="module")
def browser():
    playwright = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("no browser")
    with playwright.sync_playwright() as p:
        opened = p.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"], timeout=180_000)
        yield opened
        opened.close()


def test_a_browser_shows_what_the_png_shows(drawn, browser, tmp_path):
    text = drawn["alignment"].svg
    width, height = (int(side) for side in markup.size(text))
    page = tmp_path / "page.html"
    page.write_text(
        f"<!doctype html><meta charset=utf-8><style>body{{margin:0}}svg{{display:block}}</style>{text}", "utf-8"
    )
    tab = browser.new_page(viewport={"width": width, "height": height})
    tab.goto(page.as_uri())
    tab.evaluate("document.fonts.ready")
    seen, kept = pixels(tab.screenshot()), pixels(render.png(text, 1))
    tab.close()
    # Hinting and antialiasing differ; a missing glyph, another font or a shifted line would move whole blocks.
    blocks = np.abs(_blocks(seen[: kept.shape[0], : kept.shape[1]]) - _blocks(kept[: seen.shape[0], : seen.shape[1]]))
    assert blocks.max() < 45 and blocks.mean() < 3


def test_a_day_is_the_same_day_in_every_time_zone(browser, drawn, tmp_path):
    path = drawn["strip"].save(tmp_path / "strip.html")
    seen = []
    for zone in ("America/New_York", "UTC", "Asia/Shanghai"):
        context = browser.new_context(timezone_id=zone)
        page = context.new_page()
        page.goto(path.as_uri())
        page.wait_for_selector(".mark-symbol path")
        seen.append(page.locator("svg").first.inner_html())
        context.close()
    marks = [re.findall(r' d="([^"]*)"', one) for one in seen]
    assert len(marks[0]) > 20 and marks[0] == marks[1] == marks[2]


def _blocks(image):
    high, wide = (size // 12 for size in image.shape)
    return image[: high * 12, : wide * 12].reshape(high, 12, wide, 12).mean(axis=(1, 3))
