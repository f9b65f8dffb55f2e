"""The site: texts stay texts, pages hold together, and the same inputs give the same bytes."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from functools import cached_property
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote, urlsplit

import mini_project
import pytest
import site_tree
import yaml
from hypothesis import given
from hypothesis import strategies as st
from this_study import HERE

from analysis.errors import AnalysisError
from analysis.files import MARKER
from analysis.study import Study
from proofpress.site import drawing, fragment, frame, markup, settings
from proofpress.site.register import PER_PAGE, Register
from proofpress.site.rows import read_register


@pytest.fixture(scope="session")
def shared_tree(tmp_path_factory) -> Path:
    return site_tree.hostile(mini_project.shared(tmp_path_factory))


@pytest.fixture(scope="session")
def real(tmp_path_factory) -> Path:
    """The site of the package's own reports."""
    return site_tree.real(mini_project.shared(tmp_path_factory))


@pytest.fixture
def site(shared_tree) -> Path:
    return shared_tree / "site"


@pytest.fixture(scope="module")
def own(shared_tree, tmp_path_factory) -> Path:
    """A tree of this module's own, which a test may change and must mend."""
    return shutil.copytree(shared_tree, tmp_path_factory.mktemp("own") / "tree", ignore=shutil.ignore_patterns("mail"))


@pytest.fixture
def tree(own, site, tmp_path) -> Path:
    return own


class Page(HTMLParser):
    """Elements of a page with their attributes, ids, links, and the text of inline scripts."""

    def __init__(self, path: Path):
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.attributes: list[tuple[str, list[str]]] = []
        self.scripts: list[tuple[dict[str, str], str]] = []
        self._script: dict[str, str] | None = None
        self.nested = self._link = False
        self.feed(path.read_text("utf-8"))
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self.attributes.append((tag, [name for name, _ in attrs]))
        if tag == "a":
            self.nested, self._link = self.nested or self._link, True
        if tag == "script":
            self._script = self.elements[-1][1]
            self.scripts.append((self._script, ""))

    def handle_data(self, text):
        if self._script is not None:
            self.scripts[-1] = (self._script, self.scripts[-1][1] + text)

    def handle_endtag(self, tag):
        if tag == "script":
            self._script = None
        elif tag == "a":
            self._link = False

    @cached_property
    def ids(self) -> list[str]:
        return [attributes["id"] for _, attributes in self.elements if "id" in attributes]

    @property
    def links(self) -> list[str]:
        return [attributes[name] for _, attributes in self.elements for name in ("href", "src") if name in attributes]


def html_pages(site: Path) -> list[Path]:
    found = sorted(site.rglob("*.html"))
    assert found, f"no page below {site}"
    return found


def test_no_page_holds_a_script_a_handler_or_an_address_that_a_text_brought(site):
    for path in html_pages(site):
        page = Page(path)
        for tag, attributes in page.elements:
            assert tag not in ("iframe", "object", "embed", "base", "foreignobject"), path
            if tag == "image":  # the picture of a card, one of our own files
                assert path.name == "index.html" and re.fullmatch(r"figures/[\w.-]+\.svg", attributes["href"]), path
            assert not [name for name in attributes if name.startswith("on") or name == "style"], (
                path,
                tag,
                attributes,
            )
            for name in ("href", "src", "xlink:href", "action"):
                assert not re.match(
                    r"\s*(javascript|vbscript|data:text|http://example)", attributes.get(name, ""), re.IGNORECASE
                ), (path, attributes)
        if path.parent.name != "mail":
            for attributes, text in page.scripts:
                assert attributes.get("type") == "application/json" or (
                    re.fullmatch(r"(\.\./)?assets/[a-z.]+\.js", attributes["src"]) and not text
                ), path


def test_hostile_texts_are_still_there_to_be_read(site):
    page = (site / "reports/10_hostile.html").read_text("utf-8")
    assert page.count("&lt;script&gt;window.pwned=1&lt;/script&gt;") > 20
    assert "<script>window" not in page
    assert "&lt;img src=x onerror=" in (site / "claims/support.html").read_text("utf-8")


def test_data_in_a_page_cannot_leave_its_element(site):
    scripts = Page(site / "reports/10_hostile.html").scripts
    data = [text for attributes, text in scripts if attributes.get("type") == "application/json"]
    assert data
    for text in data:
        assert not set("<>&") & set(text)
        json.loads(text)


def test_every_page_forbids_what_it_does_not_need(site):
    for path in html_pages(site):
        policy = next(
            attributes["content"]
            for tag, attributes in Page(path).elements
            if attributes.get("http-equiv") == "Content-Security-Policy"
        )
        rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
        assert rules["default-src"] == "'none'" and rules["connect-src"] == "'none'" and rules["base-uri"] == "'none'"
        assert "unsafe" not in policy and "http" not in policy and "*" not in policy
        if path.parent.name != "mail":
            assert rules["script-src"] == rules["style-src"] == "'self'"


