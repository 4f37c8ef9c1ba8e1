-- +goose Up
-- Hours whose cells are not what their facts add up to; they are counted again one by one.
CREATE TABLE dirty_hours (
  start INTEGER PRIMARY KEY
) STRICT;
