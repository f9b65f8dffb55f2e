"""Who coded the rows of a settled table, and which were adjudicated, in words for a report."""

from __future__ import annotations

from analysis import codebook, wording
from analysis.coding import decisions, records
from analysis.study import Study, find

__all__ = ["told"]


def told(table: str, study: Study | None = None) -> dict[str, str]:
    """Who coded each row of a settled table.

    Parameters
    ----------
    table : str
        Name of a coded table.
    study : Study, optional
        The study; the one that one works in where nothing is given.

    Returns
    -------
    dict
        Row -> words, for example ``Found by ana and ben; adjudicated``; empty where nothing was settled. That a coder
        is a language model is said.

    Raises
    ------
    AnalysisError
        With every fault of the queue, or of what was settled.

    Examples
    --------
    >>> told("claims")
    {}
    """
    of = study or find()
    lines = [line for line in decisions.read(of, "settled") if line["table"] == table]
    if not lines:
        return {}
    queue = records.queue_of(codebook.read(of))
    return {
        line["id"]: wording.found_by((queue.coder(coder).title for coder in line["coders"].split("|")), line["how"])
        for line in lines
    }
