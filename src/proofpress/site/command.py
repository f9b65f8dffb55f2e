"""``make site``: the pages, incremental and in parallel, whole or not at all."""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis import inputs
from analysis.errors import AnalysisError
from analysis.files import Target, claim, named_folder, read_record, told
from analysis.study import Study, shown
from proofpress import package
from proofpress.proof import record
from proofpress.reports import freshness, machine, packages

if TYPE_CHECKING:
    from proofpress.site import frame

MAIL = "mail"


# What the owner of a text may see: (article, paragraph) -> its words.
Private = Callable[[Study, Path], Mapping[tuple[str, int], str]]


def text_site(study: Study) -> Path:
    """Where a site with the text of the articles is built: ignored by git."""
    return study.build / "site-text"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--out",
        metavar="DIR",
        default=None,
        help="folder to write, new, empty or a site of this package; default: site/ (with --text: build/site-text)",
    )
    parser.add_argument(
        "--text",
        metavar="PATH",
        nargs="?",
        const="",
        default=None,
        help="for the owner of the text: add each paragraph beside its claims, in a build that git refuses; "
        "default PATH: CORPUS_TEXT",
    )
    parser.add_argument(
        "--single-file", action="store_true", help=f"also write each report as one file to mail, into {MAIL}/"
    )
    parser.add_argument("--force", action="store_true", help="render what is fresh too")
    parser.add_argument(
        "--overwrite",
        action="store_true",
        help="replace a site of another package, and files that were changed since; "
        "files that no build wrote are never touched",
    )
    parser.add_argument(
        "--jobs", type=int, default=None, metavar="N", help="how many pages at a time; default: the cores there are"
    )


def run(args: argparse.Namespace) -> int:
    study = args.study
    if args.jobs is not None and args.jobs < 1:
        raise AnalysisError(f"{args.jobs} is not a number of jobs", where="--jobs", do="Give 1 or more.")
    text = None
    if args.text is not None:
        text = args.located(args.text or None)
        if text is None:
            raise AnalysisError("no text is named", where="--text", do="Give its file or folder, or set CORPUS_TEXT.")
        if args.single_file:
            raise AnalysisError("files to mail never hold the text", where="--single-file", do="Leave out --text.")
    out = (
        (text_site(study) if text else study.site) if args.out is None else named_folder(args.out, "--out")
    ).resolve()
    if text and out.is_relative_to(study.root) and not out.is_relative_to(study.build):
        raise AnalysisError(
            "a build with the text may not lie among tracked files",
            where=args.out,
            do=f"Leave out --out ({study.shown(text_site(study))}), or name a folder outside.",
        )
    private = None if text is None else args.private(study, text)
    written, pages = build(
        study,
        out,
        text=text,
        private=private,
        single=args.single_file,
        force=args.force,
        overwrite=args.overwrite,
        jobs=args.jobs,
    )
    print(
        f"{shown(out)}: {pages} pages, {written} written"
        if written
        else f"Nothing to do: {shown(out)} is fresh, {pages} pages. --force renders anew."
    )
    return 0


