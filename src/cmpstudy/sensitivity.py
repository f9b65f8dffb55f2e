"""Which findings change when a decision is taken otherwise: another coder's rows, other voices or spellings counted."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from analysis import wording
from analysis.coding import passes
from analysis.sentence import Sentence, paragraph, sentence, together
from cmpstudy import corpus as whole
from cmpstudy import coverage, phrases, support
from cmpstudy.made import MADE

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from analysis.corpus import Corpus


def _pass(corpus: Corpus, which: str) -> Corpus:
    """The corpus as one coder alone would have it."""
    frames = {table.name: passes.read_pass(table, which) for table in passes.passed(corpus.codebook)}
    voices = frames.pop("voices").set_index(["article", "paragraph"])
    paragraphs = corpus.paragraphs.set_index(["article", "paragraph"])
    paragraphs[["kind", "voice", "voice_holder"]] = voices[["kind", "voice", "voice_holder"]]
    return corpus.variant(paragraphs=paragraphs.reset_index(), **frames)


def _most_reprinted(corpus: Corpus) -> int:
    frame = corpus.reprints
    frame = frame[(frame["relation"] == "reprinted") & (frame["certainty"] != "open-end")]
    carriers = frame.groupby(["item", "origin"])["carrier"].nunique()
    return int(carriers.max()) if len(carriers) else 0


# Finding in words -> how it is computed. Slugs and ids differ between coders, so each is told by structure, not by
# name.
FINDINGS: dict[str, Callable[[Corpus], object]] = {
    "states said to support the initiative": lambda c: support.footing(c)["country"].nunique(),
    "of them speaking through their own spokesman": lambda c: support.facts(c)["supporters_speaking_themselves"],
    "of them known only from China's foreign ministry": lambda c: support.facts(c)[
        "supporters_by_chinese_ministry_only"
    ],
    "claims of support or opposition that name no state": lambda c: support.facts(c)["claims_without_names"],
    "named outlets that reprinted the most reprinted piece": _most_reprinted,
    "cases of wording called alike": lambda c: int((c.reprints["relation"] == "worded-alike").sum()),
    "speakers with claims about scanned faces": lambda c: coverage.claims(c)["row"].nunique(),
    "of them, speakers with claims about toilet-paper dispensers": lambda c: coverage.claims(c, coverage.DISPENSERS)[
        "row"
    ].nunique(),
    "claims about scanned faces that are contradicted": lambda c: int(
        (coverage.claims(c)["contradicted"] == "yes").sum()
    ),
    "texts that share official phrases on the investment deal": lambda c: phrases.shared(c, "eu-deal")[
        "utterance"
    ].nunique(),
    "of them with two or more phrases, all in one order": lambda c: _one_order(c),
    "articles with a third or more of their words in other people's blocks": lambda c: whole.facts(c)[
        "articles_mostly_blocks"
    ],
    "articles without such a block": lambda c: whole.facts(c)["articles_without_blocks"],
}


def _one_order(corpus: Corpus) -> str:
    placed = phrases.same_order(corpus, "eu-deal")
    placed = placed[placed["in_order"] != "too few"]
    return f"{int((placed['in_order'] == 'yes').sum())} of {len(placed)}"


def by_coder(corpus: Corpus) -> pd.DataFrame:
    """Each finding as the final tables, coder A alone and coder B alone have it: finding, final, coder_a, coder_b,
    holds (yes or no).
    """
    return _by_coder(corpus).copy()


@lru_cache(maxsize=1)  # a report asks twice, and a corpus stays as it was read
def _by_coder(corpus: Corpus) -> pd.DataFrame:
    import pandas as pd

    variants = {"final": corpus, "coder_a": _pass(corpus, "a"), "coder_b": _pass(corpus, "b")}
    out = []
    for finding, compute in FINDINGS.items():
        values = {name: str(compute(variant)) for name, variant in variants.items()}
        out.append({"finding": finding, **values, "holds": "yes" if len(set(values.values())) == 1 else "no"})
    return pd.DataFrame(out)


def by_counting(corpus: Corpus, names: list[str]) -> pd.DataFrame:
    """Mentions under other rules: entity, all, cmp_only (CMP's own text), full_names (no alias), articles,
    articles_cmp_only; for entities by id.
    """
    import pandas as pd

    voice = corpus.paragraphs.set_index(["article", "paragraph"])["voice"]
    frame = corpus.mentions
    frame = frame.assign(voice=[voice[key] for key in zip(frame["article"], frame["paragraph"], strict=True)])
    out = []
    for name in names:
        own = frame[frame["term"] == name]
        cmp_only = own[own["voice"] == "cmp"]
        out.append(
            {
                "entity": corpus.name(name),
                "all": int(own["count"].sum()),
                "cmp_only": int(cmp_only["count"].sum()),
                "full_names": int((own["count"] - own["by_alias"]).sum()),
                "articles": own["article"].nunique(),
                "articles_cmp_only": cmp_only["article"].nunique(),
            }
        )
    return pd.DataFrame(out)


def decisions(corpus: Corpus) -> pd.DataFrame:
    """How the passes were settled: table, decisions, rows_left_out, rows_from_one, values; from decisions.csv."""
    frame = passes.decisions(corpus.codebook)
    whole_row = frame["column"] == "row"
    out = (
        frame.assign(left=whole_row & frame["value"].isna(), one=whole_row & frame["value"].notna(), cell=~whole_row)
        .groupby("table")[["left", "one", "cell"]]
        .sum()
        .reset_index()
    )
    return out.rename(columns={"left": "rows_left_out", "one": "rows_from_one_or_added", "cell": "values_settled"})


def _resting(corpus: Corpus) -> list[str]:
    """The tables that the findings are computed from, each as one."""
    return [together(corpus.frame(name)["id"]) for name in ("support", "coverage", "reprints", "phrases")]


def facts(corpus: Corpus) -> dict:
    """Numbers on what changes."""
    frame, (worst, _) = by_coder(corpus), _agreement(corpus)
    return {
        "findings": len(frame),
        "findings_held": int((frame["holds"] == "yes").sum()),
        "lowest_row_f1": round(float(worst["f1"]), 3),
        "lowest_row_f1_table": str(worst["table"]),
    }


def _agreement(corpus: Corpus) -> tuple[pd.Series, pd.Series]:
    """The two tables of which the coders found the same rows least often."""
    rows = passes.row_agreement(corpus.study)
    rows = rows[rows["table"] != "voices"]  # its rows are the paragraphs, which both coders were given
    least = rows.sort_values("f1", kind="stable")
    return least.iloc[0], least.iloc[1]


def answer(corpus: Corpus) -> Sentence:
    """Which findings hold, and how far the coders agree."""
    frame, (worst, second) = by_coder(corpus), _agreement(corpus)
    return paragraph(
        sentence(
            "Of {findings} findings in the reports, {held} {held:is/are} the same whether one uses the settled tables "
            "or the records of either coder alone.",
            rows=_resting(corpus),
            findings=len(frame),
            held=int((frame["holds"] == "yes").sum()),
        ),
        *_differing(frame, corpus),
        sentence(
            "The coders agreed least on which {worst} to record (F1 {low:.2f}, where {full} is full agreement; "
            "{high:.2f} or more in the other tables). Both are language models of one kind: they may share an error, "
            "so agreement is no proof that the records are right.",
            rows=PASSES,
            holds={"one table is the lowest": worst["f1"] < second["f1"]},
            worst=worst["table"],
            full="1",
            low=worst["f1"],
            high=second["f1"],
        ),
    )


def _differing(frame: pd.DataFrame, corpus: Corpus) -> list[Sentence]:
    """Which findings hang on the coder."""
    other = frame[frame["holds"] == "no"]
    if other.empty:
        return []
    return [
        sentence(
            "The others are not: {names}.",
            rows=_resting(corpus),
            names=[
                f"{one.finding} ({one.final} in the settled tables, {one.coder_a} and {one.coder_b} by coder)"
                for one in other.itertuples()
            ],
        )
    ]


PASSES = "passes"  # what either coder alone coded: data/raw/coded/passes


FLOOR = 0.667  # Krippendorff's lower bound for tentative conclusions


# What is coded where the coders agree too little, in words.
_LOW = {
    ("coverage", "stance"): "stance",
    ("coverage", "date"): "day",
    ("phrases", "position"): "place in order",
    ("phrases", "form"): "form",
    ("numbers", "verified"): "was it checked",
}
_ABOUT = {
    "support": "support",
    "coverage": "face scans",
    "reprints": "who carried whom",
    "phrases": "official phrases",
    "voices": "whose words",
}


def columns(corpus: Corpus) -> pd.DataFrame:
    """How far both coders gave matched rows one value: table, column, alpha, n, about (the table in words), said
    (a label where it is low).
    """
    frame = passes.value_agreement(corpus.study)
    frame = frame[frame["alpha"].notna()].reset_index(drop=True)
    return frame.assign(
        about=[_ABOUT.get(table, table) for table in frame["table"]],
        said=[
            _LOW.get((table, column), column.replace("_", " ")) if alpha < FLOOR else ""
            for table, column, alpha in zip(frame["table"], frame["column"], frame["alpha"], strict=True)
        ],
    )


def drawing(columns: pd.DataFrame) -> Any:
    """Dots on a line from no agreement to full, a row a table; those below the floor are named."""
    import altair as alt

    rows = alt.Y("about:N", sort=list(dict.fromkeys(columns["about"])), title=None, axis=alt.Axis(grid=True))
    x = alt.X("alpha:Q", scale=alt.Scale(domain=[-0.1, 1.05], nice=False), title="agreement (Krippendorff’s alpha)")
    base = alt.Chart(columns).encode(x=x, y=rows)
    sure = alt.condition(f"datum.alpha < {FLOOR}", alt.value("#0072B2"), alt.value("#8C8C8C"))
    dots = base.mark_point(filled=True, size=90, opacity=0.8).encode(
        color=sure, tooltip=["table", "column", "alpha", "n"]
    )
    low = base.transform_filter("datum.said != ''").transform_window(
        rank="rank()", sort=[alt.SortField("alpha")], groupby=["table"]
    )
    low = low.transform_calculate(upper=alt.expr.round(alt.datum.rank / 2) * 2 != alt.datum.rank)
    # Above and below by turns: on a phone neighbours would touch.
    # A white edge first, so that the line does not cut the words.
    edges: tuple[dict[str, Any], ...] = ({"stroke": "white", "strokeWidth": 5}, {})
    words = [
        low.transform_filter(side).mark_text(dy=dy, **edge).encode(text="said:N")
        for edge in edges
        for side, dy in (("datum.upper", -13), ("!datum.upper", 14))
    ]
    line = alt.Chart(columns.head(1)).mark_rule(strokeDash=[4, 3], color="#595959").encode(x=alt.datum(FLOOR))
    return alt.layer(line, dots, *words).properties(height=300)


def head(corpus: Corpus, columns: pd.DataFrame) -> dict[str, str]:
    """Title, subtitle, source and alt of the figure on agreement; columns: what it draws."""
    low = columns[columns["alpha"] < FLOOR]
    title = sentence(
        "On {high} of {all} columns two coders agree well enough; they do not on the stance and day of a report, on "
        "the place and form of a phrase, or on whether a number was checked",
        rows=PASSES,
        holds={"these are the columns": set(zip(low["table"], low["column"], strict=True)) == set(_LOW)},
        high=f"{len(columns) - len(low)}",
        all=f"{len(columns)}",
    )
    return {
        "title": title,
        "subtitle": sentence(
            "A dot is a column of a table, placed by how far two coders agree on it; left of the line ({floor}) no "
            "conclusion should rest on a count",
            rows=PASSES,
            floor=f"{FLOOR}",
        ),
        "source": f"Source: two passes over {wording.spell(len(corpus.titles))} CMP staff articles. {MADE}",
        "alt": sentence(
            "{title}. Dots for {all} columns in {tables} tables.",
            rows=PASSES,
            title=title,
            all=f"{len(columns)}",
            tables=columns["table"].nunique(),
        ),
    }
