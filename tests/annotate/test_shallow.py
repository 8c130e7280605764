"""The parse from a pack alone: tags, lemmas and roles in plain sentences, a tree whatever the text."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dateline import pack as packs
from dateline.annotate import annotate
from dateline.annotate.parse import parse
from dateline.annotate.trees import tree
from dateline.model import Document

ALONE = [code for code in packs.codes() if packs.load(code).reads_alone and not packs.load(code).model_is_installed]

CASES = [
    ("es", "Los estibadores bloquearon el puerto el lunes.", {"estibadores": "subject", "puerto": "object"}),
    ("es", "El barco fue golpeado por un carguero.", {"barco": "passive_subject", "carguero": "agent"}),
    ("es", "Tres personas murieron en la bahía.", {"personas": "subject", "bahía": "oblique"}),
    ("es", "La policía detuvo a 17 obreros.", {"policía": "subject", "obreros": "object"}),
    ("es", "El ministro Luis Peña dijo que enviará tropas.", {"ministro": "subject", "enviará": "complement"}),
    ("es", "«No podemos», dijo la comandante.", {"comandante": "subject"}),
    ("de", "Demonstranten blockierten am Montag die Baustelle.", {"Demonstranten": "subject", "Baustelle": "object"}),
    ("de", "Am Montag blockierten Demonstranten die Baustelle.", {"Demonstranten": "subject", "Baustelle": "object"}),
    ("de", "Drei Menschen wurden getötet.", {"Menschen": "passive_subject"}),
    ("de", "Das Gericht hat den Plan verworfen.", {"Gericht": "subject", "Plan": "object"}),
    ("de", "Die Regierung erklärte, dass sie den Bau stoppt.", {"Regierung": "subject", "stoppt": "complement"}),
    (
        "es",
        "Ana Berg, directora del puerto, prometió otra terminal.",
        {"directora": "apposition", "terminal": "object"},
    ),
    (
        "es",
        "El Gobierno prometió una ley para mantener el orden en la ciudad.",
        {"ley": "object", "mantener": "adverbial", "para": "marker", "orden": "object"},
    ),
    ("es", "El juez se negó a abrir la sala.", {"abrir": "open_complement", "a": "marker", "sala": "object"}),
    ("es", "El tribunal ha condenado a tres jueces.", {"condenado": "root", "tribunal": "subject"}),
    (
        "es",
        "Adenc, que ya denunció el plan, cree que el acuerdo es malo.",
        {"Adenc": "subject", "denunció": "relative", "plan": "object", "cree": "root", "acuerdo": "subject"},
    ),
    ("es", "Berg recordó, además, que la ley no ha cambiado.", {"Berg": "subject", "ley": "subject"}),
    ("es", "El ministro rechazó la oferta que el sindicato firmó.", {"sindicato": "subject", "firmó": "relative"}),
    ("es", "Van Horn cree que la prensa ha mentido.", {"Horn": "name", "cree": "root", "prensa": "subject"}),
    ("es", "«No vamos a negociar», ha dicho el presidente.", {"dicho": "parataxis", "presidente": "subject"}),
    ("es", "El juez ordenó detener al alcalde.", {"detener": "open_complement", "alcalde": "object"}),
    ("es", "El ministro viajó a la capital.", {"capital": "oblique"}),
    ("es", "Irán amenazó con cerrar el estrecho.", {"Irán": "subject", "amenazó": "root"}),
    ("es", "Los rebeldes que mataron a 12 soldados huyeron.", {"que": "subject", "soldados": "object"}),
    ("de", "Die Arbeiter, die den Damm bauten, streikten.", {"Arbeiter": "subject", "streikten": "root"}),
    ("es", "Queremos abrir el puerto.", {"abrir": "open_complement", "puerto": "object"}),
    ("de", "Die Firma versprach den Familien am Montag 500.000 Euro.", {"Familien": "indirect", "Euro": "object"}),
    (
        "de",
        "Der Bürgermeister von Brennthal, Josef Lang, versprach Hilfe.",
        {"Bürgermeister": "subject", "Josef": "apposition", "Hilfe": "object"},
    ),
    (
        "de",
        "Der Minister sagte am Montag, der Bau sei gestoppt worden.",
        {"Bau": "passive_subject", "gestoppt": "complement"},
    ),
    ("de", "Weber warnte davor, die Baustelle zu räumen.", {"räumen": "open_complement", "Baustelle": "object"}),
    (
        "de",
        "Die Regierung will die Soldaten abziehen, um die Kosten zu senken.",
        {"Regierung": "subject", "Soldaten": "object", "senken": "adverbial", "Kosten": "object"},
    ),
    ("de", "Der Damm, den die Arbeiter bauten, brach.", {"den": "object", "Arbeiter": "subject", "Damm": "subject"}),
    ("de", "Die Polizei nahm Demonstranten fest, die die Straße blockiert hatten.", {"blockiert": "relative"}),
    ("de", "Der Bau wird gestoppt, so der Minister.", {"Minister": "oblique"}),
    ("de", "Dem Minister zufolge wurden zehn Menschen verletzt.", {"zufolge": "case", "Menschen": "passive_subject"}),
    (
        "de",
        "Die Zahl stimmt, sagte Markus Horn, Sprecher der Firma.",
        {"Markus": "subject", "Sprecher": "apposition"},
    ),
    (
        "de",
        "Am Freitag sind 32 Menschen getötet und hundert Soldaten verletzt worden.",
        {"Menschen": "passive_subject", "Soldaten": "passive_subject"},
    ),
    (
        "de",
        "Der Vertrag soll im Juni unterzeichnet werden.",
        {"unterzeichnet": "open_complement", "Vertrag": "subject"},
    ),
    ("de", "Er forderte den Rücktritt des Ministers.", {"Ministers": "possessor", "Rücktritt": "object"}),
    ("de", "Die Arbeiter, die den Damm bauten, streikten.", {"bauten": "relative", "Damm": "object"}),
    ("de", "Das bestätigte die Regierung.", {"Das": "object", "bestätigte": "root", "Regierung": "subject"}),
    ("de", "Das erwartete Ergebnis kam.", {"Das": "determiner", "Ergebnis": "subject"}),
    ("de", "Der Sprecher der Firma, Jens Voss, bestritt das.", {"Sprecher": "subject", "Jens": "apposition"}),
    ("de", "Norwegen bot Hilfe an und schickte 40 Ärzte.", {"Ärzte": "object"}),
    ("de", "Der Sprecher sagte, dass der Dieb verurteilt wurde.", {"Dieb": "passive_subject"}),
    ("de", "Die Stadt und der Verein haben unterzeichnet.", {"Verein": "conjunct", "unterzeichnet": "root"}),
    ("de", "Am Montag haben sich die Stadt und der Verein verständigt.", {"verständigt": "root", "Verein": "conjunct"}),
    ("de", "Der Konzern versprach, die Arbeiter freizulassen.", {"freizulassen": "open_complement"}),
    ("de", "Er bestritt, den Wächter getötet zu haben.", {"getötet": "open_complement", "Wächter": "object"}),
    ("de", "Ein Sprecher sagte, die Truppen würden sich zurückziehen.", {"zurückziehen": "complement"}),
    ("de", "Zwölf Soldaten wurden getötet und 30 verletzt.", {"30": "passive_subject"}),
    ("de", "Die Gespräche sollen am Montag fortgesetzt werden.", {"Montag": "oblique"}),
    ("es", "La policía los detuvo en el puerto.", {"los": "object", "detuvo": "root", "policía": "subject"}),
    ("es", "Aunque no la comparte, respeta el pacto.", {"comparte": "adverbial", "la": "object"}),
    ("es", "Descartó un fallo y anunció la apertura.", {"apertura": "object"}),
    ("es", "El alcalde, según explicó la policía, huyó.", {"alcalde": "subject", "policía": "subject", "huyó": "root"}),
    ("es", "Berg dijo a la prensa que la ciudad cayó.", {"cayó": "complement", "ciudad": "subject"}),
    ("es", "Según la policía, 137 camiones entraron.", {"camiones": "subject", "policía": "oblique"}),
    ("es", "El juez lo condenó a 14 años.", {"años": "oblique", "lo": "object"}),
    ("es", "El Gobierno habla de un error.", {"habla": "root", "Gobierno": "subject"}),
    ("es", "No lamento mi decisión.", {"lamento": "root", "decisión": "object"}),
    ("es", "El Gobierno no paga.", {"paga": "root", "Gobierno": "subject"}),
    ("es", "Los rebeldes acusan al Estado de violar la tregua.", {"Estado": "object", "violar": "open_complement"}),
    ("es", "Su negativa a dimitir los irritó.", {"dimitir": "participial", "los": "object"}),
    ("es", "Lo confirmó el alcalde.", {"Lo": "object", "alcalde": "subject"}),
    ("es", "Pedimos calma.", {"calma": "object"}),
    ("es", "El sindicato rechazó una oferta del 5 %.", {"%": "oblique", "5": "number"}),
    # a subject that something between commas parts from its verb
    (
        "es",
        "Volvieron después de que la empresa, Adenc, aceptara el plan.",
        {"empresa": "subject", "Adenc": "apposition", "plan": "object"},
    ),
    ("es", "El paro costó mucho; el club, en cambio, cifró sus pérdidas.", {"club": "subject", "pérdidas": "object"}),
    ("es", "El alcalde dimitió, y acusó al ejército.", {"acusó": "conjunct", "ejército": "object"}),
    ("es", "El sindicato amenazó con cerrar la vía si no cobra.", {"vía": "object", "cobra": "adverbial"}),
    ("es", "Otras 43 resultaron heridas.", {"resultaron": "root"}),
    ("es", "La reunión está prevista para mayo.", {"reunión": "passive_subject"}),
    ("es", "El juez dijo que no está dispuesto a firmar el pacto.", {"pacto": "object", "dispuesto": "complement"}),
    ("de", "Das Treffen ist für Mai geplant.", {"Treffen": "passive_subject"}),
    ("de", "Der Zug ist am Montag entgleist.", {"Zug": "subject"}),
    # a quotation between a helper and its verb
    (
        "de",
        "Berg sagte, die Regierung habe „jedes Vertrauen verloren“.",
        {"Regierung": "subject", "verloren": "complement", "Vertrauen": "object"},
    ),
    (
        "de",
        "Berg kündigte an, die Firma werde den Ort „in jeder Hinsicht“ schützen.",
        {"Firma": "subject", "schützen": "complement", "Ort": "object"},
    ),
    ("es", "El juez cree que Berg ha «dirigido» el reparto.", {"dirigido": "complement", "reparto": "object"}),
    ("de", "Die Opposition forderte Neuwahlen, Berg lehnte das ab.", {"das": "object", "lehnte": "parataxis"}),
    ("de", "Die Miliz ist nicht bereit, die Stadt zu räumen.", {"bereit": "attribute", "Stadt": "object"}),
    ("de", "Weitere Angriffe trafen die Stadt.", {"Weitere": "adjective", "Stadt": "object"}),
    (
        "de",
        "In den Gesprächen für die rund 900 Beschäftigten hatte Berg mehr Lohn angeboten.",
        {"Beschäftigten": "oblique", "900": "number", "Berg": "subject"},
    ),
    ("de", "Am Montag sprach der 36-Jährige.", {"36-Jährige": "subject"}),
    # what a relative clause and one coordinated with it have cut off
    (
        "es",
        "El presidente, que canceló un viaje y se trasladó a Ceuta, prometió restablecer el orden.",
        {"presidente": "subject", "prometió": "root", "orden": "object"},
    ),
    ("es", "Ordenó prisión para seis hombres acusados de asesinar al juez.", {"prisión": "object", "juez": "object"}),
    (
        "es",
        "Pidió que investigue la muerte de 18 civiles, ocurrida el 9 de enero.",
        {"muerte": "object", "9": "other", "ocurrida": "adverbial"},
    ),
    ("es", "La firma readmitirá a los 62 obreros despedidos en agosto.", {"despedidos": "participial"}),
    ("es", "Luis de Guindos pidió calma.", {"Luis": "subject", "Guindos": "name", "calma": "object"}),
    ("de", "Caroline van der Plas begrüßte das Urteil.", {"Caroline": "subject", "Plas": "name", "Urteil": "object"}),
    ("de", "Der Rat hatte das abgelehnt und gedroht.", {"das": "object", "abgelehnt": "root"}),
    ("de", "Ministerin Ana Berg (SPD) begrüßte das Urteil.", {"SPD": "apposition", "Urteil": "object"}),
    ("de", "Die Brücke ist gesperrt.", {"Brücke": "passive_subject"}),
    ("de", "Der Pegel ist am Montag angestiegen.", {"Pegel": "subject"}),
    ("de", "Berg hatte den Plan als „Fehler“ bezeichnet.", {"bezeichnet": "root", "Berg": "subject", "Plan": "object"}),
    ("de", "Berg ging, als die Polizei kam.", {"kam": "adverbial", "Polizei": "subject"}),
    ("de", "Berg betonte, es handle sich um Betrug.", {"handle": "complement"}),
    # a pronoun behind a preposition
    (
        "es",
        "El defensor, Carlos Peña, instó a los rebeldes a liberar a todos los cautivos, entre ellos 13 niños.",
        {"defensor": "subject", "rebeldes": "object", "cautivos": "object", "ellos": "oblique", "niños": "apposition"},
    ),
    ("de", "Die Polizei nahm 30 Männer fest, unter ihnen drei Ärzte.", {"Männer": "object", "Ärzte": "apposition"}),
    ("de", "Für sie forderte der Rat mehr Geld.", {"sie": "oblique", "Rat": "subject", "Geld": "object"}),
    ("de", "Der Rat hat es abgelehnt, sich zu äußern.", {"Rat": "subject", "äußern": "open_complement"}),
    ("de", "Der Rat lehnte es ab.", {"Rat": "subject", "es": "object"}),
    ("de", "Berg nannte den Abbau einen Wortbruch.", {"Abbau": "object", "Wortbruch": "attribute"}),
    ("es", "Berg calificó el cierre como un «golpe».", {"cierre": "object", "golpe": "oblique", "como": "case"}),
    # a pronoun that points back
    ("de", "Dieser lehnte das am Sonntag ab.", {"Dieser": "subject", "das": "object", "Sonntag": "oblique"}),
    ("de", "Dieser sagte, er habe nichts gewusst.", {"sagte": "root", "gewusst": "complement"}),
    ("de", "Sie lehnte das jedoch ab.", {"Sie": "subject", "das": "object"}),
    ("de", "Die Polizei räumte das am Sonntag eröffnete Museum.", {"das": "determiner", "Museum": "object"}),
    ("de", "Zwei bekannte Politiker traten zurück.", {"bekannte": "adjective", "Politiker": "subject"}),
    ("de", "Zu der Tat bekannte sich die Gruppe.", {"Tat": "oblique", "bekannte": "root", "Gruppe": "subject"}),
    (
        "de",
        "Die Bank entlässt bis Ende 2024 weitere 1.200 Angestellte.",
        {"Ende": "oblique", "2024": "number", "Angestellte": "object"},
    ),
    # a name in marks behind a noun
    ("de", "Nach Angaben der Zeitung „Le Matin“ zahlte der Rat 300 Euro.", {"Le": "apposition", "Rat": "subject"}),
    ("es", "El buque «Aurora» chocó con un carguero.", {"buque": "subject", "Aurora": "apposition"}),
    ("de", "Seit Mai wurden nach UN-Angaben 34 Helfer entführt.", {"UN-Angaben": "oblique", "34": "number"}),
    # a name that begins with an article
    ("es", "El grupo Los Lobos negó su autoría.", {"grupo": "subject", "Los": "apposition", "autoría": "object"}),
    ("de", "Die Partei Die Neuen lehnte den Plan ab.", {"Partei": "subject", "Die": "apposition", "Plan": "object"}),
    # an article before a relative word, by itself or behind a preposition
    (
        "es",
        "Prometió invertir 45 millones, de los que solo ha gastado 12.",
        {"invertir": "open_complement", "que": "oblique", "gastado": "relative"},
    ),
    ("es", "El juez condenó a los que quemaron la sede.", {"los": "oblique", "que": "subject", "quemaron": "relative"}),
    ("es", "Los precios subieron, por lo que huyó.", {"subieron": "root", "huyó": "adverbial"}),
    # a perfect infinitive
    ("es", "La firma niega haber robado el río.", {"robado": "open_complement", "haber": "auxiliary", "río": "object"}),
    ("de", "Leka soll Berichte gestohlen haben.", {"Berichte": "object", "gestohlen": "open_complement"}),
    # a verb in the first person has no noun for its subject
    ("es", "«Solicito un plazo, un tiempo valioso», dijo.", {"plazo": "object", "tiempo": "object"}),
    # how long before or after stands beside a name
    ("es", "El rey destituyó ayer a Ana Berg horas después de la cena.", {"rey": "subject", "Ana": "object"}),
    # a finite verb goes on from a finite one
    (
        "de",
        "Der Rat warf Doda vor, einen Sündenbock zu suchen, und beantragte eine Sitzung.",
        {"suchen": "open_complement"},
    ),
    # a title before a colon
    ("de", "Albanien: Minister entlässt Aufseher", {"Minister": "subject", "Aufseher": "object", "Albanien": "other"}),
    # what points back before a name with its title is no article
    ("de", "Das teilte Sprecher Maier am Montag mit.", {"Das": "object", "teilte": "root", "Sprecher": "subject"}),
    ("de", "Das gab Konzernchef Brandli bekannt.", {"gab": "root", "Konzernchef": "subject"}),
    ("de", "Das geplante Treffen begann.", {"geplante": "adjective", "Treffen": "subject"}),
    # a modal behind a helper closes a clause
    (
        "de",
        "Die Polizei sucht einen Mann, der drei Frauen getötet haben soll.",
        {"der": "subject", "Frauen": "object", "getötet": "open_complement", "haben": "auxiliary", "soll": "relative"},
    ),
    ("de", "Leka, der nach Oslo geflohen sein soll, schweigt.", {"sein": "auxiliary", "soll": "relative"}),
    ("de", "Leka, der getötet worden sein soll, lebt.", {"worden": "passive_auxiliary", "sein": "auxiliary"}),
    # who does something, whoever it is
    ("de", "Wer im Land sei, werde bestraft, sagte Berg.", {"Wer": "subject", "sei": "adverbial", "bestraft": "root"}),
    # a disaster acts in a relative clause
    ("es", "El alcalde abrió la escuela que destruyó el sismo.", {"que": "object", "sismo": "subject"}),
    ("es", "Cerró la empresa que niega haber contaminado el río.", {"que": "subject", "río": "object"}),
    # what closes a clause that commas have cut
    (
        "de",
        "Das Gericht hat den Chef der Bank, Rolf Berg, am Dienstag zu drei Jahren verurteilt.",
        {"Gericht": "subject", "Chef": "object", "Rolf": "apposition", "verurteilt": "root"},
    ),
    ("de", "Die Polizei nahm den Chef, Rolf Berg, am Dienstag fest.", {"Chef": "object", "fest": "particle"}),
    ("de", "Oslo hat den Rat, der 2018 log, verurteilt.", {"Oslo": "subject", "Rat": "object", "log": "relative"}),
    ("de", "Oslo hat Bonn, Bremen und Kiel gewarnt.", {"Oslo": "subject", "Bonn": "object", "gewarnt": "root"}),
    ("de", "Der Streik ist vorbei, wie Oslo (2. Mai) mitteilte.", {"Oslo": "subject", "mitteilte": "adverbial"}),
    ("de", "Sie hatte drei Jahre gefordert, Berg auf Haft plädiert.", {"Berg": "subject", "plädiert": "conjunct"}),
    ("de", "Oslo räumte das ein, lehnte einen Rücktritt aber ab.", {"lehnte": "conjunct", "Rücktritt": "object"}),
    # what an adjective has before it
    (
        "de",
        "In einem am Montag gezeigten Video drohte die Gruppe.",
        {"Montag": "oblique", "gezeigten": "adjective", "Video": "oblique", "Gruppe": "subject"},
    ),
    ("de", "Es wurden drei Männer getötet.", {"Männer": "passive_subject", "Es": "other"}),
    ("de", "Die EU genehmigt Beihilfen.", {"EU": "subject", "genehmigt": "root", "Beihilfen": "object"}),
    ("de", "Die Bank hatte im Mai Kredite vergeben.", {"Mai": "oblique", "Kredite": "object", "hatte": "auxiliary"}),
    # the verb behind a relative clause that no comma closes
    (
        "es",
        "Las lluvias que azotan el sur han causado daños.",
        {"lluvias": "subject", "azotan": "relative", "sur": "object", "causado": "root", "daños": "object"},
    ),
    (
        "es",
        "El juez investiga si la firma que gestiona la presa incumplió el pacto.",
        {"firma": "subject", "gestiona": "relative", "presa": "object", "incumplió": "complement", "pacto": "object"},
    ),
    ("es", "Quien colabore será castigado, dijo Ana Berg.", {"Quien": "subject", "castigado": "root"}),
    ("es", "El ministro viajó a Lima, se reunió con Ana Berg y votó.", {"reunió": "conjunct", "votó": "conjunct"}),
    ("es", "Acusó al rey de no haber pagado.", {"no": "adverb", "haber": "auxiliary", "pagado": "open_complement"}),
    ("es", "Chile quedó fuera, lo que criticaron Perú y Cuba.", {"Perú": "subject", "criticaron": "relative"}),
    ("es", "El juez condenó el lunes a dos años de cárcel al alcalde.", {"años": "oblique", "alcalde": "object"}),
    ("es", "Oslo, país garante del pacto, se ofreció a mediar.", {"Oslo": "subject", "ofreció": "root"}),
    (
        "es",
        "Chile expulsó al rey, a quien la oposición acusa.",
        {"quien": "object", "oposición": "subject", "acusa": "relative"},
    ),
    ("de", "Wir lassen uns das nicht gefallen.", {"Wir": "subject", "lassen": "root"}),
    ("de", "Ungarn blockiert Hilfen.", {"Ungarn": "subject", "blockiert": "root", "Hilfen": "object"}),
    ("de", "Beide bestreiten die Vorwürfe.", {"Beide": "subject", "bestreiten": "root", "Vorwürfe": "object"}),
    ("de", "Polens neuer Regierungschef Donald Tusk schwieg.", {"Polens": "possessor", "Regierungschef": "subject"}),
    ("es", "Noboa dijo que viajará, descartó subir el IVA y rio.", {"descartó": "conjunct", "IVA": "object"}),
    ("es", "Berg perdió, felicitó al ganador y rio.", {"felicitó": "conjunct", "ganador": "object"}),
    ("de", "Kommt keine Mehrheit zustande, wird neu gewählt.", {"Kommt": "adverbial", "gewählt": "root"}),
    ("es", "Luis Lula da Silva sobrevoló la zona.", {"da": "name", "sobrevoló": "root", "zona": "object"}),
    # adjectives with the form of verbs, or with a capital
    (
        "de",
        "Oslo sagte zu, 500 besonders gefährdete Kinder aufzunehmen.",
        {"gefährdete": "adjective", "500": "number", "Kinder": "object"},
    ),
    ("de", "Die Sprecherin des Auswärtigen Amtes schwieg.", {"Amtes": "possessor", "Auswärtigen": "adjective"}),
    ("de", "Die Armee zieht ihre Truppen ab und damit früher als geplant.", {"ab": "particle", "Armee": "subject"}),
    ("de", "Verletzt wurden nach Angaben der Polizei zwei Wachen.", {"Verletzt": "root", "Wachen": "passive_subject"}),
    ("de", "Verdacht wird gehegt.", {"Verdacht": "passive_subject", "gehegt": "root"}),
    (
        "de",
        "Ein Gutachten vom März 2021, das hier vorliegt, hatte Schäden festgestellt und eine Sperrung empfohlen.",
        {"Gutachten": "subject", "vorliegt": "relative", "Schäden": "object", "Sperrung": "object"},
    ),
    ("de", "Berg macht eine Miliz verantwortlich, die den Hafen hält.", {"hält": "relative", "die": "subject"}),
    ("de", "Berg traf Rebellen, die das bestreitet.", {"bestreitet": "relative", "das": "object"}),
    ("de", "Im abgelaufenen Jahr machte die Bank Verlust.", {"abgelaufenen": "adjective", "Bank": "subject"}),
    (
        "de",
        "Die im Juni verschleppte österreichische Helferin Ana Egger ist frei.",
        {"verschleppte": "adjective", "Helferin": "subject", "ist": "root"},
    ),
    (
        "de",
        "Egger war zusammen mit ihrem Fahrer überfallen worden.",
        {"Egger": "passive_subject", "zusammen": "adverb"},
    ),
    # an infinitive that no comma parts from the verb above it
    ("de", "Berg drohte am Montag zu kündigen.", {"Berg": "subject", "drohte": "root", "kündigen": "open_complement"}),
    ("de", "Die Miliz versuchte den Hafen zu besetzen.", {"Miliz": "subject", "Hafen": "object", "versuchte": "root"}),
    ("de", "„Wir haben nie aufgehört zu hoffen“, schrieb ihr Bruder.", {"Bruder": "subject", "aufgehört": "root"}),
    ("de", "Er sagte, dass die Miliz drohte den Hafen zu sperren.", {"Miliz": "subject", "drohte": "complement"}),
    # a verb behind a comma goes on with the subject before it, or has its own
    ("de", "Berg zeigte sich bereit, schloss Änderungen aber aus.", {"Änderungen": "object", "schloss": "conjunct"}),
    ("de", "Die Armee griff an, eroberte den Hafen und floh.", {"Armee": "subject", "Hafen": "object"}),
    ("de", "Weil es regnete, fiel das Spiel aus.", {"Spiel": "subject", "fiel": "root"}),
    ("de", "Die Lage ist ernst, sagte der Minister.", {"Minister": "subject"}),
    ("de", "Berg wies die Kritik als „Märchen“ zurück und trat ab.", {"zurück": "particle", "Berg": "subject"}),
    ("es", "En los comicios de 2020 la oposición había perdido.", {"oposición": "subject", "2020": "oblique"}),
    ("de", "„Nein“, sagte dessen Präsident Max Berg.", {"dessen": "determiner"}),
    ("es", "Ruiz acusó a su vez a la aviación de mentir.", {"aviación": "object", "vez": "oblique"}),
    ("es", "Chile, que cuenta con 350 soldados, pidió calma.", {"Chile": "subject", "cuenta": "relative"}),
    ("es", "Huyó al derrumbarse este domingo un puente.", {"puente": "subject", "domingo": "oblique"}),
    ("es", "Hubo un ataque, que nadie ha reivindicado.", {"nadie": "subject", "que": "object"}),
    ("es", "Berg culpa al grupo rebelde Frente Norte.", {"grupo": "object", "Frente": "apposition", "Norte": "name"}),
    ("es", "Cayó cuando circulaba por ella un camión.", {"camión": "subject"}),
    ("es", "Liberada una cooperante tras 81 días.", {"Liberada": "root", "cooperante": "passive_subject"}),
    ("es", "«Nunca perdimos la esperanza», dijo Ruiz.", {"Nunca": "adverb", "Ruiz": "subject"}),
]


@pytest.mark.parametrize(("code", "text", "roles"), [c for c in CASES if c[0] in ALONE])
def test_who_did_what(code: str, text: str, roles: dict[str, str]) -> None:
    """Subjects, objects, agents and clauses of plain sentences."""
    pack = packs.load(code)
    found = {node.text: node.role for node in tree(parse(text, pack), pack)}
    assert {word: found[word] for word in roles} == roles


@pytest.mark.parametrize(
    ("code", "text", "lemma"),
    [
        ("de", "Der Minister lehnte die Forderung ab.", "ablehnen"),
        ("de", "Der Minister trat am Montag zurück.", "zurücktreten"),
        ("es", "El ministro dimitió el lunes.", "dimitir"),
        ("es", "El ministro decidió retirarse.", "retirar"),
        ("es", "El juez pidió verlos.", "ver"),
    ],
)
def test_verbs_have_their_dictionary_form(code: str, text: str, lemma: str) -> None:
    """A separable prefix belongs to its verb."""
    assert lemma in {t.lemma_ for t in parse(text, packs.load(code)) if t.pos_ == "VERB"}


@pytest.mark.parametrize("code", [code for code in ALONE if code == "es"])
@pytest.mark.parametrize(
    ("text", "verb", "noun"),
    [
        ("El juez absolvió a los jefes de Aguas del Turia que estaban acusados.", "acusados", "jefes"),
        ("El juez absolvió a los jefes de la empresa que quebró en mayo.", "quebró", "empresa"),
        ("La policía detuvo al jefe de los obreros que bloqueó la vía.", "bloqueó", "jefe"),
        ("La policía detuvo al jefe de los obreros que bloquearon la vía.", "bloquearon", "obreros"),
        ("La policía detuvo al jefe de los obreros que Ana Berg acusó.", "acusó", "obreros"),
        ("Las partes acordaron prorrogar el pacto que vencía el lunes.", "vencía", "pacto"),
    ],
)
def test_a_relative_clause_is_of_what_its_verb_agrees_with(code: str, text: str, verb: str, noun: str) -> None:
    """Of the nouns of a phrase it is the last one of the verb's number, where it acts."""
    pack = packs.load(code)
    heads = {n.text: n.head.text for n in tree(parse(text, pack), pack) if n.role == "relative" and n.head}
    assert heads == {verb: noun}


