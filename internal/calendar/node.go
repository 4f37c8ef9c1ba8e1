package calendar

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"heed/internal/desk"
)

// node is a value of a JSON document that knows where it stands.
type node struct {
	value  any // string, json.Number, bool, nil, []*node or []member
	offset int // of its first byte
}

// member is one field of an object.
type member struct {
	key    string
	value  *node
	offset int // of the key
}

// maxDepth bounds how deep a document may nest.
const maxDepth = 8

// readNodes reads one JSON value.
func readNodes(doc []byte) (*node, error) {
	var whole json.RawMessage
	first := json.NewDecoder(bytes.NewReader(doc))
	if err := first.Decode(&whole); err != nil {
		return nil, unreadable(doc, err)
	}
	if _, err := first.Token(); err != io.EOF {
		return nil, invalid("", "There is something after the end of the calendar, at "+place(doc, int(first.InputOffset()))+".", "Keep a single JSON object.")
	}
	r := nodeReader{doc: doc, dec: json.NewDecoder(bytes.NewReader(doc))}
	r.dec.UseNumber()
	n, err := r.value(0)
	if err != nil {
		return nil, unreadable(doc, err)
	}
	return n, nil
}

type nodeReader struct {
	doc []byte
	dec *json.Decoder
}

// next reads a token and where it begins.
func (r *nodeReader) next() (json.Token, int, error) {
	from := int(r.dec.InputOffset())
	tok, err := r.dec.Token()
	for from < len(r.doc) && strings.IndexByte(" \t\r\n,:", r.doc[from]) >= 0 {
		from++
	}
	return tok, from, err
}

func (r *nodeReader) value(depth int) (*node, error) {
	tok, at, err := r.next()
	if err != nil {
		return nil, err
	}
	n := &node{value: tok, offset: at}
	delim, ok := tok.(json.Delim)
	if !ok {
		return n, nil
	}
	if depth == maxDepth {
		return nil, invalid("", "The calendar nests deeper than any calendar does, at "+place(r.doc, at)+".", "Compare with the examples in docs/calendars.md.")
	}
	if delim == '[' {
		list := []*node{}
		for r.dec.More() {
			v, err := r.value(depth + 1)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		n.value = list
	} else {
		if n.value, err = r.members(depth); err != nil {
			return nil, err
		}
	}
	_, err = r.dec.Token()
	return n, err
}

func (r *nodeReader) members(depth int) ([]member, error) {
	list := []member{}
	for r.dec.More() {
		key, at, err := r.next()
		if err != nil {
			return nil, err
		}
		name, _ := key.(string)
		v, err := r.value(depth + 1)
		if err != nil {
			return nil, err
		}
		list = append(list, member{name, v, at})
	}
	return list, nil
}

// kind names what a node holds, for people.
func (n *node) kind() string {
	switch n.value.(type) {
	case string:
		return "text"
	case json.Number:
		return "a number"
	case bool:
		return "true or false"
	case []*node:
		return "a list"
	case []member:
		return "an object"
	}
	return "nothing"
}

// place says where a byte of a document stands.
func place(doc []byte, offset int) string {
	before := doc[:min(max(offset, 0), len(doc))]
	line := 1 + bytes.Count(before, []byte("\n"))
	column := 1 + utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:])
	return fmt.Sprintf("line %d, column %d", line, column)
}

// unreadable says where a document stops being JSON.
func unreadable(doc []byte, err error) error {
	var syntax *json.SyntaxError
	var own *desk.Error
	switch {
	case errors.As(err, &own):
		return err
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return &desk.Error{Kind: desk.Invalid, Message: "The calendar ends too early, at " + place(doc, len(doc)) + ".", Mend: "Check for a missing bracket at the end.", Err: err}
	case errors.As(err, &syntax):
		return &desk.Error{Kind: desk.Invalid, Message: "The calendar is not JSON at " + place(doc, int(syntax.Offset)-1) + ".",
			Mend: "Check for a missing comma, quote or bracket there.", Err: err}
	}
	return &desk.Error{Kind: desk.Invalid, Message: "The calendar isn't valid JSON.", Mend: "Compare with the examples in docs/calendars.md.", Err: err}
}
