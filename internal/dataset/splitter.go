package dataset

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// splitter finds where rows begin and where their fields stand, without copying. It holds
// to the rules of csvRecords, which it asks wherever a row is not plain: an odd quote, a
// row over many lines, more columns than the header.
type splitter struct {
	in     *bufio.Reader
	name   string
	comma  byte // 0: each line is a row
	most   int  // columns of the header
	line   int  // physical line of the next row
	header bool // the next row is the header
	rest   []byte
	ended  bool
	skip   bool // what is left of a line that is too long
}

// piece is one row in a batch's buffer.
type piece struct {
	start, end int // of its bytes, without the line end; start below 0: -1 - place in apart
	line       int
	first      int // of its fields
	count      int
}

// field is where a field stands. Within quotes the bytes are as written: doubled quotes
// and Windows line ends are still there.
type field struct {
	start, end uint32
	quoted     bool // holds doubled quotes or carriage returns
}

const (
	// batchBytes are read at once, past the buffer of the input. With what is made of them they lie
	// near to a processor, beside what it knows of words.
	batchBytes = headerBytes
	// plainBytes is the longest row that is taken without asking csvRecords: it cannot
	// have too many lines, nor too long a field.
	plainBytes = min(maxLines, maxField) - 1
	// sight is how far a careful look reaches: a row of the greatest length, and a line of
	// that length behind it. The window is twice that, so that a file of odd rows is not
	// copied anew for each.
	sight  = 2 * maxRecord
	window = 2 * sight
)

// fill reads the next rows into a batch, io.EOF with the last.
func (s *splitter) fill(b *Batch) error {
	b.buf = append(b.buf[:0], s.rest...)
	b.rows, b.fields, b.refused, b.apart = b.rows[:0], b.fields[:0], nil, nil
	s.rest, b.marks.done = s.rest[:0], 0
	if err := s.more(b, len(b.buf)+batchBytes); err != nil {
		return err
	}
	at := s.skipLine(b)
	for at < len(b.buf) {
		next, ok := s.row(b, at)
		if !ok && at > 0 && !s.ended {
			break // it begins the next batch
		}
		if !ok { // it is longer than a plain row
			next = s.careful(b, at)
		}
		if next < 0 {
			if at > 0 && !s.ended {
				break
			}
			if err := s.more(b, at+window); err != nil {
				return err
			}
			continue
		}
		at = next
	}
	s.rest = append(s.rest, b.buf[at:]...)
	if s.ended && len(s.rest) == 0 {
		return io.EOF
	}
	return nil
}

// skipLine passes over what is left of a line that is too long.
func (s *splitter) skipLine(b *Batch) int {
	if !s.skip {
		return 0
	}
	i := bytes.IndexByte(b.buf, '\n')
	if i < 0 {
		return len(b.buf)
	}
	s.skip = false
	return i + 1
}

// more reads until the buffer has so many bytes, or the file ends.
func (s *splitter) more(b *Batch, want int) error {
	if cap(b.buf) < want {
		b.buf = append(make([]byte, 0, want+want/8), b.buf...)
	}
	for !s.ended && len(b.buf) < want {
		n, err := s.in.Read(b.buf[len(b.buf):want])
		b.buf = b.buf[:len(b.buf)+n]
		if errors.Is(err, io.EOF) {
			s.ended = true
		} else if err != nil {
			return err
		}
	}
	if s.comma != 0 {
		b.marks.of(b.buf, s.comma)
		b.returns = bytes.IndexByte(b.buf, '\r') >= 0
	}
	return nil
}

// row takes the row at a place and gives the place after it. ok is false where the row
// does not end in the buffer; next is below 0 where it needs a careful look and more bytes
// for that.
func (s *splitter) row(b *Batch, at int) (after int, ok bool) {
	if s.comma == 0 {
		return s.plainLine(b, at)
	}
	end := next(b.marks.lines, at)
	switch {
	case end < 0 && !s.ended:
		return 0, false
	case end < 0:
		return s.careful(b, at), true
	case b.buf[at] <= ' ' && len(bytes.TrimSpace(b.buf[at:end])) == 0:
		s.line++
		return end + 1, true
	}
	first, lines := len(b.fields), 1
	pos, commas := at, cursor{set: b.marks.commas}
	commas.seek(pos)
	for {
		if pos < end && b.buf[pos] == '"' {
			f, after, verdict := s.quoted(b, pos+1, at)
			if verdict != fits {
				b.fields = b.fields[:first]
				if verdict == goesOn {
					return 0, false
				}
				return s.careful(b, at), true
			}
			b.fields = append(b.fields, f)
			if after > end { // over several lines
				lines += bytes.Count(b.buf[pos:after], []byte{'\n'})
				if end = next(b.marks.lines, after); end < 0 {
					b.fields = b.fields[:first]
					return 0, false
				}
			}
			pos = after
			commas.seek(pos + 1)
		} else {
			stop := commas.next()
			if stop >= end {
				stop = end
				if stop > pos && b.buf[stop-1] == '\r' {
					stop--
				}
			}
			b.fields = append(b.fields, field{uint32(pos), uint32(stop), false})
			pos = stop
		}
		if pos >= end || b.buf[pos] != s.comma {
			break
		}
		pos++
	}
	count := len(b.fields) - first
	if count > s.most || end-at > plainBytes || s.header {
		b.fields = b.fields[:first]
		return s.careful(b, at), true
	}
	b.rows = append(b.rows, piece{})
	row := &b.rows[len(b.rows)-1] // filled where it stands: a copy of it would wait for what was just written
	row.start, row.end, row.line, row.first, row.count = at, pos, s.line, first, count
	s.line += lines
	return end + 1, true
}

