"""The bench: bring any corpus of news, read it, search it, count it, and go from a number to its lines.

It knows no study. A corpus is a folder with a manifest (facts, which may be committed), its texts and an index of word
positions (both ignored by git).
"""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach(__name__, submod_attrs={"importing.bring": ["bring"]})
