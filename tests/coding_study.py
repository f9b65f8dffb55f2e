"""A small invented study to code: four articles with two or three paragraphs, claims by id, tones by article."""

from __future__ import annotations

from pathlib import Path

from analysis import study as studies
from analysis.coding.desk import desk

ARTICLES = {"ferry": 3, "gate": 2, "storm": 2, "market": 2}
CLAIMS = """
title: Claims
description: Who says what.
row: One claim of one speaker in one paragraph.
inclusion: Judgements count.
schema:
  primaryKey: [id]
  fields:
    - {name: id, type: string, description: Name of the row, constraints: {required: true, pattern: 'claims-[0-9]{4}'}}
    - {name: article, type: string, description: Article, refers: articles.article, constraints: {required: true}}
    - {name: paragraph, type: integer, description: Paragraph, constraints: {required: true, minimum: 1}}
    - {name: statement, type: string, description: What is claimed in our words, constraints: {required: true}}
    - {name: speaker, type: string, description: Who says it, constraints: {required: true}}
    - name: stance
      type: string
      description: Stand on the ferry
      constraints: {required: true}
      codes:
        for: {label: For, meaning: Wants it, hue: green}
        against: {label: Against, meaning: Rejects it, hue: orange}
        neutral: {label: Neutral, meaning: Takes no side, hue: soft}
    - {name: date, type: string, rdfType: 'http://id.loc.gov/datatypes/edtf', description: Day, empty: no date is given}
    - name: date_of
      type: string
      description: What the date dates
      empty: there is no date
      codes: {said: {meaning: The day of the saying}, event: {meaning: The day of what it is about}}
    - {name: answers, type: string, description: The claim that it answers, refers: claims.id, empty: none}
rules:
  - {require: date_of, with: date}
  - {require: date, with: date_of}
matched: [article, paragraph, speaker]
compared: [stance, date]
"""
TONES = """
description: Tone of each article.
row: One article.
schema:
  primaryKey: [article]
  fields:
    - {name: article, type: string, description: Article, refers: articles.article, constraints: {required: true}}
    - name: tone
      type: string
      description: Tone
      constraints: {required: true}
      codes: {warm: {meaning: Warm}, cold: {meaning: Cold}}
"""
MANIFEST = """
description: Articles.
row: One article.
schema:
  primaryKey: [article]
  fields:
    - {name: article, type: string, description: Id, constraints: {required: true}}
    - {name: title, type: string, description: Title, constraints: {required: true}}
"""
PARAGRAPHS = """
description: Paragraphs.
row: One paragraph.
schema:
  primaryKey: [article, paragraph]
  fields:
    - {name: article, type: string, description: Article, constraints: {required: true}}
    - {name: paragraph, type: integer, description: Number, constraints: {required: true}}
"""
QUEUE = """
coders:
  ana: {kind: person}
  ben: {kind: person, name: Ben B.}
  parrot: {kind: model, model: parrot 1, prompt: data/raw/coding/prompt.md}
rounds:
  pilot: {table: claims, articles: [ferry], coders: [ana, ben]}
  reliability: {table: claims, sample: 2, seed: 7, coders: [ana, ben, parrot], mask: [outlet]}
  main: {table: claims, rest: divided, coders: [ana, ben]}
"""


def make(folder: Path, queue: str = "") -> studies.Study:
    """Write the study; queue: its queue.yml."""
    (folder / "notebooks" / "params").mkdir(parents=True)
    coded, processed = folder / "data/raw/coded", folder / "data/processed"
    for made in (coded, processed, folder / "data/raw/coding"):
        made.mkdir(parents=True)
    (coded / "claims.yml").write_text(CLAIMS, "utf-8")
    (coded / "tones.yml").write_text(TONES, "utf-8")
    (folder / "data/raw/articles.yml").write_text(MANIFEST, "utf-8")
    listed = "".join(f"{name},The {name}\n" for name in ARTICLES)
    (folder / "data/raw/articles.csv").write_text(f"article,title\n{listed}", "utf-8")
    (processed / "paragraphs.yml").write_text(PARAGRAPHS, "utf-8")
    numbered = "".join(f"{name},{number}\n" for name, count in ARTICLES.items() for number in range(1, count + 1))
    (processed / "paragraphs.csv").write_text(f"article,paragraph\n{numbered}", "utf-8")
    (folder / "data/raw/coding/prompt.md").write_text("Say what you are told.\n", "utf-8")
    if queue:
        (folder / "data/raw/coding/queue.yml").write_text(queue, "utf-8")
    return studies.at(folder)


def coded(folder: Path) -> studies.Study:
    """A study of which two coders read the pilot article: one row agreed, one in which they differ, one that only ana
    has.
    """
    made = make(folder, QUEUE.replace("mask: [outlet]", "purpose: reliability"))
    ana, ben = desk(made, "claims", "ana"), desk(made, "claims", "ben")
    ana.save(claim(speaker="keeper"))
    ana.save(claim(speaker="mayor", stance="against"))
    ana.save(claim(paragraph=2, speaker="clerk"))
    ben.save(claim(speaker="mayor", stance="neutral"))
    ben.save(claim(speaker="keeper"))
    return made


def claim(article: str = "ferry", paragraph: int = 1, speaker: str = "keeper", stance: str = "for", **more: str):
    """A row of claims without its id."""
    return {
        "article": article,
        "paragraph": str(paragraph),
        "statement": f"The {speaker} is {stance} it",
        "speaker": speaker,
        "stance": stance,
        **more,
    }
