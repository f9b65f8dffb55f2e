"""What a study asks about and names: its topics, its entities and articles, and the words that were looked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from analysis.corpus.frames import Frames
from analysis.corpus.names import ID, Names, naming
from analysis.errors import AnalysisError
from analysis.nearest import asked, unknown
from analysis.tables.column import LIST_SEPARATOR
from analysis.tables.spreadsheet import told
from analysis.topics import Topic, read_topics, topics_path

if TYPE_CHECKING:
    import pandas as pd

    from analysis.corpus.terms import Vocabulary


class Subjects(Frames):
    """The tables of a study with the names and questions that they are about."""

    @cached_property
    def topics(self) -> Mapping[str, Topic]:
        """Topics of data/raw/topics.yml by id."""
        path = topics_path(self.study)
        topics = read_topics(path)
        known = {"articles": self.titles, "entities": self.names}
        faults = [
            f"topic {topic.topic}, {key}: {name!r} does not occur in {key}.csv{asked(name, known[key])}"
            for topic in topics.values()
            for key in known
            for name in getattr(topic, key)
            if name not in known[key]
        ]
        if faults:
            raise AnalysisError(
                "\n  ".join(faults), where=self.study.shown(path), do="Mend the ids, or add their rows."
            )
        return topics

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        from analysis.corpus.terms import Vocabulary

        entities = self.optional("entities")
        return Vocabulary.of([] if entities is None else _texts(entities), self.topics.values())

    @cached_property
    def counted(self) -> frozenset[str]:
        """Terms that were looked for in the text, with the spellings that they have now; some may occur nowhere.

        A study that does not say what was looked for (data/processed/terms.csv) counts what occurs.
        """
        terms = self.optional("terms")
        if terms is None:
            mentions = self.optional("mentions")
            return frozenset() if mentions is None else frozenset(mentions["term"])
        now = {term: LIST_SEPARATOR.join(spellings) for term, spellings in self._vocabulary.terms.items()}
        return frozenset(
            term
            for term, spellings in zip(terms["term"], terms["spellings"], strict=True)
            if now.get(term) == spellings
        )

    def uncounted(self, topic: str) -> list[str]:
        """What shows a topic and was not looked for in the text yet. What was, and is not there, is absent.

        Parameters
        ----------
        topic : str
            Id of a topic of data/raw/topics.yml.

        Returns
        -------
        list of str
            Terms and entities; empty where all were counted, even if none of them occurs.

        Raises
        ------
        AnalysisError
            For an id that is none, with the nearest ones.

        Examples
        --------
        >>> corpus.uncounted("harbour")
        []
        """
        return [term for term in self.topics[topic].vocabulary if term not in self.counted]

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """Article id -> title, in the corpus's order."""
        table = self.codebook.table("articles", ("article", "title"), what="the corpus")
        frame = self.frame("articles")
        frame = frame.sort_values("position") if "position" in table else frame
        return dict(zip(frame["article"], frame["title"], strict=True))

    @cached_property
    def _names(self) -> Names:
        entities = self.optional("entities")
        if entities is None:
            return Names(())
        self.codebook.table("entities", ("entity", "english"), what="the corpus")
        return Names(_texts(entities))

    @property
    def names(self) -> Mapping[str, str]:
        """Entity id -> English name. `name` gives free descriptions back as they are."""
        return self._names.english

    @cached_property
    def _descriptions(self) -> frozenset[str]:
        """What coders wrote in place of an id, in the tables that name entities."""
        return frozenset(
            part
            for table in self.codebook.coded()
            for column in naming(table)
            for cell in self.frame(table.name)[column.name].dropna()
            for part in column.parts(cell)
            if part not in self.names
        )

    def name(self, value: str) -> str:
        """The English name of an entity id; a description that a coder wrote, with a capital.

        Parameters
        ----------
        value : str
            What stands in a cell that names an entity or describes one.

        Returns
        -------
        str

        Raises
        ------
        AnalysisError
            For what looks like an id and is none, with the nearest ones.

        Examples
        --------
        >>> corpus.name("a passer-by")
        'A passer-by'
        """
        if value in self.names:
            return self.names[value]
        if not isinstance(value, str) or not value or (ID.fullmatch(value) and value not in self._descriptions):
            raise unknown(
                "an entity",
                value,
                self.names,
                where="corpus.name",
                do="An entity is a row of data/raw/entities.csv; a description has more than one word, "
                "or stands in a coded table.",
            )
        return value[:1].upper() + value[1:]

    @cached_property
    def kinds(self) -> Mapping[str, tuple[str, str]]:
        """Coded value -> (label, hue): how charts name and colour marks, from the codes of all tables."""
        return self.codebook.kinds()

    @cached_property
    def warnings(self) -> tuple[str, ...]:
        """What should be looked at and is no fault: names close to a known one, files that a spreadsheet saved."""
        found = []
        for table in self.codebook.present():
            loaded, where = self._load(table), self.study.shown(table.path)
            if loaded.told:
                found.append(told(where, table.tidied, loaded.told))
            if table.path.parent == self.study.coded:
                found += self._names.warnings(where, naming(table), zip(loaded.numbers, loaded.rows, strict=True))
        found += [
            f"{self.study.shown(path)} has no description beside it and is not read. "
            f"Write {path.with_suffix('.yml').name}, "
            "or take it from a sheet: python -m analysis codebook --from SHEET.xlsx"
            for path in self.codebook.undescribed
        ]
        return tuple(found)


def _texts(frame: pd.DataFrame) -> list[dict[str, str]]:
    """The rows of a frame of texts, what is missing as an empty one."""
    return [
        {str(name): cell for name, cell in row.items()} for row in frame.astype("str").fillna("").to_dict("records")
    ]
