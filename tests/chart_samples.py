"""Invented frames for every form, and nasty versions of them."""

import pandas as pd

from analysis import charts

HEAD = {
    "slug": "sample",
    "title": "Three bakers are said to close early, and one of them denies it",
    "subtitle": "Words of each notice; 3 bakers, 5 notices",
    "source": "Source: invented rows (N = 5).",
    "caveats": ["C1", "C3"],
}
HOSTILE = "<script>alert(\"x\")</script> & 'q' $x_1$ {{b}} ]]>"
LONG = (
    "a very long label that nobody would write by hand but that a careless column may well hold, with "
    "面包师傅协会全国委员会 in it, and " + "unbreakable" * 12
)
GLOSS = "面包房 (bakery)"

MATRIX = pd.DataFrame(
    [
        ["North", "Own paper", "calls it “timely”", "own-country", "", "no", "no", "s-0001"],
        ["North", "State paper", "welcomes it", "chinese-state-media", "an agency", "no", "no", "s-0002"],
        ["South", "State paper", GLOSS, "chinese-state-media", "", "yes", "no", "s-0003|s-0004"],
        ["West", "Ministry", "supports it", "chinese-ministry", "", "no", "the baker", "s-0005"],
    ],
    columns=["row", "column", "words", "kind", "relay", "uncertain", "contradicted", "rows"],
)
STRIP = pd.DataFrame(
    [
        ["2020-09-08", "It opens", "North", "state-media", "no"],
        ["2020-09-08", "It opens again", "North", "citizen", "yes"],
        ["2020-09-21/2020-09-30", "A report", "South", "citizen", "no"],
        ["2020-10", "A visit", "South", "company", "no"],
        ["../2020-07-01", "Before", "South", "company", "no"],
        ["2020-10-15/..", "It goes on", "North", "citizen", "no"],
        ["", "Nobody says when", "North", "citizen", "no"],
        ["1957-06", "Long ago", "North", "citizen", "no"],
    ],
    columns=["date", "label", "lane", "kind", "uncertain"],
)
DISPERSION = pd.DataFrame(
    [
        [line, place, ["cmp", "quoted", "translated", "caption"][(place * 7) % 4], (place * 5) % 4]
        for line, most in (("First", 9), ("Second, 第二", 23))
        for place in range(1, most + 1)
    ],
    columns=["line", "position", "voice", "count"],
)
STACKED = pd.DataFrame(
    [
        [bar, part, value]
        for bar, values in (("First", (300, 0, 900, 4)), ("Second, 第二", (20, 30, 0, 0)))
        for part, value in zip(("cmp", "quoted", "translated", "caption"), values, strict=True)
    ],
    columns=["bar", "part", "value"],
)
DOTS = pd.DataFrame(
    [
        ["Names it", "First", "citizen", "no"],
        ["Names it", "Second, 第二", "company", "yes"],
        ["Does not", "Third", "citizen", "no"],
    ],
    columns=["group", "item", "kind", "uncertain"],
)
INTERVALS = pd.DataFrame(
    [
        ["First", "2020-08-12"],
        ["Second, 第二", "2020-09-14/2020-09-20"],
        ["Third", "2020-12"],
        ["Fourth", "2021-01/.."],
        ["Fifth", ""],
    ],
    columns=["label", "date"],
)
TREE = pd.DataFrame(
    [
        ["a", "", "Baker’s Post", "a notice", "commercial", "stated", "2020-09-12"],
        ["b", "a", "Dough (面团)", "reprinted", "party-state", "stated", "2020-09-13"],
        ["c", "a", "Crumbs", "carried", "platform", "hedged", "2020-09-14/2020-09-16"],
        ["d", "c", "Crust", "quoted", "foreign", "undecided", "2020-09-20"],
        ["e", "a", "and so on", "", "", "open-end", ""],
        ["f", "c", "a lost page", "", "", "ghost", "2020-09-17"],
    ],
    columns=["id", "parent", "label", "note", "kind", "status", "date"],
)
ALIGNMENT = pd.DataFrame(
    [
        ["Notice", "fresh", 1, "verbatim", "新鲜"],
        ["Notice", "daily", 2, "verbatim", ""],
        ["Letter", "fresh", 1, "paraphrase", "鲜"],
        ["Letter", "daily", None, "described", ""],
    ],
    columns=["passage", "phrase", "position", "form", "chinese"],
)
TALLY = pd.DataFrame(
    [
        [
            "h1",
            "kept",
            120,
            "Post, 2 May",
            "keeps 80%",
            "Headline before: Bread. After: 面包。\nCredit line: Source: Baker",
            "commercial",
        ],
        ["h1", "cut", 30, "Post, 2 May", "", "", ""],
        ["h1", "added", 4, "Post, 2 May", "", "", ""],
        ["h2", "kept", 150, "Crumbs, 3 May", "keeps all", "", ""],
        ["h2", "cut", 0, "Crumbs, 3 May", "", "", ""],
        ["h2", "added", 90, "Crumbs, 3 May", "", "", ""],
    ],
    columns=["bar", "part", "value", "label", "end", "note", "kind"],
)
TRACKS = pd.DataFrame(
    [
        ["a", "Baker’s Post", 0, 900, "all of it", "commercial"],
        ["b", "Dough (面团)", 0, 300, "93%", "platform"],
        ["b", "Dough (面团)", 340, 880, "", ""],
        ["c", "Crumbs", None, None, "none of it", ""],
    ],
    columns=["line", "label", "start", "end", "note", "kind"],
)
COUNTS = pd.DataFrame(
    [
        ["Baker’s Post", "Dough (面团)", 12, "", "no"],
        ["Baker’s Post", "Crumbs", 1, "", "no"],
        ["Dough (面团)", "Crumbs", 0, "~1", "yes"],
    ],
    columns=["row", "column", "value", "words", "unsure"],
)
SURVIVAL = pd.DataFrame(
    [
        [0, 1.0, 9, 0, 1, 1.0, 1.0],
        [1, 0.75, 8, 2, 0, 0.4, 0.9],
        [3, 0.5, 5, 2, 1, 0.2, 0.75],
        [9, 0.5, 1, 0, 1, 0.2, 0.75],
    ],
    columns=["day", "share", "at_risk", "events", "censored", "lower", "upper"],
)
SPREAD = pd.DataFrame(
    [["Dough (面团)", 0.9, "a"], ["Dough (面团)", 0.91, "b"], ["Crumbs", 0.1, "c"], ["Crumbs", 1.0, "d"]],
    columns=["group", "value", "rows"],
)

