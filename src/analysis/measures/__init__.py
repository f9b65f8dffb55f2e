"""Measures of corpus linguistics and of content analysis: functions of counts, which know no corpus.

Each module is a family: `keyness`, `association`, `exact` (tests), `dispersion`, `diversity`, `readability`,
`agreement`, `kappa`, `similarity`, `cooccurrence`, `frequency`. Each measure is a row of its family's table
(`MEASURES`): its name, its formula, its source. Where the literature has two variants of one measure, both have a name.
"""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach(
    __name__,
    submodules=[
        "agreement",
        "association",
        "cooccurrence",
        "dispersion",
        "diversity",
        "exact",
        "frequency",
        "kappa",
        "keyness",
        "readability",
        "similarity",
    ],
)
