-- +goose Up
-- Who is named in a note of a colleague, and how agents want to be told.
CREATE TABLE mentions (
  agent    BIGINT NOT NULL,
  message  BIGINT NOT NULL,
  by_agent BIGINT NOT NULL,
  at       BIGINT NOT NULL,
  read_at  BIGINT NOT NULL,
  PRIMARY KEY (agent, message)
);
CREATE INDEX mentions_note ON mentions (message);
CREATE INDEX mentions_unread ON mentions (agent, message) WHERE read_at = 0;
ALTER TABLE agents ADD COLUMN reach JSON;
