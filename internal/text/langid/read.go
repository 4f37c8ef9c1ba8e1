package langid

import (
	"encoding/binary"
	"math"
	"strings"

	"heed/internal/desk"
)

// The format is that of fastText 0.2 (version 12 of the file): arguments,
// dictionary, product-quantised input matrix, dense output matrix; little endian.
const (
	magic         = 793712314
	version       = 12
	lossHierarchy = 1
	supervised    = 3
	centroids     = 256 // codes are bytes
	maxDim        = 1024
)

// Read parses a quantised, supervised fastText model with hierarchical softmax. Its
// labels are taken as languages. Any other or damaged file is desk.Invalid.
func Read(model string) (*Model, error) {
	r := &reader{rest: model}
	m := &Model{words: map[string]int32{}, pruned: map[uint32]int32{}}
	counts := m.readHead(r)
	if !r.bool() {
		r.fail("its input is not quantised")
	}
	m.input = readQuantised(r)
	if r.bool() {
		r.fail("its output is quantised")
	}
	m.readOutput(r)
	m.check(r)
	if r.why != "" {
		return nil, &desk.Error{Kind: desk.Invalid, Message: "The language model cannot be read: " + r.why + ".",
			Mend: "Use lid.176.ftz as published, SHA-256 8f3472cf…603e83."}
	}
	m.tree = plant(counts)
	return m, nil
}

func (m *Model) readHead(r *reader) []int64 {
	if r.int32() != magic || r.int32() != version {
		r.fail("it is not a fastText model of version 12")
	}
	m.dim = int(r.int32())
	r.skip(5 * 4) // window, epochs, least count, negatives, word n-grams
	if r.int32() != lossHierarchy || r.int32() != supervised {
		r.fail("it is not a classifier with hierarchical softmax")
	}
	m.bucket = uint32(r.int32())
	m.minn, m.maxn = int(r.int32()), int(r.int32())
	r.skip(4 + 8) // learning rate's update rate, sampling threshold
	if m.dim < 1 || m.dim > maxDim || m.bucket == 0 || m.minn < 0 || m.maxn < 0 || m.maxn > 16 {
		r.fail("its arguments are out of range")
	}
	return m.readDictionary(r)
}

func (m *Model) readDictionary(r *reader) []int64 {
	size, nwords, nlabels := int(r.int32()), r.int32(), int(r.int32())
	r.skip(8) // tokens
	npruned := r.int64()
	if size < 0 || nwords < 0 || nlabels < 1 || int(nwords)+nlabels != size || npruned < 0 || npruned > int64(len(r.rest)/8) {
		r.fail("its dictionary is inconsistent")
	}
	m.nwords = nwords
	var counts []int64
	for i := 0; i < size && r.why == ""; i++ {
		word, count, kind := r.cstring(), r.int64(), r.byte()
		switch {
		case kind == 0 && len(counts) == 0:
			m.words[word] = int32(i)
		case kind == 1 && count >= 0 && count < 1<<50:
			counts = append(counts, count)
			m.langs = append(m.langs, language(word))
		default:
			r.fail("its dictionary is out of order")
		}
	}
	if len(counts) != nlabels {
		r.fail("its labels are incomplete")
	}
	for i := int64(0); i < npruned && r.why == ""; i++ {
		from, to := r.int32(), r.int32()
		if from < 0 || to < 0 {
			r.fail("its n-gram index is out of range")
		}
		m.pruned[uint32(from)] = to
	}
	return counts
}

func (m *Model) readOutput(r *reader) {
	rows, cols := r.int64(), r.int64()
	if rows != int64(len(m.langs)) || cols != int64(m.dim) {
		r.fail("its output does not fit its labels")
		return
	}
	m.output = r.floats(int(rows * cols))
}

// check makes sure that no index of the dictionary points outside the matrices.
func (m *Model) check(r *reader) {
	if r.why != "" {
		return
	}
	if m.input.cols != m.dim || len(r.rest) != 0 {
		r.fail("its parts do not fit")
	}
	for _, row := range m.words {
		if int(row) >= m.input.rows {
			r.fail("a word has no vector")
		}
	}
	for _, row := range m.pruned {
		if int64(row)+int64(m.nwords) >= int64(m.input.rows) {
			r.fail("an n-gram has no vector")
		}
	}
}

