-- +goose Up
-- Who is named in a note of a colleague, and how agents want to be told.
CREATE TABLE mentions (
  agent    INTEGER NOT NULL,
  message  INTEGER NOT NULL,
  by_agent INTEGER NOT NULL,
  at       INTEGER NOT NULL,
  read_at  INTEGER NOT NULL,
  PRIMARY KEY (agent, message)
) STRICT, WITHOUT ROWID;
CREATE INDEX mentions_note ON mentions (message);
CREATE INDEX mentions_unread ON mentions (agent, message) WHERE read_at = 0;
ALTER TABLE agents ADD COLUMN reach TEXT CHECK (json_valid(reach));
