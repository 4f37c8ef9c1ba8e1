package server_test

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"heed/internal/config"
	"heed/internal/desk"
	"heed/internal/dossier"
	"heed/internal/report"
	"heed/internal/store"
	"heed/internal/store/storetest"
)

// TestErase: a person's data is given out and erased while figures stay and the check finds nothing; what they wrote until
// then does not come in again by any way, and what they write afterwards does.
func TestErase(t *testing.T) { t.Parallel(); onBoth(t, testErase) }

func testErase(t *testing.T, b *bench) {
	ctx := t.Context()
	sour := b.post("mia.zeisig", "@acme.echo my zwitscher machine is broken and nobody answers!", mention("acme.echo"))
	other := b.post("ben", "@acme.echo is my parcel lost?", mention("acme.echo"), at(time.Minute))
	b.take(sour, other)
	b.answerIn(sour, time.Hour, "Sorry Mia, we repair the zwitscher machine today.")
	b.answerIn(other, time.Hour, "It comes on Friday.")
	open := b.post("mia.zeisig", "@acme.echo and where is my zwitscher money?", mention("acme.echo"), at(120*time.Hour))
	b.now = t0.Add(121 * time.Hour)
	b.take(open)
	joined := b.post("ben", "zwitscher? That happened to me too", replyTo(sour), at(60*time.Hour))
	b.take(joined)
	mia := b.story(sour).Person.ID
	b.ok(b.desk.Inbox.SetStage(ctx, b.boss, b.caseOf(sour), 0, desk.Resolved, "repaired"))
	b.whole()
	period := func() map[string]report.Value {
		b.count()
		return b.figures(t0.Add(-time.Hour), t0.Add(200*time.Hour), desk.ByNetwork)
	}
	var file bytes.Buffer
	b.ok(b.desk.Dossier.GiveOut(ctx, b.boss, mia, &file))
	if text := unpacked(t, file.Bytes()); strings.Count(text, "zwitscher machine is broken") == 0 || !strings.Contains(text, "we repair the zwitscher machine") || strings.Contains(text, "on Friday") {
		t.Errorf("given out: %s", text)
	}

	b.ok(b.desk.Inbox.Promise(ctx, b.boss, b.caseOf(open), "call Mia", b.now.Add(time.Hour)))
	order := dossier.Order{Person: mia, Why: "request 17", Name: "mia.zeisig"}
	sheet, err := b.desk.Dossier.Look(ctx, b.boss, mia)
	b.ok(err)
	order.Name = sheet.Type
	if _, err := b.desk.Dossier.Erase(ctx, b.boss, order); !desk.Is(err, desk.Conflict) || len(sheet.Promised) != 1 {
		t.Fatalf("a promise is open, and erasing says %v", err)
	}
	var promises []desk.Promise
	b.update(func(tx *store.Tx) (err error) { promises, err = tx.CasePromises(b.caseOf(open)); return err })
	b.ok(b.desk.Inbox.KeepPromise(ctx, b.boss, promises[0].ID))
	for _, wrong := range []dossier.Order{{Person: mia, Why: "request 17", Name: "Ben"}, {Person: mia, Name: order.Name}, {Person: mia, Why: "asked by MIA.ZEISIG", Name: order.Name}} {
		if _, err := b.desk.Dossier.Erase(ctx, b.boss, wrong); !desk.Is(err, desk.Invalid) {
			t.Errorf("%+v: %v", wrong, err)
		}
	}
	before := period()
	k, err := b.desk.Dossier.Erase(ctx, b.boss, order)
	b.ok(err)
	if k.Said != 2 || k.Answers != 1 || len(k.Cases) != 2 || k.Open != 1 || k.Others != 1 {
		t.Errorf("erased %+v", k)
	}
	b.whole()
	if diff := cmp.Diff(before, period(), cmpopts.EquateNaNs()); diff != "" {
		t.Errorf("figures (-before +after):\n%s", diff)
	}
	b.ok(b.desk.Reports.Again(ctx)) // all is counted anew
	b.whole()
	if diff := cmp.Diff(before, period(), cmpopts.EquateNaNs()); diff != "" {
		t.Errorf("figures that were counted anew (-before +after):\n%s", diff)
	}

	if r := b.take(sour, open); r.Kept != 0 || r.Dropped != 2 {
		t.Errorf("what they wrote before came again: %+v", r)
	}
	b.now = b.now.Add(time.Hour)
	fresh := b.post("mia.zeisig", "@acme.echo hello again", mention("acme.echo"), at(b.now.Sub(t0)))
	if r := b.take(fresh); r.Kept != 1 || r.Cases != 1 {
		t.Errorf("what they write now: %+v", r)
	}
	if p := b.story(fresh).Person.ID; p == mia {
		t.Error("they are the same person again")
	}
	b.whole()
	audit, err := b.desk.Admin.Audit(ctx, b.boss, desk.TrailQuery{Limit: 10})
	b.ok(err)
	if e := audit[0]; e.Kind != desk.PersonErased || e.Agent != b.boss.ID || e.Data["why"] != "request 17" || strings.Contains(strings.ToLower(cmp.Diff(nil, e)), "mia") {
		t.Errorf("the audit trail says %+v", e)
	}
	if _, err := b.desk.Inbox.Open(ctx, b.boss, k.Cases[0], 0, false); err != nil {
		t.Errorf("the page of an erased case: %v", err)
	}
	if err := b.desk.Inbox.SetStage(ctx, b.boss, k.Cases[0], 0, desk.InProgress, ""); !desk.Is(err, desk.NotFound) {
		t.Errorf("a step in an erased case: %v", err)
	}
}

