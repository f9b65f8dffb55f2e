"""Charts of one's own: whatever a cell shows is in the built report, on its page and in the mailed file, or the build
says why not.
"""

from __future__ import annotations

import json
import re

import mini_project
import pytest

from proofpress.reports import artefacts

OWN = """
import altair as alt
import pandas as pd
from analysis import charts

votes_by_region = pd.DataFrame({"region": ["North", "East"], "votes": [43, 39], "rows": ["v-0001", "v-0002"]})
bars = alt.Chart(votes_by_region).mark_bar().encode(x="votes:Q", y="region:N", tooltip=["region", "votes"])
charts.figure(bars, slug="own-bars", title="North votes more than East", source="Source: invented (N = 82).",
              alt="North 43, East 39.")
"""
BARE = "bars.mark_point().properties(title='Only shown')"
PLOT = """
import matplotlib.pyplot as plt

drawn, axes = plt.subplots()
axes.bar(["North", "East"], [43, 39])
plt.show()
"""
CELLS = (
    mini_project.cell("markdown", "question", "# Which region votes most?"),
    mini_project.cell("code", "parameters", 'channel: str = ""  # empty: all', "parameters"),
    mini_project.cell("code", "own", OWN.strip()),
    mini_project.cell("code", "bare", BARE),
    mini_project.cell("code", "plot", PLOT.strip()),
)


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """A project whose one report has a chart made a figure, an Altair chart that a cell shows, and a matplotlib one."""
    folder = mini_project.write(tmp_path_factory.mktemp("own") / "project")
    _only(folder, *CELLS)
    done = mini_project.run(folder, "build")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder, done.stdout


def _only(folder, *cells):
    for old in (folder / "notebooks" / "params").glob("*.yml"):
        old.unlink()
    (folder / "notebooks" / "30_own.ipynb").write_text(mini_project.notebook(*cells), "utf-8")
    (folder / "notebooks" / "params" / "own.yml").write_text("notebook: 30_own\n", "utf-8")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("from IPython.display import HTML\nHTML('<script>draw()</script>')", "shows a script"),
        ("from IPython.display import IFrame\nIFrame('other.html', 9, 9)", "shows a page inside the page"),
        (
            "from IPython.display import display\ndisplay({'application/vnd.plotly.v1+json': {}}, raw=True)",
            "application/vnd.plotly.v1+json",
        ),
        (
            "import altair as alt\nalt.Chart('https://example.org/x.csv').mark_bar().encode(x='a:Q')",
            "its data stand at",
        ),
        (
            "import altair as alt, pandas as pd\nalt.Chart(pd.DataFrame({'a': [1]})).mark_bar().encode(x='a:Q', "
            "nothing=1)",
            "nothing",
        ),
        (
            "import altair as alt, pandas as pd\nalt.Chart(pd.DataFrame({'a': "
            "['\\U0001f600']})).mark_bar().encode(y='a:N')",
            "U+1F600",
        ),
    ],
    ids=["script", "frame", "plotly", "address", "no such channel", "no glyph"],
)
def test_what_no_page_can_hold_is_an_error_that_names_the_cell(tmp_path, source, said):
    folder = mini_project.write(tmp_path / "project")
    _only(folder, *CELLS[:2], mini_project.cell("code", "lost", source))
    done = mini_project.run(folder, "build")
    assert done.returncode == 1 and said in done.stderr and "cell 3" in done.stderr
    assert "Traceback" not in done.stderr and not (folder / "reports" / "notebooks" / "own.ipynb").exists()


def test_every_chart_that_a_cell_shows_is_among_the_figures_of_the_report(own):
    folder, _ = own
    names = sorted(path.name for path in (folder / "reports" / "figures").iterdir())
    assert names == [
        "own--cell-bare.csv", "own--cell-bare.narrow.svg", "own--cell-bare.png", "own--cell-bare.svg",
        "own--cell-plot.png", "own--cell-plot.svg",
        "own--own-bars.csv", "own--own-bars.narrow.svg", "own--own-bars.png", "own--own-bars.svg",
    ]  # fmt: skip
    drawn = (folder / "reports" / "figures" / "own--own-bars.svg").read_text("utf-8")
    assert "North votes more than East" in drawn and "Source: invented" in drawn and 'data-rows="v-0002"' in drawn


def test_a_chart_of_matplotlib_in_a_report_has_the_colours_and_the_open_frame_of_the_house(own):
    import io

    from PIL import Image

    from analysis.charts import style

    folder, _ = own
    plot = folder / "reports" / "figures" / "own--cell-plot.png"
    picture = Image.open(io.BytesIO(plot.read_bytes())).convert("RGB")
    colours = {f"#{r:02X}{g:02X}{b:02X}": count for count, (r, g, b) in picture.getcolors(1 << 20)}
    assert colours[style.BLUE] > 20_000 and "#1F77B4" not in colours
    drawn = plot.with_suffix(".svg").read_text("utf-8")
    assert len(re.findall(rf'stroke="{style.FAINT}"', drawn, re.IGNORECASE)) >= 2  # the left and the lower line
    assert not re.search('stroke="#000000"', drawn)


