-- The record: one SQLite file. This schema is a public contract; its version is PRAGMA user_version.
-- Offsets are Unicode code points over documents.text, end exclusive. Days are ISO 8601, cut at their precision;
-- earliest and latest are full days, both inclusive, null where that side is open. Ids are hashes of content.
-- `documents` holds what was read, `annotations` what the annotators made of it, `judgements` what the user says; the
-- tables up to `causes_told` follow from these, document by document, and those after it are links across documents, a
-- pure function of the former. The rows of a document lie together in the file, as they are written and read together:
-- a table of them is never sorted by ids that are hashes (WITHOUT ROWID).

CREATE TABLE documents (              -- one report
    number             INTEGER PRIMARY KEY,-- in the order of arrival; for the search index, never exported
    id                 TEXT NOT NULL UNIQUE, -- made of its text and of the name its source gave it
    source_id          TEXT,               -- that name: the file's, or the row's id
    uri                TEXT,               -- where it stands, in the folder that was given or as the row says
    origin             TEXT,               -- where it was read on this machine; never exported
    title              TEXT,               -- as given, or the first line where that stands alone
    outlet             TEXT,               -- who published it, where known
    agency             TEXT,               -- the wire that its credit line names
    lang               TEXT,               -- ISO 639-1; null where it could not be told
    read               INTEGER NOT NULL,   -- 1: a pack read it; 0: kept and searchable, but no pack reads its language
    alone              INTEGER NOT NULL,   -- 1: the pack read it without the model that it names, which was not there
    published_earliest TEXT,               -- document creation time: first possible day
    published_latest   TEXT,               -- last possible day; null: the report is undated
    published_how      TEXT NOT NULL CHECK (published_how IN ('user', 'metadata', 'header', 'text', 'pile', 'unknown')),
    published_reasons  TEXT NOT NULL,      -- JSON list: why
    disputed           TEXT,               -- the days that a header or a page claims, against the text (EDTF)
    disputed_by        TEXT,               -- the expression that tells in the past of a later day
    boilerplate        TEXT NOT NULL,      -- JSON list of [start, end, kind]: what is no part of the report
    proof              TEXT NOT NULL,      -- hash of its name, places and what was given, by which damage to them is known
    given              TEXT NOT NULL,      -- JSON of dateline.model.Given: what was told of it beside its text
    text               TEXT NOT NULL       -- as read; it never changes
);

CREATE TABLE annotations (            -- what the annotators made of one document, before its dates were resolved
    document TEXT PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
    stamp    TEXT NOT NULL,                -- hash of the packs, models and code that made it
    data     TEXT NOT NULL                 -- JSON of dateline.model.Annotations, without vectors
);

CREATE TABLE pending (                -- documents annotated by a build that is not finished: no row speaks of them yet
    document TEXT PRIMARY KEY,             -- id that it will have
    stamp    TEXT NOT NULL,                -- hash of the packs, models and code that annotated it
    report   TEXT NOT NULL,                -- JSON of dateline.model.Document
    data     TEXT NOT NULL                 -- JSON of dateline.model.Annotations
);

CREATE TABLE sketches (               -- what the linkers have made of one document, or of the pile; for the next build, never exported
    document TEXT NOT NULL,                -- id of the document, all goes when its rows change; empty: of all of them
    kind     TEXT NOT NULL,                -- outline, telling, told, compared, named; of all: stories, clustering
    made_by  TEXT NOT NULL,                -- hash of the code and packs that made it
    data     BLOB NOT NULL,                -- MessagePack
    PRIMARY KEY (document, kind)
);

