"""Schemas of the corpus: what is received or decided (data/raw) and what is built from the text (data/processed)."""

from __future__ import annotations

from analysis.paths import PROCESSED, RAW
from analysis.tables import Column, Table, Value

BUILT = "Built from the text by `make data`; the text itself is not part of the package."

ENTITY_KIND = {
    "outlet": Value("Newspaper, agency, broadcaster, magazine or news site", "Xinhua News Agency"),
    "platform": Value("Service on which users or accounts publish", "WeChat"),
    "person": Value("A named person", "Wang Yi", "a pen name such as Zhong Sheng counts"),
    "place": Value("Country, region, city or site", "Hangzhou East Railway Station"),
    "organisation": Value("State or Party body, firm, association, think tank, university", "SIIS"),
    "programme": Value("Initiative, agreement, law or plan with a name", "the Global Initiative on Data Security"),
}

OUTLET_KIND = {
    "party-state": Value(
        "Organ of the Party or the state, or an outlet that one of them runs",
        "People's Daily",
        "a commercially run spin-off of a Party daily is commercial",
    ),
    "commercial": Value("Chinese outlet that lives from the market", "Guancha"),
    "foreign": Value("Outlet outside China", "The Diplomat"),
    "platform": Value("Platform on which accounts publish", "Weibo"),
}

ARTICLES = Table(
    "articles",
    RAW / "articles.csv",
    "The manifest: which articles the corpus holds, what is known of each, and by which hash its text is recognised.",
    "One article.",
    ("article",),
    (
        Column("article", "text", "Slug of the article; never changes", pattern="[a-z0-9]+(-[a-z0-9]+)*"),
        Column(
            "position",
            "integer",
            "Order in the corpus; for the first ten the place on the listing page, newest first",
            unit="rank",
        ),
        Column("title", "text", "Title as it stands"),
        Column("author", "text", "Byline as it stands"),
        Column(
            "author_type",
            "text",
            "Kind of byline",
            allowed={
                "collective": Value("A staff byline", "CMP Staff"),
                "person": Value("A named author"),
                "unknown": Value("No byline"),
            },
        ),
        Column("published", "edtf", "Date of publication", null="unknown"),
        Column("published_basis", "text", "From which cues the date comes"),
        Column(
            "url",
            "text",
            "Address of the article",
            null="not known; addresses are not guessed",
            pattern="https?://[^ ]+",
        ),
        Column("paragraphs", "integer", "Non-empty lines after the title", unit="paragraph"),
        Column("words", "integer", "Words in alphabetic scripts", unit="word"),
        Column("han", "integer", "Chinese characters", unit="character"),
        Column("sha256", "text", "SHA-256 of the normalised text", pattern="[0-9a-f]{64}"),
    ),
    "Listing page of China Media Project staff articles; dates derived as published_basis says.",
)

ENTITIES = Table(
    "entities",
    RAW / "entities.csv",
    "Who and what is named: outlets, platforms, people, places, organisations, programmes.",
    "One entity.",
    ("entity",),
    (
        Column("entity", "text", "Id", pattern="[a-z0-9]+(-[a-z0-9]+)*"),
        Column("kind", "text", "Kind of entity", allowed=ENTITY_KIND),
        Column("outlet_kind", "text", "Kind of outlet or platform", null="no outlet or platform", allowed=OUTLET_KIND),
        Column("english", "text", "Name in English"),
        Column("chinese", "text", "Name in Chinese", null="none known here"),
        Column(
            "aliases",
            "list",
            "Other spellings that count as a mention; one with a capital is matched as it is written",
            null="only the English and the Chinese name count",
        ),
    ),
    "Compiled from the articles by language models.",
    lambda row: (
        [("outlet_kind", "an outlet or platform needs its kind")]
        if row["kind"] in ("outlet", "platform") and not row["outlet_kind"]
        else []
    ),
)

GLOSSES = Table(
    "glosses",
    RAW / "coded" / "glosses.csv",
    "Which English words each Chinese gloss renders, and what kind of term it is.",
    "One bracketed Chinese string in one paragraph, the first time it stands there with that English.",
    ("article", "paragraph", "chinese", "english"),
    (
        Column("article", "text", "Article", refers="articles.article"),
        Column("paragraph", "integer", "Paragraph"),
        Column("chinese", "text", "The Chinese as it stands in the brackets"),
        Column(
            "english",
            "text",
            "The English that it renders, as it stands before the bracket, up to 8 words; a title in full",
        ),
        Column(
            "kind",
            "text",
            "Kind of term",
            allowed={
                "person": Value("A name of a person"),
                "organisation": Value("A body, firm or association"),
                "outlet": Value("An outlet or account"),
                "phrase": Value("An official phrase or slogan (tifa)", "balanced, high-level, mutually beneficial"),
                "term": Value("Any other term", "press card"),
                "title": Value("Title of an article, post or document"),
            },
        ),
    ),
    "Coded from the articles by language models; checked against the text by `make data`.",
)

