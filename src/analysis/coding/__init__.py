"""Hand-coded evidence: the two coding passes and how far they agree."""