CREATE TABLE judgements (             -- the user's word: it outranks the tool, and no build, remove or rebuild loses it
    number     INTEGER PRIMARY KEY,        -- in the order in which they were made
    asked      TEXT NOT NULL,              -- id that the user named; an event or actor stands for its mentions
    "table"    TEXT NOT NULL,              -- documents, names, timexes, quotes, figures, events_told, conflicts
    row        TEXT NOT NULL,              -- id of the row that it is about
    document   TEXT,                       -- the report in which that row stands; it need not be in the record
    start      INTEGER,                    -- where, so that the row is found again when its id has changed
    "end"      INTEGER,
    verdict    TEXT NOT NULL CHECK (verdict IN ('set', 'accept', 'dismiss', 'hide', 'correct')),
    field      TEXT,                       -- what is set or corrected
    value      TEXT,                       -- to what; null: to nothing
    author     TEXT NOT NULL,              -- who says so
    made       TEXT NOT NULL,              -- when, ISO 8601 in UTC
    taken_back TEXT                        -- when it was taken back or replaced; null: it holds
);

CREATE TABLE sentences (              -- the sentences of a document
    document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    start    INTEGER NOT NULL,
    "end"    INTEGER NOT NULL,
    vector   BLOB,                         -- 512 int8 for a sentence that tells an event, else null
    PRIMARY KEY (document, start)
) WITHOUT ROWID;

CREATE TABLE judged (                 -- to which row, as the annotators now make it, a judgement applies
    judgement INTEGER NOT NULL REFERENCES judgements (number),
    row       TEXT NOT NULL,               -- id of the row
    document  TEXT,                        -- the report in which it stands; null for a conflict
    PRIMARY KEY (judgement, row)
) WITHOUT ROWID;

CREATE TABLE names (                  -- mentions of named entities
    id       TEXT PRIMARY KEY NOT NULL,
    document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    start    INTEGER NOT NULL,
    "end"    INTEGER NOT NULL,
    words    TEXT NOT NULL,                -- text[start:end]
    type     TEXT NOT NULL,                -- PER, ORG, GPE, LOC, NORP
    key      TEXT,                         -- the gazetteer's entry, such as country:IQ
    garbled  INTEGER NOT NULL,             -- 1: the words are not quite that entry's
    called   TEXT                          -- what the user calls who is meant
);

CREATE TABLE timexes (                -- temporal expressions (TIMEX3), resolved
    id       TEXT PRIMARY KEY NOT NULL,
    document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    start    INTEGER NOT NULL,
    "end"    INTEGER NOT NULL,
    words    TEXT NOT NULL,                -- text[start:end]
    type     TEXT NOT NULL,                -- DATE, TIME, DURATION, SET
    value    TEXT,                         -- TIMEX3 value, cut at its precision
    mod      TEXT,                         -- START, MID, END, APPROX, BEFORE ...
    anchor   TEXT,                         -- what it was counted from: dct, or another expression
    role     TEXT NOT NULL,                -- at, by, since, until, before, after, for, within
    earliest TEXT,
    latest   TEXT,
    problem  TEXT                          -- why the words cannot be true (a 31 February), where they cannot
);

CREATE TABLE quotes (                 -- attributions: who says what
    number      INTEGER PRIMARY KEY,       -- in the order of arrival; for the search index, never exported
    id          TEXT NOT NULL UNIQUE,
    document    TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    start       INTEGER NOT NULL,          -- of the first content span, for sorting
    content     TEXT NOT NULL,             -- JSON list of [start, end]
    source      TEXT NOT NULL,             -- JSON list of [start, end]
    cue         TEXT NOT NULL,             -- JSON list of [start, end]
    words       TEXT NOT NULL,             -- the content's words, spans joined by " … "
    said_by     TEXT NOT NULL,             -- the source's words
    mode        TEXT NOT NULL,             -- direct, indirect, mixed
    speaker     TEXT REFERENCES names (id),-- the name that the source means, where sure
    candidates  TEXT NOT NULL,             -- JSON list of names' ids it may mean, where not
    via         TEXT REFERENCES names (id),-- who relays it
    anonymous   INTEGER NOT NULL,          -- 1: the report gives no name
    description TEXT,                      -- of a nameless source
    kind        TEXT,                      -- of a nameless source: official, diplomat, military, resident ...
    said_on     TEXT                       -- day of the saying, where told
);

