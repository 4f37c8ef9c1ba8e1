package server

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
)

// Not parallel: one profile of the processors can be taken at a time.
func TestProfiles(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /debug/pprof/{name}", profile)
	over, cancel := context.WithCancel(t.Context())
	cancel() // who asked has left: what was taken until then is written at once
	for address, want := range map[string]int{
		"/debug/pprof/heap":               http.StatusOK,
		"/debug/pprof/profile?seconds=30": http.StatusOK,
		"/debug/pprof/cmdline":            http.StatusNotFound,
	} {
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, httptest.NewRequestWithContext(over, http.MethodGet, address, nil))
		packed := w.Body.Len() > 2 && w.Body.Bytes()[0] == 0x1f && w.Body.Bytes()[1] == 0x8b
		if w.Code != want || packed != (want == http.StatusOK) {
			t.Errorf("%s: status %d, gzip %v", address, w.Code, packed)
		}
	}
}
