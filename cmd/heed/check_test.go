package main

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"heed/internal/config"
	"heed/internal/desk"
	"heed/internal/report"
	"heed/internal/server"
	"heed/internal/store"
	"heed/internal/store/generate"
)

// A sum that is broken is found, said in words with its day, and mended by the command that
// the words name.
func TestCheckFindsABrokenSum(t *testing.T) {
	t.Parallel()
	for name, span := range map[string]time.Duration{"of an hour": time.Hour, "of a day": 24 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			now := time.Now().UTC().Truncate(24 * time.Hour)
			broken := breakSum(t, dir, now, span)
			out, err := check(dir)
			for _, want := range []string{"The sums of a day in the reports are not what its cases add up to: " + broken + " (UTC).", "heed check --mend-reports"} {
				if err == nil || !strings.Contains(out, want) {
					t.Errorf("%v without %q: %s", err, want, out)
				}
			}
			if out, err := check(dir, "--mend-reports"); err != nil || !strings.Contains(out, "No problems found.") {
				t.Errorf("mending: %v: %s", err, out)
			}
			if out, err := check(dir); err != nil || !strings.Contains(out, "No problems found.") {
				t.Errorf("after mending: %v: %s", err, out)
			}
		})
	}
}

// What nobody can read, and sums of days without a case, are found and mended too; that reports are
// not all counted, as after a mending that was interrupted, is said.
func TestCheckFindsWhatCannotBeRead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	breakSum(t, dir, time.Now().UTC().Truncate(24*time.Hour), time.Hour)
	change := func(f func(*store.Tx) error, again bool) {
		t.Helper()
		d := opened(t, dir)
		defer d.Close()
		if err := d.DB.Update(t.Context(), f); err != nil {
			t.Fatal(err)
		}
		if again {
			if err := d.Reports.Again(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
	far := time.Date(2037, 1, 2, 0, 0, 0, 0, time.UTC)
	change(func(tx *store.Tx) error {
		facts, err := tx.FactsByCase([]desk.CaseID{7, 8})
		if err != nil {
			return err
		}
		unread, moved := facts[7], facts[8]
		unread.Document = []byte{0xff}
		moved.Lang = "xx"
		if err := errors.Join(tx.SaveFact(&unread), tx.SaveFact(&moved)); err != nil {
			return err
		}
		return tx.SaveCells(24*time.Hour, far, []desk.Cell{{Dim: desk.ByAll, Document: report.NewTally(false).Encode()}})
	}, false)
	out, err := check(dir)
	for _, want := range []string{"2 in facts: 7, 8", "2037-01-02"} {
		if err == nil || !strings.Contains(out, want) {
			t.Errorf("%v without %q: %s", err, want, out)
		}
	}
	change(func(*store.Tx) error { return nil }, true)
	if out, err := check(dir); err != nil || !strings.Contains(out, "not all counted: 0 %") {
		t.Errorf("nothing is counted: %v: %s", err, out)
	}
	if out, err := check(dir, "--mend-reports"); err != nil || !strings.Contains(out, "No problems found.") || strings.Contains(out, "not all counted") {
		t.Errorf("mending: %v: %s", err, out)
	}
}

func check(dir string, more ...string) (string, error) {
	var out bytes.Buffer
	c := checkCommand()
	c.SetOut(&out)
	c.SetErr(&out)
	c.SilenceUsage = true
	c.SetArgs(append([]string{"--data", dir}, more...))
	err := c.Execute()
	return out.String(), err
}

// breakSum makes a desk and adds a case to the sums of one span in which there is none, and
// says on which day.
func breakSum(t *testing.T, dir string, now time.Time, span time.Duration) string {
	t.Helper()
	d := opened(t, dir)
	defer d.Close()
	if err := generate.Fill(t.Context(), d.DB, generate.Options{Cases: 60, MessagesPerCase: 2, Seed: 1, Now: now, Over: 90 * 24 * time.Hour, Varied: true}); err != nil {
		t.Fatal(err)
	}
	if err := count(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	var start time.Time
	err := d.DB.Update(t.Context(), func(tx *store.Tx) error {
		var cells []desk.Cell
		err := tx.CellsOf(span, now.Add(-90*24*time.Hour), now.Add(-40*24*time.Hour), func(c *desk.Cell) error {
			if start.IsZero() {
				start = c.Start
			}
			if c.Start.Equal(start) {
				cells = append(cells, *c)
			}
			return nil
		})
		if err != nil {
			return err
		}
		for i := range cells {
			if cells[i].Dim != desk.ByAll {
				continue
			}
			sum, one := report.NewTally(false), report.Case{Demand: true, Told: 1, Followers: -1}
			if err := sum.Decode(cells[i].Document); err != nil {
				return err
			}
			sum.Add(&one)
			cells[i].Document = sum.Encode()
		}
		return tx.SaveCells(span, start, cells)
	})
	if err != nil || start.IsZero() {
		t.Fatalf("nothing is broken: %v", err)
	}
	return start.Format(time.DateOnly)
}

// opened is the desk in a folder.
func opened(t *testing.T, dir string) *server.Desk {
	t.Helper()
	cfg, err := config.Load(config.Sources{Flags: map[string]string{"data": dir}})
	if err != nil {
		t.Fatal(err)
	}
	d, err := server.Open(t.Context(), cfg, server.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return d
}
