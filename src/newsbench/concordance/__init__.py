"""Key word in context: every place at which a query is found, a line each."""

from newsbench.concordance.concordance import Concordance

__all__ = ["Concordance"]
