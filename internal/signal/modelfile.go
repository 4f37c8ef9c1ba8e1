package signal

import (
	"encoding/binary"
	"maps"
	"math"
	"slices"
)

func (m *Model) appendWords(b []byte) []byte {
	b = binary.AppendUvarint(b, uint64(len(m.words)))
	for _, word := range slices.Sorted(maps.Keys(m.words)) {
		b = append(b, byte(len(word)))
		b = append(append(b, word...), byte(m.words[word]))
	}
	return b
}

// decoder reads a model's bytes; after a mistake it gives zeros.
type decoder struct {
	b   []byte
	bad bool
}

func (d *decoder) take(n int) []byte {
	if len(d.b) < n {
		d.bad, d.b = true, nil
		return make([]byte, n)
	}
	head := d.b[:n]
	d.b = d.b[n:]
	return head
}

func (d *decoder) byte() byte { return d.take(1)[0] }

func (d *decoder) float() float32 {
	x := math.Float32frombits(binary.LittleEndian.Uint32(d.take(4)))
	if x != x || x > 1e6 || x < -1e6 {
		d.bad, x = true, 0
	}
	return x
}

func (d *decoder) uvarint() uint64 {
	x, n := binary.Uvarint(d.b)
	if n <= 0 {
		d.bad, d.b = true, nil
		return 0
	}
	d.b = d.b[n:]
	return x
}

func (d *decoder) words(to map[string]int8) {
	for n := d.uvarint(); n > 0 && !d.bad; n-- {
		word := string(d.take(int(d.byte())))
		to[word] = int8(d.byte())
	}
}