def build(
    study: Study,
    out: Path,
    *,
    text: Path | None = None,
    private: Mapping[tuple[str, int], str] | None = None,
    single: bool = False,
    force: bool = False,
    overwrite: bool = False,
    jobs: int | None = None,
) -> tuple[int, int]:
    """Write the site into a folder; gives how many files were written and how many pages there are.

    Each page has a key: the hash of all that it is made of. A page with the same key whose file stands as it was
    written is left alone. Files of the build before that the site no longer has are removed.

    Raises AnalysisError, before any work, where the folder holds a file that no build of this package wrote or, unless
    ``overwrite``, one that was changed since.
    """
    from proofpress.reports import parameters

    target = claim(out, "site", study.root, inputs=[] if text is None else [text], overwrite=overwrite)
    if text is not None and out.is_relative_to(text.resolve()):
        raise AnalysisError(
            "it lies in the folder of the text, whose files are read", where=str(out), do="Name a folder outside."
        )
    before = recorded(out) if target.record() else {}
    everything = fingerprint(study, text, single)
    if (
        not force
        and before.get("inputs") == everything
        and all(_hash(out / file) == value for file, value in before["files"].items())
    ):
        return 0, sum(file.endswith(".html") for file in before["files"])

    from proofpress.site import claims, frame, pages, reference
    from proofpress.site.reading import read_document, report_files

    site = frame.read_site(study)
    built = site.order
    missing = [name for name in parameters.names(study) if name not in built]
    if missing:
        print(f"not built yet and left out: {', '.join(missing)} (make)")
    site = replace(
        site,
        documents={name: read_document(study, name, site.register) for name in built},
        private=private,
    )

    tables = package.resources(study)
    counts = {table["name"]: len(package.rows(study, table)) for table in tables}
    files = {table["name"]: f"data/{Path(table['path']).name}" for table in tables}
    copies = _copies(study, built) | {
        f"data/{Path(table['path']).name}": package.file_of(study, table) for table in tables
    }
    common = hashlib.sha256(
        json.dumps(
            [everything_but_reports(study, text), [(d.name, d.question) for d in site.documents.values()]]
        ).encode()
    ).hexdigest()
    tasks: dict[str, tuple[str, Callable[[], str]]] = {}
    for name in built:
        own = _digest([*report_files(study, name), study.notebooks / f"{site.documents[name].notebook}.ipynb"])
        tasks[f"reports/{name}.html"] = (f"{common} {own}", partial(_report, site, name))
    whole = f"{common} {everything}"
    tasks["index.html"] = (whole, lambda: pages.index(site))
    tasks["claims.html"] = (whole, lambda: claims.front(site))
    for file in site.register.pages:
        tasks[file] = (whole, partial(claims.part, site, file))
    tasks["proof.html"] = (whole, lambda: pages.proof(site))
    tasks["reference.html"] = (common, lambda: reference.reference(site))
    tasks["codebook.html"] = (common, lambda: pages.codebook(site, counts, files))

    kept = before.get("pages", {})
    fresh = {
        page
        for page, (key, _) in tasks.items()
        if not force and kept.get(page, {}).get("key") == key and _hash(out / page) == before.get("files", {}).get(page)
    }
    stale = {page: make for page, (_, make) in tasks.items() if page not in fresh}
    if single or any(page.startswith("reports/") for page in stale):
        from proofpress.site import exporter  # noqa: F401  # brings nbconvert: once, before workers are forked
    made = _rendered(stale, jobs)
    characters = {page: made[page][1] if page in made else kept[page]["characters"] for page in tasks}
    content: dict[str, bytes] = {page: html.encode() for page, (html, _) in made.items()}
    font_css = _font_css(characters.values(), out, before)
    content |= {
        "assets/font.css": font_css.encode(),
        "codecheck.yml": pages.codecheck(site, built).encode(),
        claims.INDEX: claims.index(site).encode(),
        ".nojekyll": b"",
    }
    content |= _assets()
    if text is not None:
        content[".gitignore"] = b"# This build holds the text of the articles. It is never committed.\n*\n"
    if single:
        content |= {
            f"{MAIL}/{name}.html": _report(site, name, single=True, font_css=font_css).encode() for name in built
        }

    content |= {file: inputs.content(path) for file, path in copies.items()}
    note = {
        "inputs": everything,
        "single": single,
        "private": text is not None,
        "pages": {page: {"key": tasks[page][0], "characters": characters[page]} for page in sorted(tasks)},
    }
    written = _written(target, content, {page: before["files"][page] for page in fresh}, note)
    return written, sum(file.endswith(".html") for file in [*fresh, *content])


def _report(site: frame.Site, name: str, **more: Any) -> str:
    from proofpress.site import exporter

    return exporter.report(site, name, **more)


def _written(target: Target, content: Mapping[str, bytes], kept: Mapping[str, str], note: Mapping) -> int:
    """Put files into the folder of the site, those that stand there as they are left alone; how many were written."""
    with target.staging() as beside:
        with told(target.given):
            for file, data in content.items():
                (beside / file).parent.mkdir(parents=True, exist_ok=True)
                (beside / file).write_bytes(data)
        return len(target.take(beside, kept=kept, note=note)[0])


