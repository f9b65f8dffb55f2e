"""Words that findings share: numbers, lists and shares as a careful writer gives them."""

from __future__ import annotations

from collections.abc import Sequence

_SMALL = "no one two three four five six seven eight nine ten eleven twelve".split()


def count(number: int, noun: str, plural: str = "") -> str:
    """``three articles``, ``1,204 words``, ``one paragraph``, ``no row``: words up to twelve, then figures."""
    number = int(number)
    word = _SMALL[number] if number < len(_SMALL) else f"{number:,}"
    return f"{word} {noun if number == 1 else plural or noun + 's'}"


def figure(number: int, noun: str) -> str:
    """``28 days``, ``1 day``: in figures, whatever the number."""
    return f"{int(number):,} {noun}{'' if number == 1 else 's'}"


def spell(number: int) -> str:
    """A number alone: in words up to twelve, then in figures."""
    return ("none" if number == 0 else _SMALL[number]) if number < len(_SMALL) else f"{number:,}"


def join(items: Sequence[str], last: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    items = [str(item) for item in items]
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {last} {items[-1]}" if items else ""


def sentence(text: str) -> str:
    """With a capital first letter and a full stop."""
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!", "”")) else ".")


def locator(article: str, paragraph: int) -> str:
    """Where a row stands: ``eu-deal, paragraph 12``."""
    return f"{article}, paragraph {int(paragraph)}"


def rows(ids: Sequence[str]) -> str:
    """Ids of the coded rows behind a mark, as a figure's data holds them."""
    return "|".join(ids)


def rows_in(cells: Sequence[str]) -> int:
    """How many coded rows stand behind marks: the ids in their cells of `rows`, each once."""
    return len({name for cell in cells for name in cell.split("|") if name})
