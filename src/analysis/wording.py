"""Numbers and lists in words, as a careful writer gives them."""

from __future__ import annotations

from collections.abc import Iterable

_SMALL = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


def count(number: int, noun: str, plural: str = "") -> str:
    """``three articles``, ``1,204 words``, ``one paragraph``, ``no row``: words up to twelve, then figures."""
    number = int(number)
    word = _SMALL[number] if number < len(_SMALL) else f"{number:,}"
    return f"{word} {noun if number == 1 else plural or noun + 's'}"


def figure(number: int, noun: str) -> str:
    """``28 days``, ``1 day``: in figures, whatever the number."""
    return f"{int(number):,} {noun}{'' if number == 1 else 's'}"


def counted(number: int, noun: str, verb: str, plural: str) -> str:
    """``1 row is``, ``28 rows are``: in figures, with the verb that agrees."""
    return f"{figure(number, noun)} {verb if number == 1 else plural}"


def spell(number: int) -> str:
    """A number alone: in words up to twelve, then in figures."""
    number = int(number)
    return ("none" if number == 0 else _SMALL[number]) if number < len(_SMALL) else f"{number:,}"


def join(items: Iterable[object], last: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    words = list(map(str, items))
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}" if words else ""


def ended(text: str) -> str:
    """With a full stop, unless it ends as a sentence already; whoever reads it aloud pauses there."""
    text = text.rstrip()
    return text if text.rstrip("\"'”’)").endswith((".", "?", "!", "…", "。", "？", "！")) else f"{text}."


def capital(text: str) -> str:
    """With a capital first letter; the rest stays as it is."""
    return text[:1].upper() + text[1:]


def found_by(coders: Iterable[str], how: str) -> str:
    """Who coded a settled row: ``Found by ana and ben, who agreed``. how: agreed, alone, or anything else that two
    coders did not agree on by themselves.
    """
    named = list(coders)
    if how == "alone":
        return f"Coded by {join(named)} alone"
    if how == "agreed":
        return f"Found by {join(named)}, who agreed"
    return f"Found by {join(named)}{' only' if len(named) == 1 else ''}; adjudicated"
