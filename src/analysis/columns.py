"""Which column of a table of articles is what: by the names that archives, scrapers and spreadsheets give, in English
and Chinese, and some of other languages.

Case, spaces, hyphens and underscores make no difference. A column that bears the name of a meaning itself comes first;
without it, one column of another usual name is taken, and said. Two columns that could be the same are refused,
because nobody knows which was meant.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from analysis.errors import AnalysisError, many
from analysis.nearest import listed, nearest

LOOK = 20  # rows whose values of unused columns are kept

# meaning: its own name first, then the others.
NAMES: dict[str, tuple[str, ...]] = {
    "id": ("id", "doc_id", "docid", "document_id", "article_id", "identifier", "uuid", "guid", "编号", "序号"),
    "title": (
        "title",
        "headline",
        "heading",
        "hd",
        "hlead",
        "titel",
        "überschrift",
        "titre",
        "titulo",
        "título",
        "标题",
        "題名",
        "题名",
        "新闻标题",
        "文章标题",
        "標題",
    ),
    "text": (
        "text",
        "body",
        "content",
        "contents",
        "fulltext",
        "full_text",
        "article_text",
        "body_text",
        "article_body",
        "articlebody",
        "story_text",
        "volltext",
        "artikeltext",
        "texte",
        "texto",
        "正文",
        "内容",
        "全文",
        "新闻内容",
        "文章内容",
        "內容",
    ),
    "outlet": (
        "outlet",
        "source",
        "publisher",
        "publication",
        "publication_title",
        "publication_name",
        "newspaper",
        "paper",
        "media",
        "media_name",
        "medium",
        "outlet_name",
        "publisher_name",
        "zeitung",
        "quelle",
        "journal",
        "source_name",
        "site_name",
        "sitename",
        "sn",
        "来源",
        "媒体",
        "媒体名称",
        "报纸",
        "报纸名称",
        "出处",
        "來源",
        "公众号",
    ),
    "date": (
        "date",
        "published",
        "published_at",
        "published_date",
        "publish_date",
        "publishdate",
        "publication_date",
        "publish_time",
        "published_on",
        "pub_date",
        "pubdate",
        "datetime",
        "date_published",
        "datepublished",
        "created_at",
        "posted_at",
        "datum",
        "erscheinungsdatum",
        "fecha",
        "日期",
        "发布日期",
        "发布时间",
        "发表时间",
        "发表日期",
        "出版日期",
        "刊登日期",
        "時間",
        "日期时间",
    ),
    "time": ("time", "clock", "time_of_day", "hour", "时刻"),
    "zone": ("zone", "timezone", "time_zone", "tz", "时区"),
    "language": ("language", "lang", "la", "语言", "语种"),
    "author": (
        "author",
        "authors",
        "byline",
        "by",
        "reporter",
        "journalist",
        "writer",
        "creator",
        "author_name",
        "autor",
        "auteur",
        "作者",
        "记者",
    ),
    "section": ("section", "rubric", "desk", "category", "栏目", "版块", "频道"),
    "edition": ("edition", "ed", "版次"),
    "page": ("page", "pages", "pg", "page_number", "start_page", "页码", "版号", "版面"),
    "credit": ("credit", "credit_line", "creditline", "cr", "agency", "稿源", "电头"),
    "url": ("url", "link", "permalink", "document_url", "article_url", "web_url", "网址", "链接", "原文链接"),
    "retrieved": ("retrieved", "retrieved_at", "accessed", "access_date", "scraped_at", "crawled_at", "抓取时间"),
}
MEANINGS = tuple(NAMES)
# Parts of a name that tell of a date or an outlet, for columns that are not used.
_HINTS = {
    "date": re.compile(r"date|datum|publish(?!er)|time(?!zone)|日期|时间|時間|day$"),
    "outlet": re.compile(
        r"outlet|source(?!.*(id|url|file))|newspaper|publi(sher|cation)|media(?!.*(id|url))|来源|媒体|报"
    ),
    "text": re.compile(r"text|body|content|正文|内容|全文"),
}


@dataclass(frozen=True)
class Taken:
    """names: the column that has each meaning; unused: the other columns; meanings: those that were looked for."""

    names: dict[str, str]
    unused: tuple[str, ...]
    meanings: tuple[str, ...] = ("id", "outlet", "date", "title", "text")
    dropped: tuple[str, ...] = field(default=())  # columns that the caller said to leave alone
    seen: dict[str, list[str]] = field(default_factory=dict, compare=False)  # values of unused columns, the first ones

    def told(self) -> str:
        """What was taken for what, where the name does not say it, what is missing and what is not used."""
        other = [f"{meaning} from {name!r}" for meaning, name in self.names.items() if name != meaning]
        lacking = [meaning for meaning in self.meanings if meaning not in self.names]
        parts = [", ".join(other), f"without {', '.join(lacking)}" if lacking else ""]
        parts.append(f"not used: {listed(map(repr, self.unused))}" if self.unused else "")
        return "; ".join(part for part in parts if part)

    def see(self, row: Mapping[str, object]) -> None:
        """Keep the values of unused columns of the first rows, by which a date may be told."""
        for name in self.unused:
            values = self.seen.setdefault(name, [])
            if len(values) < LOOK:
                values.append(str(row.get(name) or "").strip())

    def warnings(self) -> list[str]:
        """A sentence for each column that is not used and looks as if it told a date, an outlet or a text."""
        out = []
        for name in self.unused:
            like = next((meaning for meaning, hint in _HINTS.items() if hint.search(plain(name))), "")
            if like and name not in self.dropped:
                other = self.names.get(like)
                out.append(
                    f"the column {name!r} looks like the {like} and is not used"
                    + (f", as {other!r} is" if other else f": there is no {like} from another column")
                )
        return out


def plain(name: object) -> str:
    """A column's name as it is compared: one form, no marks at its ends, spaces and hyphens as underscores."""
    text = unicodedata.normalize("NFKC", str(name)).strip("\ufeff \t\r\n:*#\"'").casefold()
    return re.sub(r"[\s_\-./]+", "_", text).strip("_")