def test_ids_of_a_page_are_given_once(site):
    for path in html_pages(site):
        ids = Page(path).ids
        assert len(ids) == len(set(ids)), (path, {name for name in ids if ids.count(name) > 1})


def broken_links(site: Path) -> list[str]:
    pages = {path.resolve(): Page(path) for path in html_pages(site)}
    places = {path: set(page.ids) for path, page in pages.items()}
    wrong = []
    for path, page in pages.items():
        for link in set(page.links):
            parts = urlsplit(link)
            if parts.scheme in ("https", "data") or link.startswith("#") and "=" in link:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not target.exists():
                wrong.append(f"{path.name}: {link}")
            elif parts.fragment and "=" not in parts.fragment and parts.fragment not in places[target]:
                wrong.append(f"{path.name}: {link} (no such place)")
    return wrong


def test_links_and_anchors_resolve(site):
    assert broken_links(site) == []


def test_a_broken_link_is_found(site, tmp_path):
    (tmp_path / "a.html").write_text('<a href="b.html">b</a><a href="#nowhere">c</a>')
    assert len(broken_links(tmp_path)) == 2


INTERACTIVE = {"a", "button", "summary", "select", "input", "label", "textarea"}


def html_faults(path: Path) -> list[str]:
    """What the standard forbids in a page: what a parser has to mend, elements moved by it, and content where it may
    not stand.
    """
    from justhtml import JustHTML

    text = path.read_text("utf-8")
    page, tree = Page(path), JustHTML(text, sanitize=False, collect_errors=True)
    faults = [str(error) for error in tree.errors]
    nodes = [node for node in walk(tree.root) if not node.name.startswith(("#", "!"))]
    if [node.name.lower() for node in nodes] != [tag for tag, _ in page.elements]:
        faults.append("elements do not stand where they were written")
    faults += ["a link in a link"] * page.nested
    for node in nodes:
        children = [child.name for child in node.children or () if not child.name.startswith("#")]
        if node.name == "figure" and "figcaption" in children[1:-1]:
            faults.append("figcaption is neither first nor last in figure")
        if (
            node.name in ("ul", "ol")
            and set(children) - {"li"}
            or node.name == "dl"
            and set(children) - {"div", "dt", "dd"}
            or node.name == "tr"
            and set(children) - {"td", "th"}
        ):
            faults.append(f"{children} in {node.name}")
        if node.name in INTERACTIVE - {"label"} and any(
            other.name in INTERACTIVE for other in walk(node) if other is not node
        ):
            faults.append(f"something interactive in {node.name}")
        if node.name in ("p", "h1", "h2", "h3", "h4", "span", "summary", "dt", "button") and any(
            other.name in ("div", "p", "ul", "ol", "dl", "table", "section", "figure", "details", "pre")
            for other in walk(node)
            if other is not node
        ):
            faults.append(f"a block in {node.name}")
    faults += [f"an attribute twice in <{tag}>" for tag, names in page.attributes if len(names) != len(set(names))]
    return faults


def walk(node):
    yield node
    for child in node.children or ():
        yield from walk(child)


def test_html_is_valid(site, real):
    pages = [
        *html_pages(site),
        *(path for path in html_pages(real) if path.parent.name != "mail"),
        real / "mail/00_corpus.html",
    ]
    assert {path.name: faults for path in pages if (faults := html_faults(path))} == {}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<p><div>x</div></p>", "unexpected-end-tag"),
        ("<p id=a id=b>x</p>", "attribute twice"),
        ("<a href=x><a href=y>z</a></a>", "a link in a link"),
        ("<ul><p>x</p></ul>", "in ul"),
        ("<table><tr><td>x</td></tr></table>", "where they were written"),
        ("<a href=x><button>y</button></a>", "interactive"),
        (
            "<figure><figcaption>x</figcaption><p>y</p><p>z</p></figure><figure><p>y</p><figcaption>x</figcaption><p>"
            "z</p></figure>",
            "figcaption",
        ),
        ("<span><ul></ul></span>", "a block in span"),
    ],
)
def test_html_that_is_not_valid_is_found(tmp_path, body, said):
    (tmp_path / "x.html").write_text(
        f"<!DOCTYPE html><html lang=en><head><title>x</title></head><body>{body}</body></html>"
    )
    assert any(said in fault for fault in html_faults(tmp_path / "x.html"))


def test_pages_say_their_language_and_mark_chinese(site):
    for path in html_pages(site):
        page = Page(path)
        assert page.elements[0][1].get("lang") == "en"
    assert '<span lang="zh-Hans">反共</span>' in (site / "reports/10_hostile.html").read_text("utf-8")


def test_the_font_of_the_pages_has_their_chinese(site):
    import base64
    import io

    from fontTools.ttLib import TTFont

    css = (site / "assets/font.css").read_text("utf-8")
    font = TTFont(io.BytesIO(base64.b64decode(re.search(r"base64,([^)]+)\)", css)[1])))
    wanted = {
        ord(character)
        for path in html_pages(site)
        for character in path.read_text("utf-8")
        if "一" <= character <= "鿿"
    }
    assert wanted and wanted <= set(font.getBestCmap())


