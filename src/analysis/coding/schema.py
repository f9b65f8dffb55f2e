"""Schemas of the coded tables: the written codebook, in the form that checks the rows.

Unit, inclusion, values with example and border. Examples are in our own words. METHODS tells how the coding was done.
"""

from __future__ import annotations

from analysis.paths import CODED
from analysis.tables import Column, Table, Value

SOURCE = "Coded from the articles by language models, in two passes that were settled row by row; statements in our own words."

FORM = {
    "verbatim": Value(
        "The words stand in quotation marks or in a translated block",
        "a netizen's quoted jibe",
        "a quoted run of five words or more inside another's sentence counts here, a shorter one is paraphrase; so is indirect speech "
        "within a translated block; for phrases, quotation marks around the phrase itself are enough",
    ),
    "paraphrase": Value(
        "CMP or the quoted outlet tells what was said in words of its own", "Zhong insisted in January on transparency"
    ),
    "described": Value(
        "Only that something was said, not what",
        "most comments were personal attacks",
        "the speaker is the one who spoke, not CMP",
    ),
    "own": Value("The statement is CMP's own, in CMP's own words", "CMP finds little sign of support"),
}

SPEAKER = {
    "cmp": Value("China Media Project itself", "a judgement in the author's voice"),
    "party-state": Value(
        "A Chinese Party or state body or its official, Xi Jinping included",
        "the foreign minister, the press administration",
    ),
    "state-media": Value("A Chinese Party or state outlet in its own name", "Xinhua, People's Daily, CGTN"),
    "commercial-media": Value(
        "A Chinese outlet that is not itself a Party organ, or a reporter of one",
        "Guancha Syndicate",
        "Qianjiang Evening News: a spin-off of a Party daily, run commercially, counts here",
    ),
    "chinese-scholar": Value(
        "A Chinese academic or think-tank researcher, under the own name",
        "Lu Chuanying, Lao Dongyan",
        "a Party School author is party-state",
    ),
    "company": Value("A firm or its staff", "Soline"),
    "association": Value("A professional or mass organisation in China", "the China Computer Federation"),
    "citizen": Value("An internet user, passer-by, blogger, lawyer in a private role", "the woman at the dispenser"),
    "foreign-official": Value(
        "A foreign government, legislator or the EU institutions", "Pompeo, the Pakistani spokesman"
    ),
    "foreign-media": Value("An outlet outside China", "The Nation (Pakistan)"),
    "foreign-scholar": Value("A foreign academic, analyst or think tank", "Rebecca Arcesati"),
}

YES_NO = {"yes": Value("It is so in the article"), "no": Value("It is not so in the article")}


def _common(prefix: str) -> tuple[Column, ...]:
    return (
        Column(
            "id", "text", f"Name of the row, never reused: {prefix}-0001 and so on", pattern=rf"{prefix}-[0-9]{{4}}"
        ),
        Column("article", "text", "Article in which the statement stands", refers="articles.article"),
        Column(
            "paragraph", "integer", "Locator: the paragraph that carries the statement, the first if it spans several"
        ),
        Column(
            "statement",
            "text",
            "What is claimed, in our own words, with who says so; under 12 words in a row of the source's",
        ),
        Column(
            "date",
            "edtf",
            "When the thing dated by date_of happened, as precisely as the article says and no more",
            null="the article gives no date",
        ),
        Column(
            "date_of",
            "text",
            "What the date dates",
            null="no date",
            allowed={
                "act": Value("The act or event itself", "the day support was announced"),
                "report": Value("Its publication or report", "late September for the reports on Syria"),
            },
        ),
        Column(
            "date_basis",
            "text",
            "Where the date comes from",
            null="no date",
            allowed={
                "stated": Value("The article names it", "15 September"),
                "derived": Value("Reckoned from a cue and the article's own date", "'today' in the map story"),
                "outside": Value(
                    "From a source outside the article, named in checked_source", "the launch of 8 September"
                ),
            },
        ),
    )


_CHECKED = (
    Column("source_slip", "text", "What the article gets wrong, kept as it stands and flagged", null="no slip noticed"),
    Column(
        "checked_date", "edtf", "What an outside source settles: the date by that source", null="not checked outside"
    ),
    Column(
        "checked_source", "text", "The outside source of checked_date or of the correction", null="not checked outside"
    ),
    Column("note", "text", "What a reader of the row should know", null="nothing to add"),
)