CREATE TABLE figures (                -- quantities
    id       TEXT PRIMARY KEY NOT NULL,
    document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    start    INTEGER NOT NULL,
    "end"    INTEGER NOT NULL,
    words    TEXT NOT NULL,                -- text[start:end]
    low      REAL,                         -- null: open
    high     REAL,                         -- null: open
    bound    TEXT NOT NULL,                -- =, ~, >, >=, <, <=
    unit     TEXT,                         -- of the value, such as USD or percent
    counted  TEXT,                         -- what is counted, in the report's words
    concept  TEXT,                         -- what is counted, alike in all languages where a pack knows it
    who      TEXT,                         -- the concept of those whose state is counted (17 soldiers dead: soldier)
    owner    TEXT REFERENCES names (id),   -- whose
    place    TEXT REFERENCES names (id),   -- where
    level    INTEGER NOT NULL,             -- 1: a level; 0: a change (3,000 more)
    part     INTEGER NOT NULL,             -- 1: some of what the figure before it counts (of whom six in France)
    timex    TEXT REFERENCES timexes (id), -- the expression that dates it, where its clause has one
    as_of    TEXT,                         -- when it held: that time, else its report's
    earliest TEXT,
    latest   TEXT,
    quote    TEXT REFERENCES quotes (id)   -- the attribution that gives it
);

CREATE TABLE events_told (            -- event mentions: one telling of an act
    id        TEXT PRIMARY KEY NOT NULL,
    document  TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    start     INTEGER NOT NULL,            -- the trigger
    "end"     INTEGER NOT NULL,
    words     TEXT NOT NULL,               -- the trigger's words
    lemma     TEXT NOT NULL,               -- of the trigger
    clause    TEXT NOT NULL,               -- the words that tell it; a title is cut from them
    title     TEXT,                        -- as the user words it
    sentence  INTEGER NOT NULL,            -- start of its sentence
    sense     TEXT,                        -- the act, alike in all languages where a pack knows it
    type      TEXT,                        -- PLOVER type
    mode      TEXT,                        -- PLOVER mode
    nominal   INTEGER NOT NULL,            -- 1: the trigger is a noun (the strike)
    status    TEXT NOT NULL,               -- happened, ongoing, planned, promised, threatened, demanded, possible, denied
    negated   INTEGER NOT NULL,            -- 1: told as not so
    actor     TEXT NOT NULL,               -- JSON list of [start, end]
    recipient TEXT NOT NULL,               -- JSON list of [start, end]
    place     TEXT REFERENCES names (id),  -- where
    timex     TEXT REFERENCES timexes (id),-- the expression that dates it
    time      TEXT,                        -- its value, cut at its precision
    earliest  TEXT,
    latest    TEXT,
    dated     TEXT CHECK (dated IN ('text', 'news', 'telling')), -- by its words, as news of that day, or only told by then
    quote     TEXT REFERENCES quotes (id), -- the attribution that it stands in
    same_as   TEXT,                        -- another mention of this document that is the same act
    denies    TEXT                         -- another mention of this document that it says is not so
);

CREATE TABLE positions_told (         -- one telling that somebody takes a stance on an act
    id          TEXT PRIMARY KEY NOT NULL,
    document    TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    start       INTEGER NOT NULL,          -- from the holder over the word that takes the stance to the end of the act
    "end"       INTEGER NOT NULL,
    words       TEXT NOT NULL,             -- text[start:end]
    stance      TEXT NOT NULL,             -- promise, plan, support, demand, threat, opposition, refusal, denial, retraction
    strength    TEXT NOT NULL,             -- weak, plain, strong
    holder      TEXT NOT NULL,             -- JSON list of [start, end]: who takes it
    speaker     TEXT REFERENCES names (id),-- the name that the holder means, where a voice says so
    act         TEXT REFERENCES events_told (id), -- what it is about, where that is an act
    taken       TEXT REFERENCES events_told (id), -- the act by which it is taken
    deadline    TEXT,                      -- by when it is to be done: TIMEX3 value
    until_first TEXT,                      -- first day of that deadline
    until_last  TEXT,                      -- last day of it
    time        TEXT,                      -- when the stance was taken, cut at its precision
    earliest    TEXT,                      -- first day of that time; of the report's, where no words give one
    latest      TEXT,                      -- last day of it
    quote       TEXT REFERENCES quotes (id)-- the attribution that tells it
);

