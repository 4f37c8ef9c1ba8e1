package langid

import (
	_ "embed"
	"math"

	"github.com/klauspost/compress/zstd"
)

//go:embed lid.176.ftz.zst
var packed []byte

// A Model identifies languages. It is immutable and safe for concurrent use.
type Model struct {
	dim        int
	minn, maxn int
	bucket     uint32
	words      map[string]int32 // word to row of input
	pruned     map[uint32]int32 // n-gram bucket to row of input, after the words
	nwords     int32
	langs      []string // leaf of the tree to BCP 47 language
	input      quantised
	output     []float32 // inner node of the tree by dim
	tree       []node
}

// Load reads the embedded model. It takes a few milliseconds and about 5 MB; load
// once and share.
func Load() (*Model, error) {
	published, err := unpack()
	if err != nil {
		return nil, err
	}
	return Read(published)
}

// unpack gives the model's file as it was published.
func unpack() (string, error) {
	d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return "", err
	}
	defer d.Close()
	published, err := d.DecodeAll(packed, nil)
	return string(published), err
}

// Identify gives the BCP 47 base language of the text ("en") and the model's
// probability from 0 to 1, or "" and 0 where there are too few letters to tell.
// Links, handles, e-mail addresses and hash signs do not count. Only the first
// 4 KiB are read.
func (m *Model) Identify(text string) (lang string, confidence float64) {
	var room [maxText]byte
	line, ok := clean(room[:0], text)
	if !ok {
		return "", 0
	}
	hidden := make([]float32, m.dim)
	if !m.embed(hidden, line) {
		return "", 0
	}
	best := walk{leaf: -1, score: math.Inf(-1)}
	m.descend(hidden, len(m.tree)-1, 0, &best)
	if best.leaf < 0 {
		return "", 0
	}
	return m.langs[best.leaf], math.Min(1, math.Exp(best.score))
}

// embed averages the vectors of the words and n-grams of a line into hidden. It is
// false where nothing of the line is known to the model.
func (m *Model) embed(hidden []float32, line []byte) bool {
	n := 0
	var room [maxText + 2]byte
	for start := 0; start < len(line); {
		end := start
		for end < len(line) && line[end] != ' ' {
			end++
		}
		if end > start {
			word := append(append(append(room[:0], '<'), line[start:end]...), '>')
			n += m.addWord(hidden, word)
		}
		start = end + 1
	}
	if n == 0 {
		return false
	}
	if row, ok := m.words["</s>"]; ok { // every line of the training set ended so
		m.input.add(hidden, row)
		n++
	}
	for i := range hidden {
		hidden[i] /= float32(n)
	}
	return true
}

// addWord adds a word, given between < and >, and its n-grams, and counts them.
func (m *Model) addWord(hidden []float32, word []byte) int {
	n := 0
	if row, ok := m.words[string(word[1:len(word)-1])]; ok {
		m.input.add(hidden, row)
		n++
	}
	for i := range word {
		if continues(word[i]) {
			continue
		}
		hash, j := uint32(fnvOffset), i
		for size := 1; j < len(word) && size <= m.maxn; size++ {
			hash = mix(hash, word[j])
			for j++; j < len(word) && continues(word[j]); j++ {
				hash = mix(hash, word[j])
			}
			if size < m.minn || size == 1 && (i == 0 || j == len(word)) {
				continue
			}
			if row, ok := m.pruned[hash%m.bucket]; ok {
				m.input.add(hidden, m.nwords+row)
				n++
			}
		}
	}
	return n
}

const (
	fnvOffset = 2166136261
	fnvPrime  = 16777619
)

// mix is one step of FNV-1a with the byte taken as signed, as the model was trained.
func mix(hash uint32, b byte) uint32 { return (hash ^ uint32(int8(b))) * fnvPrime }

func continues(b byte) bool { return b&0xC0 == 0x80 }

// A node of the Huffman tree over the languages: hierarchical softmax.
type node struct {
	left, right int32 // -1 at a leaf
	count       int64
}

type walk struct {
	leaf  int
	score float64 // log probability
}

// descend finds the likeliest leaf under node k. A branch below the best leaf so
// far is not entered, since probability only falls on the way down.
func (m *Model) descend(hidden []float32, k int, score float64, best *walk) {
	if score < best.score {
		return
	}
	n := m.tree[k]
	if n.left < 0 {
		*best = walk{k, score}
		return
	}
	row := (k - len(m.langs)) * m.dim
	var dot float32
	for i, x := range m.output[row : row+m.dim] {
		dot += x * hidden[i]
	}
	p := 1 / (1 + math.Exp(-float64(dot)))
	left, right := score+math.Log(1-p+1e-5), score+math.Log(p+1e-5)
	if p > .5 {
		m.descend(hidden, int(n.right), right, best)
		m.descend(hidden, int(n.left), left, best)
		return
	}
	m.descend(hidden, int(n.left), left, best)
	m.descend(hidden, int(n.right), right, best)
}

// plant builds the Huffman tree of the labels' counts, which fall. The root is the
// last node.
func plant(counts []int64) []node {
	n := len(counts)
	tree := make([]node, 2*n-1)
	for i := range tree {
		tree[i] = node{left: -1, right: -1, count: 1e15}
		if i < n {
			tree[i].count = counts[i]
		}
	}
	leaf, inner := n-1, n
	for i := n; i < len(tree); i++ {
		var pair [2]int
		for j := range pair {
			if leaf >= 0 && tree[leaf].count < tree[inner].count {
				pair[j] = leaf
				leaf--
			} else {
				pair[j] = inner
				inner++
			}
		}
		tree[i] = node{int32(pair[0]), int32(pair[1]), tree[pair[0]].count + tree[pair[1]].count}
	}
	return tree
}
