package signal

import (
	"encoding/binary"
	"maps"
	"math"
	"slices"

	"github.com/klauspost/compress/zstd"
)

// Pack makes a model's file small, as it ships.
func Pack(model []byte) ([]byte, error) {
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBestCompression), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	return enc.EncodeAll(model, nil), enc.Close()
}

func unpack(packed []byte) ([]byte, error) {
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	defer dec.Close()
	return dec.DecodeAll(packed, nil)
}

func (m *Model) appendWords(b []byte) []byte {
	b = binary.AppendUvarint(b, uint64(len(m.words)))
	for _, word := range sorted(m.words) {
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

// rows reads rows that are not zero, each after its distance from the one before.
func (d *decoder) rows(of int, row func(at int)) {
	at := -1
	for step := d.uvarint(); step != 0 && !d.bad; step = d.uvarint() {
		if step > uint64(of) || at+int(step) >= of {
			d.bad = true
			return
		}
		at += int(step)
		row(at)
	}
}

// layers gives the numbers of the sense's layers, in the order of the file.
func (s *sense) layers(do func([]float32)) {
	for d := range s.turn {
		do(s.turn[d][:])
	}
	for i := range s.hidden {
		do(s.hidden[i][:])
	}
	for l := range s.heads {
		do(s.heads[l][:])
	}
}

func (s *sense) append(b []byte) []byte {
	b = binary.LittleEndian.AppendUint32(b, math.Float32bits(s.scale))
	s.layers(func(list []float32) {
		for _, x := range list {
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(x))
		}
	})
	last := -1
	for i, place := range s.places {
		b = binary.AppendUvarint(b, uint64(int(place)-last))
		for _, x := range s.rows[i] {
			b = append(b, byte(x))
		}
		last = int(place)
	}
	return binary.AppendUvarint(b, 0)
}

func (d *decoder) sense(s *sense) {
	s.scale = d.float()
	s.layers(func(list []float32) {
		for i := range list {
			list[i] = d.float()
		}
	})
	most := len(d.b) / (senseSize + 1) // rows that may follow: each has its distance before it
	s.places, s.rows = make([]uint32, 0, most), make([][senseSize]int8, 0, most)
	s.words.grow(most)
	d.rows(1<<senseBits, func(at int) {
		var row [senseSize]int8
		for i, x := range d.take(senseSize) {
			row[i] = int8(x)
		}
		s.add(uint32(at), row)
	})
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
