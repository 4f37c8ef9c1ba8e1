package searchfile

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"heed/internal/admin"
	"heed/internal/desk"
	"heed/internal/listen"
)

var overview = admin.Overview{
	Brands: []desk.Brand{{ID: 1, Name: "Acme"}, {ID: 2, Name: "Bolt, Nut & Co"}}, Agents: []desk.Agent{{ID: 7, Name: "Ada"}},
	Searches: []desk.Search{
		{ID: 1, Brand: 1, Name: "By name", Query: `acme OR "acme support"`, By: 7, Created: time.Date(2026, 3, 2, 9, 0, 0, 0, time.FixedZone("", 3600))},
		{ID: 3, Brand: 1, Name: "=late", Query: "@acme OR 'acme'", Created: time.Unix(1e9, 0)},
		{ID: 2, Brand: 2, Name: "So \"late\"", Query: "bolt\nOR <bölt> 😡", Paused: true, Created: time.Unix(1e9, 0)},
	},
}

// TestWhatIsWrittenIsRead: in both forms, of all brands and of one.
func TestWhatIsWrittenIsRead(t *testing.T) {
	t.Parallel()
	all := []admin.Incoming{
		{Name: "By name", Brand: "Acme", Query: `acme OR "acme support"`, State: "on"},
		{Name: "=late", Brand: "Acme", Query: "@acme OR 'acme'", State: "on"},
		{Name: "So \"late\"", Brand: "Bolt, Nut & Co", Query: "bolt\nOR <bölt> 😡", State: "paused"},
	}
	for form, first := range map[Form]string{
		Sheet:      "\ufeffname,brand,query,state,since,by\r\nBy name,Acme,\"acme OR \"\"acme support\"\"\",on,",
		Semicolons: "\ufeffname;brand;query;state;since;by\r\nBy name;Acme;\"acme OR \"\"acme support\"\"\";on;2026-03-02T08:00:00Z;Ada\r\n",
		CSV:        "name,brand,query,state,since,by\nBy name,Acme,\"acme OR \"\"acme support\"\"\",on,2026-03-02T08:00:00Z,Ada\n",
		JSONL:      `{"name":"By name","brand":"Acme","query":"acme OR \"acme support\"","state":"on","since":"2026-03-02T08:00:00Z","by":"Ada"}` + "\n",
	} {
		for brand, want := range map[desk.BrandID][]admin.Incoming{0: all, 2: all[2:]} {
			var out bytes.Buffer
			if err := Write(&out, form, &overview, brand); err != nil {
				t.Fatal(err)
			}
			if brand == 0 && !strings.HasPrefix(out.String(), first) {
				t.Errorf("%s: %s", form, &out)
			}
			f, err := Read(&out)
			if err != nil || len(f.Wrong) > 0 || !slices.Equal(f.Searches, want) {
				t.Errorf("%s of brand %d: %q, %v, %v", form, brand, f.Searches, f.Wrong, err)
			}
			again, err := Read(strings.NewReader(strings.ReplaceAll(f.Lines(), "\n", "\r\n"))) // as a form sends it
			if err != nil || len(again.Wrong) > 0 || !slices.Equal(again.Searches, want) {
				t.Errorf("%s of brand %d, by a form: %q, %v, %v", form, brand, again.Searches, again.Wrong, err)
			}
		}
	}
}

// TestFilesOfOtherTools: other names of columns, other marks between them, and the rules of X's filtered stream.
func TestFilesOfOtherTools(t *testing.T) {
	t.Parallel()
	want := []admin.Incoming{{Name: "A", Query: "acme, late"}, {Name: "B", Query: "bolt"}}
	for _, text := range []string{
		"\ufeffTitle;Folder;Boolean Query\r\nA;x;\"acme, late\"\r\nB;;bolt\r\n",
		"id\tQuery Name\tSearch\n1\tA\tacme, late\n2\tB\tbolt",
		"expression,label\n\"acme, late\",A\n\nbolt,B\n",
		"{\"value\":\"acme, late\",\"tag\":\"A\",\"id\":1,\"more\":{\"x\":[1]}}\n\n{\"tag\":\"B\",\"value\":\"bolt\"}",
	} {
		f, err := Read(strings.NewReader(text))
		if err != nil || len(f.Wrong) > 0 || !slices.Equal(f.Searches, want) {
			t.Errorf("%q: %+v, %v", text, f, err)
		}
	}
}

// refuses refuses every query that cannot be read, and the brand "Nope".
type refuses struct{ dry bool }

