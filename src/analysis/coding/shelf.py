"""What of the articles a coder sees: text where it is at hand, else the numbers of paragraphs; nothing that is
masked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

HIDDEN = "▇▇▇"


@dataclass(frozen=True)
class Shelf:
    """The articles as a coder reads them.

    counts: paragraphs by article; text: an article's paragraphs, None where the text is not at hand; about: outlet,
    author and date of an article in words; names: by what of these, the spellings that a mask takes out of the text.
    """

    titles: Mapping[str, str]
    counts: Mapping[str, int]
    text: Callable[[str], Sequence[str]] | None
    about: Callable[[str], Mapping[str, str]]
    names: Callable[[str], Mapping[str, Collection[str]]]

    def title(self, article: str, mask: Collection[str] = ()) -> str:
        """The title, without what is masked."""
        return self._masked(article, self.titles.get(article, article), mask)

    def meta(self, article: str, mask: Collection[str] = ()) -> str:
        """Outlet, author and date, without what is masked."""
        return ", ".join(said for what, said in self.about(article).items() if said and what not in mask)

    def paragraphs(self, article: str, mask: Collection[str] = ()) -> list[str | None]:
        """The paragraphs; None for each where the text is not at hand."""
        if self.text is None:
            return [None] * self.counts.get(article, 0)
        return [self._masked(article, paragraph, mask) for paragraph in self.text(article)]

    def _masked(self, article: str, text: str, mask: Collection[str]) -> str:
        spellings = {name for what, names in self.names(article).items() if what in mask for name in names if name}
        for name in sorted(spellings, key=len, reverse=True):
            text = re.sub(re.escape(name), HIDDEN, text, flags=re.IGNORECASE)
        return text
