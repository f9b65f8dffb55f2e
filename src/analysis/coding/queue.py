"""Who codes what: ``data/raw/coding/queue.yml``, in rounds.

A round names its articles, draws a random sample of them with a seed, or takes the rest. What an earlier round of the
same table holds is not drawn again. Without a queue everybody codes everything.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.coding.coderfile import NAME, home
from analysis.errors import AnalysisError
from analysis.nearest import asked, listed
from analysis.outline import Outline
from analysis.study import Study

if TYPE_CHECKING:
    from yaml import Node

PERSON, MODEL = "person", "model"
DIVIDED, SHARED = "divided", "shared"
MASKS = ("outlet", "author", "date")
_CODER = ("name", "kind", "model", "prompt")
_ROUND = ("table", "articles", "sample", "seed", "rest", "coders", "mask", "purpose")
_MEND = "The section on coding in README.md shows a queue."


@dataclass(frozen=True)
class Coder:
    """Who codes. kind: a person or a language model; of a model, which one, and the file with what it was told."""

    coder: str
    kind: str = PERSON
    name: str = ""
    model: str = ""
    prompt: str = ""

    @property
    def title(self) -> str:
        """How a table names the coder: that one is a model is never left out."""
        return f"{self.name or self.coder} (model: {self.model})" if self.kind == MODEL else self.name or self.coder


@dataclass(frozen=True)
class Round:
    """A round: which articles of a table who codes. sample: how many are drawn; rest: how the others are given out."""

    round: str
    table: str
    coders: tuple[str, ...]
    articles: tuple[str, ...] = ()
    sample: int = 0
    seed: int = 0
    rest: str = ""
    mask: tuple[str, ...] = ()
    purpose: str = ""


@dataclass(frozen=True)
class Task:
    """An article that coders have to code; what of it they may not see."""

    round: str
    article: str
    coders: tuple[str, ...]
    mask: tuple[str, ...] = ()


@dataclass(frozen=True)
class Queue:
    """Coders and rounds."""

    coders: Mapping[str, Coder] = field(default_factory=dict)
    rounds: tuple[Round, ...] = ()

    def coder(self, name: str) -> Coder:
        """A coder by name; without a queue anybody is one."""
        if self.coders and name not in self.coders:
            raise AnalysisError(
                f"{name!r} is not in the queue{asked(name, self.coders)}",
                where="coder",
                do=f"Coders: {listed(self.coders)}. A new one is written in data/raw/coding/queue.yml.",
            )
        return self.coders.get(name, Coder(name))

    def tasks(self, table: str, articles: Sequence[str], everybody: Sequence[str] = ()) -> list[Task]:
        """What is to be coded of a table, in the queue's order; each article once.

        articles: those of the study in their order; everybody: who codes, where no round says so.
        """
        rounds = [found for found in self.rounds if found.table == table]
        if not rounds:
            return [Task("", article, tuple(everybody)) for article in articles]
        tasks: list[Task] = []
        for found in rounds:
            taken = {task.article for task in tasks}
            free = [article for article in articles if article not in taken]
            if found.articles:
                chosen = [article for article in found.articles if article not in taken]
            elif found.sample:
                drawn = set(sorted(free, key=partial(_lot, found.seed))[: found.sample])
                chosen = [article for article in free if article in drawn]
            else:
                chosen = free
            for place, article in enumerate(chosen):
                alone = (found.coders[place % len(found.coders)],)
                who = alone if found.rest == DIVIDED else found.coders
                tasks.append(Task(found.round, article, who, found.mask))
        return tasks


def _lot(seed: int, article: str) -> str:
    """The lot of an article: it hangs on nothing but the seed and its id, on every machine."""
    return hashlib.sha256(f"{seed} {article}".encode()).hexdigest()


def queue_path(study: Study) -> Path:
    """Where a study says who codes what."""
    return home(study) / "queue.yml"


def read_queue(study: Study, tables: Mapping[str, Callable[[], Iterable[str]]] | None = None) -> Queue:
    """The queue of a study; an empty one where there is none.

    tables: the tables that a round may name, each with its articles. Raises AnalysisError with every fault of the file.
    """
    path = queue_path(study)
    if not path.exists():
        return Queue()
    outline = Outline(path, "the queue of the coders")
    top = outline.mapping(outline.root, "", ("coders", "rounds"), ("coders",))
    coders = {}
    for name, node in (outline.mapping(top["coders"], "coders") if "coders" in top else {}).items():
        coders[name] = _coder(outline, name, node, study)
    rounds = [
        _round(outline, name, node, coders, tables or {})
        for name, node in (outline.mapping(top["rounds"], "rounds") if "rounds" in top else {}).items()
    ]
    outline.end(_MEND)
    return Queue(coders, tuple(rounds))


def _coder(outline: Outline, name: str, node: Node, study: Study) -> Coder:
    here = f"coder {name}"
    if not NAME.fullmatch(name):
        outline.fault(node, here, "a coder's name has lower-case letters and digits, a letter first")
    keys = outline.mapping(node, here, _CODER, ("kind",))
    kind = outline.choice(keys["kind"], f"{here}, kind", (PERSON, MODEL)) if "kind" in keys else None
    texts = {key: outline.text(keys[key], f"{here}, {key}") or "" for key in ("name", "model", "prompt") if key in keys}
    for key in ("model", "prompt"):
        if kind == MODEL and key not in keys:
            what = "which model, with its version" if key == "model" else "the file with what it was told"
            outline.fault(node, here, f"{key} is missing: {what}")
        if kind == PERSON and key in keys:
            outline.fault(keys[key], f"{here}, {key}", "only a model has one")
    if texts.get("prompt") and not (study.root / texts["prompt"]).is_file():
        outline.fault(keys["prompt"], f"{here}, prompt", f"there is no file {texts['prompt']}")
    return Coder(name, kind or PERSON, **texts)


def _round(
    outline: Outline,
    name: str,
    node: Node,
    coders: Mapping[str, Coder],
    tables: Mapping[str, Callable[[], Iterable[str]]],
) -> Round:
    here = f"round {name}"
    keys = outline.mapping(node, here, _ROUND, ("table", "coders"))
    ways = [key for key in ("articles", "sample", "rest") if key in keys]
    if len(ways) != 1:
        outline.fault(node, here, "it needs one of: articles (a list), sample (how many), rest (divided or shared)")
    table = outline.text(keys["table"], f"{here}, table") or "" if "table" in keys else ""
    if table and tables and table not in tables:
        outline.fault(keys["table"], f"{here}, table", f"there is no table {table!r}{asked(table, tables)}")
    named = outline.texts(keys["articles"], f"{here}, articles") if "articles" in keys else ()
    articles = list(tables[table]()) if named and table in tables else []
    for article in named:
        if articles and article not in articles:
            outline.fault(
                keys["articles"], f"{here}, articles", f"there is no article {article!r}{asked(article, articles)}"
            )
    who = outline.texts(keys["coders"], f"{here}, coders") if "coders" in keys else ()
    for coder in who:
        if coder not in coders:
            outline.fault(keys["coders"], f"{here}, coders", f"{coder!r} is not among the coders{asked(coder, coders)}")
    if "coders" in keys and not who:
        outline.fault(keys["coders"], f"{here}, coders", "names nobody")
    mask = outline.texts(keys["mask"], f"{here}, mask") if "mask" in keys else ()
    for what in mask:
        if what not in MASKS:
            outline.fault(keys["mask"], f"{here}, mask", f"{what!r} is none of: {', '.join(MASKS)}{asked(what, MASKS)}")
    sample = outline.whole(keys["sample"], f"{here}, sample") if "sample" in keys else 0
    if sample is not None and "sample" in keys and sample < 1:
        outline.fault(keys["sample"], f"{here}, sample", "a sample has one article at least")
    if "sample" in keys and "seed" not in keys:
        outline.fault(node, here, "seed is missing: a whole number that anybody can draw the sample with again")
    if "seed" in keys and "sample" not in keys:
        outline.fault(keys["seed"], f"{here}, seed", "only a sample has one")
    rest = outline.choice(keys["rest"], f"{here}, rest", (DIVIDED, SHARED)) if "rest" in keys else ""
    return Round(
        round=name,
        table=table,
        coders=who,
        articles=named,
        sample=sample or 0,
        seed=(outline.whole(keys["seed"], f"{here}, seed") or 0) if "seed" in keys else 0,
        rest=rest or "",
        mask=mask,
        purpose=(outline.text(keys["purpose"], f"{here}, purpose") or "") if "purpose" in keys else "",
    )
