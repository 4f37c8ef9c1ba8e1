package storetest

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/desk"
	"heed/internal/store"
)

// testDecided holds the schema against what is decided about erasing: nobody adds a table, or a column of
// a table that speaks of customers, without saying what becomes of it.
func testDecided(t *testing.T, db Desk) {
	tables := columnsOf(t, db)
	word := regexp.MustCompile(`^\s*(\w+)`)
	for _, d := range store.Decided() {
		columns, there := tables[d.Table]
		if !there {
			t.Errorf("%s is decided on and is no table", d.Table)
		}
		delete(tables, d.Table)
		if d.Goes || d.Why != "" {
			continue
		}
		var said []string
		for _, part := range strings.Split(d.Empty+","+d.Stay, ",") {
			if m := word.FindStringSubmatch(part); m != nil {
				said = append(said, m[1])
			}
		}
		slices.Sort(said)
		if diff := cmp.Diff(columns, said); diff != "" {
			t.Errorf("%s: columns that are not decided on (-) or that are not there (+):\n%s", d.Table, diff)
		}
	}
	for name := range tables {
		t.Errorf("the table %s is not decided on: does it hold anything of a person? See store.Decided", name)
	}
}

// columnsOf are the tables of the desk with their columns, sorted.
func columnsOf(t *testing.T, db Desk) map[string][]string {
	t.Helper()
	query := `SELECT m.name, c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'
		AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE 'message_words\__%' ESCAPE '\' AND m.name NOT LIKE 'goose%'`
	if db.Dialect() == "postgres" {
		query = `SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name NOT LIKE 'goose%'`
	}
	rows, err := db.Raw.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	tables := map[string][]string{}
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			t.Fatal(err)
		}
		tables[table] = append(tables[table], column)
	}
	for _, columns := range tables {
		slices.Sort(columns)
	}
	if len(tables) < 30 {
		t.Fatalf("%d tables", len(tables))
	}
	return tables
}

// mark stands in whatever is of the person who is erased, and nowhere else.
const mark = "zyxwv"

// left finds the tables in which the mark still stands.
func left(t *testing.T, db Desk) (found []string) {
	t.Helper()
	for table, columns := range columnsOf(t, db) {
		if table == "message_words" {
			continue // asked by a search
		}
		for _, column := range columns {
			var n int
			cast := "CAST(" + column + " AS TEXT)"
			if err := db.Raw.QueryRowContext(t.Context(), "SELECT count(*) FROM "+table+" WHERE lower("+cast+") LIKE '%"+mark+"%'").Scan(&n); err != nil {
				t.Fatal(table, column, err)
			}
			if n > 0 {
				found = append(found, fmt.Sprintf("%s.%s", table, column))
			}
		}
	}
	slices.Sort(found)
	return found
}

// life is a person with a case in which something is written wherever something can be.
type life struct {
	person        *desk.Person
	open, merged  *desk.Case
	said, of      *desk.Message
	answer, note  *desk.Message
	copied, quote *desk.Message
}

