package dataset

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"heed/internal/desk"
)

// form is what a file is, told from how it begins. It is not changed after that, so
// that several readers of one file may share it.
type form struct {
	name   string // in messages
	comma  byte   // of CSV; 0: JSON Lines
	header []string
	// post reads the columns that the form knows; the positions come from the header.
	post func(fields []string) (post, *RowError)
	// twcs are the columns of the Customer Support on Twitter set, nil for other forms.
	twcs []int
	// guess permits the first name mentioned to be taken for a company.
	guess bool
	skip  int64             // bytes before the first line: a byte order mark
	needs []string          // fields of a post that may not be empty, beside its text
	names map[string]string // what the file calls them, where it differs
}

// source gives the rows of one file, or of one place in it.
type source struct {
	form  *form
	lines *lines
	csv   *csvRecords
}

func (f *form) source(l *lines) *source {
	s := &source{form: f, lines: l}
	if f.comma != 0 {
		s.csv = &csvRecords{lines: l, comma: f.comma, most: len(f.header)}
	}
	return s
}

// named is what the file calls a field of a post.
func (f *form) named(field string) string {
	if name, ok := f.names[field]; ok {
		return name
	}
	return field
}

// place is where a row begins in the decompressed file.
type place struct {
	off  int64
	line int
}

// next returns a post, a *RowError, io.EOF or a fault of the file. The place is set
// for posts and refused rows.
func (s *source) next() (post, place, error) {
	if s.csv == nil {
		return s.nextJSON()
	}
	rec, err := s.csv.next()
	at := place{rec.off, rec.line}
	var refused *RowError
	if errors.As(err, &refused) {
		if i := refused.Column - 1; i >= 0 && i < len(s.form.header) {
			refused.Field = s.form.header[i]
		}
		return post{}, at, refused
	}
	if err != nil {
		return post{}, at, err
	}
	if reason := s.form.width(rec.fields); reason != "" {
		return post{}, at, &RowError{Line: rec.line, Reason: reason}
	}
	p, refused := s.form.post(rec.fields)
	if refused != nil {
		refused.Line = rec.line
		return post{}, at, refused
	}
	return p, at, nil
}

// width tells what is wrong with the number of fields, "" if nothing. Empty fields
// beyond the header are what spreadsheets leave behind and do no harm.
func (f *form) width(fields []string) string {
	if len(fields) < len(f.header) {
		return fmt.Sprintf("the row has %d of %d columns", len(fields), len(f.header))
	}
	for _, extra := range fields[len(f.header):] {
		if strings.TrimSpace(extra) != "" {
			return fmt.Sprintf("the row has %d columns, the header %d", len(fields), len(f.header))
		}
	}
	return ""
}

// detect tells what an input holds, and leaves it before its first line of data but
// for the header, which the caller skips by form.comma != 0.
func detect(in *input) (*form, error) {
	head, fault := in.r.Peek(headerBytes)
	if errors.Is(fault, io.EOF) {
		fault = nil
	}
	var skip int64
	if rest, ok := bytes.CutPrefix(head, []byte("\xef\xbb\xbf")); ok {
		head, skip = rest, 3
	}
	text := bytes.TrimLeft(head, " \t\r\n")
	switch {
	case len(text) == 0 && fault != nil:
		return nil, in.broken(fault)
	case len(text) == 0:
		return &form{name: "an empty file", skip: skip}, nil
	}
	if mend := otherwise(head, text); mend != "" {
		return nil, &desk.Error{Kind: desk.Invalid, Message: in.name + " is not in a form that heed reads", Mend: mend}
	}
	if text[0] == '{' {
		return &form{name: "JSON Lines", skip: skip}, nil
	}
	f, reason := detectCSV(text)
	if f == nil && fault != nil {
		return nil, in.broken(fault)
	}
	if f == nil {
		return nil, &desk.Error{Kind: desk.Invalid, Message: in.name + " is not in a form that heed reads: " + reason,
			Mend: "docs/files.md lists the forms: the columns of the Customer Support on Twitter set or of the airline set, or at least a column or field named text."}
	}
	f.skip = skip
	return f, nil
}

// otherwise recognises what people try first, and says how to turn it into something
// that can be read.
func otherwise(head, text []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return "It is a zip archive or a spreadsheet: unpack it, or save it as CSV."
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}), bytes.HasPrefix(head, []byte{0xfe, 0xff}), everyOtherIsNull(head):
		return "It is UTF-16: save it as UTF-8."
	case bytes.IndexByte(head, '\n') < 0 && bytes.IndexByte(bytes.TrimSpace(text), '\r') >= 0:
		return "Its lines end in carriage returns alone: turn them into line feeds, with `tr '\\r' '\\n'`."
	case text[0] == '[':
		return "It is one JSON array: write one object a line, with `jq -c '.[]'`."
	case bytes.HasPrefix(head, []byte("PAR1")):
		return "It is Parquet: write it as CSV or JSON Lines."
	case bytes.HasPrefix(head, []byte("BZh")), bytes.HasPrefix(head, []byte("\xfd7zXZ")):
		return "It is compressed in another way than gzip and zstd: unpack it."
	}
	return ""
}

// everyOtherIsNull recognises the letters of a header in UTF-16 without a byte order mark.
func everyOtherIsNull(head []byte) bool {
	first := head[:min(len(head), 64)]
	return len(first) > 8 && 3*bytes.Count(first, []byte{0}) > len(first)
}

// detectCSV reads the header with each separator in use and takes the first that
// makes sense.
func detectCSV(text []byte) (*form, string) {
	first, _, _ := bytes.Cut(text, []byte("\n"))
	for _, comma := range []byte(",;\t") {
		c := &csvRecords{lines: newLines(bytes.NewReader(text), 0, 1, headerBytes), comma: comma, most: 4096}
		rec, err := c.next()
		if err != nil {
			continue
		}
		header := make([]string, len(rec.fields))
		for i, name := range rec.fields {
			header[i] = strings.ToLower(strings.TrimSpace(name))
		}
		for _, make := range []func([]string) *form{twcs, airline, table} {
			if f := make(header); f != nil {
				f.comma, f.header = comma, header
				return f, ""
			}
		}
	}
	shown, _ := clean(string(first[:min(len(first), 120)]))
	return nil, fmt.Sprintf("its first line is %q", strings.TrimSpace(shown))
}

// columns finds the position of each name in a header; ok is false when one is not
// there.
func columns(header []string, names ...string) (at []int, ok bool) {
	for _, name := range names {
		i := slices.Index(header, name)
		if i < 0 {
			return nil, false
		}
		at = append(at, i)
	}
	return at, true
}
