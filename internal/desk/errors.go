package desk

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Kind is what an error means to the program. The zero Kind is an internal fault.
type Kind string

const (
	Invalid      Kind = "invalid" // the input is wrong; Field says where
	NotFound     Kind = "not_found"
	Conflict     Kind = "conflict"     // someone else was first, or the page is stale
	Denied       Kind = "denied"       // not signed in with the right to do this
	Unauthorized Kind = "unauthorized" // a network or person did not accept the credentials
	Refused      Kind = "refused"      // the network will never accept this
	Later        Kind = "later"        // not now; After says when. Certainly not done
	Unknown      Kind = "unknown"      // could not tell whether it was done
	Unavailable  Kind = "unavailable"  // a part of heed or of its machine is not there
)

// Error carries a kind for the program, a sentence for the user, what they can do,
// and the cause for the operator.
type Error struct {
	Kind    Kind
	Message string    // one sentence, in plain words, without the cause
	Mend    string    // what to do about it; may be ""
	Field   string    // of Invalid
	After   time.Time // of Later; zero: the caller's own back-off
	Err     error     // cause; may be nil
}

func (e *Error) Error() string {
	if e.Err == nil || strings.Contains(e.Message, e.Err.Error()) {
		return e.Message
	}
	return strings.TrimSuffix(e.Message, ".") + ": " + e.Err.Error()
}

func (e *Error) Unwrap() error { return e.Err }

// Errorf makes an error of a kind. A %w in the format becomes the cause too.
func Errorf(kind Kind, format string, args ...any) *Error {
	err := fmt.Errorf(format, args...)
	return &Error{Kind: kind, Message: err.Error(), Err: errors.Unwrap(err)}
}

// KindOf is the kind of the first *Error in err's chain, "" for none.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return ""
}

// Is reports whether err is of the kind.
func Is(err error, kind Kind) bool { return err != nil && KindOf(err) == kind }
