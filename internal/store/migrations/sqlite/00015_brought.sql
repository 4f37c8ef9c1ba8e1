-- +goose Up
-- Which messages a search brought, in the order in which they were heard; of copies the original alone.
CREATE TABLE brought (
  search  INTEGER NOT NULL,
  message INTEGER NOT NULL,
  PRIMARY KEY (search, message)
) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO brought (search, message)
SELECT json_extract(h.value, '$.search'), m.id FROM messages m, json_each(m.hits) h
WHERE m.hits IS NOT NULL AND m.direction = 'in' AND m.copy_of = 0 AND json_extract(h.value, '$.search') > 0;
