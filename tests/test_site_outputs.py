"""What an exported page shows of each kind of output, and that it says what it cannot show, at its place."""

from __future__ import annotations

import base64
import io
import json
import re

import nbformat
import pytest
import site_tree
from hypothesis import given
from hypothesis import strategies as st
from test_site import html_faults

from analysis import script
from proofpress.site import blocks as parts
from proofpress.site import fragment, frame, images, markup, outputs, terminal
from proofpress.site.blocks import Grid
from proofpress.site.exporter import ReportExporter
from proofpress.site.table import Table


def raster(kind: str) -> str:
    from PIL import Image

    held = io.BytesIO()
    Image.new("RGB", (6, 4), "navy").save(held, kind)
    return base64.b64encode(held.getvalue()).decode()


DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>A lamp</title><rect width="9" height="9"/>'
    "</svg>"
)


def page(*cells: dict, **about: object) -> str:
    """The body of the page of a notebook of these cells."""
    made = ReportExporter().from_notebook_node(
        nbformat.from_dict({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells)} | about)
    )[0]
    return made[made.index("<main") : made.index("</main>")]


def output(data: dict, about: dict | None = None) -> str:
    return page(site_tree.code("x", site_tree.shown(data) | {"metadata": about or {}}))


def stream(text: str, name: str = "stdout") -> dict:
    return {"output_type": "stream", "name": name, "text": text}


# Errors.


def test_a_cell_that_failed_says_so_with_the_name_and_text_of_its_error_and_the_top_leads_there():
    made = page(
        site_tree.code(
            "open('lamp')",
            {
                "output_type": "error",
                "ename": "FileNotFoundError",
                "evalue": "no \x1b[31mlamp\x1b[0m <here>",
                "traceback": ["\x1b[0;31mTraceback\x1b[0m", "  line 1"],
            },
            number=7,
        ),
        site_tree.code("y", {"output_type": "error", "ename": "", "evalue": "", "traceback": []}, number=8),
    )
    assert "This cell [7] failed.</span> FileNotFoundError: " in made and "no lamp &lt;here&gt;" in made
    assert "Traceback\n  line 1</pre>" in made and "\x1b" not in made and "[31m" not in made
    assert "2 cells of this notebook failed" in made and 'href="#failed-cell">cell 7</a>' in made
    assert "This cell [8] failed.</span> An error without a name" in made


# Pictures.


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_picture_of_each_kind_is_shown_with_its_size_and_description(kind):
    mime = f"image/{kind.lower()}"
    made = output({mime: raster(kind), "text/plain": "<Figure>"}, {mime: {"alt": 'A "lamp"', "width": 12}})
    assert re.search(
        rf'<img class="picture" src="data:{mime};base64,[^"]+" alt="A &#34;lamp&#34;" width="12" height="8">', made
    )
    assert "Figure" not in made


@pytest.mark.parametrize("held", ["/9j/4AAQSkZJRg==", "no base64!", "", base64.b64encode(b"%PDF-1.7").decode()])
def test_a_picture_that_is_damaged_is_said_to_be_so_with_the_text_there_is(held):
    made = output({"image/jpeg": held, "text/plain": "<Figure size 9x9>"})
    assert "<img" not in made and "it is damaged: a picture (image/jpeg)" in made and "&lt;Figure size 9x9&gt;" in made


def drawn(source: str) -> tuple[images.Picture | None, str]:
    found = images.picture(images.SVG, source)
    return found, base64.b64decode(found.data).decode() if found else ""


def test_a_drawing_is_shown_as_a_picture_with_its_title_even_without_its_name_space():
    for source in (
        DRAWING,
        DRAWING.replace(' xmlns="http://www.w3.org/2000/svg"', ""),
        f'<?xml version="1.0"?>\n{DRAWING}',
    ):
        found, written = drawn(source)
        assert found.alt == "A lamp" and '<svg xmlns="http://www.w3.org/2000/svg"' in written and "<rect" in written
    assert 'src="data:image/svg+xml;base64,' in output({"image/svg+xml": DRAWING})


