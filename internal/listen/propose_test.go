package listen

import (
	"slices"
	"strings"
	"testing"

	"heed/internal/desk"
)

func TestPropose(t *testing.T) {
	t.Parallel()
	got := Propose([]string{"Linksys", "Driver Licensing", "Delta", "ICBC", "DriveCo", "日本航空", " ", "!!!", `Say "X" Now`},
		[]string{"@icbc", "acme.bsky.social", "not a handle", "@icbc"})
	byName := map[string]Proposal{}
	for _, p := range got {
		byName[p.Name] = p
		if _, err := Parse(p.Query); err != nil {
			t.Errorf("%s: %s: %v", p.Name, p.Query, err)
		}
		if len(p.Reasons) == 0 {
			t.Errorf("%s has no reason", p.Name)
		}
	}
	heard := func(name, post string) bool {
		m := desk.Message{Text: post}
		p := PostOf(&m)
		_, ok := mustParse(t, byName[name].Query).Match(&p)
		return ok
	}
	for name, posts := range map[string][]string{
		"Linksys":          {"my Linksys router", "linkssys is down", "linkys again", "linskys help", "linjsys", "#linksys"},
		"Driver Licensing": {"the driver-licensing office", "#DriverLicensing", "the driver licencing office"},
		"ICBC":             {"ICBC's queue"},
		"DriveCo":          {"drive co lost my car", "driveco"},
		"日本航空":             {"昨日の日本航空は最高"},
		"Our handles":      {"ask @icbc", "cc @acme.bsky.social"},
		`Say "X" Now`:      {"say x now"},
	} {
		for _, post := range posts {
			if !heard(name, post) {
				t.Errorf("%s: %s does not hear %q", name, byName[name].Query, post)
			}
		}
	}
	if byName["Delta"].Warning == "" || byName["Linksys"].Warning != "" {
		t.Errorf("warnings: %q, %q", byName["Delta"].Warning, byName["Linksys"].Warning)
	}
	if strings.Contains(byName["Our handles"].Query, "not") || len(got) != 8 {
		t.Errorf("%d proposals: %v", len(got), slices.Collect(func(yield func(string) bool) {
			for _, p := range got {
				if !yield(p.Name + ": " + p.Query) {
					return
				}
			}
		}))
	}
}
