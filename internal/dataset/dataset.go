// Package dataset reads public files of posts as messages, for the benchmark, for
// replay and for import.
//
// Three forms are read, told apart by what stands in the file and never by its name:
// the "Customer Support on Twitter" CSV, the airline sentiment CSV, and posts with
// the field names of docs/files.md as JSON Lines or as CSV. Each may be compressed
// with gzip or zstd; "-" is standard input.
//
// A reader promises that whatever the file holds, memory stays bounded (4 MB a row,
// 1 MB a field) and one bad row costs one row: it comes back as a [*RowError] with
// its physical line, and reading goes on. Text that comes out is valid UTF-8 without
// NUL. [Open] streams in the order of the file; [TimeOrder] gives the same rows in
// the order in which they were written.
//
// Begin with [Open] or [TimeOrder]; [Bulk] reads a large file on all cores.
package dataset

import (
	"fmt"
	"io"
	"os"

	"heed/internal/desk"
)

const (
	maxRecord = 4 << 20 // bytes of one row as it stands in the file
	maxField  = 1 << 20 // bytes of one field
	maxLines  = 10_000  // physical lines of one row
	maxFiles  = 1 << 16
)

// Network is the network of rows that do not name one.
const Network desk.Network = "file"

// Row is one post of a file.
type Row struct {
	File string // as given to Open; "stdin" for "-"
	Line int    // physical line where the row begins, from 1
	// Key is the same for the same post in every file and on every run: its network
	// and its id there. Rows without an id get one from their author, time and text.
	Key     string
	Message desk.Message // Author.Followers is -1 where the file does not tell
	// Company is the name of the company whose account the post is by or to, and Handle
	// is that account without @. Both are "" where the file does not tell; docs/files.md
	// says how each form tells.
	Company string
	Handle  string
	Case    string // what holds the posts of one matter together beside replies; "" where the file does not tell
}

// RowError is a row that cannot be taken. The rows after it can.
type RowError struct {
	File   string
	Line   int    // physical line where the row begins, from 1
	Column int    // number of the CSV column, from 1; 0: not known, or not CSV
	Field  string // name of the field; "" for the row as a whole
	Reason string // what is wrong, in plain words
}

func (e *RowError) Error() string {
	if e.Field == "" {
		return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Reason)
	}
	return fmt.Sprintf("%s:%d: %s: %s", e.File, e.Line, e.Field, e.Reason)
}

// Options change how files are read. The zero value is good.
type Options struct {
	Network desk.Network // of rows that do not name one; "" is [Network]
	Stdin   io.Reader    // what "-" reads; nil is os.Stdin
	TempDir string       // for the copy that TimeOrder makes of compressed input; "" is the system's
	// SpoolLimit is how many bytes that copy may have, so that a small compressed file
	// cannot fill the disk; 0 is 64 GB.
	SpoolLimit int64
	// Progress is called at most every megabyte, on the goroutine of the call that
	// reads. May be nil.
	Progress func(Progress)
}

// Progress is how far reading has come.
type Progress struct {
	// Indexing is set while TimeOrder makes its first pass. Bytes and rows begin at 0
	// again for the second.
	Indexing bool
	Bytes    int64 // read so far, of the files as they are on disk
	Size     int64 // of all files together; 0: not known
	Rows     int64 // found so far, refused ones too
}

// Stats count what a reader met.
type Stats struct {
	Rows    int64 // returned as a Row
	Refused int64 // returned as a *RowError
	Cleaned int64 // rows in which bytes that are not UTF-8, or NUL, were replaced or removed
}

func (o Options) withDefaults() Options {
	if o.Network == "" {
		o.Network = Network
	}
	if o.Stdin == nil {
		o.Stdin = os.Stdin
	}
	if o.SpoolLimit == 0 {
		o.SpoolLimit = 64 << 30
	}
	return o
}
