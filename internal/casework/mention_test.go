package casework_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"heed/internal/casework"
	"heed/internal/desk"
)

var colleagues = []desk.Agent{
	{ID: 1, Name: "Ada Lind", Email: "ada@acme.example"},
	{ID: 2, Name: "Mira Okafor", Email: "mira@acme.example"},
	{ID: 3, Name: "Mira Lind", Email: "mira.lind@acme.example"},
	{ID: 4, Name: "Bo Berg", Email: "bo@acme.example", Disabled: true},
	{ID: 5, Name: "Zoë Ärger", Email: "zoe@acme.example"},
	{ID: 6, Name: "Ada Linden", Email: "linden@acme.example", Disabled: true},
	{ID: 7, Name: "Kim", Email: "kim@acme.example"},
	{ID: 8, Name: "Kim", Email: "kim2@acme.example", Disabled: true},
}

func TestNames(t *testing.T) {
	t.Parallel()
	for note, want := range map[string]string{
		"@Mira Okafor can you look?":        "2:Mira Okafor",
		"(@mira okafor) please":             "2:mira okafor",
		"@ada, look":                        "1:ada",
		"@Ada Lind and @Ada Lind's desk":    "1:Ada Lind 1:Ada Lind",
		"@Ada Linden left":                  "6:Ada Linden",
		"@mira look":                        "2=3:mira",
		"@mira@acme.example":                "2:mira@acme.example",
		"@ZOË ÄRGER!":                       "5:ZOË ÄRGER",
		"@zoë.":                             "5:zoë",
		"@bo wrote to us":                   "0:bo",
		"@Bo Berg knows":                    "4:Bo Berg",
		"@kim":                              "7:kim",
		"@ada.bsky.social says so":          "0:ada.bsky.social",
		"@ada-lena says so":                 "0:ada-lena",
		"write to ada@acme.example":         "",
		"https://example.com/@ada and a@ b": "",
		"@ @@ada @":                         "",
		"@nobody.":                          "0:nobody",
		"":                                  "",
	} {
		got := ""
		for _, n := range casework.Names(note, colleagues) {
			if got != "" {
				got += " "
			}
			who := string('0' + rune(n.Agent.ID))
			for i, a := range n.Same {
				if i == 0 {
					who = ""
				} else {
					who += "="
				}
				who += string('0' + rune(a.ID))
			}
			got += who + ":" + note[n.Span.Start+1:n.Span.End]
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%q: %s", note, d)
		}
	}
}

// Whatever stands in a note, names lie in it, in order, each after an @.
func FuzzNames(f *testing.F) {
	for _, s := range []string{"@Mira Okafor", "@@", "@\xff", "@Ada Lind@ada", "@zoë-", "a@b @", "@İ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, note string) {
		at := 0
		for _, n := range casework.Names(note, colleagues) {
			if n.Span.Start < at || n.Span.End <= n.Span.Start+1 || n.Span.End > len(note) || note[n.Span.Start] != '@' {
				t.Fatalf("%q: %+v", note, n.Span)
			}
			at = n.Span.End
		}
	})
}
