"""What a researcher does with a corpus on the screen: code it, and make a report of what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.corpus.coding import Loaded
    from newsbench.concordance import Concordance


class Working:
    """Coding, and reports on what is on the screen."""

    def code(self: Loaded, table: str, coder: str):
        """Code a table beside its articles, in JupyterLab: a row is checked while it is typed and saved whole.

        Parameters
        ----------
        table : str
            Name of a coded table, of the articles of the study or of an imported corpus.
        coder : str
            Who codes. The rows go into the coder's own file, data/raw/coding/<table>/<coder>.csv; no other is read.

        Returns
        -------
        CodingWidget
            With the text where it is at hand, else with the numbers of paragraphs.

        Raises
        ------
        AnalysisError
            For a table or a coder that there is not, with the nearest ones; with every fault of the queue.

        Examples
        --------
        ``corpus.code("claims", coder="ana")`` shows the desk below the cell.
        """
        from analysis.coding.desk import desk
        from analysis.coding.widget import CodingWidget
        from analysis.corpus import coding

        own = desk(self.study, table, coder)
        corpus = coding.corpus_of(own)
        texts = coding.texts_at_hand(self.study, own, self.text if self.mode == "text" else None)
        own.copied = coding.copied(self.study, texts, corpus)
        return CodingWidget(own, coding.shelf(self, own, texts))

    def save_report(self: Loaded, name: str, shown: Concordance | None = None) -> None:
        """Make a report of what is on the screen: query, part of the corpus, counts by paragraph; never its lines.

        Parameters
        ----------
        name : str
            Name of the report: lower-case letters, digits and hyphens.
        shown : Concordance, optional
            What to report on; default: the last concordance of this corpus or a part of it.

        Raises
        ------
        AnalysisError
            Where nothing was asked yet, a name is taken, or a sentence of the text would get into a file.

        Examples
        --------
        ``corpus.save_report("tender", corpus.where(outlet="merrowan-gazette").concordance("tender"))`` writes a
        notebook and its parameters.
        """
        print("\n".join(self._searched.screen.report(name, shown)))
