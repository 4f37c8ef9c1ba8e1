-- +goose Up
-- Times are microseconds since 1970 in UTC, 0 for never. References are ids, 0 for none;
-- those on the way of a message are verified by "heed check", not by the database, since
-- a foreign key costs a look-up for each row. Columns of JSON are NULL when empty.

CREATE TABLE messages (
  id               INTEGER PRIMARY KEY AUTOINCREMENT,
  account          INTEGER NOT NULL,
  network          TEXT    NOT NULL,
  scope            TEXT    NOT NULL,
  network_id       TEXT, -- NULL until the network has given one
  url              TEXT    NOT NULL,
  direction        TEXT    NOT NULL,
  form             TEXT    NOT NULL,
  private          INTEGER NOT NULL,
  author_id        TEXT    NOT NULL,
  author_name      TEXT    NOT NULL,
  author_display   TEXT    NOT NULL,
  author_avatar    TEXT    NOT NULL,
  author_followers INTEGER NOT NULL,
  author_verified  INTEGER NOT NULL,
  person           INTEGER NOT NULL,
  text             TEXT    NOT NULL,
  lang             TEXT    NOT NULL,
  parent           TEXT    NOT NULL,
  root             TEXT    NOT NULL,
  subject          TEXT    NOT NULL,
  posted_at        INTEGER NOT NULL,
  heard_at         INTEGER NOT NULL,
  edited_at        INTEGER NOT NULL,
  deleted_at       INTEGER NOT NULL,
  key              TEXT    NOT NULL,
  case_id          INTEGER NOT NULL,
  thread           INTEGER NOT NULL,
  copy_of          INTEGER NOT NULL,
  state            TEXT    NOT NULL,
  agent            INTEGER NOT NULL,
  signals          TEXT CHECK (json_valid(signals)),
  hits             TEXT CHECK (json_valid(hits)),
  data             TEXT CHECK (json_valid(data)),
  copies           INTEGER NOT NULL,
  fingerprint      INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX messages_identity ON messages (scope, network_id) WHERE network_id IS NOT NULL;
CREATE INDEX messages_parent ON messages (scope, parent) WHERE parent <> '';
CREATE INDEX messages_case ON messages (case_id, copy_of, posted_at, id);
CREATE INDEX messages_thread ON messages (thread);
CREATE INDEX messages_fingerprint ON messages (fingerprint, posted_at) WHERE fingerprint <> 0;
CREATE INDEX messages_copy ON messages (copy_of) WHERE copy_of <> 0;

CREATE TABLE message_versions (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  message INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
  text    TEXT    NOT NULL,
  at      INTEGER NOT NULL
) STRICT;
CREATE INDEX message_versions_message ON message_versions (message, id);

-- The words of a message, folded by the store: package store says how and why.
CREATE VIRTUAL TABLE message_words USING fts5 (words, slices, content='', contentless_delete=1, tokenize='ascii');
-- Its segments are merged beside the writers: package sqlite says why.
INSERT INTO message_words (message_words, rank) VALUES ('automerge', 0);

CREATE TABLE persons (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  name        TEXT    NOT NULL,
  lang        TEXT    NOT NULL,
  first_seen  INTEGER NOT NULL,
  last_seen   INTEGER NOT NULL,
  muted_until INTEGER NOT NULL,
  mute_reason TEXT    NOT NULL
) STRICT;

CREATE TABLE handles (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  person     INTEGER NOT NULL,
  network    TEXT    NOT NULL,
  network_id TEXT    NOT NULL,
  name       TEXT    NOT NULL,
  display    TEXT    NOT NULL,
  avatar     TEXT    NOT NULL,
  followers  INTEGER NOT NULL,
  verified   INTEGER NOT NULL,
  ours       INTEGER NOT NULL,
  seen_at    INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX handles_identity ON handles (network, network_id) WHERE network_id <> '';
CREATE UNIQUE INDEX handles_nameless ON handles (network, name) WHERE network_id = '';
CREATE INDEX handles_name ON handles (network, name);
CREATE INDEX handles_person ON handles (person);

CREATE TABLE cases (
  id                INTEGER PRIMARY KEY AUTOINCREMENT,
  version           INTEGER NOT NULL,
  brand             INTEGER NOT NULL,
  account           INTEGER NOT NULL,
  network           TEXT    NOT NULL,
  person            INTEGER NOT NULL,
  stage             TEXT    NOT NULL,
  waiting_for       TEXT    NOT NULL,
  assignee          INTEGER NOT NULL,
  team              INTEGER NOT NULL,
  subject           TEXT    NOT NULL,
  urgency           TEXT    NOT NULL,
  opened_at         INTEGER NOT NULL,
  updated_at        INTEGER NOT NULL,
  last_inbound      INTEGER NOT NULL,
  last_outbound     INTEGER NOT NULL,
  waiting_since     INTEGER NOT NULL,
  first_response_at INTEGER NOT NULL,
  resolved_at       INTEGER NOT NULL,
  due               INTEGER NOT NULL,
  due_kind          TEXT    NOT NULL,
  breached_at       INTEGER NOT NULL,
  last_message      INTEGER NOT NULL,
  last_out          INTEGER NOT NULL,
  messages          INTEGER NOT NULL,
  person_name       TEXT    NOT NULL,
  handle            TEXT    NOT NULL,
  avatar            TEXT    NOT NULL,
  followers         INTEGER NOT NULL,
  preview           TEXT    NOT NULL,
  hits              TEXT CHECK (json_valid(hits)),
  reason            TEXT    NOT NULL,
  intent            TEXT    NOT NULL,
  sentiment         TEXT    NOT NULL,
  lang              TEXT    NOT NULL,
  private           INTEGER NOT NULL,
  decision          TEXT CHECK (json_valid(decision)),
  list              TEXT    NOT NULL,
  rank              INTEGER NOT NULL,
  search            INTEGER NOT NULL
) STRICT;
CREATE INDEX cases_list ON cases (list, rank, id);
CREATE INDEX cases_assignee ON cases (list, assignee, rank, id);
CREATE INDEX cases_brand ON cases (list, brand, rank, id);
CREATE INDEX cases_network ON cases (list, network, rank, id);
CREATE INDEX cases_search ON cases (list, search, rank, id);
CREATE INDEX cases_person ON cases (person, updated_at, id);
CREATE INDEX cases_due ON cases (due, id) WHERE due <> 0 AND breached_at = 0;

CREATE TABLE events (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  tx      INTEGER NOT NULL,
  case_id INTEGER NOT NULL,
  message INTEGER NOT NULL,
  at      INTEGER NOT NULL,
  agent   INTEGER NOT NULL,
  kind    TEXT    NOT NULL,
  data    TEXT CHECK (json_valid(data))
) STRICT;
CREATE INDEX events_case ON events (case_id, id);

CREATE TABLE outgoing (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  case_id    INTEGER NOT NULL,
  message    INTEGER NOT NULL,
  account    INTEGER NOT NULL,
  errand     TEXT    NOT NULL,
  key        TEXT    NOT NULL,
  text       TEXT    NOT NULL,
  lang       TEXT    NOT NULL,
  recipient  TEXT CHECK (json_valid(recipient)),
  reply_to   TEXT    NOT NULL,
  root       TEXT    NOT NULL,
  after_id   INTEGER NOT NULL,
  network_id TEXT    NOT NULL,
  state      TEXT    NOT NULL,
  attempts   INTEGER NOT NULL,
  due        INTEGER NOT NULL,
  lease      INTEGER NOT NULL,
  worker     TEXT    NOT NULL,
  problem    TEXT    NOT NULL,
  mend       TEXT    NOT NULL,
  agent      INTEGER NOT NULL,
  token      TEXT    NOT NULL,
  queued_at  INTEGER NOT NULL,
  sent_at    INTEGER NOT NULL,
  ready      INTEGER NOT NULL -- lease while sending, else due: when a worker may take it
) STRICT;
CREATE UNIQUE INDEX outgoing_token ON outgoing (token, after_id) WHERE token <> '';
CREATE INDEX outgoing_key ON outgoing (account, key);
CREATE INDEX outgoing_case ON outgoing (case_id, id);
CREATE INDEX outgoing_message ON outgoing (message);
CREATE INDEX outgoing_ready ON outgoing (ready, id) WHERE state IN ('queued', 'sending', 'unknown');
CREATE INDEX outgoing_owed ON outgoing (case_id, id) WHERE state IN ('queued', 'sending', 'unknown', 'failed');
CREATE INDEX outgoing_failed ON outgoing (id) WHERE state = 'failed';

CREATE TABLE promises (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  case_id INTEGER NOT NULL,
  owner   INTEGER NOT NULL,
  text    TEXT    NOT NULL,
  due     INTEGER NOT NULL,
  made    INTEGER NOT NULL,
  kept    INTEGER NOT NULL,
  broken  INTEGER NOT NULL
) STRICT;
CREATE INDEX promises_case ON promises (case_id, id);
CREATE INDEX promises_due ON promises (due, id) WHERE kept = 0 AND broken = 0;

CREATE TABLE calendars (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  name     TEXT NOT NULL,
  document TEXT NOT NULL
) STRICT;

CREATE TABLE brands (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  name     TEXT    NOT NULL,
  lang     TEXT    NOT NULL,
  calendar INTEGER NOT NULL,
  names    TEXT CHECK (json_valid(names)),
  handles  TEXT CHECK (json_valid(handles))
) STRICT;

CREATE TABLE accounts (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  network  TEXT    NOT NULL,
  brand    INTEGER NOT NULL,
  name     TEXT    NOT NULL,
  handle   TEXT CHECK (json_valid(handle)),
  settings TEXT CHECK (json_valid(settings)),
  secrets  BLOB, -- sealed
  paused   INTEGER NOT NULL,
  health   TEXT CHECK (json_valid(health)),
  cursor   TEXT    NOT NULL,
  created  INTEGER NOT NULL
) STRICT;

CREATE TABLE searches (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  brand   INTEGER NOT NULL,
  name    TEXT    NOT NULL,
  query   TEXT    NOT NULL,
  paused  INTEGER NOT NULL,
  created INTEGER NOT NULL,
  author  INTEGER NOT NULL,
  matched INTEGER NOT NULL,
  last_at INTEGER NOT NULL
) STRICT;

CREATE TABLE protocols (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  version  INTEGER NOT NULL UNIQUE,
  author   INTEGER NOT NULL,
  reason   TEXT    NOT NULL,
  at       INTEGER NOT NULL,
  active   INTEGER NOT NULL,
  document TEXT    NOT NULL
) STRICT;
CREATE UNIQUE INDEX protocols_active ON protocols (active) WHERE active = 1;

CREATE TABLE teams (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  name     TEXT    NOT NULL,
  calendar INTEGER NOT NULL
) STRICT;

CREATE TABLE agents (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  email         TEXT    NOT NULL UNIQUE, -- lower case
  name          TEXT    NOT NULL,
  role          TEXT    NOT NULL,
  langs         TEXT CHECK (json_valid(langs)),
  zone          TEXT    NOT NULL,
  theme         TEXT    NOT NULL,
  away          INTEGER NOT NULL,
  max_cases     INTEGER NOT NULL,
  disabled      INTEGER NOT NULL,
  created       INTEGER NOT NULL,
  password_hash TEXT    NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE team_members (
  team  INTEGER NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
  agent INTEGER NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
  PRIMARY KEY (team, agent)
) STRICT, WITHOUT ROWID;
CREATE INDEX team_members_agent ON team_members (agent);

CREATE TABLE macros (
  id    INTEGER PRIMARY KEY AUTOINCREMENT,
  brand INTEGER NOT NULL,
  name  TEXT    NOT NULL,
  lang  TEXT    NOT NULL,
  text  TEXT    NOT NULL,
  used  INTEGER NOT NULL
) STRICT;

CREATE TABLE sessions (
  hash    BLOB PRIMARY KEY,
  agent   INTEGER NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
  created INTEGER NOT NULL,
  seen    INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  place   TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_agent ON sessions (agent);
CREATE INDEX sessions_expires ON sessions (expires);

CREATE TABLE links (
  hash    BLOB PRIMARY KEY,
  agent   INTEGER NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
  expires INTEGER NOT NULL,
  used    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX links_agent ON links (agent);

CREATE TABLE settings (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE leases (
  name   TEXT PRIMARY KEY,
  holder TEXT    NOT NULL,
  until  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
