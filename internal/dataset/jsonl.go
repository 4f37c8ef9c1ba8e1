package dataset

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// nextJSON returns the post of the next line that is not blank.
func (s *source) nextJSON() (post, place, error) {
	l, err := s.lines.next()
	for err == nil && !l.long && len(bytes.TrimSpace(l.text)) == 0 {
		l, err = s.lines.next()
	}
	if err != nil {
		return post{}, place{}, err
	}
	at := place{l.off, l.number}
	if l.long {
		return post{}, at, &RowError{Line: l.number, Reason: longLine}
	}
	p, refused := decode(l.text)
	if refused != nil {
		refused.Line = l.number
		return post{}, at, refused
	}
	return p, at, nil
}

func decode(line []byte) (post, *RowError) {
	var p post
	err := json.Unmarshal(line, &p)
	if err == nil {
		// The decoder replaces bad bytes without a word; kept here so that they are counted.
		p.dirty = !utf8.Valid(line)
		return p, nil
	}
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		if wrong.Field == "" {
			return post{}, &RowError{Reason: "the line is not a JSON object"}
		}
		return post{}, &RowError{Field: wrong.Field, Reason: fmt.Sprintf("a %s cannot stand here", wrong.Value)}
	}
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		reason := strings.TrimPrefix(syntax.Error(), "json: ")
		return post{}, &RowError{Reason: fmt.Sprintf("it is not JSON, at byte %d: %s", syntax.Offset, reason)}
	}
	return post{}, &RowError{Reason: "it cannot be read: " + err.Error()}
}
