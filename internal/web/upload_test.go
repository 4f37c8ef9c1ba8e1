package web

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
)

// TestUploadLeavesNothing: what a form with a large file put on the disk goes with the request. The server itself does not see to
// it: it knows only the request that it gave away first, not the one with an id that reads the form.
func TestUploadLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	b := newBench(t)
	for _, file := range []string{strings.Repeat("large picture", maxForm/10), strings.Repeat("too large", maxFile/5)} {
		b.multipart("/cases/42/pictures", nil, file, true)
		if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
			t.Errorf("of %d bytes %d files are left on the disk (%v)", len(file), len(left), err)
		}
	}
}

// counted counts what is read of it.
type counted struct {
	io.Reader
	n int
}

func (c *counted) Read(b []byte) (int, error) {
	n, err := c.Reader.Read(b)
	c.n += n
	return n, err
}

// TestStrangersUploadNothing: of who is not signed in no file is read, and where anybody may post a form, not more than a form.
func TestStrangersUploadNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.tok = ""
	for path, most := range map[string]int{"/cases/42/pictures": 0, "/searches/import": 0, "/reports/peers": 0, "/signin": 2 * maxForm} {
		kind, body := upload(t, nil, "picture", strings.Repeat("large picture", maxFile/20))
		read := &counted{Reader: body}
		r := httptest.NewRequest(http.MethodPost, path, read)
		r.Header.Set("Content-Type", kind)
		if b.do(r); b.last.Code < 400 || read.n > most {
			t.Errorf("%s: status %d, %d bytes were read, want %d at most", path, b.last.Code, read.n, most)
		}
	}
}
