"""A small invented news corpus with known copies, English and Chinese: every sentence was made up for these tests."""

import random

import pandas as pd

_WHO = (
    "The harbour council|The ministry of bridges|A survey of bakers|The night ferry|The new library|A committee of "
    "gardeners|The lighthouse keeper|The tram company"
).split("|")
_DID = "announced|postponed|opened|measured|repaired|explained|counted|painted|described|doubled".split("|")
_WHAT = (
    "the stone steps near the old market|seven kilometres of track|a plan for quieter streets|the price of winter "
    "bread|rooms for visiting teachers|"
    "a register of small boats|the rules for evening classes|lamps along the canal"
).split("|")
_HOW = (
    "after months of delay|despite heavy rain|to the surprise of residents|at a meeting on the pier|with help from "
    "volunteers|without giving a reason|in front of a full hall"
).split("|")
_ZH_WHO = "港口委员会|桥梁部门|面包师协会|夜间渡轮|新图书馆|园丁小组|守塔人|电车公司".split("|")
_ZH_DID = "宣布|推迟|开放|测量|修复|解释|统计|粉刷".split("|")
_ZH_WHAT = (
    "旧市场旁的石阶|七公里轨道|安静街道的计划|冬季面包的价格|来访教师的房间|小船登记册|夜校的规则|运河边的路灯".split(
        "|"
    )
)
_ZH_HOW = "尽管下着大雨|令居民感到意外|在码头会议上|得到志愿者帮助|没有说明理由|今年第三次".split("|")
_SYLLABLES = "ba ko ri tu se mo la ni fe du pa wi".split()

TIERS = (
    "outlet,tier\nTideway Agency,party-state\nMorning Post,commercial\nEvening Star,commercial\nFerry Times,local\n"
    "新河通讯社,party-state\n晨报,commercial\n"
)


def english(chance: random.Random, size: int) -> list[str]:
    return [
        f"{chance.choice(_WHO)} {chance.choice(_DID)} {chance.choice(_WHAT)} {chance.choice(_HOW)} and "
        f"{chance.choice(_WHO).lower()} {chance.choice(_DID)} {chance.choice(_WHAT)}."
        for _ in range(size)
    ]


def chinese(chance: random.Random, size: int) -> list[str]:
    return [
        f"{chance.choice(_ZH_WHO)}{chance.choice(_ZH_HOW)}{chance.choice(_ZH_DID)}了{chance.choice(_ZH_WHAT)}，{chance.choice(_ZH_WHO)}{chance.choice(_ZH_DID)}了{chance.choice(_ZH_WHAT)}。"
        for _ in range(size)
    ]


def invented(chance: random.Random, size: int) -> list[str]:
    """Words of no language, of which two texts share none but by chance."""
    return ["".join(chance.choice(_SYLLABLES) for _ in range(3)) for _ in range(size)]


def corpus() -> pd.DataFrame:
    """id, outlet, date, title, text: a story of eight in English, one of five in Chinese, two equal texts of one day,
    of which nobody can tell which was first, and nine pieces that share nothing.
    """
    chance = random.Random(11)
    rows: list[dict] = []

    def add(name, outlet, date, title, sentences, credit="", glue=" "):
        rows.append(
            {
                "id": name,
                "outlet": outlet,
                "date": date,
                "title": title,
                "text": glue.join(sentences) + (f"\n{credit}" if credit else ""),
            }
        )

    first = english(chance, 14)
    star = english(chance, 1) + first[:10]
    add("tide-1", "Tideway Agency", "2021-03-01", "Harbour steps reopen after months of work", first)
    add(
        "tide-2",
        "Morning Post",
        "2021-03-01",
        "Harbour steps reopen after months of work",
        first[:10],
        "Source: Tideway Agency",
    )
    add("tide-3", "Evening Star", "2021-03-02", "Steps at last: the harbour reopens", star)
    add("tide-4", "Daily Lantern", "2021-03-03", "Harbour works end", first[:6] + first[8:], "Source: Tideway Agency")
    add("tide-5", "Canal Weekly", "2021-03-09/2021-03-15", "What the harbour steps cost", star[:7] + english(chance, 2))
    add("tide-6", "Noticeboard", None, "", first[:4])
    add("tide-7", "Ferry Times", "2021-03-03", "Harbour works end 🎉", first[:6] + first[8:])
    add("tide-8", "Daily Lantern", "2021-03-05", "Harbour works end", first[:6] + first[9:])
    lamps = invented(chance, 80)
    add("lamp-1", "Left Bank", "2021-04-01", "Lamps", lamps, "Source: Harbour Gazette")
    add("lamp-2", "Right Bank", "2021-04-01", "Lamps", lamps, "Source: Harbour Gazette")
    stone = chinese(chance, 12)
    add("zh-1", "新河通讯社", "2021-05-02", "石阶重新开放", stone, glue="")
    add("zh-2", "晨报", "2021-05-02", "石阶重新开放", stone[:9], "来源：新河通讯社", "")
    add("zh-3", "晚间新闻", "2021-05-03", "港口石阶终于开放，居民欢迎", stone[:9] + chinese(chance, 2), glue="")
    add("zh-4", "运河周刊", "2021-05-06", "石阶的代价", stone[3:9], "据远山社报道，石阶已开放。", "")
    add("zh-5", "河东早报", "2021-05-07", "石阶的代价", stone[3:9] + chinese(chance, 1), glue="")
    for number in range(9):
        words = invented(chance, 90)
        add(
            f"alone-{number}",
            ["Morning Post", "Evening Star", "Daily Lantern"][number % 3],
            f"2021-0{3 + number % 4}-1{number}",
            f"Notes, part {number}",
            words,
        )
    return pd.DataFrame(rows)
