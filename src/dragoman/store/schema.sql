-- One table per record. Rows of an article go together: they are written, and replaced, in one transaction.
--
-- No primary keys: ids follow from content, an article's rows are deleted before they are written again, and DuckDB
-- checks keys against rows that the same transaction has deleted. Times are in UTC. `number` keeps the order of lists.
-- Characters [span_start, span_end) are those of the article's text, or of its title where in_title is true.

CREATE TABLE dragoman (
    schema_version INTEGER NOT NULL
);

-- The ledger: what was coded when, by which coder.
CREATE TABLE runs (
    id       VARCHAR NOT NULL,
    started  TIMESTAMP NOT NULL,
    coder    VARCHAR NOT NULL,   -- package version and fingerprint of model and tables
    source   VARCHAR NOT NULL
);

CREATE TABLE articles (
    id          VARCHAR NOT NULL,
    text        VARCHAR NOT NULL,
    title       VARCHAR,
    published   TIMESTAMP,
    publisher   VARCHAR,
    url         VARCHAR,
    language    VARCHAR,
    notes       VARCHAR[] NOT NULL,
    fingerprint VARCHAR NOT NULL, -- of all the above: the same article again changes nothing
    coder       VARCHAR NOT NULL, -- who coded it last
    run         VARCHAR NOT NULL
);

CREATE TABLE failures (
    run     VARCHAR NOT NULL,
    article VARCHAR,
    kind    VARCHAR NOT NULL,
    message VARCHAR NOT NULL
);

CREATE TABLE sentences (
    article    VARCHAR NOT NULL,
    number     INTEGER NOT NULL,
    span_start INTEGER NOT NULL,
    span_end   INTEGER NOT NULL,
    in_title   BOOLEAN NOT NULL
);

CREATE TABLE mentions (
    article    VARCHAR NOT NULL,
    number     INTEGER NOT NULL,
    span_start INTEGER NOT NULL,
    span_end   INTEGER NOT NULL,
    in_title   BOOLEAN NOT NULL,
    kind       VARCHAR NOT NULL,
    -- the actor that it was resolved to; all null where it was not
    code VARCHAR, name VARCHAR, country VARCHAR, sectors VARCHAR[], cameo VARCHAR, actor_id VARCHAR, confidence DOUBLE,
    actor_start INTEGER, actor_end INTEGER, actor_in_title BOOLEAN
);

CREATE TABLE events (
    article    VARCHAR NOT NULL,
    number     INTEGER NOT NULL,
    id         VARCHAR NOT NULL,
    type       VARCHAR NOT NULL,
    mode       VARCHAR,
    contexts   VARCHAR[] NOT NULL,
    quad_class INTEGER NOT NULL,
    score      DOUBLE NOT NULL,
    cameo      VARCHAR NOT NULL,
    has_when   BOOLEAN NOT NULL,
    first_day  DATE,
    last_day   DATE,
    precision  VARCHAR,
    when_start INTEGER, when_end INTEGER, when_in_title BOOLEAN,
    span_start INTEGER NOT NULL,  -- the trigger
    span_end   INTEGER NOT NULL,
    in_title   BOOLEAN NOT NULL,
    sentence   INTEGER NOT NULL,
    auxiliary  VARCHAR[] NOT NULL,
    factuality DOUBLE NOT NULL,
    confidence DOUBLE NOT NULL,
    pattern    VARCHAR NOT NULL
);

CREATE TABLE evidence (
    article    VARCHAR NOT NULL,
    event      VARCHAR NOT NULL,
    number     INTEGER NOT NULL,
    span_start INTEGER NOT NULL,
    span_end   INTEGER NOT NULL,
    in_title   BOOLEAN NOT NULL
);

CREATE TABLE event_actors (
    article VARCHAR NOT NULL,
    event   VARCHAR NOT NULL,
    role    VARCHAR NOT NULL,     -- actor or recipient
    number  INTEGER NOT NULL,
    code VARCHAR NOT NULL, name VARCHAR NOT NULL, country VARCHAR, sectors VARCHAR[] NOT NULL, cameo VARCHAR NOT NULL,
    actor_id VARCHAR, confidence DOUBLE NOT NULL,
    span_start INTEGER, span_end INTEGER, in_title BOOLEAN
);

CREATE TABLE claims (
    article    VARCHAR NOT NULL,
    number     INTEGER NOT NULL,
    id         VARCHAR NOT NULL,
    event      VARCHAR,
    stance     VARCHAR NOT NULL,
    polarity   VARCHAR NOT NULL,
    factuality DOUBLE NOT NULL,
    cue_start INTEGER, cue_end INTEGER, cue_in_title BOOLEAN,
    span_start INTEGER NOT NULL,  -- the content
    span_end   INTEGER NOT NULL,
    in_title   BOOLEAN NOT NULL,
    quote      VARCHAR NOT NULL,
    has_deadline BOOLEAN NOT NULL,
    first_day  DATE,
    last_day   DATE,
    precision  VARCHAR,
    deadline_start INTEGER, deadline_end INTEGER, deadline_in_title BOOLEAN,
    resolvable  BOOLEAN,
    contradicts VARCHAR[] NOT NULL
);

CREATE TABLE claim_sources (
    article VARCHAR NOT NULL,
    claim   VARCHAR NOT NULL,
    number  INTEGER NOT NULL,     -- 0 is the outermost
    kind    VARCHAR NOT NULL,
    code VARCHAR NOT NULL, name VARCHAR NOT NULL, country VARCHAR, sectors VARCHAR[] NOT NULL, cameo VARCHAR NOT NULL,
    actor_id VARCHAR, confidence DOUBLE NOT NULL,
    span_start INTEGER, span_end INTEGER, in_title BOOLEAN
);

CREATE TABLE dates (
    article    VARCHAR NOT NULL,
    number     INTEGER NOT NULL,
    span_start INTEGER NOT NULL,
    span_end   INTEGER NOT NULL,
    in_title   BOOLEAN NOT NULL,
    timex_type VARCHAR NOT NULL,
    value      VARCHAR NOT NULL,
    first_day  DATE,
    last_day   DATE
);

CREATE TABLE places (
    article     VARCHAR NOT NULL,
    number      INTEGER NOT NULL,
    event       VARCHAR,          -- null: a toponym of the text; else where this event happens
    name        VARCHAR NOT NULL,
    country     VARCHAR,
    lat         DOUBLE,
    lon         DOUBLE,
    kind        VARCHAR NOT NULL,
    geonames_id BIGINT,
    confidence  DOUBLE NOT NULL,
    span_start INTEGER, span_end INTEGER, in_title BOOLEAN,
    runner_up_id BIGINT, runner_up_lat DOUBLE, runner_up_lon DOUBLE
);
