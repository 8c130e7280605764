"""A third language: the pack of docs/new-language.md, as it stands there, reads a report; no Python knows of it.

The blocks of the page become a folder of packs. A module with `load()` plays the installed model: it knows the words
and sentences of a text, and of a few sentences also the parse, which stands here in CoNLL-U.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import tomllib
import types
from collections.abc import Callable, Iterable, Iterator
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from dateline import pack as packs
from dateline import pipeline
from dateline.record import queries
from dateline.record.store import Record

from .annotate import test_dates, test_events, test_figures, test_names, test_quotes, test_syntax

PAGE = (Path(__file__).parent.parent / "docs" / "new-language.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"```toml\n# (it/\w+\.toml)\n(.+?)```", PAGE, re.DOTALL))
LANGUAGES = packs.LANGUAGES
REPORT = (
    "Martedì la ministra Ana Berg ha detto che circa 2.500 soldati lasceranno l'Iraq entro il 3 maggio 2022. "
    "«Resteremo nella valle», ha dichiarato Ana Berg. "
    "I ribelli hanno attaccato un convoglio a Baghdad il 3 maggio 2021."
)
TREEBANK = """\
1 Martedì martedì NOUN _ 7 obl O
2 la il DET Definite=Def 3 det O
3 ministra ministra NOUN Number=Sing 7 nsubj O
4 Ana Ana PROPN _ 3 appos B-PER
5 Berg Berg PROPN _ 4 flat:name I-PER
6 ha avere AUX Tense=Pres|VerbForm=Fin 7 aux O
7 detto dire VERB Tense=Past|VerbForm=Part 0 ROOT O
8 che che SCONJ _ 12 mark O
9 circa circa ADV _ 10 advmod O
10 2.500 2.500 NUM _ 11 nummod O
11 soldati soldato NOUN Number=Plur 12 nsubj O
12 lasceranno lasciare VERB Tense=Fut|VerbForm=Fin 7 ccomp O
13 l' il DET Definite=Def 14 det O
14 Iraq Iraq PROPN _ 12 obj O
15 entro entro ADP _ 17 case O
16 il il DET Definite=Def 17 det O
17 3 3 NUM _ 12 obl O
18 maggio maggio NOUN _ 17 nmod O
19 2022 2022 NUM _ 17 nmod O
20 . . PUNCT _ 7 punct O

1 « « PUNCT _ 2 punct O
2 Resteremo restare VERB Tense=Fut|VerbForm=Fin 8 ccomp O
3 nella nella ADP _ 4 case O
4 valle valle NOUN Number=Sing 2 obl O
5 » » PUNCT _ 2 punct O
6 , , PUNCT _ 2 punct O
7 ha avere AUX Tense=Pres|VerbForm=Fin 8 aux O
8 dichiarato dichiarare VERB Tense=Past|VerbForm=Part 0 ROOT O
9 Ana Ana PROPN _ 8 nsubj B-PER
10 Berg Berg PROPN _ 9 flat:name I-PER
11 . . PUNCT _ 8 punct O

1 I il DET Definite=Def 2 det O
2 ribelli ribelle NOUN Number=Plur 4 nsubj O
3 hanno avere AUX Tense=Pres|VerbForm=Fin 4 aux O
4 attaccato attaccare VERB Tense=Past|VerbForm=Part 0 ROOT O
5 un uno DET Definite=Ind 6 det O
6 convoglio convoglio NOUN Number=Sing 4 obj O
7 a a ADP _ 8 case O
8 Baghdad Baghdad PROPN _ 4 obl O
9 il il DET Definite=Def 10 det O
10 3 3 NUM _ 4 obl O
11 maggio maggio NOUN _ 10 nmod O
12 2021 2021 NUM _ 10 nmod O
13 . . PUNCT _ 4 punct O

1 La il DET Definite=Def 2 det O
2 ministra ministra NOUN Number=Sing 6 nsubj O
3 Ana Ana PROPN _ 2 appos B-PER
4 Berg Berg PROPN _ 3 flat:name I-PER
5 ha avere AUX Tense=Pres|VerbForm=Fin 6 aux O
6 detto dire VERB Tense=Past|VerbForm=Part 0 ROOT O
7 che che SCONJ _ 10 mark O
8 i il DET Definite=Def 9 det O
9 soldati soldato NOUN Number=Plur 10 nsubj O
10 lasceranno lasciare VERB Tense=Fut|VerbForm=Fin 6 ccomp O
11 l' il DET Definite=Def 12 det O
12 Iraq Iraq PROPN _ 10 obj O
13 . . PUNCT _ 6 punct O

