package server_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"heed/internal/channel/echo"
	"heed/internal/desk"
	"heed/internal/intake"
	"heed/internal/store"
	"heed/internal/store/storetest"
)

// TestOnePersonHeardAtOnce lets several hear the same people at the same moment, as two
// accounts or two machines do: each person still gets one case.
func TestOnePersonHeardAtOnce(t *testing.T) {
	t.Parallel()
	b := newBenchOn(t, storetest.Postgres(t))
	const people, known, hearers = 20, 10, 4
	for n := range known { // long ago: what they say now is another problem
		b.take(b.post(fmt.Sprintf("p%d", n), fmt.Sprintf("acme is late, %d", n), at(-200*time.Hour)))
	}
	for n := range people {
		var wait sync.WaitGroup
		for i := range hearers {
			h := b.post(fmt.Sprintf("p%d", n), fmt.Sprintf("acme lost parcel %d of mine, %d", i, n))
			wait.Go(func() {
				_, err := b.desk.Intake.Take(t.Context(), intake.Source{Account: b.stream, Network: echo.Name}, []desk.Heard{h}, "")
				if err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
	}
	open := 0
	b.ok(b.desk.DB.View(t.Context(), func(tx *store.Tx) error {
		for _, l := range []desk.List{desk.ListReply, desk.ListWatch, desk.ListWaiting} {
			c, err := tx.QueueCount(desk.QueueQuery{List: l}, 1000)
			if err != nil {
				return err
			}
			open += c.N
		}
		return nil
	}))
	if want := people + known; open != want {
		t.Errorf("%d cases, want %d", open, want)
	}
}
