// Package bundle makes the desk's bundles from their sources. The generator and the
// test that finds stale bundles share it, so that they cannot disagree; the desk itself
// does not import it.
package bundle

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/evanw/esbuild/pkg/api"
	"github.com/klauspost/compress/gzip"
)

var entries = []string{"desk.ts", "worker.ts", "push.ts", "desk.css"} // read only

// Make bundles the sources in a folder: file name to content, packed with gzip as it is
// embedded and served. The same sources give the same bytes.
func Make(src string) (map[string][]byte, error) {
	src, err := filepath.Abs(src)
	if err != nil {
		return nil, err
	}
	points := make([]string, len(entries))
	for i, e := range entries {
		points[i] = filepath.Join(src, e)
	}
	r := api.Build(api.BuildOptions{
		EntryPoints: points, Outdir: "out", AbsWorkingDir: src, Bundle: true, Write: false,
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true,
		Format: api.FormatESModule, Target: api.ES2022, Charset: api.CharsetUTF8, LegalComments: api.LegalCommentsNone,
		Supported: map[string]bool{"nesting": true},
	})
	if len(r.Errors) > 0 {
		return nil, fmt.Errorf("bundle: %w", joined(r.Errors))
	}
	files := map[string][]byte{}
	for _, f := range r.OutputFiles {
		files[filepath.Base(f.Path)] = f.Contents
	}
	if files["icon.svg"], err = os.ReadFile(filepath.Join(src, "icon.svg")); err != nil {
		return nil, err
	}
	packed := map[string][]byte{}
	for name, body := range files {
		if packed[name+".gz"], err = pack(body); err != nil {
			return nil, err
		}
	}
	return packed, nil
}

func pack(body []byte) ([]byte, error) {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(body); err != nil {
		return nil, err
	}
	err = z.Close()
	return b.Bytes(), err
}

func joined(ms []api.Message) error {
	var errs []error
	for _, m := range ms {
		at := ""
		if m.Location != nil {
			at = fmt.Sprintf("%s:%d: ", m.Location.File, m.Location.Line)
		}
		errs = append(errs, errors.New(at+m.Text))
	}
	return errors.Join(errs...)
}