PARAGRAPHS = Table(
    "paragraphs",
    PROCESSED / "paragraphs.csv",
    "Every paragraph with its form, whose words it holds, and its size.",
    "One paragraph: a non-empty line after the title.",
    ("article", "paragraph"),
    (
        Column("article", "text", "Article", refers="articles.article"),
        Column("paragraph", "integer", "1-based count of non-empty lines after the title"),
        Column("kind", "text", "Form, from the coded voices table"),
        Column("voice", "text", "Whose words: cmp, translated, quoted or caption"),
        Column("voice_holder", "text", "Who speaks in a translated or quoted paragraph", null="CMP itself"),
        Column("words", "integer", "Words in alphabetic scripts", unit="word"),
        Column(
            "quoted_words",
            "integer",
            "Words inside quotation marks in a paragraph of CMP's own; 0 in others",
            unit="word",
        ),
        Column("han", "integer", "Chinese characters", unit="character"),
        Column(
            "checksum",
            "text",
            "First 4 hex digits of the SHA-256 of the normalised paragraph: enough to find a changed paragraph, "
            "too few to confirm a guessed one",
            pattern="[0-9a-f]{4}",
        ),
    ),
    BUILT,
)

MENTIONS = Table(
    "mentions",
    PROCESSED / "mentions.csv",
    "How often each listed term stands in each paragraph.",
    "One term in one paragraph where it occurs.",
    ("article", "paragraph", "term"),
    (
        Column("article", "text", "Article", refers="articles.article"),
        Column("paragraph", "integer", "Paragraph"),
        Column("term", "text", "Entity id, or a term of topics.yml as written there"),
        Column(
            "count",
            "integer",
            "Occurrences: whole words, the longest alias first, each place counted once; a gloss in brackets beside its name is the same mention",
            unit="occurrence",
        ),
        Column(
            "by_alias",
            "integer",
            "Of these, by another spelling than the full English or Chinese name",
            unit="occurrence",
        ),
    ),
    BUILT,
)

GLOSSARY = Table(
    "glossary",
    PROCESSED / "glossary.csv",
    "The coded glosses once each has been found in the text: the same rows as in `glosses`, in which no Chinese string of the articles is missing.",
    "One Chinese string with its English in one paragraph.",
    ("article", "paragraph", "chinese", "english"),
    (
        Column("article", "text", "Article", refers="articles.article"),
        Column("paragraph", "integer", "Paragraph"),
        Column("chinese", "text", "The Chinese string"),
        Column("english", "text", "The English rendering"),
        Column("kind", "text", "Kind of term, from the coded glosses table"),
    ),
    BUILT,
)

REUSE = Table(
    "reuse",
    PROCESSED / "reuse.csv",
    "Passages of 8 or more words that stand in two paragraphs of the corpus, or twice in one.",
    "One pair of paragraphs that share such a passage.",
    ("article_a", "paragraph_a", "article_b", "paragraph_b"),
    (
        Column("article_a", "text", "Article of the first paragraph", refers="articles.article"),
        Column("paragraph_a", "integer", "First paragraph"),
        Column("article_b", "text", "Article of the second paragraph", refers="articles.article"),
        Column("paragraph_b", "integer", "Second paragraph; the first one again for a passage repeated inside it"),
        Column("shared_words", "integer", "Words of a that stand in shared passages", unit="word"),
        Column("longest_run", "integer", "Longest shared passage", unit="word"),
        Column("containment_a", "number", "Share of the words of a that stand in shared passages", unit="share"),
        Column("containment_b", "number", "Share of the words of b that stand in shared passages", unit="share"),
        Column(
            "reason",
            "text",
            "Why the words recur",
            allowed={
                "self-quotation": Value(
                    "CMP repeats or previews words that it gives elsewhere, its own or a source's, in its own running text",
                    "a lead-in that quotes from the translation below",
                ),
                "quotation of one source": Value("Both paragraphs quote or translate the same source"),
                "boilerplate": Value("A fixed line such as a source credit"),
                "other": Value("None of these"),
            },
        ),
    ),
    BUILT,
)

CORPUS_TABLES = (ARTICLES, ENTITIES, GLOSSES, PARAGRAPHS, MENTIONS, GLOSSARY, REUSE)
