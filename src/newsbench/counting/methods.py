"""The counts as methods of a corpus."""

from __future__ import annotations

from newsbench.counting.chinese import words as _chinese
from newsbench.counting.collocates import collocates as _collocates
from newsbench.counting.dictionary import dictionary as _dictionary
from newsbench.counting.frequency import frequency as _frequency
from newsbench.counting.frequency import share as _share
from newsbench.counting.keyness import keyness as _keyness
from newsbench.counting.network import network as _network
from newsbench.counting.ngrams import ngrams as _ngrams
from newsbench.counting.quality import quality as _quality
from newsbench.counting.sample import sample as _sample
from newsbench.counting.spread import dispersion as _dispersion
from newsbench.counting.spread import diversity as _diversity
from newsbench.counting.trend import trend as _trend


class Counting:
    """What every corpus, and every part of one, can count. Each method is the function of `newsbench.counting`."""

    frequency = _frequency
    share = _share
    ngrams = _ngrams
    dictionary = _dictionary
    chinese = _chinese
    keyness = _keyness
    collocates = _collocates
    dispersion = _dispersion
    diversity = _diversity
    network = _network
    trend = _trend
    sample = _sample
    quality = _quality
