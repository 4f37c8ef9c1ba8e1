package view

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"heed/internal/desk"
	"heed/internal/report"
	"heed/internal/reporting"
)

func TestRows(t *testing.T) {
	t.Parallel()
	sh := &Shell{Lang: "en"}
	var groups []reporting.Group
	for i, name := range []string{"Zoë", "Ana", "bob", "Nobody"} {
		sh.Desk.Teams = append(sh.Desk.Teams, desk.Team{ID: desk.TeamID(i + 1), Name: name})
		tally := report.NewTally(false)
		for n := range 3 - i { // nobody has none
			tally.Add(&report.Case{Demand: true, Told: 1, First: report.Wait{Micros: 60e6, Ended: n > 0}})
		}
		groups = append(groups, reporting.Group{Key: itoa(i + 1), Tally: tally})
	}
	ctx := With(context.Background(), sh)
	names := func(f ReportFilter) (list []string) {
		f.Dim = desk.ByTeam
		for _, g := range f.rows(ctx, groups).list {
			list = append(list, GroupName(ctx, desk.ByTeam, g.Key))
		}
		return list
	}
	for _, c := range []struct {
		order, find string
		want        []string
	}{
		{"", "", []string{"Zoë", "Ana", "bob", "Nobody"}},
		{"name", "", []string{"Ana", "bob", "Nobody", "Zoë"}},
		{"-name", "", []string{"Zoë", "Nobody", "bob", "Ana"}},
		{"-cases", "", []string{"Nobody", "bob", "Ana", "Zoë"}},
		{"demand", "", []string{"Zoë", "Ana", "bob", "Nobody"}},
		{"", "BO", []string{"bob", "Nobody"}},
		{"", "zoË", []string{"Zoë"}},
	} {
		if diff := cmp.Diff(c.want, names(ReportFilter{Order: c.order, Find: c.find})); diff != "" {
			t.Errorf("%q, %q: %s", c.order, c.find, diff)
		}
	}
	f := ReportFilter{Order: "response_rate_1h"}
	if f.ordered("response_rate_1h") != "ascending" || f.reorder("response_rate_1h") != "-response_rate_1h" || f.ordered("cases") != "" || (ReportFilter{}).ordered("cases") != "descending" {
		t.Error("the worst are not first")
	}
	if ValidOrder("colour") != "" || ValidOrder("-lip_service") != "-lip_service" {
		t.Error("orders")
	}
}