func (w *life) write(tx *store.Tx) error {
	ref := desk.HandleRef{NetworkID: "did:" + mark, Name: mark + ".echo", Display: "Z " + mark, Avatar: "https://cdn.example/" + mark, Followers: 7}
	w.person = &desk.Person{Name: "Z " + mark, Lang: "en", FirstSeen: start, LastSeen: start, MutedUntil: after(time.Hour), MuteReason: "is " + mark}
	other := &desk.Person{Name: "Other"}
	if err := first(tx.CreatePerson(w.person), tx.CreatePerson(other)); err != nil {
		return err
	}
	if err := first(
		tx.CreateHandle(&desk.Handle{Person: w.person.ID, Network: "echo", HandleRef: ref, SeenAt: start}),
		tx.CreateHandle(&desk.Handle{Person: other.ID, Network: "echo", HandleRef: desk.HandleRef{NetworkID: "did:other", Name: "other.echo"}})); err != nil {
		return err
	}
	spot := desk.Signal{Label: "negative", Confidence: .9, Because: []string{mark}}
	w.open = openCase(1)
	w.open.Person, w.open.PersonName, w.open.Handle, w.open.Avatar, w.open.Preview, w.open.Subject = w.person.ID, w.person.Name, ref.Name, ref.Avatar, mark, mark
	w.open.Unowned, w.open.UntilWhy, w.open.Hits = mark, mark, []desk.Hit{{Search: 1, Name: "Router", Clause: mark}}
	w.open.Decision.Because, w.open.Clocks = []string{mark}, []desk.Clock{{Kind: desk.ClockFirst, Since: start, Why: mark}}
	w.merged = openCase(2)
	w.merged.Person, w.merged.PersonName, w.merged.Stage, w.merged.Messages, w.merged.ResolvedAt = w.person.ID, mark, desk.Ignored, 0, start
	theirs := openCase(3)
	theirs.Person, theirs.PersonName = other.ID, "Other"
	if err := first(tx.CreateCase(w.open), tx.CreateCase(w.merged), tx.CreateCase(theirs)); err != nil {
		return err
	}
	message := func(n int, id string, c *desk.Case, d desk.Direction) *desk.Message {
		m := post(n)
		m.NetworkID, m.Case, m.Direction, m.Form = desk.NetworkID(id), c.ID, d, desk.Reply
		return m
	}
	w.said = message(1, "at://"+mark+"/1", w.open, desk.In)
	w.said.Author, w.said.Person, w.said.URL, w.said.Text = ref, w.person.ID, "https://echo.example/"+mark, "My "+mark+" is broken"
	w.said.Signals, w.said.Hits, w.said.Media = desk.Signals{Sentiment: spot}, w.open.Hits, []desk.Media{{Kind: "image", URL: "https://cdn.example/" + mark}}
	if err := tx.CreateMessage(w.said, 77); err != nil {
		return err
	}
	w.answer = message(2, "at://ours/"+mark, w.open, desk.Out)
	w.answer.Author, w.answer.Parent, w.answer.Text, w.answer.State, w.answer.Thread = desk.HandleRef{Name: "acme"}, w.said.NetworkID, "Hello "+mark, desk.Sent, w.said.Thread
	w.note = message(3, "", w.open, desk.Note)
	w.note.Text = mark + " called"
	w.copied = message(4, "at://other/copy", w.open, desk.In)
	w.copied.Author, w.copied.Person, w.copied.CopyOf, w.copied.Text, w.copied.Thread = desk.HandleRef{NetworkID: "did:other", Name: "other.echo"}, other.ID, w.said.ID, "My "+mark+" is broken", w.said.Thread
	w.quote = message(5, "at://other/5", theirs, desk.In)
	w.quote.Author, w.quote.Person, w.quote.Form, w.quote.Text = desk.HandleRef{NetworkID: "did:other", Name: "other.echo"}, other.ID, desk.Quote, "Mine too"
	w.quote.Subject, w.quote.SubjectBy, w.quote.SubjectText = w.said.NetworkID, ref, w.said.Text
	w.of = message(6, "at://other/6", theirs, desk.In)
	w.of.Author, w.of.Person, w.of.Text = desk.HandleRef{NetworkID: "did:other", Name: "other.echo"}, other.ID, "The same with me"
	w.of.Parent, w.of.Root, w.of.ParentBy, w.of.Mentions, w.of.Thread = w.said.NetworkID, w.said.NetworkID, ref, []desk.HandleRef{ref, {NetworkID: "did:acme"}}, w.said.Thread
	if err := first(tx.CreateMessage(w.answer, 0), tx.CreateMessage(w.note, 0), tx.CreateMessage(w.copied, 0), tx.CreateMessage(w.quote, 0), tx.CreateMessage(w.of, 0), tx.AddCopies(w.said.ID, 1)); err != nil {
		return err
	}
	w.open.Messages, w.open.Last, w.open.LastOut, theirs.Messages, theirs.Last = 2, w.said.ID, w.answer.ID, 2, w.of.ID
	picture := &desk.Picture{Type: "image/png", Alt: mark, Bytes: []byte(mark), Made: start}
	if err := first(tx.SaveCase(w.open), tx.SaveCase(theirs), tx.KeepVersion(w.said.ID, desk.Version{Text: mark, At: start}), tx.CreatePicture(picture)); err != nil {
		return err
	}
	picture.Alt = mark
	id := fmt.Sprint(int64(w.person.ID))
	return first(
		tx.BindPictures(w.answer.ID, []desk.Picture{*picture}),
		tx.CreateOutgoing(&desk.Outgoing{Case: w.open.ID, Message: w.answer.ID, Account: 1, Errand: desk.SendPublic, Key: mark, Text: "Hello " + mark, To: ref, ReplyTo: w.said.NetworkID,
			Root: w.said.NetworkID, NetworkID: w.answer.NetworkID, State: desk.Sent, Problem: mark, Mend: mark, Token: mark}),
		tx.CreatePromise(&desk.Promise{Case: w.open.ID, Text: "call " + mark, Due: start, Made: start, Kept: start}),
		tx.CreateCorrection(&desk.Correction{Message: w.said.ID, Case: w.open.ID, Signal: "sentiment", Label: "negative", Before: spot, At: start}),
		tx.CreateMention(&desk.Mention{Message: w.note.ID, Agent: 1, By: 2, At: start}),
		tx.CreateMark(&desk.Mark{Search: 1, Message: w.said.ID, Agent: 1, At: start}),
		tx.CreateMerge(&desk.Merge{Into: w.open.ID, From: w.merged.ID, At: start, Why: mark, Done: desk.MergeDone{From: desk.StandingOf(w.merged), Into: desk.StandingOf(w.open)}}),
		tx.CreateNotice(&desk.Notice{Way: desk.ByMail, Agent: 1, Subject: mark, Text: mark, Link: fmt.Sprintf("/cases/%d#m3", int64(w.open.ID)), State: desk.Sent}),
		tx.Append(&desk.Event{Case: w.open.ID, Message: w.said.ID, At: start, Kind: desk.CaseOpened, Data: map[string]string{"rule": "complaints", "why": mark}},
			&desk.Event{Case: w.open.ID, Message: w.said.ID, At: start, Kind: desk.MessageReceived},
			&desk.Event{Case: w.open.ID, Message: w.answer.ID, At: start, Kind: desk.ReplyQueued},
			&desk.Event{Case: w.open.ID, Message: w.note.ID, At: start, Kind: desk.NoteAdded},
			&desk.Event{Case: w.merged.ID, At: start, Kind: desk.CaseMerged, Data: map[string]string{"name": mark}},
			&desk.Event{Case: theirs.ID, Message: w.quote.ID, At: start, Kind: desk.MessageReceived},
			&desk.Event{Case: theirs.ID, Message: w.of.ID, At: start, Kind: desk.MessageReceived},
			&desk.Event{Case: theirs.ID, At: start, Kind: desk.CaseOpened},
			&desk.Event{At: start, Kind: desk.PersonMuted, Agent: 1, Data: map[string]string{"person": id, "name": mark, "reason": mark, "until": "2026-03-03T00:00:00Z"}}),
	)
}

