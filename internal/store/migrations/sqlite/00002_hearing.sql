-- +goose Up
-- Proof of hearing: what was heard through which source, when it was not, and what is wrong now.
-- hours has a row for each hour in which a source was heard or a search brought something.

CREATE TABLE sources (
  key     TEXT PRIMARY KEY,
  account INTEGER NOT NULL,
  part    TEXT    NOT NULL,
  first   INTEGER NOT NULL,
  beat    INTEGER NOT NULL,
  posted  INTEGER NOT NULL,
  state   TEXT    NOT NULL,
  problem TEXT    NOT NULL,
  mend    TEXT    NOT NULL,
  data    TEXT CHECK (json_valid(data))
) STRICT, WITHOUT ROWID;

CREATE TABLE hours (
  key     TEXT    NOT NULL,
  hour    INTEGER NOT NULL,
  posts   INTEGER NOT NULL,
  covered INTEGER NOT NULL,
  PRIMARY KEY (key, hour)
) STRICT, WITHOUT ROWID;
CREATE INDEX hours_hour ON hours (hour);

CREATE TABLE gaps (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  source  TEXT    NOT NULL,
  account INTEGER NOT NULL,
  part    TEXT    NOT NULL,
  since   INTEGER NOT NULL,
  until   INTEGER NOT NULL,
  why     TEXT    NOT NULL,
  state   TEXT    NOT NULL,
  posts   INTEGER NOT NULL,
  missed  INTEGER NOT NULL,
  basis   TEXT    NOT NULL,
  ended   INTEGER NOT NULL
) STRICT;
CREATE INDEX gaps_since ON gaps (since, id);

CREATE TABLE alarms (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  key     TEXT    NOT NULL,
  kind    TEXT    NOT NULL,
  subject TEXT    NOT NULL,
  problem TEXT    NOT NULL,
  mend    TEXT    NOT NULL,
  link    TEXT    NOT NULL,
  urgent  INTEGER NOT NULL,
  since   INTEGER NOT NULL,
  until   INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX alarms_open ON alarms (key) WHERE until = 0;
CREATE INDEX alarms_until ON alarms (until);

-- Relevance: hits that are not about us, and earlier queries of searches.
CREATE TABLE marks (
  search  INTEGER NOT NULL,
  message INTEGER NOT NULL,
  agent   INTEGER NOT NULL,
  at      INTEGER NOT NULL,
  PRIMARY KEY (search, message)
) STRICT, WITHOUT ROWID;
CREATE INDEX marks_message ON marks (message);

CREATE TABLE revisions (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  search    INTEGER NOT NULL,
  query     TEXT    NOT NULL,
  new_query TEXT    NOT NULL,
  at        INTEGER NOT NULL,
  author    INTEGER NOT NULL,
  why       TEXT    NOT NULL
) STRICT;
CREATE INDEX revisions_search ON revisions (search, id);

-- Purse: what reading cost, in millionths of a unit of money.
ALTER TABLE searches ADD COLUMN cap INTEGER NOT NULL DEFAULT 0;

CREATE TABLE spending (
  month   INTEGER NOT NULL,
  network TEXT    NOT NULL,
  search  INTEGER NOT NULL,
  posts   INTEGER NOT NULL,
  micros  INTEGER NOT NULL,
  capped  INTEGER NOT NULL,
  PRIMARY KEY (month, network, search)
) STRICT, WITHOUT ROWID;
