package auth

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"heed/internal/desk"
)

// nowhere is a store of a desk where nobody works.
type nowhere struct{ Tx }

func (s nowhere) View(_ context.Context, f func(Tx) error) error   { return f(s) }
func (s nowhere) Update(_ context.Context, f func(Tx) error) error { return f(s) }
func (nowhere) AgentByEmail(string) (*desk.Agent, error) {
	return nil, &desk.Error{Kind: desk.NotFound}
}

// TestGuessesAtOnce: who sends many passwords at the same moment has no more tries than who sends one after the other, but for
// those that are hashed beside the last.
func TestGuessesAtOnce(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	s := New(nowhere{}, func() time.Time { return now }, time.Hour)
	var tried, refused atomic.Int32
	var all sync.WaitGroup
	for range 24 {
		all.Go(func() {
			switch _, err := s.SignIn(t.Context(), "ada@acme.example", "guess", "Firefox, 192.0.2.1"); desk.KindOf(err) {
			case desk.Unauthorized:
				tried.Add(1)
			case desk.Later:
				refused.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	all.Wait()
	if most := int32(freeTries + cap(s.hashing) - 1); tried.Load() > most || tried.Load()+refused.Load() != 24 {
		t.Errorf("%d passwords were tried and %d refused, want at most %d tried", tried.Load(), refused.Load(), most)
	}
}