func testErasure(t *testing.T, db Desk) {
	var w life
	update(t, db, w.write)
	before := checked(t, db)
	if found := left(t, db); len(found) < 30 {
		t.Fatalf("the person is written only into %v", found)
	}
	e := desk.Erasure{Person: w.person.ID, At: after(time.Hour)}
	want := desk.Kept{Persons: []desk.PersonID{w.person.ID}, Cases: []desk.CaseID{w.open.ID, w.merged.ID}, Open: 1, Said: 1, Answers: 1, Notes: 1, Copies: 1,
		Versions: 1, Pictures: 1, Events: 5, Corrections: 1, Promises: 1, Others: 2}
	view(t, db, func(tx *store.Tx) error {
		k, err := tx.Kept(e)
		if diff := cmp.Diff(want, k); diff != "" {
			t.Errorf("kept (-want +got):\n%s", diff)
		}
		d, err2 := tx.Dossier(w.person.ID)
		if len(d.Messages) != 4 || len(d.Cases) != 2 || len(d.Handles) != 1 || len(d.Versions) != 1 || len(d.Pictures) != 1 || len(d.Events) != 5 ||
			len(d.Outgoing) != 1 || len(d.Promises) != 1 || len(d.Corrections) != 1 || d.Persons[0].Name != w.person.Name {
			t.Errorf("the dossier is not whole: %+v", d)
		}
		return first(err, err2)
	})
	update(t, db, func(tx *store.Tx) error {
		k, err := tx.Erase(e)
		if diff := cmp.Diff(want, k); diff != "" {
			t.Errorf("erased (-want +got):\n%s", diff)
		}
		return err
	})
	if found := left(t, db); len(found) > 0 {
		t.Errorf("the person is still in %v", found)
	}
	if diff := cmp.Diff(before, checked(t, db)); diff != "" {
		t.Errorf("the check (-before +after):\n%s", diff)
	}
	w.afterwards(t, db)
}

