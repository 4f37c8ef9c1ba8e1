-- +goose Up
-- Corrections are what people said a message is. One that was undone or forgotten does not teach.

CREATE TABLE corrections (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  message      INTEGER NOT NULL,
  case_id      INTEGER NOT NULL,
  signal       TEXT    NOT NULL,
  label        TEXT    NOT NULL,
  before       TEXT CHECK (json_valid(before)),
  agent        INTEGER NOT NULL,
  at           INTEGER NOT NULL,
  undone_at    INTEGER NOT NULL,
  forgotten_at INTEGER NOT NULL
) STRICT;
CREATE INDEX corrections_message ON corrections (message, signal, id);
CREATE INDEX corrections_effect ON corrections (id) WHERE undone_at = 0 AND forgotten_at = 0;

