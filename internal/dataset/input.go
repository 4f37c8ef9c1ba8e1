package dataset

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/klauspost/compress/zstd"

	"heed/internal/desk"
)

// input is one opened file, decompressed as it is read.
type input struct {
	name       string
	raw        *counter      // what lies on disk
	r          *bufio.Reader // what it holds
	file       *os.File      // nil for standard input
	compressed bool
	close      []func()
}

// counter counts what is read through it.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// headerBytes is how much of a file is looked at to tell what it is. The header of a
// CSV must lie within it.
const headerBytes = 64 << 10

// zstdWindow is the largest window that a compressed file may ask for: what
// `zstd --long` uses.
const zstdWindow = 128 << 20

func openInput(path string, opts Options) (*input, error) {
	in := &input{name: path}
	if path == "-" {
		in.name = "stdin"
		in.raw = &counter{r: opts.Stdin}
	} else {
		f, err := os.Open(path)
		if err != nil {
			return nil, cannotOpen(path, err)
		}
		in.file = f
		in.raw = &counter{r: f}
		in.close = append(in.close, func() { _ = f.Close() })
	}
	if err := in.decompress(); err != nil {
		in.Close()
		return nil, err
	}
	return in, nil
}

// Unpack opens a file of another form than those of this package: unpacked where it is compressed, and without a
// byte order mark. "-" is standard input. Its errors are those of the files that are read here.
func Unpack(path string, stdin io.Reader) (io.ReadCloser, error) {
	in, err := openInput(path, Options{Stdin: stdin})
	if err != nil {
		return nil, err
	}
	if mark, _ := in.r.Peek(3); string(mark) == "\ufeff" { // an error is told by the next reading
		_, _ = in.r.Discard(3)
	}
	return unpacked{in}, nil
}

type unpacked struct{ in *input }

func (u unpacked) Read(p []byte) (int, error) {
	n, err := u.in.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = u.in.broken(err)
	}
	return n, err
}

func (u unpacked) Close() error {
	u.in.Close()
	return nil
}

func (in *input) decompress() error {
	raw := bufio.NewReaderSize(in.raw, headerBytes)
	magic, err := raw.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return in.broken(err)
	}
	in.r = raw
	switch {
	case bytes.HasPrefix(magic, []byte{0x1f, 0x8b}):
		z, err := gzip.NewReader(raw)
		if err != nil {
			return in.broken(err)
		}
		in.r, in.compressed = bufio.NewReaderSize(z, headerBytes), true
	case bytes.Equal(magic, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		z, err := zstd.NewReader(raw, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(zstdWindow))
		if err != nil {
			return in.broken(err)
		}
		in.close = append(in.close, z.Close)
		in.r, in.compressed = bufio.NewReaderSize(z, headerBytes), true
	}
	return nil
}

func (in *input) Close() {
	for i := len(in.close) - 1; i >= 0; i-- {
		in.close[i]()
	}
	in.close = nil
}

// broken says that a file cannot be read further.
func (in *input) broken(err error) error {
	if errors.Is(err, errSpool) {
		return cannotSpool(err)
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return &desk.Error{Kind: desk.Invalid, Err: err,
			Message: in.name + " ends in the middle of its compressed data",
			Mend:    "Fetch the file again; what was read before is good."}
	}
	return &desk.Error{Kind: desk.Invalid, Err: err,
		Message: "cannot read " + in.name,
		Mend:    "What was read before is good. Check the file and the disk it is on."}
}

func cannotOpen(path string, err error) error {
	e := &desk.Error{Kind: desk.Invalid, Message: "cannot open " + path, Err: err}
	if errors.Is(err, os.ErrNotExist) {
		e.Kind, e.Message, e.Err = desk.NotFound, "there is no file "+path, nil
		if abs, aerr := filepath.Abs(path); aerr == nil && abs != path {
			e.Mend = "It was looked for at " + abs + "."
		}
	}
	return e
}

// size is the length of all files on disk; 0 when one of them cannot tell.
func size(paths []string) (int64, error) {
	var sum int64
	known := true
	for _, p := range paths {
		if p == "-" {
			known = false
			continue
		}
		info, err := os.Stat(p)
		if err != nil {
			return 0, cannotOpen(p, err)
		}
		if info.IsDir() {
			return 0, &desk.Error{Kind: desk.Invalid, Message: p + " is a folder",
				Mend: fmt.Sprintf("Name the files in it: %s", filepath.Join(p, "*.csv"))}
		}
		known = known && info.Mode().IsRegular()
		sum += info.Size()
	}
	if !known {
		return 0, nil
	}
	return sum, nil
}
