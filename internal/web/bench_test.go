package web

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"heed/internal/desk"
)

func benchmarkPage(b *testing.B, path string, seed func(*fake)) {
	x := newBench(b)
	seed(x.fake)
	r := httptest.NewRequest("GET", "http://desk.example"+path, nil)
	r.AddCookie(&http.Cookie{Name: sessionCookie, Value: "token-1"})
	w := &discarded{h: http.Header{}}
	b.ReportAllocs()
	for b.Loop() {
		clear(w.h)
		x.desk.ServeHTTP(w, r)
	}
	b.ReportMetric(float64(w.n)/float64(b.N), "bytes/page")
}

type discarded struct {
	h http.Header
	n int
}

func (d *discarded) Header() http.Header { return d.h }
func (d *discarded) WriteHeader(int)     {}
func (d *discarded) Write(p []byte) (int, error) {
	d.n += len(p)
	return io.Discard.Write(p)
}

// BenchmarkQueue is a page of 50 rows, the fake's own sorting included.
func BenchmarkQueue(b *testing.B) {
	benchmarkPage(b, "/queue/reply", func(f *fake) {
		for i := range 50 {
			v := f.person(desk.CaseID(300+i), "Person", "p.example", noon, 1)
			f.says(v, "norden is slow again tonight and nobody tells us why or for how long it will be", noon)
			v.Case.Due, v.Case.Hits, v.Case.Reason = noon.Add(time.Duration(i)*time.Minute), hit(1, "Norden untagged", "norden OR nordenfiber"), "Norden untagged"
			v.Case.Decision.Rule = "Complaint"
		}
	})
}

func BenchmarkCase(b *testing.B) { benchmarkPage(b, "/cases/42?in=reply", func(*fake) {}) }