def test_figures_in_pages_carry_no_font_of_their_own(site):
    assert "font-face" not in (site / "reports/10_hostile.html").read_text("utf-8")


def test_every_coded_row_has_an_address_and_names_the_figures_that_use_it(site):
    ids = {name for path in (site / "claims").glob("*.html") for name in Page(path).ids}
    coded = [
        line.split(",")[0]
        for name in ("support", "coverage")
        for line in (site.parent / f"data/raw/coded/{name}.csv").read_text("utf-8").splitlines()
    ]
    rows = {row for row in coded if re.fullmatch(r"(support|coverage)-\d{4}", row)}
    assert len(rows) == 2 * site_tree.ROWS and rows <= ids
    row = (site / "claims/support.html").read_text("utf-8").split('id="support-0001"')[1].split("</article>")[0]
    assert 'href="../reports/10_hostile.html#figure-hostile"' in row and "Used in" in row


def test_the_same_inputs_give_the_same_bytes_wherever_and_whenever(tree, site, tmp_path):
    elsewhere = site_tree.make_tree(tmp_path / "else where")
    other = tmp_path / "out"
    site_tree.build(
        elsewhere,
        other,
        options=", single=True, jobs=1",
        env={"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C"},
        cwd=tmp_path,
    )
    names = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    assert names == {path.relative_to(other).as_posix() for path in other.rglob("*") if path.is_file()}
    assert [
        name for name in sorted(names - {MARKER}) if (site / name).read_bytes() != (other / name).read_bytes()
    ] == []


def test_a_second_build_writes_nothing_and_a_changed_report_only_what_shows_it(tree, tmp_path):
    out = tmp_path / "site"
    site_tree.build(tree, out)
    assert site_tree.build(tree, out).startswith("0 ")
    before = {path: path.stat().st_mtime_ns for path in html_pages(out)}
    changed = tree / "reports/notebooks/10_hostile-more.ipynb"
    kept = changed.read_bytes()
    try:
        book = json.loads(kept)
        book["cells"].append(site_tree.prose("A new sentence."))
        site_tree.put(changed, book)
        site_tree.build(tree, out)
    finally:
        changed.write_bytes(kept)
    written = {path.name for path in html_pages(out) if path.stat().st_mtime_ns != before[path]}
    assert "10_hostile-more.html" in written and not written & {"10_hostile.html", "codebook.html", "claims.html"}


def test_a_page_that_was_lost_is_mended_and_one_of_a_lost_report_goes(tree, tmp_path):
    out = tmp_path / "site"
    site_tree.build(tree, out)
    good = (out / "index.html").read_bytes()
    (out / "index.html").unlink()
    lost = tree / "reports/notebooks/10_hostile-more.ipynb"
    kept = lost.read_bytes()
    site_tree.build(tree, out)
    assert (out / "index.html").read_bytes() == good
    try:
        lost.unlink()
        said = site_tree.build(tree, out)
    finally:
        lost.write_bytes(kept)
    assert "left out: 10_hostile-more" in said
    assert (
        not (out / "reports/10_hostile-more.html").exists()
        and not (out / "figures/10_hostile-more--hostile.svg").exists()
    )


def test_nbconvert_is_imported_where_a_report_is_rendered_and_nowhere_else(tree, tmp_path):
    out, told = tmp_path / "site", "import atexit, sys\natexit.register(lambda: print('nbconvert' in sys.modules))"
    assert site_tree.build(tree, out, before=told).splitlines()[-1] == "True"
    assert site_tree.build(tree, out, before=told).splitlines()[-1] == "False"
    (out / "index.html").unlink()
    written, imported = site_tree.build(tree, out, before=told).splitlines()
    assert written.startswith("1 ") and imported == "False"


def test_a_folder_with_something_else_is_refused(tmp_path):
    from proofpress.site import command

    (tmp_path / "thesis.doc").write_text("years of work")
    for overwrite in (False, True):
        with pytest.raises(AnalysisError, match="thesis.doc"):
            command.build(HERE, tmp_path, overwrite=overwrite)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.doc"]


@pytest.mark.parametrize("name", ["thesis.doc", ".git/config", "reports/mine.html"])
def test_a_file_that_was_put_into_a_site_is_refused_by_name_and_stays(site, tmp_path, name):
    from proofpress.site import command

    out = shutil.copytree(site, tmp_path / "site")
    (out / name).parent.mkdir(exist_ok=True)
    (out / name).write_text("years of work")
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    with pytest.raises(AnalysisError, match=f"another source|{name}"):
        command.build(HERE, out)
    with pytest.raises(AnalysisError, match=name):
        command.build(HERE, out, overwrite=True)
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before


