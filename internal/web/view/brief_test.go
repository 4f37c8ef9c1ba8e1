package view

import (
	"strings"
	"testing"

	"heed/internal/report"
	"heed/internal/reporting"
)

// Beside public posts is judged only what is the same thing there.
func TestBesidePeersJudgesWhatIsAlike(t *testing.T) {
	t.Parallel()
	ctx := With(t.Context(), &Shell{Lang: "en"})
	tally := report.NewTally(false)
	for range 60 {
		soon := report.Wait{Micros: 60e6, Ended: true}
		tally.Add(&report.Case{Demand: true, First: soon, Resolution: soon, Responses: 1, Told: 1, OwnersKnown: true, HandOffs: []report.Wait{soon}})
	}
	league := &reporting.League{Name: "Trains", Fields: map[string]reporting.Field{}}
	for _, f := range report.Figures() {
		league.Fields[f.Name] = reporting.Field{Low: .2, Median: .3, High: .4, Companies: 9}
	}
	p := besidePeers(ctx, reporting.Report{Total: reporting.Group{Tally: tally}}, league)
	var judged []string
	for _, l := range p.lines {
		judged = append(judged, l.words)
	}
	got := strings.Join(judged, "\n")
	for _, title := range []string{"Resolved", "Hand-offs"} {
		if strings.Contains(got, title) || !strings.Contains(p.note, title) {
			t.Errorf("%s is judged in %q, the note is %q", title, got, p.note)
		}
	}
	if !strings.Contains(got, "Answered within 1 h: 100%, 30% at their median") {
		t.Errorf("judged is %q", got)
	}
}
