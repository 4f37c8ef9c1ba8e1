package assets

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"

	"github.com/klauspost/compress/gzip"
)

//go:embed dist
var dist embed.FS // read only

// Files serves the bundles. It is safe for concurrent use.
type Files struct {
	byPath map[string]file
	paths  map[string]string // of a bundle's name
}

type file struct {
	kind         string
	body, zipped []byte
}

var kinds = map[string]string{ // read only
	".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml",
}

// Load reads the embedded bundles and unpacks them once. The bundles are part of the
// binary: what is wrong with them is a fault of the build, hence the panic.
func Load() *Files {
	f := &Files{byPath: map[string]file{}, paths: map[string]string{}}
	entries, err := fs.ReadDir(dist, "dist")
	if err != nil {
		panic("assets: " + err.Error())
	}
	for _, e := range entries {
		zipped, err := fs.ReadFile(dist, "dist/"+e.Name())
		if err != nil {
			panic("assets: " + err.Error())
		}
		body, err := unpack(zipped)
		if err != nil {
			panic("assets: " + err.Error())
		}
		name := strings.TrimSuffix(e.Name(), ".gz")
		sum := sha256.Sum256(body)
		p := "/assets/" + hex.EncodeToString(sum[:6]) + "/" + name
		f.paths[name] = p
		f.byPath[p] = file{kinds[path.Ext(name)], body, zipped}
	}
	return f
}

func unpack(zipped []byte) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(zipped))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

// Path is the address of a bundle; it changes with the content.
func (f *Files) Path(name string) string { return f.paths[name] }

// ServePush serves the worker that shows notices. It lies at the top, where a worker must
// lie to serve all pages, and its address stays the same, so that a browser finds the next one.
func (f *Files) ServePush(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", kinds[".js"])
	w.Header().Set("Cache-Control", "no-cache")
	_, _ = w.Write(f.byPath[f.paths["push.js"]].body) // a reader who has gone is no fault
}

func (f *Files) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x, ok := f.byPath[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", x.kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	body := x.body
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = x.zipped
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body) // a reader who has gone is no fault
}