1 L' il DET Definite=Def 2 det O
2 attacco attacco NOUN Number=Sing 6 nsubj O
3 al al ADP _ 4 case O
4 convoglio convoglio NOUN Number=Sing 2 nmod O
5 è essere AUX Tense=Pres|VerbForm=Fin 6 aux O
6 durato durare VERB Tense=Past|VerbForm=Part 0 ROOT O
7 un' uno DET Definite=Ind 8 det O
8 ora ora NOUN Number=Sing 6 obl O
9 . . PUNCT _ 6 punct O

1 Il il DET Definite=Def 2 det O
2 re re NOUN Number=Sing 4 nsubj O
3 ha avere AUX Tense=Pres|VerbForm=Fin 4 aux O
4 promesso promettere VERB Tense=Past|VerbForm=Part 0 ROOT O
5 di di ADP _ 6 mark O
6 partire partire VERB VerbForm=Inf 4 xcomp O
7 . . PUNCT _ 4 punct O

1 I il DET Definite=Def 2 det O
2 ribelli ribelle NOUN Number=Plur 3 nsubj O
3 attaccheranno attaccare VERB Tense=Fut|VerbForm=Fin 0 ROOT O
4 il il DET Definite=Def 5 det O
5 porto porto NOUN Number=Sing 3 obj O
6 . . PUNCT _ 3 punct O

1 Partiranno partire VERB Tense=Fut|VerbForm=Fin 0 ROOT O
2 40 40 NUM _ 3 nummod O
3 soldati soldato NOUN Number=Plur 1 nsubj O
4 . . PUNCT _ 1 punct O