// afterwards looks at what is left: times and numbers, what others said, and who is not taken in anew.
func (w *life) afterwards(t *testing.T, db Desk) {
	view(t, db, func(tx *store.Tx) error {
		c, err := tx.Case(w.open.ID)
		if err != nil {
			return err
		}
		if c.Stage != desk.Ignored || c.ErasedAt.IsZero() || c.Messages != 2 || !c.OpenedAt.Equal(w.open.OpenedAt) || c.Decision.Rule != "complaints" {
			t.Errorf("the case is %+v", c)
		}
		m, err := tx.Message(w.said.ID)
		if err != nil {
			return err
		}
		if !m.Erased || m.Text != "" || !m.PostedAt.Equal(w.said.PostedAt) || m.Copies != 1 {
			t.Errorf("the message is %+v", m)
		}
		other, err := tx.Message(w.of.ID)
		if err != nil {
			return err
		}
		if other.Text != w.of.Text || other.Parent != "" || len(other.Mentions) != 1 {
			t.Errorf("what somebody else said is %+v", other)
		}
		found, err := tx.Find(desk.FindQuery{Words: mark, Limit: 10})
		if len(found) > 0 {
			t.Errorf("%d messages are still found", len(found))
		}
		p, err2 := tx.Person(w.person.ID)
		if err2 == nil && (p.ErasedAt.IsZero() || len(p.Handles) > 0) {
			t.Errorf("the person is %+v", p)
		}
		byID, byName := desk.GraveOf("echo", desk.HandleRef{NetworkID: "did:" + mark}), desk.GraveOf("echo", desk.HandleRef{Name: strings.ToUpper(mark) + ".Echo"})
		ours, nobody := desk.GraveOfMessage(desk.MessageKey{Scope: "echo", ID: w.answer.NetworkID}), desk.GraveOf("echo", desk.HandleRef{NetworkID: "did:other"})
		graves, err3 := tx.Graves([]string{byID, byName, ours, nobody})
		if diff := cmp.Diff(map[string]time.Time{byID: after(time.Hour), byName: after(time.Hour), ours: after(time.Hour)}, graves); diff != "" {
			t.Errorf("graves (-want +got):\n%s", diff)
		}
		return first(err, err2, err3)
	})
}

// checked is what the check finds, but for what the fixtures of this test do not have.
func checked(t *testing.T, db Desk) (found []string) {
	t.Helper()
	findings, err := store.Check(t.Context(), db.DB, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range findings {
		found = append(found, f.What)
	}
	return found
}

// testEnded erases cases that ended long ago, and people of whom nothing else is left.
func testEnded(t *testing.T, db Desk) {
	var w life
	update(t, db, w.write)
	update(t, db, func(tx *store.Tx) error {
		c, err := tx.Case(w.open.ID)
		if err != nil {
			return err
		}
		c.Stage, c.ResolvedAt, c.WaitingSince = desk.Resolved, after(time.Minute), time.Time{}
		return tx.SaveCase(c)
	})
	now := after(1000 * time.Hour)
	ended := func(before time.Time, want ...desk.CaseID) {
		t.Helper()
		view(t, db, func(tx *store.Tx) error {
			ids, err := tx.Ended(before, now, 10)
			n, err2 := tx.CountEnded(before, now, 1)
			if diff := cmp.Diff(want, ids); diff != "" || n.N != min(len(want), 1) || n.More != (len(want) > 1) {
				t.Errorf("ended before %s: counted %+v (-want +got):\n%s", before, n, diff)
			}
			return first(err, err2)
		})
	}
	ended(after(30*time.Second), w.merged.ID)
	ended(after(time.Hour), w.merged.ID, w.open.ID)
	update(t, db, func(tx *store.Tx) error {
		k, err := tx.Erase(desk.Erasure{Cases: []desk.CaseID{w.open.ID}, At: now})
		if diff := cmp.Diff([]desk.PersonID{w.person.ID}, k.Persons); diff != "" || len(k.Cases) != 2 {
			t.Errorf("erased with %d cases (-want +got):\n%s", len(k.Cases), diff)
		}
		return err
	})
	if found := left(t, db); len(found) > 0 {
		t.Errorf("the person is still in %v", found)
	}
	ended(after(time.Hour))
	view(t, db, func(tx *store.Tx) error {
		name := desk.GraveOf("echo", desk.HandleRef{NetworkID: "did:" + mark})
		graves, err := tx.Graves([]string{name})
		if diff := cmp.Diff(map[string]time.Time{name: w.said.PostedAt}, graves); diff != "" {
			t.Errorf("graves (-want +got):\n%s", diff)
		}
		return err
	})
}
