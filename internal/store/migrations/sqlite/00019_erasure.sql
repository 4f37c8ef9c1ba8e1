-- +goose Up
-- A person is erased, and cases that ended long ago: their times and numbers stay, their words do not.
ALTER TABLE persons ADD COLUMN erased_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN erased_at INTEGER NOT NULL DEFAULT 0;

-- Who, and which messages of ours, are not taken in anew when they are heard again: keyed hashes, from
-- which nobody can be found. What was written until then stays out.
CREATE TABLE tombstones (
  hash  TEXT   PRIMARY KEY,
  until INTEGER NOT NULL,
  at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX tombstones_at ON tombstones (at);

CREATE INDEX messages_subject ON messages (subject) WHERE subject <> '';
CREATE INDEX messages_copier ON messages (person) WHERE copy_of <> 0;
CREATE INDEX cases_ended ON cases (resolved_at, id) WHERE resolved_at <> 0 AND erased_at = 0;