def _dated(row: dict[str, str]):
    """Rules across the shared columns: a date says what it dates and on what basis, and a check names its source."""
    for name in ("date_of", "date_basis"):
        if bool(row["date"]) != bool(row[name]):
            yield (
                name,
                f"date is {row['date'] or 'empty'!r}, so this may {'not be empty' if row['date'] else 'only be empty'}",
            )
    if row["checked_date"] and not row["checked_source"]:
        yield "checked_source", "checked_date has no source"


def _coded(name: str, about: str, row: str, *columns: Column) -> Table:
    return Table(name, CODED / f"{name}.csv", about, row, ("id",), _common(name) + columns + _CHECKED, SOURCE, _dated)


SPEAKER_COLUMNS = (
    Column(
        "speaker", "text", "Who says so: an entity id where there is one, else a short description", null="not said"
    ),
    Column("speaker_type", "text", "Kind of speaker", null="not said", allowed=SPEAKER),
)

SUPPORT = _coded(
    "support",
    "Who is said to support or oppose the data-security initiative or Clean Network, by whom and through which channel.",
    "One act of one country or body through one channel, as the article tells it. A relay of the same act through another channel is a row of its own.",
    Column(
        "target",
        "text",
        "What is supported or opposed",
        allowed={
            "initiative": Value("China's Global Initiative on Data Security"),
            "clean-network": Value("The US Clean Network programme"),
        },
    ),
    Column(
        "country",
        "text",
        "Country or body said to take the stand; for an unnamed collective its description",
    ),
    Column(
        "named",
        "text",
        "Whether the country or body is named",
        allowed={"yes": Value("By name", "Pakistan"), "no": Value("A collective without names", "'many countries'")},
    ),
    Column(
        "polarity",
        "text",
        "Direction of the stand",
        allowed={
            "support": Value("For the target"),
            "oppose": Value("Against the target", "the international community is said to oppose Clean Network"),
            "absence": Value("A statement that support is lacking", "CMP sees little sign of support"),
        },
    ),
    Column(
        "act",
        "text",
        "What was done",
        allowed={
            "statement": Value("A spokesman or government says something"),
            "relay": Value(
                "An outlet carries the news of another's act",
                "Xinhua on Syria",
                "the speaker is the one whose act is carried; the outlet stands in outlet and in relayed_via",
            ),
            "readout": Value("A ministry's account of a meeting says so"),
            "assertion": Value(
                "An author or official asserts it of others",
                "'many countries'",
                "an author's own judgement of the programme is no stand of a country: it stands in statements",
            ),
            "lobbying": Value(
                "Asking others to take a stand",
                "US officials lobby allies",
                "the country is the one that asks; the asked are not said to take a stand",
            ),
        },
    ),
    Column("act_strength", "text", "The act's own words, up to 8 words", null="no words of the act are given"),
    *SPEAKER_COLUMNS,
    Column("outlet", "text", "Where it was said or carried: entity id", null="no outlet is named"),
    Column(
        "channel_type",
        "text",
        "Kind of channel; kinds of footing, not grades: they are not ordinal",
        allowed={
            "own-country": Value(
                "An outlet or spokesman of the country itself",
                "The Nation quotes Pakistan's spokesman",
                "a ministry-affiliated paper counts here and says so in note",
            ),
            "chinese-state-media": Value("A Chinese Party or state outlet", "Xinhua on Syria"),
            "chinese-ministry": Value(
                "China's foreign ministry speaks about another state", "the read-out of the visit to Laos"
            ),
            "cmp": Value(
                "CMP's own statement",
                "two countries seem to have voiced support",
                "hedged assertions by CMP of a country are rows of their own",
            ),
        },
    ),
    Column(
        "relayed_via",
        "list",
        "Outlets between speaker and CMP: entity ids",
        null="no relay is told; an outlet that quotes or prints the speaker at first hand is outlet only",
    ),
)

