"""Counting: what stands in a corpus, how often, beside what, when; and the lines behind each number.

Every function takes a corpus or a part of one and gives a `Result`: a frame with raw counts, which says its formulas
and whom they are after (`attrs`), and opens the lines of each row (`result.lines(row)`). A `Corpus` has them as
methods.
"""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach(
    __name__,
    submod_attrs={
        "chinese": ["either_script"],
        "collocates": ["collocates"],
        "dictionary": ["dictionary"],
        "formats": ["read"],
        "frequency": ["frequency", "share"],
        "keyness": ["keyness"],
        "network": ["network"],
        "ngrams": ["ngrams"],
        "quality": ["quality"],
        "result": ["Result"],
        "sample": ["sample"],
        "spread": ["dispersion", "diversity"],
        "trend": ["trend"],
    },
)
