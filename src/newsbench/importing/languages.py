"""The language of a text, as an ISO 639-1 code: what the source says of it, else what its script and its small words
tell. Where they do not tell, it stays unknown.
"""

from __future__ import annotations

import re
import string
from collections import Counter
from functools import lru_cache

from analysis.script import HAN
from newsbench.importing.months import folded

_SAID = {
    **dict.fromkeys(("english", "englisch", "anglais", "ingles", "inglese", "eng", "英文", "英语", "英語"), "en"),
    **dict.fromkeys(("chinese", "chinesisch", "chinois", "zho", "chi", "cmn", "中文", "汉语"), "zh"),
    **dict.fromkeys(("simplified chinese", "traditional chinese", "简体中文", "繁體中文"), "zh"),
    **dict.fromkeys(("german", "deutsch", "allemand", "aleman", "tedesco", "deu", "ger", "德语"), "de"),
    **dict.fromkeys(("french", "franzosisch", "francais", "frances", "francese", "fra", "fre", "法语"), "fr"),
    **dict.fromkeys(("spanish", "spanisch", "espagnol", "espanol", "spagnolo", "spa", "西班牙语"), "es"),
    **dict.fromkeys(("italian", "italienisch", "italien", "italiano", "ita", "意大利语"), "it"),
    **dict.fromkeys(("portuguese", "portugiesisch", "portugais", "portugues", "por", "葡萄牙语"), "pt"),
    **dict.fromkeys(("dutch", "niederlandisch", "neerlandais", "nederlands", "nld", "dut"), "nl"),
    **dict.fromkeys(("russian", "russisch", "russe", "ruso", "rus", "俄语"), "ru"),
    **dict.fromkeys(("japanese", "japanisch", "japonais", "jpn", "日语", "日本語"), "ja"),
    **dict.fromkeys(("korean", "koreanisch", "coreen", "kor", "韩语", "한국어"), "ko"),
    **dict.fromkeys(("arabic", "arabisch", "arabe", "ara", "阿拉伯语"), "ar"),
    **dict.fromkeys(("indonesian", "bahasa indonesia", "ind"), "id"),
}  # fmt: skip
# The most frequent words that others of these languages do not share much.
_SMALL = {
    "en": "the of and to that is was for with on by from it at this which are were has said",
    "de": "der die und das den nicht von mit ist auf dem sich eine ein auch als nach wird bei",
    "fr": "le les des et une est dans que pour qui sur pas au avec plus du par ce sont",
    "es": "el los las que una por con para del se es como su al lo mas pero sus",
    "it": "il che di per non una della con sono del dei alla anche nel gli ha si da",
    "pt": "que do da em um para com nao uma os no se na por mais as dos como ao",
    "nl": "de het een van en dat op te voor niet met zijn aan er ook bij naar om",
    "sv": "och att det som en pa ar av for med den till inte har om ett han",
    "id": "yang dan di dengan untuk ini dari itu pada tidak dalam akan juga ke",
}
_OF_WORD: dict[str, tuple[str, ...]] = {}
for _language, _words in _SMALL.items():
    for _word in _words.split():
        _OF_WORD[_word] = (*_OF_WORD.get(_word, ()), _language)
_SCRIPTS = (
    ("ja", re.compile(r"[\u3041-\u309f\u30a1-\u30fa]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(f"[{HAN}]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
)
_LETTER = re.compile(r"[^\W\d_]")
_SAMPLE, _FEW = 1_200, 20  # characters that are looked at, letters that are needed
SURE = 0.08  # share of small words that a text of a language has at least


_APART = {code: " " for code in range(128) if chr(code) not in string.ascii_lowercase}


def _small_letters(text: str) -> list[str]:
    if text.isascii():  # the same in a fifth of the time
        return text.translate(_APART).split()
    return re.findall(r"[a-z]+", text)


@lru_cache(maxsize=1024)
def said(name: str) -> str:
    """The code of a language that a source names; a code as it is, what is unknown as it stands."""
    bare = folded(name.strip()).replace("_", "-")
    if bare in _SAID:
        return _SAID[bare]
    code = bare.partition("-")[0]
    return code if re.fullmatch(r"[a-z]{2}", code) else _SAID.get(re.split(r"[;,/(]", bare)[0].strip(), name.strip())


def of(text: str) -> tuple[str, str]:
    """The language of a text, and a sentence where that is doubtful; empty where it cannot be told."""
    sample = text[:_SAMPLE]
    if not sample.isascii():
        letters = len(_LETTER.findall(sample))
        counts = {language: len(script.findall(sample)) for language, script in _SCRIPTS} if letters >= _FEW else {}
        if counts.get("ja", 0) > 0.1 * letters:
            return "ja", ""
        for language in ("ko", "zh", "ru", "ar"):
            if counts.get(language, 0) > 0.3 * letters:
                sure = counts[language] > 0.5 * letters or language == "zh"
                return language, "" if sure else "two scripts are mixed"
    words = _small_letters(folded(sample))
    if len(words) < 10:
        return "", ""
    small = filter(_OF_WORD.__contains__, words)
    counted = Counter(language for word in small for language in _OF_WORD[word])
    (best, hits), (second, others) = [*counted.most_common(2), ("", 0), ("", 0)][:2]
    if hits < SURE * len(words):
        return "", "its small words are of no language that is known here"
    return best, f"it could be {second} as well" if others > 0.7 * hits else ""
