"""Bring a corpus in: read what a source holds, write it as one corpus, say what is uncertain and what changed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from analysis import files
from analysis.columns import Taken
from analysis.errors import AnalysisError, many
from analysis.files import Target
from analysis.study import Study, shown
from newsbench import opening
from newsbench.importing import asked as asking
from newsbench.importing import filenames, parts, sources, unsure, when, writing
from newsbench.importing import metadata as metadata_of
from newsbench.importing.asked import Asked
from newsbench.importing.document import Found, LeftOut, Unreadable
from newsbench.importing.join import Joiner
from newsbench.importing.report import Report
from newsbench.importing.resolve import Resolver, Row, refusal
from newsbench.store import IGNORED, Place
from newsbench.store import place as placed

KIND = "import"
EDITED = frozenset({"unsure.csv", "import.yml"})  # files of an import that a person writes in

Progress = Callable[[str, int, int], object]


def bring(
    source: str | os.PathLike,
    name: str,
    *,
    into: str | os.PathLike | None = None,
    columns: Mapping[str, str] | None = None,
    dates: str = "",
    pattern: str = "",
    split: str = "",
    sheet: str = "",
    encoding: str = "",
    metadata: Iterable[str | os.PathLike] = (),
    overwrite: bool = False,
    progress: Progress | None = None,
    study: Study | None = None,
) -> Report:
    """Bring articles in as a corpus of the study, or into a folder.

    Parameters
    ----------
    source : path
        A file or a folder: txt, Markdown, HTML, DOCX, ODT, RTF, PDF, CSV, Excel, JSONL, Parquet, EPUB, TEI, zip of
        these, and the exports of Nexis Uni, Factiva and ProQuest.
    name : str
        What the corpus is called.
    into : path, optional
        The folder in which the corpus gets one of its own; ``data/raw/corpora`` of the study where nothing is given.
    columns : mapping of str to str, optional
        Meaning to column, where the usual names do not tell: ``{"text": "Body"}``; an empty column means that there is
        none.
    dates : {"dmy", "mdy"}, optional
        The order of dates of numbers.
    pattern : str, optional
        What the names of files tell: ``{date}_{outlet}_{title}``.
    split : str, optional
        A regular expression for the lines at which articles of one file begin.
    sheet : str, optional
        The sheet of a workbook.
    encoding : str, optional
        Of all files of text, where it is not found.
    metadata : iterable of paths, optional
        Files of facts without texts (RIS, CSL JSON, citations of CNKI, tables of Media Cloud), joined to the articles
        by file name, address, title and date.
    overwrite : bool
        Replace a corpus of that name that came from another source, and files that were changed.
    progress : callable, optional
        Called with what is done, how much of it is, and how much there is.
    study : Study, optional
        The study to bring it to; the one that one stands in where nothing is given.

    Returns
    -------
    Report
        What was brought, left out, uncertain and changed; it shows itself.

    Raises
    ------
    AnalysisError
        All that is wrong at once: what cannot be read, columns and dates that could mean two things, ids that stand
        twice, a folder that is not the corpus's own. Nothing is written then.

    Examples
    --------
    >>> bring("exports/harbour.csv", "harbour")
    harbour: 6 articles from harbour.csv, 266 words, 2020-01-07 to 2020-03-01~...
    """
    others = [Path(one) for one in metadata]
    told = ", ".join(sorted(one.name for one in others))
    given = Asked(dict(columns or {}), dates, pattern, split, sheet, encoding, told)
    path, place = Path(source), placed(name, into, study)
    files_of, left = parts.of(path)
    target = files.claim(
        place.folder, KIND, path, inputs=others, overwrite=overwrite, passing=_is_index, edited=EDITED, anywhere=True
    )
    wanted = given.over(_before(place))
    if wanted.metadata and not others:
        raise AnalysisError(
            f"the last import joined facts from {wanted.metadata}, and this one would lose them",
            where=shown(place.asked),
            do="Name the files again with --metadata, or take the line metadata out of that file.",
        )
    decisions = unsure.read(place.unsure)
    files_of, joiner = _with_facts(files_of, others, wanted)
    changes = writing.changes(place.manifest)
    resolver, table = Resolver(wanted, decisions, joiner=joiner, changes=changes), unsure.Table(decisions)
    report = Report(place, shown(place.folder), path.name or str(path), left=left)
    try:
        with target.staging() as beside:
            with files.told(place.folder), writing.Writer(beside, changes) as writer:
                _write(files_of, wanted, resolver, table, writer, report, progress)
                if target.elsewhere and not overwrite:
                    _recognise(target.elsewhere, changes, report)
                _finish(beside, wanted, path, table, writer, report, resolver)
            report.moved = _taken_over(target, beside)
    finally:
        with suppress(OSError):  # not empty, unless nothing was brought
            place.folder.rmdir()
    opening.indexed(place, progress, tell=False)
    report.indexed = True
    report.opened = (
        f"from analysis import load_corpus; corpus = load_corpus({name!r})"
        if into is None
        else f"from newsbench.opening import open_corpus; corpus = open_corpus({name!r}, {str(into)!r})"
    )
    return report


def _with_facts(
    files_of: list[parts.Part], others: list[Path], wanted: Asked
) -> tuple[list[parts.Part], Joiner | None]:
    """The files that hold articles, and the facts of those that hold facts only: in the source, and beside it."""
    facts = [part for part in files_of if metadata_of.is_metadata(part)] if len(files_of) > 1 else []
    if len(facts) == len(files_of):
        facts = []  # so that each is refused with what it lacks
    more = [part for one in others for part in parts.of(one)[0]]
    if not facts and not more:
        return files_of, None
    joiner = Joiner(wanted.dates)
    errors: list[AnalysisError] = []
    for part in [*facts, *more]:
        try:
            joiner.add(metadata_of.records(part, wanted))
        except AnalysisError as error:
            errors.append(error)
    if errors:
        raise refusal(errors)
    return [part for part in files_of if part not in facts], joiner


def _recognise(other: str, changes: writing.Changes, report: Report) -> None:
    """A source in another place, or under another name, is the same one where half of the articles are there again.

    Raises AnalysisError where they are not.
    """
    if not changes.size or 2 * changes.known < changes.size:
        raise AnalysisError(
            f"it holds {changes.size:,} articles from {other!r}, another source: {report.source!r} has the same text "
            f"for {changes.known:,} of them",
            where=report.shown,
            do="Name another corpus with --as; or say --overwrite, if this source shall take its place.",
        )
    report.notes.append(f"taken for the source of the last import, {other!r}, as the articles are the same")


def _before(place: Place) -> Asked:
    """What was asked at the last import; nothing where there was none."""
    return asking.read(place.asked.read_bytes(), shown(place.asked)) if place.asked.is_file() else Asked()


def _is_index(folder: Path) -> bool:
    return folder.name == "index" and (folder / "index.json").is_file()


def _write(
    files_of: list[parts.Part],
    wanted: Asked,
    resolver: Resolver,
    table: unsure.Table,
    writer: writing.Writer,
    report: Report,
    progress: Progress | None,
) -> None:
    """Read every file and write what it holds; raises what must be mended first, all of it at once."""
    errors: list[AnalysisError] = []
    waiting: Row | None = None
    for one in _read(files_of, wanted, report, progress):
        if isinstance(one, AnalysisError):
            _sort_out(one, len(files_of), errors, report)
            continue
        row = one if isinstance(one, LeftOut) else resolver.row(one)
        if isinstance(row, LeftOut):
            report.left.append(row)
            continue
        for doubt in row.doubts:
            table.add(str(row.facts["id"]), row.file, doubt)
        if row.joins and waiting is not None and waiting.file == row.file:
            title = f"{row.facts['title']}\n" if row.facts["title"] else ""
            waiting.facts["text"] = f"{waiting.facts['text']}\n{title}{row.facts['text']}"
            continue
        if waiting is not None:
            writer.add(waiting.facts)
        waiting = row
    if waiting is not None:
        writer.add(waiting.facts)
    writer.close()
    if errors:
        raise refusal(errors)
    resolver.refuse(report.source)
    if not writer.count:
        raise _nothing(report)


def _sort_out(error: AnalysisError, count: int, errors: list[AnalysisError], report: Report) -> None:
    """A file that cannot be read is left out where there are others; what a person must decide stops the import."""
    if isinstance(error, Unreadable) and count > 1:
        report.left.append(LeftOut(error.where, "", error.what))
    else:
        errors.append(error)


def _read(
    files_of: list[parts.Part], wanted: Asked, report: Report, progress: Progress | None
) -> Iterator[Found | LeftOut | AnalysisError]:
    for before, total, part in parts.walk(files_of):
        for number, found in enumerate(sources.read(part, wanted, report.taken, report.warnings)):
            if progress and number % 500 == 0:
                progress("read", min(before + part.position(), total), total)
            yield found
    if progress:
        total = sum(part.size for part in files_of)
        progress("read", total, total)


def _finish(
    beside: Path,
    wanted: Asked,
    source: Path,
    table: unsure.Table,
    writer: writing.Writer,
    report: Report,
    resolver: Resolver,
) -> None:
    gone = table.finish()
    table.write(beside / "unsure.csv")
    writing.left_out(beside / "left-out.csv", report.left)
    (beside / "import.yml").write_text(wanted.yaml(source.name), encoding="utf-8", newline="\n")
    (beside / ".gitignore").write_text(IGNORED, encoding="utf-8", newline="\n")
    report.count, report.words, report.han = writer.count, writer.words, writer.han
    report.known, report.first, report.last = writer.known, writer.first, writer.last
    report.unsure, report.beyond, report.changes = table.open, table.beyond, writer.changes
    for file, taken in report.taken.items():
        report.warnings += [f"{file}: {warning}" for warning in _unused(taken)]
    for name in sorted(set(resolver.named) & set(resolver.unnamed)):
        lacking = resolver.unnamed[name]
        report.warnings.append(
            f"{name}: {lacking:,} of {lacking + resolver.named[name]:,} articles have no id in it, and got one made of "
            "title, date and address"
        )
    if resolver.joiner:
        report.notes += resolver.joiner.told()
    if gone:
        report.warnings.append(f"{gone} decisions in unsure.csv are about articles that are not there any more")
    names = resolver.unpatterned
    if names:
        some = ", ".join(names[:5]) + (" and more" if len(names) > 5 else "")
        report.warnings.append(f"not of the pattern {wanted.pattern} are the names of {len(names)} files: {some}")
    elif not wanted.pattern and not writer.known["date"] and (like := filenames.suggested(sorted(writer.files))):
        report.warnings.append(f"the names of the files look like {like}: say --pattern '{like}' to take them")


def _unused(taken: Taken) -> Iterator[str]:
    """A sentence for each unused column whose values are dates where no column tells the date, or whose name tells."""
    dated: dict[str, str] = {}
    for name, values in taken.seen.items() if "date" not in taken.names else ():
        said = [value for value in values if value]
        if said and name not in taken.dropped and all(when.is_date(value) for value in said):
            dated[name] = said[0]
    for warning in taken.warnings():
        if not any(f"column {name!r} looks" in warning for name in dated):
            yield warning
    for name, first in dated.items():
        yield f"the column {name!r} holds dates ({first}) and is not used; take it with --map date={name}"


def _taken_over(target: Target, beside: Path) -> list[str]:
    moved, removed = target.take(beside)
    return [*moved, *removed]


def _nothing(report: Report) -> AnalysisError:
    faults = [f"{one.file} {one.place}".strip() + f": {one.reason}" for one in report.left]
    do = f"Read are {sources.KNOWN}."
    if not faults:
        what = "it holds a header and no rows" if report.taken else "there is no article in it"
        return AnalysisError(what, where=report.source, do=do)
    return many(["no article was found", *faults], report.source, do)
