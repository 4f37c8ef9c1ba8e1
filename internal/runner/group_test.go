package runner

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/desk"
)

// diary is a service that writes down what happens to it.
func diary(lines *[]string, name string, fail error) Service {
	return Func(
		func(context.Context) error { *lines = append(*lines, "start "+name); return fail },
		func(context.Context) error { *lines = append(*lines, "stop "+name); return nil },
	)
}

func add(t *testing.T, g *Group, name string, s Service) {
	t.Helper()
	if err := g.Add(name, s); err != nil {
		t.Error(err)
	}
}

func TestGroupOrder(t *testing.T) {
	t.Parallel()
	var lines []string
	var g Group
	for _, name := range []string{"a", "b", "c"} {
		add(t, &g, name, diary(&lines, name, nil))
	}
	stop(t, &g)
	start(t, &g)
	start(t, &g)
	add(t, &g, "late", diary(&lines, "late", nil))
	if err := g.Add("late", diary(&lines, "twin", nil)); !desk.Is(err, desk.Conflict) {
		t.Error(err)
	}
	stop(t, &g)
	stop(t, &g)
	want := []string{"start a", "start b", "start c", "start late", "stop late", "stop c", "stop b", "stop a"}
	if d := cmp.Diff(want, lines); d != "" {
		t.Error(d)
	}
}

func TestGroupFailsToStart(t *testing.T) {
	t.Parallel()
	var lines []string
	var g Group
	broken := errors.New("the port is taken")
	add(t, &g, "a", diary(&lines, "a", nil))
	add(t, &g, "b", diary(&lines, "b", broken))
	add(t, &g, "c", diary(&lines, "c", nil))
	if err := g.Start(t.Context()); !errors.Is(err, broken) || !strings.Contains(err.Error(), "start b") {
		t.Error(err)
	}
	stop(t, &g)
	if d := cmp.Diff([]string{"start a", "start b", "stop a"}, lines); d != "" {
		t.Error(d)
	}
}

func TestGroupIsReady(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var healed atomic.Bool
		var g, inner Group
		loop := func(name string, run func() error) *Loop {
			return &Loop{Name: name, Every: time.Second, MinBackoff: time.Second, MaxBackoff: time.Second,
				Run: func(context.Context) (bool, error) { return false, run() }}
		}
		add(t, &inner, "well", loop("well", func() error { return nil }))
		add(t, &g, "inner", &inner)
		add(t, &g, "ill", loop("ill", func() error {
			if healed.Load() {
				return nil
			}
			return errors.New("not yet")
		}))
		add(t, &g, "plain", Func(nil, nil))
		if err := g.Ready(); !desk.Is(err, desk.Unavailable) || !strings.Contains(err.Error(), "well does not run") {
			t.Error(err)
		}
		start(t, &g)
		synctest.Wait()
		if err := g.Ready(); !desk.Is(err, desk.Unavailable) || err.Error() != "ill fails: not yet" {
			t.Error(err)
		}
		healed.Store(true)
		time.Sleep(time.Second)
		synctest.Wait()
		if err := g.Ready(); err != nil {
			t.Error(err)
		}
		stop(t, &g)
	})
}
