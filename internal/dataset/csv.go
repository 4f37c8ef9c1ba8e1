package dataset

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// csvRecords splits lines into records after RFC 4180. It stands beside
// encoding/csv because that package reads an unclosed quote to the end of the file
// before it says so, has no limit to a field, and cannot go on at a chosen line.
//
// A quote inside an unquoted field is an ordinary character. Anything else that the
// RFC does not allow refuses the record, and reading resumes on the line after the
// one on which the record began: a stray quote costs one row and not the rest of the
// file. The work stays linear: whatever is read ahead is bounded by maxRecord, and a
// record never has more fields than the header has, plus spareFields.
type csvRecords struct {
	lines *lines
	comma byte
	most  int // fields in a record before it is refused; 0: spareFields

	buf    []byte
	ends   []int // end of each field in buf
	start  int   // of the open field
	quoted bool  // inside a quoted field that goes on
	held   []line
}

// spareFields is how many fields a record may have beyond the header before reading
// of it stops.
const spareFields = 16

var longLine = fmt.Sprintf("the line is longer than %d MB", maxRecord>>20)

// record is the fields of one row. Line is the physical line where it begins.
type record struct {
	fields []string
	line   int
	off    int64
}

var errUnclosed = errors.New("a quoted field is not closed")

// next returns the next record that is not blank, a *RowError for one that cannot be
// read, io.EOF, or a fault of the file.
func (c *csvRecords) next() (record, error) {
	first, err := c.lines.next()
	for err == nil && !first.long && len(bytes.TrimSpace(first.text)) == 0 {
		first, err = c.lines.next()
	}
	if err != nil {
		return record{}, err
	}
	out := record{line: first.number, off: first.off}
	c.buf, c.ends, c.start, c.quoted, c.held = c.buf[:0], c.ends[:0], 0, false, c.held[:0]
	reason, err := c.whole(first)
	if err != nil {
		return record{}, err
	}
	if reason != nil {
		c.lines.unread(c.held)
		refused := &RowError{Line: out.line, Column: len(c.ends) + 1, Reason: reason.Error()}
		if refused.Reason == longLine {
			refused.Column = 0 // it was not looked at
		}
		return record{line: out.line, off: out.off}, refused
	}
	out.fields = c.fields()
	return out, nil
}

// whole reads the record that begins on a line. The lines after the first are held,
// so that they can be given back.
func (c *csvRecords) whole(l line) (reason, fault error) {
	size := 0
	for {
		if l.long {
			return errors.New(longLine), nil
		}
		if size += len(l.text) + 1; size > maxRecord {
			return fmt.Errorf("the row is longer than %d MB", maxRecord>>20), nil
		}
		if reason := c.take(l.text); reason != nil {
			return reason, nil
		}
		if !c.quoted {
			return nil, nil
		}
		next, err := c.lines.next()
		if errors.Is(err, io.EOF) {
			return errUnclosed, nil
		}
		if err != nil {
			return nil, err
		}
		if len(c.held) == maxLines {
			c.lines.unread([]line{next})
			return fmt.Errorf("the row runs over more than %d lines", maxLines), nil
		}
		next.text = bytes.Clone(next.text)
		c.held = append(c.held, next)
		l = next
	}
}

// take adds the fields of one physical line.
func (c *csvRecords) take(text []byte) error {
	text = bytes.TrimSuffix(text, []byte("\r"))
	for {
		if !c.quoted && len(text) > 0 && text[0] == '"' {
			c.quoted, text = true, text[1:]
		}
		var rest []byte
		var more bool
		var err error
		if c.quoted {
			rest, more, err = c.inQuotes(text)
		} else {
			rest, more = c.plain(text)
		}
		if err != nil {
			return err
		}
		if len(c.buf)-c.start > maxField {
			return fmt.Errorf("the field is longer than %d MB", maxField>>20)
		}
		if c.quoted {
			c.buf = append(c.buf, '\n')
			return nil
		}
		c.ends = append(c.ends, len(c.buf))
		c.start = len(c.buf)
		if len(c.ends) > c.most+spareFields {
			return fmt.Errorf("the row has more than %d columns", c.most+spareFields)
		}
		if !more {
			return nil
		}
		text = rest
	}
}

// plain takes an unquoted field; more says that another follows.
func (c *csvRecords) plain(text []byte) (rest []byte, more bool) {
	i := bytes.IndexByte(text, c.comma)
	if i < 0 {
		c.buf = append(c.buf, text...)
		return nil, false
	}
	c.buf = append(c.buf, text[:i]...)
	return text[i+1:], true
}

// inQuotes takes what a line holds of a quoted field. When the line ends inside it,
// c.quoted stays set.
func (c *csvRecords) inQuotes(text []byte) (rest []byte, more bool, err error) {
	for {
		i := bytes.IndexByte(text, '"')
		if i < 0 {
			c.buf = append(c.buf, text...)
			return nil, false, nil
		}
		c.buf = append(c.buf, text[:i]...)
		text = text[i+1:]
		switch {
		case len(text) == 0:
			c.quoted = false
			return nil, false, nil
		case text[0] == '"':
			c.buf = append(c.buf, '"')
			text = text[1:]
		case text[0] == c.comma:
			c.quoted = false
			return text[1:], true, nil
		default:
			return nil, false, errors.New("a quote inside a quoted field is not doubled")
		}
	}
}

// fields are substrings of one string, so that a record costs two allocations.
func (c *csvRecords) fields() []string {
	all := string(c.buf)
	out := make([]string, len(c.ends))
	from := 0
	for i, end := range c.ends {
		out[i] = all[from:end]
		from = end
	}
	return out
}