def test_a_page_that_was_touched_is_kept_unless_told(tree, tmp_path):
    out = tmp_path / "site"
    site_tree.build(tree, out)
    good = (out / "index.html").read_bytes()
    (out / "index.html").write_text("edited")
    with pytest.raises(AssertionError, match="changed since they were written: index.html"):
        site_tree.build(tree, out)
    assert (out / "index.html").read_text() == "edited"
    site_tree.build(tree, out, options=", overwrite=True")
    assert (out / "index.html").read_bytes() == good


def test_a_site_of_another_package_is_taken_over_only_when_told(tree, site, tmp_path):
    from proofpress.site import command

    out = shutil.copytree(site, tmp_path / "site")
    with pytest.raises(AnalysisError, match="made from another source"):
        command.build(HERE, out)
    shutil.rmtree(out / "mail")
    (out / MARKER).rename(out / ".site.json")
    with pytest.raises(AnalysisError, match=r"no run is known to have written: \.nojekyll, \.site\.json"):
        command.build(HERE, out, overwrite=True)


def test_a_site_goes_neither_over_its_package_nor_into_the_text(tmp_path):
    from proofpress.site import command

    for out in (HERE.root, HERE.root.parent):
        with pytest.raises(AnalysisError, match="which is read, lies in it"):
            command.build(HERE, out, overwrite=True)
    (tmp_path / "text").mkdir()
    (tmp_path / "text" / "a.txt").write_text("text")
    for out, said in (
        (tmp_path / "text", "which is read, lies in it"),
        (tmp_path / "text" / "site", "lies in the folder of the text"),
    ):
        with pytest.raises(AnalysisError, match=said):
            command.build(HERE, out, text=tmp_path / "text")
    assert [path.name for path in tmp_path.rglob("*")] == ["text", "a.txt"]


def test_a_build_that_stops_while_files_move_is_mended_by_the_next(tree, site, tmp_path):
    out = tmp_path / "site"
    broken = (
        "import os\nreplace = os.replace\n"
        "def failing(source, target):\n    if str(target).endswith('index.html'): raise OSError(5, 'Input/output "
        "error')\n    replace(source, target)\nos.replace = failing"
    )
    with pytest.raises(AssertionError, match="cannot be written: Input/output error"):
        site_tree.build(tree, out, before=broken)
    assert (out / "claims.html").exists() and not (out / "index.html").exists()
    site_tree.build(tree, out)
    assert (out / "index.html").read_bytes() == (site / "index.html").read_bytes() and not list(out.glob(".writing-*"))


def test_the_umask_of_the_caller_holds_for_pages(tree, tmp_path):
    site_tree.build(tree, tmp_path / "site", before="import os; os.umask(0o027)")
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "site").rglob("*")} == {0o750, 0o640} and (
        tmp_path / "site"
    ).stat().st_mode & 0o777 == 0o750


def test_a_build_with_the_text_cannot_be_committed_and_no_other_has_it(tree, site, tmp_path):
    sentence = "An invented paragraph that stands for a private one."
    private = f"__import__('collections').defaultdict(lambda: {sentence!r}, {{('clean-network', 1): {sentence!r}}})"
    source = tmp_path / "text.txt"
    source.write_text("text")
    out = tmp_path / "repository/build"
    out.mkdir(parents=True)
    subprocess.run(["git", "init", "-q", str(out.parent)], check=True)
    site_tree.build(tree, out, options=f", text=Path({str(source)!r}), private={private}")
    assert sentence in (out / "claims/support.html").read_text("utf-8") and "Private build" in (
        out / "index.html"
    ).read_text("utf-8")
    added = subprocess.run(["git", "add", "-A"], cwd=out.parent, capture_output=True, check=False)
    staged = subprocess.run(["git", "ls-files"], cwd=out.parent, capture_output=True, text=True, check=True).stdout
    assert added.returncode == 0 and staged == ""
    assert not [path for path in site.rglob("*") if path.is_file() and sentence.encode() in path.read_bytes()]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--text"], "no text is named"),
        (["--text", "x", "--single-file"], "never hold the text"),
        (["--text", "x", "--out", str(HERE.root / "reports" / "x")], "among tracked files"),
        (["--jobs", "0"], "not a number of jobs"),
        (["--out", ""], "no folder is named"),
    ],
)
def test_a_wrong_option_is_refused_with_its_reason(options, message, monkeypatch):
    import argparse

    from proofpress.site import command

    monkeypatch.delenv("CORPUS_TEXT", raising=False)
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    with pytest.raises(AnalysisError, match=message):
        command.run(
            argparse.Namespace(
                study=HERE,
                located=lambda given: Path(given) if given else None,
                private=lambda study, text: {},
                **vars(parser.parse_args(options)),
            )
        )


def test_pages_of_the_package_stay_light_and_hold_together(real):
    weights = {path: path.stat().st_size for path in html_pages(real) if path.parent.name != "mail"}
    assert len(weights) > 20 and {path.name: weight for path, weight in weights.items() if weight >= 500_000} == {}
    assert weights[real / "index.html"] < 150_000
    assert broken_links(real) == []


