"""Credit lines: whom a text names as its source, in English and Chinese."""

from __future__ import annotations

import re
import unicodedata

import numpy as np
import pandas as pd

from analysis.script import HAN, has_han

_NAME = r"(?P<name>[A-Z][\w’'&.-]*(?:\s+(?:of|the|and|&|[A-Z][\w’'&.-]*)){0,4})"
_LETTER = rf"[{HAN}A-Za-z·《》“”]"
_CHINESE = rf"{_LETTER}{{2,14}}?"
# A name that ends as outlets' names do; what begins another word of the same sign (社会, 报道, 网络, 台北) is no end.
_OUTLET = (
    rf"{_LETTER}{{1,12}}(?:社(?![会會区區])|[报報](?![道导導告业業刊])|[网網](?![络絡民友])|[通资資][讯訊]|新[闻聞]"
    "|[视視电電总總播][台臺](?![北湾灣中南])|[卫衛][视視]|[频頻]道|[周週月]刊|[杂雜][志誌])"
)
_REPORTER = rf"(?:(?:记者|記者){_LETTER}{{0,4}}?)?"
# 电 and 讯 as verbs, "wires", and not as a part of another word: 电力, 电讯社, 通讯, 腾讯.
_WIRES = (
    "(?:[电電](?:[讯訊](?![社报報网網])|(?![力动動厂廠台臺商器子影梯池网網脑腦视視讯訊话話车車]))"
    "|(?<![电電快通腾騰资資])[讯訊](?![号號息]))"
)
_DAY = "[0-9０-９〇一二三四五六七八九十今昨同]日"
_PATTERNS = [
    re.compile(pattern)
    for pattern in (
        rf"\b(?:[Aa]ccording to|[Rr]eprinted from|[Rr]epublished from|[Cc]ourtesy of)\s+(?:the\s+)?{_NAME}",
        rf"\b(?:[Ss]ource|[Cc]redit|[Vv]ia)\s*[:：]\s*(?:the\s+)?{_NAME}",
        rf"{_NAME}\s+(?:news agency\s+)?(?:reported|reports|has reported|said in a report|has learned)\b",
        rf"[(（]{_NAME}[)）]\s*(?:--|—|-|$)",
        rf"(?:(?:来源|來源|稿源)\s*[:：]|(?:转载自|轉載自|摘自)\s*[:：]?)\s*(?P<name>{_CHINESE})(?=[\s)）】\]。，,；;]|$)",
        rf"[据據](?P<name>{_CHINESE}){_REPORTER}(?:报道|報道|報導|消息|{_WIRES})",
        rf"(?:^|[\s(（【据據])(?![据據])(?P<name>{_OUTLET}|{_CHINESE})[{HAN}0-9]{{0,12}}{_DAY}\s*{_WIRES}",
    )
]
# What one of the patterns needs: most texts have none of it.
_HINT = re.compile(
    r"ccording to|eprinted|epublished|ourtesy of|[Ss]ource|[Cc]redit|[Vv]ia|report|learned|[)）]"
    "|[来來稿]源|转载自|轉載自|摘自|[报報]道|報導|[电電]|消息|[讯訊]"
)
# Names of one house. A credit to any of them is a credit to all.
_HOUSES = (
    ("xinhua", "xinhuanet", "新华社", "新华网", "新華社", "新華網", "新华"),
    ("people's daily", "peoples daily", "people's daily online", "人民日报", "人民日報", "人民网", "人民網"),
    ("cctv", "china central television", "央视", "央視", "中央电视台", "央视新闻"),
    ("china news service", "chinanews", "ecns", "中新社", "中国新闻社", "中新网"),
    ("global times", "环球时报", "環球時報", "环球网"),
    ("reuters", "路透社"), ("associated press", "ap", "美联社"), ("agence france-presse", "afp", "法新社"),
)  # fmt: skip
AGENCIES = {names[0] for names in _HOUSES}
_HOUSE = {name: names[0] for names in _HOUSES for name in names}


def credited(title: str, text: str) -> list[tuple[str, str]]:
    """Names credited in a text and the words of each credit, in order, each name once."""
    found: dict[str, tuple[int, str]] = {}
    for line_start, line in _lines(f"{title}\n{text}" if title else text):
        if not _HINT.search(line):
            continue
        for pattern in _PATTERNS:
            for match in pattern.finditer(line):
                name = match["name"].strip(" .,;:'’《》“”")
                if len(name) > 1:
                    found.setdefault(name, (line_start + match.start(), match[0].strip()))
    return [(name, words) for name, (_, words) in sorted(found.items(), key=lambda item: (item[1][0], item[0]))]


def plain(name: str) -> str:
    """A name as it is compared: folded, without articles and domains, by house."""
    name = unicodedata.normalize("NFKC", str(name)).casefold().replace("’", "'").strip()
    name = re.sub(r"^(the|www\.)\s*|\.(com|cn|net|org|com\.cn)$", "", name)
    return _HOUSE.get(name, name)


def same(credit: str, outlet: str) -> bool:
    """Whether a credit means an outlet: equal after folding, of one house, or one contains the other whole."""
    one, other = plain(credit), plain(outlet)
    if not one or not other:
        return False
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if has_han(short):
        return len(short) >= 3 and short in long
    return len(short) >= 4 and re.search(rf"\b{re.escape(short)}\b", long) is not None


def table(docs: pd.DataFrame) -> pd.DataFrame:
    """id, credit, line, outlet: one row a credited name; outlet is the corpus's outlet it means, or missing."""
    titles = docs["title"].fillna("") if "title" in docs else pd.Series("", docs.index)
    outlets = sorted({o for o in docs.get("outlet", pd.Series(dtype=object)).dropna().astype(str) if o})
    known: dict[str, str | None] = {}
    rows = []
    for name, title, text in zip(docs["id"], titles, docs["text"].fillna("").astype(str), strict=True):
        for credit, line in credited(str(title), text):
            if credit not in known:
                known[credit] = next((o for o in outlets if same(credit, o)), None)
            rows.append((name, credit, line, known[credit]))
    return pd.DataFrame(rows, columns=["id", "credit", "line", "outlet"])


def matches(credits: pd.DataFrame, ids: np.ndarray, outlets: np.ndarray, source: np.ndarray, target: np.ndarray):
    """For each edge whether the target credits the source's outlet."""
    named = set(zip(credits["id"], credits["outlet"], strict=True)) if len(credits) else set()
    if not named:
        return np.zeros(len(source), bool)
    crediting = np.isin(ids[target], list({name for name, _ in named}))
    answer = np.zeros(len(source), bool)
    for i in np.flatnonzero(crediting):
        answer[i] = (ids[target[i]], outlets[source[i]]) in named
    return answer


def _lines(text: str):
    start = 0
    for line in text.split("\n"):
        yield start, line
        start += len(line) + 1
