"""Hand-coded evidence: the codebook (schema), the two coding passes and how far they agree."""
