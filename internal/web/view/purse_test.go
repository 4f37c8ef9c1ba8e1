package view

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"heed/internal/channel"
	"heed/internal/desk"
	"heed/internal/monitor"
)

// TestPurseOfThousands: what costs, will cost or was cut off by a cap comes first; the thousands that cost nothing are one line.
func TestPurseOfThousands(t *testing.T) {
	t.Parallel()
	p := monitor.PurseReport{Network: "bluesky", Price: channel.Price{Currency: "EUR", Post: 5000}}
	for i := range 2000 {
		s := monitor.SpendReport{Search: desk.SearchID(i + 1), Name: fmt.Sprintf("S%04d", i), NotHeard: -1}
		switch {
		case i == 1999:
			s.Capped = time.Unix(1e9, 0)
		case i == 1998:
			s.Earlier = -1
		case i == 1997:
			s.Cap = 1_000_000 // which says nothing of what it costs
		case i%80 == 7:
			s.Spent, s.Forecast = int64(i)*1000, int64(i)*2000
		case i == 500:
			s.Forecast = 5000
		}
		p.Searches = append(p.Searches, s)
	}
	page := func(p monitor.PurseReport) string {
		var b strings.Builder
		if err := purses(&monitor.Report{Purses: []monitor.PurseReport{p}}, Form{}).Render(With(t.Context(), &Shell{}), &b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	body := page(p)
	var rows []string
	for _, r := range strings.Split(body, `<tr id="spend-`)[1:] {
		id, _, _ := strings.Cut(r, `"`)
		rows = append(rows, id)
	}
	if len(rows) != 28 || rows[0] != "2000" || rows[1] != "1928" || rows[26] != "501" || rows[27] != "1999" {
		t.Errorf("the rows: %v", rows)
	}
	for _, want := range []string{"<summary class=\"faint\">1,972 others have cost nothing.</summary>", ">S0000</a>", "and 1,922 more"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if len(body) > 40_000 {
		t.Errorf("%d bytes", len(body))
	}
	p.Searches = p.Searches[:1]
	if body := page(p); !strings.Contains(body, "1 search has cost nothing.") || strings.Contains(body, "spend-") {
		t.Errorf("one that costs nothing: %s", body)
	}
}

// TestReachedCap: that a cap lets nothing more in is said at once, not when the first post was turned away; nothing is said of no
// posts that were missed.
func TestReachedCap(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		cap, spent int64
		capped     time.Time
		want       bool
	}{{0, 9000, time.Time{}, false}, {14000, 9000, time.Time{}, false}, {13999, 9000, time.Time{}, true}, {10, 9000, time.Time{}, true}, {14000, 9000, time.Unix(1e9, 0), true}} {
		p := monitor.PurseReport{Price: channel.Price{Currency: "EUR", Post: 5000}, Cap: c.cap, Spent: c.spent, Capped: c.capped}
		var b strings.Builder
		if err := purses(&monitor.Report{Purses: []monitor.PurseReport{p}}, Form{}).Render(With(t.Context(), &Shell{Zone: time.UTC}), &b); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(b.String(), "nothing more is read") != c.want || strings.Contains(b.String(), "About 0") || strings.Contains(b.String(), "Stopped") == c.capped.IsZero() {
			t.Errorf("%+v: %s", c, b.String())
		}
	}
}
