package main

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"heed/internal/benchmark"
	"heed/internal/desk"
	"heed/internal/store"
)

var exportDay = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// deskOfTwo makes a desk with two brands. Of the first is one case of a customer who began twice and was answered once,
// beside what is nobody's outside.
func deskOfTwo(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	d := opened(t, dir)
	defer d.Close()
	err := d.DB.Update(t.Context(), func(tx *store.Tx) error {
		for _, name := range []string{"Acme", "Bolt"} {
			b := desk.Brand{Name: name}
			if err := tx.CreateBrand(&b); err != nil {
				return err
			}
			c := desk.Case{Brand: b.ID, Network: "x", Stage: desk.New, OpenedAt: exportDay}
			if err := tx.CreateCase(&c); err != nil {
				return err
			}
			n, first := 0, desk.MessageID(0)
			say := func(text string, change func(*desk.Message)) error {
				n++
				m := desk.Message{Network: "x", NetworkID: desk.NetworkID(name + "-" + string(rune('0'+n))), Direction: desk.In, Form: desk.Post, Case: c.ID, Text: text,
					Author: desk.HandleRef{Name: "ana", Followers: -1}, PostedAt: exportDay.Add(time.Duration(n) * time.Minute), HeardAt: exportDay.Add(time.Duration(n) * time.Minute)}
				if change != nil {
					change(&m)
				}
				err := tx.CreateMessage(&m, 0)
				if n == 1 {
					first = m.ID
				}
				return err
			}
			for _, one := range []struct {
				text   string
				change func(*desk.Message)
			}{
				{"My parcel is lost, call +49 30 1234567", nil},
				{"My parcel is still lost", nil},
				{"It left today", func(m *desk.Message) {
					m.Direction, m.Form, m.Parent, m.Author.Name = desk.Out, desk.Reply, desk.NetworkID(name+"-2"), strings.ToLower(name)
				}},
				{"My street is Long Lane 5", func(m *desk.Message) { m.Form, m.Private = desk.Direct, true }},
				{"", func(m *desk.Message) { m.DeletedAt = exportDay.Add(time.Hour) }},
				{"", func(m *desk.Message) { m.Erased = true }},
				{"My parcel is lost, call +49 30 1234567", func(m *desk.Message) { m.CopyOf = first }},
				{"Look at this one", func(m *desk.Message) { m.Direction, m.NetworkID = desk.Note, "" }},
				{"Never left", func(m *desk.Message) { m.Direction, m.NetworkID, m.State = desk.Out, "", desk.Failed }},
			} {
				if err := say(one.text, one.change); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func exported(dir string, more ...string) (texts []string, err error) {
	var out bytes.Buffer
	c := exportCommand()
	c.SetOut(&out)
	c.SetErr(io.Discard)
	c.SilenceUsage, c.SilenceErrors = true, true
	c.SetArgs(append([]string{"--data", dir}, more...))
	if err := c.Execute(); err != nil {
		return nil, err
	}
	for line := range strings.Lines(out.String()) {
		var p struct{ Company, Text string }
		if err := json.Unmarshal([]byte(line), &p); err != nil {
			return nil, err
		}
		texts = append(texts, p.Company+": "+p.Text)
	}
	return texts, nil
}

func TestExport(t *testing.T) {
	t.Parallel()
	dir := deskOfTwo(t)
	acme := []string{"Acme: My parcel is lost, call +••••••••67", "Acme: My parcel is still lost", "Acme: It left today"}
	bolt := []string{"Bolt: My parcel is lost, call +••••••••67", "Bolt: My parcel is still lost", "Bolt: It left today"}
	for name, c := range map[string]struct {
		flags, want []string
	}{
		"all":              {nil, slices.Concat(acme, bolt)},
		"one brand":        {[]string{"--brand", "acme"}, acme},
		"some time":        {[]string{"--from", "2026-03-02T10:02:00", "--to", "2026-03-02T10:03", "--zone", "Europe/Berlin"}, []string{acme[1], bolt[1]}},
		"private ones too": {[]string{"--brand", "Acme", "--private"}, append(slices.Clone(acme), "Acme: My street is Long Lane 5")},
		"as it was said":   {[]string{"--brand", "Acme", "--unmasked", "--to", "2026-03-02T09:02:00Z"}, []string{"Acme: My parcel is lost, call +49 30 1234567"}},
		"of no time":       {[]string{"--from", "2027-01-01"}, nil},
	} {
		if got, err := exported(dir, c.flags...); err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: %v %q, want %q", name, err, got, c.want)
		}
	}
	for name, flags := range map[string][]string{
		"no such brand": {"--brand", "Cord"}, "an end before the beginning": {"--from", "2026-03-02", "--to", "2026-03-01"}, "no day": {"--from", "soon"}, "no zone": {"--zone", "Acme/Town"},
		"a folder that is none": {"--data", filepath.Join(dir, "none")},
	} {
		if _, err := exported(dir, flags...); !desk.Is(err, desk.Invalid) && !desk.Is(err, desk.NotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A file is new, for its owner alone, and what heed benchmark reads: two threads of one case are one there.
func TestExportIsMeasured(t *testing.T) {
	t.Parallel()
	dir := deskOfTwo(t)
	file := filepath.Join(t.TempDir(), "posts.jsonl")
	if _, err := exported(dir, "--out", file); err != nil {
		t.Fatal(err)
	}
	if s, err := os.Stat(file); err != nil || s.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", s, err)
	}
	if _, err := exported(dir, "--out", file); !desk.Is(err, desk.Invalid) {
		t.Errorf("over a file that is there: %v", err)
	}
	d, err := benchmark.Read(t.Context(), benchmark.Options{Paths: []string{file}})
	if err != nil {
		t.Fatal(err)
	}
	l, err := d.League()
	if err != nil || len(l.Companies) != 2 {
		t.Fatalf("%v %+v", err, l)
	}
	for _, c := range l.Companies {
		if c.Cases != 1 || c.Value("response_rate_1h").Value != 1 {
			t.Errorf("%s has %d cases, of which %v were answered within the hour", c.Name, c.Cases, c.Value("response_rate_1h"))
		}
	}
}
