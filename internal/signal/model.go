package signal

import (
	"encoding/binary"
	"hash/crc32"
	"math"

	"heed/internal/desk"
)

// Heads of the model: what it says of a text.
const (
	headNegative = iota
	headNeutral
	headPositive
	headComplaint
	headSpam
	heads
)

// A Model is a linear one over the features of a text: a softmax for the sentiment and
// a logistic function for each other head. It is immutable.
type Model struct {
	dense [heads][denseCount]float32
	scale [heads]float32
	grams [][heads]int8   // by row
	words map[string]int8 // weights of English words that the tables do not know, in tenths
}

// logits are the heads' sums for a text.
func (m *Model) logits(f *features) (z [heads]float32) {
	for h := range heads {
		sum := float32(0)
		for i, x := range f.dense {
			sum += float32(m.dense[h][i] * x)
		}
		z[h] = sum
	}
	if f.norm == 0 {
		return z
	}
	var sums [heads]int32
	for _, g := range f.grams {
		r := &m.grams[g]
		for h := range heads {
			sums[h] += int32(r[h])
		}
	}
	for h := range heads {
		z[h] += float32(float32(sums[h]) * float32(m.scale[h]*f.norm))
	}
	return z
}

// softmax turns the sentiment's sums into probabilities.
func softmax(z []float32) (p [3]float64) {
	top := max(z[0], z[1], z[2])
	sum := 0.
	for i := range p {
		p[i] = math.Exp(float64(z[i] - top))
		sum += p[i]
	}
	for i := range p {
		p[i] /= sum
	}
	return p
}

func logistic(z float32) float64 { return 1 / (1 + math.Exp(-float64(z))) }

// The file: the magic, the numbers of heads, dense features and bits; the dense weights
// and scales as 32-bit floats; the words; the rows that are not zero, each with its
// distance from the one before; a CRC-32 of all before it. Little endian.
const modelMagic = "heedsig1"

// Bytes is the model as a file, the same for the same model.
func (m *Model) Bytes() []byte {
	b := append([]byte(modelMagic), heads, denseCount, gramBits)
	for h := range heads {
		for _, x := range m.dense[h] {
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(x))
		}
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(m.scale[h]))
	}
	b = m.appendWords(b)
	last := -1
	for i := range m.grams {
		if m.grams[i] == ([heads]int8{}) {
			continue
		}
		b = binary.AppendUvarint(b, uint64(i-last))
		for _, x := range m.grams[i] {
			b = append(b, byte(x))
		}
		last = i
	}
	b = binary.AppendUvarint(b, 0)
	return binary.LittleEndian.AppendUint32(b, crc32.ChecksumIEEE(b))
}

// ReadModel reads a model's file. Damaged bytes give desk.Invalid.
func ReadModel(data []byte) (*Model, error) {
	if len(data) < len(modelMagic)+7 || string(data[:len(modelMagic)]) != modelMagic ||
		crc32.ChecksumIEEE(data[:len(data)-4]) != binary.LittleEndian.Uint32(data[len(data)-4:]) {
		return nil, damaged()
	}
	d := decoder{b: data[len(modelMagic) : len(data)-4]}
	if d.byte() != heads || d.byte() != denseCount || d.byte() != gramBits {
		return nil, damaged()
	}
	m := &Model{grams: make([][heads]int8, 1<<gramBits), words: map[string]int8{}}
	for h := range heads {
		for i := range m.dense[h] {
			m.dense[h][i] = d.float()
		}
		m.scale[h] = d.float()
	}
	d.words(m.words)
	at := -1
	for step := d.uvarint(); step != 0; step = d.uvarint() {
		if step > 1<<gramBits || at+int(step) >= len(m.grams) {
			return nil, damaged()
		}
		at += int(step)
		for h := range heads {
			m.grams[at][h] = int8(d.byte())
		}
	}
	if d.bad || len(d.b) > 0 {
		return nil, damaged()
	}
	return m, nil
}

func damaged() error {
	return &desk.Error{Kind: desk.Invalid, Message: "This is not a model of signals, or it is damaged.", Mend: "Make it anew with heed train."}
}