def test_a_drawing_keeps_nothing_that_acts_or_loads_and_says_what_a_reader_misses():
    found, written = drawn(
        '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)" style="fill:url(http://example.org/x)"><script>'
        "alert(1)</script>"
        '<style>@import "http://example.org/x.css"; rect{fill:url(http://example.org/y);stroke:url(#a)}</style>'
        '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">hi</p></foreignObject><image '
        'href="http://example.org/z.png"/>'
        '<a href="javascript:alert(1)"><rect width="9" height="9"/><animate attributeName="href" '
        'values="javascript:alert(1)"/></a>'
        '<use href="#a"/></svg>'
    )
    assert not re.search(r"alert|example\.org|foreignObject|script|onload|animate", written)
    assert 'href="#a"' in written and "stroke:url(#a)" in written
    assert found.lacks == ("a picture that it loads from elsewhere", "a script", "text set as HTML") or set(
        found.lacks
    ) == {
        "a script",
        "text set as HTML",
        "a picture that it loads from elsewhere",
    }
    assert "Left out of this picture: " in str(markup.img(found))


@pytest.mark.parametrize(
    "source", ["<svg", "<html/>", "<svg><g></svg>", "", '<!DOCTYPE a [<!ENTITY b "c">]><svg>&d;</svg>']
)
def test_a_drawing_that_is_not_well_formed_is_left_out_with_a_word(source):
    assert drawn(source)[0] is None
    assert "it is damaged: a picture (image/svg+xml)" in output({"image/svg+xml": source, "text/plain": "a drawing"})


# HTML.


def blocks(html: str) -> list:
    return [(kind, content) for kind, content in fragment.blocks_of(html)]


def grid(html: str) -> Grid:
    (content,) = [content for kind, content in fragment.blocks_of(html) if kind == "grid"]
    return content


def test_a_chart_in_html_is_said_to_be_missing_with_the_text_there_is():
    made = output({"text/html": "<div id='v'></div><script>draw('v')</script>", "text/plain": "alt.Chart(...)"})
    assert "This cell shows a script, which a page cannot hold." in made and "alt.Chart(...)</pre>" in made
    made = output({"text/html": "<script>x</script>", "text/plain": "<IPython.core.display.HTML object>"})
    assert "a script" in made and "IPython" not in made


@pytest.mark.parametrize(
    ("html", "what"),
    [
        ("<iframe src='x.html'></iframe>", "a page inside the page"),
        ("<canvas></canvas>", "a canvas"),
        ("<video src='x.mp4'>none</video>", "sound or film"),
        ("<math><mi>x</mi></math>", "a formula in MathML"),
        ("<input type='range'><button>Go</button>", "controls (they need a script)"),
        ("<style>td {background-color: red}</style>", "colours of its own"),
        ("<p style='color: red'>", "colours of its own"),
        ("<img src='http://example.org/x.png' alt='lamp'>", "picture (“lamp”), http://example.org/x.png"),
        ("<img src='data:image/png;base64,AAAA'>", "does not hold it whole: a picture"),
    ],
)
def test_what_html_shows_and_a_page_cannot_hold_is_said_once_at_its_place_and_the_words_stay(html, what):
    found = fragment.blocks_of(f"<p>before</p>{html}{html}<p>after</p>")
    texts = [content for kind, content in found if kind in ("words", "lost")]
    assert texts[0] == "before" and "after" in texts[-1]
    assert sum(what in text for kind, text in found if kind == "lost") == 1


def test_a_table_of_the_house_loses_nothing_on_a_page():
    import pandas as pd

    from analysis import charts

    made = charts.table(pd.DataFrame({"name": ["x"], "count": [3]}), caption="One row")._repr_mimebundle_()["text/html"]
    assert "<style>" in made and [kind for kind, _ in fragment.blocks_of(made) if kind == "lost"] == []


def test_html_keeps_paragraphs_lists_in_lists_addresses_and_raised_figures():
    assert blocks("<p>a<br>b</p><p>10<sup>2</sup> H<sub>2</sub>O</p><pre>x\n  y</pre>") == [
        ("words", "a\nb"),
        ("words", "10² H₂O"),
        ("text", "x\n  y"),
    ]
    assert blocks("<a href='https://example.org/a'>see</a> <a href='javascript:x'>not</a>") == [
        ("words", "see (https://example.org/a) not")
    ]
    ((kind, found),) = blocks("<ol><li>one<ul><li>inner</ul>more<li>two</ol>")
    assert kind == "list" and found.ordered and parts.said(found.items[0]) == "one inner more"
    made = output({"text/html": "<ol><li>one<ul><li>inner</ul><li>two</ol>"})
    assert "<ol><li><p" in made and "<ul><li>inner</li></ul>" in made and "<li>two</li></ol>" in made


