"""A figure is the same on every run, whole by itself, and the same whoever draws it."""

import hashlib
import io
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from chart_samples import DOTS, FORMS, HEAD, INTERACTIVE, draw
from PIL import Image

from analysis import AnalysisError
from analysis.charts import fonts, letters, mpl, scene, style, svg, vega
from analysis.charts import scened as figure

TESTS = Path(__file__).parent
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


@pytest.mark.parametrize(
    ("change", "said"),
    [({"slug": "No file name"}, "no file name"), ({"title": " "}, "no title"), ({"source": ""}, "no source")],
)
def test_a_figure_without_its_words_is_refused(change, said):
    with pytest.raises(AnalysisError, match=said):
        draw("dots", **change)


def test_a_missing_font_is_an_error_and_not_another_font(monkeypatch):
    monkeypatch.setattr(fonts, "SOURCE", "NoSuchFont.otf")
    with pytest.raises(AnalysisError, match="Noto Sans SC is missing"):
        fonts.received.__wrapped__()


def test_cells_that_a_spreadsheet_would_run_are_disarmed_and_numbers_are_not():
    frame = pd.DataFrame({"group": ["=1+1", "+cmd", "-x", "@y", "-3.5", "fine"], "=head": [-1, 2, 3, 4, 5, 6]})
    lines = figure.Figure("s", "t", "", "", "s", (), frame, "", b"", "").csv.splitlines()
    assert lines == ["group,'=head", "'=1+1,-1", "'+cmd,2", "'-x,3", "'@y,4", "-3.5,5", "fine,6"]


@pytest.mark.parametrize("form", FORMS)
def test_the_bundle_holds_what_the_report_and_the_notebook_show(drawn, form):
    one = drawn[form]
    bundle, metadata = one._repr_mimebundle_()
    kept = bundle[figure.FIGURE_MIME]
    assert "text/html" not in bundle
    assert (figure.VEGA_MIME in bundle) == (form in INTERACTIVE)
    assert bundle["text/plain"].startswith(f"Figure sample: {HEAD['title']}\n")
    assert hashlib.sha256(kept["svg"].encode()).hexdigest() == kept["sha256"]["svg"]
    assert kept["sha256"]["svg"] in bundle["text/plain"]
    assert metadata["image/png"]["alt"] == one.alt
    assert json.loads(json.dumps(bundle)) == bundle
    assert Image.open(io.BytesIO(one.png)).width == 2 * style.WIDE


@pytest.mark.parametrize("form", FORMS)
def test_an_svg_is_whole_by_itself(drawn, form):
    for text in (drawn[form].svg, drawn[form].narrow_svg):
        root = ET.fromstring(text)
        assert root.get("aria-label").startswith(HEAD["title"].split(",")[0])
        assert "font/woff2;base64," in text
        assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)|<script|<image|\bid=|class=", text)
        assert not re.search(r'="[^"]*\d\.\d{3,}', re.sub(r'aria-label="[^"]*"', "", text))


def test_the_font_of_an_svg_holds_exactly_its_characters(drawn):
    import base64

    from fontTools.ttLib import TTFont

    text = drawn["alignment"].svg
    font = TTFont(io.BytesIO(base64.b64decode(re.search(r"base64,([^)]+)\)", text)[1])))
    words = "".join(node.text or "" for node in ET.fromstring(text).iter("{http://www.w3.org/2000/svg}text"))
    assert set(font.getBestCmap()) == {ord(character) for character in words} | {32}


def test_hostile_words_stay_words():
    evil = '<script>alert("x")</script> & $x_1$'
    for form, frame in (("dots", DOTS.assign(item=evil)), ("tree", FORMS["tree"][0].assign(note=evil))):
        one = draw(form, frame)
        assert "<script" not in one.svg
        assert any(
            "<script>" in (node.text or "") for node in ET.fromstring(one.svg).iter("{http://www.w3.org/2000/svg}text")
        )


def test_tooltips_carry_the_fields_asked_for(drawn):
    layer = drawn["matrix"].spec["layer"][-1]
    assert [tip["title"] for tip in layer["encoding"]["tooltip"]] == ["words", "rows"]
    assert drawn["matrix"].spec["$schema"] == "https://vega.github.io/schema/vega-lite/v5.json"


def test_columns_with_dots_and_brackets_are_asked_for_all_the_same():
    spec = draw("dots", DOTS.assign(**{"a.b[0]": "yes"}), tooltip=["a.b[0]"]).spec
    tip = spec["layer"][-1]["encoding"]["tooltip"]
    assert (tip if isinstance(tip, dict) else tip[0])["title"] == "a.b[0]"
    assert '"t0": "yes"' in json.dumps(spec)


