package server

import (
	"net/http"
	"net/http/httptest"
	"runtime/debug"
	"testing"
)

func TestRestComesOnceAfterTheLastRequest(t *testing.T) {
	before := debug.SetGCPercent(100) // of the whole program: not beside other tests
	shrunk, served := 0, 0
	r := rest{shrink: func() error { shrunk++; return nil }}
	h := r.count(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { served++ }))
	ask := func() { h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil)) }
	for i, step := range []struct {
		ask   bool
		given bool
	}{{false, true}, {false, true}, {true, false}, {true, false}, {false, true}, {false, true}} {
		if step.ask {
			ask()
		}
		if more, err := r.run(t.Context()); more || err != nil || r.given.Load() != step.given {
			t.Errorf("step %d: given %v, want %v (more %v, %v)", i, r.given.Load(), step.given, more, err)
		}
	}
	if served != 2 || shrunk != 2 {
		t.Errorf("%d requests were served, and the caches shrunk %d times", served, shrunk)
	}
	if n := debug.SetGCPercent(before); n != restPercent && before > restPercent {
		t.Errorf("at rest the heap may grow by %d %%", n)
	}
}
