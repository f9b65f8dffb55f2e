"""The register of claims: its front, where reports, figures and records are searched, and a page for each part."""

from __future__ import annotations

from types import SimpleNamespace

from proofpress.site import markup
from proofpress.site.frame import Site, render
from proofpress.site.register import Row
from proofpress.site.rows import outlets

INDEX = "assets/search.js"


def front(site: Site) -> str:
    """The front: filters, what they find, and the tables with their pages, which need no script."""
    rows = list(site.register.rows.values())
    return render(
        "claims.html.j2",
        site,
        kind="register",
        file="claims.html",
        title="Claims: search and register",
        description=f"All {len(rows)} records: who says what, how that is known, and in which paragraph.",
        total=len(rows),
        outlets=outlets(rows),
        footings=sorted({_footing(row) for row in rows}),
        tables=[
            (table, site.register.title(table), sum(row.table == table for row in rows), about, files)
            for table, about in site.register.tables.items()
            if (
                files := [
                    file for file, ids in site.register.pages.items() if site.register.rows[ids[0]].table == table
                ]
            )
        ],
        needs=("search.js",),
    )


def part(site: Site, file: str) -> str:
    """A page of the register: some records of one table, each with an address and the figures that use it."""
    register, private = site.register, site.private or {}
    rows = [register.rows[row] for row in register.pages[file]]
    table = rows[0].table
    title = register.title(table)
    files = [other for other, ids in register.pages.items() if register.rows[ids[0]].table == table]
    place = files.index(file)
    used = uses(site)
    return render(
        "register.html.j2",
        site,
        kind="register",
        root="../",
        file=file,
        title=f"{title}: records {rows[0].id} to {rows[-1].id}" if len(files) > 1 else title,
        table_title=title,
        description=register.tables[table],
        table=table,
        about=register.tables[table],
        rows=rows,
        used=used,
        texts={row.id: private[row.article, row.paragraph] for row in rows if (row.article, row.paragraph) in private},
        previous=files[place - 1] if place else "",
        next=files[place + 1] if place + 1 < len(files) else "",
    )


def uses(site: Site) -> dict[str, list[tuple[str, str]]]:
    """Row -> the figures that use it, as (title, place)."""
    found: dict[str, list[tuple[str, str]]] = {}
    for document in site.documents.values():
        for figure in document.figures:
            for row in figure.used:
                found.setdefault(row, []).append(
                    (f"{document.question} Figure {figure.number}", f"reports/{document.name}.html#{figure.id}")
                )
    return found


def index(site: Site) -> str:
    """What the search looks through, as a script: from disk a page may load nothing else. It never holds a text that is
    private.
    """
    held = {
        "reports": [
            [markup.curled(document.question), f"reports/{name}.html", markup.curled(document.answer_text)]
            for name, document in site.documents.items()
        ],
        "figures": [
            [
                markup.curled(figure.title),
                f"reports/{name}.html#{figure.id}",
                markup.curled(f"{document.question} {figure.alt}"),
            ]
            for name, document in site.documents.items()
            for figure in document.figures
        ],
        "records": [_entry(site, row) for row in site.register.rows.values()],
    }
    return f"window.searchIndex={markup.data(held)};\n"


def _entry(site: Site, row: Row) -> list[object]:
    """id, place, what is claimed, by whom, where, what else it holds; then what the filters ask for."""
    more = [row.speaker_kind, row.date, row.passes, row.slip, row.checked, row.note, row.footing_words]
    more += [text for part in (*row.parts, *row.fields) for text in part]
    for column, each, decided, reason in row.decisions:
        more += [column, *(what for _, what in each), decided, reason]
    filters = SimpleNamespace(
        article=row.article, topics=list(row.topics), outlet=row.outlet, table=row.table, footing=_footing(row)
    )
    return [
        row.id,
        site.register.address[row.id],
        markup.curled(row.statement),
        markup.curled(row.speaker),
        markup.curled(row.place),
        " ".join(dict.fromkeys(filter(None, more))),
        vars(filters),
    ]


def _footing(row: Row) -> str:
    return f"{row.table}: {row.footing_words}"
