"""What counting asks of a corpus."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import pandas as pd

    from newsbench.index import Index
    from newsbench.query import Hits
    from newsbench.reading import Reader
    from newsbench.scope import Scope


class Counted(Protocol):
    """A corpus, or a part of one."""

    index: Index
    scope: Scope
    name: str
    part: str

    @property
    def n_articles(self) -> int: ...
    @property
    def n_words(self) -> int: ...
    @property
    def articles(self) -> pd.DataFrame: ...
    def find(self, query: str, *, case: bool = False, written: bool = False) -> Hits: ...
    def where(self, *, possibly: bool = False, voice: str | list[str] | None = None, **facts: Any) -> Any: ...
    def read(
        self, article: str, at: int | None = None, *, terms: str = "", lit: tuple[int, int] | None = None
    ) -> Reader: ...
