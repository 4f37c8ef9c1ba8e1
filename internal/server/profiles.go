package server

import (
	"net/http"
	"runtime/pprof"
	"strconv"
	"time"
)

// profile answers "go tool pprof": GET /debug/pprof/NAME, and for what the processors do
// /debug/pprof/profile?seconds=30. It is net/http/pprof without the pages and the differences of
// profiles, which would be half a megabyte of the program.
func profile(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	w.Header().Set("Content-Type", "application/octet-stream")
	if p := pprof.Lookup(name); p != nil {
		debug, _ := strconv.Atoi(r.FormValue("debug"))
		_ = p.WriteTo(w, debug)
		return
	}
	if name != "profile" {
		http.Error(w, "No profile is called that. There are allocs, block, goroutine, heap, mutex, profile and threadcreate.", http.StatusNotFound)
		return
	}
	seconds, err := strconv.Atoi(r.FormValue("seconds"))
	if err != nil || seconds < 1 || seconds > 300 {
		seconds = 30
	}
	if err := pprof.StartCPUProfile(w); err != nil {
		http.Error(w, "A profile is being taken already.", http.StatusConflict)
		return
	}
	select {
	case <-time.After(time.Duration(seconds) * time.Second):
	case <-r.Context().Done():
	}
	pprof.StopCPUProfile()
}
