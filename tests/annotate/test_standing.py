"""What names stand for: capitals for governments, institutions for their country's, garbled names."""

from __future__ import annotations

import pytest

from dateline import pack as packs
from dateline.annotate import names, standing
from dateline.annotate.parse import legible, parse
from dateline.annotate.trees import tree


def keys(text: str, lang: str) -> dict[str, str | None]:
    """The key of each name in a text, by its words; the last one counts."""
    pack = packs.load(lang)
    doc = parse(legible(text), pack)
    found = standing.settled(tree(doc, pack), names.find(doc, pack), pack)
    return {text[n.start : n.end]: n.key for n in found}


@pytest.mark.parametrize(
    ("lang", "text", "name", "key"),
    [
        # a government acts, speaks, is spoken to, is dealt with
        ("en", "Washington denied the report.", "Washington", "country:US"),
        ("en", "The envoy threatened Baghdad with sanctions.", "Baghdad", "country:IQ"),
        ("en", "Talks with Tehran have failed.", "Tehran", "country:IR"),
        ("en", "Tehran's influence in the region grows.", "Tehran", "country:IR"),
        ("en", "A coalition led by Washington left the valley.", "Washington", "country:US"),
        ("fr", "Selon Paris, les pourparlers continuent.", "Paris", "country:FR"),
        ("fr", "L'assassinat par Washington d'un général a choqué.", "Washington", "country:US"),
        ("fr", "Les groupes liés à Téhéran protestent.", "Téhéran", "country:IR"),
        ("fr", "Les négociations entre Téhéran et Washington reprennent.", "Washington", "country:US"),
        # a city is where something is or is done
        ("en", "A bomb went off in Baghdad.", "Baghdad", "city:BAGHDAD"),
        ("en", "The streets of Tehran are empty.", "Tehran", "city:TEHRAN"),
        ("en", "Troops left Baghdad at dawn.", "Baghdad", "city:BAGHDAD"),
        ("fr", "Une commission doit se réunir à Bagdad.", "Bagdad", "city:BAGHDAD"),
        ("fr", "« C'est calme », dit un officier en poste à Bagdad.", "Bagdad", "city:BAGHDAD"),
        # no seat of a government
        ("en", "Basra denied the report.", "Basra", "city:BASRA"),
        # a parliament is its country's
        ("en", "Last week, Parliament in Baghdad voted.", "Parliament", "body:IQ/PARLIAMENT"),
        ("en", "The Iraqi Foreign Ministry denied it.", "Iraqi Foreign Ministry", "body:IQ/FOREIGN-MINISTRY"),
        ("fr", "Le Parlement irakien a voté.", "Parlement irakien", "body:IQ/PARLIAMENT"),
        ("fr", "Le ministère irakien de l'Intérieur a démenti.", "ministère irakien de l'Intérieur",
         "body:IQ/INTERIOR-MINISTRY"),
        ("en", "Parliament has voted.", "Parliament", None),
        # almost a name that is known
        ("fr", "Les Forces de mobilisation populares ont voté.", "Forces de mobilisation populares", "org:PMF"),
    ],
)  # fmt: skip
def test_what_a_name_stands_for(lang: str, text: str, name: str, key: str | None) -> None:
    """Each name has the key of what it stands for in its sentence."""
    assert keys(text, lang)[name] == key


def test_a_parliament_is_that_which_the_report_names_in_full() -> None:
    """Where one parliament is named with its country, the bare word means that one; where two are, neither."""
    one = "The Iraqi Parliament voted on Monday. Parliament will meet again on Friday."
    assert keys(one, "en")["Parliament"] == "body:IQ/PARLIAMENT"
    two = "The Iraqi Parliament voted on Monday, the Lebanese Parliament did not. Parliament will meet again."
    assert keys(two, "en")["Parliament"] is None
