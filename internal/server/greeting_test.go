package server

import (
	"testing"

	"heed/internal/config"
)

// TestGreeting: a process without pages does not lead anybody to an address where nothing is.
func TestGreeting(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		metrics, want string
	}{
		{"", "heed works for the desk as listen. It serves no pages; with metrics-addr it tells how it does."},
		{"localhost:8463", "heed works for the desk as listen. It serves no pages; how it does is at http://localhost:8463/metrics and /readyz."},
	} {
		s := &Server{cfg: &config.Config{Roles: []config.Role{config.Listen}, MetricsAddr: c.metrics}}
		if got := s.Greeting(); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