def test_cells_that_span_stay_under_their_columns_and_the_table_is_not_sorted():
    import pandas as pd

    rows = pd.MultiIndex.from_tuples([("b", "x"), ("b", "y"), ("c", "x")])
    columns = pd.MultiIndex.from_tuples([("north", "oil"), ("north", "wax"), ("south", "oil")], names=["where", "what"])
    html = pd.DataFrame([[1, 2, 3], [4, 5, 6], [7, 8, 9]], rows, columns).to_html()
    made = output({"text/html": html})
    assert '<th colspan="2">north</th>' in made and '<th rowspan="2">b</th><th>x</th><td class="number">1</td>' in made
    assert '<tr><th>y</th><td class="number">4</td>' in made and '<div class="table spanned">' in made
    assert '<div class="table">' not in made and '<div class="table long">' not in made
    assert len(columns_of(html)) == 1


def columns_of(html: str) -> set[int]:
    """How many columns the lines of a table have, spans from above counted."""
    found = set()
    for lines in (grid(html).head, grid(html).body, grid(html).foot):
        left: list[int] = []
        for line in lines:
            count = sum(1 for down in left if down)
            left = [down - 1 for down in left if down > 1]
            left += [cell.down - 1 for cell in line for _ in range(cell.across) if cell.down > 1]
            found.add(count + sum(cell.across for cell in line))
    return found


def test_an_index_with_a_name_shares_the_line_of_the_headings_and_the_table_can_be_sorted():
    import pandas as pd

    html = pd.DataFrame({"oil": [1, 2]}, index=pd.Index(["a", "b"], name="pier")).to_html()
    assert [cell.text for cell in grid(html).head[0]] == ["pier", "oil"] and grid(html).simple
    assert '<table id="table">' in output({"text/html": html})


def test_the_headings_of_a_strangers_table_are_its_own():
    assert '<th scope="col">pier_no</th>' in output(
        {"text/html": "<table><thead><tr><th>pier_no</thead><tr><td>a</table>"}
    )


def test_spans_end_with_their_part_of_the_table_and_a_span_of_nothing_or_of_nonsense_is_one():
    found = grid("<table><tbody><tr><td rowspan=0>a<td rowspan=9>b<td colspan=x>c<tr><td colspan=0>d</tbody></table>")
    assert [[(cell.down, cell.across) for cell in line] for line in found.body] == [[(2, 1), (2, 1), (1, 1)], [(1, 1)]]


@pytest.mark.parametrize(
    "html",
    [
        "<table><tbody><tr><td>2<tr><td>1</tbody><tfoot><tr><td>3</tfoot></table>",
        "<table><tbody><tr><td>2</tbody><tbody><tr><td>1</tbody></table>",
        "<table><thead><tr><th>a<th>b<tr><th>c<th>d</thead><tr><td>1<td>2</table>",
        "<table><tr><td><ul><li>x</ul></table>",
    ],
    ids=["a sum at the foot", "groups", "two headings", "a list in a cell"],
)
def test_a_table_whose_lines_cannot_stand_anywhere_is_not_sorted(html):
    assert not grid(html).simple and '<div class="table spanned">' in output({"text/html": html})


def test_a_table_in_a_cell_stands_in_that_cell():
    made = output(
        {"text/html": "<table><tr><td>out<table><tr><td>in</td></tr></table>end</td><td>side</td></tr></table>"}
    )
    assert re.search(
        r'<td><p class="lines">out</p>\s*<div class="table spanned">.*<td>in</td>.*</div>\s*<p class="lines">end</p>'
        r"\s*</td><td>side</td>",
        made,
        re.DOTALL,
    )