CREATE TABLE causes_told (            -- one act told to answer another, or to come of it
    id       TEXT PRIMARY KEY NOT NULL,
    document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    start    INTEGER NOT NULL,             -- the words that join the two
    "end"    INTEGER NOT NULL,
    words    TEXT NOT NULL,                -- text[start:end]
    kind     TEXT NOT NULL,                -- response, cause
    cause    TEXT NOT NULL REFERENCES events_told (id),
    effect   TEXT NOT NULL REFERENCES events_told (id)
);

CREATE TABLE rejected (               -- input that could not be read
    uri    TEXT NOT NULL,                  -- where it stands, in the folder that was given
    reason TEXT NOT NULL,                  -- one sentence: what is wrong, and what to do
    origin TEXT NOT NULL,                  -- the file on this machine; never exported
    PRIMARY KEY (uri, reason, origin)
) WITHOUT ROWID;

-- Search (FTS5): words are folded, so that case and accents do not matter.

CREATE VIRTUAL TABLE searched USING fts5 (        -- the words of documents
    title, text, content = 'documents', content_rowid = 'number', tokenize = 'unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE searched_quotes USING fts5 ( -- the words of quotes
    words, said_by, content = 'quotes', content_rowid = 'number', tokenize = 'unicode61 remove_diacritics 2'
);
CREATE TRIGGER documents_in AFTER INSERT ON documents BEGIN
    INSERT INTO searched (rowid, title, text) VALUES (new.number, new.title, new.text);
END;
CREATE TRIGGER documents_out AFTER DELETE ON documents BEGIN
    INSERT INTO searched (searched, rowid, title, text) VALUES ('delete', old.number, old.title, old.text);
END;
CREATE TRIGGER quotes_in AFTER INSERT ON quotes BEGIN
    INSERT INTO searched_quotes (rowid, words, said_by) VALUES (new.number, new.words, new.said_by);
END;
CREATE TRIGGER quotes_out AFTER DELETE ON quotes BEGIN
    INSERT INTO searched_quotes (searched_quotes, rowid, words, said_by)
    VALUES ('delete', old.number, old.words, old.said_by);
END;

-- Links.

CREATE TABLE copies (                 -- documents that are copies of another; five copies are one source
    document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    original TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    kind     TEXT NOT NULL,                -- exact, near, excerpt, translation, rewrite
    share    REAL NOT NULL,                -- of the document's words, those in sentences that the original tells too
    spans    TEXT NOT NULL,                -- JSON list of [[start, end], [start, end]]: a sentence of both
    PRIMARY KEY (document, original)
) WITHOUT ROWID;

CREATE TABLE actors (                 -- who and where: entities across documents, languages and spellings
    id    TEXT PRIMARY KEY,
    name  TEXT NOT NULL,                   -- the most frequent full spelling
    type  TEXT NOT NULL,                   -- PER, ORG, GPE, LOC, NORP
    key   TEXT,                            -- the gazetteer's entry
    names TEXT NOT NULL                    -- JSON list of spellings
) WITHOUT ROWID;

CREATE TABLE actor_names (            -- which mention means which actor
    name  TEXT PRIMARY KEY REFERENCES names (id) ON DELETE CASCADE,
    actor TEXT NOT NULL REFERENCES actors (id) ON DELETE CASCADE
) WITHOUT ROWID;