def test_every_report_is_on_the_index_under_a_question_of_its_own_or_apart(real):
    index = (real / "index.html").read_text("utf-8")
    apart = re.findall(r'<p class="apart">.*?<a href="reports/([^"]+)\.html">', index)
    assert apart == ["15_computed_chains"]  # shows an engine on invented news: no finding of the study
    built = sorted({path.stem for path in (real / "reports").glob("*.html")} - set(apart))
    questions = re.findall(r'<h[23][^>]*><a href="reports/([^"]+)\.html">(.*?)</a></h[23]>', index)
    assert sorted(name for name, _ in questions) == built
    assert len({question for _, question in questions}) == len(built)


def test_a_report_page_has_what_a_reader_looks_for(real):
    seen = dict.fromkeys(("figures", "tables"), 0)
    for path in html_pages(real / "reports"):
        page, text = Page(path), path.read_text("utf-8")
        metas = {
            attributes.get("property") or attributes.get("name"): attributes.get("content")
            for tag, attributes in page.elements
            if tag == "meta"
        }
        assert metas["description"] and metas["og:title"] and metas["og:description"], path
        if 'class="chart"' in text:
            assert (path.parent / metas["og:image"]).exists() and metas["og:image:alt"], path
        assert text.index('id="answer"') < text.index('class="body lead-section"') < text.index('id="limits"'), path
        if 'class="chart"' in text:  # nothing stands between the answer and the first chart
            between = text.split('id="answer"')[1].split("</section>")[1].split("<figure")[0]
            assert re.sub(r"<[^>]*>", "", between).strip() == "", path
        assert 'rel="prev"' in text or 'rel="next"' in text, path
        assert 'id="code-switch"' in text and '<details class="code" open' not in text, path
        assert {"parameters", "proof"} <= set(page.ids) and 'aria-label="On this page"' in text, path
        headings = re.findall(r'<h2 id="([^"]+)">(?!What this cannot say)', text)
        assert headings and all(f'class="permalink" href="#{name}"' in text for name in headings), path
        for figure in re.findall(r'<figure id="([^"]+)"', text):
            seen["figures"] += 1
            inside = text.split(f'<figure id="{figure}"')[1].split("</figure>")[0]
            assert f'href="#{figure}"' in inside and all(
                f'>{kind}<span class="sr">' in inside for kind in ("svg", "png", "csv")
            ), (path, figure)
            assert 'class="line"' in inside and '<details class="words">' in inside and "aria-label" in inside, (
                path,
                figure,
            )
        for table in text.split("<table id=")[1:]:
            seen["tables"] += 1
            lines = table.split("</table>")[0].split("<tbody>")[1].count("<tr")
            before = text[: text.index("<table id=" + table[:40])].rpartition('<div class="table')[2]
            assert (lines > 15) == ("data-search" in before), path
    assert min(seen.values()) > 10


def test_a_file_to_mail_needs_nothing_beside_it_and_allows_only_its_own_scripts(real):
    import base64
    import hashlib

    for path in [real / "mail/00_corpus.html", real / "mail/20_initiative_support.html"]:
        page = Page(path)
        assert [link for link in page.links if not link.startswith(("#", "https://"))] == []
        policy = next(
            attributes["content"]
            for _, attributes in page.elements
            if attributes.get("http-equiv") == "Content-Security-Policy"
        )
        allowed = set(re.findall(r"'sha256-([^']+)'", policy))
        inline = [text for attributes, text in page.scripts if attributes.get("type") != "application/json"]
        assert (
            len(inline) > 4
            and {base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in inline} <= allowed
        )


def test_codecheck_lists_every_figure_and_report_and_claims_nothing(real):
    listed = yaml.safe_load((real / "codecheck.yml").read_text("utf-8"))
    files = [entry["file"] for entry in listed["manifest"]]
    assert sorted(files) == sorted(
        path.relative_to(HERE.root).as_posix() for path in [*HERE.figures.glob("*.png"), *HERE.executed.glob("*.ipynb")]
    )
    assert len(files) > 20 and all(entry["comment"] for entry in listed["manifest"])
    assert not {"codechecker", "certificate", "report"} & set(listed)


@pytest.mark.parametrize(
    ("check", "current", "said"),
    [
        ({}, False, "No check is recorded in this copy. Run `make check` to compare the outputs, and then"),
        ({"reports": 1}, False, "No check is recorded"),
        ({"reports": 3, "outputs": 9, "files": 12, "of": "x"}, False, "compared earlier outputs"),
        (
            {"reports": 3, "outputs": 9, "files": 12, "of": "x"},
            True,
            "ran 3 reports afresh without a network and compared 9 outputs of cells and 12 files",
        ),
        (
            {"reports": 3, "outputs": 9, "files": 12, "of": "x", "caught": 84, "mutations": 85},
            True,
            "of 85 kinds of planted change it catches and names 84",
        ),
    ],
)
def test_pages_say_of_the_last_check_no_more_than_is_on_record(check, current, said):
    from proofpress.site.proof import Proof, check_words

    assert said in check_words(Proof("", "", (), ("", ""), (), {}, check, current))


