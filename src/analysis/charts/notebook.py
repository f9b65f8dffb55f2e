"""What a notebook does with a chart that a cell merely shows: the same as with a figure, drawn without a network.

``%load_ext analysis.charts.notebook`` asks IPython for it; the kernels of reports load it themselves, and in JupyterLab
the file that the package puts into ``etc/ipython/startup`` of its environment does. Neither altair nor matplotlib is
imported by it: IPython looks the types up by name, when there is one to show.
"""

from __future__ import annotations

from typing import Any


def load_ipython_extension(shell: Any) -> None:
    """Let charts of altair and figures of matplotlib be shown as figures of the house."""
    formatter = shell.display_formatter.mimebundle_formatter
    for module, name in (("altair.vegalite.v6.api", "TopLevelMixin"), ("matplotlib.figure", "Figure")):
        formatter.for_type_by_name(module, name, _bundle)


def _bundle(chart: Any, include: object = None, exclude: object = None) -> Any:
    from analysis.charts.figure import shown

    return shown(chart)._repr_mimebundle_()