// unpacked is the text of all files of a ZIP.
func unpacked(t *testing.T, b []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		all.WriteString(f.Name + ":\n")
		all.Write(text)
	}
	return all.String()
}

// TestKeep: cases that ended longer ago than they are kept are erased in steps, and nothing else.
func TestKeep(t *testing.T) {
	t.Parallel()
	for name, database := range map[string]string{"sqlite": "", "postgres": "*"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if database != "" {
				database = storetest.Postgres(t)
			}
			testKeep(t, newBenchWith(t, config.Sources{Flags: map[string]string{"data": t.TempDir(), "database": database, "keep": "30d"}}))
		})
	}
}

func testKeep(t *testing.T, b *bench) {
	ctx := t.Context()
	old := b.post("mia", "@acme.echo the kettle leaks", mention("acme.echo"))
	young := b.post("ben", "@acme.echo the lamp flickers", mention("acme.echo"), at(time.Minute))
	b.take(old, young)
	b.ok(b.desk.Inbox.SetStage(ctx, b.boss, b.caseOf(old), 0, desk.Resolved, "done"))
	kept, gone := b.caseOf(young), b.caseOf(old)
	run := func() {
		for more := true; more; {
			var err error
			more, err = b.desk.Dossier.Run(ctx)
			b.ok(err)
		}
	}
	b.now = t0.Add(29 * 24 * time.Hour)
	run()
	o, err := b.desk.Dossier.Outlook(ctx, b.boss)
	b.ok(err)
	if b.aCase(gone).PersonName == "" || o.Waiting.N != 0 || o.Week.N != 1 {
		t.Fatalf("before its time: %+v", o)
	}
	b.now = t0.Add(31 * 24 * time.Hour)
	b.count()
	before := b.figures(t0.Add(-time.Hour), t0.Add(time.Hour), desk.ByNetwork)
	run()
	if c := b.aCase(gone); c.PersonName != "" || c.ErasedAt.IsZero() {
		t.Errorf("after its time: %+v", c)
	}
	if c := b.aCase(kept); c.PersonName == "" {
		t.Error("an open case was erased")
	}
	b.whole()
	after := b.figures(t0.Add(-time.Hour), t0.Add(time.Hour), desk.ByNetwork)
	if diff := cmp.Diff(before, after, cmpopts.EquateNaNs()); diff != "" {
		t.Errorf("figures (-before +after):\n%s", diff)
	}
	if r := b.take(old); r.Kept != 0 {
		t.Errorf("an erased post came in again: %+v", r)
	}
	audit, err := b.desk.Admin.Audit(ctx, b.boss, desk.TrailQuery{Limit: 10})
	b.ok(err)
	if e := audit[0]; e.Kind != desk.PersonErased || e.Data["days"] != "30" || e.Data["cases"] != "1" || e.Data["people"] != "1" {
		t.Errorf("the audit trail says %+v", e)
	}
}

// TestErasedFile: on SQLite no text and no name of what was erased is left in the file, once the log was moved into
// the database. Single words may be, in the index of words, until its segments are merged.
func TestErasedFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	b := newBenchWith(t, config.Sources{Flags: map[string]string{"data": dir}})
	b.take(b.post("mia.zeisig", "@acme.echo my zwitscher is broken "+strings.Repeat("and so on ", 900), mention("acme.echo")))
	for n := range 30 {
		b.take(b.post("ben", "@acme.echo parcel", mention("acme.echo"), at(time.Duration(n+1)*time.Minute)))
	}
	sheet, err := b.desk.Dossier.Look(t.Context(), b.boss, 1)
	b.ok(err)
	_, err = b.desk.Dossier.Erase(t.Context(), b.boss, dossier.Order{Person: 1, Why: "request", Name: sheet.Type})
	b.ok(err)
	b.ok(b.desk.Close()) // moves the log
	file, err := os.ReadFile(filepath.Join(dir, "heed.db"))
	b.ok(err)
	for _, word := range []string{"zwitscher is broken", "and so on and so on", "mia.zeisig"} {
		if n := bytes.Count(file, []byte(word)); n > 0 {
			t.Errorf("%q stands %d times in the file", word, n)
		}
	}
}