CREATE TABLE events (                 -- one event, however often it is told
    id       TEXT PRIMARY KEY,
    title    TEXT NOT NULL,                -- cut from the clearest mention, in its words
    time     TEXT,                         -- cut at its precision; null: undated
    earliest TEXT,
    latest   TEXT,
    dated    TEXT CHECK (dated IN ('text', 'news', 'telling')), -- as that of its mentions
    type     TEXT,                         -- PLOVER type
    sense    TEXT,                         -- the act, alike in all languages
    context  TEXT,                         -- of an act that is none of PLOVER's: economy, election, office ...
    status   TEXT NOT NULL,                -- as its mentions tell it
    place    TEXT,                         -- actor id
    sources  INTEGER NOT NULL,             -- independent documents
    mentions INTEGER NOT NULL,             -- how often it is told
    salience REAL NOT NULL                 -- for the levels of the timeline; rounded
) WITHOUT ROWID;

CREATE TABLE event_mentions (         -- which mention tells which event
    mention TEXT PRIMARY KEY REFERENCES events_told (id) ON DELETE CASCADE,
    event   TEXT NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    source  TEXT NOT NULL,                 -- the independent report that it stands for: its own, or that one's original
    clarity REAL NOT NULL,                 -- how well its words serve as the title
    title   TEXT NOT NULL                  -- the line that they would give the event
) WITHOUT ROWID;

CREATE TABLE event_actors (           -- who did it, to whom
    event TEXT NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    actor TEXT NOT NULL REFERENCES actors (id) ON DELETE CASCADE,
    role  TEXT NOT NULL CHECK (role IN ('actor', 'recipient')),
    PRIMARY KEY (event, role, actor)
) WITHOUT ROWID;

CREATE TABLE series (                 -- figures of one thing over time
    id      TEXT PRIMARY KEY,
    label   TEXT NOT NULL,                 -- what is counted, whose, where
    concept TEXT,                          -- what is counted, alike in all languages
    who     TEXT,                          -- the concept of those whose state is counted
    unit    TEXT,                          -- of the values
    owner   TEXT,                          -- actor id
    place   TEXT                           -- actor id
) WITHOUT ROWID;

CREATE TABLE series_figures (         -- which figure belongs to which series
    figure TEXT PRIMARY KEY REFERENCES figures (id) ON DELETE CASCADE,
    series TEXT NOT NULL REFERENCES series (id) ON DELETE CASCADE
) WITHOUT ROWID;

CREATE TABLE positions (              -- who takes which stance on what, however often it is told, and what became of it
    id          TEXT PRIMARY KEY,
    holder      TEXT,                      -- actor id; null: the reports do not name him
    holder_words TEXT NOT NULL,            -- how a report words who it is
    stance      TEXT NOT NULL,             -- as in positions_told
    strength    TEXT NOT NULL,             -- the strongest that is told
    act         TEXT NOT NULL,             -- the act, alike in all languages where a pack knows it
    title       TEXT NOT NULL,             -- cut from the clearest telling, in its words
    event       TEXT,                      -- the event that it is about, where its mentions tell one
    deadline    TEXT,                      -- by when it is to be done: TIMEX3 value
    until_last  TEXT,                      -- last day of the deadline
    time        TEXT,                      -- when it was first taken
    earliest    TEXT,                      -- first day of that time
    latest      TEXT,                      -- last day of it
    sources     INTEGER NOT NULL,          -- independent documents
    outcome     TEXT NOT NULL              -- open, repeated, weakened, taken back, fulfilled, deadline passed
) WITHOUT ROWID;

CREATE TABLE position_mentions (      -- which telling belongs to which position
    mention  TEXT PRIMARY KEY REFERENCES positions_told (id) ON DELETE CASCADE,
    position TEXT NOT NULL REFERENCES positions (id) ON DELETE CASCADE
) WITHOUT ROWID;