COVERAGE = _coded(
    "coverage",
    "Statements and acts around facial recognition, and who holds which claim about the machines' data.",
    "One act, or one claim of one holder on one matter. An act named again in the article is not coded again; a claim must be made, not implied. Rows "
    "of the translated report bear its date as report date unless the act has its own.",
    Column(
        "action",
        "text",
        "What is done or told",
        allowed={
            "deploy": Value("The technology is installed or used", "dispensers in a station"),
            "curb": Value("A government restricts it", "Tianjin, Nanjing"),
            "ruling": Value("A court decides", "the Hangzhou zoo"),
            "withdraw": Value("A user gives it up", "Dongguan"),
            "survey": Value("An opinion poll"),
            "report": Value("Media attention as such"),
            "evade": Value("Someone avoids being scanned", "the helmet"),
            "claim": Value(
                "Something is claimed about what it does or why it is there; claim_type says what about the data",
                "",
                "the installer's account of the choice counts here",
            ),
            "voice": Value("An opinion of a user or passer-by"),
            "inspect": Value("An official test"),
            "sell": Value("A product is offered", "sixth generation"),
            "law": Value("A rule or draft law"),
        },
    ),
    Column(
        "claim_type",
        "text",
        "Matter of the claim",
        null="no claim about the data",
        allowed={
            "collects": Value("Facial data are collected"),
            "not-collects": Value("Facial data are not collected"),
            "stores": Value("They are stored, for a time or for good"),
            "not-stores": Value("They are not kept in future"),
            "deletes": Value("They are deleted after a time"),
            "networked": Value("They reach the internet"),
            "not-networked": Value("They do not"),
            "meets-rules": Value("The machine meets requirements"),
            "misuse-risk": Value("They may leak or be misused"),
            "consent": Value("Consent is needed or missing"),
        },
    ),
    Column("claim_holder", "text", "Whose claim it is: entity id or short description", null="no claim"),
    Column(
        "contradicts",
        "list",
        "Rows that this one contradicts on the same matter, both ways: collects against not-collects; a pledge for the future denies nothing of now",
        null="none",
        refers="coverage.id",
    ),
    Column(
        "stance",
        "text",
        "Stance of the speaker; a claim that answers worry about the data is favourable",
        null="none taken: a fact or function is told",
        allowed={
            "critical": Value("Worry, objection, mockery"),
            "favourable": Value("Approval, defence"),
            "neutral": Value("Neither"),
        },
    ),
    Column("stance_target", "text", "What the stance is about", null="none taken"),
    Column("place", "text", "Where: entity id of a place, or a short name", null="no place"),
    Column(
        "sector",
        "text",
        "Where it is used",
        null="none in particular",
        allowed={
            "public-toilet": Value("Public toilets and their paper"),
            "transport": Value("Stations", "", "a toilet in a station is public-toilet"),
            "property-sales": Value("Sales of homes"),
            "residential": Value("Access to housing"),
            "zoo": Value("The zoo"),
            "retail": Value("Shops and malls"),
            "tourism": Value("Scenic areas"),
            "phone": Value("Unlocking phones"),
            "city": Value("A city as a whole"),
        },
    ),
    *SPEAKER_COLUMNS,
    Column("outlet", "text", "Outlet that reports it: entity id", null="CMP does not name one"),
    Column(
        "nested_in",
        "text",
        "How deep it stands",
        null="CMP's own text",
        allowed={
            "translation": Value("In a translated block"),
            "quotation": Value("In an inline quotation"),
            "translated-quotation": Value("Quoted inside a translated block"),
        },
    ),
    Column("number", "number", "Quantity, if the statement rests on one", null="no number"),
    Column(
        "bound",
        "text",
        "How the number bounds the quantity",
        null="no number",
        allowed={
            "exact": Value("Given as it is"),
            "about": Value("About, generally"),
            "more-than": Value("More than"),
            "less-than": Value("Less than, nearly"),
        },
    ),
)