@pytest.mark.parametrize(
    ("text", "paper"),
    [
        ("#1F1F1F", "#FFFFFF"),
        ("#595959", "#FFFFFF"),
        ("#1F1F1F", "#8C8C8C"),
        ("#FFFFFF", "#595959"),
        ("#1F1F1F", "#D9D9D9"),
    ],
)
def test_a_drawing_keeps_its_contrasts_on_dark_paper(text, paper):
    from proofpress.site.frame import NIGHT

    tones = [float(tone) for tone in NIGHT.split()]

    def turned(colour: str) -> str:
        value = int(colour[1:3], 16) / 255 * 20
        low = min(int(value), 19)
        grey = round(255 * (tones[low] + (tones[low + 1] - tones[low]) * (value - low)))
        return f"#{grey:02X}{grey:02X}{grey:02X}"

    def contrast(one: str, other: str) -> float:
        grey = [int(colour[1:3], 16) / 255 for colour in (one, other)]
        dark, light = sorted(
            (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4) + 0.05 for part in grey
        )
        return light / dark

    assert contrast(turned(text), turned(paper)) >= max(4.5, 0.9 * contrast(text, paper) - 0.5)


def test_vendored_files_are_the_ones_that_the_manifest_names():
    import hashlib

    from proofpress.site.frame import VENDOR

    for folder in (VENDOR, Path(__file__).parent / "vendor"):
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        for entry in manifest.get("files", [manifest]):
            assert hashlib.sha256((folder / entry["file"]).read_bytes()).hexdigest() == entry["sha256"], entry["file"]
            assert entry["integrity"].startswith("sha512-") and entry["licence"]


# Markup.


@given(st.text())
def test_data_comes_back_as_it_was_and_holds_no_markup(text):
    made = str(markup.data({"text": text}))
    assert not set("<>&\u2028\u2029") & set(made)
    assert json.loads(made) == {"text": text}


class Texts(HTMLParser):
    def __init__(self, html: str):
        super().__init__(convert_charrefs=True)
        self.tags, self.text = [], ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, text):
        self.text += text


@given(
    st.text(
        alphabet=st.one_of(st.sampled_from("<>&\"'/=反共赵;#x"), st.characters(exclude_categories=["Cs", "Cc", "Cf"]))
    )
)
def test_words_are_read_as_they_were_written(text):
    made = Texts(str(markup.words(text)))
    assert set(made.tags) <= {"span"}
    assert made.text == markup.visible(text)


@given(st.text(alphabet="<>!-/abcsriptimgonerxjv:()[]`*_#&;=\"' \n"))
def test_markdown_never_makes_an_element_that_markdown_does_not_have(text):
    page = Texts(str(markup.markdown(text)[0]))
    assert not set(page.tags) - {
        "p",
        "a",
        "em",
        "strong",
        "code",
        "pre",
        "h2",
        "h3",
        "h4",
        "ul",
        "ol",
        "li",
        "blockquote",
        "hr",
        "br",
        "span",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "del",
    }


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " javascript:alert(1)",
        "JaVaScRiPt:x",
        "data:text/html,x",
        "vbscript:x",
        "//example.org",
        "file:///etc/passwd",
    ],
)
def test_an_address_that_is_no_web_address_is_kept_as_words_only(url):
    assert "href" not in str(markup.markdown(f"[words](<{url}>)")[0])


def test_commands_in_the_packages_own_texts_are_set_as_code_and_stay_texts():
    assert str(markup.coded("by `make <b>`; x_y *z* `")) == "by <code>make &lt;b&gt;</code>; x_y *z* `"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("One. Two.", "One."),
        ("It is 3.5 % of it. More.", "It is 3.5 % of it."),
        ("U.S. officials say so. Then.", "U.S. officials say so."),
        ("No end", "No end"),
        ("“Yes.” He said.", "“Yes.”"),
    ],
)
def test_a_sentence_ends_where_a_reader_ends_it(text, first):
    assert markup.sentence(text) == first


def test_characters_that_turn_a_text_around_are_not_shown():
    assert markup.visible("a\u202eb\u200bc\x00d") == "abcd"


def test_tables_of_an_output_are_read_as_texts_without_their_markup():
    ((kind, table),) = [
        block
        for block in fragment.blocks_of(
            "<style>x{}</style><table><thead><tr><th>a</th></tr></thead><tbody><tr><td><b onclick=x>1 &lt;</b><script>"
            "2</script></td></tr></tbody></table>"
        )
        if block[0] == "grid"
    ]
    assert [cell.text for cell in table.head[0]] == ["a"] and [cell.text for cell in table.body[0]] == ["1 <"]


# Figures.


