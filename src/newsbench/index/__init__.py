"""The index of word positions: made once at import, mapped into memory, the ground of every search and count."""

from newsbench.index.making import build, of_texts
from newsbench.index.store import Index, StaleIndex
from newsbench.index.store import open_index as open

__all__ = ["Index", "StaleIndex", "build", "of_texts", "open"]
