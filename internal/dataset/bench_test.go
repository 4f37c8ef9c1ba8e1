package dataset

import (
	"errors"
	"io"
	"testing"
)

func BenchmarkTimeOrder(b *testing.B) {
	path := dataDir(b, "twcs", "posts.csv")
	b.ReportAllocs()
	rows := 0
	for b.Loop() {
		r, err := TimeOrder(b.Context(), []string{path}, Options{})
		if err != nil {
			b.Fatal(err)
		}
		for {
			_, err := r.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			rows++
		}
		r.Close()
	}
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
}
