package server_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync"
	"testing"
	"time"

	"heed/internal/channel/echo"
	"heed/internal/desk"
	"heed/internal/intake"
	"heed/internal/store"
	"heed/internal/store/storetest"
)

// TestPurseIsExact lets several processes take what a network charges for, at once, each of them
// many pieces of which some come twice, and to two of them: no cap is ever exceeded, what is
// spent is the price of what was kept, no post is paid for twice, and a cap is used up.
func TestPurseIsExact(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(*testing.T) *bench{
		"sqlite":   newBench,
		"postgres": func(t *testing.T) *bench { return newBenchOn(t, storetest.Postgres(t)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			exactPurse(t, open(t))
		})
	}
}

func exactPurse(t *testing.T, b *bench) {
	const (
		price               = 5000
		capAll, capRouter   = 60 * price, 17*price + 1
		processes, takers   = 3, 2
		pieces, posts, seed = 24, 10, 11
	)
	var router desk.Search
	b.update(func(tx *store.Tx) error {
		router = desk.Search{Name: "router", Query: "router", Cap: capRouter, Created: b.now}
		if err := tx.CreateSearch(&router); err != nil {
			return err
		}
		return tx.SaveSetting(desk.SettingCap(echo.Name), strconv.Itoa(capAll))
	})
	r := rand.New(rand.NewPCG(seed, seed))
	var all [][]desk.Heard
	for p := range pieces {
		var piece []desk.Heard
		for i := range posts {
			text := []string{"acme is late, it is number %d", "my router broke, it is number %d", "the acme router broke, it is number %d", "fish and chips %d"}[r.IntN(4)]
			piece = append(piece, b.post(fmt.Sprint("p", p*posts+i), fmt.Sprintf(text, p*posts+i)))
		}
		all = append(all, piece)
	}
	var services []*intake.Service
	for range processes {
		s := intake.New(beside{b.desk.DB}, intake.Rules{Read: func(*desk.Message) desk.Signals { return desk.Signals{} }, Prices: map[desk.Network]int64{echo.Name: price},
			Fingerprint: func(string) (uint64, bool) { return 0, false }}, func() time.Time { return b.now }, func() {})
		_, err := s.Reload(t.Context()) // and never again: what others spend is not told
		b.ok(err)
		services = append(services, s)
	}
	type job struct {
		service *intake.Service
		piece   []desk.Heard
	}
	jobs := make(chan job, 2*pieces)
	for i, piece := range all {
		jobs <- job{services[i%processes], piece}
		if i%3 == 0 {
			jobs <- job{services[(i+1)%processes], piece} // handed over twice
		}
	}
	close(jobs)
	over, unread, kept := watchPurse(t, b, router.ID, capAll, capRouter), 0, 0
	var mu sync.Mutex
	var wait sync.WaitGroup
	for range processes * takers {
		wait.Go(func() {
			for j := range jobs {
				res, err := j.service.Take(t.Context(), intake.Source{Account: b.stream, Network: echo.Name}, j.piece, "")
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				unread, kept = unread+res.Unread, kept+res.Kept
				mu.Unlock()
			}
		})
	}
	wait.Wait()
	over()
	network, search, marks := spent(t, b, router.ID)
	hits := 0
	b.ok(b.desk.DB.View(t.Context(), func(tx *store.Tx) error {
		for _, piece := range all {
			for _, h := range piece {
				found, err := tx.MessagesByKey([]desk.MessageKey{{Scope: string(echo.Name), ID: h.Message.NetworkID}})
				if err != nil {
					return err
				}
				for _, m := range found {
					hits++
					if len(m.Hits) == 0 {
						t.Errorf("kept without being wanted: %q", m.Text)
					}
				}
			}
		}
		return nil
	}))
	if network != int64(hits)*price || kept != hits {
		t.Errorf("%d was spent on %d posts of %d, and %d were kept", network, hits, price, kept)
	}
	if network != capAll || search > capRouter || unread == 0 || marks != 2 {
		t.Errorf("spent %d of %d, by the search %d of %d; %d not paid for, %d caps marked", network, capAll, search, capRouter, unread, marks)
	}
}

// spent is what the store says was spent, on the network and by a search, and how many caps it
// says are reached.
func spent(t *testing.T, b *bench, id desk.SearchID) (network, search int64, capped int) {
	err := b.desk.DB.View(context.WithoutCancel(t.Context()), func(tx *store.Tx) error {
		network, search, capped = 0, 0, 0
		spends, err := tx.Spending(desk.MonthOf(b.now))
		for _, s := range spends {
			network += s.Micros
			if s.Search == id {
				search += s.Micros
			}
			if !s.Capped.IsZero() {
				capped++
			}
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	return network, search, capped
}

// watchPurse looks all the time whether a cap is exceeded, until what it gives is called.
func watchPurse(t *testing.T, b *bench, id desk.SearchID, all, one int64) (stop func()) {
	done := make(chan struct{})
	var wait sync.WaitGroup
	wait.Go(func() {
		for {
			if network, search, _ := spent(t, b, id); network > all || search > one {
				t.Errorf("%d was spent of %d, by the search %d of %d", network, all, search, one)
				return
			}
			select {
			case <-done:
				return
			default:
			}
		}
	})
	return func() {
		close(done)
		wait.Wait()
	}
}
