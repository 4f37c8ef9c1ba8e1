-- +goose Up
-- What a saved reply does to the case besides its text.
ALTER TABLE macros ADD COLUMN steps JSON;
