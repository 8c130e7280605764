"""What a report's own text tells of the day on which it was written."""

from __future__ import annotations

import datetime

import pytest

from dateline import pack
from dateline.annotate import dates
from dateline.annotate.parse import legible, parse
from dateline.annotate.publication import infer
from dateline.interval import days_of
from dateline.model import Published


def inferred(text: str, lang: str, given: Published | None = None) -> Published:
    found = dates.find(parse(legible(text), pack.load(lang)), pack.load(lang))
    return infer(found, given or Published(), text)


def header(day: str) -> Published:
    days = days_of(day)
    return Published(days.earliest, days.latest, "header", ("a header",))


@pytest.mark.parametrize(
    ("lang", "text", "given", "earliest", "latest", "how"),
    [
        # the text points at a day as its own
        ("fr", "Il arrive ce lundi 26 juillet.", header("2021-07"), "2021-07-26", "2021-07-26", "header"),
        ("fr", "Il arrive ce lundi 26 juillet 2021.", None, "2021-07-26", "2021-07-26", "text"),
        ("en", "The court ruled today, Friday, January 10.", header("2020-01"), "2020-01-10", "2020-01-10", "header"),
        # a header that the text contradicts is not believed
        ("fr", "Il arrive ce mardi 26 juillet.", header("2021-07"), None, None, "unknown"),
        ("fr", "Il arrive ce lundi 26 juillet.", header("2021-08"), "2021-07-26", "2021-07-26", "text"),
        ("en", "The cabinet met on May 2, 2022.", header("2021-08"), "2022-05-02", None, "unknown"),
        ("en", "The cabinet met on September 1, 2021.", header("2021-08"), "2021-08-01", "2021-08-31", "header"),
        ("en", "The cabinet will meet on May 2, 2022.", header("2021-08"), "2021-08-01", "2021-08-31", "header"),
        # without a year a weekday and a day leave more than one
        ("fr", "Il arrive ce lundi 26 juillet.", None, None, None, "unknown"),
        # a date line
        ("en", "BEIRUT, May 2, 2022 - The cabinet met.", None, "2022-05-02", "2022-05-02", "text"),
        ("en", "Harbour fire\n\nMay 2, 2022\n\nThe cabinet met.", None, "2022-05-02", "2022-05-02", "text"),
        ("en", "Beirut (May 2, 2022) - The cabinet met.", None, "2022-05-02", "2022-05-02", "text"),
        ("en", "Santa Rosa, May 2, 2022\n\nHarbour fire\n\nIt burns.", None, "2022-05-02", "2022-05-02", "text"),
        ("es", "Bogotá, 11/09/2022. La guerrilla salió.", None, "2022-09-11", "2022-09-11", "text"),
        ("de", "Genf, 11.09.2022. Die Rebellen gingen.", None, "2022-09-11", "2022-09-11", "text"),
        ("de", "Einsturz\n\n(apf) 3. Juli 2022, 22:15 Uhr – Neun starben.", None, "2022-07-03", "2022-07-03", "text"),
        (
            "es",
            "Cae un puente\n\nLoro / 3 de julio de 2022 - 22:15 h\n\nCayó.",
            None,
            "2022-07-03",
            "2022-07-03",
            "text",
        ),
        ("es", "Cae\n\nAna Ruiz\nLima - 6 may 2018 - 19:20 COT\n\nCayó.", None, "2018-05-06", "2018-05-06", "text"),
        ("es", "Loro. 23 de febrero de 2024. El banco cerró.", None, "2024-02-23", "2024-02-23", "text"),
        (
            "fr",
            "Séisme à Sarok\nLa Gazette avec agences, le mardi 7 mars 2017 à 08:52\n\nLe sol a tremblé.",
            None,
            "2017-03-07",
            "2017-03-07",
            "text",
        ),
        (
            "en",
            "The bank lost the files.\n\nMore will come.\n\n20 September 2019\n",
            None,
            "2019-09-20",
            "2019-09-20",
            "text",
        ),
        ("en", "March 4, 2025 – Health Group said on Tuesday it fell.", None, "2025-03-04", "2025-03-04", "text"),
        (
            "en",
            "8 June 2020 – The dam burst.\n9 June 2020 – The mayor left.\n",
            None,
            None,
            None,
            "unknown",
        ),
        (
            "fr",
            "Genève (ATS) Jeudi 3 novembre 2022 - 11h32\n\nLe maire a parlé avant le vote du 9 juin.",
            None,
            "2022-11-03",
            "2022-11-03",
            "text",
        ),
        (
            "fr",
            "LIMA, 2 mai 2022 (AFP) - Le maire a parlé avant le vote du 9 juin.",
            None,
            "2022-05-02",
            "2022-05-02",
            "text",
        ),
        ("en", "MORONI (Wire) — 9 September 2021. The ferry sank.", None, "2021-09-09", "2021-09-09", "text"),
        (
            "fr",
            "Il a souri ce lundi 26 juillet 2021. L'aide de la période 2021-2024 a baissé.",
            None,
            "2021-07-26",
            "2021-07-26",
            "text",
        ),
        ("es", "La mina para\nSan Blas | Notas | 21/04/2023\n\nParó ayer.", None, "2023-04-21", "2023-04-21", "text"),
        (
            "de",
            "Minister geht\nVon Katrin Berg, Tirana\n19.03.23, 17:45 Uhr\n\nEr ging.",
            None,
            "2023-03-19",
            "2023-03-19",
            "text",
        ),
        # a weekday with its date in brackets
        ("de", "Sie traf am Donnerstag (9.11.2023) ein.", None, "2023-11-09", "2023-11-10", "text"),
        ("en", "She left on Thursday (November 9, 2023).", None, "2023-11-09", "2023-11-10", "text"),
        ("de", "Sie traf am Freitag (9.11.2023) ein.", None, "2023-11-09", None, "unknown"),
        # one without a year: its year is the header's, where that names one
        ("en", "PARIS, May 2 (Wire) - It burns.", header("2022"), "2022-05-02", "2022-05-02", "header"),
        ("en", "PARIS, May 2 (Wire) - It burns.", None, None, None, "unknown"),
        ("de", "Berlin/Tamar, 17. August 2021 (ndp)\n\nEr ging.", None, "2021-08-17", "2021-08-17", "text"),
        (
            "de",
            "Zug entgleist\nGarmisch-Partenkirchen, 4. Juni 2022 (dpk) – Er fiel.",
            None,
            "2022-06-04",
            "2022-06-04",
            "text",
        ),
        (
            "en",
            "Truce holds\nPRETORIA, South Africa — November 2, 2022\n\nIt holds.",
            None,
            "2022-11-02",
            "2022-11-02",
            "text",
        ),
        ("es", "Venta\nBarcelona | 29 de diciembre de 2023\n\nVendió.", None, "2023-12-29", "2023-12-29", "text"),
        ("fr", "Un incendie\nLe 23/02/2024 à 19:47\n\nIl brûle.", None, "2024-02-23", "2024-02-23", "text"),
        ("de", "Urteil\nBonn - 1. Juni 2021\n\nEr ging.", None, "2021-06-01", "2021-06-01", "text"),
        (
            "de",
            "Urteil\n31. Januar 2022, 21:04 Uhr | Quelle: ndp\n\nEr ging.",
            None,
            "2022-01-31",
            "2022-01-31",
            "text",
        ),
        ("es", "Puerto Lince, 21 ago 2021.- Los dos salieron.", None, "2021-08-21", "2021-08-21", "text"),
        ("es", "Ciudad Real del Sur, 11 de enero de 2023 (EFE).- Salió.", None, "2023-01-11", "2023-01-11", "text"),
        ("fr", "Genève, 11 septembre 2022. Les rebelles partent.", None, "2022-09-11", "2022-09-11", "text"),
        ("en", "The port, August 4, 2020\n\nIt burns.", None, None, None, "unknown"),
        ("en", "The port of Beirut, August 4, 2020. It burns.", None, None, None, "unknown"),
        ("en", "Beirut August 4, 2020. It burns.", None, None, None, "unknown"),
        ("en", "August 4, 2020\n\nThe judge was removed on May 2, 2022.", None, "2022-05-02", None, "unknown"),
        ("en", "On May 2, 2022 the cabinet met.", None, "2022-05-02", None, "unknown"),
        ("en", "The cabinet that met in Beirut, May 2, 2022, fell.", None, "2022-05-02", None, "unknown"),
        # the past is a lower bound, the future an upper one where no more than a year lies between
        ("en", "The cabinet met in March 2022. It will fall by May 2, 2023.", None, "2022-03-01", None, "unknown"),
        ("en", "The cabinet met in March 2022. It will fall by May 2, 2022.", None, "2022-03-01", "2022-05-02", "text"),
        ("en", "The cabinet met on March 3, 2022. Two days later it fell.", None, "2022-03-05", None, "unknown"),
        # a running story: days by their dates, then weekdays, each after all days told by date
        (
            "en",
            "On January 2 troops came. The next day a drone struck. Five days later, on January 8, 2020, "
            "missiles flew. The chief spoke on Thursday.",
            None,
            "2020-01-09",
            "2020-01-11",
            "text",
        ),
        (
            "en",
            "On January 8, 2020 missiles flew. The chief spoke on Thursday.",
            None,
            "2020-01-08",
            None,
            "unknown",
        ),
        ("fr", "Un drone a frappé le 3 janvier.", header("2020-01"), "2020-01-03", "2020-01-31", "header"),
        ("en", "Nothing is dated here.", None, None, None, "unknown"),
    ],
)
def test_publication(
    lang: str, text: str, given: Published | None, earliest: str | None, latest: str | None, how: str
) -> None:
    """The text narrows what is given only as far as it fixes it."""
    got = inferred(text, lang, given)
    assert (str(got.earliest or "") or None, str(got.latest or "") or None, got.how) == (earliest, latest, how)