def test_coded_rows_in_a_table_with_spans_can_be_followed():
    study = frame.read_site(site_tree_study())
    row = next(iter(study.register.rows))
    made = ReportExporter(site=study, single=True).from_notebook_node(
        nbformat.from_dict(
            {
                "nbformat": 4,
                "nbformat_minor": 5,
                "metadata": {},
                "cells": [
                    site_tree.code(
                        "x", site_tree.shown({"text/html": f"<table><tr><td colspan=2>a<tr><td>{row}<td>b</table>"})
                    )
                ],
            }
        )
    )[0]
    assert f'<a class="row" href="#{row}">{row}</a>' in made and f'<article class="claim" id="{row}"' in made


def site_tree_study():
    from this_study import HERE

    return HERE


HOSTILE_HTML = st.text(alphabet=st.sampled_from(list("<>/='\"!-?[]& abltdrhsvgpx\n"))) | st.lists(
    st.sampled_from(
        [
            "<table>",
            "</table>",
            "<tr>",
            "<td>",
            "<th>",
            "</td>",
            "<td/rowspan=2>",
            "<td/colspan=3>",
            "<thead>",
            "<tfoot>",
            "<caption>",
            "<ul>",
            "<li>",
            "</ul>",
            "<svg>",
            "</svg>",
            "<pre>",
            "</pre>",
            "<script>",
            "</script>",
            "<style>",
            "<!--",
            "-->",
            "<a/href='https://e.org'>",
            "</a>",
            "<sup>",
            "2",
            "</sup>",
            "<p>",
            "text",
            "<![",
            "<?",
            "</",
            "<",
            '"',
            "<img/src=x>",
            "<noscript>",
            "<select>",
        ]
    ),
    max_size=30,
).map("".join)


@given(HOSTILE_HTML)
def test_any_html_gives_blocks_whose_tables_hold_together(html):
    for kind, content in fragment.blocks_of(html):
        assert kind in ("words", "text", "list", "grid", "picture", "lost")
        if kind == "grid":
            for lines in (content.head, content.body, content.foot):
                assert all(1 <= cell.down <= len(lines) - number for number, line in enumerate(lines) for cell in line)


@given(HOSTILE_HTML)
def test_any_html_in_a_page_makes_only_elements_of_the_page(html):
    template = frame.environment().from_string(
        '{% import "parts.html.j2" as parts with context %}{{ parts.blocks(found, "") }}'
    )
    made = template.render(found=fragment.blocks_of(html))
    tags = set(re.findall(r"<([a-z]+)", made))
    assert tags <= {
        "p",
        "pre",
        "ul",
        "ol",
        "li",
        "div",
        "table",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "td",
        "th",
        "caption",
        "img",
        "span",
    }


@pytest.mark.parametrize("piece", ["<!--", "<a b='", "<![", "<script", "<style ", "</x", "<?"])
def test_a_piece_of_html_that_does_not_end_is_taken_out_before_it_is_looked_for_again_and_again(piece, monkeypatch):
    fed = []
    monkeypatch.setattr(fragment._Reader, "feed", lambda _, html: fed.append(html))
    fragment.blocks_of(f"<p>before</p>{piece * 3000}")
    assert fed[0].startswith("<p>before</p>") and len(fed[0]) < 30


# Formulas.


@pytest.mark.parametrize(
    "source",
    [
        "$x_1 * y_1 * z$",
        "$$\na_1 *b* c_d_\n$$",
        r"\\(x_1*y*\\)",
        r"\\[x_1*y*\\]",
        "\\begin{align}\na_1 &= b*c*d\\\\\n\\end{align}",
        "- $$x_1*y*z$$",
        "> $a_1*b*c_1$",
    ],
)
def test_a_formula_in_markdown_is_its_source_untouched_and_said_to_be(source):
    made = str(markup.markdown(source)[0])
    assert "<em>" not in made and "Formulas are shown as their LaTeX source." in made
    shown = re.search(r'<code class="formula">(.*?)</code>', made, re.DOTALL)[1].replace("&amp;", "&")
    assert shown == source.lstrip("->").strip()


@pytest.mark.parametrize(
    "source",
    [
        "costs $5 and $6.",
        "US$100 million to US$ 200",
        "from A$3, up to $4",
        r"a\$b $c",
        "`$x$`",
        "between $1 and $2 billion",
        "$ x $",
    ],
)
def test_sums_of_money_and_code_are_no_formulas(source):
    assert "formula" not in str(markup.markdown(source)[0]).lower()