// language makes a BCP 47 language of a label. Labels are codes of Wikipedias, of
// which one is another language's code elsewhere.
func language(label string) string {
	code := strings.TrimPrefix(label, "__label__")
	if code == "als" { // Alemannic to Wikipedia, Tosk Albanian to ISO 639-3
		return "gsw"
	}
	return strings.Clone(code)
}

// A quantised matrix keeps a row as one byte for each part of it, and its length apart.
type quantised struct {
	rows, cols int
	codes      string
	parts      quantiser
	scales     string // one byte a row; "" if rows are not scaled
	scale      quantiser
}

type quantiser struct {
	parts, width, last int // parts of a row, numbers in a part, and in the last one
	table              []float32
}

func readQuantised(r *reader) quantised {
	scaled := r.bool()
	q := quantised{rows: r.count(), cols: r.count()}
	q.codes = r.bytes(int(r.int32()))
	q.parts = readQuantiser(r, q.cols)
	if len(q.codes) != q.rows*q.parts.parts {
		r.fail("its codes do not fit its rows")
	}
	if scaled {
		q.scales = r.bytes(q.rows)
		q.scale = readQuantiser(r, 1)
	}
	return q
}

func readQuantiser(r *reader, cols int) quantiser {
	dim := int(r.int32())
	q := quantiser{int(r.int32()), int(r.int32()), int(r.int32()), nil}
	if dim != cols || dim < 1 || dim > maxDim || q.parts < 1 || q.width < 1 || q.last < 1 || q.last > q.width ||
		q.parts > dim || q.width > dim || (q.parts-1)*q.width+q.last != dim {
		r.fail("its quantiser is inconsistent")
		return quantiser{}
	}
	q.table = r.floats(dim * centroids)
	return q
}

// centroid is the numbers for which a code stands in a part.
func (q *quantiser) centroid(part int, code byte) []float32 {
	width := q.width
	start := (part*centroids + int(code)) * width
	if part == q.parts-1 {
		width = q.last
		start = part*centroids*q.width + int(code)*width
	}
	return q.table[start : start+width]
}

// add adds a row to sum.
func (q *quantised) add(sum []float32, row int32) {
	scale := float32(1)
	if q.scales != "" {
		scale = q.scale.centroid(0, q.scales[row])[0]
	}
	code := int(row) * q.parts.parts
	for part := range q.parts.parts {
		to := sum[part*q.parts.width:]
		for i, x := range q.parts.centroid(part, q.codes[code+part]) {
			to[i] += scale * x
		}
	}
}

// A reader takes values off a model. After the first failure it gives zeros, so that
// callers check once.
type reader struct {
	rest string
	why  string
}

func (r *reader) fail(why string) {
	if r.why == "" {
		r.why = why
	}
	r.rest = ""
}

func (r *reader) bytes(n int) string {
	if n < 0 || n > len(r.rest) {
		r.fail("it ends too early")
		return ""
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

func (r *reader) skip(n int) { r.bytes(n) }

func (r *reader) byte() byte {
	if b := r.bytes(1); b != "" {
		return b[0]
	}
	return 0
}

func (r *reader) bool() bool { return r.byte() != 0 }

func (r *reader) int32() int32 {
	var b [4]byte
	copy(b[:], r.bytes(4))
	return int32(binary.LittleEndian.Uint32(b[:]))
}

func (r *reader) int64() int64 {
	var b [8]byte
	copy(b[:], r.bytes(8))
	return int64(binary.LittleEndian.Uint64(b[:]))
}

// count is a number of rows or columns, which cannot exceed the bytes that follow.
func (r *reader) count() int {
	n := r.int64()
	if n < 0 || n > int64(len(r.rest)) {
		r.fail("it is smaller than it says")
		return 0
	}
	return int(n)
}

func (r *reader) cstring() string {
	end := strings.IndexByte(r.rest, 0)
	if end < 0 {
		r.fail("it ends too early")
		return ""
	}
	s := r.rest[:end]
	r.rest = r.rest[end+1:]
	return s
}

func (r *reader) floats(n int) []float32 {
	b := r.bytes(n * 4)
	list := make([]float32, len(b)/4)
	for i := range list {
		list[i] = math.Float32frombits(binary.LittleEndian.Uint32([]byte(b[4*i : 4*i+4])))
	}
	return list
}
