"""``python -m analysis lab``: JupyterLab on a study, where saving a source notebook keeps its code and not its outputs.

The rule is a hook of Jupyter's server for the time that it runs, beside whatever hooks the user has; nobody's settings
are changed. What is seen in the browser stays. Executed reports, and notebooks elsewhere, are saved as they are.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from analysis import study as studies
from analysis.errors import AnalysisError
from proofpress.reports import machine
from proofpress.tidy import strip

_OF_A_HOME = (
    *("HOME", "USERPROFILE", "APPDATA", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "IPYTHONDIR", "MPLCONFIGDIR"),
    *("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"),
)
_NEWS = "@jupyterlab/apputils-extension:announcements"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--port", type=int, metavar="N", help="where it listens; default: the first free one from 8888 on"
    )
    parser.add_argument("--as-root", action="store_true", help="start it for root, as in a container")
    parser.add_argument("arguments", nargs="*", metavar="ARG", help="what else JupyterLab is told, after --")


def run(args: argparse.Namespace) -> int:
    if machine.root() and not (args.as_root or "--allow-root" in args.arguments):
        raise AnalysisError(
            "you are root, for whom JupyterLab starts only when told so",
            where="lab",
            do="In a container: make lab ROOT=1, or python -m analysis lab --as-root. Elsewhere: as yourself.",
        )
    command = [
        *(sys.executable, "-m", "jupyterlab"),
        f"--ServerApp.root_dir={args.study.root}",
        f"--ServerApp.jpserver_extensions={__name__}=True",
        "--LabApp.default_url=/lab/tree/notebooks",
        *(["--allow-root"] if args.as_root else []),
        *([f"--ServerApp.port={args.port}"] if args.port else []),
        *args.arguments,
    ]
    with _home() as environment:
        try:
            status = subprocess.run(command, env=environment).returncode
        except KeyboardInterrupt:  # it has asked the server to end as well
            return 0
    if status:
        raise AnalysisError("JupyterLab ended with an error", where="lab", do="It has said why above.")
    return 0


@contextmanager
def _home() -> Iterator[dict[str, str]]:
    """The environment of JupyterLab: as it is, or where no home can be written with one that goes when it ends."""
    home = None
    with suppress(RuntimeError):  # the system knows of none
        named = os.environ.get("JUPYTER_RUNTIME_DIR")  # JupyterLab makes it where it is not there yet
        home = next(path for path in (Path(named), *Path(named).parents) if path.exists()) if named else Path.home()
    if home and os.access(home, os.W_OK):
        yield dict(os.environ)
        return
    print("lab: no home can be written, so that settings of JupyterLab last as long as it runs", file=sys.stderr)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        yield os.environ | dict.fromkeys(_OF_A_HOME, folder)


def _load_jupyter_server_extension(server: Any) -> None:
    """Called by Jupyter's server, which knows extensions by this name."""
    study = studies.find(server.root_dir)
    server.contents_manager.register_pre_save_hook(saving(study))
    server.web_app.settings.setdefault("page_config_hook", _without_news)


def _without_news(_: Any, page: dict[str, Any]) -> dict[str, Any]:
    """A page of JupyterLab that does not ask, over the first results, whether it may fetch news."""
    page["disabledExtensions"] = [*page.get("disabledExtensions", []), _NEWS]
    return page


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def saving(study: studies.Study) -> Callable[..., None]:
    """The hook: what is saved of a source notebook of a study."""

    def save(*, path: str, model: dict, contents_manager: Any, **_: object) -> None:
        file = Path(contents_manager.root_dir, path.strip("/")).resolve()
        if model.get("type") != "notebook" or file.parent != study.notebooks or model["content"].get("nbformat") != 4:
            return
        strip(model["content"])
        _keep_kernel(model["content"], file)

    return save


def _keep_kernel(notebook: dict, file: Path) -> None:
    """Leave what a file says of its kernel: another Python's number, or another name for it, is nobody's change."""
    try:
        there = json.loads(file.read_bytes())["metadata"]
        same = there["kernelspec"]["name"] == notebook["metadata"]["kernelspec"]["name"]
    except (OSError, ValueError, KeyError, TypeError):
        return
    if same:
        notebook["metadata"] |= {name: there[name] for name in ("kernelspec", "language_info") if name in there}