CREATE TABLE position_outcomes (      -- what became of a position, by later reports of the record
    position TEXT NOT NULL REFERENCES positions (id) ON DELETE CASCADE,
    kind     TEXT NOT NULL,                -- repeated, weakened, taken back, fulfilled
    told     TEXT NOT NULL,                -- the telling that says so: of positions_told, or of events_told
    time     TEXT,                         -- when it was told to be so, cut at its precision
    PRIMARY KEY (position, kind, told)
) WITHOUT ROWID;

CREATE TABLE conflicts (              -- two rows that cannot both hold, or of which one replaces the other
    id      TEXT PRIMARY KEY,
    kind    TEXT NOT NULL CHECK (kind IN ('contradiction', 'update', 'scope', 'garble')),
    about   TEXT NOT NULL,                 -- the series, or a report's publication, and the values that clash
    reasons TEXT NOT NULL                  -- JSON list
) WITHOUT ROWID;

CREATE TABLE conflict_sides (         -- the two that cannot both hold: each a figure, a date, an act, a position, a name, or what a header claims
    conflict TEXT NOT NULL REFERENCES conflicts (id) ON DELETE CASCADE,
    side     INTEGER NOT NULL,             -- 0 is the earlier
    figure   TEXT REFERENCES figures (id) ON DELETE CASCADE,
    timex    TEXT REFERENCES timexes (id) ON DELETE CASCADE,
    event    TEXT REFERENCES events_told (id) ON DELETE CASCADE,
    position TEXT REFERENCES positions_told (id) ON DELETE CASCADE,
    name     TEXT REFERENCES names (id) ON DELETE CASCADE,
    document TEXT REFERENCES documents (id) ON DELETE CASCADE, -- whose header, or page, claims a publication
    claim    TEXT,                         -- the days that it claims
    PRIMARY KEY (conflict, side)
) WITHOUT ROWID;

CREATE INDEX judgements_document ON judgements (document);
CREATE INDEX judged_document ON judged (document);
CREATE INDEX names_document ON names (document, start);
CREATE INDEX timexes_document ON timexes (document, start);
CREATE INDEX quotes_document ON quotes (document, start);
CREATE INDEX figures_document ON figures (document, start);
CREATE INDEX positions_told_document ON positions_told (document, start);
CREATE INDEX causes_told_document ON causes_told (document, start);
CREATE INDEX events_told_document ON events_told (document, start);
CREATE INDEX actor_names_actor ON actor_names (actor);
CREATE INDEX event_mentions_event ON event_mentions (event);
CREATE INDEX events_time ON events (earliest, latest);
CREATE INDEX series_figures_series ON series_figures (series);

-- Views: the main questions, for whoever opens the record with SQL or Datasette. What the user has hidden is in none.

CREATE VIEW hidden AS                 -- ids of rows and reports that the user has hidden
SELECT DISTINCT a.row AS row          -- the id
FROM judged a JOIN judgements j ON j.number = a.judgement WHERE j.taken_back IS NULL AND j.verdict = 'hide';

