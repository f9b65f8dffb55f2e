"""Names of months and weekdays, and what stands around a date, in the languages of news archives."""

from __future__ import annotations

import re
import unicodedata

_NAMES = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "at": "Jänner Feber März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "da": "januar februar marts april maj juni juli august september oktober november december",
    "id": "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "ru1": "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
}
_WEEKDAYS = (
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday "
    "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonnabend Sonntag "
    "lundi mardi mercredi jeudi vendredi samedi dimanche "
    "lunes martes miércoles jueves viernes sábado domingo "
    "lunedì martedì mercoledì giovedì venerdì sabato domenica "
    "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira "
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag "
    "måndag tisdag onsdag torsdag fredag lördag söndag mandag tirsdag lørdag søndag "
    "Senin Selasa Rabu Kamis Jumat Sabtu Minggu "
    "понедельник вторник среда четверг пятница суббота воскресенье"
)
_SHORT_DAYS = "Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun Mo Di Mi Do Fr Sa So"
# Two months that begin alike in one language or another have no short form of three letters.
_EXTRA = {"sept": 9, "mrz": 3, "mär": 3, "janv": 1, "févr": 2, "avr": 4, "juil": 7, "déc": 12, "ene": 1, "ago": 8}


def folded(name: str) -> str:
    """A name without case and accents."""
    if name.isascii():
        return name.lower()
    bare = unicodedata.normalize("NFD", name.casefold())
    return unicodedata.normalize("NFC", "".join(letter for letter in bare if not unicodedata.combining(letter)))


def _numbers() -> dict[str, int]:
    numbers: dict[str, int] = {}
    shorts: dict[str, set[int]] = {}
    for names in _NAMES.values():
        for number, name in enumerate(names.split(), 1):
            numbers[folded(name)] = number
            for size in (3, 4):
                if len(name) > size:
                    shorts.setdefault(folded(name)[:size], set()).add(number)
    numbers |= {name: found.pop() for name, found in shorts.items() if len(found) == 1 and name not in numbers}
    return numbers | {folded(name): number for name, number in _EXTRA.items()}


ENGLISH = _NAMES["en"].split()
NUMBERS = _numbers()
MONTH = "|".join(sorted(map(re.escape, NUMBERS), key=len, reverse=True))
WEEKDAY = "|".join(
    sorted((re.escape(folded(day)) for day in (*_WEEKDAYS.split(), *_SHORT_DAYS.split())), key=len, reverse=True)
)
