package storetest

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/desk"
	"heed/internal/store"
	"heed/internal/store/generate"
)

// testNarrowed: what is found by words and more is what words find and the rest lets through, page by page; a
// page that finds too little in what it may look at says where to go on; and all of it is read by keys.
func testNarrowed(t *testing.T, db Desk) {
	if err := generate.Fill(t.Context(), db.DB, generate.Options{Cases: 3000, MessagesPerCase: 5, Seed: 3, Now: after(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Raw.ExecContext(t.Context(), "ANALYZE"); err != nil {
		t.Fatal(err)
	}
	const word = "the"
	type row struct {
		desk.Found
		owner desk.AgentID
	}
	var all []row
	view(t, db, func(tx *store.Tx) error {
		for q := (desk.FindQuery{Words: word, Limit: 100}); ; {
			found, next, _, _, err := tx.CountedFind(q, nil, 0)
			if err != nil {
				return err
			}
			for _, f := range found {
				c, err := tx.Case(f.Message.Case)
				if err != nil {
					return err
				}
				all = append(all, row{f, c.Assignee})
			}
			if q.Before = next; next == 0 {
				return nil
			}
		}
	})
	if len(all) < 3000 {
		t.Fatalf("only %d messages hold %q", len(all), word)
	}
	oldest, newest := all[len(all)-1].Message.PostedAt, all[0].Message.PostedAt
	middle := oldest.Add(newest.Sub(oldest) / 2)
	for name, tt := range map[string]struct {
		q    desk.FindQuery
		fits func(row) bool
	}{
		"network": {desk.FindQuery{Network: "echo"}, func(r row) bool { return r.Message.Network == "echo" }},
		"from":    {desk.FindQuery{From: middle}, func(r row) bool { return !r.Message.PostedAt.Before(middle) }},
		"to":      {desk.FindQuery{To: middle}, func(r row) bool { return r.Message.PostedAt.Before(middle) }},
		"stages":  {desk.FindQuery{Stages: []desk.Stage{desk.Resolved, desk.New}}, func(r row) bool { return r.Stage == desk.Resolved || r.Stage == desk.New }},
		"owner":   {desk.FindQuery{Assignee: 1}, func(r row) bool { return r.owner == 1 }},
		"nobody":  {desk.FindQuery{Assignee: desk.Unassigned}, func(r row) bool { return r.owner == 0 }},
		"together": {desk.FindQuery{Network: "echo", From: oldest, To: middle, Stages: []desk.Stage{desk.Resolved}, Assignee: 1}, func(r row) bool {
			return !r.Message.PostedAt.Before(oldest) && r.Message.PostedAt.Before(middle) && r.Stage == desk.Resolved && r.owner == 1 && r.Message.Network == "echo"
		}},
		"nothing": {desk.FindQuery{Network: "nowhere"}, func(row) bool { return false }},
	} {
		var want, got []desk.MessageID
		for _, r := range all {
			if tt.fits(r) {
				want = append(want, r.Message.ID)
			}
		}
		tt.q.Words, tt.q.Limit = word, 100
		for pages := 0; pages < 1000; pages++ {
			var next desk.MessageID
			statements := traced(t, db, func(tx *store.Tx) error {
				found, after, _, _, err := tx.CountedFind(tt.q, nil, 0)
				for _, f := range found {
					got = append(got, f.Message.ID)
				}
				next = after
				return err
			})
			if pages == 0 {
				byKeys(t, db, name, statements)
			}
			if tt.q.Before = next; next == 0 {
				break
			}
		}
		if !cmp.Equal(want, got) {
			t.Errorf("%s: %d found, want %d", name, len(got), len(want))
		}
		if name != "nothing" && len(want) == 0 {
			t.Errorf("%s lets nothing through: it says nothing", name)
		}
	}
	testBounded(t, db)
}

// byKeys: what lets messages through is asked of the rows by their keys.
func byKeys(t *testing.T, db Desk, name string, statements []store.Statement) {
	t.Helper()
	asked := 0
	for _, s := range statements {
		if !strings.HasPrefix(s.Text, "SELECT m.id FROM") {
			continue
		}
		asked++
		if p := plan(t, db, s, false); wholeTable.MatchString(p) {
			t.Errorf("%s: a table is read:\n%s\n%.2000s", name, s.Text, p)
		}
	}
	if asked == 0 {
		t.Errorf("%s: nothing was asked", name)
	}
}

// testBounded: a page looks at so many messages and no more, and the next goes on where it left off.
func testBounded(t *testing.T, db Desk) {
	t.Helper()
	q := desk.FindQuery{Words: "the", Network: "nowhere", Limit: 30}
	var places []desk.MessageID
	for {
		var next desk.MessageID
		view(t, db, func(tx *store.Tx) (err error) {
			var found []desk.Found
			found, next, _, _, err = tx.CountedFind(q, nil, 0)
			if len(found) > 0 {
				t.Errorf("%d found", len(found))
			}
			return err
		})
		if next == 0 {
			break
		}
		places, q.Before = append(places, next), next
	}
	if len(places) == 0 || !slices.IsSortedFunc(places, func(a, b desk.MessageID) int { return int(b - a) }) {
		t.Errorf("it went on before %v", places)
	}
}