REPRINTS = _coded(
    "reprints",
    "Who carried whose words, as the article says: chains of reprints, quotations, translations and revisions.",
    "One carrier and act of one item, coded anew in every article that tells it. 'CMP says A carried B' is not 'A carried B'. CMP as carrier "
    "counts only where it translates, sums up or repeats what it translates, or tells of its earlier article: inline quotations and "
    "screenshots by CMP are left out.",
    Column("item", "text", "Short id of the thing carried, the same in all its rows", pattern="[a-z0-9-]+"),
    Column(
        "origin",
        "text",
        "Whose item it is, one origin for all its rows: entity id, person or short description; an unnamed official of a listed body is that body",
    ),
    Column("carrier", "text", "Who carried it; 'and so on' for an open end"),
    Column(
        "relation",
        "text",
        "What the carrier did with it",
        allowed={
            "reprinted": Value("The same piece under the carrier's name", "a look back reprised elsewhere"),
            "carried": Value("The news of it"),
            "quoted": Value("Some of its words"),
            "summarised": Value("Its content in short"),
            "translated": Value("CMP's own translation of it, whole or in part"),
            "revised": Value("A new version by the same author", "a post derived from a talk"),
            "archived": Value("Kept a copy, e.g. of a deleted post"),
            "posted": Value("First put up", "the map announcement"),
            "deleted": Value("Taken down"),
            "criticised": Value("Responded to it critically"),
            "worded-alike": Value(
                "CMP finds the wording alike, without telling who took from whom", "the two read-outs"
            ),
        },
    ),
    Column(
        "order",
        "integer",
        "Place in the item's sequence within the article, 1 first; a list of carriers is no sequence",
        null="the article gives no order",
    ),
    Column(
        "time_known",
        "text",
        "Whether the article tells when this carrier carried it; 'subsequently' or the time of a count is no",
        allowed=YES_NO,
    ),
    Column("excerpt_seen", "text", "Whether CMP's text shows some of the carrier's words", allowed=YES_NO),
    Column(
        "asserted_by",
        "text",
        "Who says that it was carried; for what a translated report does itself, its outlet",
        allowed=SPEAKER,
    ),
    Column(
        "certainty",
        "text",
        "How it is said",
        allowed={
            "stated": Value("Said as a fact"),
            "hedged": Value("Apparently, seems, speculated"),
            "open-end": Value(
                "'and so on': others unnamed", "", "carriers left unnamed as a collective count here too"
            ),
        },
    ),
)

PHRASES = _coded(
    "phrases",
    "Official phrases in the order in which an utterance uses them.",
    "One phrase in one utterance at one position. Passages of one interview are one utterance. Counted: set expressions and slogans of Party or state "
    "language, used by a Party or state body, its outlet or an author whom such an outlet or CMP presents as following its line, that stand in a series or "
    "recur, or that CMP quotes as a catchphrase. Left out: ordinary terms with a gloss (they belong to the glossary), names of programmes, bodies, honours "
    "and titles, words of an act of support (table support), members of an argument. Each member of an enumeration is a phrase; the spelling is the shortest "
    "form that names it.",
    Column("utterance_id", "text", "The utterance, the same in all its rows", pattern="[a-z0-9-]+"),
    *SPEAKER_COLUMNS,
    Column("outlet", "text", "Outlet that carries the utterance: entity id", null="not said"),
    Column("phrase", "text", "The phrase in CMP's English, up to 8 words, lower case; one spelling for one phrase"),
    Column(
        "position",
        "integer",
        "Order within the utterance among the phrases counted, 1 first; a phrase taken up again has a row again",
        null="the order is not given",
    ),
    Column("form", "text", "How CMP gives it", allowed=FORM),
    Column("chinese", "text", "The Chinese, if the article gives it", null="not given"),
)

EVENTS = _coded(
    "events",
    "Dated events: every event to which an article gives a date, however imprecise.",
    "One event of one article, told once. A date that only names an edition (a strategy paper of 2019) counts if something happened then. A cue tied to a "
    "dated event ('shortly before', 'since that time') counts as a date, and so does a place between two dated events; 'recently' and 'not long ago' do "
    "not. date_of is report only where what is dated reports on another event that has no date of its own (reports on Syria's support).",
    Column("event", "text", "What happened, in up to 8 of our own words"),
    Column(
        "kind",
        "text",
        "Kind of event",
        allowed={
            "publication": Value("Something is published, posted or reported", "Bütikofer writes"),
            "speech": Value(
                "A speech, interview or statement",
                "the commerce official answers",
                "users writing in or questioning in public count here",
            ),
            "decision": Value(
                "A rule, ruling, decree, agreement or sanction",
                "",
                "an expected approval counts; an applicant's registration is background",
            ),
            "founding": Value("Something begins or is founded"),
            "meeting": Value("A meeting, visit or session", "", "a team sent to a place counts here"),
            "removal": Value("Something is taken down, revoked or ended"),
            "background": Value("Anything else in the past that the article dates"),
        },
    ),
    Column("actor", "text", "Who acts: entity id or short description", null="not said"),
    Column("place", "text", "Where: entity id or short name", null="not said"),
    Column(
        "nested_in",
        "text",
        "Where the event is told",
        null="CMP's own text",
        allowed={
            "translation": Value("In a translated block"),
            "quotation": Value("In an inline quotation"),
            "caption": Value("In a caption"),
        },
    ),
)

