package web

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
)

func TestTurns(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		all := make(turns, 2)
		first, err := all.await(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := all.await(t.Context()); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		gone := make(chan error)
		go func() { _, err := all.await(ctx); gone <- err }()
		synctest.Wait()
		cancel()
		if err := <-gone; !errors.Is(err, context.Canceled) {
			t.Errorf("who has gone waits on: %v", err)
		}
		third := make(chan error)
		go func() { _, err := all.await(t.Context()); third <- err }()
		synctest.Wait()
		select {
		case <-third:
			t.Error("three had a turn at once, of two")
		default:
		}
		first()
		first() // gives nothing more back
		if err := <-third; err != nil || len(all) != 2 {
			t.Errorf("%v, %d turns are taken", err, len(all))
		}
	})
}
