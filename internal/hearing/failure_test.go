package hearing

import (
	"testing"
	"time"

	"heed/internal/desk"
)

// TestOfFailure: who reads that a network cannot be read is told what they can do and that nothing is lost by it.
func TestOfFailure(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	for mend, want := range map[string]string{
		"":                         "heed retries automatically and catches up on what it missed.",
		"Check that it's running.": "Check that it's running. heed retries automatically and catches up on what it missed.",
		"Each time, heed resumes where it left off.": "Each time, heed resumes where it left off.",
	} {
		s := desk.Source{Part: desk.PartStream, State: desk.Failing, Problem: "It can't be reached.", Mend: mend, Beat: now.Add(-2 * time.Minute)}
		if got, _ := OfSource(SourceFacts{Source: s, Now: now}); got.Mend != want {
			t.Errorf("%q becomes %q, want %q", mend, got.Mend, want)
		}
	}
}
