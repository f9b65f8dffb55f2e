"""What a form is asked for: every option is held against the type that the form says, and a wrong one is answered in
words, all of them at once.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar, cast, get_type_hints

from analysis.charts.columns import is_number
from analysis.errors import AnalysisError, quoted
from analysis.nearest import asked, listed

Form = TypeVar("Form", bound=Callable[..., Any])


def _names(given: object) -> bool:
    return isinstance(given, (str, list, tuple)) and all(isinstance(name, str) for name in given)


def _words_by_name(given: object) -> bool:
    return isinstance(given, Mapping) and all(isinstance(word, str) for pair in given.items() for word in pair)


# What an option of a type takes, and what to do where it is given something else. Types that are not here the form
# checks itself.
_TAKES: dict[Any, tuple[Callable[[Any], bool], str]] = {
    str: (lambda given: isinstance(given, str), "words, in quotation marks"),
    bool: (lambda given: isinstance(given, bool), "True or False"),
    float: (lambda given: is_number(given) and given > 0, "a number above 0"),
    float | None: (lambda given: given is None or (is_number(given) and given > 0), "a number above 0"),
    Sequence[str]: (_names, "a list of names"),
    str | Sequence[str] | None: (lambda given: given is None or _names(given), "'ascending', 'descending' or a list"),
    Mapping[str, str]: (_words_by_name, "a mapping of names to words"),
    Sequence[str] | Mapping[str, str]: (lambda given: _names(given) or _words_by_name(given), "a list of ids"),
}


def checked(draw: Form) -> Form:
    """A function that draws a frame, whose options are checked before it does."""
    name, parameters = draw.__name__, inspect.signature(draw).parameters
    own = {option: given for option, given in parameters.items() if option not in ("frame", "head")}

    @functools.wraps(draw)
    def asked_for(*frame: Any, **given: Any) -> Any:
        from analysis.charts.form import Head

        slug = given.get("slug", "")
        where = f"figure {slug if isinstance(slug, str) else '?'} ({name})"
        if len(frame) + ("frame" in given) != 1:
            raise AnalysisError(
                f"{name} takes one frame, and all else by its name",
                where=where,
                do=f"Write charts.{name}(frame, slug=..., title=..., source=...).",
            )
        types = get_type_hints(draw) | get_type_hints(Head)
        known = [*own, *Head.__annotations__]
        if unknown := [option for option in given if option not in (*known, "frame")]:
            near = asked(unknown[0], known)
            raise AnalysisError(
                f"{name} has no {', '.join(unknown)}{near}",
                where=where,
                do=f"Its options are {listed(known, len(known))}; see help(charts.{name}).",
            )
        needed = [option for option, one in own.items() if one.default is inspect.Parameter.empty]
        wrong = [(f"it has no {option}", option) for option in needed if option not in given]
        for option, value in given.items():
            if not _TAKES.get(types.get(option), (_anything, ""))[0](value):
                wrong.append((f"{option} is {_said(value)}", option))
        if wrong:
            hints = dict.fromkeys(f"{option}: give {_TAKES[types[option]][1]}." for _, option in wrong)
            raise AnalysisError("; ".join(what for what, _ in wrong), where=where, do=" ".join(hints))
        return draw(*frame, **given)

    return cast(Form, asked_for)


def _anything(given: object) -> bool:
    return True


def _said(value: object) -> str:
    plain = value is None or isinstance(value, (str, bool, int, float))
    return quoted(value) if plain else f"a {type(value).__name__}"