def test_a_drawing_keeps_shapes_and_texts_and_nothing_that_acts():
    made = Texts(str(drawing.inline_svg(site_tree.drawing(720), "test")))
    assert set(made.tags) == {"svg", "g", "path", "rect", "text"}
    assert site_tree.HOSTILE in made.text


@pytest.mark.parametrize(
    ("drawn", "held"),
    [
        ("<text>Source: CMP, \u2018A Plan\u2019, ten</text><text>coded rows</text>", True),
        ("<text>Source: CMP, \u2018A Plan\u2019, ten</text>", False),
        ("<g>Source: CMP, 'A Plan', ten coded rows</g>", False),
    ],
)
def test_a_caption_leaves_out_of_sight_only_a_source_that_the_drawing_says_whole(drawn, held):
    assert drawing.says(f"<svg>{drawn}</svg>", "Source: CMP, 'A Plan', ten coded rows") is held


def test_a_source_that_the_drawing_does_not_say_is_shown_and_one_that_it_says_stays_for_listeners(site, real):
    assert "<span>Source: " in (site / "reports/10_hostile.html").read_text("utf-8")
    shown = (real / "reports/20_initiative_support.html").read_text("utf-8")
    assert '<span class="sr">Source: ' in shown and "<span>Source: " not in shown


def test_a_drawing_that_is_no_svg_is_refused_with_its_place():
    with pytest.raises(AnalysisError, match="report x, figure y"):
        drawing.inline_svg("<html/>", "report x, figure y")


def test_cells_that_were_kept_from_spreadsheets_are_shown_as_they_were():
    assert drawing.table_of("a\n'=1+1\n'quoted'\n") == (["a"], [["=1+1"], ["'quoted'"]])


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("'a' and \"b\"", "‘a’ and “b”"),
        ("China's, the states' and CMP’s", "China’s, the states’ and CMP’s"),
        ("('a'), [\"b\"], “'c'”", "(‘a’), [“b”], “‘c’”"),
        ("5' and 6\"", "5’ and 6”"),
        ("", ""),
    ],
)
def test_quotation_marks_and_apostrophes_are_of_one_kind(written, shown):
    assert markup.curled(written) == shown


def test_code_and_a_strangers_words_keep_their_quotation_marks():
    made = unescape(str(markup.markdown("it's `x = 'a'`", curl=True)[0]))
    assert "it’s" in made and "<code>x = 'a'</code>" in made
    assert "it's" in unescape(str(markup.markdown("it's")[0]))


def test_reports_and_index_of_the_package_have_quotation_marks_of_one_kind(real):
    for path in [real / "index.html", *(real / "reports").glob("*.html"), *(real / "claims").glob("*.html")]:
        seen = re.sub(r"<(script|style|pre|code|svg)\b.*?</\1>|<[^>]*>", " ", path.read_text("utf-8"), flags=re.DOTALL)
        assert re.findall(r".{20}(?:&#39;|&#34;|'|\").{20}", seen) == [], path.name


def test_pages_say_nothing_in_words_that_only_their_makers_know():
    words = re.compile(r"\b(facts mode|text mode|slips?|lanes?|coded rows?|footing|pass [AB])\b", re.IGNORECASE)
    for path in sorted(frame.TEMPLATES.glob("*.j2")):
        seen = re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}|<[^>]*>", " ", path.read_text("utf-8"), flags=re.DOTALL)
        assert words.findall(seen) == [], path.name


def test_a_cell_that_names_an_article_shows_its_title_and_any_other_cell_stays():
    register = Register({}, ({"article": "lamp", "title": "The Lamp"},), {}, {})
    for cell in ("lamps", "a lamp", "lamp, post", "lamp-post, paragraph 5", ""):
        assert register.titled(cell) == cell
    assert register.titled("lamp") == "The Lamp"
    assert register.titled("lamp, paragraph 5") == "The Lamp, paragraph 5"
    assert register.titled("lamp, paragraphs 5, 7") == "The Lamp, paragraphs 5, 7"


def test_a_long_table_of_the_register_goes_on_on_further_pages_and_each_row_has_one_place():
    rows = {f"a-{n}": SimpleNamespace(id=f"a-{n}", table="a") for n in range(2 * PER_PAGE + 1)}
    register = Register(rows, (), {}, {}, {"a": "About a.", "b": "Nothing yet."})
    assert [len(ids) for ids in register.pages.values()] == [PER_PAGE, PER_PAGE, 1]
    assert list(register.pages) == ["claims/a.html", "claims/a-page-2.html", "claims/a-page-3.html"]
    assert len(set(register.address.values())) == len(rows)
    assert register.address[f"a-{PER_PAGE}"] == f"claims/a-page-2.html#a-{PER_PAGE}"


