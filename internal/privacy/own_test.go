package privacy

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"heed/internal/desk"
)

func TestOwnPatterns(t *testing.T) {
	t.Parallel()
	f, err := Compile(Own{
		Patterns: []Pattern{{"Membership", "ACME-######"}, {"Locker", "/L[0-9]{4}[A-Z]/"}, {"Ticket", "@@##*"}},
		Public:   []string{"+44 20 7946 0958", "hello@acme.example"},
	})
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string][]string{
		"my card acme-123456 is lost":                       {"own:acme-123456"},
		"ACME-1234567":                                      nil,
		"locker L1234X, ticket ab12z":                       {"own:L1234X", "own:ab12z"},
		"call (+44) 20 7946-0958 or +44 20 7946 0959":       {"phone:+44 20 7946 0959"},
		"write to Hello@ACME.example or ana@acme.example":   {"email:ana@acme.example"},
		"order number ACME-123456 and ACME-654321, not 123": {"own:ACME-123456", "own:ACME-654321"},
	} {
		found := f.Find(text)
		check(t, text, found)
		if diff := cmp.Diff(want, shown(text, found)); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

func TestOwnPatternsAreChecked(t *testing.T) {
	t.Parallel()
	for _, p := range []Pattern{{"", "####"}, {"Few", "A#"}, {"All", "/.*/"}, {"Broken", "/(/"}, {"Words", "/[a-z]+/"}} {
		if _, err := Compile(Own{Patterns: []Pattern{p}}); !desk.Is(err, desk.Invalid) {
			t.Errorf("%+v: %v", p, err)
		}
	}
}