def test_a_chart_without_title_or_alt_text_is_told_of_with_its_cell(own):
    _, said = own
    assert "own, cell 4: it has no alt text" not in said  # its title says what it shows
    assert "own, cell 5: it has no title; it has no alt text" in said


def test_the_kernel_draws_nothing_and_the_replay_passes(own):
    folder, _ = own
    notebook = json.loads((folder / "reports" / "notebooks" / "own.ipynb").read_bytes())
    figures = list(artefacts.figures_of(notebook))
    assert figures
    for _, _, output in figures:
        assert "image/png" in output["data"] and "svg" not in output["data"][artefacts.FIGURE_MIME]
    for words in (["replay"], ["status"], ["check"]):
        done = mini_project.run(folder, *words)
        assert done.returncode == 0 and "does not belong" not in done.stdout, done.stdout + done.stderr


def test_a_changed_drawing_is_found_by_the_check_and_by_status(own, tmp_path):
    import shutil

    folder = tmp_path / "project"
    shutil.copytree(own[0], folder)
    path = folder / "reports" / "figures" / "own--own-bars.svg"
    path.write_text(path.read_text("utf-8").replace("#0072B2", "#0072B3"), "utf-8")
    done = mini_project.run(folder, "check")
    assert done.returncode == 1 and "figure file svg" in done.stdout
    assert "does not belong" in mini_project.run(folder, "status").stdout


def test_the_page_and_the_mailed_file_hold_every_chart_and_say_where_one_is_lost(own):
    import nbformat

    from proofpress.site.exporter import ReportExporter

    folder, _ = own
    notebook = json.loads((folder / "reports" / "notebooks" / "own.ipynb").read_bytes())
    lost = mini_project.cell("code", "lost", "widget") | {
        "execution_count": 9,
        "outputs": [
            {
                "output_type": "display_data",
                "metadata": {},
                "data": {"application/vnd.jupyter.widget-view+json": {}, "text/plain": "Slider(3)"},
            }
        ],
    }
    notebook["cells"].insert(3, lost)
    page = ReportExporter().from_notebook_node(nbformat.reads(json.dumps(notebook), 4))[0]
    assert page.count('<figure id="figure-') == 3 and "which a page cannot hold" in page
    places = [
        page.index(words) for words in ('id="figure-own-bars"', "which a page cannot hold", 'id="figure-cell-bare"')
    ]
    assert places == sorted(places)
    outside = re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
    assert not re.search(r'<(script|link|img)[^>]* (src|href)="(?!data:)', outside)


def _printed(code, tmp_path):
    """What IPython prints with the file that the package puts into `etc/ipython/startup`."""
    import os
    import subprocess
    import sys

    environment = {**os.environ, "IPYTHONDIR": str(tmp_path)}
    command = [sys.executable, "-m", "IPython", "--no-banner", "--colors=NoColor", "-c", code]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_matplotlib_has_the_house_style_in_every_notebook_until_a_cell_sets_another(tmp_path):
    code = (
        "import matplotlib\nrc = matplotlib.rcParams\n"
        "print(rc['axes.spines.top'], rc['axes.prop_cycle'].by_key()['color'][0], rc['font.family'])\n"
        "rc['axes.spines.top'] = True\nimport matplotlib.pyplot as plt\nprint('set', rc['axes.spines.top'])\n"
        "plt.style.use('default')\nprint('default', rc['axes.edgecolor'])"
    )
    done = _printed(code, tmp_path)
    assert "False #0072B2 ['Analysis Sans']" in done.stdout, done.stderr
    assert "set True" in done.stdout and "default black" in done.stdout and "findfont" not in done.stderr


def test_the_hook_imports_neither_altair_nor_matplotlib(tmp_path):
    code = "import sys\nprint('altair' in sys.modules, 'matplotlib' in sys.modules)"
    assert "False False" in _printed(code, tmp_path).stdout


def test_a_notebook_that_imports_only_altair_shows_its_chart_without_a_network(tmp_path):
    """The file that the package puts into `etc/ipython/startup` does it, for every kernel of the environment."""
    code = (
        "import altair as alt, pandas as pd\n"
        "shown, _ = get_ipython().display_formatter.format(alt.Chart(pd.DataFrame({'a': "
        "[1]})).mark_bar().encode(x='a:Q'))\n"
        "print(sorted(shown))"
    )
    done = _printed(code, tmp_path)
    assert "application/vnd.vegalite.v5+json" in done.stdout and "text/html" not in done.stdout, done.stderr