# form: (frame, text columns that a label may be put into, options)
FORMS = {
    "matrix": (
        MATRIX,
        ["row", "column", "words", "relay", "contradicted"],
        {"tooltip": ["words", "rows"], "empty_means": "not covered"},
    ),
    "strip": (STRIP, ["label", "lane"], {"tooltip": ["label", "date"]}),
    "dispersion": (DISPERSION, ["line"], {"tooltip": ["line", "count"]}),
    "stacked": (STACKED, ["bar"], {"tooltip": ["value"], "share": True}),
    "dots": (DOTS, ["group", "item"], {"tooltip": ["item"]}),
    "intervals": (INTERVALS, ["label"], {"tooltip": ["label"]}),
    "tree": (TREE, ["label", "note"], {}),
    "alignment": (ALIGNMENT, ["passage", "phrase", "chinese"], {}),
    "tally": (
        TALLY,
        ["label", "end", "note"],
        {"tooltip": ["part", "value"], "looks": {"kept": "mid", "added": "dark", "cut": "hollow"}, "apart": ["cut"]},
    ),
    "tracks": (TRACKS, ["label", "note"], {"tooltip": ["start", "end"], "length": 900}),
    "counts": (
        COUNTS,
        ["row", "column"],
        {"tooltip": ["value"], "row_means": "taken from", "column_means": "taken by"},
    ),
    "spread": (SPREAD, ["group"], {"item": "copy", "items": "copies"}),
    "survival": (SURVIVAL, [], {"waiting": "not yet reprinted", "event": "reprinted"}),
}
INTERACTIVE = ["counts", "dispersion", "dots", "intervals", "matrix", "stacked", "strip", "tally", "tracks"]


def draw(form, frame=None, **changes):
    """A figure of a form, from its sample unless another frame is given."""
    sample, _, options = FORMS[form]
    return getattr(charts, form)(sample if frame is None else frame, **{**HEAD, **options, **changes})


def nasty(form):
    """(name, frame) of every nasty version: long, hostile, one row, forty rows, missing values."""
    frame, texts, _ = FORMS[form]
    for name, words in (("long", LONG), ("hostile", HOSTILE)):
        # The number keeps rows apart that were apart.
        changed = frame.copy()
        for column in texts:
            changed[column] = [
                f"{words} {number}" if cell else cell
                for number, cell in zip(
                    frame[column].map(list(frame[column].unique()).index), frame[column], strict=True
                )
            ]
        yield name, changed
    yield "one row", frame.head(1)
    yield "forty rows", _many(form, frame)
    optional = [
        column
        for column in frame.columns
        if column
        in (
            "kind",
            "relay",
            "uncertain",
            "contradicted",
            "lane",
            "note",
            "status",
            "chinese",
            "rows",
            "item",
        )
    ]
    yield "nothing optional", frame.assign(**dict.fromkeys(optional))


def _many(form, frame):
    copies = []
    for number in range(-(-40 // len(frame))):
        copy = frame.copy()
        for column in {
            "matrix": ["row"],
            "stacked": ["bar"],
            "dispersion": ["line"],
            "alignment": ["phrase"],
            "tree": ["id", "parent"],
            "tally": ["bar", "label"],
            "counts": ["row"],
        }.get(form, []):
            copy[column] = [f"{cell} {number}" if cell else cell for cell in copy[column]]
        copies.append(copy)
    return pd.concat(copies, ignore_index=True)