def test_a_formula_that_a_cell_gives_is_its_source_unless_there_is_a_picture_of_it():
    made = output({"text/latex": r"$\frac{a_1}{b}$", "text/plain": "a/b"})
    assert "A formula, as its LaTeX source" in made and r"$\frac{a_1}{b}$" in made
    assert "<img" in output({"text/latex": "$x$", "image/png": raster("PNG")})


# Streams and texts.


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("\x1b[32mlit\x1b[0m", "lit"),
        (" 0%\r 50%\r100%\n", "100%\n"),
        ("abc\rX", "Xbc"),
        ("abc\r\x1b[KX", "X"),
        ("abc\b\bX", "aXc"),
        ("one\ntwo\x1b[A\rONE", "ONE\ntwo"),
        ("a\x1b]8;;http://example.org\x1b\\link\x1b]8;;\x1b\\ b", "alink b"),
        ("x\x07\x1b(By", "xy"),
        ("a\r\nb\n\n", "a\nb\n\n"),
        ("tab\tkept", "tab\tkept"),
        ("\x1b[99999999999999C!", " " * 10_000 + "!"),
    ],
)
def test_a_stream_is_what_a_terminal_would_leave(written, left):
    assert terminal.shown(written) == left


@given(st.text())
def test_a_text_without_controls_stays_as_it_is(text):
    plain = re.sub(r"[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029]", "", text)
    assert terminal.shown(plain) == plain


@given(
    st.lists(st.sampled_from(["\x1b[", "A", "2K", "\r", "\b", "\n", "x", "\x1b]", ";", "9", "C", "\x1b"])).map("".join)
)
def test_whatever_a_cell_writes_the_page_gets_no_control(text):
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", terminal.shown(text))


def test_pieces_of_one_stream_are_one_and_messages_are_told_apart():
    made = page(site_tree.code("x", stream(" 10%"), stream("\r100%\n"), stream("careful\n", "stderr")))
    assert ">100%</pre>" in made and "10%\n" not in made
    assert re.search(r"Messages of the cell \(stderr\):</p>\s*<pre[^>]*>careful</pre>", made)


@pytest.mark.parametrize(
    ("plain", "shown"),
    [
        (r"'it\'s a lamp'", '<p class="lines">it&#39;s a lamp</p>'),
        (r"'one\ntwo'", ">one\ntwo</pre>"),
        ("('a '\n 'b')", '<p class="lines">a b</p>'),
        ("('a', 'b')", ">(&#39;a&#39;, &#39;b&#39;)</pre>"),
        ("'cut", ">&#39;cut</pre>"),
        ("\x1b[31mred\x1b[0m", ">red</pre>"),
    ],
)
def test_a_text_that_python_wrote_is_read_as_python_means_it(plain, shown):
    assert shown in output({"text/plain": plain})


@pytest.mark.parametrize(
    ("bundle", "said"),
    [
        ({"application/vnd.jupyter.widget-view+json": {"model_id": "0"}}, "a widget (it needs a running notebook)"),
        ({"application/javascript": "alert(1)"}, "a script"),
        ({"application/vnd.vegalite.v6+json": {}}, "a chart of another version of Vega"),
        ({"application/vnd.plotly.v1+json": {}}, "a chart of Plotly"),
        ({"application/pdf": "AAAA"}, "a PDF"),
        ({"application/vnd.invented+json": {}}, "an output of the kind application/vnd.invented+json"),
        ({"application/x-invented": "x"}, "an output of the kind application/x-invented"),
    ],
)
def test_what_needs_more_than_a_page_is_named_with_the_text_there_is(bundle, said):
    made = output(bundle | {"text/plain": "Slider(3)"})
    assert f"This cell shows {said}" in made and "Slider(3)</pre>" in made and "alert(1)" not in made


def test_a_livelier_form_of_a_picture_is_named_beside_it():
    made = output({"application/vnd.plotly.v1+json": {}, "image/png": raster("PNG")})
    assert "<img" in made and "In the notebook this is also a chart of Plotly" in made


def test_json_and_other_texts_are_shown_as_texts():
    assert "&#34;lamp&#34;: 1" in output({"application/json": {"lamp": 1}})
    assert "a,b</pre>" in output({"text/csv": "a,b"})
    assert outputs.text(["a\n", "b"]) == "a\nb"


