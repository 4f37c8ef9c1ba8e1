-- +goose Up
-- In which language and zone somebody reads what reaches them outside the desk.
ALTER TABLE agents ADD COLUMN reads_lang TEXT NOT NULL DEFAULT '';
ALTER TABLE agents ADD COLUMN reads_zone TEXT NOT NULL DEFAULT '';
ALTER TABLE hooks ADD COLUMN reads_lang TEXT NOT NULL DEFAULT '';
ALTER TABLE hooks ADD COLUMN reads_zone TEXT NOT NULL DEFAULT '';
