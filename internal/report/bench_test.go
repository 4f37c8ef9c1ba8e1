package report

import (
	"math"
	"math/rand/v2"
	"testing"
)

// someCases are like those of a busy desk.
func someCases(n int) []Case {
	random := rand.New(rand.NewPCG(1, 2))
	wait := func() Wait { return Wait{int64(math.Exp(random.NormFloat64()*1.5+8) * 1e6), random.IntN(10) > 1} }
	list := make([]Case, n)
	for i := range list {
		c := &list[i]
		*c = Case{Opened: int64(i) * 31e6, Hour: random.IntN(HoursOfWeek), Demand: random.IntN(10) > 0, Negative: random.IntN(3) == 0, First: wait(), Resolution: wait(),
			Told: 1 + random.IntN(2), Mood: int8(random.IntN(3) - 1), MoodKnown: true, Followers: int64(random.IntN(5000)), Responses: 1}
		for range random.IntN(3) {
			c.Next = append(c.Next, wait())
		}
	}
	return list
}

// BenchmarkDecodeDay adds the cell of a day to a tally: a year is 365 of them for each group.
func BenchmarkDecodeDay(b *testing.B) {
	day := NewTally(false)
	for _, c := range someCases(2740) {
		day.Add(&c)
	}
	document := day.Encode()
	b.ReportMetric(float64(len(document)), "B/cell")
	year := NewTally(false)
	for b.Loop() {
		if err := year.Decode(document); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkAddCase decodes the facts of a case and counts them.
func BenchmarkAddCase(b *testing.B) {
	var documents [][]byte
	for _, c := range someCases(1000) {
		documents = append(documents, c.Encode())
	}
	t := NewTally(false)
	for i := 0; b.Loop(); i++ {
		c, err := DecodeCase(documents[i%len(documents)])
		if err != nil {
			b.Fatal(err)
		}
		t.Add(&c)
	}
}
