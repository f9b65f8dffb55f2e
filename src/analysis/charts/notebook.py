"""What a notebook does with a chart that a cell merely shows: the same as with a figure, drawn without a network. And
what matplotlib's charts look like from the start: the house style.

``%load_ext analysis.charts.notebook`` asks IPython for it; the kernels of reports load it themselves, and in JupyterLab
the file that the package puts into ``etc/ipython/startup`` of its environment does. Neither altair nor matplotlib is
imported by it: IPython looks the types up by name, when there is one to show, and matplotlib gets its settings when a
cell imports it. What a cell sets afterwards counts.
"""

from __future__ import annotations

import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType
from typing import Any


def load_ipython_extension(shell: Any) -> None:
    """Let charts of altair and figures of matplotlib be shown as figures of the house, in its style from the start."""
    formatter = shell.display_formatter.mimebundle_formatter
    for module, name in (("altair.vegalite.v6.api", "TopLevelMixin"), ("matplotlib.figure", "Figure")):
        formatter.for_type_by_name(module, name, _bundle)
    if "matplotlib" in sys.modules:
        _style(sys.modules["matplotlib"])
    elif not any(isinstance(finder, _Styling) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Styling())


def _bundle(chart: Any, include: object = None, exclude: object = None) -> Any:
    from analysis.charts.figure import shown

    return shown(chart)._repr_mimebundle_()


def _style(matplotlib: ModuleType) -> None:
    from analysis.charts.style import matplotlib_rc

    matplotlib.rcParams.update(matplotlib_rc())


class _Styling(MetaPathFinder):
    """Waits until matplotlib is imported, and gives it the house style once."""

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:
        if fullname != "matplotlib":
            return None
        sys.meta_path.remove(self)
        found = find_spec(fullname)
        if found and found.loader:
            load = found.loader.exec_module

            def styled(module: ModuleType) -> None:
                load(module)
                _style(module)

            setattr(found.loader, "exec_module", styled)  # noqa: B010 - of this one loader, which nobody else has
        return found
