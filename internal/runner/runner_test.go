package runner

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"heed/internal/desk"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// times notes when a loop ran, counted from the start of the test's bubble.
type times struct {
	mu    sync.Mutex
	start time.Time
	at    []time.Duration
}

func (s *times) note() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.at = append(s.at, time.Since(s.start))
	return len(s.at)
}

func (s *times) all() []time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]time.Duration(nil), s.at...)
}

func TestLoopRunsAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &times{start: time.Now()}
		l := &Loop{Name: "l", Every: 10 * time.Second, Run: func(context.Context) (bool, error) {
			return s.note()%3 != 0, nil // three in a row, then a pause
		}}
		start(t, l)
		time.Sleep(15 * time.Second)
		l.Poke()
		synctest.Wait()
		stop(t, l)
		ten, fifteen := 10*time.Second, 15*time.Second
		if d := cmp.Diff([]time.Duration{0, 0, 0, ten, ten, ten, fifteen, fifteen, fifteen}, s.all()); d != "" {
			t.Error(d)
		}
	})
}

func TestLoopWithoutPauseWaitsForPoke(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &times{start: time.Now()}
		l := &Loop{Name: "l", Run: func(context.Context) (bool, error) { s.note(); return false, nil }}
		l.Poke() // before Start: one run more, however often
		l.Poke()
		start(t, l)
		time.Sleep(time.Hour)
		l.Poke()
		synctest.Wait()
		stop(t, l)
		if d := cmp.Diff([]time.Duration{0, 0, time.Hour}, s.all()); d != "" {
			t.Error(d)
		}
	})
}

func TestBackoff(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &times{start: time.Now()}
		var log bytes.Buffer
		l := &Loop{Name: "l", Every: time.Second, MaxBackoff: 8 * time.Second, Log: slog.New(slog.NewTextHandler(&log, nil)),
			Run: func(context.Context) (bool, error) {
				if s.note() <= 8 {
					return true, errors.New("the database is away")
				}
				return false, nil
			}}
		start(t, l)
		synctest.Wait()
		l.Poke() // does not shorten the pause
		synctest.Wait()
		if got := l.Status(); got.Failures != 1 || got.LastError != "the database is away" || got.FailingFrom.IsZero() {
			t.Errorf("%+v", got)
		}
		for l.Status().Failures != 0 {
			time.Sleep(100 * time.Millisecond)
		}
		stop(t, l)
		at := s.all()
		want, exact := 500*time.Millisecond, 0
		for i := 1; i <= 8; i++ {
			if pause := at[i] - at[i-1]; pause < want/2-time.Millisecond || pause > want {
				t.Errorf("pause %d is %v, want %v to %v", i, pause, want/2, want)
			}
			if at[i]-at[i-1] == want {
				exact++
			}
			want = min(2*want, 8*time.Second)
		}
		if exact == 8 {
			t.Error("pauses are not shortened at random")
		}
		if n := strings.Count(log.String(), "away"); n != 1 {
			t.Errorf("logged %d times: %s", n, log.String())
		}
		if !strings.Contains(log.String(), "works again") || !strings.Contains(log.String(), "failures=8") {
			t.Error(log.String())
		}
	})
}

func TestLaterIsTakenAtItsWord(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &times{start: time.Now()}
		l := &Loop{Name: "l", Run: func(context.Context) (bool, error) {
			if s.note() == 1 {
				return false, fmt.Errorf("pull: %w", &desk.Error{Kind: desk.Later, Message: "too fast", After: time.Now().Add(7 * time.Minute)})
			}
			return false, nil
		}}
		start(t, l)
		time.Sleep(time.Hour)
		stop(t, l)
		if d := cmp.Diff([]time.Duration{0, 7 * time.Minute}, s.all()); d != "" {
			t.Error(d)
		}
	})
}