def _rendered(makers: Mapping[str, Callable[[], str]], jobs: int | None) -> dict[str, tuple[str, str]]:
    """Page -> (HTML, its characters), rendered in forked workers, which hold what the pages are made of."""
    global _makers
    workers = min(jobs or machine.cores(), max(1, len(makers)))
    if workers == 1 or len(makers) < 3 or not machine.forks():  # what a page is made of goes to no spawned worker
        return {page: _with_characters(make()) for page, make in makers.items()}
    _makers = makers
    try:
        with machine.pool(workers) as pool:
            return dict(zip(makers, pool.map(_render_one, makers), strict=True))
    finally:
        _makers = {}


_makers: Mapping[str, Callable[[], str]] = {}


def _render_one(page: str) -> tuple[str, str]:
    return _with_characters(_makers[page]())


def _with_characters(html: str) -> tuple[str, str]:
    return html, "".join(sorted(set(html)))


def _font_css(characters: Iterable[str], out: Path, before: Mapping) -> str:
    """One @font-face with the characters of all pages, embedded once: so it loads from disk in every browser."""
    from analysis.charts import fonts
    from proofpress.site import frame
    from proofpress.site.proof import sha256 as sha

    wanted = "".join(sorted(character for character in set("".join(characters)) if ord(character) >= 32))
    mark = f"/* {hashlib.sha256((wanted + sha(fonts.received())).encode()).hexdigest()} */\n"
    try:
        there = inputs.text(out / "assets" / "font.css")
    except AnalysisError:
        there = ""
    if there.startswith(mark) and hashlib.sha256(there.encode()).hexdigest() == before.get("files", {}).get(
        "assets/font.css"
    ):
        return there
    return mark + frame.font_css(wanted)


def _assets() -> dict[str, bytes]:
    from proofpress.site import frame

    vendor = json.loads((frame.VENDOR / "manifest.json").read_text("utf-8"))
    found = {}
    for entry in vendor["files"]:
        data = (frame.VENDOR / entry["file"]).read_bytes()
        if hashlib.sha256(data).hexdigest() != entry["sha256"]:
            raise AnalysisError(
                "it is not the file that the manifest names",
                where=shown(frame.VENDOR / entry["file"]),
                do="Restore it with git.",
            )
        found[f"assets/{entry['file']}"] = data
    for file in ("site.css", "site.js"):
        found[f"assets/{file}"] = (frame.ASSETS / file).read_bytes()
    found["assets/LICENSES.txt"] = (frame.VENDOR / "LICENSES.txt").read_bytes()
    return found


def _copies(study: Study, built: Iterable[str]) -> dict[str, Path]:
    found = {}
    for name in built:
        found[f"notebooks/{name}.ipynb"] = study.executed / f"{name}.ipynb"
        for path in sorted(study.figures.glob(f"{name}--*")):
            found[f"figures/{path.name}"] = path
    return found


def recorded(out: Path) -> dict:
    """What the last build of a site noted: inputs, files, pages, single; empty where there is none that was ended."""
    found = read_record(out)
    return {**found.note, "files": found.files} if found and {"inputs", "pages"} <= set(found.note) else {}


def _hash(path: Path) -> str:
    try:
        return inputs.digest(path)
    except OSError:
        return ""


def _digest(files: Iterable[Path]) -> str:
    return hashlib.sha256(json.dumps([(path.name, _hash(path)) for path in files]).encode()).hexdigest()


def everything_but_reports(study: Study, text: Path | None) -> str:
    """Hash of what every page depends on: this library, the tables, the site's settings, the state of the proof."""
    from proofpress.site import proof, settings

    library = (path for folder in packages.folders().values() for path in folder.rglob("*"))
    files = [
        *sorted(path for path in library if path.is_file() and "__pycache__" not in path.parts),
        *(study.root / name for name in proof.table_files(study)),
        settings.file_of(study),
        study.lock,
        record.path(study),
        freshness.provenance_path(study),
    ]
    held = [] if text is None else sorted(text.rglob("*.txt")) if text.is_dir() else [text]
    said = [proof.standing(study)[0], _digest(files), _digest(held), text is not None]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def fingerprint(study: Study, text: Path | None, single: bool) -> str:
    """Hash of everything that the site is made of."""
    reports = [
        *sorted(study.params.glob("*.yml")),
        *sorted(study.notebooks.glob("*.ipynb")),
        *sorted(study.executed.glob("*.ipynb")),
        *sorted(study.figures.glob("*")),
    ]
    said = [everything_but_reports(study, text), _digest(reports), single]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()
