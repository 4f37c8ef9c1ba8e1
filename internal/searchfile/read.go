package searchfile

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sort"
	"strings"
	"unicode/utf8"

	"heed/internal/admin"
	"heed/internal/desk"
	"heed/internal/listen"
	"heed/internal/text"
)

// What a file may be: more than ten thousand searches of the longest kind, which is more than a desk takes at once. Reading
// ends after so many mistakes.
const (
	maxFile     = 64 << 20
	maxSearches = 10_001
	maxWrong    = 1000
)

// fields are the names under which a file may have what heed reads of it: its own, and those of exports of other tools and of
// the rules of X's filtered stream. Read only.
var fields = map[string]string{
	"name": "name", "title": "name", "label": "name", "tag": "name", "query name": "name", "search name": "name", "rule name": "name", "topic": "name",
	"query": "query", "boolean query": "query", "boolean": "query", "search": "query", "search query": "query", "query string": "query", "expression": "query", "rule": "query", "value": "query", "keywords": "query",
	"brand": "brand", "state": "state",
}

// A File is what was read of one.
type File struct {
	Searches []admin.Incoming
	Wrong    []Mistake // rows that could not be read
	data     []byte
	lines    bool    // JSON Lines
	starts   []int   // of the lines of text
	places   []place // of each search
}

// A Mistake says where in a file what is wrong. Line and Column count from 1, columns in characters.
type Mistake struct {
	Line, Column  int
	Message, Mend string
}

// A place is where the fields of a search begin in the file, in bytes; a quoted one at its quote. Of its query, mark bytes at
// the start only keep spreadsheets from taking it for a formula.
type place struct {
	row, mark int
	at        map[string]int
}

// Read reads a file whose form it sees by its first character. What it cannot read is told in File.Wrong.
func Read(r io.Reader) (*File, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxFile {
		return nil, &desk.Error{Kind: desk.Invalid, Field: "file", Message: "The file is larger than 64 MB.", Mend: "Split the searches into several files."}
	}
	f := &File{data: bytes.TrimPrefix(data, []byte("\ufeff"))}
	f.starts = []int{0}
	for i, c := range f.data {
		if c == '\n' {
			f.starts = append(f.starts, i+1)
		}
	}
	switch {
	case !utf8.Valid(f.data):
		return nil, &desk.Error{Kind: desk.Invalid, Field: "file", Message: "The file is not UTF-8.", Mend: "Save it as CSV in UTF-8."}
	case bytes.HasPrefix(bytes.TrimSpace(f.data), []byte("{")):
		f.lines = true
		f.readLines()
	default:
		f.readTable()
	}
	if len(f.Searches) == 0 && len(f.Wrong) == 0 {
		return nil, &desk.Error{Kind: desk.Invalid, Field: "file", Message: "There are no searches in this file."}
	}
	return f, nil
}

// add takes a search by the names of its fields.
func (f *File) add(row int, values map[string]string, at map[string]int) {
	in := admin.Incoming{Name: strings.TrimSpace(values["name"]), Brand: strings.TrimSpace(values["brand"]), State: strings.ToLower(strings.TrimSpace(values["state"])), Query: values["query"]}
	f.Searches, f.places = append(f.Searches, in), append(f.places, place{row: row, at: at})
}

func (f *File) wrong(at int, message, mend string) {
	m := f.where(at)
	m.Message, m.Mend = message, mend
	f.Wrong = append(f.Wrong, m)
}

// where is the line and column of a byte.
func (f *File) where(at int) Mistake {
	at = min(at, len(f.data))
	line := sort.SearchInts(f.starts, at+1)
	return Mistake{Line: line, Column: utf8.RuneCount(f.data[f.starts[line-1]:at]) + 1}
}

// full reports whether enough was read of a file that is too long or no such file.
func (f *File) full() bool { return len(f.Searches) >= maxSearches || len(f.Wrong) >= maxWrong }

