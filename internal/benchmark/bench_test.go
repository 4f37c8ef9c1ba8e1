package benchmark

import (
	"io"
	"os"
	"testing"
)

// BenchmarkFile measures the file that HEED_BENCHMARK_FILE names, once an operation. `make profile`
// records what the program's build goes by.
func BenchmarkFile(b *testing.B) {
	path := os.Getenv("HEED_BENCHMARK_FILE")
	if path == "" {
		b.Skip("HEED_BENCHMARK_FILE names no file")
	}
	for b.Loop() {
		d, err := Read(b.Context(), Options{Paths: []string{path}})
		if err != nil {
			b.Fatal(err)
		}
		l, err := d.League()
		if err != nil {
			b.Fatal(err)
		}
		if err := l.WriteText(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}
