"""The answer of a report: sentences computed from the tables, with the facts that they rest on."""

from __future__ import annotations

import re

from analysis.errors import AnalysisError
from analysis.mime import FACTS

_NAME = re.compile(r"[a-z][a-z0-9_]*")


class Answer:
    """Sentences for a reader, and facts by name for README, METHODS and the site.

    Parameters
    ----------
    text : str
        The sentences, in Markdown.
    facts : dict, optional
        Name (snake case) -> text, whole number, float or bool. The builder collects them in reports/facts.json.

    Raises
    ------
    AnalysisError
        For a fact without a proper name or value.

    Examples
    --------
    >>> Answer("Three of ten articles name it.", {"articles_naming": 3}).facts
    {'articles_naming': 3}
    """

    def __init__(self, text: str, facts: dict[str, str | int | float | bool] | None = None):
        self.text, self.facts = text, {}
        for name, value in (facts or {}).items():
            value = value.item() if hasattr(value, "item") else value  # numpy scalars
            if not _NAME.fullmatch(name) or not isinstance(value, (str, int, float, bool)) or value != value:
                raise AnalysisError(
                    f"{name!r}: {value!r} is no fact",
                    where="Answer",
                    do="A fact has a name in snake case and a text, a number or a truth value; "
                    "leave out what is unknown.",
                )
            self.facts[name] = value

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return {"text/markdown": self.text, "text/plain": self.text, FACTS: self.facts}
