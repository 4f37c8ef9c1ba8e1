package signal

import "math"

// The sense of a text is a short list of numbers in which texts that mean alike lie
// close: what a desk learns of one word then holds for its like. It serves what is
// learnt here alone; the shipped reading does without it.
const (
	senseBits = 16 // 2^senseBits rows
	senseSize = 16
	emotions  = 28 // those of GoEmotions
	// What the sense was taught to tell: the emotions, the three moods, and complaints.
	senseMood      = emotions
	senseComplaint = senseMood + 3
	senseHeads     = senseComplaint + 1
	senseCount     = senseSize + senseHeads
)

// A sense is a table of vectors of hashed words, pairs of words and parts of words, and
// what lies in which direction. The vector of a text is the sum of its rows, its length
// made one.
type sense struct {
	rows  [][senseSize]int8
	scale float32
	heads [senseHeads][senseSize + 1]float32 // the last is the bias
}

func senseRow(h uint64) uint32 { return uint32(h * 0x9E3779B97F4A7C15 >> (64 - senseBits)) }

// senses gives the rows of a text.
func (w *reading) senses(rows []uint32) []uint32 {
	prev := uint64(hashStart)
	for i := range w.list {
		x := w.list[i].word
		h := x.hash
		plain := true
		switch {
		case x.number:
			h, plain = anyNumber, false
		case w.named(i):
			h, plain = anyName, false
		}
		rows = append(rows, senseRow(h), senseRow(mixed(prev, h)))
		prev = h
		if plain && !x.sign && len(x.form) > 4 && len(x.form) < maxPart {
			rows = parts4and5(rows, x.form)
		}
	}
	return rows
}

const maxPart = 40 // bytes of a word that is taken apart

// parts4and5 adds the parts of a word of four and five bytes; those at its ends are marked.
func parts4and5(rows []uint32, form []byte) []uint32 {
	for n := 4; n <= 5; n++ {
		for j := 0; j+n <= len(form); j++ {
			h := hashBytes(form[j : j+n])
			if j == 0 {
				h = mixed(h, 0x3C)
			}
			if j+n == len(form) {
				h = mixed(h, 0x3E)
			}
			rows = append(rows, senseRow(mixed(0x55, h)))
		}
	}
	return rows
}

// read gives the sense of a text that was judged: its vector and what that was taught to
// tell. Of other languages than English it is nothing.
func (s *sense) read(w *reading, out *[senseCount]float32) {
	*out = [senseCount]float32{}
	if len(s.rows) == 0 || w.table.lang != "en" {
		return
	}
	rows := w.senses(nil)
	if len(rows) == 0 {
		return
	}
	var h [senseSize]float32
	for _, r := range rows {
		for d, v := range s.rows[r] {
			h[d] += float32(v)
		}
	}
	norm := s.scale / float32(math.Sqrt(float64(len(rows))))
	length := 0.
	for d := range h {
		h[d] *= norm
		length += float64(h[d]) * float64(h[d])
	}
	length = math.Sqrt(length) + .1
	for d := range h {
		out[d] = float32(2 * float64(h[d]) / length)
	}
	s.tell(&h, out[senseSize:])
}

func (s *sense) tell(h *[senseSize]float32, out []float32) {
	var z [senseHeads]float32
	for l := range z {
		z[l] = dot(s.heads[l][:], h)
	}
	for l := range emotions {
		out[l] = float32(logistic(z[l]))
	}
	for l, p := range softmax(z[senseMood:senseComplaint]) {
		out[senseMood+l] = float32(math.Log(p+1e-3) / 3)
	}
	out[senseComplaint] = float32(logistic(z[senseComplaint]))
}

// dot is the product of a head and a vector; the head's last number is its bias.
func dot(head []float32, h *[senseSize]float32) float32 {
	sum := head[senseSize]
	for d, v := range h {
		sum += float32(head[d] * v)
	}
	return sum
}
