-- The record: one SQLite file. This schema is a public contract; its version is PRAGMA user_version.
-- Offsets are Unicode code points over documents.text, end exclusive. Days are ISO 8601, cut at their precision;
-- earliest and latest are full days, both inclusive, null where that side is open. Ids are hashes of content.
-- Tables up to `events_told` hold what one document says and change only with it; those after it are links across
-- documents, a pure function of the former, and are replaced as a whole.

CREATE TABLE documents (              -- one report
    id                 TEXT PRIMARY KEY,   -- made of its text and of the name its source gave it
    source_id          TEXT,               -- that name: the file's, or the row's id
    uri                TEXT,               -- where it stands, in the folder that was given or as the row says
    origin             TEXT,               -- where it was read on this machine; never exported
    title              TEXT,               -- as given, or the first line where that stands alone
    outlet             TEXT,               -- who published it, where known
    lang               TEXT,               -- ISO 639-1; null where it could not be told
    read               INTEGER NOT NULL,   -- 1: a pack read it; 0: kept and searchable, but no pack reads its language
    published_earliest TEXT,               -- document creation time: first possible day
    published_latest   TEXT,               -- last possible day; null: the report is undated
    published_how      TEXT NOT NULL CHECK (published_how IN ('user', 'header', 'text', 'unknown')),
    published_reasons  TEXT NOT NULL,      -- JSON list: why
    boilerplate        TEXT NOT NULL,      -- JSON list of [start, end, kind]: what is no part of the report
    text               TEXT NOT NULL       -- as read; it never changes
) WITHOUT ROWID;

CREATE TABLE annotations (            -- what the annotators made of one document, before its dates were resolved
    document TEXT PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
    stamp    TEXT NOT NULL,                -- hash of the packs, models and code that made it
    data     BLOB NOT NULL                 -- JSON of dateline.model.Annotations, without vectors
) WITHOUT ROWID;

CREATE TABLE sentences (              -- the sentences of a document
    document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    start    INTEGER NOT NULL,
    "end"    INTEGER NOT NULL,
    vector   BLOB,                         -- 512 int8 for a sentence that tells an event, else null
    PRIMARY KEY (document, start)
) WITHOUT ROWID;

CREATE TABLE names (                  -- mentions of named entities
    id       TEXT PRIMARY KEY,
    document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    start    INTEGER NOT NULL,
    "end"    INTEGER NOT NULL,
    words    TEXT NOT NULL,                -- text[start:end]
    type     TEXT NOT NULL,                -- PER, ORG, GPE, LOC, NORP
    key      TEXT                          -- the gazetteer's entry, such as country:IQ
) WITHOUT ROWID;

CREATE TABLE timexes (                -- temporal expressions (TIMEX3), resolved
    id       TEXT PRIMARY KEY,
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
    latest   TEXT
) WITHOUT ROWID;

CREATE TABLE quotes (                 -- attributions: who says what
    id          TEXT PRIMARY KEY,
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
    said_on     TEXT                       -- day of the saying, where told
) WITHOUT ROWID;

CREATE TABLE figures (                -- quantities
    id       TEXT PRIMARY KEY,
    document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    start    INTEGER NOT NULL,
    "end"    INTEGER NOT NULL,
    words    TEXT NOT NULL,                -- text[start:end]
    low      REAL,                         -- null: open
    high     REAL,                         -- null: open
    bound    TEXT NOT NULL,                -- =, ~, >, >=, <, <=
    unit     TEXT,
    counted  TEXT,                         -- what is counted, in the report's words
    concept  TEXT,                         -- what is counted, alike in all languages where a pack knows it
    who      TEXT,                         -- the concept of those whose state is counted (17 soldiers dead: soldier)
    owner    TEXT REFERENCES names (id),   -- whose
    place    TEXT REFERENCES names (id),   -- where
    level    INTEGER NOT NULL,             -- 1: a level; 0: a change (3,000 more)
    timex    TEXT REFERENCES timexes (id), -- the expression that dates it, where its clause has one
    as_of    TEXT,                         -- when it held: that time, else its report's
    earliest TEXT,
    latest   TEXT,
    quote    TEXT REFERENCES quotes (id)   -- the attribution that gives it
) WITHOUT ROWID;

