-- +goose Up
-- Cases are put off until a time; cases are merged and taken apart again; two persons turn out to be one.
ALTER TABLE cases ADD COLUMN until INTEGER NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN until_why TEXT NOT NULL DEFAULT '';
ALTER TABLE persons ADD COLUMN same_as INTEGER NOT NULL DEFAULT 0;

-- A split is kept as a merge that was taken back: heed does not join the two of itself.
CREATE TABLE merges (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  into_case INTEGER NOT NULL,
  from_case INTEGER NOT NULL,
  at        INTEGER NOT NULL,
  agent     INTEGER NOT NULL,
  why       TEXT NOT NULL,
  undone    INTEGER NOT NULL,
  document  TEXT CHECK (json_valid(document))
) STRICT;
CREATE INDEX merges_into ON merges (into_case, id);
CREATE INDEX merges_from ON merges (from_case, id);

-- What ended in another case is not what was decided not to be answered.
UPDATE cases SET list = 'merged' WHERE list = 'ignored' AND messages = 0 AND last_message = 0;

-- Other orders of the lists that are worked on: who waits longest, the next deadline. They hold only
-- those lists, which are short beside what is done.
CREATE INDEX cases_wait ON cases (list, waiting_since, id) WHERE list = 'reply';
CREATE INDEX cases_wait_assignee ON cases (assignee, waiting_since, id) WHERE list = 'reply';
CREATE INDEX cases_silent ON cases (list, last_inbound, id) WHERE list = 'waiting';
CREATE INDEX cases_next ON cases (list, (CASE WHEN due = 0 THEN 9223372036854775807 ELSE due END), id) WHERE list = 'waiting';