1 Il il DET Definite=Def 2 det O
2 crollo crollo NOUN Number=Sing 4 nsubj O
3 ha avere AUX Tense=Pres|VerbForm=Fin 4 aux O
4 fatto fare VERB Tense=Past|VerbForm=Part 0 ROOT O
5 30 30 NUM _ 6 nummod O
6 morti morto NOUN Number=Plur 4 obj O
7 . . PUNCT _ 4 punct O
"""
"""Number, form, lemma, tag, features, head, relation, entity."""


@Language.component("toy_treebank")
def treebank(doc: Doc) -> Doc:
    """The document with the parses of the sentences that are known; every other word is its own root."""
    known = {}
    for sentence in TREEBANK.split("\n\n"):
        rows = [line.split() for line in sentence.strip().splitlines()]
        known[tuple(row[1] for row in rows)] = rows
    words = [t.text for t in doc]
    if not words:
        return doc
    unknown: list[list[str]] = [["1", w, w, "X", "_", "0", "ROOT", "O"] for w in words]
    heads, rows_of = list(range(len(words))), unknown
    for start in range(len(words)):
        for forms, rows in known.items():
            if tuple(words[start : start + len(forms)]) == forms:
                rows_of[start : start + len(forms)] = rows
                heads[start : start + len(forms)] = [start + (int(r[5]) or int(r[0])) - 1 for r in rows]
    columns = list(zip(*rows_of, strict=True))
    return Doc(
        doc.vocab,
        words=words,
        spaces=[bool(t.whitespace_) for t in doc],
        lemmas=list(columns[2]),
        pos=list(columns[3]),
        morphs=list(columns[4]),
        heads=heads,
        deps=list(columns[6]),
        ents=list(columns[7]),
    )


def model(name: str, pipe: str) -> types.ModuleType:
    """What an installed model package is to Dateline: a module with `load()`."""

    def load() -> Language:
        nlp = spacy.blank("it")
        nlp.add_pipe(pipe)
        return nlp

    module = types.ModuleType(name)
    module.__spec__ = ModuleSpec(name, None)
    module.load = load  # type: ignore[attr-defined]
    return module


def forget() -> None:
    for remembered in (packs.load, packs.union, packs.base, pipeline.stamp):
        remembered.cache_clear()


@pytest.fixture
def italian(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of packs, with the page's own beside those of the project, and the model that it names."""
    folder = tmp_path / "languages"
    shutil.copytree(str(LANGUAGES), folder)
    (folder / "it").mkdir()
    for name, content in BLOCKS.items():
        (folder / name).write_text(content, encoding="utf-8")
    for name, pipe in (("toy_it", "toy_treebank"), ("blank_it", "sentencizer")):
        monkeypatch.setitem(sys.modules, name, model(name, pipe))
        (tmp_path / f"{name}-1.0.dist-info").mkdir()
        information = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n"
        (tmp_path / f"{name}-1.0.dist-info" / "METADATA").write_text(information, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(packs, "LANGUAGES", folder)
    forget()
    yield folder
    forget()


def built(texts: Iterable[str], folder: Path) -> dict[str, list[dict[str, Any]]]:
    """The exported rows of a record of reports of 6 May 2021, in which nobody says what language they are."""
    source = folder / "reports.jsonl"
    lines = (json.dumps({"text": text, "published": "2021-05-06"}) + "\n" for text in texts)
    source.write_text("".join(lines), encoding="utf-8")
    with Record.open(folder / "story.dateline", create=True) as record:
        pipeline.build([source], record)
        return {name: list(rows(record)) for name, rows in queries.TABLES.items()}


def test_the_page_has_a_block_for_every_file_of_a_pack() -> None:
    files = {f"it/{file.name}" for code in ("en", "fr") for file in (LANGUAGES / code).iterdir()}
    assert set(BLOCKS) == files


def keys(name: str) -> Iterator[str]:
    """The keys that the packs of the project use in one of their files, but for the words of a language."""
    for file in sorted(LANGUAGES.iterdir(), key=str):
        content = tomllib.loads((file / name).read_text(encoding="utf-8")) if (file / name).is_file() else {}
        for table, entries in content.items():
            yield table
            if table in ("words", "labels", "marks", "kinds", "templates", "digits", "tense", "year"):
                yield from entries if (name, table) not in FREE else ()
            elif table not in GAZETTEER and not isinstance(entries, bool):
                for entry in entries.values() if isinstance(entries, dict) else entries:
                    for frame in entry if isinstance(entry, list) else [entry]:
                        yield from frame if isinstance(frame, dict) else ()
                        case = frame.get("case") if isinstance(frame, dict) else None
                        yield from case if isinstance(case, dict) else ()


GAZETTEER = ("weights", "countries", "peoples", "cities", "organisations", "places", "communities")
FREE = {("time.toml", "words"), ("syntax.toml", "labels"), ("names.toml", "labels")}
"""Tables whose keys are a pack's own choice, or a model's."""


@pytest.mark.parametrize("name", sorted({file.name for file in (LANGUAGES / "en").iterdir()}))
def test_every_key_of_a_pack_is_on_the_page(name: str) -> None:
    """What a pack may say in a file stands in that file's part of the page."""
    part = PAGE.partition(f"\n## {name}\n")[2].partition("\n## ")[0]
    prose = re.sub(r"```.*?```", "", part, flags=re.DOTALL)
    told = {word for code in re.findall(r"`([^`]+)`", prose) for word in re.findall(r"\w+", code)}
    assert sorted(set(keys(name)) - told) == []


def test_a_pack_in_a_folder_reads_a_report(italian: Path, tmp_path: Path) -> None:
    """Language, dates, names, voices by verbs, figures, events: from text to exported rows, by data alone."""
    rows = built([REPORT], tmp_path)
    (document,) = rows["documents"]
    assert (document["lang"], document["read"]) == ("it", True)
    assert [(t["words"], t["value"], t["role"]) for t in rows["timex"]] == [
        ("Martedì", "2021-05-04", "at"),
        ("il 3 maggio 2022", "2022-05-03", "by"),
        ("il 3 maggio 2021", "2021-05-03", "at"),
    ]
    assert {(a["name"], a["type"], a["key"]) for a in rows["actors"]} == {
        ("Ana Berg", "PER", None),
        ("Iraq", "GPE", "country:IQ"),
        ("Baghdad", "GPE", "city:BAGHDAD"),
    }
    assert [(q["source_words"], q["words"], q["mode"], q["said_on"]) for q in rows["quotes"]] == [
        ("la ministra Ana Berg", REPORT[38:103].rstrip("."), "indirect", "2021-05-04"),
        ("Ana Berg", "«Resteremo nella valle»", "direct", None),
    ]
    assert [(f["low"], f["bound"], f["counted"], f["concept"]) for f in rows["figures"]] == [
        (2500, "~", "soldati", "soldier")
    ]
    told = {e["sense"]: e for e in rows["events"] if e["sense"]}
    assert {sense: (e["type"], e["status"], e["time"]) for sense, e in told.items()} == {
        "withdraw": ("AGREE", "planned", "2022-05-03"),
        "attack": ("ASSAULT", "happened", "2021-05-03"),
    }
    baghdad = next(a["id"] for a in rows["actors"] if a["name"] == "Baghdad")
    assert told["attack"]["place"] == baghdad


def test_the_cases_of_the_page_hold(italian: Path) -> None:
    """The tests that run the cases of the project's packs, run on those of the page."""
    it = packs.load("it")
    for key in ("rule", "before", "after"):
        for entry in it.table("time").get(key, ()):
            test_dates.test_every_pack_entry_does_what_its_case_says("it", key, entry)
    for kind in test_names.KINDS:
        test_names.test_every_gazetteer_entry_is_found_in_its_template("it", kind)
    for cue in tomllib.loads(BLOCKS["it/quotes.toml"])["cues"].values():
        before, marked, after = cue["case"].split("*")
        (quote,) = test_quotes.told(before + marked + after, "it")
        assert quote["speaker"] == "Ana Berg"
    figures = tomllib.loads(BLOCKS["it/figures.toml"])
    for key, test in FIGURES.items():
        for entry in figures[key]:
            test("it", entry)
    test_figures.test_every_number_word_has_its_value("it")
    for case in tomllib.loads(BLOCKS["it/syntax.toml"])["case"]:
        test_syntax.test_every_case_has_its_role("it", case["text"], case["word"], case["role"], case.get("prep"))
    for lemma, sense, case in events_of_the_page():
        found = test_events.starred("it", case)[1]
        assert found is not None
        assert (found.lemma, found.sense) == (lemma, sense)
    status = tomllib.loads(BLOCKS["it/status.toml"])
    cases = [(e["case"], e["status"]) for e in status["governors"].values()]
    for case, wanted in [*cases, *((c["text"], c["status"]) for c in status["case"])]:
        told = test_events.starred("it", case)[1]
        assert told is not None
        assert told.status == wanted


FIGURES: dict[str, Callable[[str, dict[str, Any]], None]] = {
    "case": test_figures.test_pack_cases_are_read,
    "bound": test_figures.test_pack_bounds,
    "unit": test_figures.test_pack_units,
    "concept": test_figures.test_pack_concepts,
    "state": test_figures.test_pack_states,
}


def events_of_the_page() -> Iterator[tuple[str, str, str]]:
    """(lemma, sense, case) of the entries of the page's lexicon."""
    table = tomllib.loads(BLOCKS["it/events.toml"])
    for lemma, entries in [*table["verbs"].items(), *table["nouns"].items()]:
        for entry in entries if isinstance(entries, list) else [entries]:
            yield lemma, entry["sense"], entry["case"]


def test_without_a_parser_dates_figures_known_names_and_marks_are_read(italian: Path, tmp_path: Path) -> None:
    """A blank pipeline that only cuts words and sentences is enough for what needs no grammar; a given name behind a
    title begins a name."""
    (italian / "it" / "pack.toml").write_text(BLOCKS["it/pack.toml"].replace("toy_it", "blank_it"), encoding="utf-8")
    said = "«Non lasceremo mai questa valle prima della fine dei colloqui di pace.»"
    rows = built([f"{said}\n\n{REPORT}"], tmp_path)
    assert [t["value"] for t in rows["timex"]] == ["2021-05-04", "2022-05-03", "2021-05-03"]
    assert {a["name"] for a in rows["actors"]} == {"Iraq", "Baghdad", "Ana Berg"}
    assert [(q["words"], q["source_words"]) for q in rows["quotes"]] == [(said, "")]
    assert [(f["low"], f["bound"]) for f in rows["figures"]] == [(2500, "~")]
    assert rows["events"] == []