# Markdown and cells.


def prose(source: str, **about: object) -> dict:
    return site_tree.prose(source) | about


def test_a_picture_attached_to_a_cell_is_shown_and_one_that_is_missing_is_said():
    attached = {"a lamp.png": {"image/png": raster("PNG")}, "cut.png": {"image/png": "iVBORw0KGgo="}}
    made = page(
        prose(
            "![lamp](attachment:a%20lamp.png) ![gone](attachment:gone.png) ![cut](attachment:cut.png)\n\n"
            '<img src="attachment:a lamp.png" width="30" onload="alert(1)">\n\n![far](https://example.org/x.png) '
            "![near](x.png)",
            attachments=attached,
        )
    )
    assert made.count("<img") == 2 and 'width="30" height="20"' in made and "onload" not in made
    for said in (
        "gone, gone.png, which is not in the notebook",
        "cut, cut.png, which cannot be read",
        "far, at https://example.org/x.png",
        "near, at x.png",
    ):
        assert said in made


@pytest.mark.parametrize(
    ("source", "title", "rest"),
    [
        ("Lantern report\n==============\n\nText.", "Lantern report", "Text."),
        ("Two\nlines\n===", "Two lines", ""),
        ("# Closed #\nText.", "Closed", "Text."),
        ("\n\n# C#", "C#", ""),
        ("# *Oil* and `wax`", "Oil and wax", ""),
    ],
)
def test_a_title_is_a_title_however_it_is_marked(source, title, rest):
    made = page(prose(source))
    assert f"<h1>{title}</h1>" in made and (rest in made) and "===" not in made


def test_html_in_markdown_leaves_its_words_and_what_would_act_is_seen():
    made = str(
        markup.markdown('<span style="x">kept</span> a<br>b <!-- note --> <script>x</script> <b onclick="y">z</b>')[0]
    )
    assert "kept a<br>b" in made and "note" not in made and "<span style" not in made
    assert "&lt;script&gt;" in made and "&lt;b onclick=" in made and "z" in made


def test_a_raw_cell_and_a_cell_of_an_unknown_kind_are_shown_as_they_are_written():
    made = page({"cell_type": "raw", "id": "r", "metadata": {}, "source": "\\section{Oil} <b>"})
    assert "A raw cell, as it is written" in made and "\\section{Oil} &lt;b&gt;" in made


def test_what_is_no_chinese_is_not_marked_as_chinese():
    said = str(markup.words("등대 소식 ﾡ ｱ ䷀ 中文（一） 中，文"))
    assert re.findall(r'<span lang="zh-Hans">(.*?)</span>', said) == ["中文（一）", "中，文"]


def test_the_script_of_the_pages_knows_the_same_chinese_characters_as_the_package():
    written = (frame.ASSETS / "site.js").read_text("utf-8")
    same = re.sub(r"\\U000(\w{5})", r"\\u{\1}", script.HAN)
    assert f"/([{same}]+)/u" in written


# Notebooks of other ages.


def notebook_file(folder, **about) -> str:
    cells = about.pop("cells", [site_tree.prose("# Lamp"), site_tree.code("x", stream("lit"))])
    path = folder / "x.ipynb"
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells} | about))
    return str(path)


@pytest.mark.parametrize("minor", [0, 2, 4, 6, 99])
def test_notebooks_of_older_and_newer_minor_formats_are_read(minor, tmp_path):
    cells = [
        {key: value for key, value in cell.items() if key != "id" or minor > 4}
        for cell in (site_tree.prose("# Lamp"), site_tree.code("x", stream("lit")))
    ]
    made = ReportExporter().from_filename(notebook_file(tmp_path, nbformat_minor=minor, cells=cells))[0]
    assert "<h1>Lamp</h1>" in made and ">lit</pre>" in made


def test_what_a_newer_format_adds_is_said_and_nothing_of_it_is_dropped(tmp_path):
    cells = [
        site_tree.prose("# Lamp") | {"extra": 1},
        {"cell_type": "diagram", "id": "d", "metadata": {}, "source": "a --> b"},
        site_tree.code("x", {"output_type": "smell", "data": {}, "metadata": {}}, stream("lit")),
    ]
    made = ReportExporter().from_filename(notebook_file(tmp_path, nbformat_minor=99, cells=cells))[0]
    assert "an output of the kind smell" in made and "a --&gt; b" in made and ">lit</pre>" in made


