package store

import (
	"bytes"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"reflect"
	"sort"
	"strconv"
	"strings"
	"time"

	"heed/internal/desk"
)

// scanner is a row.
type scanner interface{ Scan(dest ...any) error }

// A Row is what a statement brought: int64, float64, string, []byte, bool or nil. It may be
// read until the next one comes; the strings in it may be kept.
type Row []driver.Value

// Scan copies the values of a row.
func (r Row) Scan(dest ...any) error {
	if len(dest) != len(r) {
		return fmt.Errorf("%d columns are read into %d places", len(r), len(dest))
	}
	for i, v := range r {
		if err := assign(dest[i], v); err != nil {
			return fmt.Errorf("column %d: %w", i+1, err)
		}
	}
	return nil
}

func assign(dest any, v driver.Value) error {
	switch d := dest.(type) {
	case *string:
		return assignText(d, v)
	case sql.Scanner:
		return d.Scan(v)
	case *int64:
		return (*number)(d).Scan(v)
	case *int:
		return (*count)(d).Scan(v)
	case *[]byte:
		b, ok := v.([]byte)
		if !ok && v != nil {
			return fmt.Errorf("bytes are %T", v)
		}
		*d = bytes.Clone(b)
		return nil
	}
	return fmt.Errorf("there is no way to read into %T", dest)
}

func assignText(to *string, v driver.Value) error {
	switch v := v.(type) {
	case string:
		*to = v
	case []byte:
		*to = string(v)
	default:
		return fmt.Errorf("a text is %T", v)
	}
	return nil
}

// number scans an id or another number; database/sql would use reflection.
type number int64

// Scan implements sql.Scanner.
func (n *number) Scan(v any) error {
	i, ok := v.(int64)
	if !ok {
		return fmt.Errorf("a number is %T", v)
	}
	*n = number(i)
	return nil
}

// borrowed scans bytes that are only there until the next row comes.
func borrowed(b *[]byte) *loan { return (*loan)(b) }

type loan []byte

// Scan implements sql.Scanner.
func (l *loan) Scan(v any) error {
	b, ok := v.([]byte)
	if !ok && v != nil {
		return fmt.Errorf("bytes are %T", v)
	}
	*l = b
	return nil
}

// count scans a number into an int.
type count int

// Scan implements sql.Scanner.
func (n *count) Scan(v any) error {
	i, ok := v.(int64)
	if !ok {
		return fmt.Errorf("a number is %T", v)
	}
	*n = count(i)
	return nil
}

// at scans a time.
func at(t *time.Time) *stamp { return (*stamp)(t) }

type stamp time.Time

// Scan implements sql.Scanner.
func (s *stamp) Scan(v any) error {
	us, ok := v.(int64)
	if !ok {
		return fmt.Errorf("a time is %T", v)
	}
	*s = stamp(desk.FromMicros(us))
	return nil
}

// yes scans a flag.
func yes(b *bool) *flag { return (*flag)(b) }

type flag bool

// Scan implements sql.Scanner.
func (f *flag) Scan(v any) error {
	switch v := v.(type) {
	case int64:
		*f = v != 0
	case bool:
		*f = flag(v)
	default:
		return fmt.Errorf("a flag is %T", v)
	}
	return nil
}

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// document scans a column of JSON; NULL leaves v as it is.
func document(v any) decoded { return decoded{v} }

type decoded struct{ v any }

// Scan implements sql.Scanner.
func (d decoded) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		return nil
	case string:
		return json.Unmarshal([]byte(v), d.v)
	case []byte:
		return json.Unmarshal(v, d.v)
	default:
		return fmt.Errorf("a document is %T", v)
	}
}

// encoded binds a value to a column of JSON: NULL for a zero value or an empty list or
// map.
func encoded(v any) (any, error) {
	r := reflect.ValueOf(v)
	if !r.IsValid() || r.IsZero() || (r.Kind() == reflect.Slice || r.Kind() == reflect.Map) && r.Len() == 0 {
		return nil, nil
	}
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return string(b), nil
}

// documents binds several values.
func documents(values ...any) ([]any, error) {
	out := make([]any, len(values))
	for i, v := range values {
		var err error
		if out[i], err = encoded(v); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// names splits a list of columns.
func names(columns string) []string { return strings.Fields(strings.ReplaceAll(columns, ",", " ")) }

// arguments is "($1, $2, …)" for n values from the first on.
func arguments(first, n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString([]string{"(", ", "}[min(i, 1)] + "$" + strconv.Itoa(first+i))
	}
	return b.String() + ")"
}

func insertInto(table, columns string) string {
	return "INSERT INTO " + table + " (" + columns + ") VALUES " + arguments(1, len(names(columns)))
}

// set is "a = $1, b = $2, …".
func set(columns string) string {
	var parts []string
	for i, name := range names(columns) {
		parts = append(parts, name+" = $"+strconv.Itoa(i+1))
	}
	return strings.Join(parts, ", ")
}

// of is the columns of a table behind its name or alias.
func of(alias, columns string) string {
	list := names(columns)
	for i, name := range list {
		list[i] = alias + "." + name
	}
	return strings.Join(list, ", ")
}

// sortRows sorts rows. They are large, and one piece of code moves those of every kind; that of
// package slices would be made anew for each.
func sortRows[T any](rows []T, compare func(a, b *T) int) {
	sort.SliceStable(rows, func(i, j int) bool { return compare(&rows[i], &rows[j]) < 0 })
}
