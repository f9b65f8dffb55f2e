"""``python -m analysis new-study DIR``: a study of one's own, with invented news to begin with.

The files of a study lie in `template/`; those that end in ``.j2`` are filled in. What runs the study travels along as a
wheel of this very package, hashed in the study's lock, because a registry holds strangers under these names.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import keyword
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote, urlparse

from analysis import git, inputs, study
from analysis.errors import AnalysisError, quoted
from analysis.files import told

DISTRIBUTION = "proofpress"
TEMPLATE = Path(__file__).parent / "template"
CHECKOUT = Path(__file__).resolve().parents[3]
EXAMPLE = "10_topic-ticket-gate-cameras"
# Names that git, packers or this package would take for their own if they stood in the template.
_CALLED = {"gitignore": ".gitignore", "gitattributes": ".gitattributes", "github.yml": ".github/workflows/study.yml"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="DIR", type=Path, help="folder to make; it must be new or empty")
    parser.add_argument("--name", help="name of the study's own Python package; default: made from the folder's name")
    parser.add_argument("--title", help="title of its pages; default: made from the name")


def run(args: argparse.Namespace) -> int:
    folder = Path(os.path.abspath(args.folder))
    refuse(folder)
    name = args.name or re.sub(r"\W+", "_", folder.name.lower(), flags=re.ASCII).strip("_")
    check_name(name)
    for option, said in (("--title", args.title or ""), ("DIR", str(args.folder))):
        if "\n" in said or inputs.control(said) or not inputs.is_text(said):
            raise AnalysisError(
                f"{quoted(said)} has a line break or a character that no text has",
                where=option,
                do="Give a name of one line.",
            )
    title = args.title or name.replace("_", " ").capitalize()
    with told(args.folder):
        said = _made(folder, name, title)
    goes = "" if str(args.folder) in (".", "") else f"cd {args.folder}; "
    print(
        f"{args.folder}: a study with 36 invented articles, one coded table and four reports. {said}\n"
        f"Next: {goes}make builds the reports, make test runs the tests. "
        "README.md says how to bring your own articles."
    )
    return 0


def _made(folder: Path, name: str, title: str) -> str:
    """Make a study beside, and move it in when it is whole; a sentence on its history. A disk that fails leaves the
    folder empty, or not there at all.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    hidden = f".{folder.name}."
    with tempfile.TemporaryDirectory(prefix=hidden, dir=folder.parent, ignore_cleanup_errors=True) as beside:
        made = Path(beside) / folder.name
        write(made, name, title)
        fill(study.at(made))
        said = start_history(made)
        new = not folder.exists()
        folder.mkdir(exist_ok=True)  # the folder itself stays: somebody may stand in it
        try:
            for path in sorted(made.iterdir()):
                shutil.move(path, folder / path.name)  # another disk may be mounted there
        except OSError:
            _clear(folder, new)
            raise
    return said


def _clear(folder: Path, new: bool) -> None:
    """Empty a folder that nothing but the study was in; new: it goes too."""
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    if new:
        folder.rmdir()


def refuse(folder: Path) -> None:
    """Raises AnalysisError for a folder that holds something, or lies in another study."""
    if folder.exists() and not folder.is_dir() and not folder.is_file():
        inputs.refuse_others(folder.stat().st_mode, str(folder))
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
        held = ", ".join(sorted(path.name for path in folder.iterdir())[:10]) if folder.is_dir() else "it is a file"
        raise AnalysisError(f"it is not empty ({held})", where=str(folder), do="Name a folder that is new or empty.")
    try:
        around = study.find(next(parent for parent in folder.parents if parent.is_dir()))
    except AnalysisError:
        return
    raise AnalysisError(
        f"it lies in the study {around.root}",
        where=str(folder),
        do="Name a folder beside it: a study stands by itself.",
    )


