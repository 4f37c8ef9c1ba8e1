package listen

import (
	"fmt"

	"heed/internal/desk"
)

// SyntaxError says what a search cannot be, where, and what to write instead.
type SyntaxError struct {
	Offset  int // in bytes of the query
	Length  int // in bytes; 0 where something is missing
	Message string
	Mend    string
}

func (e *SyntaxError) Error() string { return e.Message }

// Unwrap makes it a desk.Error of kind Invalid about the field "query".
func (e *SyntaxError) Unwrap() error {
	return &desk.Error{Kind: desk.Invalid, Message: e.Message, Mend: e.Mend, Field: "query"}
}

func refuse(at desk.Span, mend, format string, args ...any) *SyntaxError {
	return &SyntaxError{Offset: at.Start, Length: at.End - at.Start, Message: fmt.Sprintf(format, args...), Mend: mend}
}

// A Note tells the writer of a search how a part of it was understood.
type Note struct {
	Offset  int
	Length  int
	Message string
	Never   bool // no post can match this part
}
