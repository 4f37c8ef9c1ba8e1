package dataset

import (
	"errors"
	"io"

	"heed/internal/desk"
)

// Reader gives the rows of one or more files, one after the other. It is for one
// goroutine.
type Reader struct {
	opts      Options
	paths     []string
	size      int64
	companies *companies
	stats     Stats
	err       error // final

	// of Open
	open   *input
	source *source
	shaper *shaper
	done   int64 // bytes of the files before the open one

	order *order // of TimeOrder

	told int64 // bytes when Progress was last called
}

// Open opens files for streaming, in the order given. Every path is looked at before
// the first row is read: one that is absent, a folder or in no known form is an error
// of kind NotFound or Invalid. The caller must Close the reader.
func Open(paths []string, opts Options) (*Reader, error) {
	r, err := newReader(paths, opts)
	if err != nil {
		return nil, err
	}
	for _, p := range paths {
		if p == "-" {
			continue
		}
		in, err := openInput(p, r.opts)
		if err != nil {
			return nil, err
		}
		_, err = detect(in)
		in.Close()
		if err != nil {
			return nil, err
		}
	}
	return r, nil
}

func newReader(paths []string, opts Options) (*Reader, error) {
	if len(paths) == 0 {
		return nil, &desk.Error{Kind: desk.Invalid, Message: "no file is named", Mend: "Name at least one file, or - for standard input."}
	}
	if len(paths) > maxFiles {
		return nil, desk.Errorf(desk.Invalid, "%d files are more than heed reads at once (%d)", len(paths), maxFiles)
	}
	stdin := 0
	for _, p := range paths {
		if p == "-" {
			stdin++
		}
	}
	if stdin > 1 {
		return nil, desk.Errorf(desk.Invalid, "standard input is named %d times and can be read once", stdin)
	}
	sum, err := size(paths)
	if err != nil {
		return nil, err
	}
	return &Reader{opts: opts.withDefaults(), paths: paths, size: sum, companies: newCompanies()}, nil
}

// Next returns the next row. A *RowError is a row that cannot be taken: call Next
// again for the one after it. io.EOF is the end. Any other error, of kind Invalid, is
// final: a file cannot be read further.
func (r *Reader) Next() (Row, error) {
	if r.err != nil {
		return Row{}, r.err
	}
	next := r.stream
	if r.order != nil {
		next = r.ordered
	}
	row, err := next()
	var refused *RowError
	switch {
	case err == nil:
		r.stats.Rows++
	case errors.As(err, &refused):
		r.stats.Refused++
	default:
		r.err = err
		r.tell(true)
		return Row{}, err
	}
	r.tell(false)
	return row, err
}

// Close lets go of files and temporary copies. It may be called twice.
func (r *Reader) Close() error {
	if r.err == nil {
		r.err = desk.Errorf(desk.Invalid, "the reader is closed")
	}
	r.closeInput()
	if r.order != nil {
		r.order.close()
	}
	return nil
}

// stream gives the next row in the order of the files.
func (r *Reader) stream() (Row, error) {
	for {
		if r.open == nil {
			if len(r.paths) == 0 {
				return Row{}, io.EOF
			}
			if err := r.openNext(); err != nil {
				return Row{}, err
			}
		}
		row, _, err := r.read(r.source, r.shaper, r.open.name)
		if errors.Is(err, io.EOF) {
			r.done += r.open.raw.n
			r.closeInput()
			continue
		}
		if err == nil {
			r.companies.assign(&row, r.shaper.form.guess)
		}
		return row, err
	}
}

func (r *Reader) openNext() error {
	in, err := openInput(r.paths[0], r.opts)
	if err != nil {
		return err
	}
	r.paths = r.paths[1:]
	src, sh, err := r.begin(in)
	if err != nil {
		in.Close()
		return err
	}
	r.open, r.source, r.shaper = in, src, sh
	return nil
}

// begin tells what an input is and goes to its first row.
func (r *Reader) begin(in *input) (*source, *shaper, error) {
	f, err := detect(in)
	if err != nil {
		return nil, nil, err
	}
	if _, err := in.r.Discard(int(f.skip)); err != nil {
		return nil, nil, in.broken(err)
	}
	src := f.source(newLines(in.r, f.skip, 1, headerBytes))
	if f.comma != 0 {
		if _, err := src.csv.next(); err != nil {
			return nil, nil, in.broken(err)
		}
	}
	return src, &shaper{network: r.opts.Network, form: f}, nil
}

// read takes one row from a source. File faults are told with the file's name.
func (r *Reader) read(src *source, sh *shaper, name string) (Row, place, error) {
	p, at, err := src.next()
	var refused *RowError
	if errors.As(err, &refused) {
		refused.File = name
		return Row{}, at, refused
	}
	if errors.Is(err, io.EOF) {
		return Row{}, at, io.EOF
	}
	if err != nil {
		return Row{}, at, (&input{name: name}).broken(err)
	}
	row, refused := sh.row(&p)
	if refused != nil {
		refused.File, refused.Line = name, at.line
		return Row{}, at, refused
	}
	if sh.cleaned {
		r.stats.Cleaned++
	}
	row.File, row.Line = name, at.line
	return row, at, nil
}

func (r *Reader) closeInput() {
	if r.open != nil {
		r.open.Close()
		r.open = nil
	}
}

// tell calls Progress when a megabyte has passed, or at the end.
func (r *Reader) tell(end bool) {
	if r.opts.Progress == nil {
		return
	}
	p := Progress{Bytes: r.done, Size: r.size, Rows: r.stats.Rows + r.stats.Refused}
	if r.open != nil {
		p.Bytes += r.open.raw.n
	}
	if r.order != nil {
		p.Bytes, p.Size = r.order.read, r.order.size
	}
	if !end && p.Bytes-r.told < 1<<20 {
		return
	}
	r.told = p.Bytes
	r.opts.Progress(p)
}
