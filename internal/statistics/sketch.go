package statistics

import (
	"encoding/binary"
	"errors"
	"math"
	"slices"
)

// A Sketch keeps waits, ended or still waiting when last seen, in buckets whose ends lie
// two percent apart: a value that it gives differs by at most one percent from the one
// that was counted. Sketches add up: what parts of a period counted is, merged, what the
// whole counts. The zero value is empty and ready. It follows Masson, Rim and Lee, DDSketch
// (2019); it counts ended and open waits side by side, which their libraries do not, so
// that a curve can be made of it.
type Sketch struct {
	buckets []bucket // by index
}

type bucket struct {
	index            int32
	events, censored int64
}

const (
	accuracy  = .01
	smallest  = 1e-3 // shorter waits are 0: a millisecond, where the unit is a second
	zeroIndex = math.MinInt32
)

var logGamma = math.Log((1 + accuracy) / (1 - accuracy))

func indexOf(x float64) int32 {
	if !(x >= smallest) {
		return zeroIndex
	}
	return int32(math.Ceil(math.Log(x) / logGamma))
}

// valueOf is the value of a bucket: at most 1 % from each that it holds.
func valueOf(index int32) float64 {
	if index == zeroIndex {
		return 0
	}
	return math.Exp(float64(index)*logGamma) * 2 / (1 + math.Exp(logGamma))
}

// Add counts a wait of x seconds that ended, or that was still open when last seen.
func (s *Sketch) Add(x float64, ended bool) {
	b := s.at(indexOf(x))
	if ended {
		b.events++
	} else {
		b.censored++
	}
}

func (s *Sketch) at(index int32) *bucket {
	i, ok := slices.BinarySearchFunc(s.buckets, index, func(b bucket, want int32) int {
		switch {
		case b.index < want:
			return -1
		case b.index > want:
			return 1
		}
		return 0
	})
	if !ok {
		s.buckets = slices.Insert(s.buckets, i, bucket{index: index})
	}
	return &s.buckets[i]
}

// Merge adds what another sketch counted. Both are in order, so that one walk does it.
func (s *Sketch) Merge(o *Sketch) {
	missing, i := 0, 0
	for _, b := range o.buckets {
		for i < len(s.buckets) && s.buckets[i].index < b.index {
			i++
		}
		if i < len(s.buckets) && s.buckets[i].index == b.index {
			s.buckets[i].events += b.events
			s.buckets[i].censored += b.censored
		} else {
			missing++
		}
	}
	if missing > 0 {
		s.insert(o, missing)
	}
}

// insert puts the buckets of another that are missing in their places, from the end.
func (s *Sketch) insert(o *Sketch, missing int) {
	i := len(s.buckets) - 1
	s.buckets = append(s.buckets, make([]bucket, missing)...)
	for at, j := len(s.buckets)-1, len(o.buckets)-1; j >= 0 && missing > 0; at-- {
		if i >= 0 && s.buckets[i].index >= o.buckets[j].index {
			if s.buckets[i].index == o.buckets[j].index {
				j--
			}
			s.buckets[at] = s.buckets[i]
			i--
			continue
		}
		s.buckets[at] = o.buckets[j]
		j--
		missing--
	}
}

// Count is how many waits were counted.
func (s *Sketch) Count() (n int64) {
	for _, b := range s.buckets {
		n += b.events + b.censored
	}
	return n
}

// Steps are what KaplanMeier takes.
func (s *Sketch) Steps() []Step {
	out := make([]Step, len(s.buckets))
	for i, b := range s.buckets {
		out[i] = Step{valueOf(b.index), b.events, b.censored}
	}
	return out
}

// StepsTo are what KaplanMeier takes, of waits up to x, of which as many as ended by then are
// known: the bucket in which x lies is cut there, and all that lasted longer was last seen at x.
func (s *Sketch) StepsTo(x float64, ended int64) []Step {
	var out []Step
	rest := s.Count()
	for _, b := range s.buckets {
		if b.index >= indexOf(x) {
			break
		}
		out = append(out, Step{valueOf(b.index), b.events, b.censored})
		rest -= b.events + b.censored
		ended -= b.events
	}
	return append(out, Step{x, ended, rest - ended})
}

// AppendBinary adds the sketch in a form that UnmarshalBinary reads: the number of buckets,
// then for each the distance of its index from the last and both counts, all as varints.
func (s *Sketch) AppendBinary(dst []byte) ([]byte, error) {
	dst = binary.AppendUvarint(dst, uint64(len(s.buckets)))
	last := int64(0)
	for _, b := range s.buckets {
		dst = binary.AppendVarint(dst, int64(b.index)-last)
		last = int64(b.index)
		dst = binary.AppendUvarint(dst, uint64(b.events))
		dst = binary.AppendUvarint(dst, uint64(b.censored))
	}
	return dst, nil
}

var errSketch = errors.New("these bytes are no sketch")

// Read takes a sketch from the head of data and returns the rest.
func (s *Sketch) Read(data []byte) (rest []byte, err error) {
	n, used := binary.Uvarint(data)
	if used <= 0 || n > uint64(len(data)) {
		return nil, errSketch
	}
	data = data[used:]
	if s.buckets = s.buckets[:0]; uint64(cap(s.buckets)) < n {
		s.buckets = make([]bucket, 0, n)
	}
	last := int64(0)
	for range n {
		step, a := binary.Varint(data)
		if a <= 0 {
			return nil, errSketch
		}
		events, b := binary.Uvarint(data[a:])
		if b <= 0 {
			return nil, errSketch
		}
		censored, c := binary.Uvarint(data[a+b:])
		if c <= 0 || events > math.MaxInt64 || censored > math.MaxInt64 {
			return nil, errSketch
		}
		if index := last + step; len(s.buckets) > 0 && step <= 0 || index < math.MinInt32 || index > math.MaxInt32 {
			return nil, errSketch
		}
		last += step
		s.buckets = append(s.buckets, bucket{int32(last), int64(events), int64(censored)})
		data = data[a+b+c:]
	}
	return data, nil
}
