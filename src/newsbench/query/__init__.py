"""The query language, and where a query is found.

========================  ==========================================================================
``word``, ``a phrase``    in any case; words of a phrase stand side by side within one sentence
``terror*``, ``wom?n``    any characters or none, one character; a ``*`` that stands alone is any word
``a|b``                   one or the other, in its place in a phrase: ``state|party media``
``a b | c``               with spaces around: one whole query or the other
``/regex/``               found anywhere in one word; ``/^un.*ed$/`` for a whole one
``data ~5 security``      at most 5 words from each other, in either order, within one article
an exact Chinese string   each character is a word of its own; ``?`` and ``*`` stand for one character
========================  ==========================================================================

Punctuation is passed over. ``win-win`` also finds ``win win`` and ``winwin``, ``win win`` also finds ``win-win``; what
was counted so is said. ``China`` does not find ``China's``, which is a word of its own: ask for ``China|China's``.
"""

from newsbench.query.parse import Query, parse
from newsbench.query.search import Hits, find

__all__ = ["Hits", "Query", "find", "parse"]