CREATE VIEW timeline AS               -- events in the order of their days; what was announced, on the day it was said
WITH mentioned AS (
    SELECT m.event, t.status, t.quote, t.document FROM event_mentions m JOIN events_told t ON t.id = m.mention
    WHERE t.id NOT IN (SELECT row FROM hidden) AND t.document NOT IN (SELECT row FROM hidden)
), dated AS (
    SELECT m.event, d.published_earliest AS first, d.published_latest AS last, CASE
               WHEN q.said_on GLOB '[0-9][0-9][0-9][0-9]' THEN q.said_on || '-01-01'
               WHEN q.said_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]' THEN q.said_on || '-01'
               WHEN q.said_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*' THEN substr(q.said_on, 1, 10) END AS day,
           length(q.said_on) AS precision
    FROM mentioned m JOIN documents d ON d.id = m.document LEFT JOIN quotes q ON q.id = m.quote
), said AS (
    SELECT event, min(coalesce(day || CASE precision WHEN 4 THEN date(day, '+1 year', '-1 day')
                                                     WHEN 7 THEN date(day, '+1 month', '-1 day') ELSE day END,
                               first || last)) AS days
    FROM dated GROUP BY event
), placed AS (
    SELECT e.*, e.status IN ('planned', 'promised', 'threatened', 'demanded') AS ahead,
           substr(s.days, 1, 10) AS first, substr(s.days, 11) AS last FROM events e JOIN said s ON s.event = e.id
)
SELECT id AS event,                   -- the event's id
       CASE WHEN NOT ahead OR first IS NULL THEN time
            WHEN first = last THEN first
            WHEN substr(first, 8) = '-01' AND last = date(first, '+1 month', '-1 day') THEN substr(first, 1, 7)
            WHEN substr(first, 5) = '-01-01' AND last = date(first, '+1 year', '-1 day') THEN substr(first, 1, 4)
            ELSE first || '/' || last END AS time, -- cut at its precision, or the days in which it lies (EDTF)
       status AS status,              -- happened and ongoing are told as fact; the rest was only said
       sources AS sources,            -- independent reports that tell it
       title AS title,                -- cut from its clearest telling
       type AS type,                  -- PLOVER type
       iif(ahead AND first IS NOT NULL, first, earliest) AS earliest, -- first possible day
       iif(ahead AND first IS NOT NULL, last, latest) AS latest, -- last possible day
       iif(ahead AND dated = 'text', time, NULL) AS target, -- the time that was set for it
       salience AS salience           -- its weight
FROM placed
WHERE ahead AND first IS NOT NULL OR time IS NOT NULL AND coalesce(earliest, latest) IS NOT NULL
ORDER BY iif(ahead AND first IS NOT NULL, first, coalesce(earliest, latest)),
         coalesce(iif(ahead AND first IS NOT NULL, last, latest), '9999'), id;

CREATE VIEW who_said_what AS          -- quotes with the name of who says it, in the order of publication
SELECT q.id AS quote,                 -- the quote's id
       a.name AS speaker,             -- the actor's name, where sure
       q.said_by AS said_by,          -- the source in the report's words
       iif(q.anonymous, coalesce(q.kind, 'source'), NULL) AS nameless, -- the kind of a source without a name
       q.words AS words,              -- what is said
       q.mode AS mode,                -- direct, indirect, mixed
       q.said_on AS said_on,          -- the day, where told
       coalesce(d.outlet, d.source_id, d.uri, d.id) AS report, -- outlet, or file
       d.published_latest AS published, -- last possible day of publication
       q.document AS document,        -- the report's id
       a.id AS actor                  -- the actor's id
FROM quotes q JOIN documents d ON d.id = q.document
LEFT JOIN actor_names n ON n.name = q.speaker LEFT JOIN actors a ON a.id = n.actor
WHERE q.id NOT IN (SELECT row FROM hidden) AND q.document NOT IN (SELECT row FROM hidden)
ORDER BY d.published_latest IS NULL, d.published_latest, d.id, q.start, q.id;

CREATE VIEW figures_over_time AS      -- figures by what they count, in the order of the days for which they held
SELECT f.id AS figure,                -- the figure's id
       s.label AS series,             -- what is counted, whose, where; null: alike with no other
       f.as_of AS as_of,              -- when it held
       f.bound AS bound,              -- =, ~, >, >=, <, <=
       f.low AS low,                  -- null: open
       f.high AS high,                -- null: open
       f.unit AS unit,                -- of the value
       f.counted AS counted,          -- what is counted, in the report's words
       f.level AS level,              -- 1: a level; 0: a change
       q.said_by AS said_by,          -- who gives it, in the report's words
       coalesce(d.outlet, d.source_id, d.uri, d.id) AS report, -- outlet, or file
       substr(d.text, t.start + 1, t."end" - t.start) AS sentence, -- the words that give it
       f.earliest AS earliest,        -- first possible day
       f.latest AS latest,            -- last possible day
       f.document AS document         -- the report's id
