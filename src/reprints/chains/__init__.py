"""Who took a text from whom, as far as the texts, dates and credit lines of a corpus can tell.

``infer`` gives for each cluster of documents an origin, a parent for every copy, and how sure that is. "Origin" means
first *in this corpus*: what lies outside it is an unseen source, and may have been first. Loaded on first use.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={"inference": ["Chains", "infer"], "summary": ["tell"], "export": ["to_graphml", "to_json"]},
)