def test_the_search_holds_every_report_figure_and_row_and_no_private_text(site, real):
    held = json.loads((real / "assets/search.js").read_text("utf-8").removeprefix("window.searchIndex=").rstrip(";\n"))
    assert len(held["reports"]) == len(list((real / "reports").glob("*.html")))
    assert len(held["figures"]) == sum(
        path.read_text("utf-8").count('<figure id="') for path in (real / "reports").glob("*.html")
    )
    first = [target for _, target, *_ in held["records"] if target.endswith("-0001")]
    assert len(first) > 5
    for target in first:
        assert target.split("#")[1] in Page(real / target.split("#")[0]).ids
    assert not set("<>&") & set((site / "assets/search.js").read_text("utf-8"))


def test_settings_refuse_an_unknown_key(tmp_path):
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "site.yml").write_text("title: a\nabout: b\ncolour: red\n")
    with pytest.raises(AnalysisError, match="title and about"):
        settings.read_settings(Study(tmp_path))


def test_who_acts_is_not_who_says_so():
    """In rows on what is done, the one who tells it says so: CMP, or whose words the paragraph holds."""
    rows = read_register(HERE).rows.values()
    events = [row for row in rows if row.table == "events"]
    told = [row for row in events if "CMP says" in row.statement]
    assert len(told) > 20 and {row.speaker for row in told} == {"CMP"}
    acting = [row for row in events if row.raw["actor"]]
    assert acting and all(
        ("Who acts", row.raw["actor"]) in row.parts or any(label == "Who acts" for label, _ in row.parts)
        for row in acting
    )
    assert "not said" not in {row.speaker for row in rows if row.table in ("events", "reprints")}
    carried = [row for row in rows if row.table == "reprints"]
    assert carried and all([label for label, _ in row.parts] == ["Whose words", "Carried by"] for row in carried)


def test_a_relay_is_named_unless_it_is_the_outlet_itself():
    rows = read_register(HERE).rows
    assert ("Relayed by", "Chinese state media") in rows["support-0006"].parts
    assert all(
        name not in [other for label, other in row.parts if label == "Reported by"]
        for row in rows.values()
        for label, name in row.parts
        if label == "Relayed by"
    )


def test_the_name_of_a_report_in_prose_leads_to_it():
    def leads(url):
        return "10_x.html" if url == "10_x.ipynb" else ""

    def said(text):
        return str(markup.markdown(text, markup.Ids(), leads)[0]).strip()

    assert said("as in `10_x`") == '<p>as in <a href="10_x.html"><code>10_x</code></a></p>'
    assert (
        said("as in `10_y`, `10_x(1)` and `<b>`")
        == "<p>as in <code>10_y</code>, <code>10_x(1)</code> and <code>&lt;b&gt;</code></p>"
    )
    assert said("[see `10_x`](10_x.ipynb)") == '<p><a href="10_x.html">see <code>10_x</code></a></p>'


def test_a_table_is_called_by_its_title_wherever_a_reader_meets_it(real):
    resources = json.loads((HERE.data / "datapackage.json").read_text("utf-8"))["resources"]
    titles = {found["name"]: found["title"] for found in resources if "reader" in found}
    front, codebook = ((real / name).read_text("utf-8") for name in ("claims.html", "codebook.html"))
    assert titles["coverage"] == "Facial recognition"
    for name, title in titles.items():
        assert f"<h1>{title}" in (real / "claims" / f"{name}.html").read_text("utf-8")
        assert f'<option value="{name}">{title} (' in front and f'<a href="#{name}">{title}</a>' in codebook


def test_the_codebook_says_each_rule_of_each_table(real):
    page = (real / "codebook.html").read_text("utf-8")
    said = " ".join(html.unescape(re.sub(r"<[^>]+>", "", page)).split())
    resources = json.loads((HERE.data / "datapackage.json").read_text("utf-8"))["resources"]
    rules = [rule["words"] for resource in resources for rule in resource.get("rules", [])]
    assert len(rules) > 5
    assert [words for words in rules if " ".join(words.replace("`", "").split()) not in said] == []


def test_a_study_whose_articles_have_nothing_but_a_name_has_a_site_and_an_address_runs_nothing(project, tmp_path):
    raw = project / "data" / "raw"
    fields = "".join(
        f"    - {{name: {name}, type: string, description: D, empty: none}}\n" for name in ("url", "title")
    )
    for more, row in (("", "ferry"), (fields, "ferry,javascript:alert(1),")):
        (raw / "articles.yml").write_text(
            "description: Articles.\nrow: One article.\nschema:\n  primaryKey: [article]\n  fields:\n"
            "    - {name: article, type: string, description: Id, constraints: {required: true}}\n" + more,
            "utf-8",
        )
        (raw / "articles.csv").write_text(f"article{',url,title' if more else ''}\n{row}\n", "utf-8")
        (raw / "topics.yml").write_text("harvest:\n  title: H\n  question: Q?\n  terms: [wheat]\n", "utf-8")
        for verb in ("codebook", "site"):
            done = mini_project.run(project, verb, env={"PYTHONPATH": f"{HERE.source}:{project / 'src'}"})
            assert done.returncode == 0, done.stderr
        page = (project / "site" / "index.html").read_text("utf-8")
        assert "ferry" in page and "javascript:" not in page
