-- +goose Up
-- Notices are what the desk owes to people who do not look at it: mail, push, webhooks.

CREATE TABLE notices (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  way      TEXT    NOT NULL,
  agent    INTEGER NOT NULL,
  hook     INTEGER NOT NULL,
  subject  TEXT    NOT NULL,
  text     TEXT    NOT NULL,
  link     TEXT    NOT NULL,
  kind     TEXT    NOT NULL,
  data     TEXT    NOT NULL,
  token    TEXT    NOT NULL,
  state    TEXT    NOT NULL,
  attempts INTEGER NOT NULL,
  due      INTEGER NOT NULL,
  lease    INTEGER NOT NULL,
  problem  TEXT    NOT NULL,
  created  INTEGER NOT NULL,
  sent_at  INTEGER NOT NULL,
  ready    INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX notices_token ON notices (token, way, agent, hook) WHERE token <> '';
CREATE INDEX notices_ready ON notices (ready, id) WHERE state IN ('queued', 'sending');

CREATE TABLE push_keys (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  agent    INTEGER NOT NULL,
  endpoint TEXT    NOT NULL UNIQUE,
  p256dh   TEXT    NOT NULL,
  auth     TEXT    NOT NULL,
  label    TEXT    NOT NULL,
  created  INTEGER NOT NULL,
  used     INTEGER NOT NULL
) STRICT;
CREATE INDEX push_keys_agent ON push_keys (agent);

CREATE TABLE hooks (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  name    TEXT    NOT NULL,
  url     TEXT    NOT NULL,
  secret  BLOB    NOT NULL,
  paused  INTEGER NOT NULL,
  created INTEGER NOT NULL,
  problem TEXT    NOT NULL,
  used    INTEGER NOT NULL
) STRICT;