func TestPanicIsAnError(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		var runs atomic.Int64
		l := &Loop{Name: "l", Every: time.Second, Log: slog.New(slog.NewTextHandler(&log, nil)), Run: func(context.Context) (bool, error) {
			if runs.Add(1) <= 3 {
				panic("no such map")
			}
			return false, nil
		}}
		start(t, l)
		time.Sleep(time.Minute)
		stop(t, l)
		if got := l.Status(); got.LastError != "" || got.LastSuccess.IsZero() || runs.Load() < 4 {
			t.Errorf("%+v after %d runs", got, runs.Load())
		}
		if n := strings.Count(log.String(), "no such map"); n != 1 || !strings.Contains(log.String(), "TestPanicIsAnError") {
			t.Errorf("logged %d times, or without the stack: %s", n, log.String())
		}
	})
}

func TestStartAndStopInAnyOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var runs, at atomic.Int64
		l := &Loop{Name: "l", Every: time.Millisecond, Run: func(context.Context) (bool, error) {
			if at.Add(1) != 1 {
				t.Error("two runs at once")
			}
			time.Sleep(time.Millisecond)
			at.Add(-1)
			runs.Add(1)
			return false, nil
		}}
		stop(t, l)
		start(t, l)
		start(t, l)
		time.Sleep(time.Second)
		stop(t, l)
		stop(t, l)
		n := runs.Load()
		time.Sleep(time.Second)
		if runs.Load() != n || l.Status().Running {
			t.Error("it runs after Stop")
		}
		start(t, l)
		time.Sleep(time.Second)
		if runs.Load() == n || !l.Status().Running {
			t.Error("it does not start again")
		}
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() { stop(t, l); l.Poke(); _ = l.Status() })
		}
		wg.Wait()
	})
	if err := new(Loop).Start(t.Context()); err == nil {
		t.Error("a loop without Run starts")
	}
}

func TestStopWaitsForTheRun(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var finished, cut atomic.Bool
		l := &Loop{Name: "l", Run: func(ctx context.Context) (bool, error) {
			select {
			case <-time.After(5 * time.Second):
				finished.Store(true)
			case <-ctx.Done():
				cut.Store(true)
				return false, ctx.Err()
			}
			return false, nil
		}}
		start(t, l)
		synctest.Wait()
		stop(t, l)
		if !finished.Load() || cut.Load() {
			t.Error("the run was cut off")
		}

		l.Interrupt = true
		start(t, l)
		synctest.Wait()
		before := time.Now()
		stop(t, l)
		if time.Since(before) != 0 || !cut.Load() {
			t.Error("the run that waits for news was waited for")
		}
		if got := l.Status(); got.Failures != 0 {
			t.Errorf("being cut off counts as a failure: %+v", got)
		}
	})
}

func TestStopHasADeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		l := &Loop{Name: "deaf", Run: func(context.Context) (bool, error) { <-release; return false, nil }}
		start(t, l)
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		before := time.Now()
		err := l.Stop(ctx)
		if !desk.Is(err, desk.Unavailable) || time.Since(before) != 4*time.Second {
			t.Errorf("%v after %v", err, time.Since(before))
		}
		if err := l.Start(t.Context()); !desk.Is(err, desk.Conflict) {
			t.Error("it starts beside the run left behind:", err)
		}
		close(release)
		synctest.Wait()
		stop(t, l)
	})
}

func TestEndOfContextStops(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		l := &Loop{Name: "l", Every: time.Second, Run: func(ctx context.Context) (bool, error) { <-ctx.Done(); return false, ctx.Err() }}
		if err := l.Start(ctx); err != nil {
			t.Fatal(err)
		}
		cancel()
		synctest.Wait()
		if l.Status().Running {
			t.Error("it runs on")
		}
		start(t, l)
		l.Interrupt = true
		stop(t, l)
	})
}

func start(t *testing.T, s Service) {
	t.Helper()
	if err := s.Start(t.Context()); err != nil {
		t.Error(err)
	}
}

func stop(t *testing.T, s Service) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := s.Stop(ctx); err != nil {
		t.Error(err)
	}
}