// plainLine is row where each line is one.
func (s *splitter) plainLine(b *Batch, at int) (after int, ok bool) {
	end := bytes.IndexByte(b.buf[at:], '\n')
	if end < 0 {
		if !s.ended {
			return 0, false
		}
		return s.careful(b, at), true
	}
	switch {
	case len(bytes.TrimSpace(b.buf[at:at+end])) == 0:
	case end >= maxRecord:
		return s.careful(b, at), true
	default:
		b.rows = append(b.rows, piece{start: at, end: at + end, line: s.line})
	}
	s.line++
	return at + end + 1, true
}

type verdict int

const (
	fits   verdict = iota
	goesOn         // beyond the buffer
	odd            // against the rules
)

// quoted takes a quoted field that begins after a quote at pos, of the row at row. after
// is the place of the comma or line end that follows.
func (s *splitter) quoted(b *Batch, pos, row int) (f field, after int, v verdict) {
	f.start = uint32(pos)
	for {
		i := next(b.marks.quotes, pos)
		if i < 0 {
			if len(b.buf)-row > plainBytes {
				return f, 0, odd
			}
			return f, 0, goesOn
		}
		pos = i + 1
		if pos == len(b.buf) {
			if s.ended {
				return f, 0, odd
			}
			return f, 0, goesOn
		}
		switch c := b.buf[pos]; {
		case c == '"':
			f.quoted = true
			pos++
			continue
		case c == s.comma, c == '\n':
		case c == '\r' && pos+1 < len(b.buf) && b.buf[pos+1] == '\n':
		case c == '\r' && pos+1 == len(b.buf) && !s.ended:
			return f, 0, goesOn
		default:
			return f, 0, odd
		}
		f.end = uint32(pos - 1)
		if pos-row > plainBytes {
			return f, 0, odd
		}
		f.quoted = f.quoted || b.returns && bytes.IndexByte(b.buf[f.start:f.end], '\r') >= 0
		if b.buf[pos] == '\r' {
			pos++
		}
		return f, pos, fits
	}
}

// careful lets csvRecords take the row at a place. It gives the place after it, or -1
// where more of the file must be in the buffer first: as much as a row may have.
func (s *splitter) careful(b *Batch, at int) int {
	need := sight
	if s.header { // it lies within what was looked at to tell the form
		need = headerBytes
	}
	if !s.ended && len(b.buf)-at < need {
		return -1
	}
	if !s.ended && bytes.IndexByte(b.buf[at:], '\n') < 0 {
		b.refused = append(b.refused, refusal{len(b.rows), &RowError{File: s.name, Line: s.line, Reason: longLine}})
		s.line++
		s.skip, s.header = true, false
		return len(b.buf)
	}
	if s.comma == 0 {
		return s.carefulLine(b, at)
	}
	l := newLines(bytes.NewReader(b.buf[at:]), 0, s.line, headerBytes)
	c := &csvRecords{lines: l, comma: s.comma, most: s.most}
	if s.header {
		c.most = 4096
	}
	rec, err := c.next()
	next := at + int(l.off)
	s.line = l.number
	if n := len(l.pending); n > 0 {
		next, s.line = at+int(l.pending[n-1].off), l.pending[n-1].number
	}
	var refused *RowError
	switch {
	case errors.As(err, &refused) && !s.header:
		refused.File = s.name
		if i := refused.Column - 1; i >= 0 && i < len(b.form.header) {
			refused.Field = b.form.header[i]
		}
		b.refused = append(b.refused, refusal{len(b.rows), refused})
	case err == nil && !s.header:
		b.keep(rec)
	}
	s.header = false
	return next
}

// keep adds a record whose fields were read apart: they are put behind the buffer.
func (b *Batch) keep(rec record) {
	b.rows = append(b.rows, piece{line: rec.line, first: len(b.fields), count: len(rec.fields), start: -1 - len(b.apart)})
	b.apart = append(b.apart, rec.fields)
}

func (s *splitter) carefulLine(b *Batch, at int) int {
	l := newLines(bytes.NewReader(b.buf[at:]), 0, s.line, headerBytes)
	one, err := l.next()
	s.line = l.number
	switch {
	case err != nil:
		return len(b.buf)
	case one.long:
		b.refused = append(b.refused, refusal{len(b.rows), &RowError{File: s.name, Line: one.number, Reason: longLine}})
	case len(bytes.TrimSpace(one.text)) > 0:
		b.rows = append(b.rows, piece{start: at, end: at + len(one.text), line: one.number})
	}
	return at + int(l.off)
}
