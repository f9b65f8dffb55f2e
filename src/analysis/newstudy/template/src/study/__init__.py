"""What speaks of this study alone: its tables of findings and the sentences that tell them."""