// readTable reads CSV, also of spreadsheets that part columns with semicolons or tabs.
func (f *File) readTable() {
	head, _, _ := bytes.Cut(f.data, []byte("\n"))
	r := csv.NewReader(bytes.NewReader(f.data))
	for _, c := range ";\t" {
		if bytes.Count(head, []byte(string(c))) > bytes.Count(head, []byte(string(r.Comma))) {
			r.Comma = c
		}
	}
	var names []string
	for !f.full() {
		record, err := r.Read()
		var pe *csv.ParseError
		switch {
		case err == io.EOF:
			return
		case names != nil && errors.As(err, &pe) && errors.Is(err, csv.ErrFieldCount):
			f.wrong(f.starts[pe.StartLine-1], fmt.Sprintf("This row has %d columns, but the first line has %d.", len(record), len(names)), "Put values that contain commas, quotes or line breaks in quotes.")
			continue
		case errors.As(err, &pe):
			f.wrong(f.starts[pe.Line-1]+pe.Column-1, "There's a quote where none is allowed.", `Put a value that contains quotes in quotes, and double each of them: "say ""acme""".`)
			return
		}
		values, at, mark := map[string]string{}, map[string]int{}, 0
		for i, v := range record {
			line, column := r.FieldPos(i)
			if names == nil {
				record[i] = fields[strings.ToLower(strings.TrimSpace(v))]
			} else if n := names[i]; n != "" {
				values[n], at[n] = text.Uncell(v), f.starts[line-1]+column-1
				if n == "query" {
					mark = len(v) - len(values[n])
				}
			}
		}
		if names != nil {
			line, _ := r.FieldPos(0)
			f.add(f.starts[line-1], values, at)
			f.places[len(f.places)-1].mark = mark
			continue
		}
		names = record
		for _, must := range []string{"name", "query"} {
			n := 0
			for _, name := range names {
				if name == must {
					n++
				}
			}
			if n != 1 {
				f.wrong(0, fmt.Sprintf("The first line must have exactly one %s column; it has %d.", must, n), "The columns are name and query, and optionally brand and state (on or paused).")
			}
		}
		if len(f.Wrong) > 0 {
			return
		}
	}
}

// readLines reads JSON Lines.
func (f *File) readLines() {
	for i, at := range f.starts {
		if f.full() {
			return
		}
		end := len(f.data)
		if i+1 < len(f.starts) {
			end = f.starts[i+1]
		}
		if line := f.data[at:end]; len(bytes.TrimSpace(line)) > 0 {
			f.readLine(at, line)
		}
	}
}

func (f *File) readLine(start int, line []byte) {
	values, at := map[string]string{}, map[string]int{}
	d := json.NewDecoder(bytes.NewReader(line))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		f.wrong(start, "This line isn't a JSON object.", "")
		return
	}
	for d.More() {
		key, err := d.Token()
		var value json.RawMessage
		if err == nil {
			err = d.Decode(&value)
		}
		if err != nil {
			f.wrong(start+int(d.InputOffset()), "This line isn't a JSON object.", "")
			return
		}
		name := fields[strings.ToLower(key.(string))]
		if name == "" {
			continue
		}
		begin := int(d.InputOffset()) - len(value)
		var v string
		if err := json.Unmarshal(value, &v); err != nil {
			f.wrong(start+begin, fmt.Sprintf("%s must be text.", name), "")
			return
		}
		values[name], at[name] = v, start+begin
	}
	if _, err := d.Token(); err != nil {
		f.wrong(start+int(d.InputOffset()), "This line isn't a JSON object.", "")
		return
	}
	f.add(start, values, at)
}

// mistakes are what a desk refused of the file, each at its place.
func (f *File) mistakes(wrong []admin.Wrong) (out []Mistake) {
	for _, w := range wrong {
		p := f.places[w.Row]
		at, there := p.at[w.Err.Field]
		if !there {
			at = p.row
		}
		var se *listen.SyntaxError
		if errors.As(w.Err, &se) && there {
			q := f.Searches[w.Row].Query
			at = f.within(at, p.mark+strings.Index(q, strings.TrimSpace(q))+se.Offset)
		}
		m := f.where(at)
		m.Message, m.Mend = w.Err.Message, w.Err.Mend
		out = append(out, m)
	}
	return out
}

// within is where so many bytes of a field's value have passed, in the file, whose field may be quoted or escaped.
func (f *File) within(at, passed int) int {
	quoted, table := bytes.HasPrefix(f.data[at:], []byte(`"`)), !f.lines
	if quoted {
		at++
	}
	for passed > 0 && at < len(f.data) {
		rest := f.data[at:]
		wide := 1
		switch {
		case quoted && table && (bytes.HasPrefix(rest, []byte(`""`)) || bytes.HasPrefix(rest, []byte("\r\n"))):
			at += 2
		case quoted && !table && rest[0] == '\\':
			raw := escape(rest)
			var s string
			if json.Unmarshal([]byte(`"`+string(raw)+`"`), &s) == nil {
				wide = len(s)
			}
			at += len(raw)
		default:
			at++
		}
		passed -= wide
	}
	return at
}

// escape is the escaped character at the start of a text of JSON, both halves of one that has two.
func escape(rest []byte) []byte {
	if len(rest) < 6 || rest[1] != 'u' {
		return rest[:min(2, len(rest))]
	}
	if strings.ContainsAny(string(rest[2:3]), "dD") && strings.ContainsAny(string(rest[3:4]), "89abAB") && len(rest) >= 12 && string(rest[6:8]) == `\u` {
		return rest[:12]
	}
	return rest[:6]
}
