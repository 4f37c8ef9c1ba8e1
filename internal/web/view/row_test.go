package view

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"heed/internal/desk"
	"heed/internal/inbox"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func rendered(t *testing.T, s *Shell, r inbox.Row, selected desk.CaseID) string {
	t.Helper()
	var b strings.Builder
	if err := queueRows(Filter{View: "reply", Brand: 3}, []inbox.Row{r}, selected).Render(With(t.Context(), s), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestRow(t *testing.T) {
	t.Parallel()
	r := inbox.Row{AssigneeName: "Ben Ode", Case: desk.Case{
		ID: 7, Version: 2, Network: "echo", Stage: desk.New, PersonName: "Mia Torres", Handle: "mia.echo", Private: true,
		Preview: "norden is slow again", Reason: "mention", WaitingSince: noon.Add(-72 * time.Minute), Due: noon.Add(10 * time.Minute),
		Hits: []desk.Hit{{Search: 1, Name: "Norden", Clause: "norden"}}, Decision: desk.Decision{Rule: "Complaint"},
	}}
	got := rendered(t, &Shell{Lang: "en", Zone: time.UTC, Now: noon}, r, 7)
	want := `<li class="row" id="c7" data-id="7" data-rank="` + rank(&r, "") + `" data-version="2">` +
		`<a class="row-link" id="open-7" href="/cases/7?brand=3&amp;in=reply" aria-current="true">` +
		`<span class="row-face"><span class="` + tint("mia.echo") + `" aria-hidden="true">MT</span>` +
		`<span class="row-owner" title="With Ben Ode"><span class="unseen">With Ben Ode</span><span aria-hidden="true">BO</span></span></span>` +
		`<span class="row-who" title="@mia.echo"><b>Mia Torres</b> <span class="row-where">Echo</span></span> ` +
		`<span class="row-time"><time class="due soon" datetime="2026-03-02T12:10:00Z" title="Due 2 Mar 2026, 12:10:00 UTC" data-rel="due">10 min left</time></span> ` +
		`<span class="row-words"><span class="tag-private"><svg class="icon" aria-hidden="true"><use href="#icon-lock"/></svg> Private</span> ` +
		`<mark>norden</mark> is slow again</span> ` +
		`<span class="row-why"><span class="row-state">waiting <time datetime="2026-03-02T10:48:00Z" title="2 Mar 2026, 10:48:00 UTC" data-rel="span">1 h 12</time></span> ` +
		`<span class="row-reason" title="mention"><svg class="icon" aria-hidden="true"><use href="#icon-at"/></svg> <span class="unseen">here because of</span> mention</span> ` +
		`<span class="row-rule" title="Rule “Complaint”"><svg class="icon" aria-hidden="true"><use href="#icon-flag"/></svg> Complaint</span> ` +
		`<span class="row-presence" data-presence="7"></span></span></a></li>`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestRowClock(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		lang string
		c    desk.Case
		want string
	}{
		{"en", desk.Case{Stage: desk.New, WaitingSince: noon, Due: noon.Add(-2 * time.Hour)}, `class="due over" datetime="2026-03-02T10:00:00Z" title="Due 2 Mar 2026, 11:00:00 CET" data-rel="due">2 h over</time>`},
		{"de", desk.Case{Stage: desk.New, WaitingSince: noon, Due: noon.Add(2 * time.Hour)}, `>noch 2 h</time>`},
		{"en", desk.Case{Stage: desk.New, WaitingSince: noon}, `<span class="faint">no deadline</span>`},
		{"en", desk.Case{Stage: desk.Waiting, UpdatedAt: noon.Add(-3 * time.Minute)}, `data-rel="ago">3 min ago</time>`},
		{"en", desk.Case{Stage: desk.Resolved, WaitingSince: noon, UpdatedAt: noon}, `data-rel="ago">now</time>`},
		{"en", desk.Case{Stage: desk.Waiting, UpdatedAt: noon.Add(time.Hour)}, `>in 1 h</time>`},
		{"en", desk.Case{Stage: desk.Waiting}, `title="" data-rel="ago">never</time>`},
		{"de", desk.Case{Stage: desk.Waiting, UpdatedAt: noon.Add(-3 * time.Minute)}, `title="2.3.2026, 12:57:00 CET" data-rel="ago">vor 3 min</time>`},
	} {
		s := &Shell{Lang: x.lang, Zone: time.FixedZone("CET", 3600), Now: noon}
		if got := rendered(t, s, inbox.Row{Case: x.c}, 0); !strings.Contains(got, x.want) {
			t.Errorf("%s %+v:\n%s\nlacks %s", x.lang, x.c, got, x.want)
		}
	}
}

// TestRowEscapes: whatever people and administrators choose stays text, in every place.
func TestRowEscapes(t *testing.T) {
	t.Parallel()
	evil := `"'><script x=` + "`" + `>&`
	r := inbox.Row{AssigneeName: evil, Case: desk.Case{
		ID: 7, Network: desk.Network(evil), Stage: desk.Stage(evil), PersonName: evil, Handle: evil, Preview: evil + " norden", Reason: evil,
		Hits: []desk.Hit{{Name: evil, Clause: "norden"}}, Decision: desk.Decision{Rule: evil},
	}}
	got := rendered(t, &Shell{Lang: "en", Zone: time.UTC, Now: noon}, r, 0)
	if strings.Contains(got, "<script") || strings.Contains(got, `"'`) || strings.Count(got, "&lt;script") < 9 {
		t.Error(got)
	}
	if open, shut := strings.Count(got, "<span"), strings.Count(got, "</span>"); open != shut {
		t.Errorf("%d spans begin, %d end", open, shut)
	}
}

// TestRowIcons: a row may use only the icons that stand in the page.
func TestRowIcons(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("row.go")
	if err != nil {
		t.Fatal(err)
	}
	used := []string{}
	for _, m := range regexp.MustCompile(`(?:\.icon\(|mark\("[^"]*", )"([a-z]+)"`).FindAllSubmatch(source, -1) {
		used = append(used, string(m[1]))
	}
	for _, reason := range []string{"mention", "private message", "else"} {
		icon, _ := why(&inbox.Row{Case: desk.Case{Reason: reason}})
		used = append(used, icon)
	}
	for _, name := range used {
		if !slices.Contains(rowIcons, name) || paths[name] == "" {
			t.Errorf("rows use the icon %q, which is not in the page", name)
		}
	}
	if len(used) < 8 {
		t.Errorf("only %d icons were found in row.go", len(used))
	}
}

// A condition with hundreds of phrases is cut behind one of them.
func TestLongConditionsAreShortened(t *testing.T) {
	t.Parallel()
	if short, cut := shortened(`signals.intent == "spam"`); cut || short != `signals.intent == "spam"` {
		t.Errorf("a short one: %q", short)
	}
	long := `message.says("` + strings.Repeat(`ünder", "`, 200) + `last")`
	if short, cut := shortened(long); !cut || !strings.HasSuffix(short, `"ünder", …`) || len([]rune(short)) > mostWhen+2 {
		t.Errorf("a long one: %q", short)
	}
}
