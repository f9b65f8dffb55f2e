"""``make archive``: the package as a research object to deposit: a zip with an RO-Crate description, the same bytes
each time.
"""

from __future__ import annotations

import argparse
import io
import json
import zipfile
from pathlib import Path
from urllib.parse import unquote

from analysis import git, inputs
from analysis.errors import AnalysisError
from analysis.files import replace_file
from analysis.study import Study
from proofpress.crate import METADATA, crate

_DATE = (1980, 1, 1, 0, 0, 0)  # zip has no date that means none


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, default=None, help="file to write; default: build/archive.zip")
    parser.add_argument("--no-site", action="store_true", help="leave the rendered pages out")


def run(args: argparse.Namespace) -> int:
    study = args.study
    out = (args.out or study.build / "archive.zip").resolve()
    if out in {(study.root / name).resolve() for name in tracked(study)}:
        raise AnalysisError(
            "it is a file of the package, which goes into the archive",
            where=str(args.out),
            do="Name another file with --out.",
        )
    content = archive(study, site=not args.no_site)
    replace_file(out, content)
    with zipfile.ZipFile(io.BytesIO(content)) as made:
        print(f"{study.shown(out)}: {len(made.namelist())} files, {len(content) / 1e6:.1f} MB")
    return 0


def archive(study: Study, *, site: bool = True) -> bytes:
    """The zip: every tracked file, the rendered site, codecheck.yml, COMMIT and the crate's description.

    Raises AnalysisError when a report or the site is missing or older than what it is made of.
    """
    files = {name: _content(study, name) for name in tracked(study)}
    files |= _site_files(study) if site else {}
    from proofpress.site.proof import standing

    commit, day = standing(study)
    if commit:
        files["COMMIT"] = f"{commit} {day}\n".encode()
    files[METADATA] = (json.dumps(crate(study, files, commit, day), ensure_ascii=False, indent=1) + "\n").encode()
    out = io.BytesIO()
    # Stored, not deflated: a deposit is read for decades, and compressed bytes differ between versions of zlib.
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _DATE)
            entry.create_system, entry.external_attr = (
                3,
                (0o100755 if files[name].startswith(b"#!") else 0o100644) << 16,
            )
            packed.writestr(entry, files[name])
    return out.getvalue()


def _content(study: Study, name: str) -> bytes:
    path = study.root / name
    if path.is_symlink():
        raise AnalysisError(
            "it is a link, and what it leads to may not belong to the package",
            where=study.shown(path),
            do="Put the file in its place.",
        )
    return inputs.content(path)


def tracked(study: Study) -> list[str]:
    """Files of the package: what git tracks, or in an unpacked archive what its description lists."""
    listed = git.tracked(study.root)
    if listed is not None and not (study.root / METADATA).exists():
        names = [name for name in listed if (study.root / name).is_file()]
    elif (study.root / METADATA).exists():
        names = _listed(study.root / METADATA)
        names = [name for name in names if name not in ("COMMIT", METADATA, "codecheck.yml")]
    else:
        raise AnalysisError(
            "neither git nor a crate tells which files belong to the package"
            + (f" ({why})" if (why := git.silence(study.root)) else ""),
            where="archive",
            do="Run it in a clone or in an unpacked archive.",
        )
    # Where git ignores the folder, its texts are somebody else's; where it does not, they are part of the study.
    private = [name for name in names if name.startswith("data/raw/text/")]
    private = private if private and git.ignored(study.root, private[0]) else []
    if private:
        raise AnalysisError(
            "the text of the articles is tracked",
            where=", ".join(private[:3]),
            do="git rm --cached it; it may not leave this machine.",
        )
    return sorted(names)


def _site_files(study: Study) -> dict[str, bytes]:
    from proofpress.site import command

    record = command.recorded(study.site)
    if record.get("private"):
        raise AnalysisError(
            "it holds the text of the articles", where=study.shown(study.site), do="Build it without --text: make site"
        )
    if not record or record["inputs"] != command.fingerprint(study, None, record.get("single", False)):
        raise AnalysisError(
            "it is missing or older than what it is made of", where=study.shown(study.site), do="make site"
        )
    files = {f"site/{name}": inputs.content(study.site / name) for name in record["files"]}
    return files | {"codecheck.yml": files["site/codecheck.yml"]}


def _listed(crate: Path) -> list[str]:
    """The files that the description of an unpacked archive lists. Raises AnalysisError where it is none."""
    try:
        graph = inputs.parsed(crate)["@graph"]  # type: ignore[index]
        return [unquote(node["@id"]) for node in graph if "sha256" in node and not node["@id"].startswith("site/")]
    except (KeyError, TypeError, AttributeError):
        raise AnalysisError(
            "it is no description of an archive", where=METADATA, do="Unpack the archive again."
        ) from None
