-- +goose Up
-- Pictures that answers show. Of those that were uploaded and not sent, message is 0.
CREATE TABLE pictures (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  message INTEGER NOT NULL,
  place   INTEGER NOT NULL,
  agent   INTEGER NOT NULL,
  type    TEXT    NOT NULL,
  alt     TEXT    NOT NULL,
  width   INTEGER NOT NULL,
  height  INTEGER NOT NULL,
  made    INTEGER NOT NULL,
  size    INTEGER NOT NULL,
  bytes   BLOB    NOT NULL
) STRICT;
CREATE INDEX pictures_message ON pictures (message, place) WHERE message <> 0;
CREATE INDEX pictures_unsent ON pictures (made) WHERE message = 0;