@pytest.mark.parametrize("form", INTERACTIVE)
def test_a_mark_of_the_narrow_drawing_says_what_the_wide_one_says_where_there_are_rows_behind(drawn, form):
    assert ("narrow_places" in drawn[form]._repr_mimebundle_()[0][figure.FIGURE_MIME]) == (
        "rows" in drawn[form].data.columns
    )
    one = draw(form, FORMS[form][0].assign(rows="s-0001"))
    kept = json.loads(json.dumps(one._repr_mimebundle_()[0][figure.FIGURE_MIME]))["narrow_places"]
    said = one.spec["datasets"][one.spec["layer"][-1]["data"]["name"]]
    tips = [tuple(value for name, value in datum.items() if name.startswith("t")) for datum in said]
    root = ET.fromstring(one.narrow_svg)
    assert {tips[n] for *_, n in kept} == set(tips) and len(kept) >= len(set(tips))
    assert all(
        0 <= x and 0 <= y and 0 < w and x + w <= style.NARROW and 0 < h and y + h <= float(root.get("height"))
        for x, y, w, h, _ in kept
    )


def test_a_narrow_mark_that_the_wide_drawing_does_not_have_brings_its_own_words():
    def compose(canvas):
        canvas.hit(10, canvas.y, 20, 20, [("who", "all together" if canvas.narrow else "one of them")])
        canvas.y += 30

    given = {**HEAD, "alt": "Words."}
    one = figure.make(compose, pd.DataFrame({"who": ["x"], "rows": ["s-0001"]}), **given)
    assert [place[4] for place in one.narrow_places] == [[["who", "all together"]]]
    assert figure.make(compose, pd.DataFrame({"who": ["x"]}), **given).narrow_places == ()
    assert (
        figure.make(compose, pd.DataFrame({"who": ["x"], "rows": ["s-0001"]}), interactive=False, **given).narrow_places
        == ()
    )


def _pixels(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)).convert("L"), dtype=float)


def _as_vega_draws(spec: dict) -> np.ndarray:
    """The spec as a page draws it: the same Vega, the house font."""
    import vl_convert

    vl_convert.register_font_directory(str(fonts.path().parent))
    return _pixels(svg.rasterise(vl_convert.vegalite_to_svg(spec, vl_version="5.21")))


def _sampler() -> scene.Scene:
    """Each kind of mark, with the head and foot."""
    one = scene.Scene(style.WIDE)
    scene.head(one, HEAD["title"], HEAD["subtitle"])
    scene.key(
        one,
        [
            (sample, style.BLUE, sample)
            for sample in (
                "box",
                "hollow",
                "dashed",
                "dot",
                "ring",
                "dashring",
                "line",
                "dashes",
                "span",
                "fade",
                "tick",
                "arrow",
            )
        ],
    )
    one.text(one.right, one.y + 20, "at the right, 在右边", align="right")
    one.text(360, one.y + 20, "in the middle $x_1$", align="center")
    one.y += 30
    scene.foot(one, HEAD["source"], ["C1"])
    return one


def _alike(one: np.ndarray, other: np.ndarray) -> bool:
    """Edges are smoothed otherwise by another renderer; a missing glyph, another font or a shifted line moves whole blocks."""
    blocks = np.abs(_blocks(one) - _blocks(other))
    return one.shape == other.shape and one.mean() < 254 and blocks.max() < 24 and blocks.mean() < 1


def test_a_reader_cannot_tell_which_library_drew_it():
    one = _sampler()
    static = _pixels(svg.rasterise(svg.draw(one, "sampler")))
    assert _alike(static, _as_vega_draws(vega.spec(one)))
    assert _alike(static, _pixels(mpl.png(one, 1)))


def _extent(*texts: scene.Text) -> tuple[float, float]:
    points = letters.outlines(texts).vertices
    return points[:, 0].min(), points[:, 0].max()


def test_letters_stand_where_their_alignment_puts_them():
    for words in ("Hxxxxxxxxxxxx", "中国媒体"):
        edges = {align: _extent(scene.Text(200, 50, words, 20, align=align)) for align in ("left", "center", "right")}
        room = fonts.width(words, 20)
        assert 200 <= edges["left"][0] < 204 and 196 < edges["right"][1] <= 200
        assert np.allclose(np.subtract(edges["left"], edges["center"]), room / 2) and np.allclose(
            np.subtract(edges["left"], edges["right"]), room
        )


def test_letters_are_as_high_as_the_font_says_and_stand_on_their_line():
    for size in (10, 40):
        heights = letters.outlines([scene.Text(0, 100, "H", size)]).vertices[:, 1]
        assert heights.max() == 100 and 0.7 * size < 100 - heights.min() < 0.78 * size


