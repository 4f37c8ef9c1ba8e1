-- +goose Up
-- Every deadline of a case, who is asked about it, and what routing asks of people.
ALTER TABLE cases ADD COLUMN clocks TEXT CHECK (json_valid(clocks));
ALTER TABLE cases ADD COLUMN look INTEGER NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN asked INTEGER NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN unowned TEXT NOT NULL DEFAULT '';
ALTER TABLE cases ADD COLUMN needs INTEGER NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN raised_at INTEGER NOT NULL DEFAULT 0;
-- Follow-up reckons the clocks of older cases anew when their time comes.
UPDATE cases SET look = due WHERE due <> 0 AND breached_at = 0;
DROP INDEX cases_due;
CREATE INDEX cases_look ON cases (look, id) WHERE look <> 0;
CREATE INDEX cases_asked ON cases (asked, id) WHERE asked <> 0;
CREATE INDEX cases_urgent ON cases (assignee, id) WHERE list = 'reply' AND urgency = 'high';

ALTER TABLE agents ADD COLUMN skills TEXT CHECK (json_valid(skills));
ALTER TABLE agents ADD COLUMN authority INTEGER NOT NULL DEFAULT 0;
ALTER TABLE agents ADD COLUMN calendar INTEGER NOT NULL DEFAULT 0;

CREATE TABLE rotas (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  name     TEXT    NOT NULL,
  team     INTEGER NOT NULL,
  document TEXT    NOT NULL,
  holder   INTEGER NOT NULL,
  taken    INTEGER NOT NULL
) STRICT;

CREATE TABLE calendar_changes (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  calendar INTEGER NOT NULL,
  document TEXT    NOT NULL, -- that was replaced
  at       INTEGER NOT NULL,
  agent    INTEGER NOT NULL
) STRICT;
CREATE INDEX calendar_changes_calendar ON calendar_changes (calendar, id);
