-- What version 2 adds to version 1 (schema.sql). Run for new stores and, once, for old ones.

-- One row for each transaction that added something: written in that transaction, so that what is here is there.
CREATE TABLE batches (
    run         VARCHAR NOT NULL,
    number      INTEGER NOT NULL,    -- within the run
    fingerprint VARCHAR NOT NULL,    -- of the articles and failures that came in
    new         INTEGER NOT NULL,
    again       INTEGER NOT NULL,
    unchanged   INTEGER NOT NULL,
    failed      INTEGER NOT NULL
);

-- Who coded an article before it was coded again.
CREATE TABLE past_codings (
    article     VARCHAR NOT NULL,
    coder       VARCHAR NOT NULL,
    run         VARCHAR NOT NULL,
    events      INTEGER NOT NULL,    -- how many it had found
    claims      INTEGER NOT NULL,
    replaced_by VARCHAR NOT NULL     -- the run
);

-- Articles that could not be coded, with their text, so that they can be looked at and tried again.
CREATE TABLE quarantine (
    run     VARCHAR NOT NULL,
    article VARCHAR NOT NULL,
    kind    VARCHAR NOT NULL,
    message VARCHAR NOT NULL,
    text    VARCHAR NOT NULL,        -- the first million characters
    title   VARCHAR,
    published TIMESTAMP,
    publisher VARCHAR,
    url     VARCHAR,
    language VARCHAR
);

-- What people have judged: two articles tell one story, or do not. A judgement is withdrawn, never deleted.
CREATE TABLE judgements (
    id        VARCHAR NOT NULL,
    one       VARCHAR NOT NULL,
    other     VARCHAR NOT NULL,
    together  BOOLEAN NOT NULL,
    made      TIMESTAMP NOT NULL,
    withdrawn TIMESTAMP
);

-- Derived from events and claims by the rules in claims/counting.py and stories/events.py, in the same transaction, so
-- that questions about a million events need no look at their texts. `dragoman store repair` derives them again.
CREATE TABLE facts (
    article    VARCHAR NOT NULL,
    event      VARCHAR NOT NULL,
    day        DATE,                 -- of the event, else of the article
    last_day   DATE,
    type       VARCHAR NOT NULL,
    actors     VARCHAR[] NOT NULL,   -- sides
    recipients VARCHAR[] NOT NULL,
    key        UBIGINT NOT NULL,     -- of the story that it belongs to by type, sides, day and city
    weight     DOUBLE NOT NULL,      -- distance from zero, completeness, confidence
    happened   BOOLEAN NOT NULL,     -- now, not long ago
    affirmed   BOOLEAN NOT NULL,     -- some source says so
    denied     BOOLEAN NOT NULL      -- some source says not
);

-- Each pair of sides of each event that counts as having happened on a day that is known well enough.
CREATE TABLE dyads (
    article    VARCHAR NOT NULL,
    day        DATE NOT NULL,
    type       VARCHAR NOT NULL,
    quad_class INTEGER NOT NULL,
    score      DOUBLE NOT NULL,
    actor      VARCHAR NOT NULL,
    recipient  VARCHAR NOT NULL,
    mutual     BOOLEAN NOT NULL      -- both do it: there is such a row in each direction
);
