package server

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestRestComesOnceAfterTheLastRequest(t *testing.T) {
	t.Parallel()
	var r rest
	served := 0
	h := r.count(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { served++ }))
	ask := func() { h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil)) }
	for i, step := range []struct {
		ask   bool
		given bool
	}{{false, true}, {false, true}, {true, false}, {true, false}, {false, true}, {false, true}} {
		if step.ask {
			ask()
		}
		if more, err := r.run(t.Context()); more || err != nil || r.given != step.given {
			t.Errorf("step %d: given %v, want %v (more %v, %v)", i, r.given, step.given, more, err)
		}
	}
	if served != 2 {
		t.Errorf("%d requests were served", served)
	}
}