def match(
    given: Iterable[object],
    where: str,
    meanings: Iterable[str] = ("id", "outlet", "date", "title", "text"),
    required: Iterable[str] = ("id", "text"),
    mapped: Mapping[str, str] | None = None,
    strict: bool = False,
    do: str = "",
) -> Taken:
    """Which column has each meaning.

    mapped: meaning -> column, as the caller says; an empty column means that there is none. strict: a column of a
    meaning's own name does not win over one of another usual name; the caller must say.

    Raises AnalysisError, all faults in one, where a required meaning is missing, two columns have one meaning, or
    ``mapped`` names what is not there.
    """
    names = [str(name) for name in given]
    meanings, mapped = tuple(meanings), dict(mapped or {})
    taken: dict[str, str] = {}
    faults = []
    free = [name for name in names if name not in set(mapped.values())]
    for meaning in meanings:
        if meaning in mapped:
            if mapped[meaning] and (fault := _misnamed(mapped[meaning], names)):
                faults.append(fault)
            elif mapped[meaning]:
                taken[meaning] = mapped[meaning]
            continue
        own = [name for name in free if plain(name) == meaning]
        other = [name for name in free if plain(name) in NAMES[meaning][1:]]
        found = (own + other if strict else own) or other
        if len(found) > 1:
            faults.append(f"{len(found)} columns could be the {meaning}: {', '.join(map(repr, found))}")
            taken[meaning] = found[0]
        elif found:
            taken[meaning] = found[0]
    lacking = [meaning for meaning in required if meaning not in taken]
    if faults:
        raise many(faults, where, do or "Name one column as what it means, and rename or remove the others.")
    if lacking:
        like = [name for name in names if (hint := _HINTS.get(lacking[0])) and hint.search(plain(name))]
        raise AnalysisError(
            f"there is no column {lacking[0]!r} among {listed(names) or 'none'}"
            + (f"; {like[0]!r} looks like it" if like else ""),
            where=where,
            do=do or "A corpus has the columns id and text, and outlet, date and title where they are known.",
        )
    dropped = tuple(name for meaning in mapped if not mapped[meaning] for name in names if _means(name, meaning))
    return Taken(taken, tuple(name for name in names if name not in taken.values()), meanings, dropped)


def meaning(name: object) -> str:
    """What a column or a label of that name usually means, or an empty string."""
    bare = plain(name)
    return next((meaning for meaning in MEANINGS if bare in NAMES[meaning]), "")


def _means(name: str, wanted: str) -> bool:
    return plain(name) in NAMES.get(wanted, ())


def _misnamed(name: str, names: list[str]) -> str:
    if names.count(name) == 1:
        return ""
    if name in names:
        return f"{names.count(name)} columns are called {name!r}"
    near = nearest(name, names)
    return f"there is no column {name!r}" + (
        f"; did you mean {' or '.join(map(repr, near))}?" if near else f" among {listed(names) or 'none'}"
    )
