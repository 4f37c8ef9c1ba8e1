package server

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// TestLeaseIsGivenUpInTime: whatever the database does, a process lets a lease go before another can have it, and not before it
// must.
func TestLeaseIsGivenUpInTime(t *testing.T) {
	t.Parallel()
	refuses := func(context.Context) (bool, error) { return false, errors.New("no database") }
	hangs := func(ctx context.Context) (bool, error) { <-ctx.Done(); return false, ctx.Err() }
	taken := func(context.Context) (bool, error) { return false, nil }
	for name, c := range map[string]struct {
		then        func(context.Context) (bool, error)
		least, most time.Duration // after it was had last
	}{
		"refuses":      {refuses, renewEvery + 1, leaseFor - renewEvery/2},
		"stands still": {hangs, renewEvery + 1, leaseFor - renewEvery/2},
		"taken":        {taken, 0, renewEvery},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				had := time.Now()
				times := 0
				renew(t.Context(), had, func(ctx context.Context) (bool, error) {
					if times++; times < 4 {
						had = time.Now() // the database's time begins when it is asked, not when it has answered
						wait(ctx, time.Second)
						return true, nil
					}
					return c.then(ctx)
				})
				if after := time.Since(had); times < 4 || after < c.least || after > c.most+time.Second {
					t.Errorf("after %d times given up %v after it was had last", times, after)
				}
				if after := time.Since(had); after >= leaseFor {
					t.Errorf("another could have it for %v", after-leaseFor)
				}
			})
		})
	}
}

// TestLeaseEnds: who no longer needs a lease does not go on renewing it.
func TestLeaseEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		began := time.Now()
		renew(ctx, began, func(context.Context) (bool, error) { return true, nil })
		if took := time.Since(began); took != time.Hour {
			t.Errorf("it was kept for %v", took)
		}
	})
}

// TestWorkEndsWithItsLease: what may be done by one process at a time ends when its lease is lost, however long it takes, and is
// left alone until then.
func TestWorkEndsWithItsLease(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		held, stop := renewing(t.Context(), began, func(context.Context) (bool, error) { return time.Since(began) < time.Minute, nil })
		<-held.Done()
		if took := time.Since(began); took != time.Minute {
			t.Errorf("it could be done for %v", took)
		}
		stop()
		held, stop = renewing(t.Context(), time.Now(), func(context.Context) (bool, error) { return true, nil })
		wait(held, time.Hour)
		if held.Err() != nil {
			t.Errorf("it ended though the lease was had: %v", held.Err())
		}
		stop()
		if held.Err() == nil {
			t.Error("it goes on after it was stopped")
		}
	})
}