NUMBERS = _coded(
    "numbers",
    "Quantities: every count, share, size and duration that an article gives.",
    "One quantity. Dates, ordinals of pages and lists, model names, 'one' and 'only' as mere articles and counts of CMP's own pictures are left "
    "out. A quantity twice in an article, from other speakers, is two rows.",
    Column("value", "number", "The number, as digits in the unit given"),
    Column(
        "unit",
        "text",
        "Unit in the singular, in full, in the word of the text: person, member, percent, centimetre, read, ...",
    ),
    Column(
        "bound",
        "text",
        "How it bounds the quantity",
        allowed={
            "exact": Value("Given as it is", "", "just two months; a forecast stands in note, not here"),
            "about": Value("About, some, estimated"),
            "more-than": Value("More than, over, at least"),
            "less-than": Value("Nearly, under, at most"),
            "low": Value("Lower end of a range"),
            "high": Value("Upper end of a range"),
            "order": Value("Only an order of magnitude", "hundreds of thousands: 100000"),
        },
    ),
    Column("measures", "text", "What it measures, in our own words"),
    Column("measured_at", "edtf", "When it held", null="not said"),
    Column("claimed_by", "text", "Who gives the number: entity id or short description"),
    Column("claimed_by_type", "text", "Kind of the one who gives it", allowed=SPEAKER),
    Column(
        "verified",
        "text",
        "Whether the article or an outside source bears it out",
        allowed={
            "yes": Value("An outside source named in checked_source agrees"),
            "no": Value("It was checked and is wrong"),
            "unchecked": Value("Nobody checked it here"),
        },
    ),
)

STATEMENTS = _coded(
    "statements",
    "Who says what: the main statements of every article.",
    "One position, judgement or fact put forward by one speaker in one paragraph. Scene setting and pure description are left out; a translated "
    "block gives at most one row a paragraph. Left out as well: what only tells that and when something happened (table events), bare figures (numbers), acts "
    "of the tables support, coverage and reprints that carry no position, headlines whose claim the body carries, and what the same speaker says again in "
    "another paragraph. A view that CMP reports of others is theirs, and speaker_type follows the role in which the article introduces the speaker.",
    *SPEAKER_COLUMNS,
    Column("outlet", "text", "Where the speaker said it: entity id", null="not said, or CMP itself"),
    Column("form", "text", "How the article gives it", allowed=FORM),
    Column("about", "list", "Whom or what it is about: entity ids", null="no entity of the list"),
)

VOICES = Table(
    "voices",
    CODED / "voices.csv",
    "Kind of each paragraph and whose words it holds.",
    "One paragraph: the 1-based count of non-empty lines after the title.",
    ("article", "paragraph"),
    (
        Column("article", "text", "Article", refers="articles.article"),
        Column("paragraph", "integer", "1-based count of non-empty lines after the title"),
        Column(
            "kind",
            "text",
            "Form of the paragraph",
            allowed={
                "body": Value("Running text"),
                "headline": Value("Title of a translated piece"),
                "subhead": Value("Heading within the article or a translated piece"),
                "byline": Value("Author line of a translated piece"),
                "dateline": Value("Date line of a translated piece"),
                "caption": Value("Caption of a picture"),
                "list-item": Value("Item of a bulleted or numbered list"),
                "credit": Value("Bulleted source line under a quoted passage"),
                "omission": Value("Dots that mark left-out text"),
            },
        ),
        Column(
            "voice",
            "text",
            "Whose words stand in the paragraph",
            allowed={
                "cmp": Value("CMP's own, inline quotations included; they are counted in quoted_words"),
                "translated": Value(
                    "A block in CMP's translation",
                    "the Lu Chuanying article",
                    "a subhead inside a translated piece counts here",
                ),
                "quoted": Value(
                    "A block set off as a quotation from a source, whole paragraph",
                    "the passages from Xi's 2016 speech",
                    "a summary that CMP introduces as the source's own text counts here, also when CMP translated it for the purpose",
                ),
                "caption": Value("A caption of a picture"),
            },
        ),
        Column(
            "voice_holder",
            "text",
            "Who speaks in a translated or quoted paragraph: entity id or short description; an unnamed official of a listed body is that body",
            null="CMP itself",
        ),
    ),
    "Coded from the articles by language models, in two passes that were settled row by row.",
    lambda row: (
        [("voice_holder", "a translated or quoted paragraph needs its holder")]
        if row["voice"] in ("translated", "quoted") and not row["voice_holder"]
        else []
    ),
)

CODED_TABLES = (SUPPORT, COVERAGE, REPRINTS, PHRASES, EVENTS, NUMBERS, STATEMENTS, VOICES)
