package listen

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"heed/internal/desk"
)

// What can never match is said; what may is not.
func TestNever(t *testing.T) {
	t.Parallel()
	for query, want := range map[string][]string{
		"acme lang:xx":                                  {"lang:xx"},
		"acme lang:jp":                                  {"lang:jp"},
		"acme lang:deu":                                 {"lang:deu"},
		"acme -lang:qq":                                 {"lang:qq"},
		"acme lang:en lang:de":                          {"lang:de"},
		"acme lang:en (lang:de parcel)":                 {"lang:de"},
		"acme network:bluesky network:echo":             {"network:echo"},
		"from:a.example from:b.example":                 {"from:b.example"},
		"acme followers:>100 followers:<50":             {"followers:<50"},
		"acme followers:>100 followers:<50 followers:7": {"followers:<50"},
		"acme -acme":                                    {"-acme"},
		"Acme -ACME":                                    {"-ACME"},
		`"acme pie" -pie`:                               {"-pie"},
		"#acme -acme":                                   {"-acme"},
		"@acme -(pie OR acme)":                          {"-(pie OR acme)"},
		"parcel OR (acme -acme)":                        {"-acme"},
		"acme advertis* -advertis*":                     {"-advertis*"},

		"acme (lang:en OR lang:de)":          nil,
		"acme lang:en OR akme lang:de":       nil,
		"acme lang:en -lang:de":              nil,
		"acme lang:pt-BR":                    nil,
		"acme lang:und":                      nil,
		"acme lang:fil":                      nil,
		"acme followers:>100 followers:<500": nil,
		`"acme pie" -"pie acme"`:             nil,
		"acme -#acme":                        nil,
		"acme -@acme":                        nil,
		"parcel -(acme pie)":                 nil,
		"(acme OR akme) -akme":               nil,
		"acme -(-pie)":                       nil,
		`"航 班" -航班`:                          nil, // apart they are not that word
	} {
		q, err := Parse(query)
		if err != nil {
			t.Errorf("%s: %v", query, err)
			continue
		}
		var got []string
		for _, n := range q.Notes() {
			if n.Never {
				got = append(got, query[n.Offset:n.Offset+n.Length])
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", query, diff)
		}
	}
}

// A search of which it is said that it brings nothing as a whole does not match what would be likeliest to.
func TestNeverIsTrue(t *testing.T) {
	t.Parallel()
	posts := []desk.Message{{Text: "Acme pie #acme @acme acme advertising", Lang: "de", Network: "bluesky", Author: desk.HandleRef{Name: "a.example", Followers: 70}}, {Text: "acme pie", Lang: "xx", Network: "echo"}}
	for _, query := range []string{"acme lang:en lang:de", "acme network:bluesky network:echo", "acme followers:>100 followers:<50", "acme -acme", `"acme pie" -pie`, "#acme -acme", "@acme -acme", "acme advertis* -advertis*"} {
		q, err := Parse(query)
		if err != nil || !slices.ContainsFunc(q.Notes(), func(n Note) bool { return n.Never }) {
			t.Fatalf("%s: %v, %v", query, q.Notes(), err)
		}
		for i := range posts {
			p := PostOf(&posts[i])
			if _, ok := q.Match(&p); ok {
				t.Errorf("%s matches %q", query, posts[i].Text)
			}
		}
	}
}

// What other tools call things is refused with what to write instead.
func TestWaysOut(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{
		"acme lang:germn":       "Write lang:de.",
		"acme lang:German":      "Write lang:de.",
		"acme lang:französisch": "Write lang:fr.",
		"acme lang:klingon":     "Use the two-letter code, as in lang:en or lang:de.",
		"acme since:2026-01-01": "Searches listen from the moment they're saved and have no dates. Remove this.",
		"acme min_faves:10":     "Posts are heard when they're new, before anyone likes or shares them. Remove this, or use followers:>1000.",
	} {
		_, err := Parse(query)
		e, ok := err.(*SyntaxError)
		if !ok || e.Mend != want {
			t.Errorf("%s: %v", query, err)
		}
	}
}