def check_name(name: str) -> None:
    """Raises AnalysisError for a name that Python could not import, or would import something else by."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or keyword.iskeyword(name):
        raise AnalysisError(
            f"{name!r} is no name for a Python package",
            where="--name",
            do="Give lower-case letters, digits and underscores, a letter first: --name my_study",
        )
    if name in sys.stdlib_module_names or find_spec(name):
        raise AnalysisError(
            f"there is a package called {name} already", where="--name", do=f"For example: --name {name}_study"
        )


def write(folder: Path, name: str, title: str) -> None:
    """Write every file of a study that is no result of a computation."""
    values = {"name": name, "title": title, "home": False, "example": EXAMPLE, "package": name}
    for file, content in files(values):
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    wheel_name, wheel = packed()
    (folder / "vendor").mkdir()
    (folder / "vendor" / wheel_name).write_bytes(wheel)
    own = f"./vendor/{wheel_name} \\\n    --hash=sha256:{hashlib.sha256(wheel).hexdigest()}\n"
    (folder / "requirements.lock").write_bytes(lock() + own.encode())


def files(values: dict[str, object]) -> Iterator[tuple[str, bytes]]:
    """(name in the study, content) of each file of the template, filled in."""
    for path in sorted(TEMPLATE.rglob("*")):
        if not path.is_file() or "__pycache__" in path.parts or path.name == "requirements.lock":
            continue
        file = path.relative_to(TEMPLATE).as_posix()
        named = file.removesuffix(".j2").replace("src/study/", f"src/{values['name']}/")
        content = rendered(file, **values).encode() if file.endswith(".j2") else path.read_bytes()
        yield _CALLED.get(named, named), content


def rendered(file: str, /, **values: object) -> str:
    """A file of the template, filled in. A value that is missing is an error."""
    import jinja2

    loader = jinja2.FileSystemLoader(TEMPLATE)
    environment = jinja2.Environment(
        loader=loader, keep_trailing_newline=True, trim_blocks=True, undefined=jinja2.StrictUndefined
    )
    environment.filters["quoted"] = lambda said: json.dumps(said, ensure_ascii=False)  # a text of YAML as well
    environment.filters["plain"] = lambda said: re.sub(r"([\\`*_{}\[\]<>()#+!|$&])", r"\\\1", said)
    return environment.get_template(file).render(values)


def lock() -> bytes:
    """The lock of this package: beside its code in a checkout, within it where it is installed."""
    places = CHECKOUT / "requirements.lock", TEMPLATE / "requirements.lock"
    return inputs.content(next((path for path in places if path.is_file()), places[-1]), "the lock of the package")


def packed() -> tuple[str, bytes]:
    """Name and content of the wheel of this package: made from the checkout, or the one that was installed.

    Raises AnalysisError where neither is at hand.
    """
    if (CHECKOUT / "src" / "analysis").is_dir() and (CHECKOUT / "pyproject.toml").is_file():
        with tempfile.TemporaryDirectory() as made:
            done = subprocess.run(
                [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", made],
                cwd=CHECKOUT,
                capture_output=True,
                text=True,
            )
            if done.returncode:
                raise AnalysisError(
                    f"the package cannot be packed: {done.stderr.strip().splitlines()[-1:]}",
                    where="new-study",
                    do="make .venv",
                )
            wheel = next(Path(made).glob("*.whl"))
            return wheel.name, wheel.read_bytes()
    for wheel in installed():
        if wheel.is_file():
            return wheel.name, wheel.read_bytes()
    raise AnalysisError(
        "the wheel that this package was installed from is gone",
        where="new-study",
        do="Run it in a study that has the wheel in vendor/, or in a checkout of the package.",
    )


def installed() -> Iterator[Path]:
    """Where the wheel may lie that this package was installed from."""
    if said := metadata.distribution(DISTRIBUTION).read_text("direct_url.json"):
        url = urlparse(json.loads(said)["url"])
        if url.scheme == "file":
            yield Path(unquote(url.path))
    try:
        yield from sorted((study.find().root / "vendor").glob(f"{DISTRIBUTION}-*.whl"))
    except AnalysisError:
        return


def fill(of: study.Study) -> None:
    """Make what is computed from the texts: the manifest, the processed tables, the codebook."""
    from analysis.corpus import manifest, processed

    manifest.add_folder(of, of.raw / "text")
    processed.accept(of)


def start_history(folder: Path) -> str:
    """Put the study under git with a first commit; a sentence on what was done."""
    if not shutil.which("git"):
        return "There is no git here, so it has no history yet."
    git.said(folder, "init", "--quiet")
    git.said(folder, "add", "--all")
    known = git.said(folder, "config", "user.email")
    stand_in = [] if known else ["-c", "user.name=new-study", "-c", "user.email=new-study@localhost"]
    first = ["commit", "--quiet", "--no-verify", "--message", "A study of invented news to begin with"]
    if git.said(folder, *stand_in, "-c", "commit.gpgsign=false", *first) is None:
        return "git would not make a first commit; make one before you change anything."
    return "It is under git, with a first commit." + (
        "" if known else " git knows no name of yours yet (git config user.name)."
    )