@pytest.mark.parametrize("code", [code for code in ALONE if code == "es"])
@pytest.mark.parametrize(
    ("text", "verb", "reflexive"),
    [
        ("Las partes volverán a reunirse en mayo.", "reunirse", True),
        ("El clan acabó entregándose.", "entregándose", True),
        ("No tengo nada de qué disculparme.", "disculparme", True),
        ("El clan prometió entregarlos.", "entregarlos", False),
        ("Las partes se reunieron en mayo.", "reunieron", True),
    ],
)
def test_a_pronoun_at_the_end_of_a_verb_is_seen(code: str, text: str, verb: str, reflexive: bool) -> None:
    """A reflexive one is told by the form of its verb."""
    pack = packs.load(code)
    assert [n.is_reflexive for n in tree(parse(text, pack), pack) if n.text == verb] == [reflexive]


@pytest.mark.parametrize(
    ("code", "text", "sentences"),
    [
        (
            "de",
            "Es endete. »Gut so«, sagte er. „Nein.“ (Er ging.)",
            ["Es endete.", "»Gut so«, sagte er.", "„Nein.“", "(Er ging.)"],
        ),
        ("es", "Fin. «No vamos», dijo. ¿Qué pasa? ¡No!", ["Fin.", "«No vamos», dijo.", "¿Qué pasa?", "¡No!"]),
        ("es", "Pide el 12 %.\n\n«No», dijo.", ["Pide el 12 %.", "«No», dijo."]),
        # a date line at the head, below a title or not
        ("de", "Genf/Bern, 28.02.2023 – Er ging.", ["Genf/Bern, 28.02.2023 –", "Er ging."]),
        (
            "es",
            "Un título que es más largo que la línea\nSan Blas, 3 de mayo de 2022 (Notas).- Salió.",
            ["Un título que es más largo que la línea", "San Blas, 3 de mayo de 2022 (Notas).-", "Salió."],
        ),
        (
            "de",
            "Das Gericht hebt das Urteil auf\n31. Januar 2022, 21:04 Uhr | Quelle: ndp\n\nEr ging.",
            ["Das Gericht hebt das Urteil auf", "31. Januar 2022, 21:04 Uhr | Quelle: ndp", "Er ging."],
        ),
        ("de", "Am 31. Januar 2022 ging er und\nkam zurück.", ["Am 31. Januar 2022 ging er und\nkam zurück."]),
        ("de", "Zürich - Die Bank entlässt 30 Leute.", ["Zürich -", "Die Bank entlässt 30 Leute."]),
        ("es", "Un título\n\nSan Blas – Ana Berg salió.", ["Un título", "San Blas –", "Ana Berg salió."]),
        ("de", "Helvetas – Zürichs größte Bank – bricht ein.", ["Helvetas – Zürichs größte Bank – bricht ein."]),
        ("de", "Berg - er ist 40 - ging.", ["Berg - er ist 40 - ging."]),
        ("de", "Er ging am 4. Juni 2022 – es war spät.", ["Er ging am 4. Juni 2022 – es war spät."]),
        # with a model
        (
            "en",
            "A mill shuts\nBy Ana Berg\n3 June 2020\n\nIt shut.",
            ["A mill shuts", "By Ana Berg", "3 June 2020", "It shut."],
        ),
        ("fr", "Il part. « Ils ont perdu », accuse Berg.", ["Il part.", "« Ils ont perdu », accuse Berg."]),
        ("fr", 'Il part.\n\n"Ils ont perdu", accuse Berg.', ["Il part.", '"Ils ont perdu", accuse Berg.']),
        (
            "fr",
            "Le maire renonce à vendre\nPar Luc Berg\n\nIl renonce.",
            ["Le maire renonce à vendre", "Par Luc Berg", "Il renonce."],
        ),
        (
            "en",
            "The king left the town and\nwent home\n\nHe left.",
            ["The king left the town and\nwent home", "He left."],
        ),
        ("fr", "Bruno Le Maire a parlé vendredi.", ["Bruno Le Maire a parlé vendredi."]),
        ("de", "Er kam im Jahr 1991. Sie ging 1999.", ["Er kam im Jahr 1991.", "Sie ging 1999."]),
        ("de", "Es sind rund 4.000. Der Schutz bat um 1.000.", ["Es sind rund 4.000.", "Der Schutz bat um 1.000."]),
        ("es", "Ana Ruiz. Loro, 14 nov. 2023 (EIN).- Huyó.", ["Ana Ruiz. Loro, 14 nov. 2023 (EIN).-", "Huyó."]),
        ("es", "Hay acuerdo\nLORO, 9 Mar. (EIN) - Firmó.", ["Hay acuerdo", "LORO, 9 Mar. (EIN) -", "Firmó."]),
    ],
)
def test_a_sentence_begins_with_its_mark(code: str, text: str, sentences: list[str]) -> None:
    """A mark that touches a word belongs to the sentence of that word, a full stop at the end of a paragraph to what
    it ends; a date line is a sentence."""
    found = (s.text.strip() for s in parse(text, packs.load(code)).sents)
    assert [s for s in found if s] == sentences


