package signal

import (
	"encoding/binary"
	"hash/crc32"
	"math"
	"math/bits"

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
	dense [denseCount][heads]float32
	scale [heads]float32
	grams []gram // by row
	sense sense
	words map[string]int8 // weights of English words that the tables do not know, in tenths
}

// A gram is the weights of a row, one for each head: as digits of one number, of which some
// may be below zero, so that rows add up at once.
type gram int64

const (
	digitBits   = 64 / heads
	gramsAtOnce = 1<<(digitBits-1)/128 - 1 // before a digit overflows
)

func gramOf(row [heads]int8) (g gram) {
	for h := heads - 1; h >= 0; h-- {
		g = g<<digitBits + gram(row[h])
	}
	return g
}

// digits are sums of many grams, each apart.
type digits struct {
	even, odd, last uint64 // two in the first ones each
	times           uint64 // that grams were added
}

const (
	above    = 1 << (digitBits - 1) * (1 + 1<<digitBits + 1<<(2*digitBits) + 1<<(3*digitBits) + 1<<(4*digitBits)) // makes no digit be below zero
	oneDigit = 1<<digitBits - 1
	twoApart = oneDigit | oneDigit<<(2*digitBits)
)

// add adds the digits of what are up to gramsAtOnce grams. A text has too few for a digit to overflow.
func (d *digits) add(g gram) {
	u := uint64(g + above)
	d.even += u & twoApart
	d.odd += u >> digitBits & twoApart
	d.last += u >> (4 * digitBits) & oneDigit
	d.times++
}

// tell gives the sums.
func (d *digits) tell(sums *[heads]int32) {
	for h, sum := range [heads]uint64{d.even & (1<<(2*digitBits) - 1), d.odd & (1<<(2*digitBits) - 1), d.even >> (2 * digitBits), d.odd >> (2 * digitBits), d.last} {
		sums[h] = int32(sum) - int32(d.times<<(digitBits-1))
	}
}

// logits are the heads' sums for a text: of its dense features, and of its rows, each of
// the same weight.
func (m *Model) logits(dense *[denseCount]float32, rows *[heads]int32, norm float32, z *[heads]float32) {
	var a, b, c, d, e float32
	for held := filled(dense); held != 0; held &= held - 1 { // most are 0 and would add nothing
		i := bits.TrailingZeros64(held)
		w, x := &m.dense[i], dense[i]
		a += float32(w[0] * x)
		b += float32(w[1] * x)
		c += float32(w[2] * x)
		d += float32(w[3] * x)
		e += float32(w[4] * x)
	}
	z[0], z[1], z[2], z[3], z[4] = a, b, c, d, e
	if norm == 0 {
		return
	}
	for h := range heads {
		z[h] += float32(float32(rows[h]) * float32(m.scale[h]*norm))
	}
}

// filled are the features that are not 0, a bit each.
func filled(dense *[denseCount]float32) (held uint64) {
	for i, x := range dense {
		sized := math.Float32bits(x) << 1 // without its sign
		held |= uint64((sized|-sized)>>31) << i
	}
	return held
}

// softmax turns the sentiment's sums into probabilities.
func softmax(z []float32, p *[3]float64) {
	top := max(z[0], z[1], z[2])
	sum := 0.
	for i := range p {
		if p[i] = 1; z[i] != top {
			p[i] = math.Exp(float64(z[i] - top))
		}
		sum += p[i]
	}
	for i := range p {
		p[i] /= sum
	}
}

func logistic(z float32) float64 { return 1 / (1 + math.Exp(-float64(z))) }

// The file: the magic, the numbers of heads, dense features and bits; the dense weights
// and scales as 32-bit floats; the words; the rows that are not zero, each with its
// distance from the one before; the sense's layers, and its rows likewise; a CRC-32 of
// all before it. Little endian.
const modelMagic = "heedsig3"

// Bytes is the model as a file, the same for the same model.
func (m *Model) Bytes() []byte {
	b := append([]byte(modelMagic), heads, denseCount, gramBits, senseBits, senseSize, senseHidden, senseHeads)
	for h := range heads {
		for i := range m.dense {
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(m.dense[i][h]))
		}
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(m.scale[h]))
	}
	b = m.appendWords(b)
	last := -1
	for i := range m.grams {
		if m.grams[i] == 0 {
			continue
		}
		b = binary.AppendUvarint(b, uint64(i-last))
		var row [heads]int32
		var one digits
		one.add(m.grams[i])
		one.tell(&row)
		for _, x := range row {
			b = append(b, byte(x))
		}
		last = i
	}
	b = m.sense.append(binary.AppendUvarint(b, 0))
	return binary.LittleEndian.AppendUint32(b, crc32.ChecksumIEEE(b))
}

// ReadModel reads a model's file. Damaged bytes give desk.Invalid.
func ReadModel(data []byte) (*Model, error) {
	if len(data) < len(modelMagic)+11 || string(data[:len(modelMagic)]) != modelMagic ||
		crc32.ChecksumIEEE(data[:len(data)-4]) != binary.LittleEndian.Uint32(data[len(data)-4:]) {
		return nil, damaged()
	}
	d := decoder{b: data[len(modelMagic) : len(data)-4]}
	if d.byte() != heads || d.byte() != denseCount || d.byte() != gramBits || d.byte() != senseBits || d.byte() != senseSize || d.byte() != senseHidden || d.byte() != senseHeads {
		return nil, damaged()
	}
	m := &Model{grams: make([]gram, 1<<gramBits), words: map[string]int8{}}
	for h := range heads {
		for i := range m.dense {
			m.dense[i][h] = d.float()
		}
		m.scale[h] = d.float()
	}
	d.words(m.words)
	d.rows(len(m.grams), func(at int) {
		var row [heads]int8
		for h, x := range d.take(heads) {
			row[h] = int8(x)
		}
		m.grams[at] = gramOf(row)
	})
	d.sense(&m.sense)
	if d.bad || len(d.b) > 0 {
		return nil, damaged()
	}
	return m, nil
}

func damaged() error {
	return &desk.Error{Kind: desk.Invalid, Message: "This is not a model of signals, or it is damaged.", Mend: "Make it anew with heed train."}
}