func (r *refuses) BringSearches(_ context.Context, _ desk.Agent, in []admin.Incoming, how admin.Bringing) (b admin.Brought, err error) {
	r.dry = how.Dry
	for i, n := range in {
		if n.Brand == "Nope" {
			b.Wrong = append(b.Wrong, admin.Wrong{Row: i, Err: &desk.Error{Kind: desk.Invalid, Field: "brand", Message: "brand"}})
		}
		if n.State == "asleep" {
			b.Wrong = append(b.Wrong, admin.Wrong{Row: i, Err: &desk.Error{Kind: desk.Invalid, Field: "state", Message: "state"}})
		}
		if _, err := listen.Parse(strings.TrimSpace(n.Query)); err != nil {
			b.Wrong = append(b.Wrong, admin.Wrong{Row: i, Err: &desk.Error{Kind: desk.Invalid, Field: "query", Message: "query", Err: err}})
		}
	}
	return b, nil
}

// TestMistakesHaveTheirPlace: line and column of each, in characters, through quotes, escapes and lines within a field.
func TestMistakesHaveTheirPlace(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"name,query\nÄ,acme OR\n":                                                  {"2:8 query"},
		"name,query\nA,\"\"\"acme é\"\" OR 😡😡 \"\"open\"\n":                        {"2:21 query"},
		"name,query\r\nA,\"  acme\r\nOR b -\"\r\n":                                 {"3:6 query"},
		"name,brand,query,state\nA,Nope,acme,on\nB,,the,asleep\n":                  {"2:3 brand", "3:4 query", "3:8 state"},
		"name,query\nA,acme OR\nB\nC,bolt OR\n":                                    {"2:8 query", "3:1 This row has 1 columns, but the first line has 2.", "4:8 query"},
		"name,query\nA,acme OR\nB,a \"b\" c\nC,bolt OR\n":                          {"2:8 query", "3:5 There's a quote where none is allowed."},
		"name,boolean\nA,acme OR\n":                                                {"2:8 query"},
		"name,query\nA,'@acme OR\nB,\"'@acme OR \"\"b\"\n":                         {"2:10 query", "3:14 query"},
		"title,name\nA,acme\n":                                                     {"1:1 The first line must have exactly one name column; it has 2.", "1:1 The first line must have exactly one query column; it has 0."},
		"{\"name\":\"A\",\n":                                                       {"1:13 This line isn't a JSON object."},
		"{\"name\":\"A\",\"query\":\"acme\"}\n{\"name\":\"B\",\"query\": 7}\n[]\n": {"2:22 query must be text.", "3:1 This line isn't a JSON object."},
		`{"query":"\u00e9\n\ud83d\ude00é OR acme -","name":"B","brand" : "Nope"}`:  {"1:41 query", "1:65 brand"},
	} {
		f, err := Read(strings.NewReader(text))
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		r := &refuses{}
		_, wrong, err := f.Bring(t.Context(), r, desk.Agent{}, admin.Bringing{})
		if err != nil || r.dry != (len(f.Wrong) > 0) {
			t.Errorf("%q: %v, dry %v", text, err, r.dry)
		}
		var got []string
		for _, m := range wrong {
			got = append(got, fmt.Sprint(m.Line, ":", m.Column, " ", m.Message))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %q", text, got)
		}
	}
	for _, text := range []string{"", "name,query\n", "\xff\xfen", strings.Repeat("a", maxFile+1)} {
		if f, err := Read(strings.NewReader(text)); !desk.Is(err, desk.Invalid) {
			t.Errorf("%.10q: %+v, %v", text, f, err)
		}
	}
}

// TestReadingEnds: of a file that is far too long no more is kept than says so.
func TestReadingEnds(t *testing.T) {
	t.Parallel()
	for head, row := range map[string]string{"name,query\n": "A,b\n", "{\"name\":\"A\",\"query\":\"b\"}\n": "{\"name\":\"A\"}\n"} {
		f, err := Read(strings.NewReader(head + strings.Repeat(row, 50_000)))
		if err != nil || len(f.Searches) != maxSearches {
			t.Errorf("%q: %d, %v", head, len(f.Searches), err)
		}
		f, err = Read(strings.NewReader(head + strings.Repeat("x\n", 50_000)))
		if err != nil || len(f.Wrong) != maxWrong {
			t.Errorf("%q: %d wrong, %v", head, len(f.Wrong), err)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("name,query\nA,\"acme \"\"x\"\" OR\"\n")
	f.Add("{\"name\":\"A\",\"query\":\"\\ud83d\\ude00 OR\"}\n{\"name\"")
	f.Add("name;query;state\n\"a\r\nb\";-x;asleep\n")
	f.Add("nAme,querY\n,")
	f.Fuzz(func(t *testing.T, text string) {
		file, err := Read(strings.NewReader(text))
		if err != nil {
			return
		}
		_, wrong, err := file.Bring(t.Context(), &refuses{}, desk.Agent{}, admin.Bringing{})
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Count(text, "\n") + 1
		for _, m := range wrong {
			if m.Line < 1 || m.Line > lines || m.Column < 1 || m.Column > len(text)+1 {
				t.Errorf("%q: %+v", text, m)
			}
		}
	})
}