def test_a_notebook_of_the_third_format_is_read(tmp_path):
    path = tmp_path / "x.ipynb"
    path.write_text(
        json.dumps(
            {
                "nbformat": 3,
                "nbformat_minor": 0,
                "metadata": {"name": ""},
                "worksheets": [
                    {
                        "metadata": {},
                        "cells": [
                            {"cell_type": "heading", "level": 1, "metadata": {}, "source": "Lamp"},
                            {
                                "cell_type": "code",
                                "collapsed": False,
                                "input": "1/0",
                                "language": "python",
                                "metadata": {},
                                "prompt_number": 3,
                                "outputs": [
                                    {
                                        "output_type": "pyout",
                                        "prompt_number": 3,
                                        "metadata": {},
                                        "text": "lit",
                                        "png": raster("PNG"),
                                    },
                                    {
                                        "output_type": "pyerr",
                                        "ename": "ZeroDivisionError",
                                        "evalue": "by zero",
                                        "traceback": ["t"],
                                    },
                                    {"output_type": "stream", "stream": "stderr", "text": "careful"},
                                ],
                            },
                        ],
                    }
                ],
            }
        )
    )
    made = ReportExporter().from_filename(str(path))[0]
    assert "<h1>Lamp</h1>" in made and "<img" in made and "ZeroDivisionError: " in made and ">careful</pre>" in made


def test_a_table_is_read_once_and_its_lines_are_not_gone_through_for_each_line(monkeypatch):
    read, asked = [], []
    parsed, rows = fragment.blocks_of, Table.linked.func
    monkeypatch.setattr(fragment, "blocks_of", lambda html: read.append(html) or parsed(html))
    monkeypatch.setattr(Table.linked, "func", lambda table: asked.append(table) or rows(table))
    lines = "".join(f"<tr><td>lamp {n}</td><td>{n}</td></tr>" for n in range(400))
    made = output({"text/html": f"<table><thead><tr><th>a</th><th>b</th></tr></thead>{lines}</table>"})
    assert made.count("<tr>") == 401 and len(read) == len(asked) == 1


# All kinds in one page.


