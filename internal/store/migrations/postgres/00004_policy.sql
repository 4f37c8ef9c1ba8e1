-- +goose Up
-- Cases by when they began, for protocols that are tried on the past.
CREATE INDEX cases_opened ON cases (opened_at, id);

-- Decisions not to answer that a second person has looked at.
CREATE TABLE reviews (
  case_id BIGINT PRIMARY KEY,
  agent   BIGINT NOT NULL,
  at      BIGINT NOT NULL
);
