-- +goose Up
-- Which messages a search brought, in the order in which they were heard; of copies the original alone.
CREATE TABLE brought (
  search  BIGINT NOT NULL,
  message BIGINT NOT NULL,
  PRIMARY KEY (search, message)
);
INSERT INTO brought (search, message)
SELECT (h ->> 'search')::bigint, m.id FROM messages m, json_array_elements(m.hits) h
WHERE m.hits IS NOT NULL AND m.direction = 'in' AND m.copy_of = 0 AND (h ->> 'search')::bigint > 0
ON CONFLICT DO NOTHING;