FROM figures f JOIN documents d ON d.id = f.document
LEFT JOIN series_figures m ON m.figure = f.id LEFT JOIN series s ON s.id = m.series
LEFT JOIN quotes q ON q.id = f.quote
LEFT JOIN sentences t ON t.document = f.document AND t.start <= f.start AND f."end" <= t."end"
WHERE f.id NOT IN (SELECT row FROM hidden) AND f.document NOT IN (SELECT row FROM hidden)
ORDER BY s.label IS NULL, s.label, coalesce(f.earliest, f.latest, '9999'), f.id;

CREATE VIEW stances AS                -- positions with the name of who takes them, in the order in which they were taken
SELECT p.id AS position,              -- the position's id
       coalesce(a.name, p.holder_words) AS holder, -- the actor's name; else how a report words who it is
       p.stance AS stance,            -- promise, plan, support, demand, threat, opposition, refusal, denial, retraction
       p.title AS title,              -- on what, cut from the clearest telling
       p.time AS date,                -- when it was first taken
       p.deadline AS deadline,        -- by when it is to be done
       p.outcome AS outcome,          -- open, repeated, weakened, taken back, fulfilled, deadline passed
       p.sources AS sources,          -- independent reports that tell it
       p.event AS event,              -- id of the event that it is about
       p.holder AS actor              -- the actor's id
FROM positions p LEFT JOIN actors a ON a.id = p.holder
WHERE EXISTS (
    SELECT 1 FROM position_mentions m JOIN positions_told t ON t.id = m.mention
    WHERE m.position = p.id AND t.id NOT IN (SELECT row FROM hidden) AND t.document NOT IN (SELECT row FROM hidden))
ORDER BY p.earliest IS NULL, p.earliest, p.latest, p.id;

CREATE VIEW disputed AS               -- conflicts, a row a side: where the reports disagree or replace one another
WITH sides AS (
    SELECT c.conflict, c.side, q.said_by, coalesce(c.figure, c.timex, c.event, c.position, c.name) AS told,
           coalesce(c.claim, m.title, p.words, n.words, f.words || coalesce(' ' || f.counted, ''), t.words) AS claim,
           coalesce(f.as_of, t.value, e.time, p.time, c.claim) AS as_of,
           coalesce(f.document, t.document, e.document, p.document, n.document, c.document) AS document
    FROM conflict_sides c
    LEFT JOIN figures f ON f.id = c.figure
    LEFT JOIN timexes t ON t.id = c.timex
    LEFT JOIN events_told e ON e.id = c.event
    LEFT JOIN event_mentions m ON m.mention = c.event
    LEFT JOIN positions_told p ON p.id = c.position
    LEFT JOIN names n ON n.id = c.name
    LEFT JOIN quotes q ON q.id = coalesce(f.quote, e.quote, p.quote)
)
SELECT c.id AS conflict,              -- the conflict's id; its sides have it in common
       c.kind AS kind,                -- contradiction, update, scope, garble
       c.about AS about,              -- what clashes
       s.side AS side,                -- 0 is the earlier
       s.claim AS claim,              -- what this side says
       s.as_of AS as_of,              -- when it held
       s.said_by AS said_by,          -- who says so, in the report's words
       coalesce(d.outlet, d.source_id, d.uri, d.id) AS report, -- outlet, or file
       d.published_latest AS published, -- last possible day of publication
       d.id AS document               -- the report's id
FROM conflicts c JOIN sides s ON s.conflict = c.id LEFT JOIN documents d ON d.id = s.document
WHERE c.id NOT IN (SELECT row FROM hidden)
  AND c.id NOT IN (SELECT o.conflict FROM sides o JOIN hidden h ON h.row IN (o.told, o.document))
ORDER BY c.kind, c.about, c.id, s.side;
