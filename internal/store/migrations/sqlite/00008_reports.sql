-- +goose Up
-- Reports: the facts of each case, and what settled cases of an hour or a day add up to.
-- Both are derived from cases, messages and events, and "heed check" recomputes them.

CREATE TABLE facts (
  case_id    INTEGER PRIMARY KEY,
  opened_at  INTEGER NOT NULL,
  brand      INTEGER NOT NULL,
  network    TEXT    NOT NULL,
  team       INTEGER NOT NULL,
  agent      INTEGER NOT NULL,
  intent     TEXT    NOT NULL,
  lang       TEXT    NOT NULL,
  private    INTEGER NOT NULL,
  followers  INTEGER NOT NULL,
  live_until INTEGER NOT NULL,
  document   BLOB    NOT NULL
) STRICT;
CREATE INDEX facts_opened ON facts (opened_at, case_id);
CREATE INDEX facts_live ON facts (opened_at, case_id) WHERE live_until <> 0;
CREATE INDEX facts_settle ON facts (live_until, case_id) WHERE live_until <> 0;

CREATE TABLE cells (
  span     INTEGER NOT NULL,
  dim      TEXT    NOT NULL,
  brand    INTEGER NOT NULL,
  start    INTEGER NOT NULL,
  key      TEXT    NOT NULL,
  document BLOB   NOT NULL,
  PRIMARY KEY (span, dim, brand, start, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX cells_start ON cells (span, start);

CREATE TABLE alerts (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  name     TEXT    NOT NULL,
  paused   INTEGER NOT NULL,
  document TEXT    NOT NULL
) STRICT;

CREATE TABLE peers (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  name     TEXT    NOT NULL,
  document BLOB   NOT NULL,
  made_by  INTEGER NOT NULL,
  created  INTEGER NOT NULL
) STRICT;