CREATE TABLE events_told (            -- event mentions: one telling of an act
    id        TEXT PRIMARY KEY,
    document  TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    start     INTEGER NOT NULL,            -- the trigger
    "end"     INTEGER NOT NULL,
    words     TEXT NOT NULL,               -- the trigger's words
    lemma     TEXT NOT NULL,
    clause    TEXT NOT NULL,               -- the words that tell it; a title is cut from them
    sentence  INTEGER NOT NULL,            -- start of its sentence
    sense     TEXT,                        -- the act, alike in all languages where a pack knows it
    type      TEXT,                        -- PLOVER type
    mode      TEXT,                        -- PLOVER mode
    nominal   INTEGER NOT NULL,            -- 1: the trigger is a noun (the strike)
    status    TEXT NOT NULL,               -- happened, ongoing, planned, promised, threatened, demanded, possible, denied
    negated   INTEGER NOT NULL,
    actor     TEXT NOT NULL,               -- JSON list of [start, end]
    recipient TEXT NOT NULL,               -- JSON list of [start, end]
    place     TEXT REFERENCES names (id),
    timex     TEXT REFERENCES timexes (id),-- the expression that dates it
    time      TEXT,                        -- its value, cut at its precision
    earliest  TEXT,
    latest    TEXT,
    quote     TEXT REFERENCES quotes (id), -- the attribution that it stands in
    same_as   TEXT                         -- another mention of this document that is the same act
) WITHOUT ROWID;

CREATE TABLE rejected (               -- input that could not be read
    uri    TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (uri, reason)
) WITHOUT ROWID;

-- Links.

CREATE TABLE copies (                 -- documents that are copies of another; five copies are one source
    document TEXT PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
    original TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    kind     TEXT NOT NULL                 -- exact, near, excerpt, translation, rewrite
) WITHOUT ROWID;

CREATE TABLE actors (                 -- who and where: entities across documents, languages and spellings
    id    TEXT PRIMARY KEY,
    name  TEXT NOT NULL,                   -- the most frequent full spelling
    type  TEXT NOT NULL,
    key   TEXT,                            -- the gazetteer's entry
    names TEXT NOT NULL                    -- JSON list of spellings
) WITHOUT ROWID;

CREATE TABLE actor_names (            -- which mention means which actor
    name  TEXT PRIMARY KEY REFERENCES names (id) ON DELETE CASCADE,
    actor TEXT NOT NULL REFERENCES actors (id)
) WITHOUT ROWID;

CREATE TABLE events (                 -- one event, however often it is told
    id       TEXT PRIMARY KEY,
    title    TEXT NOT NULL,                -- cut from the clearest mention, in its words
    time     TEXT,                         -- cut at its precision; null: undated
    earliest TEXT,
    latest   TEXT,
    type     TEXT,                         -- PLOVER type
    sense    TEXT,
    status   TEXT NOT NULL,
    place    TEXT,                         -- actor id
    sources  INTEGER NOT NULL,             -- independent documents
    mentions INTEGER NOT NULL,
    salience REAL NOT NULL                 -- for the levels of the timeline; rounded
) WITHOUT ROWID;

CREATE TABLE event_mentions (         -- which mention tells which event
    mention TEXT PRIMARY KEY REFERENCES events_told (id) ON DELETE CASCADE,
    event   TEXT NOT NULL REFERENCES events (id)
) WITHOUT ROWID;

CREATE TABLE event_actors (           -- who did it, to whom
    event TEXT NOT NULL REFERENCES events (id),
    actor TEXT NOT NULL REFERENCES actors (id),
    role  TEXT NOT NULL CHECK (role IN ('actor', 'recipient')),
    PRIMARY KEY (event, role, actor)
) WITHOUT ROWID;

CREATE TABLE series (                 -- figures of one thing over time
    id      TEXT PRIMARY KEY,
    label   TEXT NOT NULL,
    concept TEXT,
    who     TEXT,
    unit    TEXT,
    owner   TEXT,                          -- actor id
    place   TEXT                           -- actor id
) WITHOUT ROWID;

CREATE TABLE series_figures (         -- which figure belongs to which series
    figure TEXT PRIMARY KEY REFERENCES figures (id) ON DELETE CASCADE,
    series TEXT NOT NULL REFERENCES series (id)
) WITHOUT ROWID;

CREATE TABLE conflicts (              -- two rows that cannot both hold, or of which one replaces the other
    id      TEXT PRIMARY KEY,
    kind    TEXT NOT NULL CHECK (kind IN ('contradiction', 'update', 'scope', 'garble')),
    about   TEXT NOT NULL,
    reasons TEXT NOT NULL                  -- JSON list
) WITHOUT ROWID;

CREATE TABLE conflict_sides (         -- the two figures that cannot both hold
    conflict TEXT NOT NULL REFERENCES conflicts (id),
    side     INTEGER NOT NULL,             -- 0 is the earlier
    figure   TEXT NOT NULL REFERENCES figures (id),
    PRIMARY KEY (conflict, side)
) WITHOUT ROWID;

CREATE INDEX names_document ON names (document, start);
CREATE INDEX timexes_document ON timexes (document, start);
CREATE INDEX quotes_document ON quotes (document, start);
CREATE INDEX figures_document ON figures (document, start);
CREATE INDEX events_told_document ON events_told (document, start);
CREATE INDEX actor_names_actor ON actor_names (actor);
CREATE INDEX event_mentions_event ON event_mentions (event);
CREATE INDEX events_time ON events (earliest, latest);
CREATE INDEX series_figures_series ON series_figures (series);
