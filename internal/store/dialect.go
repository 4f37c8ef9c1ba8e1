package store

import (
	"context"
	"regexp"
	"strconv"
	"strings"

	"heed/internal/desk"
)

// Dialect is all that differs between databases. Statements stand in this package with
// $1, $2, … for their arguments and with these marks, which a dialect replaces:
//
//	IN ints($1), IN texts($1)   membership of a bound slice
//	/*skip locked*/             at the end of a claiming select
//	/*now*/0                    the database's clock in microseconds
//	/*tx*/0                     the number of the writing transaction
type Dialect struct {
	Name string // "sqlite" or "postgres", as a person may read it

	Placeholder string // what comes before the number of an argument
	Ints        string // replaces "IN ints(…)"; ARG stands for the argument
	Texts       string
	Limit       string // replaces "LIMIT $n", with ARG for $n; "" leaves it
	SkipLocked  string
	Lock        string // holds the numbers $1 for the rest of the transaction; "" where there is one writer
	Now         string
	Transaction string

	// Slice makes a bound argument of a []int64 or []string.
	Slice func(any) any
	// Sequence asks for $2 new ids of table $1, where the database gives them; "" where the
	// one writer counts them.
	Sequence string
	// Settled selects the events after ($1, $2) that no running transaction can precede, in
	// order, at most $3; Latest the place of the last of them. COLUMNS stands for their columns.
	Settled string
	Latest  string
	// FindWords selects the ids below $2 of messages that match $1, newest first, at most $3.
	FindWords string
	// AddWords indexes message $1; DropWords takes message $1 out.
	AddWords  string
	DropWords string
	// Words makes the other arguments of AddWords of a message's words; Match makes $1 of FindWords.
	Words func(id int64, words []string) []any
	Match func(q Match) string
	// Size is the number of bytes that the database takes.
	Size string
	// Shred are statements before and Shredded after what must leave no trace in the database's file; none
	// where that is not ours to say.
	Shred, Shredded []string
	// Count lets the database count what it plans by; "" where it needs nothing counted.
	Count string

	// Kind classifies a driver's error; "" is an internal fault.
	Kind func(error) desk.Kind
	// Retry reports that the transaction was certainly not done and may succeed if it is run again.
	Retry func(error) bool

	// Bulk adds rows to a table by the fastest way, BulkWords the arguments of AddWords.
	Bulk      func(ctx context.Context, s Session, table string, columns []string, rows [][]any) error
	BulkWords func(ctx context.Context, s Session, rows [][]any) error
	// CompareWords brings those of the messages whose indexed words are not the given ones
	// (nil: none).
	CompareWords func(ctx context.Context, s Session, ids []int64, words [][]string) ([]int64, error)
	// Inspect are checks that only this database has; nil for none.
	Inspect func(ctx context.Context, s Session) ([]Finding, error)
}

var (
	placeholders = regexp.MustCompile(`\$(\d+)`)
	memberships  = regexp.MustCompile(`IN (ints|texts)\((\$\d+)\)`)
	limits       = regexp.MustCompile(`LIMIT (\$\d+)`)
)

// rewrite makes a statement of this package one of the database.
func (d *Dialect) rewrite(statement string) string {
	statement = memberships.ReplaceAllStringFunc(statement, func(s string) string {
		m := memberships.FindStringSubmatch(s)
		form := d.Ints
		if m[1] == "texts" {
			form = d.Texts
		}
		return strings.ReplaceAll(form, "ARG", m[2])
	})
	if d.Limit != "" {
		statement = limits.ReplaceAllStringFunc(statement, func(s string) string {
			return strings.ReplaceAll(d.Limit, "ARG", limits.FindStringSubmatch(s)[1])
		})
	}
	statement = strings.NewReplacer("/*skip locked*/", d.SkipLocked, "/*now*/0", d.Now, "/*tx*/0", d.Transaction).Replace(statement)
	if d.Placeholder == "$" {
		return statement
	}
	if inOrder(placeholders.FindAllStringSubmatch(statement, -1)) {
		return placeholders.ReplaceAllString(statement, "?")
	}
	return placeholders.ReplaceAllString(statement, d.Placeholder+"${1}")
}

// inOrder reports that the arguments stand in a statement as they are bound. They need no
// numbers then, which SQLite's driver would look up one by one for each row.
func inOrder(marks [][]string) bool {
	for i, m := range marks {
		if m[1] != strconv.Itoa(i+1) {
			return false
		}
	}
	return true
}
