"""Text reuse and reprint chains of any corpus: who took which words from whom, and when."""