@pytest.mark.parametrize("code", ALONE)
@example(text="A- kam.")
@given(text=st.text(alphabet="aeiouñß 12.,;:«»\"'()-\nABDEGLMST", max_size=120))
def test_any_text_gives_a_tree(code: str, text: str) -> None:
    """Every word hangs on one of its sentence, and going up ends."""
    doc = parse(text, packs.load(code))
    for token in doc:
        assert token.head.sent == token.sent
        assert len(list(token.ancestors)) < len(doc) + 1


@pytest.mark.parametrize("code", ALONE)
def test_a_report_is_read_by_the_pack_alone(code: str) -> None:
    """All layers come out of a report in a language whose model is not here."""
    text = {
        "es": "El 3 de mayo de 2021 los rebeldes mataron a 12 soldados en Bagdad, dijo la ministra Ana Berg.",
        "de": "Am 3. Mai 2021 töteten Rebellen 12 Soldaten in Bagdad, sagte Ministerin Ana Berg.",
    }[code]
    found = annotate(Document("x", text, lang=code))
    assert found.read
    assert [text[e.start : e.end] for e in found.expressions]
    assert [f.concept for f in found.figures] == ["dead"]
    assert any(q.speaker and q.speaker.of(text) == "Ana Berg" for q in found.quotes)
    assert any(e.sense == "kill" and e.time is not None for e in found.events)