def kinds() -> list[dict]:
    """A cell of each kind, with hostile texts: for the tests of pages and of browsers."""
    hostile = site_tree.HOSTILE
    act = (
        "<script>window.pwned=1;alert(1)</script><img src=x onerror='window.pwned=1'><a "
        "href='javascript:window.pwned=1'>go</a>"
    )
    drawing = (
        "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9' onload='window.pwned=1'><script>"
        "window.pwned=1</script><style>@import 'http://example.org/x.css';"
        "rect{fill:url(http://example.org/y)}</style><foreignObject><iframe xmlns='http://www.w3.org/1999/xhtml' "
        "src='http://example.org/'/></foreignObject>"
        "<image href='http://example.org/z.png'/><rect width='9' height='9'/></svg>"
    )
    wide_head = "".join(f"<th>column_{n}</th>" for n in range(24))
    wide_row = "".join(f"<td>value{n}x</td>" for n in range(24))
    bundles = [
        {
            "text/html": f"{act}<style>*{{background:url(http://example.org/b)}}</style><iframe src='http://example.org/'>"
            "</iframe><form action='http://example.org/'><input autofocus onfocus='window.pwned=1'></form>"
        },
        {
            "text/html": f"<table onmouseover='window.pwned=1'><thead><tr><th rowspan=2>{act}a</th><th colspan=2>b</th>"
            f"</tr><tr><th>c</th><th>d</th></tr></thead><tbody><tr><th>{act}</th><td>1</td><td "
            f"style='background:url(http://example.org/c)'>2<table><tr><td>{act}3</td></tr></table></td>"
            "</tr></tbody></table>"
        },
        {
            "text/html": f"<ul><li>{act}x<ul><li>y</li></ul></li></ul><math><maction actiontype='statusline' "
            f"xlink:href='javascript:window.pwned=1'>z</maction></math>{drawing}<img "
            f"src=\"data:image/svg+xml,{drawing.replace('#', '%23')}\" alt='lamp'>"
        },
        {"text/html": f"<table><thead><tr>{wide_head}</tr></thead><tbody><tr>{wide_row}</tr></tbody></table>"},
        {"image/svg+xml": drawing},
        {"image/jpeg": raster("JPEG")},
        {"image/png": "AAAA", "text/plain": hostile},
        {"text/latex": r"$\href{javascript:window.pwned=1}{x}\require{html}$" + hostile},
        {
            "text/markdown": f"$\\unicode{{<img src=x onerror=window.pwned=1>}}$ {hostile} ![x](data:text/html,<script>"
            "window.pwned=1</script>) ![y](javascript:window.pwned=1)"
        },
        {"application/vnd.jupyter.widget-view+json": {"model_id": hostile}, "text/plain": hostile},
        {"application/javascript": "window.pwned=1"},
        {"application/json": {"a": hostile}},
        {"application/vnd.vegalite.v5+json": expression(), "text/plain": "chart"},
        {
            "application/vnd.vegalite.v5+json": expression(href={"value": "javascript:window.pwned=1"}),
            "text/plain": "chart",
        },
    ]
    error = {"output_type": "error", "ename": f"Error{hostile}", "evalue": hostile, "traceback": [f"\x1b[31m{hostile}"]}
    return [
        prose("Lantern report\n======\n\nText.", attachments={}),
        *(
            site_tree.code("x", site_tree.shown(bundle), number=number)
            for number, bundle in enumerate(bundles, start=1)
        ),
        site_tree.code("y", stream(f"{hostile}\x1b[32m 0%\r100%\n"), stream(hostile, "stderr"), error, number=40),
        prose(
            "![lamp](attachment:lamp.png) <img src='attachment:lamp.png' onerror='window.pwned=1'> $a_1*b_1$ "
            f"{hostile}",
            attachments={"lamp.png": {"image/png": raster("PNG")}},
        ),
        {"cell_type": "raw", "id": "raw", "metadata": {}, "source": hostile},
    ]


def expression(**more: dict) -> dict:
    """A chart whose expressions would act, were they run as code."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "data": {"values": [{"a": 1, "b": "x"}]},
        "mark": "bar",
        "params": [{"name": "p", "expr": "1"}],
        "transform": [{"calculate": "datum.b + '<img src=x onerror=window.pwned=1>'", "as": "c"}],
        "encoding": {"x": {"field": "a", "type": "quantitative"}, **more, "tooltip": {"field": "c", "type": "nominal"}},
    }


def test_a_page_of_all_kinds_is_valid_html_and_none_of_their_markup_is_in_it(tmp_path):
    made = ReportExporter().from_notebook_node(
        nbformat.from_dict({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": kinds()})
    )[0]
    (tmp_path / "page.html").write_text(made, "utf-8")
    assert html_faults(tmp_path / "page.html") == []
    outside = re.sub(r"<(script|style)\b.*?</\1>", "", made, flags=re.DOTALL)
    tags = re.findall(r"<([a-z]+)((?:[^<>\"]|\"[^\"]*\")*)>", outside)
    assert len(tags) > 50
    for _, attributes in tags:
        assert not re.search(r"\s(on\w+|style|action|formaction|srcdoc)=", re.sub(r'"[^"]*"', '""', attributes))
        assert not re.search(r"\s(href|src|xlink:href)=\"(?!#|data:image/|https://)", attributes)


def test_a_chart_that_cannot_be_drawn_leaves_the_rest_of_a_strangers_notebook_and_says_why():
    made = output(
        {
            "application/vnd.vegalite.v5+json": {"mark": "bar", "data": {"url": "http://example.org/x.csv"}},
            "text/plain": "alt.Chart(...)",
        }
    )
    assert "Left out here: a chart. " in made and "alt.Chart(...)</pre>" in made and "<figure" not in made


def test_what_only_looks_like_the_end_of_an_element_is_shown_and_read_once():
    assert fragment.blocks_of("<p>x</ y &lt;/ z</p>") == [("words", "x</ y </ z")]
    assert len(fragment.blocks_of("<p>x</p>" + "</" * 300_000)) == 2  # hours, where each is looked through to the end
