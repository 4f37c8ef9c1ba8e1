package view

import (
	"math"
	"strings"
	"testing"
	"time"

	"heed/internal/desk"
	"heed/internal/report"
	"heed/internal/reporting"
)

func TestAlertNotice(t *testing.T) {
	t.Parallel()
	f, _ := report.FigureOf("response_rate_1h")
	a := desk.Alert{Name: "Night", Figure: f.Name, Kind: desk.Below, Value: .8, Window: 24 * time.Hour}
	s := reporting.Spoken{Alert: &a, Figure: f, Now: report.Value{Value: .5, N: 1200}, Before: report.Value{Value: .9, N: 9}, Cases: []desk.CaseID{12, 11},
		Of: []reporting.Watched{{Dim: desk.ByBrand, Name: "Acme"}, {Dim: desk.ByIntent, Name: "leaving"}, {Dim: desk.ByTeam}}}
	for lang, want := range map[string][2]string{
		"en": {"Night: Answered within 1 h (Brand: Acme, Intent: Leaving, Team: none) 50%", "50% of 1,200 cases in the last 24 h. A week before: 90%. Threshold: below 80%.\nCases where this isn't true: #12, #11"},
		"de": {"Night: In 1 h beantwortet (Marke: Acme, Anliegen: Will gehen, Team: keine) 50\u00a0%", "50\u00a0% von 1.200 Fällen der letzten 24 h. Eine Woche davor: 90\u00a0%. Grenze: unter 80\u00a0%.\nFälle, in denen es nicht so ist: #12, #11"},
	} {
		subject, text := AlertNotice(desk.Reader{Lang: lang}, s)
		if subject != want[0] || text != want[1] {
			t.Errorf("%s: %q\n%q", lang, subject, text)
		}
	}
	a.Raised = time.Date(2026, 3, 1, 23, 30, 0, 0, time.UTC)
	if _, text := AlertNotice(desk.Reader{Lang: "de", Zone: "Europe/Berlin"}, s); !strings.Contains(text, "Das gilt seit 2.3.2026, 00:30 CET.") {
		t.Errorf("since when: %q", text)
	}
	for utc, want := range map[string]string{"2026-10-25T00:30:00Z": "25 Oct 2026, 02:30 CEST.", "2026-10-25T01:30:00Z": "25 Oct 2026, 02:30 CET.", "2026-03-29T01:00:00Z": "29 Mar 2026, 03:00 CEST."} { // the hour that comes twice
		a.Raised, _ = time.Parse(time.RFC3339, utc)
		if _, text := AlertNotice(desk.Reader{Lang: "en", Zone: "Europe/Berlin"}, s); !strings.Contains(text, "It has been true since "+want) {
			t.Errorf("%s: %q", utc, text)
		}
	}
	for _, c := range []struct {
		lang        string
		hours, line float64
		want        [2]string
	}{{"en", 36.5, .995, [2]string{"36.5 h", "99.5%"}}, {"de", 36.5, .995, [2]string{"36,5 h", "99,5\u00a0%"}}, {"de", 168, .8, [2]string{"7 Tage", "80\u00a0%"}}, {"en", 24, .999, [2]string{"24 h", "99.9%"}}} {
		if got := [2]string{windowWords(c.lang, time.Duration(c.hours*float64(time.Hour))), lineWords(c.lang, report.Share, c.line)}; got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	slow, _ := report.FigureOf("first_response_time_p50")
	none := reporting.Spoken{Alert: &desk.Alert{Name: "Slow", Kind: desk.Above, Value: 600, Window: time.Hour}, Figure: slow, Now: report.Value{Value: math.NaN(), Low: 900, High: math.NaN(), N: 12}, Before: report.Value{Value: math.NaN()}}
	for lang, want := range map[string][2]string{
		"en": {"Slow: First response, median at least 15 min", "At least 15 min, based on 12 cases in the last 1 h: too few were answered to say more. Threshold: above 10 min."},
		"de": {"Slow: Erste Antwort, Median mindestens 15 min", "Mindestens 15 min, nach 12 Fällen der letzten 1 h: Für mehr wurden zu wenige beantwortet. Grenze: über 10 min."},
	} {
		if subject, text := AlertNotice(desk.Reader{Lang: lang}, none); subject != want[0] || text != want[1] {
			t.Errorf("%s: %q\n%q", lang, subject, text)
		}
	}
	ctx := With(t.Context(), &Shell{Lang: "de"})
	for kept, want := range map[string]string{"900": "15 min", ">900": "mindestens 15 min", "": "", "12 min, once": "12 min, once"} {
		if got := alertLatest(ctx, desk.Alert{Figure: slow.Name, Latest: kept}); got != want {
			t.Errorf("%q is shown as %q", kept, got)
		}
	}
	if got := spokenFigure(ctx, desk.Firing{Figure: slow.Name, Value: 900, Words: ">900"}); got != "mindestens 15 min" {
		t.Errorf("it spoke of %q", got)
	}
	s.Test, s.Of = true, nil
	if subject, _ := AlertNotice(desk.Reader{}, s); subject != "Test of Night: Answered within 1 h 50%" {
		t.Errorf("a test: %q", subject)
	}
}
