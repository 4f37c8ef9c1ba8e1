package dataset

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"slices"
)

// lines reads physical lines and knows where each begins. A line longer than
// maxRecord comes cut, with long set; the rest of it is skipped, so memory stays
// bounded whatever the file holds.
type lines struct {
	r       *bufio.Reader
	off     int64  // of the next line
	number  int    // of the next line, from 1
	pending []line // given back; the last comes first
	buf     []byte
}

// line is one physical line without its line feed. Its text is valid until the next
// call of next, unless it was kept.
type line struct {
	text   []byte
	off    int64
	number int
	long   bool
}

func newLines(r io.Reader, off int64, number, buffer int) *lines {
	return &lines{r: bufio.NewReaderSize(r, buffer), off: off, number: number}
}

// reset goes to another place.
func (l *lines) reset(r io.Reader, off int64, number int) {
	l.r.Reset(r)
	l.off, l.number, l.pending = off, number, l.pending[:0]
}

// stands tells whether the next line read is the one at off.
func (l *lines) stands(off int64) bool { return len(l.pending) == 0 && l.off == off }

// next returns io.EOF after the last line.
func (l *lines) next() (line, error) {
	if n := len(l.pending); n > 0 {
		last := l.pending[n-1]
		l.pending = l.pending[:n-1]
		return last, nil
	}
	return l.read()
}

func (l *lines) read() (line, error) {
	out := line{off: l.off, number: l.number}
	l.buf = l.buf[:0]
	for {
		part, err := l.r.ReadSlice('\n')
		l.off += int64(len(part))
		if err == nil && len(l.buf) == 0 && !out.long {
			out.text = part[:len(part)-1]
			break
		}
		if room := maxRecord - len(l.buf); len(part) > room {
			out.long = true
			part = part[:room]
		}
		l.buf = append(l.buf, part...)
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil && (!errors.Is(err, io.EOF) || len(l.buf) == 0) {
			return line{}, err
		}
		out.text = bytes.TrimSuffix(l.buf, []byte("\n"))
		break
	}
	l.number++
	return out, nil
}

// unread gives lines back: they come again before anything else. The texts must not
// be those of the reader's own buffer.
func (l *lines) unread(back []line) {
	for _, b := range slices.Backward(back) {
		l.pending = append(l.pending, b)
	}
}