def test_what_the_user_gave_stands() -> None:
    """The user's word is not touched, whatever the text says."""
    given = Published(datetime.date(2020, 1, 1), datetime.date(2020, 12, 31), "user")
    assert inferred("BEIRUT, May 2, 2022 - The cabinet met.", "en", given) is given


def test_reasons_are_added_and_quote_the_text() -> None:
    """Each narrowing says by which words; what was known before stays."""
    got = inferred("Il arrive ce lundi 26 juillet.", "fr", header("2021-07"))
    assert got.reasons[0] == "a header"
    assert "ce lundi 26 juillet" in got.reasons[1]


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_the_ends_of_the_calendar_stop_nothing(day: str) -> None:
    """A header at the calendar's end, and days counted up to it, give a publication and no error."""
    text = "It began on March 3, 2001. 7,998 years later it will end by 31 December 2059. It fell 2,000 years earlier."
    assert inferred(text, "en", header(day)).earliest is not None
    told = "On March 3, 2001 it began. A day later it fell. 7,998 years later it fell. It fell on Monday."
    inferred(told, "en")
    inferred(told.replace("7,998 years later", "2,000 years earlier"), "en")


def test_a_header_that_is_not_believed_is_kept_as_disputed() -> None:
    """What it claims, and the expression that contradicts it, are kept with the reason."""
    text = "The cabinet met on May 2, 2022."
    got = inferred(text, "en", header("2021-08"))
    assert (got.disputed, got.disputed_by) == ("2021-08-01/2021-08-31", text.index("May"))
    assert "May 2, 2022" in got.reasons[0]
