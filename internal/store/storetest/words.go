package storetest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"heed/internal/desk"
	"heed/internal/store"
)

// said are the texts that testWords searches; their ids are their places from 1 on.
var said = []string{
	"The ROUTER does not work, don't ask",
	"Der Router geht nicht. Größe XXL, café",
	"my modem works; the modem's router light is red",
	"我的路由器坏了",
	"ok \U0001F525\U0001F525 fire",
	"it's 50% off at example.com/router-sale",
	"สวัสดีครับ",
	"helpful helpers help",
}

func testWords(t *testing.T, db Desk) {
	update(t, db, func(tx *store.Tx) error {
		for n, text := range said {
			m := post(n + 1)
			m.Text, m.Author.Display, m.Author.Name = text, "Zoë Quill", "zoe.social"
			if err := tx.CreateMessage(m, 0); err != nil {
				return err
			}
		}
		return nil
	})
	for _, c := range []struct {
		words string
		want  []desk.MessageID
	}{
		{"router", []desk.MessageID{6, 3, 2, 1}},
		{"ROUTER dont", []desk.MessageID{1}},
		{"don’t", []desk.MessageID{1}},
		{"rout", []desk.MessageID{6, 3, 2, 1}},
		{"rout light", nil}, // only the last word may be unfinished
		{"light rout", []desk.MessageID{3}},
		{`"my modem"`, []desk.MessageID{3}},
		{`"modem my"`, nil},
		{`"my mod"`, nil},
		{`"router does not" wor`, []desk.MessageID{1}},
		{`"unclosed rout`, nil},
		{"router-sale", []desk.MessageID{6}},
		{"router-sal", []desk.MessageID{6}},
		{"cafe grosse", []desk.MessageID{2}},
		{"GRÖSSE", []desk.MessageID{2}},
		{"路由器", []desk.MessageID{4}},
		{"路器", nil},
		{"สวัส", []desk.MessageID{7}},
		{"\U0001F525", []desk.MessageID{5}},
		{"zoe quil", []desk.MessageID{8, 7, 6, 5, 4, 3, 2, 1}},
		{"@zoe.social helping", nil},
		{"@zoe.social helpf", []desk.MessageID{8}},
		{"social", nil}, // not by the network's name
		{`"fire zoe"`, nil},
		{"", nil}, {"  ", nil}, {"!!! ??", nil}, {`""`, nil}, {"x", nil},
		{"router AND NOT modem", nil}, {"rou*", []desk.MessageID{6, 3, 2, 1}}, {"words:router", nil}, {"slices : 0", nil},
		{"router)) OR (1", nil}, {"'; DROP TABLE messages; --", nil}, {"ro\x00uter", nil}, {"\xff\xferouter", []desk.MessageID{6, 3, 2, 1}},
		{"router & ! | <-> :*", []desk.MessageID{6, 3, 2, 1}}, {`\`, nil}, {"0·router", nil},
		{strings.Repeat("router ", 2000), []desk.MessageID{6, 3, 2, 1}},
		{strings.Repeat(`"`, 10_000), nil}, {strings.Repeat("a", 10_000), nil},
	} {
		if got := find(t, db, desk.FindQuery{Words: c.words, Limit: 50}); !cmp.Equal(c.want, got) {
			t.Errorf("Find(%.60q) brings %v, want %v", c.words, got, c.want)
		}
	}
	testWordsChange(t, db)
	testSlices(t, db)
}

func find(t *testing.T, db Desk, q desk.FindQuery) (got []desk.MessageID) {
	t.Helper()
	view(t, db, func(tx *store.Tx) error {
		found, err := tx.Find(q)
		for _, f := range found {
			got = append(got, f.Message.ID)
			if err == nil && f.Message.Case != 0 {
				var c *desk.Case
				if c, err = tx.Case(f.Message.Case); err == nil && (f.Stage != c.Stage || f.WaitingFor != c.WaitingFor) {
					t.Errorf("message %d came with stage %q, waiting for %q; its case has %q, %q", f.Message.ID, f.Stage, f.WaitingFor, c.Stage, c.WaitingFor)
				}
			} else if f.Stage != "" {
				t.Errorf("message %d has no case and came with stage %q", f.Message.ID, f.Stage)
			}
		}
		return err
	})
	return got
}

// testWordsChange: an edited message is found by its new words, a deleted one by none, a
// copy never.
func testWordsChange(t *testing.T, db Desk) {
	update(t, db, func(tx *store.Tx) error {
		one, err := tx.Message(1)
		two, err2 := tx.Message(2)
		if err := first(err, err2); err != nil {
			return err
		}
		c := openCase(1)
		one.Text, two.Text = "it is the switch", ""
		copied := post(90)
		copied.CopyOf, copied.Text = 3, "my modem works"
		if err := tx.CreateCase(c); err != nil {
			return err
		}
		one.Case = c.ID
		return first(tx.SaveMessage(one), tx.SaveMessage(two), tx.CreateMessage(copied, 0), tx.DropMessage(6))
	})
	for words, want := range map[string][]desk.MessageID{"router": {3}, "switch": {1}, "modem": {3}, "zoe": {8, 7, 5, 4, 3, 1}} {
		if got := find(t, db, desk.FindQuery{Words: words, Limit: 50}); !cmp.Equal(want, got) {
			t.Errorf("after the changes Find(%q) brings %v, want %v", words, got, want)
		}
	}
}

// testSlices: pages over many slices, with a common, a middling and a rare word.
func testSlices(t *testing.T, db Desk) {
	const n, step = 60_000, 2000
	var want [3][]desk.MessageID
	for from := 0; from < n; from += step {
		update(t, db, func(tx *store.Tx) error {
			for i := from; i < from+step; i++ {
				if i%100 != 0 && i != 17 {
					continue
				}
				m := post(1000 + i)
				m.Text = "common"
				if i%10_000 == 0 {
					m.Text += " middling"
				}
				if i == 17 {
					m.Text += " rare"
				}
				if err := tx.CreateMessage(m, 0); err != nil {
					return err
				}
				for k, word := range []string{"common", "middling", "rare"} {
					if strings.Contains(m.Text, word) {
						want[k] = append([]desk.MessageID{m.ID}, want[k]...)
					}
				}
			}
			return nil
		})
		for k, word := range []string{"common", "middling", "rare"} { // what is newest moves on between searches
			if got := find(t, db, desk.FindQuery{Words: word, Limit: 3}); !cmp.Equal(want[k][:min(3, len(want[k]))], got) {
				t.Errorf("the newest with %q are %v, want %v", word, got, want[k])
			}
		}
		skip(t, db, step)
	}
	for k, word := range []string{"common", "middling", "rare"} {
		for _, suffix := range []string{"", "x"} {
			query := strings.TrimSuffix(word+suffix, "nx")
			query = strings.TrimSuffix(query, "gx")
			query = strings.TrimSuffix(query, "ex")
			var got []desk.MessageID
			q := desk.FindQuery{Words: query, Limit: 7}
			for range 200 {
				page := find(t, db, q)
				got = append(got, page...)
				if len(page) < q.Limit {
					break
				}
				q.Before = page[len(page)-1]
			}
			if diff := cmp.Diff(want[k], got); diff != "" {
				t.Errorf("%s in pages (-want +got):\n%s", fmt.Sprintf("%q", query), diff)
			}
		}
	}
}

// skip passes over ids of messages, as if they had been given.
func skip(t *testing.T, db Desk, n int) {
	t.Helper()
	statement := "UPDATE sqlite_sequence SET seq = seq + $1 WHERE name = 'messages'"
	if db.Dialect() == "postgres" {
		statement = "SELECT setval('messages_id_seq', nextval('messages_id_seq') + $1)"
	}
	if _, err := db.Raw.ExecContext(t.Context(), statement, n); err != nil {
		t.Fatal(err)
	}
}
