package signal

import "math"

// The sense of a text is a short list of numbers in which texts that mean alike lie
// close: what a desk learns of one word then holds for its like. It begins with public
// vectors of words ([Vectors]), so that it knows words that no example taught.
const (
	senseSize   = 24 // of a word's vector
	senseHidden = 32 // of a text's
	senseBits   = 24 // places that words are told by; of two in one the more used stays
	emotions    = 28 // those of GoEmotions
	// What the sense was taught to tell: the emotions, the three moods, and complaints.
	senseMood      = emotions
	senseComplaint = senseMood + 3
	senseHeads     = senseComplaint + 1
	senseCount     = senseHidden + senseHeads
)

// A sense is vectors of words, and what is made of their sum: a hidden layer, and heads on
// it. The last number of a row of these is its bias.
type sense struct {
	words  index // of a word's place: its row, from 1 on
	places []uint32
	rows   [][senseSize]int8
	scale  float32
	turn   [senseSize][senseSize]float32 // what a negation makes of what it reaches
	hidden [senseHidden][senseSize + 1]float32
	heads  [senseHeads][senseHidden + 1]float32
}

func sensePlace(hash uint64) uint32 { return uint32(hash * 0x9E3779B97F4A7C15 >> (64 - senseBits)) }

// row gives the row of a word, nil where it is not known.
func (s *sense) row(w *reading, i int) *[senseSize]int8 {
	if w.list[i].word.number || w.named(i) {
		return nil
	}
	n := s.words.find(uint64(sensePlace(w.list[i].word.hash)))
	if n == 0 {
		return nil
	}
	return &s.rows[n-1]
}

// read gives the sense of a text that was judged: its hidden layer and what that was taught
// to tell. Of other languages than English, and of words that it does not know, it is
// nothing.
func (s *sense) read(w *reading, out *[senseCount]float32) (known bool) {
	*out = [senseCount]float32{}
	if len(s.rows) == 0 || w.table.lang != "en" {
		return false
	}
	var plain, turned [senseSize]float32
	n := 0
	for i := range w.list {
		row := s.row(w, i)
		if row == nil {
			continue
		}
		n++
		sum := &plain
		if w.turned(i, false) {
			sum = &turned
		}
		for d, v := range row {
			sum[d] += float32(v)
		}
	}
	if n == 0 {
		return false
	}
	norm := s.scale / float32(math.Sqrt(float64(n)))
	var h [senseSize + 1]float32
	for d := range senseSize {
		h[d] = float32((plain[d] + dot(s.turn[d][:], turned[:])) * norm)
	}
	h[senseSize] = 1
	var t [senseHidden + 1]float32
	for i := range s.hidden {
		t[i] = float32(math.Tanh(float64(dot(s.hidden[i][:], h[:]))))
	}
	t[senseHidden] = 1
	copy(out[:], t[:senseHidden])
	s.tell(t[:], out[senseHidden:])
	return true
}

func (s *sense) tell(t []float32, out []float32) {
	var z [senseHeads]float32
	for l := range z {
		z[l] = dot(s.heads[l][:], t)
	}
	for l := range emotions {
		out[l] = float32(logistic(z[l]))
	}
	var mood [3]float64
	softmax(z[senseMood:senseComplaint], &mood)
	for l, p := range mood {
		out[senseMood+l] = float32(math.Log(p+1e-3) / 3)
	}
	out[senseComplaint] = float32(logistic(z[senseComplaint]))
}

func dot(a, b []float32) (sum float32) {
	for i, x := range a {
		sum += float32(x * b[i])
	}
	return sum
}
