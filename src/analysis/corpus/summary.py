"""What a corpus says of itself when it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from analysis.corpus.frames import Frames

_SHOWN = 5  # warnings that a corpus shows


def summary(frames: Frames, topics: Iterable[str], warnings: Sequence[str], text: Path | None) -> list[tuple[str, str]]:
    """What a corpus holds, by what it is about. text: where its text is, if it was loaded with it."""
    articles, paragraphs = frames.frame("articles"), frames.optional("paragraphs")
    sizes = []
    if paragraphs is not None:
        counted = {"words": "words", "han": "Chinese characters"}
        sizes = [f"{paragraphs[name].sum():,} {said}" for name, said in counted.items() if name in paragraphs]
    read = f", {' and '.join(sizes)} in {len(paragraphs)} paragraphs" if paragraphs is not None and sizes else ""
    coded = [(table.name, len(frames.frame(table.name))) for table in frames.codebook.coded()]
    lines = [
        ("articles", f"{len(articles)}{read}"),
        (
            "mode",
            "facts: the tables of data/raw and data/processed, without the text"
            if text is None
            else f"text: the same tables, and the text at {text}",
        ),
        ("coded rows", ", ".join(f"{count} {name}" for name, count in coded) or "none"),
        ("topics", ", ".join(topics) or "none"),
    ]
    more = [f"and {len(warnings) - _SHOWN} more (corpus.warnings)"] if len(warnings) > _SHOWN else []
    return [*lines, *(("look at", warning) for warning in [*warnings[:_SHOWN], *more])]