def test_letters_have_the_kerning_of_the_font_and_no_ligatures():
    assert _extent(scene.Text(0, 0, "AV", 100))[1] < fonts.width("A", 100) + _extent(scene.Text(0, 0, "V", 100))[1] - 1
    apart = sum(len(letters.outlines([scene.Text(0, 0, letter)]).codes) for letter in "office")
    assert len(letters.outlines([scene.Text(0, 0, "office")]).codes) == apart


def test_a_line_without_letters_has_no_outline_and_is_drawn():
    assert len(letters.outlines([]).vertices) == len(letters.outlines([scene.Text(0, 0, " ")]).vertices) == 0
    one = scene.Scene(100)
    one.y = 50
    one.text(10, 10, " ")
    assert _pixels(mpl.png(one, 1)).min() == 255


def test_the_rarest_colours_of_a_picture_become_their_nearest_and_the_others_stay():
    shades = np.zeros((30, 100, 4), np.uint8) + 255
    ramp = np.arange(2500)  # more colours than a palette holds, each once, on paper
    shades[5:, :, 0].flat, shades[5:, :, 1].flat = ramp % 256, ramp // 256 * 20
    shades[:5, :50] = (200, 30, 30, 255)
    got = np.asarray(Image.open(io.BytesIO(mpl._packed(shades))).convert("RGB")).astype(int)
    assert (got[:5] == shades[:5, :, :3]).all()
    assert len(np.unique(got.reshape(-1, 3), axis=0)) == 256 and 0 < np.abs(got - shades[:, :, :3]).sum(2).max() < 200


def test_drawings_that_differ_in_a_line_are_told_apart():
    one, other = _sampler(), _sampler()
    other.line([(20, 40), (300, 40)], style.INK, 2)
    assert not _alike(_pixels(mpl.png(one, 1)), _pixels(mpl.png(other, 1)))


@pytest.mark.parametrize("form", FORMS)
def test_page_notebook_and_pointer_show_one_drawing(drawn, form):
    from altair import LayerChart

    static = _pixels(svg.rasterise(drawn[form].svg))
    picture = Image.open(io.BytesIO(drawn[form].png)).convert("L")
    assert _alike(static, np.asarray(picture.reduce(2), dtype=float))
    if form in INTERACTIVE:
        LayerChart.from_dict(drawn[form].spec, validate=True)
        assert _alike(static, _as_vega_draws(drawn[form].spec))


_HASHES = """
import hashlib, json, sys
sys.path.insert(0, sys.argv[1])
from chart_samples import draw
out = {}
for form in ("matrix", "strip", "tree"):
    bundle = draw(form)._repr_mimebundle_()
    out[form] = hashlib.sha256(json.dumps(bundle).encode()).hexdigest()
print(json.dumps(out))
"""


def test_another_process_with_another_hash_seed_draws_the_same_bytes(tmp_path):
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
            check=True,
            timeout=120,
        )
        seen.append(json.loads(run.stdout))
    assert seen[0] == seen[1]


def test_importing_charts_imports_no_library():
    code = "import sys, analysis.charts; print([m for m in ('altair', 'matplotlib', 'pandas', 'vl_convert', 'fontTools', 'uharfbuzz') if m in sys.modules])"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    assert (
        subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
        ).stdout.strip()
        == "[]"
    )


def test_a_form_is_the_function_even_after_its_module_was_imported():
    import analysis.charts.matrix
    from analysis import charts

    assert callable(charts.matrix) and analysis.charts.matrix is charts.matrix


@pytest.mark.skipif(CHROMIUM is None, reason="no browser")
def test_a_browser_shows_what_the_png_shows(drawn, tmp_path):
    playwright = pytest.importorskip("playwright.sync_api")
    text = drawn["alignment"].svg
    height = int(ET.fromstring(text).get("height"))
    page = tmp_path / "page.html"
    page.write_text(
        f"<!doctype html><meta charset=utf-8><style>body{{margin:0}}svg{{display:block}}</style>{text}", "utf-8"
    )
    with playwright.sync_playwright() as p:
        browser = p.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        tab = browser.new_page(viewport={"width": style.WIDE, "height": height})
        tab.goto(page.as_uri())
        tab.evaluate("document.fonts.ready")
        shot = tab.screenshot()
        browser.close()
    seen, kept = _pixels(shot), _pixels(svg.rasterise(text))
    assert seen.shape == kept.shape
    # Hinting and antialiasing differ; a missing glyph, another font or a shifted line would move whole blocks.
    blocks = np.abs(_blocks(seen) - _blocks(kept))
    assert blocks.max() < 45 and blocks.mean() < 3


def _blocks(image: np.ndarray) -> np.ndarray:
    high, wide = (size // 12 for size in image.shape)
    return image[: high * 12, : wide * 12].reshape(high, 12, wide, 12).mean(axis=(1, 3))
